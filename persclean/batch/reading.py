"""An opened input as a stream: counted and digested as stored, decompressed, read as far as it can be read."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from persclean.io.inputs import opened
from persclean.io.sources import Source

if TYPE_CHECKING:
    from persclean.errors import InputError
    from persclean.io.compression.kinds import Compression
    from persclean.io.compression.limits import Limits
    from persclean.request import Request

_HEAD = 1 << 13  # bytes that tell what an input is
_MAGIC = 16
# What a compressed stream may begin with; for others, which is most text, nothing need be imported.
_FIRST = {bytes([value]) for value in (0x04, 0x1F, 0x28, 0x42, 0x5D, 0xFD, *range(0x50, 0x60))}
Read = Callable[[int], bytes]


class Peeked:
    """A stream whose first bytes can be looked at before they are read."""

    def __init__(self, read: Read) -> None:
        self._read, self._held = read, b""

    def peek(self, size: int) -> bytes:
        """Return the first bytes, so many or all there are; to be called before reading."""
        while len(self._held) < size and (data := self._read(size - len(self._held))):
            self._held += data
        return self._held[:size]

    def read(self, size: int) -> bytes:
        """Return some bytes, b"" at the end."""
        if self._held:
            given, self._held = self._held[:size], self._held[size:]
            return given
        return self._read(size)


class Stored:
    """The bytes of an input as they are stored: counted, and digested if that is wanted."""

    def __init__(self, read: Read, digest: bool) -> None:
        self._read, self.size = read, 0
        self._digest = None
        if digest:
            from persclean.io.digest import new_digest

            self._digest = new_digest()

    def read(self, size: int) -> bytes:
        """Return some bytes, b"" at the end."""
        data = self._read(size)
        self.size += len(data)
        if self._digest is not None:
            self._digest.update(data)
        return data

    def finish(self) -> str:
        """Return the digest of the whole input, "" if none is wanted."""
        if self._digest is None:
            return ""
        while self.read(1 << 20):
            pass
        return self._digest.hexdigest()


class Salvaged:
    """A stream that ends where it cannot be read any further. damage: why that is, None for a sound one."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self.damage: InputError | None = None

    def read(self, size: int) -> bytes:
        """Return some bytes, b"" at the end or where the damage is."""
        from persclean.io.compression.limits import DamagedError

        if self.damage is not None:
            return b""
        try:
            return self._read(size)
        except DamagedError as error:
            self.damage = error
            return b""


class Opened:
    """An opened input. info: its status, None for none. compression: None for none. text: the stream within."""

    def __init__(self, raw: Read, info: os.stat_result | None, limits: Limits | None, digest: bool, salvage: bool):
        self.info = info
        self.stored = Stored(raw, digest)
        outer = Peeked(self.stored.read)
        self.outer = outer
        self.compression = _compression(outer.peek(_MAGIC))
        self._salvaged: Salvaged | None = None
        inner: Read = outer.read
        if self.compression is not None and self.compression.name != "zip":
            from persclean.io.compression.read import decompressed

            inner = decompressed(outer.read, self.compression, limits).read
            if salvage:
                self._salvaged = Salvaged(inner)
                inner = self._salvaged.read
        self.text = Peeked(inner)

    @property
    def size(self) -> int:
        """How many bytes of text there are, 0 if that is not known before they are read."""
        return self.info.st_size if self.info is not None and self.compression is None else 0

    @property
    def damage(self) -> InputError | None:
        """Why the stream ended too early, if it did."""
        return self._salvaged.damage if self._salvaged is not None else None

    def head(self) -> bytes:
        """Return how the text begins."""
        return self.text.peek(_HEAD)


def _compression(head: bytes) -> Compression | None:
    if head[:1] not in _FIRST:
        return None
    from persclean.io.compression.kinds import recognise

    return recognise(head)


@contextmanager
def opened_input(
    source: Source, limits: Limits | None = None, *, digest: bool = False, salvage: bool = False
) -> Iterator[Opened]:
    """Open an input. digest: of all its bytes. salvage: give what is readable of a damaged one, then say so.

    Raises InputError for one that cannot be read.
    """
    with opened(source) as (raw, info):
        yield Opened(raw, info, limits, digest, salvage)


@contextmanager
def seekable(path: Path | None, opened: Opened) -> Iterator[BinaryIO]:
    """Give an input as a file that can seek: itself, or a temporary one, for a pipe and for what is compressed.

    path: of the file, None where it is none, or only a part of it.

    Raises InputError if it cannot be read; OSError if there is no room for the temporary file.
    """
    stored = opened.compression is None or opened.compression.name == "zip"
    if path is not None and opened.info is not None and stored:
        with path.open("rb") as file:
            yield file
        return
    import shutil
    import tempfile
    from io import RawIOBase

    class Reading(RawIOBase):
        def read(self, size: int = -1) -> bytes:
            return opened.text.read(size)

    with tempfile.TemporaryFile() as spooled:
        shutil.copyfileobj(Reading(), spooled, 1 << 20)
        spooled.seek(0)
        yield spooled


def limits_of(request: Request) -> Limits | None:
    """Return what decompressing may cost, None for the defaults."""
    if request.max_ratio is None:
        return None
    from persclean.io.compression.limits import Limits

    return Limits(max_ratio=request.max_ratio)
