r"""JSON lines: each line a record, an object; blank lines stay as they are.

A column is a path of keys: `article.body`. An array on the way means each of its elements. A dot that is part of a key
is written `\.`, a backslash `\\`. A key that occurs twice in an object counts twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from persclean.errors import InputError
from persclean.io.records import base
from persclean.io.records.base import Frame, Plain, Read, RecordOptions, Write
from persclean.io.records.json_columns import tree
from persclean.io.records.json_probe import probed
from persclean.io.records.json_text import Texts

_ALONE = (b"[", b"{")  # how a pretty-printed array or object begins


class JsonLines:
    """The format `jsonl`.

    Raises ConfigError for a column that is no path.
    """

    name = "jsonl"
    seeks = False

    def __init__(self, options: RecordOptions) -> None:
        self._root, self._max = tree(options.columns), options.max_record

    def frames(self, source: Read | BinaryIO) -> Iterator[Frame]:
        """Yield the frames of a stream.

        Raises InputError if no column is wanted or the first records have none of them, or if the first line is but
        the bracket of an array or object.
        """
        read = source if callable(source) else source.read
        return probed(self._cut(read), self._root, _lines)

    def _cut(self, read: Read) -> Iterator[Frame]:
        held: list[bytes] = []  # the begin of a line
        size, large, begun = 0, False, False
        for data in chunks(read, base.FRAME):
            if not begun and data.strip():
                begun = True
                _refuse_pretty(data)
            first, last = data.find(b"\n") + 1, data.rfind(b"\n") + 1
            if large:
                if not first:
                    yield Frame(held.pop(), "part", "size", self._too_large())
                    held.append(data)
                    continue
                yield Frame(held.pop() + data[:first], "bad", "size", self._too_large())
                size, large = 0, False
            else:
                first = 0
            if first < last:
                yield Frame(b"".join([*held, data[first:last]]))
                held, size = [], 0
            if last < len(data):
                held.append(data[last:])
                size += len(data) - last
            if size > self._max + 1:  # of a carriage return
                held, large = [b"".join(held)], True
        if large:
            yield Frame(held[0], "bad", "size", self._too_large())
        elif held:
            yield Frame(b"".join(held))

    def _too_large(self) -> str:
        return f"the record is larger than {self._max} bytes (see --max-record)"

    def parse(self, frame: Frame) -> Texts:
        """Return the texts of a frame."""
        texts = Texts(frame.data, self._root, self._max)
        start, size = 0, len(frame.data)
        for line in frame.data.split(b"\n"):
            end = start + len(line)
            if line and (not line.isspace() or len(line) > self._max + 1):
                # Only the last line of a stream has no line feed.
                texts.add(start, end - line.endswith(b"\r"), (start, min(end + 1, size)), end == size)
            start = end + 1
        return texts

    def again(self, frame: Frame, data: bytes) -> Iterator[Frame]:
        """Yield what was rendered from a frame as one."""
        yield replace(frame, data=data)

    def assembler(self, write: Write, source: BinaryIO | None = None) -> Plain:
        """Return what writes the output."""
        return Plain(write)


def chunks(read: Read, size: int) -> Iterator[bytes]:
    """Yield a stream in pieces of just this size, but for the last."""
    while True:
        parts, wanted = [], size
        while wanted:
            data = read(wanted)
            if not data:
                break
            parts.append(data)
            wanted -= len(data)
        if parts:
            yield b"".join(parts)
        if wanted:
            return


def _lines(frame: Frame) -> Iterator[tuple[int, bytes]]:
    start = 0
    for line in frame.data.split(b"\n"):
        if line and not line.isspace():
            yield start, line
        start += len(line) + 1


def _refuse_pretty(data: bytes) -> None:
    first, feed, _ = data.lstrip().partition(b"\n")
    if feed and first.rstrip() in _ALONE:
        raise InputError("is one JSON array or object over many lines, not a record a line: see --format json")
