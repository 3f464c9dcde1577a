"""Sums of the weights of `seam_features`, many seams at once: columns of few keys are read from small tables.

The tables are made from the weights by the functions of `features`, so that what is summed is what was trained.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from persclean.halfspace.features import (
    CLASS_KEYS,
    LONGEST,
    SIDE,
    Classes,
    Seams,
    class_keys,
    class_slots,
    gram_slots,
    slot,
)
from persclean.halfspace.letters import Runs

_LETTER = 6  # bits
_WIDTH = 2 * SIDE
_PAIRS = _WIDTH - 1


class SeamScores:
    """The weights of `seam_features`. Those of single letters and of pairs of letters are one table for each place."""

    def __init__(self, weights: NDArray[np.int8]) -> None:
        self._weights = weights
        bits = self._bits = len(weights).bit_length() - 1
        pair = np.arange(1 << (2 * _LETTER), dtype=np.uint64)
        ends = pair >> np.uint64(_LETTER), pair & np.uint64((1 << _LETTER) - 1)
        self._pairs = []
        for place in range(_PAIRS):
            table = weights[gram_slots(pair, 2, place - SIDE, bits)].astype(np.int16)
            table += weights[gram_slots(ends[0], 1, place - SIDE, bits)]
            if place == _PAIRS - 1:
                table += weights[gram_slots(ends[1], 1, place + 1 - SIDE, bits)]
            self._pairs.append(table)
        self._classes = [
            weights[class_slots(np.arange(keys, dtype=np.uint64), n, bits)] for n, keys in enumerate(CLASS_KEYS)
        ]

    def __call__(self, found: Runs, at: Seams, left: Classes, right: Classes, whole: Classes) -> NDArray[np.int32]:
        """Return the sum of the weights of each seam, shape (n,). left, right, whole: as for `seam_features`."""
        score = np.zeros(len(at.at), np.int32)
        if not len(score):
            return score
        window = _windows(found.codes).take(at.at - SIDE)
        for place, table in enumerate(self._pairs):
            score += table.take(_part(window, place, 2).view(np.int64))
        for length in range(3, LONGEST + 1):
            for place in range(_WIDTH - length + 1):
                slots = gram_slots(_part(window, place, length), length, place - SIDE, self._bits)
                score += self._weights.take(slots)
        for salt, hashes in ((101, at.left), (102, at.right), (103, at.ids)):
            score += self._weights.take(slot(hashes, salt, self._bits))
        before = _part(window, SIDE - 1, 1)
        for weights, keys in zip(self._classes, class_keys(before, at, left, right, whole), strict=True):
            score += weights.take(keys.view(np.int64))
        return score


def _windows(codes: NDArray[np.uint8]) -> NDArray[np.uint64]:
    """Return for each place the letters from there on as one number, the first one in its highest bits."""
    packed = codes.astype(np.uint64)
    window = packed[: len(packed) - _WIDTH + 1].copy()
    for place in range(1, _WIDTH):
        window <<= np.uint64(_LETTER)
        window |= packed[place : len(packed) - _WIDTH + 1 + place]
    return window


def _part(window: NDArray[np.uint64], place: int, length: int) -> NDArray[np.uint64]:
    """Return so many letters of windows, from this place on."""
    part: NDArray[np.uint64] = window >> np.uint64(_LETTER * (_WIDTH - place - length))
    part &= np.uint64((1 << (_LETTER * length)) - 1)
    return part
