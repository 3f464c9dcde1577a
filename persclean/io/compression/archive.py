"""A zip archive as a folder of inputs: its members listed and read, each within the limits and checked."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from persclean.errors import InputError
from persclean.io.compression.decoders import Decoding, Stored, decoding
from persclean.io.compression.limits import DamagedError, Limits
from persclean.io.compression.members import METHODS, Member, member
from persclean.io.compression.read import Decompressed
from persclean.io.failures import BinaryError

_HEADER = struct.Struct("<4s22xHH")
_MARKS = {
    "[Content_Types].xml": "an Office document",
    "META-INF/MANIFEST.MF": "a Java archive",
    "mimetype": "an e-book or OpenDocument file",
}
_CHUNK = 1 << 18
_ENDED = 0x2  # flag: a mark ends the lzma data
_UNKNOWN = 0xFFFFFFFFFFFFFFFF


class Archive:
    """An opened zip archive, of a path or a file that can seek; a context manager.

    entries: all its members, in order. members: those to read, or failed.

    Raises DamagedError if it is none or cut short, InputError if it is a bomb by what it says of itself (members that
    overlap, sizes over the limits), BinaryError if it is a document (docx, odt, epub, jar) and no archive of texts.
    """

    def __init__(self, source: Path | BinaryIO, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._file: BinaryIO = source.open("rb") if isinstance(source, Path) else source
        try:
            self.infos = self._directory()
            known: set[str] = set()
            self.entries = [member(number, info, known) for number, info in enumerate(self.infos)]
            for name, what in _MARKS.items():
                if name in known and (name != "mimetype" or self.entries[0].name == name):
                    raise BinaryError(f"is {what}, not an archive of texts")
            self._starts = self._extents()
            self.limits.check(sum(one.packed for one in self.entries), sum(one.size for one in self.entries))
        except BaseException:
            self._file.close()
            raise
        self.members = [one for one in self.entries if not one.folder or one.failure]

    def _directory(self) -> list[zipfile.ZipInfo]:
        try:
            with zipfile.ZipFile(self._file) as archive:
                self.comment, self._directory_start = archive.comment, archive.start_dir
                return archive.infolist()
        except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, struct.error, OverflowError) as error:
            raise DamagedError(
                f"is damaged or cut short: its directory, at the end of the zip archive, cannot be read ({error}). "
                "Get a whole copy, or try `zip -FF`"
            ) from error

    def _extents(self) -> list[int]:
        """Return where the data of each entry begin; InputError if two entries share bytes."""
        starts, spans = [], []
        for info in self.infos:
            self._file.seek(info.header_offset)
            header = self._file.read(_HEADER.size)
            if len(header) < _HEADER.size or not header.startswith(b"PK\3\4"):
                raise DamagedError(
                    f"is damaged: no member of the zip archive at byte {info.header_offset:,}", info.header_offset
                )
            _, name, extra = _HEADER.unpack(header)
            starts.append(info.header_offset + _HEADER.size + name + extra)
            spans.append((info.header_offset, starts[-1] + info.compress_size))
        spans = [*sorted(spans), (self._directory_start, 0)]
        for (_, end), (start, _) in pairwise(spans):
            if end > start:
                raise InputError(
                    f"has members that overlap (at byte {start:,}): a decompression bomb, or damaged; not read"
                )
        return starts

    def open(self, one: Member) -> Callable[[int], bytes]:
        """Return `read(n)` of a member, like that of `decompressed`. Several may be read in turns, not in threads.

        At the end DamagedError is raised if checksum or size are not what the archive says. Raises its failure.
        """
        if one.failure is not None:
            raise one.failure
        info = self.infos[one.number]
        raw = self._raw(one)
        if info.compress_type == zipfile.ZIP_LZMA:
            raw = _as_lzma(raw, info)
        stream = Decompressed(raw, self._decoding(info), self.limits, "data of the zip member")
        return _Checked(stream, info).read

    def packed(self, one: Member) -> Iterator[bytes]:
        """Yield the compressed bytes of an entry as they stand in the archive."""
        read = self._raw(one)
        left = one.packed
        while left:
            data = read(_CHUNK)
            if not data:
                raise DamagedError(f"is cut short: {left:,} bytes of the zip member are missing")
            left -= len(data)
            yield data

    def _raw(self, one: Member) -> Callable[[int], bytes]:
        place = self._starts[one.number]
        end = place + one.packed

        def read(size: int) -> bytes:
            nonlocal place
            self._file.seek(place)
            data = self._file.read(min(size, end - place))
            place += len(data)
            return data

        return read

    def _decoding(self, info: zipfile.ZipInfo) -> Decoding:
        if info.compress_type == zipfile.ZIP_STORED:
            return Decoding(lambda: Stored(info.compress_size), ())
        return decoding(METHODS[info.compress_type], self.limits)

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._file.close()


def _as_lzma(raw: Callable[[int], bytes], info: zipfile.ZipInfo) -> Callable[[int], bytes]:
    """Return the data of a member as those of an .lzma file, which has its size in another header."""
    size = _UNKNOWN if info.flag_bits & _ENDED else info.file_size
    head = raw(9)[4:] + struct.pack("<Q", size)

    def read(size: int) -> bytes:
        nonlocal head
        given, head = head[:size], head[size:]
        return given or raw(size)

    return read


class _Checked:
    """A member whose size and checksum must be those of the archive's directory."""

    def __init__(self, stream: Decompressed, info: zipfile.ZipInfo) -> None:
        self._stream, self._info = stream, info
        self._crc = self._size = 0

    def read(self, size: int) -> bytes:
        data = self._stream.read(size)
        self._crc = zlib.crc32(data, self._crc)
        self._size += len(data)
        if self._size > self._info.file_size or (not data and self._size < self._info.file_size):
            raise self._wrong(
                f"more than the {self._info.file_size:,} bytes"
                if data
                else f"{self._size:,} bytes, not the {self._info.file_size:,}"
            )
        if not data and self._crc != self._info.CRC:
            raise self._wrong("another checksum than")
        return data

    def _wrong(self, what: str) -> DamagedError:
        return DamagedError(
            f"is damaged: the zip member has {what} that the archive says; "
            f"{self._size:,} decompressed bytes were readable. Get a sound copy",
            self._stream.consumed,
            self._size,
        )
