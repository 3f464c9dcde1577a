"""Edits of one line: where two versions of it differ, and where a place was before."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

_FAR = 200  # code points that one edit may span, old and new together
_STEPS = 256, 32  # code points compared at once
_AGREE = 6  # code points that must agree for an edit to be over

#: Offsets: old start, old end, new start, new end.
Edit = tuple[int, int, int, int]


def line_edits(old: str, new: str, a: int = 0, b: int = 0) -> Iterator[Edit]:
    """Yield the edits of one line, ascending; a, b: what is added to old and new offsets.

    Filters edit locally, so at a difference the nearest place where both texts agree again for a while is the right
    one; a general diff would pair words over half the line.
    """
    i = j = 0
    while i < len(old) or j < len(new):
        for step in _STEPS:
            while old[i : i + step] == new[j : j + step] and i < len(old):
                i, j = i + step, j + step
        while i < len(old) and j < len(new) and old[i] == new[j]:
            i, j = i + 1, j + 1
        if i >= len(old) and j >= len(new):
            break
        x, y = _agree_again(old, new, i, j)
        yield a + i, a + x, b + j, b + y
        i, j = x, y


def _agree_again(old: str, new: str, i: int, j: int) -> tuple[int, int]:
    for skipped in range(1, _FAR):
        for x in range(i, min(i + skipped, len(old)) + 1):
            y = j + skipped - (x - i)
            if y > len(new):
                continue
            if old[x : x + _AGREE] == new[y : y + _AGREE]:
                return x, y
    return len(old), len(new)


def back(place: int, steps: Sequence[Sequence[Edit]]) -> int:
    """Return where an offset in the text after these steps stood before them; within an edit, where that starts.

    >>> back(5, [[(0, 1, 0, 3)]]), back(2, [[(0, 1, 0, 3)]])
    (3, 0)
    """
    for edits in reversed(steps):
        n = bisect_right(edits, place, key=lambda edit: edit[2]) - 1
        if n >= 0:
            a0, a1, _, b1 = edits[n]
            place = a0 if place < b1 else place - b1 + a1
    return place
