"""What can be seen of many lines at a glance: hashes of how they begin and end, and where a text may be parted.

The hashes only propose: lines that share one are compared word by word. So they are made of a cheap reading of the
UTF-8 bytes (`_READ`), in which the kinds of letters and digits, marks, signs and spaces mostly do not show.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

LONG = 1 << 20  # bytes; a longer line is never compared
_BEGIN = 56  # bytes of the reading that the hash of a beginning is made of: ten words or so, less than a teaser has
_SEEN = 32  # bytes of the reading that the hash of an end is made of
_BORDER = 64  # bytes of the reading that a border must have: a headline never is one
_LEAST = 10  # bytes of the reading that a line must have to be looked for
_BRIEF = 40  # bytes of the reading; a line of fewer is far from running text
_TABLE = 1 << 18

# Persian letters are two bytes, of which the second tells them apart. Deleted: first bytes, signs, marks, half-spaces,
# and all yehs (8a and 8c). The three kinds of digits are read alike, which some letters share: that costs nothing.
_DROP = bytes(
    [b for b in range(0x80) if not (chr(b).isalnum() or b == 0x0A)]
    + [
        0x30,
        0x36,
        0x80,
        *range(0x8A, 0x93),
        0x93,
        0x94,
        0x9B,
        0x9C,
        0x9D,
        0x9F,
        0xA0,
        0xA6,
        0xB0,
        0xB6,
        0xAB,
        0xBB,
        0xBF,
    ]
    + [*range(0xC2, 0xE0), 0xE2, 0xEF]
)
_READ = bytes(
    0xB9 if b == 0x83 else b + 0x80 if 0x30 <= b <= 0x39 else b + 0x10 if 0xA0 <= b <= 0xA9
    else b + 0x20 if 0x41 <= b <= 0x5A else b
    for b in range(256)
)  # fmt: skip
_ODD = [np.uint64(n) for n in (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xFF51AFD7ED558CCD)]
_SHIFT = np.uint64(29)
_MASKS = np.array([(1 << 8 * n) - 1 for n in range(9)], np.uint64)

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
Hashes = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Lines:
    """Whole lines and what is seen of them; all arrays have one item a line, but `ends`, which are places in data.

    first, last: hashes of how they begin and end, 0 for none. solid: not blank. border: never removed, nothing is
    compared across it. brief: of few letters. doc: ordinal of the document. number, until: the
    first and the last input line that it stands for.
    """

    data: bytes
    ends: Ints
    first: Hashes
    last: Hashes
    solid: Bools
    border: Bools
    brief: Bools
    doc: Ints
    number: Ints
    until: Ints

    def columns(self) -> tuple[Any, ...]:
        """Return all arrays but `ends`."""
        return self.first, self.last, self.solid, self.border, self.brief, self.doc, self.number, self.until

    def part(self, start: int, end: int) -> Lines:
        """Return the lines from start up to end."""
        begin = int(self.ends[start - 1]) if start else 0
        stop = int(self.ends[end - 1]) if end else 0
        return Lines(self.data[begin:stop], self.ends[start:end] - begin, *(one[start:end] for one in self.columns()))

    def pick(self, mask: Bools) -> Lines:
        """Return the lines that the mask says."""
        if mask.all():
            return self
        starts = np.concatenate(([0], self.ends[:-1]))
        edges = np.flatnonzero(np.diff(np.concatenate(([False], mask, [False]))))
        data = b"".join(
            self.data[starts[a] : self.ends[b - 1]]
            for a, b in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
        )
        return Lines(data, np.cumsum((self.ends - starts)[mask]), *(one[mask] for one in self.columns()))


def joined(parts: list[Lines]) -> Lines:
    """Return the lines of all parts as one."""
    if len(parts) == 1:
        return parts[0]
    shifts = np.cumsum([0] + [len(part.data) for part in parts[:-1]])
    ends = np.concatenate([part.ends + shift for part, shift in zip(parts, shifts, strict=True)])
    columns = (np.concatenate(arrays) for arrays in zip(*(part.columns() for part in parts), strict=True))
    return Lines(b"".join(part.data for part in parts), ends, *columns)


def look(data: bytes, doc: Ints, number: Ints, until: Ints, salted: bool, mean: int) -> Lines:
    """Return what is seen of these lines. salted: documents share no hash. mean: bytes from border to border."""
    ends = _ends(data)
    size = np.diff(ends, prepend=0)
    read = b"\n" * _SEEN + data.translate(_READ, _DROP) + b"\n" * (_BEGIN + 8)
    stops = np.flatnonzero(np.frombuffer(read, np.uint8)[_SEEN : len(read) - _BEGIN - 8] == 10) + _SEEN
    if not data.endswith(b"\n"):
        size[-1] += 1  # counted with a line feed, as it is if another line comes to be the last one
        stops = np.append(stops, len(read) - _BEGIN - 8)
    begins = np.concatenate(([_SEEN], stops[:-1] + 1))
    length = stops - begins
    at = np.ndarray((len(read) - 7,), "<u8", read, 0, (1,))
    first = _mixed([at[begins + i] & _MASKS[np.clip(length - i, 0, 8)] for i in range(0, _BEGIN, 8)])
    last = _mixed([at[stops - _SEEN + i] for i in range(0, _SEEN, 8)])
    last = np.where(length >= _SEEN, last, first)
    border = (first ^ last ^ size.astype(np.uint64)) * _ODD[3] >> np.uint64(40)
    solid = size > 1
    for i in np.flatnonzero(solid & (length == 0)).tolist():
        solid[i] = bool(data[int(ends[i - 1]) if i else 0 : int(ends[i])].strip())
    is_border = (border.astype(np.int64) * mean < size << 24) & (length >= _BORDER)
    salt = doc.astype(np.uint64) * _ODD[1] if salted else np.uint64(0)
    first = np.where((length >= _LEAST) & ~is_border, (first + salt) | np.uint64(1), np.uint64(0))
    last = np.where((length >= _SEEN + 8) & ~is_border, (last + salt) & ~np.uint64(1), np.uint64(0))
    return Lines(data, ends, first, last, solid, is_border, length < _BRIEF, doc, number, until)


def reading(line: bytes) -> bytes:
    """Return the cheap reading of a line."""
    return line.translate(_READ, _DROP)


def shared(hashes: Hashes) -> Bools:
    """Return which hashes, 0 and 1 apart, there are more than once; few share a place in a table, so few are sorted."""
    place = _place(hashes)
    number = np.arange(len(hashes), dtype=np.int32)
    latest = np.zeros(_TABLE, np.int32)
    latest[place] = number
    met = np.zeros(_TABLE, np.bool_)
    met[place[latest[place] != number]] = True
    found: Bools = met[place] & (hashes > 1)
    some = np.flatnonzero(found)
    _, inverse, counts = np.unique(hashes[some], return_inverse=True, return_counts=True)
    found[some] = counts[inverse] > 1
    return found


def among(hashes: Hashes, wanted: Hashes) -> Bools:
    """Return which hashes are among the wanted ones."""
    found = _maybe(hashes, wanted)
    some = hashes[found]
    found[found] = np.isin(some, wanted[_maybe(wanted, some)])
    return found


def _maybe(hashes: Hashes, wanted: Hashes) -> Bools:
    table = np.zeros(_TABLE, np.bool_)
    table[_place(wanted)] = True
    found: Bools = table[_place(hashes)]
    return found


def _place(hashes: Hashes) -> Ints:
    return (hashes >> np.uint64(40)).astype(np.int64) & (_TABLE - 1)


def _ends(data: bytes) -> Ints:
    found = np.flatnonzero(np.frombuffer(data, np.uint8) == 10) + 1
    return found if data.endswith(b"\n") else np.append(found, len(data))


def _mixed(parts: list[Hashes]) -> Hashes:
    mixed: Hashes = parts[0] * _ODD[0]
    for part in parts[1:]:
        mixed = (mixed ^ (mixed >> _SHIFT) ^ part) * _ODD[1]
    mixed = (mixed ^ (mixed >> _SHIFT)) * _ODD[3]
    return mixed ^ (mixed >> _SHIFT)
