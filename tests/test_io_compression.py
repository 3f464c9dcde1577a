"""Compressed streams: what other tools write is read, what is written they read; damage and garbage are reported."""

from __future__ import annotations

import gzip
import lzma
import pickle
import random
import shutil
import struct
import subprocess
import zlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from persclean.errors import ConfigError
from persclean.io.compression.kinds import HEAD, NAMES, by_name, recognise
from persclean.io.compression.limits import (
    DamagedError,
    MemoryLimitError,
    TrailingError,
    TruncatedError,
)
from persclean.io.compression.write import LEVELS
from tests.compressed import CHECKED, COMPRESS, DECOMPRESS, KINDS, SKIPPABLE, TEXT, TOOLS, read, written


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.binary(max_size=3000), pieces=st.lists(st.integers(0, 500), max_size=5), size=st.integers(1, 50))
def test_round_trip(kind: str, data: bytes, pieces: list[int], size: int) -> None:
    packed = written(kind, data, pieces)
    assert packed == written(kind, data)
    assert DECOMPRESS[kind](packed) == data
    assert read(kind, packed, size) == (data, None)
    assert read(kind, COMPRESS[kind](data), 1, 7) == (data, None)
    found = recognise(packed[:HEAD])
    assert found == by_name(kind)
    assert pickle.loads(pickle.dumps(found)) == found


@pytest.mark.parametrize("kind", KINDS)
def test_many_blocks(kind: str) -> None:
    data = TEXT * 3
    packed = written(kind, data, [100_000, 1, 262_144, 400_000])
    assert packed == written(kind, data, [1 << 18] * 3)
    assert DECOMPRESS[kind](packed) == data
    assert read(kind, packed, 1000, 100_000) == (data, None)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("level", ["least", "most"])
def test_levels(kind: str, level: str) -> None:
    least, most, _ = LEVELS[kind]
    assert DECOMPRESS[kind](written(kind, TEXT, level=least if level == "least" else most)) == TEXT
    with pytest.raises(ConfigError, match=f"{kind} has no level {most + 1}"):
        written(kind, b"", level=most + 1)


@pytest.mark.parametrize("kind", KINDS)
def test_command_line_tools(kind: str) -> None:
    if shutil.which(TOOLS[kind][0]) is None:
        pytest.skip(f"{TOOLS[kind][0]} is not installed")

    def run(*options: str, data: bytes) -> bytes:
        return subprocess.run([*TOOLS[kind], *options], input=data, capture_output=True, check=True).stdout

    assert run("-dc", data=written(kind, TEXT)) == TEXT
    assert read(kind, run("-c", data=TEXT)) == (TEXT, None)


def test_no_compression_and_no_such() -> None:
    assert written("none", b"abc", [1]) == b"abc"
    with pytest.raises(ConfigError, match="cannot be compressed to zip"):
        written("zip", b"")
    with pytest.raises(ConfigError, match="did you mean 'gz'"):
        by_name("gzz")
    assert by_name("zstd") == by_name("zst")
    assert set(NAMES) == {*KINDS, "zip", "none"}


def test_gzip_tells_neither_time_nor_name_nor_system() -> None:
    assert written("gz", b"")[:10] == b"\x1f\x8b\x08\0\0\0\0\0\0\xff"


@pytest.mark.parametrize(
    "text", [b"", b"B", b"BZh", b"BZh9", b"BZh91", b"BZh9 news", b"]\0", b"]", b"PK", b"\x1f\x8b", b"P*M"]
)
def test_what_only_looks_compressed_is_text(text: bytes) -> None:
    assert recognise(text) is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-32-le", "utf-16", "cp1256"])
def test_a_text_that_begins_with_a_bracket_is_no_lzma(encoding: str) -> None:
    assert recognise("] BZh PK خبر و گزارش روز".encode(encoding, "replace")[:HEAD]) is None


@pytest.mark.parametrize("kind", ["zst", "lz4"])
@pytest.mark.parametrize("size", [1, 1 << 20])
def test_frames_that_are_skipped(kind: str, size: int) -> None:
    frame = COMPRESS[kind](b"abc")
    data = SKIPPABLE + frame + SKIPPABLE + SKIPPABLE + frame + SKIPPABLE
    assert recognise(data) == by_name(kind)
    assert read(kind, data, size) == (b"abcabc", None)


def bgzip(data: bytes) -> bytes:
    """Blocks with an extra field each, and an empty one at the end."""

    def block(part: bytes) -> bytes:
        deflate = zlib.compressobj(6, zlib.DEFLATED, -15)
        body = deflate.compress(part) + deflate.flush()
        head = b"\x1f\x8b\x08\x04\0\0\0\0\0\xff\6\0BC\2\0" + struct.pack("<H", len(body) + 25)
        return head + body + struct.pack("<II", zlib.crc32(part), len(part))

    return b"".join(block(data[n : n + 65280]) for n in range(0, len(data), 65280)) + block(b"")


@pytest.mark.parametrize("size", [1, 1 << 20])
def test_bgzip(size: int) -> None:
    assert read("gz", bgzip(TEXT), size) == (TEXT, None)


