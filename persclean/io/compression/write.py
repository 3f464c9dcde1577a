"""A stream compressed as it is written: the same bytes for the same data, however it is cut into writes."""

from __future__ import annotations

import bz2
import lzma
import struct
import zlib
from collections.abc import Callable
from typing import Protocol

from persclean.errors import ConfigError
from persclean.io.compression.decoders import lz4, zstandard
from persclean.io.compression.kinds import Compression

_STEP = 256 << 10  # bytes given to an encoder at once: what it writes may depend on that
LEVELS = {"gz": (0, 9, 4), "bz2": (1, 9, 9), "xz": (0, 9, 1), "lzma": (0, 9, 1), "zst": (1, 19, 3), "lz4": (0, 12, 0)}


class Encoder(Protocol):
    """Compresses as `bz2.BZ2Compressor` does."""

    def compress(self, data: bytes, /) -> bytes:
        """Return what can be written now."""

    def flush(self) -> bytes:
        """Return the rest."""


def compressor(write: Callable[[bytes], object], compression: Compression, level: int | None = None) -> Compressor:
    """Return what compresses to `write`.

    level: gz 0-9 (4 if None: about as quick as the engine; 6 takes five times as long for 6 % less), bz2 1-9 (9), xz
    and lzma 0-9 (1: as quick as bz2; 6 takes ten times as long for a quarter less), zst 1-19 (3), lz4 0-12 (0). The
    bytes written depend on the data, the level and the version of the library alone: no time, no file name, one thread.
    Each but lzma holds a checksum of the data.

    Raises ConfigError for a level that does not exist, and for zip, which is written with ZipWriter.
    """
    name = compression.name
    if name == "none":
        return Compressor(write, None)
    if name not in LEVELS:
        raise ConfigError(f"a stream cannot be compressed to {name}: choose {', '.join(LEVELS)} or none")
    least, most, usual = LEVELS[name]
    if level is None:
        level = usual
    elif not least <= level <= most:
        raise ConfigError(f"{name} has no level {level}: choose {least} to {most}")
    return Compressor(write, _ENCODERS[name](level))


class Compressor:
    """Compresses to `write`. written: compressed bytes so far."""

    def __init__(self, write: Callable[[bytes], object], encoder: Encoder | None) -> None:
        self._write, self._encoder = write, encoder
        self._held = bytearray()
        self.written = 0

    def write(self, data: bytes) -> None:
        """Add data."""
        if self._encoder is None:
            self._emit(data)
            return
        self._held += data
        if len(self._held) >= _STEP:
            whole = len(self._held) // _STEP * _STEP
            with memoryview(self._held) as view:
                for start in range(0, whole, _STEP):
                    self._emit(self._encoder.compress(bytes(view[start : start + _STEP])))
            del self._held[:whole]

    def finish(self) -> None:
        """Write the rest; without this the stream is truncated."""
        if self._encoder is not None:
            self._emit(self._encoder.compress(bytes(self._held)))
            self._emit(self._encoder.flush())
            self._held.clear()

    def _emit(self, data: bytes) -> None:
        if data:
            self._write(data)
            self.written += len(data)


class _Gzip:
    """gzip without time, name and system: those of the standard library differ from version to version."""

    def __init__(self, level: int) -> None:
        self._deflate = zlib.compressobj(level, zlib.DEFLATED, -15)
        self._start = b"\x1f\x8b\x08\0\0\0\0\0" + {1: b"\4", 9: b"\2"}.get(level, b"\0") + b"\xff"
        self._crc = self._size = 0

    def compress(self, data: bytes, /) -> bytes:
        self._crc = zlib.crc32(data, self._crc)
        self._size += len(data)
        start, self._start = self._start, b""
        return start + self._deflate.compress(data)

    def flush(self) -> bytes:
        return self._start + self._deflate.flush() + struct.pack("<II", self._crc, self._size & 0xFFFFFFFF)


class _Lz4:
    """An lz4 frame as the command-line tool writes it: linked 4 MiB blocks, a checksum of the content."""

    def __init__(self, level: int) -> None:
        frame = lz4()
        self._inner = frame.LZ4FrameCompressor(
            block_size=frame.BLOCKSIZE_MAX4MB, block_linked=True, compression_level=level, content_checksum=True
        )
        self._start: bytes = self._inner.begin()

    def compress(self, data: bytes, /) -> bytes:
        start, self._start = self._start, b""
        return start + bytes(self._inner.compress(data))

    def flush(self) -> bytes:
        return self._start + bytes(self._inner.flush())


def _zst(level: int) -> Encoder:
    zstd = zstandard()
    parameter = zstd.CompressionParameter
    encoder: Encoder = zstd.ZstdCompressor(options={parameter.compression_level: level, parameter.checksum_flag: 1})
    return encoder


_ENCODERS: dict[str, Callable[[int], Encoder]] = {
    "gz": _Gzip,
    "bz2": bz2.BZ2Compressor,
    "xz": lambda level: lzma.LZMACompressor(lzma.FORMAT_XZ, preset=level),
    "lzma": lambda level: lzma.LZMACompressor(lzma.FORMAT_ALONE, preset=level),
    "zst": _zst,
    "lz4": _Lz4,
}
