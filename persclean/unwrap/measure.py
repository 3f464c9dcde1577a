"""Lines of a chunk measured all at once: how many letters each has, and whether it is plain beyond doubt."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from persclean.tables import KASHIDA
from persclean.unwrap.line import LONG, SIGNS, VOWELS, Line
from persclean.unwrap.shapes import DIGITS, HALVES, LEAST, ODD

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_PLAIN = {"on_purpose": False, "halves": False, "blank": False, "indent": 0}
_NO_ITEM = {**_PLAIN, "item": False}
_OPENING = 6  # code points; an item that begins with letters and has no colon shows in the first five
_COUNTS, _DIGIT, _SHAPE, _LETTER, _SPACE, _COLON = 1, 2, 4, 8, 16, 32


def measure(text: str, lines: list[Line]) -> None:
    """Give the lines of a text, each of which has its line feed there, their sizes; and what is plain its shape. No
    line has as many bytes as make a long one.

    The sizes are those that `Line` would find; a line that is called plain would be found to be neither on purpose nor
    two half-lines, and no item either where that is given, too. What is not so called may be so all the same.
    """
    import numpy as np

    points = np.minimum(np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32), 0xFFFF)
    kinds = _table()[points]
    feeds = np.flatnonzero(points == 10)  # what follows the last one is none of the lines
    starts = np.concatenate(([0], feeds[:-1] + 1))
    returned = (points[np.maximum(feeds - 1, 0)] == 13) & (feeds > starts)
    space, digit = (kinds & _SPACE) > 0, (kinds & _DIGIT) > 0
    sizes = _sums((kinds & _COUNTS) > 0, starts, feeds) - returned
    suspect = (kinds & _SHAPE) > 0
    suspect[1:] |= space[1:] & space[:-1]
    digit[1:] &= ~digit[:-1]
    plain = (_sums(suspect, starts, feeds) == 0) & (_sums(digit, starts, feeds) <= 3)
    plain &= (feeds - starts - returned > LEAST) & ((kinds[starts] & _LETTER) > 0)
    colons = _sums((kinds & _COLON) > 0, starts, feeds) > 0
    heads = kinds[np.minimum(starts[:, None] + np.arange(_OPENING), len(kinds) - 1)]
    known = plain + (plain & ~colons & ((heads & (_LETTER | _SPACE)) > 0).all(axis=1)).astype(np.int8)
    for line, size, shape in zip(lines, sizes.tolist(), known.tolist(), strict=True):
        line.size = size
        line.long = size > LONG
        if shape:
            vars(line).update(_NO_ITEM if shape == 2 else _PLAIN)


def _sums(marks: NDArray[np.bool_], starts: NDArray[np.int64], feeds: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return how many marks each line has."""
    import numpy as np

    sums = np.concatenate(([0], np.cumsum(marks, dtype=np.int64)))
    return sums[feeds] - sums[starts]


@cache
def _table() -> NDArray[np.uint8]:
    """Return the kinds of all code points of the BMP."""
    import numpy as np

    table = np.full(1 << 16, _COUNTS, np.uint8)
    table[[ord(sign) for sign in (*SIGNS, *VOWELS)]] = 0
    for kind, signs in ((_DIGIT, DIGITS), (_SHAPE, ODD + HALVES), (_SPACE, " "), (_COLON, ":")):
        table[[ord(sign) for sign in signs]] |= kind
    for first, last in (("ء", "ی"), ("a", "z"), ("A", "Z")):
        letters = [code for code in range(ord(first), ord(last) + 1) if chr(code).isalpha() and chr(code) != KASHIDA]
        table[letters] |= _LETTER
    return table
