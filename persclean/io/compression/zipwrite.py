"""A zip archive written after another: the same members in the same order, some with new contents."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable
from types import TracebackType
from typing import IO, Any

from persclean.io.compression.archive import Archive
from persclean.io.compression.members import Member, raw_name
from persclean.io.compression.write import LEVELS, Compressor

_UTF8, _DESCRIPTOR, _ZIP64 = 0x800, 0x8, 1
_LARGE = 1 << 30  # a member of this size may need the 64-bit fields once it is cleaned


class ZipWriter:
    """Writes an archive to `write`. What is not begun with `member` is copied from the archive as it stands, packed.

    Names (to the byte), times, comments, attributes and methods of compression are those of the archive's members; the
    bytes written depend on it, on the new contents and on the version of the libraries alone.
    """

    def __init__(self, write: Callable[[bytes], object], archive: Archive) -> None:
        self._archive, self._next = archive, 0
        self._output = _Output(write)
        self._handle: IO[bytes] | None = None
        self._zip: Any = zipfile.ZipFile(self._output, "w")
        self._zip.comment = archive.comment

    def member(self, one: Member) -> Compressor:
        """Begin a member: return what takes its new contents. It must be finished before the next one begins.

        Members must come in the order of the archive; those between are copied.
        """
        self._copy_to(one.number)
        self._next = one.number + 1
        entry = self._entry(one)
        self._handle = handle = self._zip.open(entry, "w", force_zip64=one.size >= _LARGE)
        entry.external_attr = self._archive.infos[one.number].external_attr  # opening it sets what is 0
        return Compressor(_nothing, _Handle(handle))

    def finish(self) -> None:
        """Copy the rest and write the directory."""
        self._copy_to(len(self._archive.entries))
        self._zip.close()

    def __enter__(self) -> ZipWriter:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        """Write no more: a ZipFile that was not closed writes its directory when it is thrown away, whoever has the
        file by then."""
        self._output.close()
        if self._handle is not None:
            self._handle.close()
        self._zip.close()

    def _copy_to(self, end: int) -> None:
        if end < self._next:
            raise ValueError("members must be written in the order of the archive")
        for one in self._archive.entries[self._next : end]:
            self._copy(one)
        self._next = end

    def _copy(self, one: Member) -> None:
        """Copy the packed bytes of a member: zipfile can only compress anew."""
        info, entry, output = self._archive.infos[one.number], self._entry(one), self._zip.fp
        assert output is not None
        entry.CRC, entry.compress_size, entry.file_size = info.CRC, info.compress_size, info.file_size
        entry.flag_bits, entry.header_offset = info.flag_bits, output.tell()
        large = max(entry.compress_size, entry.file_size) > zipfile.ZIP64_LIMIT
        output.write(entry.FileHeader(large))
        for data in self._archive.packed(one):
            output.write(data)
        if entry.flag_bits & _DESCRIPTOR:
            form = "<4sLQQ" if large else "<4sLLL"
            output.write(struct.pack(form, b"PK\7\10", entry.CRC, entry.compress_size, entry.file_size))
        self._zip.start_dir = output.tell()
        self._zip.filelist.append(entry)
        self._zip._didModify = True

    def _entry(self, one: Member) -> _Entry:
        info = self._archive.infos[one.number]
        entry = _Entry(info.filename, info.date_time)
        entry.name_bytes, entry.name_flag = raw_name(info), info.flag_bits & _UTF8
        entry.extra = _without_zip64(info.extra)
        for field in ("compress_type", "comment", "create_system", "internal_attr", "external_attr"):
            setattr(entry, field, getattr(info, field))
        if info.compress_type == zipfile.ZIP_DEFLATED:
            entry._compresslevel = LEVELS["gz"][2]  # type: ignore[attr-defined]  # public from 3.13 on, by another name
        entry.create_version, entry.extract_version = info.create_version, info.extract_version
        return entry


class _Entry(zipfile.ZipInfo):
    """An entry whose name stands in the archive as it stood: not every name without a flag is code page 437."""

    __slots__ = ("name_bytes", "name_flag")
    name_bytes: bytes
    name_flag: int

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802  # zipfile asks for it by this name
        return self.name_bytes, self.flag_bits | self.name_flag


class _Output:
    """A file as zipfile needs it, which can neither seek nor tell."""

    def __init__(self, write: Callable[[bytes], object]) -> None:
        self._write: Callable[[bytes], object] = write

    def write(self, data: bytes) -> int:
        self._write(data)
        return len(data)

    def close(self) -> None:
        """Take no more."""
        self._write = _nothing

    def flush(self) -> None:
        pass


class _Handle:
    """An opened member as an Encoder: what it gets, it writes by itself."""

    def __init__(self, handle: IO[bytes]) -> None:
        self._handle = handle

    def compress(self, data: bytes, /) -> bytes:
        self._handle.write(data)
        return b""

    def flush(self) -> bytes:
        self._handle.close()
        return b""


def _nothing(data: bytes) -> None:
    pass


def _without_zip64(extra: bytes) -> bytes:
    """Return extra fields without the sizes of large files, which are written anew."""
    kept = b""
    while len(extra) >= 4:
        kind, length = struct.unpack_from("<HH", extra)
        if kind != _ZIP64:
            kept += extra[: 4 + length]
        extra = extra[4 + length :]
    return kept + extra
