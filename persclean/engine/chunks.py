"""Chunks: cleaned blocks as numbered lines, parted at the boundaries of documents, and cut; imports nothing heavy."""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from persclean.documents import Chunk
from persclean.engine import cutter
from persclean.engine.separators import Boundary, Separators

if TYPE_CHECKING:
    from persclean.engine.account import TextAccount

GATHERED = 1 << 20  # bytes: what is seen of many lines at a glance is cheap
NOTHING = Chunk(b"", ())
_BRIEF, _FEW = 64, 8  # bytes of a brief line; lines that are looked for one by one, more are counted first


def numbered(
    blocks: Iterable[tuple[bytes, bytes]], separators: Separators | None, account: TextAccount
) -> Iterator[Chunk]:
    """Yield the chunks of a text that comes in blocks, each as it was and as it was cleaned, with as many lines.

    account: gets the number of boundaries. Separators are looked for in the text as it was, and stay as they were.
    """
    found: deque[tuple[int, Boundary]] = deque()
    fresh = True  # what comes begins a document
    for chunk in _lines(blocks, separators, found):
        here: dict[int, Boundary] = {}
        while found and found[0][0] <= chunk.numbers[-1]:
            number, boundary = found.popleft()
            here[bisect_left(chunk.numbers, number)] = boundary
        account.boundaries += len(here)
        at = 0
        for part in parted(chunk, sorted({*here, *(at + 1 for at, one in here.items() if one.alone)})):
            begun = here.get(at)
            at += len(part.numbers)
            if begun is not None and begun.alone:
                yield Chunk(begun.data + b"\n"[: part.data[-1:] == b"\n"], part.numbers, (0,), separator=True)
                fresh = True
            else:
                fresh = fresh or begun is not None
                yield Chunk(part.data, part.numbers, (0,) if fresh else ())
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
    """Return where the next `count` lines after `place` end.

    >>> end_of(b"ab\\n" * 100, 99), end_of(b"ab\\n" * 100, 101), end_of(b"\\n" * 100, 50, 2)
    (297, 300, 52)
    """
    step = count * _BRIEF
    while count > _FEW and step >= _BRIEF:
        feeds = data.count(b"\n", place, place + step)
        if feeds >= count or place + step >= len(data):
            step //= 2
            continue
        place, count = place + step, count - feeds
        step = min(step, count * _BRIEF)
    for _ in range(count):
        place = data.find(b"\n", place) + 1
        if not place:
            return len(data)
    return place


def parted(chunk: Chunk, cuts: Iterable[int]) -> Iterator[Chunk]:
    """Yield the parts of a chunk between these indices of lines, ascending; none is empty.

    >>> [part.data for part in parted(Chunk(b"a\\nb\\nc\\n", range(3)), (0, 1, 3))]
    [b'a\\n', b'b\\nc\\n']
    """
    count = len(chunk.numbers)
    line = place = start = 0
    for cut in (*cuts, count):
        if not line < cut <= count:
            continue
        if cut - line == count:
            yield chunk
            return
        end = end_of(chunk.data, cut - line, place)
        until = bisect_left(chunk.starts, cut, start)
        starts = tuple(one - line for one in chunk.starts[start:until])
        yield Chunk(chunk.data[place:end], chunk.numbers[line:cut], starts, chunk.again, chunk.separator)
        line, place, start = cut, end, until


def split(chunk: Chunk, count: int) -> tuple[Chunk, Chunk]:
    """Return the first lines of a chunk, so many, and the rest; either may be empty."""
    if count <= 0:
        return NOTHING, chunk
    if count >= len(chunk.numbers):
        return chunk, NOTHING
    first, rest = parted(chunk, (count,))
    return first, rest


def gathered(chunks: Iterable[Chunk]) -> Iterator[Chunk]:
    """Yield the same lines in chunks of about GATHERED bytes, an over-long line or a part of one still by itself.

    >>> [one.data for one in gathered([Chunk(b"a\\n", [1]), Chunk(b"b\\n", [3]), Chunk(b"c", [4])])]
    [b'a\\nb\\n', b'c']
    """
    held: list[Chunk] = []
    size = 0
    for chunk in chunks:
        alone = len(chunk.data) >= GATHERED or chunk.data[-1:] != b"\n"
        if held and (alone or size >= GATHERED):
            yield _together(held)
            held, size = [], 0
        if alone:
            yield chunk
            continue
        held.append(chunk)
        size += len(chunk.data)
    if held:
        yield _together(held)


def _together(chunks: Sequence[Chunk]) -> Chunk:
    if len(chunks) == 1:
        return chunks[0]
    numbers: list[int] = []
    starts: list[int] = []
    for chunk in chunks:
        starts += (start + len(numbers) for start in chunk.starts)
        numbers += chunk.numbers
    one = range(numbers[0], numbers[-1] + 1)
    whole = len(one) == len(numbers)  # they ascend
    return Chunk(b"".join(chunk.data for chunk in chunks), one if whole else numbers, starts)
