"""The distinct entries met so far: what each becomes, and what the gaps and lines around it must know of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from persclean.engine.arrow import binary
from persclean.engine.light import run_gaps
from persclean.engine.triggers import LINE, LOOK, Triggers, looks, lookup, units
from persclean.engine.words import run_words
from persclean.filters.base import Filter, Gap

Flags = NDArray[np.uint8]
Numbers = NDArray[np.int16]
Keys = NDArray[np.uint64]

CHANGED = 1  # becomes something else
REDO = 2  # what stands around this entry must be done again by the reference path
QUOTED = 4  # a line part wants this line
LEFT = 8  # the gap after it may change
RIGHT = 16  # the gap before it may change
PHRASE = 32  # holds a space
BAD = 64  # holds undecodable bytes

_BATCH = 1 << 15  # entries worked on at once: bounds the Python objects alive
_WHITE = " \t\n\v\f\r"
_EDGE = lookup(frozenset(_WHITE))


class Vocabulary:
    """Distinct entries and flags, aligned, and the outcomes of those that change; grows until `clear`.

    raw: the entries, each with the one byte of white space that ends it (a space also where a line feed stood). flags:
    see above. out: what the changed ones become, without white space. place: where in `out` each entry's outcome is,
    -1 for one that does not change. screens: for each gap part that has a `screen`, its numbers
    and keys.
    """

    def __init__(self, filters: Sequence[Filter], verify: bool) -> None:
        self.filters = filters
        self.verify = verify
        self.gaps = [one.gap for one in filters if one.gap is not None]
        self._triggers = Triggers(filters)
        self._looking = [one for one in filters if "line" in one.reach and looks(one)]
        self._edges_of = [(gap, lookup(gap.left_ends), lookup(gap.right_starts)) for gap in self.gaps]
        self.clear()

    def clear(self) -> None:
        """Forget everything; results never depend on what was known."""
        self.raw: pa.BinaryArray = binary()
        self.out: pa.BinaryArray = binary()
        self.flags: Flags = np.zeros(0, np.uint8)
        self.place: NDArray[np.int32] = np.zeros(0, np.int32)
        self._raw_buffers = self._out_buffers = memoryview(b""), np.zeros(1, np.int32)
        self._sides: list[list[tuple[Numbers, Keys]]] = [[] for _ in self.gaps]
        self.screens: list[tuple[Gap, Numbers, Keys]] = []

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
        self._raw_buffers, self._out_buffers = buffers(self.raw), buffers(self.out)
        self.screens = []
        for gap, sides in zip(self.gaps, self._sides, strict=True):
            if sides:
                numbers, keys = (np.concatenate([one[n] for one in sides]) for n in (0, 1))
                sides[:] = [(numbers, keys)]
                self.screens.append((gap, numbers, keys))
        changes = self.flags & CHANGED != 0
        self.place = np.where(changes, np.cumsum(changes, dtype=np.int32) - 1, -1).astype(np.int32)

    def _work(self, raw: pa.BinaryArray) -> tuple[pa.BinaryArray, Flags]:
        text = _pieces(raw)
        try:
            decoded = text.decode("utf-8")
        except UnicodeDecodeError:
            decoded = text.decode("utf-8", "surrogateescape")
        u = units(decoded)
        ends = np.flatnonzero(u == 10)
        pieces = decoded.split("\n")[:-1]
        flags = np.zeros(len(pieces), np.uint8)
        mask = self._triggers.masks(u, ends)
        bad = (u >= 0xDC80) & (u <= 0xDCFF)
        if bad.any() and len(decoded) != len(text.decode("utf-8", "ignore")):
            flags[[i for i, piece in enumerate(pieces) if _has_bad_bytes(piece)]] |= BAD
        first, last, phrase = _edges(u, ends)
        length = np.diff(ends, prepend=-1) - 1
        changed, unsure = run_words(self.filters, self._triggers, pieces, mask, self.verify)
        flags[changed] |= CHANGED
        flags[unsure] |= REDO
        self._flag_gaps(pieces, flags, first, last, phrase, changed, length)
        flags[(mask & LINE) != 0] |= QUOTED
        look = np.flatnonzero(mask & LOOK)
        for one in self._looking:
            texts = map(pieces.__getitem__, look.tolist())
            flags[look[np.fromiter(map(one.wants_line, texts), bool, len(look))]] |= QUOTED
        self._screened(pieces)
        return _array([pieces[i] for i in changed]), flags

    def _screened(self, pieces: list[str]) -> None:
        """Note what the gap parts say of each piece as the left and as the right one of two."""
        for sides, found in zip(self._sides, self._screens("\n".join(pieces) + "\n"), strict=True):
            if found is not None:
                sides.append(found)

    def _screens(self, text: str) -> Iterator[tuple[Numbers, Keys] | None]:
        points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
        return (gap.screen(points) for gap in self.gaps)

    def _flag_gaps(
        self,
        pieces: list[str],
        flags: Flags,
        first: NDArray[np.uint16],
        last: NDArray[np.uint16],
        phrase: NDArray[np.bool_],
        changed: list[int],
        length: NDArray[np.int64],
    ) -> None:
        """Set LEFT, RIGHT, PHRASE and REDO; the edges and the rest are what they were before the word parts ran."""
        at = np.asarray(changed, np.int64)
        if changed:
            u = units("".join([pieces[i] + "\n" for i in changed]))
            ends = np.flatnonzero(u == 10)
            first[at], last[at], phrase[at] = _edges(u, ends)
            length[at] = np.diff(ends, prepend=-1) - 1
        flags[phrase] |= PHRASE
        # Where the white space around a piece has changed (or the piece is gone), entries no longer show the gaps.
        flags[at[_EDGE[first[at]] | _EDGE[last[at]]]] |= REDO
        if not self.gaps:
            return
        phrases = np.flatnonzero(flags & PHRASE)
        phrases = phrases[self._in_question([pieces[i] for i in phrases.tolist()])]
        decided = run_gaps(self.gaps, "\n".join([pieces[i] for i in phrases.tolist()])).split("\n")
        flags[[i for i, new in zip(phrases.tolist(), decided, strict=False) if new != pieces[i]]] |= REDO
        # A phrase is longer than the words at its edges.
        length[(flags & PHRASE) != 0] = 0
        flags |= self._may(pieces, first, last, length)

    def _may(
        self, pieces: list[str], first: NDArray[np.uint16], last: NDArray[np.uint16], length: NDArray[np.int64]
    ) -> Flags:
        """Return LEFT and RIGHT for pieces, by their first and last code units and their lengths."""
        flags = np.zeros(len(pieces), np.uint8)
        for gap, left_ends, right_starts in self._edges_of:
            short = length <= gap.longest
            for possible, word, may, flag in (
                (left_ends[last] & short, last_word, gap.left_may, LEFT),
                (right_starts[first] & short, first_word, gap.right_may, RIGHT),
            ):
                found = np.flatnonzero(possible)
                words = map(word, map(pieces.__getitem__, found.tolist()))
                flags[found[np.fromiter(map(may, words), bool, len(found))]] |= flag
        return flags

    def _in_question(self, phrases: list[str]) -> NDArray[np.bool_]:
        """Return which phrases hold a gap that a gap part may change, shape (phrases,)."""
        asked = np.zeros(len(phrases), bool)
        if not phrases:
            return asked
        text = "\n".join(phrases) + "\n"
        u = units(text)
        ends = np.flatnonzero((u == 32) | (u == 10))
        inner = u[ends] == 32
        text = text.replace(" ", "\n")
        first, last, _ = _edges(u, ends)
        length = np.diff(ends, prepend=-1) - 1
        flags = self._may(text.split("\n")[:-1], first, last, length)
        # (Two spaces in a row have an empty word between them.)
        may = (flags[:-1] & LEFT) | (flags[1:] & RIGHT) | (length[:-1] == 0) | (length[1:] == 0) != 0
        for gap, found in zip(self.gaps, self._screens(text), strict=True):
            if found is not None:
                numbers, keys = found
                sums = numbers[:-1, 0] + numbers[1:, 1]
                at = np.flatnonzero((sums > 0) & inner[:-1] & ~may)
                may[at] = gap.confirm(keys[at, 0], keys[at + 1, 1], sums[at].astype(np.int32))
        number = np.cumsum(~inner) - ~inner
        asked[number[:-1][may & inner[:-1]]] = True
        return asked

    def words_of(self, codes: list[int]) -> list[tuple[str, str]]:
        """Return the first and last word of each entry's outcome."""
        at = np.array(codes, np.int64)
        places = self.place[at]
        same = places < 0
        found = [""] * len(codes)
        for chosen, numbers, (data, offsets), end in (
            (same, at, self._raw_buffers, 1),
            (~same, places, self._out_buffers, 0),
        ):
            here = np.flatnonzero(chosen)
            number = numbers[here]
            stops = offsets[number + 1] - np.int32(end)
            for n, start, stop in zip(here.tolist(), offsets[number].tolist(), stops.tolist(), strict=True):
                found[n] = str(data[start:stop], "utf-8", "surrogateescape")
        return [(first_word(piece), last_word(piece)) for piece in found]


