"""Documents as units: stretches of whole lines that are judged together; where they are cut depends on them alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from persclean.documents import Chunk
from persclean.engine.chunks import parted
from persclean.headlines.features import LONG, Ints, Lines, look

SIZE, MOST = 1 << 19, 1 << 14  # bytes and lines of a unit; longer documents are cut, after a line of running text
_TEXT = 200  # bytes; a line of as many is running text, so no headline is parted from what it stands over
_NO_BORDERS = 1 << 38  # bytes from border to border: next to none, for units are judged whole


@dataclass(slots=True)
class Unit:
    """A document, or a part of a long one. number: of its first line; the others follow without a gap."""

    data: bytes
    number: int
    begins: bool
    ends: bool = True

    @property
    def numbers(self) -> range:
        """The numbers of its lines."""
        return range(self.number, self.number + self.data.count(b"\n") + (not self.data.endswith(b"\n")))

    def text(self, lines: Sequence[int]) -> bytes:
        """Return some of its lines, from 0, as they stand, each with its line feed."""
        found = self.data.split(b"\n")
        return b"".join(found[i] + b"\n" if i + 1 < len(found) else found[i] for i in lines)

    def lines(self) -> Lines:
        """Return what is seen of its lines."""
        return seen(self.data, np.arange(self.numbers.start, self.numbers.stop, dtype=np.int64))


def seen(data: bytes, numbers: Ints) -> Lines:
    """Return what is seen of lines that no border parts."""
    return look(data, np.zeros(len(numbers), np.int64), numbers, numbers, False, _NO_BORDERS)


class Units:
    """Parts a stream of chunks into units. take: is called with each, and gives back the chunks it becomes.

    A line of over 1 MiB is in no unit, and is handed on as it is.
    """

    def __init__(self, take: Callable[[Unit], Iterator[Chunk]]) -> None:
        self._take = take
        self._data = bytearray()
        self._number = self._count = 0  # of the first line held, of lines held
        self._begins = True  # what is held, or comes, begins a document

    def run(self, chunks: Iterator[Chunk]) -> Iterator[Chunk]:
        """Yield what becomes of the chunks."""
        whole = True  # the next chunk begins where a line begins
        for chunk in chunks:
            starts, at = set(chunk.starts), 0
            for part in parted(chunk, sorted(starts)):
                if at in starts:
                    yield from self._flush(ends=True)
                    self._begins = True
                at += len(part.numbers)
                long = len(part.numbers) == 1 and len(part.data) > LONG
                if whole and not long:
                    yield from self._add(part)
                elif part.data:
                    yield from self._flush(ends=False)
                    self._begins = False
                    yield part
                    whole = part.data.endswith(b"\n")
        yield from self._flush(ends=True)

    def _add(self, part: Chunk) -> Iterator[Chunk]:
        lines = part.data.split(b"\n")
        last = len(lines) - 1
        for number, (i, line) in zip(part.numbers, enumerate(lines), strict=False):
            if not self._data:
                self._number = number
            self._data += line
            if i < last:
                self._data += b"\n"
            self._count += 1
            full = max(len(self._data) / SIZE, self._count / MOST)
            if full >= 2 or (full >= 1 and len(line) >= _TEXT):
                yield from self._flush(ends=False)
                self._begins = False

    def _flush(self, ends: bool) -> Iterator[Chunk]:
        if self._data:
            unit = Unit(bytes(self._data), self._number, self._begins, ends)
            self._data.clear()
            self._count = 0
            yield from self._take(unit)
