"""Mending a cleaned block where entries alone could not decide: single spans, and the lines that a line part wants."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from persclean.engine import light
from persclean.engine.skeleton import check_fast
from persclean.engine.vocabulary import QUOTED, REDO, Flags
from persclean.filters.base import Filter

_WHITE = b" \t\n\v\f\r"


@dataclass(frozen=True, slots=True)
class Entries:
    """A block's entries before and after: bytes and offsets into them, flags, whether the gap after each was in
    question, and which entries end a line."""

    data: bytes
    offsets: NDArray[np.int32]
    out: memoryview
    out_offsets: NDArray[np.int32]
    flags: Flags
    may: NDArray[np.bool_]
    line_ends: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Patch:
    """Bytes to put in place of a stretch of the output."""

    start: int
    stop: int
    data: bytes


def mend(filters: Sequence[Filter], entries: Entries, verify: bool) -> bytes:
    """Return the block's output with spans done again by the reference path, and with the line parts' work."""
    redo = np.flatnonzero(entries.flags & REDO)
    patches = _redone(filters, entries, redo, verify) if len(redo) else []
    line_filters = [one for one in filters if "line" in one.reach]
    # A span done again may hold what a line part looks for; one that does not is left as it is.
    wanted = np.flatnonzero(entries.flags & (QUOTED | REDO))
    if line_filters and len(wanted):
        patches = _lines(line_filters, entries, wanted, patches, verify)
    return _patched(entries.out, patches, 0, len(entries.out))


def _patched(out: memoryview, patches: Sequence[Patch], start: int, stop: int) -> bytes:
    """Return out[start:stop] with the patches, which lie in it, in order."""
    if not patches:
        return bytes(out[start:stop])
    parts: list[bytes | memoryview] = []
    for patch in patches:
        parts += (out[start : patch.start], patch.data)
        start = patch.stop
    parts.append(out[start:stop])
    return b"".join(parts)


def _redone(filters: Sequence[Filter], entries: Entries, at: NDArray[np.int64], verify: bool) -> list[Patch]:
    """Return the spans around the given entries, their word and gap parts done by the reference path."""
    spans = list(_spans(entries, at))
    sources = []
    stops = []
    for first, last in spans:
        whole = entries.data[int(entries.offsets[first]) : int(entries.offsets[last + 1])]
        source = whole.rstrip(_WHITE)
        sources.append(source)
        # The white space after the span was not in question, so it is as long in the output as in the input.
        stops.append(int(entries.out_offsets[last + 1]) - (len(whole) - len(source)))
    text = b"\n".join(sources).decode("utf-8", "surrogateescape")
    fresh = light.run_words(filters, text, verify).encode("utf-8", "surrogateescape").split(b"\n")
    return [
        Patch(int(entries.out_offsets[first]), stop, new)
        for (first, _), stop, new in zip(spans, stops, fresh, strict=True)
    ]


def _spans(entries: Entries, at: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """Yield the entries to do again, as (first, last): with a neighbour on each side, out to gaps not in question."""
    ends = set(entries.line_ends.tolist())
    may = entries.may
    span: tuple[int, int] | None = None
    for i in at.tolist():
        first = i if i == 0 or i - 1 in ends else i - 1
        while first > 0 and may[first - 1]:
            first -= 1
        last = i if i in ends else i + 1
        while may[last]:
            last += 1
        if span is not None and first <= span[1]:
            span = (min(span[0], first), max(span[1], last))
            continue
        if span is not None:
            yield span
        span = (first, last)
    if span is not None:
        yield span


def _lines(
    line_filters: Sequence[Filter], entries: Entries, at: NDArray[np.int64], patches: list[Patch], verify: bool
) -> list[Patch]:
    """Return the patches with those that lie in lines of the given entries made one patch a line, line parts run."""
    numbers = np.unique(np.searchsorted(entries.line_ends, at)).tolist()
    ranges = list(_line_ranges(entries, numbers))
    inside = _by_range(patches, ranges)
    olds = [_patched(entries.out, inner, *where) for inner, where in zip(inside, ranges, strict=True)]
    text = b"\n".join(olds).decode("utf-8", "surrogateescape")
    for one in line_filters:
        after = one.lines(text)
        if verify and after != text:
            check_fast(one, text, after)
        text = after
    news = text.encode("utf-8", "surrogateescape").split(b"\n")
    return [Patch(start, stop, new) for (start, stop), new in zip(ranges, news, strict=True)]


def _line_ranges(entries: Entries, numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield where lines stand in the output, indentation included, line feed not."""
    out, offsets, ends = entries.out, entries.out_offsets, entries.line_ends
    for number in numbers:
        first = int(ends[number - 1]) + 1 if number else 0
        last = int(ends[number])
        start = head = int(offsets[first])
        # Indentation belongs to the break before the line; an over-long line that was cut here has none.
        while start > 0 and out[start - 1] in b" \t\v\f\r":
            start -= 1
        if start > 0 and out[start - 1] != 10:
            start = head
        tail, stop = int(offsets[last]), int(offsets[last + 1])
        feed = bytes(out[tail:stop]).find(b"\n")
        yield start, stop if feed < 0 else tail + feed


def _by_range(patches: Sequence[Patch], ranges: Sequence[tuple[int, int]]) -> list[list[Patch]]:
    """Return the patches that lie in each range; every patch lies in one."""
    starts = [start for start, _ in ranges]
    edges = np.searchsorted([patch.start for patch in patches], [*starts, 1 << 62]).tolist()
    return [list(patches[a:b]) for a, b in pairwise(edges)]
