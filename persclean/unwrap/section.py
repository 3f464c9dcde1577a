"""One pass over a section, the lines between two long ones: which of them are joined."""

from __future__ import annotations

from collections.abc import Sequence

from persclean.unwrap.join import join
from persclean.unwrap.line import Line
from persclean.unwrap.row import Row, rows_of
from persclean.unwrap.score import ENOUGH, score
from persclean.unwrap.window import NOT_WRAPPED, Window, look

REACH = 16  # rows before and after that have a say in what the width is
STEP = 16  # rows that share a window
_WHOLE = 40  # rows of a section that is one window
_FAR = 4  # windows on either side: where they are wrapped, this one may well be
_BONUS = 2.5  # what that is worth
_OWN = 8  # rows without a blank line between them that may have a width of their own
_SAME = 0.08  # share by which two widths may differ and be the same


def unwrap_section(lines: Sequence[Line]) -> Sequence[Line]:
    """Return the lines with the broken ones joined; the very same object where there are none."""
    if not _worth_it(lines):
        return lines
    places = [place for place, line in enumerate(lines) if not line.blank]
    rows = rows_of(lines, places)
    joins = _joins(rows)
    if not joins:
        return lines
    found: list[Line] = list(lines[: places[0]])
    for index, place in enumerate(places):
        if index in joins:
            found[-1] = join(found[-1], lines[place])
        else:
            found += lines[place - (rows[index - 1].blanks if index else 0) : place]
            found.append(lines[place])
    found += lines[places[-1] + 1 :]
    return found


def _worth_it(lines: Sequence[Line]) -> bool:
    """Whether any line surely was broken; nothing is joined where none was. Quick, for most text is not wrapped."""
    if len(lines) > 2:
        for line in lines:
            if line.begins.clings or line.hangs:
                return True
    return False


def _joins(rows: list[Row]) -> set[int]:
    """Return the indices of the rows that are joined to the one before."""
    count = len(rows)
    sums = [0]
    for row in rows[:-1]:
        sums.append(sums[-1] + row.runs_on)
    if not sums[-1]:
        return set()
    seen: dict[tuple[int, int], Window] = {}

    def window(low: int, high: int) -> Window:
        if (low, high) not in seen:
            seen[low, high] = look(rows[low:high])
        return seen[low, high]

    near = [window(*_reach(i, count)) if _any(sums, *_reach(i, count)) else NOT_WRAPPED for i in range(0, count, STEP)]
    joins: set[int] = set()
    for step in range(len(near)):
        beside = near[max(0, step - _FAR) : step + _FAR + 1]
        more = min(_BONUS, max(0.0, max(one.wrapped for one in beside) - 1.5))
        low, high = _reach(step * STEP, count)
        if not more and not _any(sums, low, high):
            continue
        around = window(low, high)
        dense = 3 * sum(one.run_in for one in beside) > sum(one.parted for one in beside)
        for i in range(step * STEP, min(step * STEP + STEP, count - 1)):
            here = around
            first, last = rows[i].block
            if last - first >= _OWN and 4 * (last - first) < 3 * (high - low) and _any(sums, first, last):
                here = _narrowed(around, window(max(low, first), min(high, last + (rows[last - 1].blanks > 0))))
            wrapped = here.wrapped + more
            if wrapped > 0 and score(rows[i], rows[i + 1], here, wrapped, dense) >= ENOUGH:
                joins.add(i + 1)
    return joins


def _any(sums: list[int], low: int, high: int) -> bool:
    """Whether a line surely was broken between two rows; sums: of those, up to each row."""
    return sums[high - 1] > sums[low]


def _reach(index: int, count: int) -> tuple[int, int]:
    """Return the first and last (exclusive) row of the window that a row shares with its neighbours."""
    if count <= _WHOLE:
        return 0, count
    middle = index // STEP * STEP + STEP // 2
    return max(0, middle - REACH), min(count, middle + REACH + 1)


def _narrowed(around: Window, own: Window) -> Window:
    """Return what holds for a block of lines without a blank line, which may be wrapped at another width."""
    if not own.width or abs(own.width - around.width) <= _SAME * around.width:
        return around
    return own