@pytest.mark.parametrize("kind", CHECKED)
@pytest.mark.parametrize("padding", [0, 4, 512, 100_000])
@pytest.mark.parametrize("size", [1, 1 << 20])
def test_members_and_padding(kind: str, padding: int, size: int) -> None:
    gap = bytes(padding)
    members = [COMPRESS[kind](part) for part in (TEXT, b"", b"abc", TEXT[:70_000])]
    data = gap.join(members) + gap
    assert read(kind, data, size) == (TEXT + b"abc" + TEXT[:70_000], None)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("padding", [0, 7])
def test_what_follows_the_end_is_reported(kind: str, padding: int) -> None:
    packed = COMPRESS[kind](TEXT)
    got, error = read(kind, packed + bytes(padding) + b"garbage\x1f\x8b")
    assert got == TEXT
    assert isinstance(error, TrailingError)
    assert (error.offset, error.readable) == (len(packed) + padding, len(TEXT))
    assert f"from byte {len(packed) + padding:,} on" in str(error)
    assert read(kind, packed + bytes(padding) + b"garbage\x1f\x8b", 1)[0] == TEXT


def cuts(length: int) -> list[int]:
    return sorted({0, 1, 2, 3, 5, 9, 17, length // 3, length // 2, *range(length - 12, length)})


@pytest.mark.parametrize("kind", KINDS)
def test_truncated(kind: str) -> None:
    packed = written(kind, TEXT)
    before = 0
    for cut in cuts(len(packed)):
        got, error = read(kind, packed[:cut])
        assert TEXT.startswith(got)
        assert len(got) >= before
        before = len(got)
        assert type(error) is TruncatedError
        assert (error.offset, error.readable) == (cut, len(got))
        assert f"after byte {cut:,}; {len(got):,} decompressed bytes" in str(error)
        again = pickle.loads(pickle.dumps(error))
        assert (str(again), again.offset, again.readable) == (str(error), error.offset, error.readable)
        assert read(kind, packed[:cut], 1)[0] == got
    assert before == len(TEXT)  # without its last byte, all of it can be read


@pytest.mark.parametrize("kind", CHECKED)
def test_truncated_in_the_second_member(kind: str) -> None:
    packed = COMPRESS[kind](TEXT)
    for cut in cuts(len(packed))[1:]:
        got, error = read(kind, packed + packed[:cut])
        assert got.startswith(TEXT)
        assert type(error) is TruncatedError
        assert error.offset == len(packed) + cut


@pytest.mark.parametrize("kind", ["gz", "xz"])
def test_of_what_is_truncated_as_much_is_read_as_by_others(kind: str) -> None:
    packed = COMPRESS[kind](TEXT)
    for cut in cuts(len(packed)):
        other: Any = zlib.decompressobj(31) if kind == "gz" else lzma.LZMADecompressor()
        assert read(kind, packed[:cut])[0] == other.decompress(packed[:cut])


@pytest.mark.parametrize("kind", CHECKED)
def test_flipped_bits_never_pass(kind: str) -> None:
    """Only bits that say nothing of the content may pass (a time, flags nobody reads): then it is right."""
    packed = written(kind, TEXT)
    passed = 0
    for place in [
        *range(20),
        *random.Random(5).sample(range(20, len(packed)), 20),
        *range(len(packed) - 12, len(packed)),
    ]:
        damaged = bytearray(packed)
        damaged[place] ^= 1 << place % 8
        got, error = read(kind, bytes(damaged))
        if error is None:
            assert got == TEXT
            passed += 1
        else:
            assert isinstance(error, DamagedError | MemoryLimitError)
            assert not isinstance(error, DamagedError) or error.readable == len(got)
    assert passed <= 12


@pytest.mark.parametrize("kind", CHECKED)
@pytest.mark.parametrize("before", [0, 1])
def test_before_a_wrong_checksum_everything_is_given(kind: str, before: int) -> None:
    packed = written(kind, TEXT)
    places = {"gz": -8, "bz2": -3, "xz": -22, "zst": -2, "lz4": -2}
    damaged = bytearray(packed)
    damaged[places[kind]] ^= 0x55
    for size in (1, 1 << 20):
        got, error = read(kind, packed * before + bytes(damaged), size)
        assert got == TEXT * (before + 1)
        assert isinstance(error, DamagedError)
        assert (error.readable, 0 <= len(packed) * (before + 1) - error.offset <= 16) == (len(got), True)


@pytest.mark.parametrize("size", [len(TEXT), (20 << 20) + 12345])
def test_the_place_of_damage_is_exact(size: int) -> None:
    text = (TEXT + random.Random(1).randbytes(size))[-size:]
    head = gzip.compress(text, 1)
    deflate = zlib.compressobj(1, zlib.DEFLATED, 31)
    whole = deflate.compress(text) + deflate.flush(zlib.Z_FULL_FLUSH)
    data = head + whole + b"\xff" * 50_000  # a block of a type that does not exist
    got, error = read("gz", data)
    same = got == text * 2  # not in the assert: pytest would take minutes to show the difference
    assert same
    assert isinstance(error, DamagedError)
    assert error.offset == len(head + whole) + 1
