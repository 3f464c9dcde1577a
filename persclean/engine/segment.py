"""Cutting a block of bytes into entries: a piece of text and the run of white space after it.

Two pieces with one space between ASCII letters or digits stay one entry (`Windows 10`), so that a word filter can see
a Latin neighbour. White space is ASCII's alone; other spaces are characters of a piece.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]

SPACE, LINE_FEED = 32, 10
_WHITE = np.zeros(256, bool)
_WHITE[[9, 10, 11, 12, 13, 32]] = True
_ALNUM = np.zeros(256, bool)
_ALNUM[[*range(48, 58), *range(65, 91), *range(97, 123)]] = True


def entry_offsets(x: Bytes, cuts: Sequence[int] = ()) -> NDArray[np.int32]:
    """Return the offsets of the entries of a block, shape (n + 1,); the block must end with white space.

    x: the block, shape (bytes,), fewer than 2**31. cuts: offsets behind white space where an entry ends in any case.
    """
    cut = np.flatnonzero(x <= SPACE).astype(np.int32)
    value = x[cut]
    if not ((value == SPACE) | (value == LINE_FEED)).all():
        keep = _WHITE[value]  # control characters are no white space
        cut, value = cut[keep], value[keep]
    after = cut + 1
    after[-1] = cut[-1]  # the last entry ends the block whatever follows it
    following = x[after]
    # An entry ends where a run of white space ends.
    ends = (following > SPACE) | ~_WHITE[following]
    ends[-1] = True
    # One space with an ASCII letter or digit on both sides does not end it.
    latin = (value == SPACE) & (following < 128) & (following >= 48)
    if latin.any():
        at = np.flatnonzero(latin)
        at = at[cut[at] > 0]
        glued = _ALNUM[following[at]] & _ALNUM[x[cut[at] - 1]]
        ends[at[glued]] = False
        # Letter-space-letter is plain Latin text: gluing it would make every English line one entry.
        ends[at[glued & (x[cut[at] - 1] > 57) & (following[at] > 57)]] = True
    if len(cuts):
        ends[np.searchsorted(cut, np.asarray(cuts) - 1)] = True
    offsets = np.empty(int(ends.sum()) + 1, np.int32)
    offsets[0] = 0
    offsets[1:] = cut[ends] + 1
    return offsets
