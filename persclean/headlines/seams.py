"""The seams that removals leave in unwrapped text: where `unwrap` would join lines without a block, the block stays.

Else a second run of the two filters would join lines that the first one left alone, and what was joined could be a
repeat of something else. A seam is judged with all lines around it that `unwrap` looks at together, out to the next
long ones: the block may have spoken against a join further on.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from persclean.headlines.blanks import left
from persclean.headlines.page import Page
from persclean.unwrap.ask import joins
from persclean.unwrap.line import BYTES, LONG, Line

_LEAST = 3  # lines; of fewer none are joined


@dataclass(slots=True)
class _Stretch:
    """Lines left between two long ones: from `first` up to `last` (exclusive) of those left. seams: the indices, of
    those left, of the lines before which something was removed.
    """

    first: int
    last: int
    seams: list[int]

    def nearest(self, line: int) -> int:
        """Return the seam nearest to a line of those left; of two the one before, which a join may have crossed."""
        place = bisect_right(self.seams, line)
        return min(self.seams[max(place - 1, 0) : place + 1], key=lambda seam: abs(seam - line))


def unsound(page: Page, begins: bool, complete: bool, strict: bool) -> list[range]:
    """Return the gaps, as ranges of lines with removed ones among them, that must not be: `unwrap` would join lines
    across them, or near them.

    begins, complete: as for `left`. strict: not only these gaps, but all between the same two long lines.
    """
    stay = left(page, begins, complete)
    gone = (np.frombuffer(bytes(page.there), np.uint8) == 0) & page.lines.solid
    rest = np.flatnonzero(stay)
    # Before how many lines left something is removed; after the last one, too.
    sums = np.concatenate(([0], np.cumsum(gone)))
    seams = np.flatnonzero(np.diff(sums[np.concatenate(([0], rest + 1, [len(stay)]))])).tolist()
    kept: list[int] = rest.tolist()
    stretches = [one for one in _stretches(page, kept, seams) if one.last - one.first >= _LEAST]
    if not stretches:
        return []
    found: set[int] = set()
    asked = joins([[page.line(i) for i in kept[one.first : one.last]] for one in stretches])
    for one, lines in zip(stretches, asked, strict=True):
        if strict and lines:
            found.update(one.seams)
        else:
            found.update(one.nearest(one.first + line) for line in lines)
    return [range(kept[i - 1] + 1 if i else 0, kept[i] if i < len(kept) else len(stay)) for i in sorted(found)]


def _stretches(page: Page, kept: Sequence[int], seams: Sequence[int]) -> Iterator[_Stretch]:
    """Yield what stands around the seams, each line once; at a seam between two long lines there is nothing."""
    opened: _Stretch | None = None
    for seam in seams:
        if opened and seam <= opened.last:
            opened.seams.append(seam)
            continue
        if opened:
            yield opened
        first = last = seam
        while first and not _parts(page, kept, first - 1, first) and not is_long(page, kept[first - 1]):
            first -= 1
        while last < len(kept) and not _parts(page, kept, last - 1, last) and not is_long(page, kept[last]):
            last += 1
        opened = _Stretch(first, last, [seam])
    if opened:
        yield opened


def _parts(page: Page, kept: Sequence[int], one: int, two: int) -> bool:
    """Whether a document ends between two of the lines left."""
    docs = page.lines.doc
    return one >= 0 and two < len(kept) and bool(docs[kept[one]] != docs[kept[two]])


def is_long(page: Page, line: int) -> bool:
    """Whether `unwrap` takes a line for a long one, whatever its line end."""
    size = page.ends[line] - (page.ends[line - 1] if line else 0)
    if size <= LONG or size >= BYTES:
        return size >= BYTES
    return Line(page.text(line).removesuffix("\n").removesuffix("\r"), "\n", 0).long
