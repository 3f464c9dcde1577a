"""Decompression bombs stop at the caps, in little memory."""

from __future__ import annotations

import gzip
import lzma
import struct
import tracemalloc
import zlib
from collections.abc import Callable, Iterator

import pytest

from persclean.io.compression.kinds import by_name
from persclean.io.compression.limits import (
    BombError,
    Limits,
    MemoryLimitError,
)
from persclean.io.compression.read import decompressed
from tests.compressed import CHECKED, TEXT, read, written, zstd


def zeros(kind: str) -> Iterator[bytes]:
    """10 GiB of zeros in members of 16 MiB, packed."""
    return iter([written(kind, bytes(16 << 20))] * 640)


def streamed(parts: Iterator[bytes]) -> Callable[[int], bytes]:
    held = b""

    def give(size: int) -> bytes:
        nonlocal held
        while not held:
            part = next(parts, None)
            if part is None:
                return b""
            held = part
        given, held = held[:size], held[size:]
        return given

    return give


@pytest.mark.parametrize("kind", [kind for kind in CHECKED if kind != "lz4"])  # lz4 cannot exceed 255
def test_bombs_stop_at_the_ratio_in_little_memory(kind: str) -> None:
    packed = streamed(zeros(kind))
    stream = decompressed(packed, by_name(kind))
    tracemalloc.start()
    with pytest.raises(BombError, match=r"times its size .* allowed are 1,000 times.*--max-ratio") as caught:
        while stream.read(1 << 20):
            pass
    assert tracemalloc.get_traced_memory()[1] < 24 << 20
    tracemalloc.stop()
    assert stream.given < 128 << 20
    assert f"{stream.given:,} bytes" in str(caught.value)


def test_one_member_that_is_a_bomb() -> None:
    deflate = zlib.compressobj(9, zlib.DEFLATED, 31)
    head = deflate.compress(bytes(1 << 20)) + deflate.flush(zlib.Z_FULL_FLUSH)
    again = deflate.compress(bytes(1 << 20)) + deflate.flush(zlib.Z_FULL_FLUSH)
    stream = decompressed(streamed(iter([head, *[again] * 10239])), by_name("gz"))
    with pytest.raises(BombError):
        while stream.read(1 << 20):
            pass
    assert stream.given < 64 << 20


def test_limits_can_be_raised_and_lowered() -> None:
    packed = gzip.compress(bytes(40 << 20))
    assert len(read("gz", packed, limits=Limits(max_ratio=2000))[0]) == 40 << 20
    assert isinstance(read("gz", packed, limits=Limits(max_ratio=100))[1], BombError)
    got, error = read("gz", packed, limits=Limits(max_bytes=1 << 20))
    assert isinstance(error, BombError)
    assert "more than 1,048,576 bytes" in str(error)
    assert "max_bytes" in str(error)
    assert len(got) <= 1 << 20
    assert read("gz", gzip.compress(bytes(1 << 20)), limits=Limits(max_bytes=1 << 20))[1] is None


def test_windows_too_large_are_refused() -> None:
    parameter = zstd.CompressionParameter
    made = zstd.ZstdCompressor(options={parameter.window_log: 28, parameter.enable_long_distance_matching: 1})
    large = made.compress(b"abc") + made.flush()
    huge = b"\x28\xb5\x2f\xfd\x00" + bytes([(31 - 10) << 3]) + b"\x19\0\0abc"
    giant = bytearray(written("lzma", b"abc"))
    giant[1:5] = struct.pack("<I", 1 << 31)
    wide = lzma.compress(b"abc", filters=[{"id": lzma.FILTER_LZMA2, "preset": 0, "dict_size": 1 << 29}])
    for kind, data in (("zst", large), ("zst", huge), ("lzma", bytes(giant)), ("xz", wide)):
        got, error = read(kind, data)
        assert got == b""
        assert isinstance(error, MemoryLimitError)
        assert "needs more than 256 MiB" in str(error)
    assert read("zst", large, limits=Limits(max_memory=1 << 30)) == (b"abc", None)
    assert read("xz", wide, limits=Limits(max_memory=1 << 30)) == (b"abc", None)
    for kind, data in (("xz", lzma.compress(TEXT, preset=9)), ("zst", zstd.compress(TEXT, 22))):
        assert read(kind, data) == (TEXT, None)
