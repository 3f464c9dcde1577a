"""Looks on while inputs are cleaned, and hands on what is found, in the order of places."""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from persclean.check import frames, texts
from persclean.check.found import BAD_BYTES, Batch, told
from persclean.documents import Chunk, Removal, line_range, where
from persclean.engine.cutter import Block
from persclean.engine.kinds import Kind
from persclean.engine.places import Walk
from persclean.engine.records import Done, Work
from persclean.engine.result import BlockResult
from persclean.engine.stream import BadByte
from persclean.report.marks import short


@dataclass(slots=True)
class _Held:
    """A block that document filters are not yet through with. line, column: where it starts, from 0; last: its end."""

    data: bytes
    result: BlockResult
    line: int
    column: int
    last: int


class CheckWatch:
    """Finds; implements persclean.engine.watch.Watch.

    take: gets the batches. codes: of document filters, by name.
    """

    def __init__(self, take: Callable[[Batch], object], codes: Mapping[str, str]) -> None:
        self._take, self._codes = take, codes
        self.begin("", "text")

    def begin(self, name: str, format: str) -> None:
        """Begin with a stream."""
        self._name, self._walk = name, Walk()
        self._records = 0
        self._held: deque[_Held] = deque()
        self._of_lines: list[texts.OfLine] = []

    def mark(self, bom: bytes) -> None:
        """Pass over a byte order mark: it counts as no character."""

    def block(self, block: Block, result: BlockResult) -> None:
        """Take in a block; without document filters all is known of it now."""
        walk = self._walk
        line, column = walk.lines, walk.column
        walk.placed(block.data, None)
        self._held.append(_Held(block.data, result, line, column, walk.lines + bool(walk.column)))
        if not self._codes:
            self._release(1 << 62)

    def chunk(self, chunk: Chunk) -> None:
        """Release the blocks that lie before these lines."""
        if len(chunk.numbers):
            self._release(chunk.numbers[-1])

    def frame(self, work: Work, done: Done) -> None:
        """Take in a frame."""
        line, records = self._walk.lines, self._records
        self._walk.lines += work.data.count(b"\n")
        self._records += done.records + (work.frame.kind == "bad")
        mine: list[frames.OfRecord] = []
        rest: list[texts.OfLine] = []
        for number, what in self._of_lines:
            record, lines = line_range(number, number)
            if record <= self._records:
                mine.append((record, int(lines), what))
            else:
                rest.append((number, what))
        self._of_lines = rest
        batch = frames.batch_of(self._name, work, done, records, line, mine)
        if batch is not None:
            self._take(batch)

    def removed(self, removal: Removal) -> None:
        """Take note of a repeated block."""
        _, lines = line_range(removal.first, removal.last)
        what = f"lines {lines} stand" if "-" in lines else f"line {lines} stands"
        alike = f"{removal.similarity:.0%}".replace("%", " %")
        message = f"{what} again at {where(removal)} ({alike} alike): {short(removal.text.strip())}"
        self._add(removal.first, told(self._codes[removal.filter], removal.filter, message, removal.text, ""))

    def joined(self, filter_name: str, number: int) -> None:
        """Take note of a broken line."""
        self._add(number, told(self._codes[filter_name], filter_name, "the sentence of the line before goes on here"))

    def bad(self, encoding: str, bad: list[BadByte], recoded: bool) -> None:
        """Take note of bytes that another encoding does not have; those of UTF-8 come with their blocks."""
        for one in bad:
            message = f"byte 0x{one.value:02X} at offset {one.offset} is not readable as {encoding}"
            self._add(one.line, told(*BAD_BYTES[:2], message))

    def end(self) -> None:
        """Release what is left."""
        if self._walk.offset and not self._held and self._of_lines:
            self._held.append(_Held(b"", BlockResult(b"", 0), 0, 0, 1 << 61))
        self._release(1 << 62)

    def _add(self, number: int, what: Kind) -> None:
        at = bisect_right(self._of_lines, number, key=lambda one: one[0])
        self._of_lines.insert(at, (number, what))

    def _release(self, line: int) -> None:
        """Hand on the blocks that end before a line, numbered from 1."""
        while self._held and self._held[0].last < line:
            one = self._held.popleft()
            count = bisect_right(self._of_lines, one.last, key=lambda one: one[0])
            mine, self._of_lines = self._of_lines[:count], self._of_lines[count:]
            batch = texts.batch_of(
                self._name, one.data, one.line, one.column, one.result.findings, one.result.bad, mine
            )
            if batch is not None:
                self._take(batch)
