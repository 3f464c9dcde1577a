"""An Arrow IPC file or stream, opened, with all that is known before its batches are read."""

from __future__ import annotations

from dataclasses import dataclass
from io import RawIOBase
from typing import Any, BinaryIO

import pyarrow as pa

from persclean.errors import InputError
from persclean.io.records.arrow_messages import MAGIC, Message, messages

_END = b"\xff\xff\xff\xff\0\0\0\0"


class _Window(RawIOBase):
    """A stretch of a file, which others may seek in at the same time."""

    def __init__(self, source: BinaryIO, start: int, end: int) -> None:
        self._source, self._at, self._end = source, start, end

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        left = self._end - self._at
        self._source.seek(self._at)
        data = self._source.read(left if size < 0 else min(size, left))
        self._at += len(data)
        return data


@dataclass(slots=True)
class ArrowStream:
    """reader: of the messages that are whole. messages: those. end: after the last one. trouble: if more should follow.

    is_file: whether it has a footer; metadata: which may have some.
    """

    reader: Any
    messages: list[Message]
    end: int
    is_file: bool
    metadata: dict[bytes, bytes]
    trouble: str

    @property
    def schema(self) -> pa.Schema:
        """The schema, with its metadata."""
        return self.reader.schema

    @property
    def starts(self) -> list[int]:
        """Where the record batches stand."""
        return [message.start for message in self.messages if message.is_batch]

    def failure(self, what: str, batch: int, start: int, rows: int) -> InputError:
        """Return the error for a batch (from 0) that cannot be read."""
        return InputError(
            f"record batch {batch + 1}, at byte {start:,}, after row {rows:,}, {what}; the rows before that are written"
        )


def open_arrow(source: BinaryIO) -> ArrowStream:
    """Return a file or stream; raises InputError if it is neither."""
    size = source.seek(0, 2)
    source.seek(0)
    head = source.read(8)
    if head[:4] == b"FEA1":
        raise InputError("a Feather V1 file: Arrow has given up this format; convert it to V2")
    is_file = head[:6] == MAGIC
    found = list(messages(source))
    start, end = 8 if is_file else 0, found[-1].end if found else 0
    if is_file and not found:
        raise InputError(f"an Arrow IPC file of {size:,} bytes, cut off or damaged before its first rows")
    if not found:
        raise InputError("no Arrow IPC file or stream: it begins with no schema")
    try:
        reader = pa.ipc.open_stream(pa.PythonFile(_Window(source, start, end), "r"))
    except (pa.ArrowException, OSError) as error:
        raise InputError(f"no Arrow IPC file or stream: {str(error).partition(chr(10))[0]}") from error
    source.seek(end)
    after = source.read(8)
    metadata: dict[bytes, bytes] = {}
    trouble = ""
    if is_file:
        try:
            footer = pa.ipc.open_file(pa.PythonFile(source, "r"))
            metadata = dict(getattr(footer, "metadata", None) or {})
            batches = sum(message.is_batch for message in found)
            if footer.num_record_batches != batches:
                trouble = f"is missing: the footer counts {footer.num_record_batches}, before it stand {batches}"
        except (pa.ArrowException, OSError):
            trouble = f"is cut off or damaged: the file ends at byte {size:,} without a footer"
    elif after.startswith((_END, _END[4:])):
        ended = end + (8 if after == _END else 4)
        if ended < size:
            trouble = f"is not looked for: the stream ends at byte {ended:,}, but {size - ended:,} bytes follow"
    elif end < size:
        trouble = f"is cut off or damaged: the stream ends at byte {size:,}"
    return ArrowStream(reader, found, end, is_file, metadata, trouble)
