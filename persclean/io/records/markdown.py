"""Markdown: its prose is cleaned; front matter, code, HTML, destinations, labels and all marks stay as they are.

A record is a block at the top level. markdown-it says where blocks and their prose are (markdown_blocks.py), a scan of
the prose where marks are in it (markdown_inline.py); every change that could make markup of prose is tried, and taken
back if the block would be built in another way (markdown_texts.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO, cast

from persclean.io.records import base
from persclean.io.records.base import Assembler, Frame, Parsed, Plain, Read, RecordOptions, Write, fill
from persclean.io.records.markdown_blocks import FRONT_SIZE, front, pieces
from persclean.io.records.markdown_large import LARGE, oversize
from persclean.io.records.markdown_texts import Blocks


class Markdown:
    """The format `markdown`; of the options it uses max_record, the size of a block."""

    name = "markdown"
    seeks = False

    def __init__(self, options: RecordOptions) -> None:
        self.options = options

    def frames(self, source: Read | BinaryIO) -> Iterator[Frame]:
        """Yield the frames of a stream: front matter, and the rest as one if it is no larger than a frame."""
        read = cast(Read, source)
        data, ended = fill(read, b"", max(base.FRAME, FRONT_SIZE))
        if start := front(data):
            yield Frame(data[:start], "raw")
            data = data[start:]
        while not ended:
            cut = boundary(data[: data.rfind(b"\n") + 1]) or (boundary(data) if len(data) > LARGE else 0)
            if cut:
                yield Frame(data[:cut])
                data = data[cut:]
            elif len(data) > LARGE:
                data, ended = yield from oversize(read, data)
                continue
            data, ended = fill(read, data, base.FRAME)
        if data:
            yield Frame(data)

    def parse(self, frame: Frame) -> Parsed:
        """Return the texts of a frame."""
        blocks = Blocks(frame.data)
        for piece in pieces(frame.data.decode("utf-8", "surrogateescape")):
            blocks.add(piece, min(self.options.max_record, LARGE))
        return blocks

    def again(self, frame: Frame, data: bytes) -> Iterator[Frame]:
        """Yield what was rendered from a frame as one."""
        yield replace(frame, data=data)

    def assembler(self, write: Write, source: BinaryIO | None = None) -> Assembler:
        """Return what writes the output."""
        return Plain(write)


def boundary(data: bytes) -> int:
    """Return where the last block begins, whatever may follow (0: there is but one)."""
    parts = pieces(data.decode("utf-8", "surrogateescape"), whole=False, prose=False)
    return sum(len(piece.text.encode("utf-8", "surrogateescape")) for piece in parts)
