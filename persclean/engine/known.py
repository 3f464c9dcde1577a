"""Finding entries among those that are known, in time that depends on how many are looked for.

To number the entries of a block with all known ones before them would hash the known ones each time.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from persclean.engine.arrow import take

Codes = NDArray[np.int32]
Hashes = NDArray[np.uint64]

_BASE = 0x9E3779B97F4A7C15  # odd, so that its powers have inverses modulo 2**64
_STEP = 1 << 17  # bytes that are hashed at a time
_MIX = np.uint64(0xFF51AFD7ED558CCD)


class Known:
    """Distinct entries by their hashes. Two with the same hash are told apart by whoever compares what was found."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Forget all."""
        self._hashes, self._codes = np.zeros(0, np.uint64), np.zeros(0, np.int32)

    def add(self, hashes: Hashes) -> None:
        """Take in entries, whose codes follow those of the ones before them."""
        codes = np.arange(len(self._codes), len(self._codes) + len(hashes), dtype=np.int32)
        every, of = np.concatenate([self._hashes, hashes]), np.concatenate([self._codes, codes])
        order = np.argsort(every, kind="stable")
        self._hashes, self._codes = every[order], of[order]

    def find(self, hashes: Hashes) -> Codes:
        """Return the code of an entry with each of these hashes, -1 where there is none."""
        if not len(self._hashes):
            return np.full(len(hashes), -1, np.int32)
        order = np.argsort(hashes)  # neighbours are looked for one after the other
        wanted = hashes[order]
        at = np.searchsorted(self._hashes, wanted)
        at[at == len(self._hashes)] = 0
        found = np.empty(len(hashes), np.int32)
        found[order] = np.where(self._hashes[at] == wanted, self._codes[at], np.int32(-1))
        return found


def hashed(data: memoryview, offsets: NDArray[np.int32]) -> Hashes:
    """Return a hash of each value of an Arrow array: of its bytes and their number.

    data, offsets: as `vocabulary.buffers` gives them. It is the polynomial hash of Rabin and Karp, modulo 2**64, from
    sums over all bytes; the powers of where a value starts are divided out. Memory: 32 times _STEP, or the longest one.
    """
    found = np.zeros(len(offsets) - 1, np.uint64)
    x = np.frombuffer(data, np.uint8)
    first = 0
    while first < len(found):
        low = offsets[first]
        last = max(int(np.searchsorted(offsets, low + _STEP, side="right")) - 1, first + 1)
        size = int(offsets[last] - low)
        powers, inverse = _powers(_STEP if size <= _STEP else size)
        sums = np.zeros(size + 1, np.uint64)
        np.cumsum(x[low : low + size] * powers[:size], out=sums[1:])
        starts, stops = offsets[first:last] - low, offsets[first + 1 : last + 1] - low
        found[first:last] = (sums[stops] - sums[starts]) * inverse[starts] + (stops - starts).astype(np.uint64)
        first = last
    found ^= found >> np.uint64(32)
    return found * _MIX


@lru_cache(maxsize=1)
def _powers(count: int) -> tuple[Hashes, Hashes]:
    """Return the powers of the base from 0 on, so many and one more, and their inverses."""
    both = np.full((2, count + 1), _BASE, np.uint64)
    both[1] = pow(_BASE, -1, 1 << 64)
    both[:, 0] = 1
    np.cumprod(both, axis=1, out=both)
    return both[0], both[1]


def same(found: Codes, known: pa.BinaryArray, wanted: pa.BinaryArray) -> bool:
    """Return whether the known entries with these codes are the wanted ones, byte for byte."""
    return bool(take(known, found).equals(wanted))
