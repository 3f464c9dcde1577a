"""The distinct entries met so far: what each becomes, and what the gaps and lines around it must know of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from persclean.engine.light import run_gaps
from persclean.engine.triggers import LINE, Triggers, lookup, units
from persclean.engine.words import run_words
from persclean.filters.base import Filter

Flags = NDArray[np.uint16]

BREAKS_LINE = np.uint16(1)  # the white space after the piece holds a line feed
REDO = np.uint16(2)  # the line of this entry must be done again by the reference path
QUOTED = np.uint16(4)  # a line part wants this line
LEFT = np.uint16(8)  # the gap after it may change
RIGHT = np.uint16(16)  # the gap before it may change
SPACED = np.uint16(32)  # followed by spaces only: a gap
PHRASE = np.uint16(64)  # holds a space
BAD = np.uint16(128)  # holds undecodable bytes

_BATCH = 1 << 17  # entries worked on at once: bounds the Python objects alive
_WHITE = " \t\n\v\f\r"
_EDGE = lookup(frozenset(_WHITE))


class Vocabulary:
    """Entries, their outcomes and flags, aligned; grows until `clear`.

    raw, out: what each entry was and what it becomes, with the white space after it. flags: see above.
    """

    def __init__(self, filters: Sequence[Filter], verify: bool) -> None:
        self.filters = filters
        self.verify = verify
        self.gaps = [one.gap for one in filters if one.gap is not None]
        self._triggers = Triggers(filters)
        self._edges_of = [(gap, lookup(gap.left_ends), lookup(gap.right_starts)) for gap in self.gaps]
        self.clear()

    def clear(self) -> None:
        """Forget everything; results never depend on what was known."""
        self.raw: pa.BinaryArray = pa.array([], pa.binary())
        self.out: pa.BinaryArray = pa.array([], pa.binary())
        self.flags: Flags = np.zeros(0, np.uint16)
        self._out_buffers = memoryview(b""), np.zeros(1, np.int32)

    def __len__(self) -> int:
        return len(self.flags)

    def add(self, raw: pa.BinaryArray) -> None:
        """Take in new entries, distinct and not yet known, and work out what they become."""
        outs, flags = [self.out], [self.flags]
        for start in range(0, len(raw), _BATCH):
            out, flag = self._work(raw.slice(start, _BATCH))
            outs.append(out)
            flags.append(flag)
        self.raw = pa.concat_arrays([self.raw, raw])
        self.out = pa.concat_arrays(outs)
        self.flags = np.concatenate(flags)
        self._out_buffers = buffers(self.out)

    def _work(self, raw: pa.BinaryArray) -> tuple[pa.BinaryArray, Flags]:
        data, offsets = buffers(raw)
        text, breaks, flags = _pieces(data, offsets)
        try:
            decoded = text.decode("utf-8")
        except UnicodeDecodeError:
            decoded = text.decode("utf-8", "surrogateescape")
        u = units(decoded)
        ends = np.flatnonzero(u == 10)
        pieces = decoded.split("\n")[:-1]
        mask = self._triggers.masks(u, ends)
        bad = (u >= 0xDC80) & (u <= 0xDCFF)
        if bad.any() and len(decoded) != len(text.decode("utf-8", "ignore")):
            flags[[i for i, piece in enumerate(pieces) if _has_bad_bytes(piece)]] |= BAD
        first, last, phrase = _edges(u, ends)
        length = np.diff(ends, prepend=-1) - 1
        flags[first == 10] &= ~SPACED  # white space with no word before it is indentation, not a gap
        changed, unsure = run_words(self.filters, self._triggers, pieces, mask, self.verify)
        flags[unsure] |= REDO
        length[changed] = [len(pieces[i]) for i in changed]
        self._flag_gaps(pieces, flags, first, last, np.flatnonzero(phrase), changed, length)
        flags[(mask & LINE) != 0] |= QUOTED
        return _rebuild(raw, pieces, breaks, changed), flags

    def _flag_gaps(
        self,
        pieces: list[str],
        flags: Flags,
        first: NDArray[np.uint16],
        last: NDArray[np.uint16],
        phrases: NDArray[np.int64],
        changed: list[int],
        length: NDArray[np.int64],
    ) -> None:
        """Set LEFT, RIGHT, PHRASE and REDO; `first` and `last` are the edges before the word parts ran."""
        flags[phrases] |= PHRASE
        flags[changed] &= ~PHRASE
        news = [pieces[i] for i in changed]
        first[changed] = [_unit(piece[:1]) for piece in news]
        last[changed] = [_unit(piece[-1:]) for piece in news]
        flags[[i for i, piece in zip(changed, news, strict=True) if " " in piece]] |= PHRASE
        at = np.asarray(changed, np.int64)
        # Where the white space around a piece has changed (or the piece is gone), entries no longer show the gaps.
        flags[at[_EDGE[first[at]] | _EDGE[last[at]]]] |= REDO
        if not self.gaps:
            return
        for i in np.flatnonzero(flags & PHRASE).tolist():
            if run_gaps(self.gaps, pieces[i]) != pieces[i]:
                flags[i] |= REDO
        # A phrase is longer than the words at its edges.
        length[(flags & PHRASE) != 0] = 0
        for gap, ends, starts in self._edges_of:
            short = length <= gap.longest
            for i in np.flatnonzero(ends[last] & short).tolist():
                if gap.left_may(last_word(pieces[i])):
                    flags[i] |= LEFT
            for i in np.flatnonzero(starts[first] & short).tolist():
                if gap.right_may(first_word(pieces[i])):
                    flags[i] |= RIGHT

    def words_of(self, code: int) -> tuple[str, str, str]:
        """Return the first and last word of an entry's outcome, and the white space after it."""
        data, offsets = self._out_buffers
        text = bytes(data[offsets[code] : offsets[code + 1]]).decode("utf-8", "surrogateescape")
        piece = text.rstrip(_WHITE)
        return first_word(piece), last_word(piece), text[len(piece) :]


