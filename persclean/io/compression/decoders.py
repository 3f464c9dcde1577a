"""The decompressors of each compression, under the one interface that bz2, lzma and zstd have in common."""

from __future__ import annotations

import bz2
import lzma
import sys
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Protocol

from persclean.errors import InputError
from persclean.io.compression.limits import Limits


class Decoder(Protocol):
    """Decompresses one member (stream, frame) as `bz2.BZ2Decompressor` does."""

    @property
    def eof(self) -> bool:
        """Whether the member has ended."""

    @property
    def needs_input(self) -> bool:
        """Whether nothing more can be had without more data."""

    @property
    def unused_data(self) -> bytes | None:
        """What followed the end of the member."""

    def decompress(self, data: bytes, max_length: int) -> bytes:
        """Return at most so many bytes of what these and earlier data hold."""


@dataclass(frozen=True, slots=True)
class Decoding:
    """How a compression is decompressed. make: returns a new decoder. errors: what it raises for damaged data.

    memory: part of the message with which it refuses to take more memory than allowed.
    """

    make: Callable[[], Decoder]
    errors: tuple[type[Exception], ...]
    memory: str = ""


class Deflate:
    """zlib's decompressor as a Decoder. wbits: 31 for gzip with its header, -15 for deflate without any."""

    def __init__(self, wbits: int) -> None:
        self._inner = zlib.decompressobj(wbits)

    def copy(self) -> Deflate:
        """Return a decoder in the same state."""
        made = Deflate.__new__(Deflate)
        made._inner = self._inner.copy()
        return made

    @property
    def eof(self) -> bool:
        """Whether the member has ended."""
        return self._inner.eof

    @property
    def needs_input(self) -> bool:
        """Whether nothing more can be had without more data."""
        return not self._inner.eof and not self._inner.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        """What followed the end of the member."""
        return self._inner.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        """Return at most so many bytes of what these and earlier data hold."""
        tail = self._inner.unconsumed_tail
        return self._inner.decompress(tail + data if tail else data, max_length)


class Stored:
    """Data that is not compressed, of known length (in zip archives)."""

    needs_input = True

    def __init__(self, size: int) -> None:
        self._left, self._held, self.unused_data = size, b"", b""

    @property
    def eof(self) -> bool:
        """Whether all was given."""
        return not self._left

    def decompress(self, data: bytes, max_length: int) -> bytes:
        """Return the data."""
        self._held += data
        given = self._held[: min(max_length, self._left)]
        self._held = self._held[len(given) :]
        self._left -= len(given)
        self.needs_input = not self._held
        if not self._left:
            self.unused_data = self._held
        return given


def decoding(name: str, limits: Limits) -> Decoding:
    """Return how a compression (not `zip`, not `none`) is decompressed."""
    if name == "gz":
        return Decoding(lambda: Deflate(31), (zlib.error,))
    if name == "deflate":
        return Decoding(lambda: Deflate(-15), (zlib.error,))
    if name == "bz2":
        return Decoding(bz2.BZ2Decompressor, (OSError, ValueError))
    if name in ("xz", "lzma"):
        kind = lzma.FORMAT_XZ if name == "xz" else lzma.FORMAT_ALONE
        return Decoding(
            lambda: lzma.LZMADecompressor(kind, memlimit=limits.max_memory), (lzma.LZMAError,), "Memory usage limit"
        )
    if name == "zst":
        zstd = zstandard()
        options = {zstd.DecompressionParameter.window_log_max: min(max(limits.max_memory.bit_length() - 2, 10), 31)}
        return Decoding(lambda: zstd.ZstdDecompressor(options=options), (zstd.ZstdError,), "too much memory")
    assert name == "lz4", name
    frame = lz4()
    return Decoding(frame.LZ4FrameDecompressor, (RuntimeError,))


def zstandard() -> Any:
    """Return the module for zst: the standard library's, or before Python 3.14 the same as a package."""
    module: ModuleType
    try:
        if sys.version_info >= (3, 14):
            from compression import zstd as module
        else:
            from backports import zstd as module
    except ImportError as error:
        raise InputError("is zst, which this Python was built without; decompress it with `zstd -d`") from error
    return module


def lz4() -> Any:
    """Return the module for lz4 frames."""
    from lz4 import frame

    return frame
