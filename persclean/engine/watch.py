"""What looks on while inputs are cleaned: told of each part of the work, in the order of the input."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from persclean.documents import Chunk, Removal
    from persclean.engine.cutter import Block
    from persclean.engine.records import Done, Work
    from persclean.engine.result import BlockResult
    from persclean.engine.stream import BadByte


class Watch(Protocol):
    """An onlooker. Of each stream: `begin`, then its parts, then `end`; a zip archive holds many streams."""

    def begin(self, name: str, format: str) -> None:
        """Take note that a stream begins. name: as messages call it. format: `text`, `jsonl`, ..."""

    def mark(self, bom: bytes) -> None:
        """Take note that the stream begins with a byte order mark, which is in no block."""

    def block(self, block: Block, result: BlockResult) -> None:
        """Take in a block of text, and what the first group of filters has made of it."""

    def chunk(self, chunk: Chunk) -> None:
        """Take in lines of text that are through all passes; only where there are document filters."""

    def frame(self, work: Work, done: Done) -> None:
        """Take in a frame of records, through all passes."""

    def removed(self, removal: Removal) -> None:
        """Take note of a block of lines that a document filter removes, before the text after it comes."""

    def joined(self, filter_name: str, number: int) -> None:
        """Take note of a line that was joined to what stands before it, before the text after it comes."""

    def bad(self, encoding: str, bad: list[BadByte], recoded: bool) -> None:
        """Take note of bytes that could not be read in an encoding, and whether the text was recoded."""

    def end(self) -> None:
        """Take note that the stream has ended."""
