"""The texts of an input, to be looked at and not changed: blocks of whole lines, each with its place in the input.

For the commands that read what `clean` cleans: the same inputs, formats, encodings and limits.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from persclean.batch.parts import Job
from persclean.batch.reading import Opened, limits_of, opened_input, seekable
from persclean.engine.cutter import Block, blocks_of, read_blocks
from persclean.errors import InputError
from persclean.io.bad import BadBytes
from persclean.io.decode import Text, open_text
from persclean.io.failures import BinaryError, shown
from persclean.io.formats import TEXT, format_name, record_format

if TYPE_CHECKING:
    from persclean.engine.records import Quarantined
    from persclean.io.compression.limits import Limits
    from persclean.io.records.base import Parsed, Read
    from persclean.request import Request

KEPT = 20  # of the bad records of a stream


@dataclass(slots=True)
class Stream:
    """A file, or a member of an archive, as it was read; complete once its texts have been.

    name: how messages name it. format, compression ("" for none), encoding ("" for formats of columns), confidence (of
    an encoding that was found out, else None). bytes: of the text as UTF-8, or of the stream of records. texts,
    records: of records, 0 for plain text. bad_records: how many could not be read; first_bad: those. bad_bytes: those
    that are no character of the encoding, as far as the reader counts them (not for UTF-8 that is kept as it is).
    binary: it is no text, and nothing of it was read. damage: why it could not be read to its end, or at all.
    """

    name: str
    format: str = ""
    compression: str = ""
    encoding: str = ""
    confidence: float | None = None
    bytes: int = 0
    texts: int = 0
    records: int = 0
    bad_records: int = 0
    first_bad: list[Quarantined] = field(default_factory=list)
    bad_bytes: BadBytes | None = None
    binary: bool = False
    damage: InputError | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a line stands.

    line: in the file, from 1, as UTF-8; of a text with escaped line ends, that of its start; None where there are no
    lines. record: its number, from 1; None in plain text. field: its column or element. row: of the text, from 1.
    """

    line: int | None
    record: int | None = None
    field: str = ""
    row: int = 1


class _Origins:
    """Where the texts of a frame come from. line, records: how many of them stand before it."""

    def __init__(self, parsed: Parsed, line: int, records: int) -> None:
        self._parsed, self._line, self._records = parsed, line, records

    @cached_property
    def _starts(self) -> list[int]:
        """The first line of each text among those of the frame, from 0."""
        return list(accumulate((text.count("\n") + 1 for text in self._parsed.texts[:-1]), initial=0))

    @cached_property
    def _lines(self) -> list[tuple[int, int]] | None:
        return self._parsed.lines()

    def place(self, line: int) -> Place:
        """Return where a line of the frame stands, by its number from 0."""
        parsed, number = self._parsed, bisect_right(self._starts, line) - 1
        record, column = parsed.owners[number]
        row = line - self._starts[number]
        # Values of a dictionary belong to no one record.
        record_number = self._records + record + 1 if parsed.records else None
        if self._lines is None:
            return Place(None, record_number, column, row + 1)
        first, last = self._lines[number]
        exact = last - first == parsed.texts[number].count("\n")
        return Place(self._line + first + 1 + (row if exact else 0), record_number, column, row + 1)


@dataclass(frozen=True, slots=True)
class Lines:
    """Whole lines of a stream, in UTF-8 with what errors there are; only over-long ones come in parts.

    block: as the engine takes it: `block.data`, where over-long lines count as ended, whether it is no text. first: the
    number of its first line, from 1, among those of the stream or of the texts of a frame. offset: how many characters
    of that line stood in the blocks before.
    """

    stream: Stream
    block: Block
    first: int
    offset: int = 0
    origins: _Origins | None = None

    @property
    def data(self) -> bytes:
        """The bytes."""
        return self.block.data

    def place(self, number: int) -> Place:
        """Return where a line stands, by how many line feeds are before it in the data."""
        line = self.first + number
        return Place(line) if self.origins is None else self.origins.place(line - 1)


