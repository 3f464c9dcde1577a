"""Cutting a block of bytes into entries: a piece of text and what white space follows it.

Two pieces with one space between ASCII letters or digits stay one entry (`Windows 10`), so that a word filter can see
a Latin neighbour. White space is ASCII's alone; other spaces are characters of a piece.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Indices = NDArray[np.int64]
Offsets = NDArray[np.int32]

SPACE, LINE_FEED = 32, 10
WHITE = np.zeros(256, bool)
WHITE[[9, 10, 11, 12, 13, 32]] = True
_ALNUM = np.zeros(256, bool)
_ALNUM[[*range(48, 58), *range(65, 91), *range(97, 123)]] = True


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the entries of a block stand.

    tiles: offsets of what the block is cut into, shape (tiles + 1,): an entry's piece with the first byte of white
    space after it, or (a blank tile) the rest of that white space. blank: which tiles are blank. line_ends: the entries
    that end a line, the last one among them. apart: the entries that no gap follows (a gap is spaces between two words
    of a line). wide: those with a gap of more than one space after them. feeds: how many line feeds there are.
    """

    tiles: Offsets
    blank: Indices
    line_ends: Indices
    apart: Indices
    wide: Indices
    feeds: int

    def __len__(self) -> int:
        """Return the number of entries."""
        return len(self.tiles) - 1 - len(self.blank)

    def tile(self, at: Indices) -> Indices:
        """Return the tiles of these entries, ascending."""
        return at + _passed(self.blank - np.arange(len(self.blank)), at)

    def entry(self, tiles: Indices) -> Indices:
        """Return the entries of these tiles, ascending; of a blank one the entry before it, -1 where there is none."""
        return tiles - _passed(self.blank, tiles)

    def starts(self, at: Indices) -> Offsets:
        """Return where the pieces of these entries start."""
        return self.tiles[self.tile(at)]

    def stops(self, at: Indices) -> Offsets:
        """Return where the pieces of these entries stop."""
        return self.tiles[self.tile(at) + 1] - np.int32(1)


def lay_out(x: Bytes, cuts: Sequence[int] = ()) -> Layout:
    """Return where the entries of a block stand; the block must end with white space.

    x: the block, shape (bytes,), fewer than 2**31. cuts: offsets behind white space where an entry, and the line it
    stands in, ends in any case.
    """
    cut = np.flatnonzero(x <= SPACE)
    value = x.take(cut)
    feeds = value == LINE_FEED
    count = int(np.count_nonzero(feeds))
    other = np.flatnonzero((value != SPACE) & ~feeds)
    if len(other):
        keep = WHITE[value]  # control characters are no white space
        cut, value, feeds = cut[keep], value[keep], feeds[keep]
        other = np.flatnonzero((value != SPACE) & ~feeds)
    following = x.take(cut + 1, mode="clip")
    runs = np.flatnonzero(following[:-1] <= SPACE)
    runs = runs[WHITE[following[runs]]]  # white space with more of it behind
    # A tile ends behind the first and behind the last byte of a run of white space.
    inside = np.zeros(len(cut), bool)
    inside[runs[1:][np.diff(runs) == 1]] = True
    inside[_joints(x, cut, value, following)] = True
    forced = np.searchsorted(cut, np.asarray(cuts, np.int64) - 1)
    inside[forced] = False
    inner = np.flatnonzero(inside)
    ends = cut[~inside] if len(inner) else cut
    tiles = np.zeros(len(ends) + 1, np.int32)
    tiles[1:] = ends
    tiles[1:] += 1
    blank = np.searchsorted(tiles, (cut[runs[~inside[runs]]] + 1).astype(np.int32))
    if WHITE[x[0]]:
        blank = np.concatenate([[0], blank])

    def before(at: Indices) -> Indices:
        """Return the entries that white space, by its place in `cut`, stands behind, each once; ascending."""
        tile = at - _passed(inner + 1, at)
        found = tile - _passed(blank, tile)
        return found[(np.diff(found, prepend=-1) > 0) & (found >= 0)]

    feeds[-1] = feeds[forced] = True
    line_ends = before(np.flatnonzero(feeds))
    apart = merged(line_ends, before(other)) if len(other) else line_ends
    wide = before(runs)
    if len(wide):
        wide = wide[~np.isin(wide, apart)]
    return Layout(tiles, blank, line_ends, apart, wide, count)


def merged(some: Indices, others: Indices) -> Indices:
    """Return two ascending arrays as one; what is in both stands twice. (np.union1d would hash or sort all anew.)"""
    return np.sort(np.concatenate([some, others]), kind="stable")


def _passed(marks: Indices, at: Indices) -> Indices:
    """Return for each of the places `at` how many of the marks it has reached; both ascending."""
    if len(marks) > len(at):
        return np.searchsorted(marks, at, side="right")
    return np.cumsum(np.bincount(np.searchsorted(at, marks), minlength=len(at) + 1))[: len(at)]


def _joints(x: Bytes, cut: Indices, value: Bytes, following: Bytes) -> Indices:
    """Return the single spaces that end no entry: with an ASCII letter or digit on both sides.

    Letter-space-letter is plain Latin text: gluing it would make every English line one entry.
    """
    at = np.flatnonzero((following - np.uint8(48) < 75) & (value == SPACE))
    at = at[cut[at] > 0]
    before, after = x[cut[at] - 1], following[at]
    return at[_ALNUM[before] & _ALNUM[after] & ((before <= 57) | (after <= 57))]
