"""Which filters have any business with which piece: the declared triggers, looked up for many pieces at once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from persclean.filters.base import Chars, Filter, Trigger

Units = NDArray[np.uint16]  # UTF-16 code units; surrogates of either kind are no trigger of any filter
Mask = NDArray[np.uint32]

_CHUNK = 1 << 15  # places looked at together: what is made of them stays in the cache
LINE = np.uint32(1 << 31)  # a line part wants the line of this piece
LOOK = np.uint32(1 << 30)  # a line part wants to look at this piece before it says so


def units(text: str) -> Units:
    """Return the UTF-16 code units of a text, shape (units,); lone surrogates pass."""
    return np.frombuffer(text.encode("utf-16-le", "surrogatepass"), np.uint16)


def lookup(chars: Chars) -> NDArray[np.bool_]:
    """Return a table over the BMP, shape (65536,), true for these code points."""
    table = np.zeros(1 << 16, bool)
    table[[ord(c) for c in chars if ord(c) < 1 << 16]] = True
    return table


def looks(one: Filter) -> bool:
    """Whether a filter wants to look at a piece that pulls its line trigger before its line is wanted."""
    return type(one).wants_line is not Filter.wants_line


class Triggers:
    """The triggers of an ordered sequence of filters; bit k of a mask stands for filter k, LINE for the line parts."""

    def __init__(self, filters: Sequence[Filter]) -> None:
        self._sets: list[NDArray[np.bool_]] = []
        self._always = np.uint32(0)
        self._chars: list[tuple[np.uint32, int]] = []
        self._pairs: list[tuple[np.uint32, int, int, bool]] = []
        self._repeats: list[tuple[np.uint32, int]] = []
        for k, one in enumerate(filters):
            if "word" in one.reach:
                self._take(one.trigger, np.uint32(1 << k))
            if "line" in one.reach:
                self._take(one.line_trigger, LOOK if looks(one) else LINE)
        self._classes = np.zeros(1 << 16, np.uint64)
        for n, table in enumerate(self._sets):
            self._classes |= table.astype(np.uint64) << np.uint64(n)
        rare = [n for _, n in self._chars] + [a if by_first else b for _, a, b, by_first in self._pairs]
        self._rare = np.zeros(1 << 16, bool)
        for n in rare:
            self._rare |= self._sets[n]

    def _take(self, trigger: Trigger, bit: np.uint32) -> None:
        if trigger.always:
            self._always |= bit
        if trigger.chars:
            self._chars.append((bit, self._add(trigger.chars)))
        for first, second in trigger.pairs:
            # Look for the rarer side; a line feed before a piece belongs to the piece before it.
            by_first = len(first) <= len(second) and "\n" not in first
            self._pairs.append((bit, self._add(first), self._add(second), by_first))
        if trigger.repeats:
            self._repeats.append((bit, self._add(trigger.repeats)))

    def _add(self, chars: Chars) -> int:
        self._sets.append(lookup(chars))
        if len(self._sets) > 64:
            raise ValueError("the filters declare more than 64 trigger sets")
        return len(self._sets) - 1

    def masks(self, u: Units, ends: NDArray[np.int64]) -> Mask:
        """Return the mask of each piece, shape (pieces,).

        u: the code units of the pieces, each followed by a line feed. ends: the places of those line feeds.
        """
        mask = np.full(len(ends), self._always, np.uint32)
        # Most code units are on no rare side of any trigger: one small table rules them out.
        rare = np.flatnonzero(self._rare[u])
        for start in range(0, len(rare), _CHUNK):
            self._hit(u, ends, rare[start : start + _CHUNK], mask)
        if self._repeats and len(u) > 2:
            same = np.flatnonzero((u[1:-1] == u[:-2]) & (u[1:-1] == u[2:]))
            for bit, n in self._repeats:
                mask[np.searchsorted(ends, same[self._sets[n][u[same]]])] |= bit
        return mask

    def _hit(self, u: Units, ends: NDArray[np.int64], at: NDArray[np.int64], mask: Mask) -> None:
        """Set the bits that code units at these places, and their neighbours, ask for."""
        here = self._classes[u[at]]
        before = self._classes[u[np.maximum(at - 1, 0)]]
        before[at == 0] = self._classes[10]
        after = self._classes[u[np.minimum(at + 1, len(u) - 1)]]
        piece = np.searchsorted(ends, at)
        for bit, n in self._chars:
            mask[piece[here & np.uint64(1 << n) != 0]] |= bit
        for bit, first, second, by_first in self._pairs:
            rare, other, beside = (first, second, after) if by_first else (second, first, before)
            mask[piece[(here >> np.uint64(rare)) & (beside >> np.uint64(other)) & np.uint64(1) != 0]] |= bit
