"""What the weights say of two neighbouring words, each taken for itself, and of the two together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from persclean.halfspace import UNIT
from persclean.halfspace.features import WHOLE, Classes, pair_ids, seam_features, seams, slot, word_features
from persclean.halfspace.letters import code_points, runs
from persclean.halfspace.strings import Hashes, StringTable, Substrings

if TYPE_CHECKING:
    from persclean.halfspace.model import Model


def side_scores(
    model: Model, strings: Substrings, starts: NDArray[np.int32], stops: NDArray[np.int32], right: bool
) -> NDArray[np.int32]:
    """Return what words say as the left or as the right one of a pair, in units, shape (n,)."""
    score = np.zeros(len(starts), np.int32)
    for column in word_features(strings, starts, stops, right, model.pair_bits):
        score += model.pairs.take(column)
    return score


def corrections(model: Model, left: Hashes, right: Hashes) -> tuple[NDArray[np.int32], NDArray[np.bool_]]:
    """Return what is added for single pairs, in units, and which pairs are known to be written as one, shape (n,).

    Only words that stand on the same sides of known pairs gain by it: so `Spaces.screen` can tell from each word alone
    what a pair may reach at the most, and so a stranger that the table takes for a pair does not.
    """
    value = model.pair_single(pair_ids(left, right)).astype(np.int32)
    change = np.where(value > 0, (value & 0xFF) - 128, 0).astype(np.int32)
    known = value >> 8 == 1
    gains = np.flatnonzero(known | (change > 0))
    if len(gains):
        sides = (model.sides(left[gains]) & 1) + (model.sides(right[gains]) & 2)
        strange = gains[sides != 3]
        known[strange] = False
        change[strange] = np.minimum(change[strange], 0)
    return change, known


STEPS = 8


def steps_as_one(weights: NDArray[np.int8], words: StringTable, pairs: Sequence[tuple[str, str]]) -> NDArray[np.int32]:
    """Return what the letters would say of a ZWNJ if the two words of each pair stood as one that no list knows.

    In natural log odds, rounded down and clipped to STEPS on either side, shape (pairs,).
    """
    found = runs(code_points(" ".join(left + right for left, right in pairs)))
    at = seams(found, Substrings(found.codes), joining=False)
    at = at.of(at.before == np.array([len(left) for left, _ in pairs])[at.run])
    bits = len(weights).bit_length() - 1
    score = np.zeros(len(at.at), np.int32)
    unknown: Classes = np.zeros(len(at.at), np.uint32)
    for n, column in enumerate(seam_features(found, at, words(at.left), words(at.right), unknown, bits)):
        if n != WHOLE:
            score += weights[column]
    return np.clip(score // UNIT, -STEPS, STEPS)


def step_slots(steps: NDArray[np.int32], bits: int) -> NDArray[np.uint32]:
    """Return the feature of each step, shape as given."""
    return slot((steps + (STEPS + 1)).astype(np.uint64), 391, bits)
