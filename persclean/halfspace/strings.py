"""Hashes of parts of runs, and tables of hashed strings (xor filters that give back a value)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]

_MASK = (1 << 64) - 1
_ODD = 0x9E3779B97F4A7C15
_INVERSE = pow(_ODD, -1, 1 << 64)
_MIX = np.uint64(0xD6E8FEB86659FD93)


def splitmix(count: int, seed: int = 0) -> list[np.uint64]:
    """Return odd 64-bit numbers, always the same for a seed (SplitMix64: Steele, Lea, Flood 2014)."""
    out, state = [], seed
    for _ in range(count):
        state = (state + _ODD) & _MASK
        z = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & _MASK
        out.append(np.uint64((z ^ (z >> 31)) | 1))
    return out


class Substrings:
    """Hashes of any part of `codes` in constant time: a polynomial modulo 2**64, taken apart by its inverse."""

    def __init__(self, codes: NDArray[np.uint8]) -> None:
        powers = np.full(len(codes) + 1, _ODD, np.uint64)
        powers[0] = 1
        np.cumprod(powers, out=powers)
        self._sums = np.zeros(len(codes) + 1, np.uint64)
        np.cumsum(codes * powers[:-1], out=self._sums[1:])
        self._back = np.full(len(codes) + 1, _INVERSE, np.uint64)
        self._back[0] = 1
        np.cumprod(self._back, out=self._back)

    def of(self, starts: NDArray[np.int32], stops: NDArray[np.int32]) -> Hashes:
        """Return the hashes of codes[start:stop], shape (n,): equal for equal strings wherever they stand."""
        raw = (self._sums[stops] - self._sums[starts]) * self._back[starts]
        raw ^= raw >> np.uint64(32)
        raw *= _MIX
        raw ^= raw >> np.uint64(29)
        return raw


class StringTable:
    """A fixed map from 64-bit hashes to small numbers, asked for many at once; a stranger gets 0, but for one in
    2**(bits of a cell - bits of a value), who gets some value.

    An xor filter (Graf and Lemire: Xor filters, JEA 2020) whose cells hold a fingerprint and a value.
    cells: shape (3 * size,), uint16 or uint32.
    """

    def __init__(self, cells: NDArray[np.uint16] | NDArray[np.uint32], value_bits: int) -> None:
        self._cells = cells
        self._size = np.uint64(len(cells) // 3)
        self._bits = value_bits
        self._low = cells.dtype.type((1 << value_bits) - 1)

    def __call__(self, keys: Hashes) -> NDArray[np.uint32]:
        """Return the value of each key, shape (n,)."""
        a, b, c = cells_of(keys, self._size)
        found = self._cells[a] ^ self._cells[b] ^ self._cells[c]
        found ^= fingerprint(keys, self._cells.dtype.itemsize * 8, self._bits)
        return np.where(found <= self._low, found, 0).astype(np.uint32)


def cells_of(keys: Hashes, size: np.uint64) -> tuple[Hashes, Hashes, Hashes]:
    """Return the three cells of each key, one in each third of a table of 3 * size cells."""
    low = np.uint64(0xFFFFFFFF)
    half = np.uint64(32)
    first = ((keys & low) * size) >> half
    second = ((keys >> half) * size) >> half
    again = keys * _MIX
    third = ((again >> half) * size) >> half
    return first, second + size, third + size + size


def fingerprint(keys: Hashes, cell: int, value_bits: int) -> NDArray[Any]:
    """Return fingerprints that stand above the value's bits, in the cell's type."""
    mixed = (keys * np.uint64(_INVERSE)) >> np.uint64(64 - (cell - value_bits))
    kind = np.uint16 if cell == 16 else np.uint32
    return (mixed << np.uint64(value_bits)).astype(kind)
