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
    cut = np.flatnonzero(x <= SPACE)
    value = x.take(cut)
    if not ((value == SPACE) | (value == LINE_FEED)).all():
        keep = _WHITE[value]  # control characters are no white space
        cut, value = cut[keep], value[keep]
    following = x.take(cut + 1, mode="clip")
    # An entry ends where a run of white space ends.
    ends = (following > SPACE) | ~_WHITE[following]
    ends[-1] = True
    # One space with an ASCII letter or digit on both sides does not end it. Letter-space-letter is plain Latin text:
    # gluing it would make every English line one entry.
    at = np.flatnonzero((following - np.uint8(48) < 75) & (value == SPACE))
    at = at[cut[at] > 0]
    before, after = x[cut[at] - 1], following[at]
    ends[at[_ALNUM[before] & _ALNUM[after] & ((before <= 57) | (after <= 57))]] = False
    # (Whatever follows it, the last one ends the block.)
    ends[-1] = True
    if len(cuts):
        ends[np.searchsorted(cut, np.asarray(cuts) - 1)] = True
    offsets = np.empty(int(ends.sum()) + 1, np.int32)
    offsets[0] = 0
    offsets[1:] = cut[ends]
    offsets[1:] += 1
    return offsets
