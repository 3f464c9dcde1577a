"""A stretch of a stream that moves on."""

from __future__ import annotations

from persclean.io.records.base import Read


class Window:
    """What of a stream has been read and not been taken. whole: whether the stream ends with it."""

    def __init__(self, read: Read, chunk: int) -> None:
        self._read, self._chunk = read, chunk
        self.data, self.whole = bytearray(), False

    def fill(self, size: int) -> None:
        """Read on until there are so many bytes, or all."""
        while len(self.data) < size and not self.whole:
            # Never little by little: what has been taken is moved out of the way at each read.
            chunk = self._read(max(self._chunk, size - len(self.data)))
            self.whole = not chunk
            self.data += chunk

    def take(self, size: int) -> bytes:
        """Return and remove the first bytes."""
        with memoryview(self.data) as view:
            taken = bytes(view[:size])
        del self.data[:size]
        return taken
