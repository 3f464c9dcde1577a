"""Looks on while inputs are cleaned: counts every change, and keeps the sample of lines that the page shows."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from persclean.documents import RECORD, Chunk, Removal, where
from persclean.engine.cutter import Block
from persclean.engine.findings import Longs
from persclean.engine.kinds import counted
from persclean.engine.places import Walk
from persclean.engine.records import Done, Work
from persclean.engine.result import BlockResult
from persclean.engine.stream import BadByte, add_counts
from persclean.pipeline import Pipeline
from persclean.report.review.collected import Collected, File
from persclean.report.review.sample import Line

_LINE_BITS = 24  # of a number of a line in records: those of the line in its text; the others are those of the text
_CONTEXT = 400  # characters shown of each of two lines that are joined
_REMOVED = 1_000  # of a block that is removed


@dataclass
class _Held:
    """A block of text that document filters are not yet through with. first, last: its lines, by their numbers."""

    first: int
    last: int
    data: bytes

    @cached_property
    def _feeds(self) -> Longs:
        return np.flatnonzero(np.frombuffer(self.data, np.uint8) == 10)

    def line(self, number: int) -> str:
        """Return a line, by its number in the stream."""
        at = number - self.first
        start = int(self._feeds[at - 1]) + 1 if at else 0
        stop = int(self._feeds[at]) if at < len(self._feeds) else len(self.data)
        return self.data[start:stop].decode("utf-8", "replace").removesuffix("\r")


class ReviewWatch:
    """Collects; implements persclean.engine.watch.Watch. codes: of document filters, by name."""

    def __init__(self, found: Collected, pipeline: Pipeline, codes: Mapping[str, str]) -> None:
        self._found, self._pipeline, self._codes = found, pipeline, codes
        self._number = -1

    def begin(self, name: str, format: str) -> None:
        """Begin with a stream, a file of its own on the page."""
        self._walk, self._texts, self._records = Walk(), 0, 0
        self._file = File(name, self._pipeline)
        self._number = len(self._found.files)
        self._found.files.append(self._file)
        self._held: deque[_Held] = deque()
        self._waiting: dict[int, list[Line]] = {}  # joins in records, by the number of the record

    def mark(self, bom: bytes) -> None:
        """Pass over a byte order mark."""

    def block(self, block: Block, result: BlockResult) -> None:
        """Take in a block of text."""
        first = self._walk.lines
        self._walk.placed(block.data, None)
        if self._codes:
            self._held.append(_Held(first + 1, self._walk.lines + bool(self._walk.column), block.data))
        found = result.findings
        if found is None or not len(found.which):
            return
        codes = [kind.code for kind in found.kinds]
        add_counts(self._file.changes, counted(codes, found.which))
        kept = self._offer(found.lines + (first + 1), np.array(codes)[found.which])
        if not kept:
            return
        held = _Held(first + 1, 0, block.data)
        for number, line in kept.items():
            line.text, line.line = held.line(number), number
            a, b = np.searchsorted(found.lines, [number - first - 1, number - first])
            line.columns = found.columns[a:b].tolist()

    def frame(self, work: Work, done: Done) -> None:
        """Take in a frame of records."""
        found = done.findings
        if found is not None and len(found.which):
            codes = [kind.code for kind in found.kinds]
            add_counts(self._file.changes, counted(codes, found.which))
            numbers = (found.texts + self._texts) << _LINE_BITS | found.lines
            kept = self._offer(numbers, np.array(codes)[found.which])
            texts = work.parsed().texts if kept else []
            for number, line in kept.items():
                text = (number >> _LINE_BITS) - self._texts
                a, b = np.searchsorted(numbers, [number, number + 1])
                row, start = int(found.lines[a]), int(found.starts[a])
                line.text = texts[text].split("\n")[row - 1].encode("utf-8", "replace").decode()
                line.columns = (found.columns[a:b] - 1).tolist()
                in_file = found.file_columns[a] > 0
                line.line = self._walk.lines + start + (row if in_file else 1) if start >= 0 else row
                owner, line.field = found.owners[text]
                line.record = self._records + owner + 1
        self._joined(work, done)
        self._walk.lines += work.data.count(b"\n")
        self._texts += done.texts
        self._records += done.records + (work.frame.kind == "bad")

    def chunk(self, chunk: Chunk) -> None:
        """Let go of the blocks before these lines."""
        if len(chunk.numbers):
            while len(self._held) > 1 and self._held[1].first < chunk.numbers[-1]:
                self._held.popleft()

    def removed(self, removal: Removal) -> None:
        """Take note of a block that a document filter removes."""
        self._found.removed += 1
        line = self._document(removal.filter, removal.first)
        if line is not None:
            line.text = removal.text.strip("\n")[:_REMOVED].encode("utf-8", "replace").decode()
            line.why = f"stands again at {where(removal)}, {removal.similarity:.0%} alike".replace("%", " %")

    def joined(self, filter_name: str, number: int) -> None:
        """Take note of a line that was joined to what stands before it."""
        self._found.joined += 1
        line = self._document(filter_name, number)
        if line is None:
            return
        line.why = "the sentence of the line before goes on here"
        if line.record:
            self._waiting.setdefault(line.record, []).append(line)
        else:
            _join(line, self._line(number - 1), self._line(number))

    def bad(self, encoding: str, bad: list[BadByte], recoded: bool) -> None:
        """Pass over it: they are no changes."""

    def end(self) -> None:
        """End with a stream."""

    def _offer(self, numbers: Longs, codes: np.ndarray[tuple[int], np.dtype[np.str_]]) -> dict[int, Line]:
        return self._found.sample.offer(self._number, self._file.name, numbers, codes)

    def _document(self, name: str, number: int) -> Line | None:
        """Count a change of a document filter; return its line if it is shown for now."""
        code = self._codes[name]
        add_counts(self._file.changes, {code: 1})
        kept = self._offer(np.array([number]), np.array([code]))
        line = kept.get(number)
        if line is not None:
            record, line.line = divmod(number, RECORD)
            line.record, line.code = record or None, code
        return line

    def _line(self, number: int) -> str:
        """Return a line of the text as it was."""
        return next((one.line(number) for one in self._held if one.first <= number <= one.last), "")

    def _joined(self, work: Work, done: Done) -> None:
        """Fill in the joins in the records of a frame."""
        mine = [number for number in self._waiting if number <= self._records + done.records]
        if not mine:
            return
        parsed = work.parsed()
        for number in mine:
            owned = [
                text
                for text, (owner, _) in zip(parsed.texts, parsed.owners, strict=True)
                if owner == number - self._records - 1
            ]
            lines = ["", *"\n".join(owned).encode("utf-8", "replace").decode().split("\n")]
            for line in self._waiting.pop(number):
                if line.line and line.line < len(lines):
                    _join(line, lines[line.line - 1], lines[line.line])


def _join(line: Line, before: str, text: str) -> None:
    """Fill in two lines, and what they are as one."""
    from persclean.unwrap.join import glue

    before, text = before[-_CONTEXT:], text[:_CONTEXT]
    line.text, line.after = f"{before}\n{text}", glue(before, text)
