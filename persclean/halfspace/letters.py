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
    marked: how many marks each run has. tied: whether a ZWNJ stands right before or after it, shape (runs,).
    """

    codes: NDArray[np.uint8]
    places: NDArray[np.int32]
    starts: NDArray[np.int32]
    stops: NDArray[np.int32]
    number: NDArray[np.int32]
    marked: NDArray[np.int32]
    tied: NDArray[np.bool_]


def code_points(text: str) -> NDArray[np.uint32]:
    """Return the code points of a text, shape (len(text),)."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def _rare_letters(points: NDArray[np.uint32]) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = ((points >= 0x750) & (points < 0x8CA)) | ((points >= 0xFB50) & (points < 0xFEFD))
    return found


def runs(points: NDArray[np.uint32]) -> Runs:
    """Lay out the runs of letters of a text; marks in them are seen through, anything else ends a run."""
    small = _TABLE[np.minimum(points, _LIMIT)]
    if len(points) and int(np.max(points)) >= 0x750:
        small[_rare_letters(points)] = OTHER
    kept = np.flatnonzero(small != _SEEN_THROUGH) if (small == _SEEN_THROUGH).any() else np.arange(len(small))
    small = small[kept]
    inside = np.zeros(len(small) + 2, np.int8)
    inside[1:-1] = small != BREAK
    change = np.diff(inside)
    first = np.flatnonzero(change == 1)
    last = np.flatnonzero(change == -1)
    lengths = last - first
    starts = PAD + np.concatenate([[0], np.cumsum(lengths + PAD)[:-1]]) if len(first) else np.zeros(0, np.int64)
    total = PAD + int(np.sum(lengths + PAD))
    codes = np.full(total, EDGE, np.uint8)
    places = np.full(total, -1, np.int32)
    number = np.zeros(total, np.int32)
    letters = np.flatnonzero(small != BREAK)
    of_run = np.repeat(np.arange(len(first)), lengths)
    where = letters + (starts - first)[of_run]
    codes[where] = small[letters]
    places[where] = kept[letters]
    number[where] = of_run
    marked = kept[last - 1] - kept[first] + 1 - lengths
    stops = (starts + lengths).astype(np.int32)
    joiner = np.zeros(len(points) + 2, bool)
    joiner[1:-1] = points == ord(ZWNJ)
    tied = joiner[kept[first]] | joiner[kept[last - 1] + 2]
    return Runs(codes, places, starts.astype(np.int32), stops, number, marked.astype(np.int32), tied)