def first_word(piece: str) -> str:
    """Return what stands before the first space of a piece."""
    return piece.partition(" ")[0]


def last_word(piece: str) -> str:
    """Return what stands after the last space of a piece."""
    return piece.rpartition(" ")[2]


def _unit(char: str) -> int:
    """Return the code unit of a character that stands at an edge, a line feed for none, a surrogate past the BMP."""
    code = ord(char) if char else 10
    return code if code < 1 << 16 else 0xD800


def buffers(array: pa.BinaryArray) -> tuple[memoryview, NDArray[np.int32]]:
    """Return an Arrow array's bytes and the offsets into them, shape (n + 1,), without copying."""
    _, offsets, data = array.buffers()
    found = np.frombuffer(offsets, np.int32)[array.offset : array.offset + len(array) + 1]
    return memoryview(data).cast("B") if data is not None else memoryview(b""), found


def _pieces(data: memoryview, offsets: NDArray[np.int32]) -> tuple[bytes, dict[int, bytes], Flags]:
    """Return the entries with their white space made one line feed, the longer runs of it by index, and the flags."""
    low = int(offsets[0])
    x = np.frombuffer(data, np.uint8)[low : int(offsets[-1])].copy()
    ends = offsets[1:].astype(np.int64) - low - 1
    starts = offsets[:-1].astype(np.int64) - low
    final = x[ends]
    flags = np.zeros(len(ends), np.uint16)
    flags[final == 10] |= BREAKS_LINE
    flags[final == 32] |= SPACED
    before = x[np.maximum(ends - 1, 0)]
    runs = np.flatnonzero((ends > starts) & (before <= 32))
    longer: dict[int, bytes] = {}
    drop: list[NDArray[np.int64]] = []
    for i in runs.tolist():
        entry = x[starts[i] : ends[i] + 1].tobytes()
        run = entry[len(entry.rstrip(b" \t\n\v\f\r")) :]
        if len(run) < 2:
            continue  # a control character that is no white space
        longer[i] = run
        flags[i] &= ~(BREAKS_LINE | SPACED)
        flags[i] |= BREAKS_LINE if b"\n" in run else np.uint16(0)
        # A gap longer than one space is one that any gap part may change.
        flags[i] |= SPACED | LEFT if not run.strip(b" ") else np.uint16(0)
        drop.append(np.arange(ends[i] - len(run) + 1, ends[i]))
    x[ends] = 10
    return (np.delete(x, np.concatenate(drop)) if drop else x).tobytes(), longer, flags


def _edges(
    u: NDArray[np.uint16], ends: NDArray[np.int64]
) -> tuple[NDArray[np.uint16], NDArray[np.uint16], NDArray[np.bool_]]:
    """Return the first and last code unit of each piece (a line feed for an empty one), and which hold a space."""
    starts = np.concatenate([[0], ends[:-1] + 1])
    phrase = np.zeros(len(ends), bool)
    phrase[np.searchsorted(ends, np.flatnonzero(u == 32))] = True
    return u[starts].copy(), u[np.maximum(ends - 1, starts)].copy(), phrase


def _has_bad_bytes(piece: str) -> bool:
    return any("\udc80" <= c <= "\udcff" for c in piece)


def _rebuild(raw: pa.BinaryArray, pieces: list[str], breaks: dict[int, bytes], changed: list[int]) -> pa.BinaryArray:
    """Return the outcomes: the entries themselves but where a piece changed."""
    if not changed:
        return raw
    data, offsets = buffers(raw)
    fresh = list(_with_breaks(data, offsets, pieces, breaks, changed))
    index = np.arange(len(raw), dtype=np.int64)
    index[changed] = len(raw) + np.arange(len(changed))
    return pa.concat_arrays([raw, pa.array(fresh, pa.binary())]).take(pa.array(index))


def _with_breaks(
    data: memoryview, offsets: NDArray[np.int32], pieces: list[str], breaks: dict[int, bytes], changed: list[int]
) -> Iterator[bytes]:
    for i in changed:
        end = int(offsets[i + 1])
        yield pieces[i].encode("utf-8", "surrogateescape") + (breaks.get(i) or bytes(data[end - 1 : end]))