def first_word(piece: str) -> str:
    """Return what stands before the first space of a piece."""
    return piece.partition(" ")[0] if " " in piece else piece


def last_word(piece: str) -> str:
    """Return what stands after the last space of a piece."""
    return piece.rpartition(" ")[2] if " " in piece else piece


def buffers(array: pa.BinaryArray) -> tuple[memoryview, NDArray[np.int32]]:
    """Return an Arrow array's bytes and the offsets into them, shape (n + 1,), without copying."""
    _, offsets, data = array.buffers()
    found = np.frombuffer(offsets, np.int32)[array.offset : array.offset + len(array) + 1]
    return memoryview(data).cast("B") if data is not None else memoryview(b""), found


def _pieces(raw: pa.BinaryArray) -> bytes:
    """Return the entries, each with a line feed for its white space."""
    data, offsets = buffers(raw)
    low = int(offsets[0])
    x = np.frombuffer(data, np.uint8)[low : int(offsets[-1])].copy()
    x[offsets[1:] - (low + 1)] = 10
    return x.tobytes()


def _array(pieces: list[str]) -> pa.BinaryArray:
    """Return pieces, none of which holds a line feed, as UTF-8."""
    x = np.frombuffer("".join([piece + "\n" for piece in pieces]).encode("utf-8", "surrogateescape"), np.uint8)
    ends = np.flatnonzero(x == 10)
    offsets = np.zeros(len(ends) + 1, np.int32)
    offsets[1:] = ends - np.arange(len(ends))
    return pa.BinaryArray.from_buffers(pa.binary(), len(ends), [None, pa.py_buffer(offsets), pa.py_buffer(x[x != 10])])


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
