"""Logistic regression over hashed features by AdaGrad (Duchi, Hazan, Singer, JMLR 2011), the same bits everywhere.

Only operations that IEEE 754 rounds exactly, in a fixed order: no BLAS, no library exp, no random generator.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Settings:
    """rounds over the data; step of AdaGrad, falling to a fifth; shrink: of weights, a feature, an example; batch."""

    rounds: int = 30
    step: float = 0.3
    shrink: float = 1e-6
    batch: int = 32768


def sigmoid(score: Floats) -> Floats:
    """Return 1 / (1 + e**-score) to six digits, the same on every machine."""
    power = 1 - np.clip(score, -30, 30) / 1024
    for _ in range(10):
        power = power * power
    return 1 / (1 + power)


def order(count: int, turn: int) -> NDArray[np.int64]:
    """Return a permutation that looks random and is always the same."""
    keys = (np.arange(count, dtype=np.uint64) + np.uint64(turn << 40)) * np.uint64(0x9E3779B97F4A7C15)
    keys ^= keys >> np.uint64(31)
    keys *= np.uint64(0xD6E8FEB86659FD93)
    return np.argsort(keys, kind="stable")


def fit(features: NDArray[np.uint32], yes: Floats, no: Floats, bits: int, settings: Settings) -> Floats:
    """Return weights, shape (2**bits,), that tell yes from no.

    features: shape (examples, columns); slot 0 means "no feature". yes, no: weight of each answer, shape (examples,).
    """
    slots, dense = np.unique(features, return_inverse=True)
    table = dense.reshape(features.shape).astype(np.int32)
    columns = features.shape[1]
    weights = np.zeros(len(slots))
    squares = np.full(len(slots), 1e-6)
    nothing = slots == 0
    for turn in range(settings.rounds):
        shuffled = order(len(table), turn)
        step = settings.step * (1 - 0.8 * turn / settings.rounds)
        for start in range(0, len(table), settings.batch):
            batch = shuffled[start : start + settings.batch]
            x = np.ascontiguousarray(table[batch].T)
            score = weights[x[0]]
            for column in x[1:]:
                score += weights[column]
            slope = sigmoid(score) * (yes[batch] + no[batch]) - yes[batch]
            down = np.bincount(x.ravel(), np.tile(slope, columns), len(slots))
            down += settings.shrink * len(batch) * weights
            down[nothing] = 0
            squares += down * down
            weights -= step * down / np.sqrt(squares)
    out = np.zeros(1 << bits)
    out[slots] = weights
    out[0] = 0
    return out


def drop_rare(column: NDArray[np.uint32], least: int, bits: int) -> NDArray[np.uint32]:
    """Return a column of features with those seen in fewer than `least` examples made "no feature"."""
    seen = np.bincount(column, minlength=1 << bits)
    return np.where(seen[column] >= least, column, 0).astype(np.uint32)


def quantise(weights: Floats, unit: int) -> NDArray[np.int8]:
    """Return weights in units of 1/unit, rounded and clipped to a byte."""
    return np.clip(np.rint(weights * unit), -127, 127).astype(np.int8)