def texts_of(job: Job, request: Request, seen: list[Stream] | None = None) -> Iterator[Lines]:
    """Yield the texts of an input in order, a bounded part at a time.

    seen: gets each stream of the input when it is opened; what is in it that could not be read is said there.

    Raises InputError (BinaryError for what is no text) for an input that cannot be read at all, or with
    `request.strict` at its first bad record; OSError if there is no room for a temporary file. Of a damaged input what
    is readable comes, then `damage` is set.
    """
    if job.source.failure:
        raise job.source.failure
    seen = seen if seen is not None else []
    limits = limits_of(request)
    with opened_input(job.source, limits, salvage=True) as opened:
        name = opened.compression.name if opened.compression is not None else ""
        if name == "zip":
            yield from _archive(job, opened, request, limits, seen)
            return
        stream = Stream(job.source.name, compression=name)
        seen.append(stream)
        path = job.source.path
        if path is not None and name:
            from persclean.io.compression.kinds import without_suffix

            path = without_suffix(path)
        yield from _stream(stream, opened, path, request)


def _archive(job: Job, opened: Opened, request: Request, limits: Limits | None, seen: list[Stream]) -> Iterator[Lines]:
    """Yield the texts of the members; one that cannot be read says so, and the others are read."""
    from persclean.io.compression.archive import Archive
    from persclean.io.compression.kinds import without_suffix

    with seekable(job.source.path, opened) as file, Archive(file, limits) as archive:
        for one in archive.members:
            stream = Stream(f"{job.source.name}/{shown(one.name)}", compression="zip")
            seen.append(stream)
            try:
                inner = Opened(archive.open(one), None, limits, False, True)
                path = Path(one.name)
                path = without_suffix(path) if inner.compression is not None else path
                yield from _stream(stream, inner, path, request)
            except BinaryError:
                stream.binary = True
            except InputError as error:
                if request.strict:
                    raise
                stream.damage = error


def _stream(stream: Stream, opened: Opened, path: Path | None, request: Request) -> Iterator[Lines]:
    stream.format = format_name(path, opened.head(), request)
    if stream.format == TEXT:
        text = _text(stream, opened, request)
        yield from _numbered(stream, read_blocks(_counting(stream, text.reader.read)))
        stream.bad_bytes = text.reader.bad
    else:
        yield from _records(stream, opened, path, request)
    stream.damage = stream.damage or opened.damage


def _text(stream: Stream, opened: Opened, request: Request) -> Text:
    text = open_text(opened.text.read, request.encoding, request.errors)
    stream.encoding, stream.confidence = text.encoding, text.confidence
    return text


def _counting(stream: Stream, read: Read) -> Read:
    def counted(size: int) -> bytes:
        data = read(size)
        stream.bytes += len(data)
        return data

    return counted


def _numbered(stream: Stream, blocks: Iterable[Block], origins: _Origins | None = None) -> Iterator[Lines]:
    line, offset = 1, 0
    for block in blocks:
        yield Lines(stream, block, line, offset, origins)
        feeds = block.data.count(b"\n")
        line += feeds
        rest = block.data[block.data.rfind(b"\n") + 1 :]
        offset = (0 if feeds else offset) + len(rest.decode("utf-8", "surrogateescape"))


def _records(stream: Stream, opened: Opened, path: Path | None, request: Request) -> Iterator[Lines]:
    format = record_format(stream.format, request.records)
    if format.seeks:
        with seekable(path, opened) as file:
            yield from _frames(stream, file, request)
    else:
        text = _text(stream, opened, request)
        yield from _frames(stream, text.reader.read, request)
        stream.bad_bytes = text.reader.bad


def _frames(stream: Stream, source: Read | BinaryIO, request: Request) -> Iterator[Lines]:
    from persclean.engine.records import ERRORS, Done, Places, RecordsReport, works
    from persclean.io.quarantine import where

    def bad(one: Quarantined) -> None:
        if request.strict:
            raise InputError(f"{where(one)}: {one.reason or 'the record is too large'}")
        if one.code:  # not one of the first parts of a large record
            stream.bad_records += 1
            if len(stream.first_bad) < KEPT:
                stream.first_bad.append(one)

    format, report = record_format(stream.format, request.records), RecordsReport()
    places = Places(report, bad)
    for work in works(format, format, source, report):
        done = Done(b"")
        if work.frame.kind == "records":
            parsed = work.parsed()
            done = Done(b"", parsed.records, len(parsed.texts), parsed.bad)
            data = "\n".join(parsed.texts).encode("utf-8", ERRORS)
            if parsed.texts:
                yield from _numbered(stream, blocks_of(data), _Origins(parsed, places.line, report.records))
        places.take(work, done)
        stream.bytes, stream.records, stream.texts = report.bytes_in, report.records, report.texts
    stream.damage = report.damage
