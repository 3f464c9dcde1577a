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


class _Powers:
    """The powers of a number modulo 2**64; as many as were ever asked for, up to a limit, are kept."""

    def __init__(self, base: int) -> None:
        self._base = base
        self._kept: Hashes = np.ones(1, np.uint64)

    def __call__(self, count: int) -> Hashes:
        """Return the first so many powers, from the 0th."""
        if count > len(self._kept):
            powers = np.full(max(count, _LEAST), self._base, np.uint64)
            powers[0] = 1
            np.cumprod(powers, out=powers)
            if count > _KEPT:
                return powers
            self._kept = powers
        return self._kept[:count]


_LEAST, _KEPT = 1 << 12, 1 << 20
_powers, _inverses = _Powers(_ODD), _Powers(_INVERSE)


class Substrings:
    """Hashes of any part of `codes` in constant time: a polynomial modulo 2**64, taken apart by its inverse."""

    def __init__(self, codes: NDArray[np.uint8]) -> None:
        self._sums = np.zeros(len(codes) + 1, np.uint64)
        np.cumsum(codes * _powers(len(codes)), out=self._sums[1:])
        self._back = _inverses(len(codes) + 1)

    def of(self, starts: NDArray[np.int32], stops: NDArray[np.int32]) -> Hashes:
        """Return the hashes of codes[start:stop], shape (n,): equal for equal strings wherever they stand."""
        # (Taking is twice as fast as indexing where the indices are small numbers.)
        raw = self._sums.take(stops)
        raw -= self._sums.take(starts)
        raw *= self._back.take(starts)
        raw ^= raw >> np.uint64(32)
        raw *= _MIX
        raw ^= raw >> np.uint64(29)
        return raw


class HashSet:
    """A fixed set of hashes, asked for many at once: a small table by their first bits rules out almost all others."""

    def __init__(self, hashes: Hashes) -> None:
        hashes = np.sort(hashes)  # (np.unique would import numpy.ma: a tenth of the start)
        first = np.ones(len(hashes), bool)
        first[1:] = hashes[1:] != hashes[:-1]
        self._hashes: Hashes = hashes[first]
        bits = max(8, (len(self._hashes) * _SPARSE).bit_length())
        self._down = np.uint64(64 - bits)
        self._table = np.zeros(1 << bits, bool)
        self._table[self._hashes >> self._down] = True

    def __call__(self, keys: Hashes) -> NDArray[np.bool_]:
        """Return which keys are in the set, shape (n,)."""
        found: NDArray[np.bool_] = self._table.take((keys >> self._down).view(np.int64))
        maybe = np.flatnonzero(found)
        if len(maybe):
            some = keys[maybe]
            place = np.minimum(np.searchsorted(self._hashes, some), len(self._hashes) - 1)
            found[maybe] = self._hashes[place] == some
        return found


_SPARSE = 64  # cells of the table for each hash


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
        # (Signed numbers of the machine's size are the ones that NumPy need not copy to index with.)
        a, b, c = (cell.view(np.int64) for cell in cells_of(keys, self._size))
        found = self._cells.take(a)
        found ^= self._cells.take(b)
        found ^= self._cells.take(c)
        found ^= fingerprint(keys, self._cells.dtype.itemsize * 8, self._bits)
        found[found > self._low] = 0
        values: NDArray[np.uint32] = found.astype(np.uint32)
        return values


def cells_of(keys: Hashes, size: np.uint64) -> tuple[Hashes, Hashes, Hashes]:
    """Return the three cells of each key, one in each third of a table of 3 * size cells."""
    half = np.uint64(32)
    first = keys & np.uint64(0xFFFFFFFF)
    second = keys >> half
    third = keys * _MIX
    third >>= half
    for cells in (first, second, third):
        np.right_shift(np.multiply(cells, size, out=cells), half, out=cells)
    second += size
    third += size + size
    return first, second, third


def fingerprint(keys: Hashes, cell: int, value_bits: int) -> NDArray[Any]:
    """Return fingerprints that stand above the value's bits, in the cell's type."""
    mixed = keys * np.uint64(_INVERSE)
    mixed >>= np.uint64(64 - (cell - value_bits))
    mixed <<= np.uint64(value_bits)
    return mixed.astype(np.uint16 if cell == 16 else np.uint32)
