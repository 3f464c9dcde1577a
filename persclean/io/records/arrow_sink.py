"""Where pyarrow writes."""

from __future__ import annotations

from io import RawIOBase
from typing import Any

from persclean.io.records.base import Write

_PIECE = 1 << 20


class Sink(RawIOBase):
    """The output as a file."""

    def __init__(self, write: Write) -> None:
        self._write = write

    def writable(self) -> bool:
        """Say that it can be written."""
        return True

    def write(self, data: Any) -> int:
        """Write bytes."""
        view = memoryview(data)
        for start in range(0, len(view), _PIECE):
            self._write(bytes(view[start : start + _PIECE]))
        return len(view)
