"""The seams that removals leave in unwrapped text: where `unwrap` would join lines without a block, the block stays.

Else a second run of the two filters would join lines that the first one left alone, and what was joined could be a
repeat of something else. A seam is judged with all lines around it that `unwrap` looks at together, out to the next
long ones: the block may have spoken against a join further on.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from persclean.headlines.blanks import left
from persclean.headlines.page import Page
from persclean.unwrap.ask import joins
from persclean.unwrap.line import BYTES, LONG, Line

_LEAST = 3  # lines; of fewer none are joined


@dataclass(frozen=True, slots=True)
class _Seam:
    """at: the index, of the lines left, of the line before which lines of document `doc` are removed. gap: those lines.

    Where documents meet, each has a seam of its own.
    """

    at: int
    doc: int
    gap: range


@dataclass(slots=True)
class _Stretch:
    """Lines left of a document between two long ones: from `first` up to `last` (exclusive) of those left."""

    first: int
    last: int
    seams: list[_Seam]

    def nearest(self, line: int) -> _Seam:
        """Return the seam nearest to a line of those left; of two the one before, which a join may have crossed."""
        place = bisect_right(self.seams, line, key=lambda seam: seam.at)
        return min(self.seams[max(place - 1, 0) : place + 1], key=lambda seam: abs(seam.at - line))


def unsound(page: Page, begins: bool, complete: bool, strict: bool) -> list[range]:
    """Return the gaps, as ranges of lines with removed ones among them, that must not be: `unwrap` would join lines
    across them, or near them.

    begins, complete: as for `left`. strict: not only these gaps, but all between the same two long lines.
    """
    stay = left(page, begins, complete)
    kept: list[int] = np.flatnonzero(stay).tolist()
    stretches = [one for one in _stretches(page, kept) if one.last - one.first >= _LEAST]
    if not stretches:
        return []
    found: set[range] = set()
    asked = joins([[page.line(i) for i in kept[one.first : one.last]] for one in stretches])
    for one, lines in zip(stretches, asked, strict=True):
        if strict and lines:
            found.update(seam.gap for seam in one.seams)
        else:
            found.update(one.nearest(one.first + line).gap for line in lines)
    return sorted(found, key=lambda gap: gap.start)


def _seams(page: Page, kept: list[int]) -> Iterator[_Seam]:
    """Yield where something is removed, in order."""
    docs = page.lines.doc
    gone = np.flatnonzero((np.frombuffer(bytes(page.there), np.uint8) == 0) & page.lines.solid)
    # Lines left before each line that is gone, and its document: of equal pairs, one seam.
    pairs = zip(np.searchsorted(kept, gone).tolist(), docs[gone].tolist(), strict=True)
    for at, doc in dict.fromkeys(pairs):
        start = kept[at - 1] + 1 if at and docs[kept[at - 1]] == doc else int(np.searchsorted(docs, doc))
        same = at < len(kept) and docs[kept[at]] == doc
        yield _Seam(at, doc, range(start, kept[at] if same else int(np.searchsorted(docs, doc, "right"))))


def _stretches(page: Page, kept: list[int]) -> Iterator[_Stretch]:
    """Yield what stands around the seams, each line once; at a seam between two long lines there is nothing."""
    docs = page.lines.doc
    opened: _Stretch | None = None
    for seam in _seams(page, kept):
        if opened and seam.at <= opened.last and seam.doc == opened.seams[0].doc:
            opened.seams.append(seam)
            continue
        if opened:
            yield opened
        first = last = seam.at
        while first and docs[kept[first - 1]] == seam.doc and not is_long(page, kept[first - 1]):
            first -= 1
        while last < len(kept) and docs[kept[last]] == seam.doc and not is_long(page, kept[last]):
            last += 1
        opened = _Stretch(first, last, [seam])
    if opened:
        yield opened


def is_long(page: Page, line: int) -> bool:
    """Whether `unwrap` takes a line for a long one, whatever its line end."""
    size = page.ends[line] - (page.ends[line - 1] if line else 0)
    if size <= LONG or size >= BYTES:
        return size >= BYTES
    return Line(page.text(line).removesuffix("\n").removesuffix("\r"), "\n", 0).long
