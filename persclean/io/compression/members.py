"""The members of a zip archive: their names as they were meant, and what stands against reading one."""

from __future__ import annotations

import re
import stat
import struct
import zipfile
import zlib
from dataclasses import dataclass

from persclean.errors import InputError
from persclean.io.failures import shown

_UTF8 = 0x800  # flag: name and comment are UTF-8
_ENCRYPTED = 0x1 | 0x40
_DRIVE = re.compile("[A-Za-z]:")
_UNICODE_NAME = 0x7075  # extra field of Info-ZIP
METHODS = {
    zipfile.ZIP_STORED: "stored",
    zipfile.ZIP_DEFLATED: "deflate",
    zipfile.ZIP_BZIP2: "bz2",
    zipfile.ZIP_LZMA: "lzma",
}  # as decoders call them


@dataclass(frozen=True, slots=True)
class Member:
    """A member of an archive. number: its place among all of them, from 0. name: with `/` between its parts.

    size, packed: bytes, decompressed and compressed. folder: it is none to read. failure: why it is not to be read.
    """

    number: int
    name: str
    size: int
    packed: int
    folder: bool = False
    failure: InputError | None = None


def raw_name(info: zipfile.ZipInfo) -> bytes:
    """Return the bytes of a name as they stand in the archive."""
    return info.orig_filename.encode("utf-8" if info.flag_bits & _UTF8 else "cp437")


def decoded_name(info: zipfile.ZipInfo) -> str:
    """Return a name: UTF-8 if so flagged, or by the extra field with a Unicode name, or if it is valid UTF-8 (as macOS
    writes it, without a flag); else code page 437, as the format has it.
    """
    raw = raw_name(info)
    if not info.flag_bits & _UTF8:
        raw = _unicode_name(info.extra, raw) or raw
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp437")


def _unicode_name(extra: bytes, raw: bytes) -> bytes:
    while len(extra) >= 4:
        kind, length = struct.unpack_from("<HH", extra)
        body, extra = extra[4 : 4 + length], extra[4 + length :]
        if kind == _UNICODE_NAME and len(body) > 5 and body[1:5] == struct.pack("<I", zlib.crc32(raw)):
            return body[5:]
    return b""


def member(number: int, info: zipfile.ZipInfo, known: set[str]) -> Member:
    """Return what is to be known of an entry. known: the names of those before it; this one is added."""
    name = decoded_name(info)
    why = _objection(info, name, known)
    known.add(name)
    failure = InputError(why) if why else None
    return Member(number, name, info.file_size, info.compress_size, name.endswith("/"), failure)


def _objection(info: zipfile.ZipInfo, name: str, known: set[str]) -> str:
    mode = info.external_attr >> 16
    parts = name.replace("\\", "/").rstrip("/").split("/")
    if "\0" in name or any(part in ("", ".", "..") for part in parts) or _DRIVE.match(name):
        return f"has a name that may lead out of the output folder ({shown(name)}): it is not read"
    if name in known:
        return "has the name of another member of the archive: rename one"
    if name.endswith("/"):
        return ""
    if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
        return "is a link or a special file: it is not followed"
    if info.flag_bits & _ENCRYPTED:
        return "is encrypted: decrypt it first"
    if info.compress_type not in METHODS:
        return (
            f"is compressed by a method that is not supported (number {info.compress_type}): zip it anew with deflate"
        )
    return ""
