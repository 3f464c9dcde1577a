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
        self._chars = np.zeros(1 << 16, np.uint32)  # the bits that each code point asks for
        self._pairs: list[tuple[np.uint32, int, int, bool]] = []
        self._repeats: list[tuple[np.uint32, int]] = []
        for k, one in enumerate(filters):
            if "word" in one.reach:
                self._take(one.trigger, np.uint32(1 << k))
            if "line" in one.reach:
                self._take(one.line_trigger, LOOK if looks(one) else LINE)
        # (As small as the sets allow: it is looked up at random.)
        classes = np.zeros(1 << 16, np.uint64)
        for n, table in enumerate(self._sets):
            classes |= table.astype(np.uint64) << np.uint64(n)
        self._classes = classes.astype(np.uint32) if len(self._sets) <= 32 else classes
        self._rare = np.zeros(1 << 16, bool)
        for _, first, second, by_first in self._pairs:
            self._rare |= self._sets[first if by_first else second]

    def _take(self, trigger: Trigger, bit: np.uint32) -> None:
        if trigger.always:
            self._always |= bit
        if trigger.chars:
            np.bitwise_or(self._chars, bit, out=self._chars, where=lookup(trigger.chars))
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
        if not len(ends):
            return mask
        starts = np.zeros(len(ends), np.int64)
        starts[1:] = ends[:-1] + 1
        mask |= np.bitwise_or.reduceat(self._chars[u], starts)
        # Most code units are on no rare side of any pair: one small table rules them out.
        rare = np.flatnonzero(self._rare[u])
        for start in range(0, len(rare), _CHUNK):
            self._hit(u, ends, rare[start : start + _CHUNK], mask)
        if self._repeats and len(u) > 2:
            same = np.flatnonzero((u[1:-1] == u[:-2]) & (u[1:-1] == u[2:]))
            for bit, n in self._repeats:
                mask[np.searchsorted(ends, same[self._sets[n][u[same]]])] |= bit
        return mask

    def _hit(self, u: Units, ends: NDArray[np.int64], at: NDArray[np.int64], mask: Mask) -> None:
        """Set the bits that code units at these places, together with their neighbours, ask for."""
        classes = self._classes
        here = classes[u[at]]
        before = classes[u[np.maximum(at - 1, 0)]]
        before[at == 0] = classes[10]
        after = classes[u[np.minimum(at + 1, len(u) - 1)]]
        for bit, first, second, by_first in self._pairs:
            rare, other, beside = (first, second, after) if by_first else (second, first, before)
            found = (here & np.uint64(1 << rare) != 0) & (beside & np.uint64(1 << other) != 0)
            mask[np.searchsorted(ends, at[found])] |= bit
