"""Which compressions there are, by what a stream of each begins with, by name and by suffix."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import PurePath
from typing import TypeVar

from persclean.errors import unknown_name

HEAD = 16  # bytes that `recognise` needs; with less it finds fewer
_SKIPPABLE = b"\x2a\x4d\x18"  # follows 0x50 to 0x5f: a frame without content, the same in zst and lz4
_BLOCKS = (b"1AY&SY", b"\x17rE8P\x90")  # what follows BZh and a digit: a block, or the end of an empty stream
_MAGIC = {
    "gz": (b"\x1f\x8b\x08",),
    "bz2": (b"BZh",),
    "xz": (b"\xfd7zXZ\0",),
    "lzma": (b"]\0\0",),
    "zst": (b"\x28\xb5\x2f\xfd",),
    "lz4": (b"\x04\x22\x4d\x18",),
    "zip": (b"PK\3\4", b"PK\5\6"),
}

P = TypeVar("P", bound=PurePath)


@dataclass(frozen=True, slots=True)
class Compression:
    """A compression. name: as `--compress` calls it. suffixes: what file names end with, the usual one first."""

    name: str
    suffixes: tuple[str, ...] = ()

    @property
    def suffix(self) -> str:
        """The usual suffix, with its dot; "" for none."""
        return self.suffixes[0] if self.suffixes else ""


NONE = Compression("none")
_KINDS = {
    one.name: one
    for one in (
        Compression("gz", (".gz", ".gzip", ".bgz")),
        Compression("bz2", (".bz2", ".bz")),
        Compression("xz", (".xz",)),
        Compression("lzma", (".lzma",)),
        Compression("zst", (".zst", ".zstd")),
        Compression("lz4", (".lz4",)),
        Compression("zip", (".zip",)),
        NONE,
    )
}
NAMES = tuple(_KINDS)


def by_name(name: str) -> Compression:
    """Return the compression of a name (or suffix: `gzip`, `zstd`); ConfigError if there is none."""
    for kind in _KINDS.values():
        if name == kind.name or f".{name}" in kind.suffixes:
            return kind
    raise unknown_name("compression", name, NAMES)


def recognise(head: bytes) -> Compression | None:
    """Return what a stream is compressed with, by its first bytes (HEAD of them, or all if it has fewer).

    A stream that begins with a skippable frame is zst, unless `head` reaches beyond the frame and lz4 stands there.

    >>> recognise(b"\\x1f\\x8b\\x08\\x00").name, recognise(b"BZh9 is how bzip2 begins"), recognise(b"")
    ('gz', None, None)
    """
    for name, magics in _MAGIC.items():
        if head.startswith(magics) and (name not in _DOUBTS or _DOUBTS[name](head)):
            return _KINDS[name]
    if _skips(head):
        rest = head
        while _skips(rest) and len(rest) >= 8:
            rest = rest[8 + int.from_bytes(rest[4:8], "little") :]
        return _KINDS["lz4" if rest.startswith(_MAGIC["lz4"]) else "zst"]
    return None


def continues(name: str, head: bytes) -> bool:
    """Whether what follows a member is, as far as it can be seen, another one of the same compression."""
    if name in ("zst", "lz4") and _skips(head + _SKIPPABLE[len(head) - 1 :]):
        return True
    return name != "lzma" and any(head.startswith(magic) or magic.startswith(head) for magic in _MAGIC[name])


def _skips(head: bytes) -> bool:
    return len(head) >= 4 and head[0] >> 4 == 5 and head[1:4] == _SKIPPABLE


def _is_bzip2(head: bytes) -> bool:
    """Whether a block follows: "BZh" alone may begin a text."""
    block = head[4:10]
    return (
        head[3:4] in tuple(b"%d" % n for n in range(1, 10))
        and len(block) > 1
        and any(b.startswith(block) for b in _BLOCKS)
    )


def _is_lzma(head: bytes) -> bool:
    """Whether dictionary and size are such as are written: this old format has no proper mark (the test is xz's)."""
    if len(head) < 13:
        return False
    dictionary, size = struct.unpack_from("<IQ", head, 1)
    powers = {1 << n for n in range(32)} | {3 << n for n in range(31)} | {0xFFFFFFFF}
    return dictionary in powers and (size == 0xFFFFFFFFFFFFFFFF or size < 1 << 38)


_DOUBTS = {"bz2": _is_bzip2, "lzma": _is_lzma}


def without_suffix(path: P) -> P:
    """Return a path without the suffix of a compression, to see what format is underneath.

    >>> from pathlib import PurePosixPath
    >>> str(without_suffix(PurePosixPath("news/dump.jsonl.gz"))), str(without_suffix(PurePosixPath("dump.csv")))
    ('news/dump.jsonl', 'dump.csv')
    """
    lower = path.name.lower()
    for kind in _KINDS.values():
        for suffix in kind.suffixes:
            if lower.endswith(suffix) and len(lower) > len(suffix):
                return path.with_name(path.name[: -len(suffix)])
    return path
