"""CSV and TSV in any dialect: the format."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO

from persclean.errors import InputError
from persclean.io.records import base
from persclean.io.records.base import Frame, Parsed, Plain, Read, RecordOptions, Write
from persclean.io.records.csv_dialect import Dialect
from persclean.io.records.csv_frames import Framer
from persclean.io.records.csv_head import HEAD, Layout, dialect_of, study
from persclean.io.records.csv_parse import Texts
from persclean.io.records.csv_window import Window


@dataclass(frozen=True, slots=True)
class Csv:
    """CSV (see csv_dialect for its grammar, csv_frames for what becomes of broken records).

    name: `csv`, or `tsv`, which is delimited by tabs unless the options name another sign. size: of a frame. The header
    passes through as it is, as do blank lines.

    Raises ConfigError for a dialect that cannot be.

    >>> import io
    >>> [frame.kind for frame in Csv(RecordOptions(columns=("b",))).frames(io.BytesIO(b"a;b\\n1;x\\n").read)]
    ['raw', 'records']
    """

    options: RecordOptions
    name: str = "csv"
    size: int = base.FRAME
    seeks: bool = False

    def __post_init__(self) -> None:
        self._dialect()

    def _dialect(self) -> Dialect:
        return dialect_of(self.options, delimiter="\t" if self.name == "tsv" else "")

    def frames(self, source: Read | BinaryIO) -> Iterator[Frame]:
        """Yield the frames of a stream."""
        window = Window(source if callable(source) else source.read, self.size)
        for size in (HEAD, self.options.max_record):
            window.fill(size + 1)
            head, whole = bytes(window.data[:size]), window.whole and len(window.data) <= size
            if found := study(head, whole, self.options, self._dialect()):
                break
        else:
            if head.strip(b"\r\n") or not whole:
                raise InputError(f"no record ends within its first {len(head)} bytes: is it CSV, are quotes closed?")
            found = None
        if found is None:  # blank lines alone
            while window.data:
                yield Frame(window.take(len(window.data)), "raw")
                window.fill(self.size)
            return
        layout, end = found
        if end:
            yield Frame(window.take(end), "raw")
        yield from Framer(window, layout, self.size, self.options.max_record).frames()

    def parse(self, frame: Frame) -> Parsed:
        """Return the texts of a frame."""
        return Texts(frame)

    def again(self, frame: Frame, data: bytes) -> Iterator[Frame]:
        """Yield what was rendered from a frame, in which no record is faulty any more."""
        assert isinstance(frame.layout, Layout)
        yield replace(frame, data=data, layout=replace(frame.layout, faults=()))

    def assembler(self, write: Write, source: BinaryIO | None = None) -> Plain:
        """Return what writes the output."""
        return Plain(write)
