"""Chunks: cleaned blocks as numbered lines, parted at the boundaries of documents, and cut; imports nothing heavy."""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from persclean.documents import Chunk
from persclean.engine import cutter
from persclean.engine.separators import Boundary, Separators

if TYPE_CHECKING:
    from persclean.engine.account import TextAccount


def numbered(
    blocks: Iterable[tuple[bytes, bytes]], separators: Separators | None, account: TextAccount
) -> Iterator[Chunk]:
    """Yield the chunks of a text that comes in blocks, each as it was and as it was cleaned, with as many lines.

    account: gets the number of boundaries. Separators are looked for in the text as it was, and stay as they were.
    """
    found: deque[tuple[int, Boundary]] = deque()
    chunks = _lines(blocks, separators, found)
    fresh = True  # what comes begins a document
    for chunk in chunks:
        rest = chunk
        while found and found[0][0] <= rest.numbers[-1]:
            number, boundary = found.popleft()
            account.boundaries += 1
            before, rest = split(rest, bisect_left(rest.numbers, number))
            if before.data:
                yield replace(before, starts=(0,) if fresh else ())
            fresh = True
            if boundary.alone:
                line, rest = split(rest, 1)
                yield replace(line, data=boundary.data + b"\n"[: line.data[-1:] == b"\n"], starts=(0,), separator=True)
            if not rest.data:
                break
        if rest.data:
            yield replace(rest, starts=(0,) if fresh else ())
            fresh = False


def _lines(
    blocks: Iterable[tuple[bytes, bytes]], separators: Separators | None, found: deque[tuple[int, Boundary]]
) -> Iterator[Chunk]:
    """Yield the chunks without regard to documents; `found` gets the boundaries, with the numbers of their lines."""
    number, middle = 1, False  # of the next line; whether a part of it has been
    for before, after in blocks:
        for boundary in separators.find(before) if separators else ():
            if boundary.line or not middle:
                found.append((number + boundary.line, boundary))
        for data in stretches(after, middle):
            feeds = data.count(b"\n")
            middle = data[-1:] != b"\n"
            yield Chunk(data, range(number, number + feeds + middle))
            number += feeds


def stretches(data: bytes, middle: bool) -> Iterator[bytes]:
    """Yield whole lines together, up to 1 MiB; an over-long line, or a part of one, by itself.

    middle: the data begins within a line.
    """
    place = 0
    if middle and data:
        place = data.find(b"\n") + 1 or len(data)
        yield data[:place]
    while place < len(data):
        end = data.rfind(b"\n", place, place + cutter.LONG) + 1 or data.find(b"\n", place) + 1 or len(data)
        yield data[place:end]
        place = end


def end_of(data: bytes, count: int, place: int = 0) -> int:
    """Return where the next `count` lines after `place` end."""
    for _ in range(count):
        place = data.find(b"\n", place) + 1
        if not place:
            return len(data)
    return place


def split(chunk: Chunk, count: int) -> tuple[Chunk, Chunk]:
    """Return the first lines of a chunk, so many, and the rest; either may be empty."""
    if count <= 0:
        return Chunk(b"", ()), chunk
    if count >= len(chunk.numbers):
        return chunk, Chunk(b"", ())
    place, begin = end_of(chunk.data, count), bisect_left(chunk.starts, count)
    return (
        replace(chunk, data=chunk.data[:place], numbers=chunk.numbers[:count], starts=chunk.starts[:begin]),
        replace(
            chunk,
            data=chunk.data[place:],
            numbers=chunk.numbers[count:],
            starts=tuple(start - count for start in chunk.starts[begin:]),
        ),
    )
