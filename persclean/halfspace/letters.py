"""How the half-space model sees text: code points to small codes, and runs of letters laid out for it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

ZWNJ = "\N{ZERO WIDTH NON-JOINER}"
# The order is part of the model file: adding a letter needs new weights.
ALPHABET = "ءآأؤإئابپتثجچحخدذرزژسشصضطظعغفقکگلمنوهةیۀ"
_SAME = {"ي": "ی", "ى": "ی", "ك": "ک"}
NON_JOINING = "ءآأؤإادذرزژوةۀ"
# Seen through: kashida and the marks above and below letters.
_MARKS = [0x640, *range(0x64B, 0x660), 0x670]

BREAK, EDGE, FIRST = 0, 1, 2
_SEEN_THROUGH = 255
PAD = 3  # edges between two runs, so that a window never sees the neighbour
_LIMIT = 0x700


# Any other letter of the Arabic script (Kurdish, Urdu, presentation forms): a run with one is left alone.
OTHER = FIRST + len(ALPHABET)
_OTHERS = [
    *range(0x620, 0x64B),
    0x66E,
    0x66F,
    *range(0x671, 0x6D4),
    0x6D5,
    0x6E5,
    0x6E6,
    0x6EE,
    0x6EF,
    *range(0x6FA, 0x700),
]


def _table() -> NDArray[np.uint8]:
    table = np.zeros(_LIMIT + 1, np.uint8)
    table[_OTHERS] = OTHER
    for n, letter in enumerate(ALPHABET):
        table[ord(letter)] = n + FIRST
    for other, letter in _SAME.items():
        table[ord(other)] = table[ord(letter)]
    table[_MARKS] = _SEEN_THROUGH
    return table


_TABLE = _table()
JOINS = np.zeros(OTHER + 1, bool)
JOINS[FIRST:OTHER] = [letter not in NON_JOINING for letter in ALPHABET]


@dataclass(frozen=True, slots=True)
class Runs:
    """Runs of letters of a text, laid end to end with PAD edges before, between and after.

    codes: shape (n,), uint8. places: for each code the index of its code point in the text, -1 for an edge.
    starts, stops: shape (runs,), where each run lies in `codes`. number: of the run that each code belongs to.
    marked: how many marks each run has. tied: whether a ZWNJ stands right before or after it; behind: right before it.
    """

    codes: NDArray[np.uint8]
    places: NDArray[np.int32]
    starts: NDArray[np.int32]
    stops: NDArray[np.int32]
    number: NDArray[np.int32]
    marked: NDArray[np.int32]
    tied: NDArray[np.bool_]
    behind: NDArray[np.bool_]

    def span(self, number: int) -> tuple[int, int]:
        """Return where a run starts and stops in the text."""
        return int(self.places[self.starts[number]]), int(self.places[self.stops[number] - 1]) + 1


def code_points(text: str) -> NDArray[np.uint32]:
    """Return the code points of a text, shape (len(text),)."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def _rare_letters(points: NDArray[np.uint32]) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = ((points >= 0x750) & (points < 0x8CA)) | ((points >= 0xFB50) & (points < 0xFEFD))
    return found


def runs(points: NDArray[np.uint32]) -> Runs:
    """Lay out the runs of letters of a text; marks in them are seen through, anything else ends a run."""
    small = _TABLE.take(points, mode="clip")
    if len(points) and int(np.max(points)) >= 0x750:
        small[_rare_letters(points)] = OTHER
    seen_through = small == _SEEN_THROUGH
    kept = np.flatnonzero(~seen_through).astype(np.int32) if seen_through.any() else None
    if kept is not None:
        small = small[kept]
    letters = np.zeros(len(small) + 2, bool)
    letters[1:-1] = small != BREAK
    edges = np.flatnonzero(letters[1:] != letters[:-1]).astype(np.int32)
    first, last = edges[::2], edges[1::2]
    lengths = last - first
    stops = np.cumsum(lengths + np.int32(PAD), dtype=np.int32)
    total = PAD + int(stops[-1]) if len(stops) else PAD
    starts = stops - lengths
    change = np.zeros(total, np.int8)
    change[starts] = 1
    number = np.cumsum(change, dtype=np.int32)
    number -= 1
    change[stops] = -1
    inside = np.cumsum(change, dtype=np.int8).view(bool)
    codes = np.full(total, EDGE, np.uint8)
    codes[inside] = small[letters[1:-1]]
    places = np.full(total, -1, np.int32)
    at = np.flatnonzero(letters[1:-1])
    begin, end = first, last - 1
    if kept is not None:
        begin, end = kept[begin], kept[end]
    places[inside] = at if kept is None else kept[at]
    joiner = np.zeros(len(points) + 2, bool)
    joiner[1:-1] = points == ord(ZWNJ)
    behind = joiner[begin]
    tied = behind | joiner[end + 2]
    return Runs(codes, places, starts, stops, number, end - begin + 1 - lengths, tied, behind)
