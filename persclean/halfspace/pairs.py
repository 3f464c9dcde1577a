"""What the weights say of two neighbouring words, each taken for itself, and of the two together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from persclean.halfspace.features import pair_ids, word_features
from persclean.halfspace.strings import Hashes, Substrings

if TYPE_CHECKING:
    from persclean.halfspace.model import Model


def side_scores(
    model: Model, strings: Substrings, starts: NDArray[np.int32], stops: NDArray[np.int32], right: bool
) -> NDArray[np.int32]:
    """Return what words say as the left or as the right one of a pair, in units, shape (n,)."""
    score = np.zeros(len(starts), np.int32)
    for column in word_features(strings, starts, stops, right, model.pair_bits):
        score += model.pairs[column]
    return score


def corrections(model: Model, left: Hashes, right: Hashes) -> tuple[NDArray[np.int32], NDArray[np.bool_]]:
    """Return what is added for single pairs, in units, and which pairs are known to be written as one, shape (n,)."""
    value = model.pair_single(pair_ids(left, right)).astype(np.int32)
    return np.where(value > 0, (value & 0xFF) - 128, 0).astype(np.int32), value >> 8 == 1
