"""A stream of JSON held as far as it is needed, and the frames that need no look at records."""

from __future__ import annotations

import re
from collections.abc import Iterator

from persclean.io.records import base
from persclean.io.records.base import Frame, Read
from persclean.io.records.json_columns import SPACE
from persclean.io.records.json_literal import blanked

_SPACE = re.compile(SPACE)
_FAR = 1 << 10  # a longer line is not looked at from its start


class Feed:
    """What has been read of a stream and not been taken. data: its bytes; they begin outside of strings."""

    def __init__(self, read: Read) -> None:
        self._read, self.data = read, b""
        self._line = b""  # what was taken of the last line, or its last bytes
        self._plain: bytes | None = None

    @property
    def plain(self) -> bytes:
        """The data made plain by `blanked`."""
        if self._plain is None:
            self._plain = blanked(self.data)
        return self._plain

    def grow(self) -> bool:
        """Read more, as much again if much is held; return whether there was more."""
        parts, wanted = [self.data], max(base.FRAME, len(self.data))
        while wanted:
            data = self._read(wanted)
            if not data:
                break
            parts.append(data)
            wanted -= len(data)
        self.data, self._plain = b"".join(parts), None
        return len(parts) > 1

    def take(self, size: int) -> bytes:
        """Return the first bytes, which are no longer held."""
        taken, self.data, self._plain = self.data[:size], self.data[size:], None
        self._line = (self._line + taken)[-_FAR:] if b"\n" not in taken else taken[taken.rfind(b"\n") :][-_FAR:]
        return taken

    def line(self, place: int) -> bytes:
        """Return the line of a place up to it, with the line feed before it; if it is long, without its beginning."""
        feed = self.data.rfind(b"\n", 0, place)
        return self.data[feed:place] if feed >= 0 else self._line + self.data[:place]

    def space(self) -> Iterator[Frame]:
        """Yield white space; afterwards the data begin with something else, or are empty at the end of the stream."""
        while True:
            found = _SPACE.match(self.data)
            if found and found.end():
                yield Frame(self.take(found.end()), "raw")
            if self.data or not self.grow():
                return

    def rest(self, code: str, reason: str) -> Iterator[Frame]:
        """Yield all that comes as one bad record."""
        while True:
            held = self.take(len(self.data))
            if not self.grow():
                yield Frame(held, "bad", code, reason)
                return
            if held:
                yield Frame(held, "part", code, reason)
