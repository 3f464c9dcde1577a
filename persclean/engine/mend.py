"""Mending a cleaned block where entries alone could not decide: single spans, and the lines that a line part wants."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from persclean.engine import light
from persclean.engine.entries import Entries
from persclean.engine.segment import LINE_FEED, Indices, Offsets
from persclean.engine.skeleton import check_fast
from persclean.filters.base import Filter

Bools = NDArray[np.bool_]

_AT_ONCE = 1 << 20  # bytes that the reference path works on: bounds memory where there is much to mend


@dataclass(frozen=True, slots=True)
class Spans:
    """Runs of entries, from `first` to `last`, with what becomes of the text from the one to the other."""

    first: Indices
    last: Indices
    fresh: list[bytes]


def redone(filters: Sequence[Filter], entries: Entries, may: Bools, at: Indices, verify: bool) -> Spans:
    """Return the spans around the given entries, their word and gap parts done by the reference path.

    may: whether the gap after each entry was in question.
    """
    spans = list(spans_around(len(entries.layout), entries.layout.line_ends, may, at))
    first, last = np.array(spans, np.int64).reshape(-1, 2).T
    layout, data = entries.layout, entries.data
    sources = [data[a:b] for a, b in zip(layout.starts(first).tolist(), layout.stops(last).tolist(), strict=True)]
    fresh: dict[bytes, bytes] = {}
    for some in _batches(dict.fromkeys(sources)):
        text = b"\n".join(some).decode("utf-8", "surrogateescape")
        news = light.run_words(filters, text, verify, check_fast).encode("utf-8", "surrogateescape").split(b"\n")
        fresh.update(zip(some, news, strict=True))
    return Spans(first, last, [fresh[source] for source in sources])


def _batches(pieces: Iterable[bytes]) -> Iterator[list[bytes]]:
    held: list[bytes] = []
    size = 0
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size >= _AT_ONCE:
            yield held
            held, size = [], 0
    if held:
        yield held


def spans_around(count: int, line_ends: Indices, may: Bools, at: Indices) -> Iterator[tuple[int, int]]:
    """Yield the entries to do again, as (first, last): with a neighbour on each side, out to gaps not in question.

    count: how many entries there are. line_ends: those that end a line. may: of the gap after each, whether it is in
    question. at: those that must be done again, ascending.
    """
    ends = np.zeros(count, bool)
    ends[line_ends] = True
    span: tuple[int, int] | None = None
    for i in at.tolist():
        first = i if i == 0 or ends[i - 1] else i - 1
        last = i if ends[i] else i + 1
        known = -1 if span is None else span[1]  # up to here nothing is looked at twice: time is linear
        while first > max(known, 0) and may[first - 1]:
            first -= 1
        if last > known:
            while may[last]:
                last += 1
        if span is not None and first <= known:
            span = (span[0], max(known, last))
            continue
        if span is not None:
            yield span
        span = (first, last)
    if span is not None:
        yield span


def lines_of(entries: Entries, at: Indices, cuts: Sequence[int]) -> tuple[Offsets, Offsets]:
    """Return where the lines of the given entries start and stop in the block, indentation included, line feed not.

    cuts: where over-long lines count as ended.
    """
    layout, data = entries.layout, entries.data
    x = np.frombuffer(data, np.uint8)
    numbers = np.searchsorted(layout.line_ends, at)
    numbers = numbers[np.diff(numbers, prepend=-1) > 0]
    last = layout.line_ends[numbers]
    first = np.where(numbers > 0, layout.line_ends[numbers - 1] + 1, 0)
    starts, stops = layout.starts(first), layout.stops(last)
    behind = layout.stops(first - 1)
    behind[first == 0] = 0
    beyond = layout.starts(last + 1)  # (behind the last one: the end of the block)
    # Most lines begin right behind a line feed, and end right before one.
    for n in np.flatnonzero(x[starts - 1] != LINE_FEED).tolist():
        low, high = int(behind[n]), int(starts[n])
        starts[n] = data.rfind(b"\n", low, high) + 1 or _cut(cuts, low, high) or low
    for n in np.flatnonzero(x[stops] != LINE_FEED).tolist():
        low = int(stops[n])
        high = int(beyond[n])
        feed = data.find(b"\n", low, high)
        stops[n] = feed if feed >= 0 else _cut(cuts, low, high) or high
    return starts, stops


def _cut(cuts: Sequence[int], low: int, high: int) -> int:
    """Return the first cut behind `low`, up to `high`; 0 if there is none."""
    return next((cut for cut in cuts if low < cut <= high), 0)


def run_lines(filters: Sequence[Filter], lines: Sequence[bytes], verify: bool) -> list[bytes]:
    """Return these lines with the line parts run over them."""
    return [new for some in _batches(lines) for new in _run_lines(filters, some, verify)]


def _run_lines(filters: Sequence[Filter], lines: Sequence[bytes], verify: bool) -> list[bytes]:
    text = b"\n".join(lines).decode("utf-8", "surrogateescape")
    for one in filters:
        after = one.lines(text)
        if after == text:
            continue
        if verify:
            pairs = zip(text.split("\n"), after.split("\n"), strict=True)
            changed = [(old, new) for old, new in pairs if old != new]
            check_fast(one, "\n".join([old for old, _ in changed]), "\n".join([new for _, new in changed]))
        text = after
    return text.encode("utf-8", "surrogateescape").split(b"\n")
