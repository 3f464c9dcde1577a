"""What the messages of an Arrow IPC stream or file say that no library tells: compression, and where they stand.

A message is 0xFFFFFFFF (not before Arrow 0.15), the size of its head, the head (a FlatBuffer, format/Message.fbs of
Apache Arrow), and the body. A file is `ARROW1`, two zero bytes, a stream, and a footer.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

MAGIC = b"ARROW1"
_SCHEMA, _DICTIONARY, _BATCH = 1, 2, 3
_LARGEST_HEAD = 1 << 28


@dataclass(frozen=True, slots=True)
class Message:
    """kind: as in Message.fbs. start, end: where it stands. codec: `lz4`, `zstd` or "". delta: of a dictionary.

    version: of the metadata, 4 or 5. legacy: whether the first four bytes are missing.
    """

    kind: int
    start: int
    end: int
    codec: str
    delta: bool
    version: int
    legacy: bool

    @property
    def is_batch(self) -> bool:
        """Whether it holds rows."""
        return self.kind == _BATCH

    @property
    def is_dictionary(self) -> bool:
        """Whether it holds values of a dictionary."""
        return self.kind == _DICTIONARY


def messages(source: BinaryIO) -> Iterator[Message]:
    """Yield the messages, without their bodies, up to the end of the stream or to the first that is damaged."""
    size = source.seek(0, 2)
    source.seek(0)
    at = 8 if source.read(len(MAGIC)) == MAGIC else 0
    while at + 4 <= size:
        source.seek(at)
        head = source.read(8)
        legacy = head[:4] != b"\xff\xff\xff\xff"
        prefix = 4 if legacy else 8
        length = int.from_bytes(head[prefix - 4 : prefix], "little")
        if not 0 < length <= _LARGEST_HEAD:
            return
        source.seek(at + prefix)
        data = source.read(length)
        try:
            message, body = _message(data, at, legacy)
        except (struct.error, IndexError):
            return
        end = at + prefix + length + body
        if len(data) < length or body < 0 or end > size:
            return
        yield Message(message.kind, at, end, message.codec, message.delta, message.version, legacy)
        at = end


def _message(data: bytes, at: int, legacy: bool) -> tuple[Message, int]:
    root = _Table(data, struct.unpack_from("<I", data)[0])
    kind, below = root.number(1, "<B"), root.table(2)
    codec, delta = "", False
    if below is not None and kind == _DICTIONARY:
        delta = bool(below.number(2, "<B"))
        below = below.table(1)
    if below is not None and kind in (_DICTIONARY, _BATCH):
        compression = below.table(3)
        if compression is not None:
            codec = "zstd" if compression.number(0, "<b") else "lz4"
    return Message(kind, at, at, codec, delta, root.number(0, "<h") + 1, legacy), root.number(3, "<q")


class _Table:
    """A FlatBuffer table: fields by number, 0 or None where absent."""

    def __init__(self, data: bytes, at: int) -> None:
        self._data, self._at = data, at
        self._fields = at - struct.unpack_from("<i", data, at)[0]
        self._size = struct.unpack_from("<H", data, self._fields)[0]

    def _place(self, field: int) -> int:
        slot = 4 + 2 * field
        offset = struct.unpack_from("<H", self._data, self._fields + slot)[0] if slot < self._size else 0
        return self._at + offset if offset else 0

    def number(self, field: int, form: str) -> int:
        place = self._place(field)
        return int(struct.unpack_from(form, self._data, place)[0]) if place else 0

    def table(self, field: int) -> _Table | None:
        place = self._place(field)
        return _Table(self._data, place + struct.unpack_from("<I", self._data, place)[0]) if place else None
