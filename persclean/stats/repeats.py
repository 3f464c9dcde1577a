"""Which lines and blocks stand again: exact for some millions of distinct ones, then an even sample, said as such."""

from __future__ import annotations

from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]

LIMIT = 1 << 21  # distinct hashes that are kept: 32 MB
BLOCK = 3  # lines, none of them blank
_EXAMPLES = 1000  # texts that are kept
_MIX = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9], np.uint64)


def hash_of(line: bytes) -> int:
    """Return the hash of a line, 64 bits; the same on every run and machine."""
    return int.from_bytes(blake2b(line, digest_size=8).digest(), "little")


class Tally:
    """Counts hashes. rate: the share of all possible hashes that are looked at, 1 unless there were too many.

    Those whose lowest bits are 0 are kept, so what is kept never depends on the order. (Wegman's adaptive sampling:
    Flajolet, On adaptive sampling, Computing 43, 1990.)
    """

    def __init__(self, limit: int = LIMIT) -> None:
        self._limit, self._bits = limit, 0
        self._hashes: Hashes = np.zeros(0, np.uint64)
        self._counts = np.zeros(0, np.int64)

    @property
    def rate(self) -> float:
        """The share that is looked at."""
        return 0.5**self._bits

    def add(self, hashes: Hashes) -> None:
        """Count hashes, each as often as it stands here."""
        fresh, counts = np.unique(self._sample(hashes), return_counts=True)
        every = np.concatenate([self._hashes, fresh])
        self._hashes, inverse = np.unique(every, return_inverse=True)
        both = np.concatenate([self._counts, counts])
        self._counts = np.bincount(inverse.ravel(), both, len(self._hashes)).astype(np.int64)
        while len(self._hashes) > self._limit:
            self._bits += 1
            keep = self._hashes & np.uint64((1 << self._bits) - 1) == 0
            self._hashes, self._counts = self._hashes[keep], self._counts[keep]

    def _sample(self, hashes: Hashes) -> Hashes:
        found: Hashes = hashes[hashes & np.uint64((1 << self._bits) - 1) == 0]
        return found

    def of(self, hashes: Hashes) -> NDArray[np.int64]:
        """Return how often each hash was counted; 0 for one that is not looked at."""
        if not len(self._hashes):
            return np.zeros(len(hashes), np.int64)
        place = np.minimum(np.searchsorted(self._hashes, hashes), len(self._hashes) - 1)
        found: NDArray[np.int64] = np.where(self._hashes[place] == hashes, self._counts[place], 0)
        return found

    def figures(self) -> dict[str, int | float]:
        """Return how many there are, how many distinct ones, and how many stand again (all but the first of each)."""
        scale = 1 << self._bits
        total, distinct = int(self._counts.sum()) * scale, len(self._counts) * scale
        return {"total": total, "distinct": distinct, "repeated": total - distinct, "sampled": self.rate}


class Repeats:
    """Repeated lines and blocks of BLOCK lines; blank lines are none, and end a block."""

    def __init__(self, limit: int = LIMIT) -> None:
        self.lines, self.blocks = Tally(limit), Tally(limit)
        self._texts: dict[int, bytes] = {}
        self._last: Hashes = np.zeros(0, np.uint64)  # of the lines before, none older than the last blank one

    def add(self, distinct: list[bytes], numbers: NDArray[np.int64]) -> None:
        """Count lines. distinct: the different ones. numbers: which of them each line is, in order; shape (lines,)."""
        of = np.fromiter(
            (hash_of(line) | 1 << 63 if line.strip() else 0 for line in distinct), np.uint64, len(distinct)
        )
        hashes = of[numbers]
        full = hashes != 0
        self.lines.add(hashes[full])
        every = np.concatenate([self._last, hashes])
        windows = len(every) - BLOCK + 1
        if windows > 0:
            mixed, whole = np.zeros(windows, np.uint64), np.ones(windows, bool)
            for n in range(BLOCK):
                part = every[n : n + windows]
                mixed = (mixed ^ (part * _MIX[n])) * _MIX[0]
                mixed ^= mixed >> np.uint64(29)
                whole &= part != 0
            self.blocks.add(mixed[whole])
        self._last = every[max(0, len(every) - BLOCK + 1) :]
        self._remember(distinct, of)

    def part(self) -> None:
        """Take note that the next line is not the next one of the same text."""
        self._last = np.zeros(0, np.uint64)

    def _remember(self, distinct: list[bytes], of: Hashes) -> None:
        counts = self.lines.of(of)
        again = np.flatnonzero(counts > 1)
        for n in again[np.argsort(-counts[again], kind="stable")][:_EXAMPLES].tolist():
            self._texts.setdefault(int(of[n]), distinct[n][:400])
        if len(self._texts) > 4 * _EXAMPLES:
            kept = sorted(self._texts.items(), key=lambda one: (-self._count(one[0]), one[1]))
            self._texts = dict(kept[:_EXAMPLES])

    def _count(self, one: int) -> int:
        return int(self.lines.of(np.array([one], np.uint64))[0])

    def commonest(self, count: int) -> list[tuple[int, bytes]]:
        """Return the lines that stand most often, how often, and how they begin (400 bytes)."""
        found = [(self._count(one), text) for one, text in self._texts.items()]
        return sorted((one for one in found if one[0] > 1), key=lambda one: (-one[0], one[1]))[:count]
