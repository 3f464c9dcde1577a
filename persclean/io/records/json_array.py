r"""A JSON array of objects, each a record; or one object alone, which is one record. Pretty-printed or not.

A column is a path of keys: `article.body`. An array on the way means each of its elements. A dot that is part of a key
is written `\.`, a backslash `\\`. A key that occurs twice in an object counts twice.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from io import BytesIO
from typing import BinaryIO

from persclean.errors import InputError
from persclean.io.records.base import Frame, Read, RecordOptions, Write
from persclean.io.records.json_check import Fault, is_open, load
from persclean.io.records.json_columns import tree
from persclean.io.records.json_elements import Elements
from persclean.io.records.json_feed import Feed
from persclean.io.records.json_probe import probed
from persclean.io.records.json_text import Texts

_BLANK = b" \t\r\n"
_COMMA = re.compile(rb"[ \t\r\n]*+,")


class JsonArray:
    """The format `json`.

    Raises ConfigError for a column that is no path.
    """

    name = "json"
    seeks = False

    def __init__(self, options: RecordOptions) -> None:
        self._root, self._max = tree(options.columns), options.max_record

    def frames(self, source: Read | BinaryIO) -> Iterator[Frame]:
        """Yield the frames of a stream.

        Raises InputError if it is neither an array nor an object, if no column is wanted or the first records have none
        of them, or if it is rather JSON lines.
        """
        return probed(self._cut(source if callable(source) else source.read), self._root, _records)

    def _cut(self, read: Read) -> Iterator[Frame]:
        feed = Feed(read)
        yield from feed.space()
        first = feed.data[:1]
        if first == b"[":
            yield Frame(feed.take(1), "raw")
            yield from feed.space()
            yield from Elements(feed, self._max).frames()
        elif first == b"{":
            yield from self._object(feed)
        elif first:
            raise InputError(f"is no JSON array or object: it begins with byte 0x{first[0]:02X}, not with [ or {{")

    def _object(self, feed: Feed) -> Iterator[Frame]:
        while len(feed.data) <= self._max and feed.grow():
            pass
        line, _, rest = feed.data.partition(b"\n")
        if rest.lstrip(_BLANK).startswith(b"{") and _valid(line):
            raise InputError("is a JSON object a line, not one array or object: see --format jsonl")
        if len(feed.data) > self._max:
            yield from feed.rest("size", f"the record is larger than {self._max} bytes (see --max-record)")
            return
        record = feed.take(len(feed.data.rstrip(_BLANK)))
        if is_open(record):
            yield Frame(record, "bad", "truncated", "the stream ends in the middle of this record")
        else:
            yield Frame(record, layout=array("Q", (0, len(record))))
        yield from feed.space()

    def parse(self, frame: Frame) -> Texts:
        """Return the texts of a frame."""
        texts = Texts(frame.data, self._root, self._max)
        spans, behind = _spans(frame), 0
        for start, end in spans:
            texts.add(start, end, (behind, end))
            behind = end
        if not spans:  # what is before a bad record that is a frame of its own
            texts.dropped.append((0, len(frame.data)))
        return texts

    def again(self, frame: Frame, data: bytes) -> Iterator[Frame]:
        """Yield the frames of the elements that were rendered, or of the object."""
        feed = Feed(BytesIO(data.lstrip(_BLANK + b",") + b"]").read)
        return (one for one in Elements(feed, self._max).frames() if one.kind != "raw")

    def assembler(self, write: Write, source: BinaryIO | None = None) -> Joined:
        """Return what writes the output."""
        return Joined(write)


class Joined:
    """The assembler: keeps one comma between two records whatever has gone, and closes an array that was cut off."""

    def __init__(self, write: Write) -> None:
        self._write = write
        self._open = self._some = False

    def add(self, data: bytes, raw: bool = False) -> None:
        """Write a frame."""
        if raw:
            self._open = b"[" in data or (self._open and b"]" not in data)
        elif self._open and data:
            if not self._some:
                data = data.lstrip(_BLANK + b",")
            elif not _COMMA.match(data):
                self._write(b",")
            self._some = True
        if data:
            self._write(data)

    def finish(self) -> None:
        """Write the bracket if the stream lacked it."""
        if self._open:
            self._write(b"]")


def _spans(frame: Frame) -> list[tuple[int, int]]:
    layout = frame.layout
    if not isinstance(layout, array):
        raise TypeError("a frame of another format")
    return list(zip(layout[::2], layout[1::2], strict=True))


def _records(frame: Frame) -> Iterator[tuple[int, bytes]]:
    return ((start, frame.data[start:end]) for start, end in _spans(frame))


def _valid(record: bytes) -> bool:
    try:
        return isinstance(load(record)[0], dict)
    except Fault:
        return False
