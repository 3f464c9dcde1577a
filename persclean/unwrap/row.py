"""A line among its neighbours on the page: what can be read off it only there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from persclean.unwrap.line import Line

NEARLY = 0.72  # of the width: a line that goes so far may have been broken there


class Row:
    """A line that is not blank. blanks: how many blank lines stand between it and the next such. alone: whether blank
    lines stand before and after it. block: first and last (exclusive) row of those without blank lines between them.
    prose: whether it may have been broken or be the rest of a broken one: no line on purpose by its looks. runs_on:
    whether the break after it surely was not meant. The others are those of its line, at hand: each is read often.
    """

    __slots__ = (
        *("line", "blanks", "alone", "block", "prose", "runs_on"),
        *("size", "ending", "hangs", "clings", "item", "indent"),
    )

    def __init__(self, line: Line, blanks: int, alone: bool) -> None:
        self.line = line
        self.blanks = blanks
        self.alone = alone
        self.block = (0, 0)
        self.size = line.size
        ends = line.ends
        self.ending = ends.sort or line.ending
        self.hangs = line.hangs
        self.clings = line.begins.clings
        self.item = line.item
        self.indent = line.indent
        self.prose = True
        self.runs_on = False


def rows_of(lines: Sequence[Line], places: Sequence[int]) -> list[Row]:
    """Return the rows of a section, whose lines at these places are not blank."""
    rows: list[Row] = []
    start = 0
    parted = True  # a blank line, or nothing, stands before
    ends = [*places[1:], len(lines)]
    for index, (place, after) in enumerate(zip(places, ends, strict=True)):
        blanks = after - place - 1
        rows.append(Row(lines[place], blanks, blanks > 0 and parted))
        parted = blanks > 0
        if parted or index + 1 == len(places):
            for row in rows[start:]:
                row.block = (start, index + 1)
            start = index + 1
    texts = Counter(row.line.text for row in rows)
    widest = max(row.size for row in rows)
    for index, row in enumerate(rows):
        line = row.line
        again = texts[line.text] > 1 and _repeated(row, widest)
        row.prose = not (line.on_purpose or again or (line.halves and _couplet(rows, index)))
    for row, following in pairwise(rows):
        if row.hangs or (following.clings and row.ending in ("plain", "comma")):
            row.runs_on = row.prose and following.prose and not following.item
    return rows


def _repeated(row: Row, widest: int) -> bool:
    """Whether it is short and has no stop; such a line that stands on the page again is a running head or a refrain."""
    return row.size < NEARLY * widest and row.ending in ("plain", "verb")


def _couplet(rows: Sequence[Row], index: int) -> bool:
    """Whether it is two half-lines of verse, as a neighbour is."""
    return sum(row.line.halves for row in rows[max(0, index - 1) : index + 2]) > 1
