"""Where pyarrow writes."""

from __future__ import annotations

from io import RawIOBase
from typing import Any

from persclean.io.records.arrow_spill import Spill
from persclean.io.records.base import Write

_PIECE = 1 << 20


class Sink(RawIOBase):
    """The output as a file; after each piece the memory of what was spilled is let go."""

    def __init__(self, write: Write, spill: Spill) -> None:
        self._write, self._spill = write, spill

    def writable(self) -> bool:
        """Say that it can be written."""
        return True

    def write(self, data: Any) -> int:
        """Write bytes."""
        view = memoryview(data)
        for start in range(0, len(view), _PIECE):
            self._write(bytes(view[start : start + _PIECE]))
        self._spill.forget(len(view))
        return len(view)
