"""How sure the half-space model was of changes, as a number to sort by, and its evidence."""

from __future__ import annotations

from collections.abc import Iterable
from math import exp

from persclean.config import Config
from persclean.halfspace.explain import evidence_of


def confidences(words: Iterable[str], config: Config) -> dict[str, tuple[float | None, str]]:
    """Return for words that `zwnj` changes the confidence in that, 0.5 at the model's limit up to 1, and the evidence.

    words: of one line each, as they stood. The confidence is that of the least sure place; None where a rule decided.
    """
    wanted = list(dict.fromkeys(words))
    found: dict[str, tuple[float | None, str]] = {}
    for word, each in zip(wanted, evidence_of(wanted, config) if wanted else (), strict=True):
        made = [one for one in each if one.choice == "half-space" or (one.by == "seam" and one.choice == "space")]
        weighed = [one.margin - one.limit for one in made if one.choice == "half-space" and one.by != "verb table"]
        sure = 1 / (1 + exp(-max(min(weighed), 0.0))) if weighed else None
        found[word] = (None if sure is None else round(sure, 3), " · ".join(map(str, (made or each)[:2])))
    return found
