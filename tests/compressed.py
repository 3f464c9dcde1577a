"""Compresses and decompresses, by persclean and by the modules it is checked against."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import random
import struct
from collections.abc import Callable, Iterable

import lz4.frame
import pytest

from persclean.io.compression.decoders import zstandard
from persclean.io.compression.kinds import by_name
from persclean.io.compression.limits import Limits
from persclean.io.compression.read import decompressed
from persclean.io.compression.write import compressor

KINDS = ("gz", "bz2", "xz", "lzma", "zst", "lz4")
CHECKED = tuple(kind for kind in KINDS if kind != "lzma")
zstd = zstandard()
COMPRESS: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "lzma": lambda data: lzma.compress(data, lzma.FORMAT_ALONE),
    "zst": zstd.compress,
    "lz4": lambda data: bytes(lz4.frame.compress(data)),
}
DECOMPRESS: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.decompress,
    "bz2": bz2.decompress,
    "xz": lzma.decompress,
    "lzma": lzma.decompress,
    "zst": zstd.decompress,
    "lz4": lambda data: bytes(lz4.frame.decompress(data)),
}
TOOLS = {
    "gz": ["gzip"],
    "bz2": ["bzip2"],
    "xz": ["xz"],
    "lzma": ["xz", "--format=lzma"],
    "zst": ["zstd"],
    "lz4": ["lz4"],
}
SKIPPABLE = struct.pack("<II", 0x184D2A57, 5) + b"hello"

_words = "او کتابی درباره تاریخ خرید و مدرسه\u200cای برای روستاهای دور ساخت".split()
_chance = random.Random(20)
TEXT = "".join(" ".join(_chance.choices(_words, k=9)) + "\n" for _ in range(4000)).encode() + _chance.randbytes(5000)


def written(kind: str, data: bytes, pieces: Iterable[int] = (), level: int | None = None) -> bytes:
    out = bytearray()
    made = compressor(out.extend, by_name(kind), level)
    place = 0
    for size in pieces:
        made.write(data[place : place + size])
        place += size
    made.write(data[place:])
    made.finish()
    assert made.written == len(out)
    return bytes(out)


def reader(data: bytes, size: int) -> Callable[[int], bytes]:
    """A read function that gives at most `size` bytes."""
    file = io.BytesIO(data)
    return lambda most: file.read(min(most, size))


def read(
    kind: str, data: bytes, size: int = 1 << 30, most: int = 1 << 30, limits: Limits | None = None
) -> tuple[bytes, Exception | None]:
    """Everything that can be read, and the error that came after it."""
    stream = decompressed(reader(data, size), by_name(kind), limits)
    got = bytearray()
    try:
        while piece := stream.read(most):
            assert len(piece) <= most
            got += piece
    except Exception as error:
        with pytest.raises(type(error)):
            stream.read(1)
        return bytes(got), error
    assert (stream.read(1), stream.given) == (b"", len(got))
    assert stream.consumed == len(data)
    return bytes(got), None
