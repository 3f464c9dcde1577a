"""Learning to tell the two readings of a run apart by its neighbours: نامه|ای or نام|های.

Every word of the text that ends in either way teaches what stands around such words; which of the two a run is more
often, is counted. Only runs that are met both ways are looked at.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from math import log

import numpy as np
from numpy.typing import NDArray

from persclean.filters._letters import JOINING
from persclean.halfspace import UNIT
from persclean.halfspace.context import NONE, context_features
from persclean.halfspace.letters import ZWNJ
from persclean.halfspace.training.fit import Settings, fit, quantise
from persclean.halfspace.training.style import canonical

BITS = 16
_LEAST, _SHARE = 2.0, 0.08  # uses, and share of the uses, of the rarer reading
_MOST = 3.0  # log odds
_TRUST = 0.7  # of the neighbours, beside the counts of the run; chosen on a fifth of the training text


def kind(word: str) -> int:
    """Return 1 for a word in ه|ای, 2 for a plural in های, 0 for any other."""
    if word.endswith(f"ه{ZWNJ}ای"):
        return 1
    return 2 if word.endswith("های") and len(word) > 4 and not word.endswith(f"ه{ZWNJ}های") else 0


def train(
    stretches: Sequence[list[str]], forms: Mapping[str, Counter[str]], parts: Mapping[str, float]
) -> tuple[dict[str, tuple[str, str, int]], NDArray[np.int8]]:
    """Return the runs with two readings (the first in ه|ای, the second a plural, log odds of the first in units) and
    the weights of `context_features`."""
    around: list[tuple[str, str]] = []
    first: list[bool] = []
    memo: dict[str, int] = {}
    for words in stretches:
        for n, word in enumerate(words):
            if not word.endswith("ای"):
                continue
            if word not in memo:
                memo[word] = kind(canonical(word, parts))
            if memo[word]:
                before = words[n - 1] if n else NONE
                after = words[n + 1] if n + 1 < len(words) else NONE
                around.append((before.replace(ZWNJ, ""), after.replace(ZWNJ, "")))
                first.append(memo[word] == 1)
    if len(set(first)) < 2:
        return {}, np.zeros(1 << BITS, np.int8)  # a text that teaches nothing of this
    answer = np.array(first, bool)
    table = np.stack(list(context_features(around, BITS)), axis=1)
    # Both readings weigh the same in all: how common each is, is counted run by run.
    weight = np.where(answer, 0.5 / max(answer.mean(), 1e-9), 0.5 / max(1 - answer.mean(), 1e-9))
    settings = Settings(rounds=10, shrink=1e-4, batch=4096)
    weights = quantise(_TRUST * fit(table, weight * answer, weight * ~answer, BITS, settings), UNIT)
    return _twofold(forms), weights


def _twofold(forms: Mapping[str, Counter[str]]) -> dict[str, tuple[str, str, int]]:
    found = {}
    stems = {letters[:-3] for letters in forms if letters.endswith("های") and len(letters) > 4}
    for stem in sorted(stems):
        letters = f"{stem}های"
        readings = {1: (0.0, f"{stem}ه{ZWNJ}ای"), 2: (0.0, stem + (ZWNJ if stem[-1] in JOINING else "") + "های")}
        for form, uses in sorted(forms.get(letters, {}).items()):
            which = kind(form)
            if which:
                readings[which] = max(readings[which], (float(uses), form))
        (a, one), (b, two) = readings[1], readings[2]
        if min(a, b) < max(_LEAST, _SHARE * (a + b)):
            continue
        odds = max(-_MOST, min(_MOST, log((a + 0.5) / (b + 0.5))))
        found[letters] = (one, two, round(UNIT * odds))
    return found
