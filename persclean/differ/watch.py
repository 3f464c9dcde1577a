"""Looks on while inputs are cleaned, and hands on the lines as they were beside those that come out."""

from __future__ import annotations

from typing import Protocol

from persclean.differ.pairs import ByNumber, Group, Lines, paired
from persclean.documents import Chunk, Removal
from persclean.engine.cutter import Block
from persclean.engine.records import Done, Work
from persclean.engine.result import BlockResult
from persclean.engine.stream import BadByte
from persclean.errors import InputError

_NO_LINES = ("parquet", "arrow")


class Writer(Protocol):
    """Writes the differences of one input after the other."""

    def begin(self, name: str) -> None:
        """Begin with an input."""

    def same(self, lines: list[bytes]) -> None:
        """Take in lines that stay."""

    def group(self, group: Group) -> None:
        """Take in lines that differ."""

    def end(self) -> None:
        """End with an input."""


class DiffWatch:
    """Pairs lines; implements persclean.engine.watch.Watch. documents: whether document filters are at work."""

    def __init__(self, writer: Writer, documents: bool) -> None:
        self._writer, self._documents = writer, documents
        self.recoded = ""
        self.begin("", "text")

    def begin(self, name: str, format: str) -> None:
        """Begin with a stream. Raises InputError for a format without lines."""
        if format in _NO_LINES:
            raise InputError(f"is {format}, which has no lines to compare: see 'persclean check'")
        self._name, self._text = name, format == "text"
        self._old, self._new = Lines(), Lines()
        self._numbers = ByNumber(self._take)
        self._bom = b""
        if name:
            self._writer.begin(name)

    def mark(self, bom: bytes) -> None:
        """Keep a byte order mark for the first line of both sides."""
        self._bom = bom

    def block(self, block: Block, result: BlockResult) -> None:
        """Take in a block."""
        if self._documents:
            self._numbers.old(block.data)
        else:
            self._both(block.data, result.data)

    def chunk(self, chunk: Chunk) -> None:
        """Take in what has become of lines."""
        if chunk.data:
            self._numbers.new(chunk.numbers, chunk.data)

    def frame(self, work: Work, done: Done) -> None:
        """Take in a frame."""
        self._both(work.data, b"" if work.frame.kind in ("bad", "part") else done.data)

    def removed(self, removal: Removal) -> None:
        """Pass over it: the lines say it."""

    def joined(self, filter_name: str, number: int) -> None:
        """Pass over it: the lines say it."""

    def bad(self, encoding: str, bad: list[BadByte], recoded: bool) -> None:
        """Keep that the text is not as the file has it."""
        if recoded:
            self.recoded = encoding

    def end(self) -> None:
        """End with a stream."""
        if self._documents and self._text:
            self._numbers.finish()
        else:
            self._groups(self._old.finish(), self._new.finish())
        self._writer.end()

    def _both(self, old: bytes, new: bytes) -> None:
        if old == new:
            self._groups(self._old.feed(old), self._new.feed(new), same=True)
        else:
            self._groups(self._old.feed(old), self._new.feed(new))

    def _groups(self, old: list[bytes], new: list[bytes], same: bool = False) -> None:
        if same and not self._bom and old == new:
            self._writer.same(old)
            return
        for group in paired(old, new):
            self._take(group)

    def _take(self, group: Group) -> None:
        old, new = group
        if self._bom and old and new:
            old, new = [self._bom + old[0], *old[1:]], [self._bom + new[0], *new[1:]]
            self._bom = b""
        if len(old) == len(new) == 1 and old[0] == new[0]:
            self._writer.same([old[0]])
        elif old or new:
            self._writer.group((old, new))
