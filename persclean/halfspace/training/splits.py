"""Learning where a space was lost: two words of the text written as one, against the words that are one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from persclean.halfspace import UNIT
from persclean.halfspace.features import Seams, seams, split_features
from persclean.halfspace.letters import ZWNJ, code_points, runs
from persclean.halfspace.strings import StringTable, Substrings
from persclean.halfspace.tagger import COMMON, SHORTEST
from persclean.halfspace.training.fit import Settings, drop_rare, fit, order, quantise
from persclean.halfspace.training.pairs import Pair

BITS = 18
_EXAMPLES = 200_000
_RARE = 3


def _candidates(at: Seams, known: StringTable) -> NDArray[np.bool_]:
    """Return which seams have two common words around them."""
    long = (at.before >= SHORTEST) & (at.after >= SHORTEST)
    ok: NDArray[np.bool_] = long & (known(at.left) >= COMMON) & (known(at.right) >= COMMON)
    return ok


def train(words: Sequence[tuple[str, float]], two: Mapping[Pair, int], known: StringTable) -> NDArray[np.int8]:
    """Return the weights of lost spaces.

    words: the forms to learn, with their uses. two: pairs that stand with a space, with their uses.
    """
    whole = [(word, uses) for word, uses in words if ZWNJ not in word]
    glued = [pair for pair in sorted(two) if len(pair[0]) >= SHORTEST and len(pair[1]) >= SHORTEST]
    # The more frequent ones, and of the rest an even share.
    rank = np.argsort(
        -np.array([min(two[pair], 20) for pair in glued]) - order(len(glued), 1) / len(glued), kind="stable"
    )
    chosen = [glued[n] for n in np.sort(rank[:_EXAMPLES]).tolist()]
    no, no_weight, _ = _examples([word for word, _ in whole], np.array([uses for _, uses in whole]), known, None)
    yes, yes_weight, split = _examples(
        [a + b for a, b in chosen],
        np.array([float(two[pair]) for pair in chosen]),
        known,
        np.array([len(a) for a, _ in chosen]),
    )
    table = np.concatenate([no, yes])
    for column in (0, 1):
        table[:, column] = drop_rare(table[:, column], _RARE, BITS)
    weight = np.concatenate([no_weight, 0.5 * yes_weight])
    answer = np.concatenate([np.zeros(len(no), bool), split])
    return quantise(fit(table, weight * answer, weight * ~answer, BITS, Settings(rounds=20, batch=16384)), UNIT)


def _examples(
    words: list[str], uses: NDArray[np.float64], known: StringTable, seam: NDArray[np.int64] | None
) -> tuple[NDArray[np.uint32], NDArray[np.float64], NDArray[np.bool_]]:
    found = runs(code_points(" ".join(words)))
    at = seams(found, Substrings(found.codes), joining=False)
    keep = _candidates(at, known)
    if seam is not None:
        keep &= known(at.whole) == 0
    at = at.of(keep)
    features = split_features(found, at, known(at.left), known(at.right), BITS)
    weight = np.sqrt(np.minimum(uses[at.run], 20))
    split = at.before == seam[at.run] if seam is not None else np.zeros(len(at.at), bool)
    return np.stack(list(features), axis=1), weight, split
