"""Where the lines of a chunk lie, and the few runs of short lines in it that are worth reading: from offsets alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from persclean.unwrap.hints import hint, hints
from persclean.unwrap.line import BYTES

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SMALL = 1 << 16  # bytes; below it NumPy is not worth its import
_LEAST = 30  # bytes: a line that was broken at a width has more
_TRAILING = 3  # bytes of white space at a line's end that are overlooked
_WHITE = b" \t\r"
_STOPS = b".!:>;|"  # ASCII signs that no line which was surely broken ends with


@dataclass(frozen=True, slots=True)
class Layout:
    """offsets: where each line begins, and where the last ends. runs: first and last (exclusive) index of the runs of
    short lines in which a line may have been broken, ascending; all others stay as they are. hints: how many lines
    before each seem to be broken.
    """

    offsets: Sequence[int]
    runs: Sequence[tuple[int, int]]
    hints: Sequence[int]

    @property
    def lines(self) -> int:
        """How many lines there are."""
        return len(self.offsets) - 1

    def worth(self, first: int, last: int) -> bool:
        """Whether among these lines of a run one may have been broken: three lines, and a hint in one but the last."""
        return last - first > 2 and self.hints[last - 1] > self.hints[first]


def lay_out(data: bytes, starts: Sequence[int], first_is_long: bool, last: bool) -> Layout:
    """Return the layout of some lines.

    starts: indices of lines at which no run may go on. first_is_long: the first is the rest of a long line. last: no
    lines follow; otherwise the run that reaches the end of the lines is there, whatever is in it.
    """
    found = _slowly(data, starts, first_is_long) if len(data) < SMALL else _at_once(data, starts, first_is_long)
    if last and found.runs and found.runs[-1][1] == found.lines and not found.worth(*found.runs[-1]):
        return Layout(found.offsets, found.runs[:-1], found.hints)
    return found


def _slowly(data: bytes, starts: Sequence[int], first_is_long: bool) -> Layout:
    offsets = [0]
    for line in data.split(b"\n"):
        offsets.append(offsets[-1] + len(line) + 1)
    if data.endswith(b"\n") or not data:
        offsets.pop()
    offsets[-1] = len(data)
    short = [end - start < BYTES for start, end in pairwise(offsets)]
    if short and first_is_long:
        short[0] = False
    parted = set(starts)
    runs: list[tuple[int, int]] = []
    begin = -1
    for index, one in enumerate([*short, False]):
        if begin >= 0 and (not one or index in parted):
            runs.append((begin, index))
            begin = -1
        if one and begin < 0:
            begin = index
    sums = [0] * len(offsets)
    for first, last in runs:
        if last - first > 2:
            sums[first + 1 : last] = [_hinted(data, offsets, index) for index in range(first, last - 1)]
    found = Layout(offsets, runs, list(accumulate(sums)))
    return Layout(offsets, [run for run in runs if run[1] == len(short) or found.worth(*run)], found.hints)


def _hinted(data: bytes, offsets: Sequence[int], index: int) -> bool:
    """Whether a line of a run, not its last, seems to have been broken."""
    end = offsets[index + 1] - 1
    if end - offsets[index] < _LEAST or data[end - 1] in _STOPS:
        return False
    for _ in range(_TRAILING):
        end -= data[end - 1] in _WHITE
    return hint(data, end, offsets[index + 1])


def _at_once(data: bytes, starts: Sequence[int], first_is_long: bool) -> Layout:
    import numpy as np

    points = np.frombuffer(data, np.uint8)
    feeds = np.flatnonzero(points == 10)
    if not data.endswith(b"\n"):
        feeds = np.append(feeds, len(data) - 1)
    offsets = np.empty(len(feeds) + 1, np.int64)
    offsets[0] = 0
    np.add(feeds, 1, out=offsets[1:])
    sizes = np.diff(offsets)
    short = np.empty(len(sizes) + 2, np.bool_)
    short[0] = short[-1] = False
    np.less(sizes, BYTES, out=short[1:-1])
    if first_is_long:
        short[1] = False
    begins = short[1:-1] & ~short[:-2]
    ends = short[1:-1] & ~short[2:]
    inside = np.asarray([s for s in starts if 0 < s < len(sizes)], np.int64)
    begins[inside] = short[1:-1][inside]
    ends[inside - 1] = short[1:-1][inside - 1]
    first, last = np.flatnonzero(begins), np.flatnonzero(ends) + 1
    # The sign before the line feed; a line of nothing else has no such sign, and is too short anyway.
    ending = feeds - 1
    goes_on = (sizes > _LEAST) & ~ends & short[1:-1]
    goes_on &= _among(points[np.maximum(ending, 0)], _STOPS) == 0
    lengthy = np.zeros(len(sizes) + 1, np.int8)
    np.add.at(lengthy, first[last - first > 2], 1)
    np.add.at(lengthy, last[last - first > 2], -1)
    goes_on &= np.cumsum(lengthy[:-1], dtype=np.int8) > 0
    candidates = np.flatnonzero(goes_on)
    stops = feeds[candidates]
    for _ in range(_TRAILING):
        stops = stops - _among(points[stops - 1], _WHITE)
    hinted = np.zeros(len(sizes) + 1, np.bool_)
    hinted[candidates[hints(points, stops, offsets[candidates + 1])] + 1] = True
    sums = np.cumsum(hinted)
    hopeful = (sums[last] > sums[first]) | (last == len(sizes))
    runs = list(zip(first[hopeful].tolist(), last[hopeful].tolist(), strict=True))
    return Layout(offsets, runs, sums)  # type: ignore[arg-type]


def _among(points: NDArray[np.uint8], signs: bytes) -> NDArray[np.uint8]:
    """Return 1 for each byte that is one of the signs, 0 for all others."""
    import numpy as np

    table = np.zeros(256, np.uint8)
    table[np.frombuffer(signs, np.uint8)] = 1
    return table[points]
