"""Compresses and decompresses the files of the generated archive, with nothing of persclean's."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import sys
import zipfile
import zlib

import lz4.frame

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

SUFFIX = {"none": "", "gz": ".gz", "bz2": ".bz2", "xz": ".xz", "zst": ".zst", "lz4": ".lz4", "zip": ".zip"}


def packed(kind: str, data: bytes, name: str) -> bytes:
    """Return the data compressed. name: of the member of a zip archive."""
    if kind == "gz":
        return gzip.compress(data, 1, mtime=0)
    if kind == "bz2":
        return bz2.compress(data, 1)
    if kind == "xz":
        return lzma.compress(data, preset=0)
    if kind == "zst":
        return bytes(zstd.compress(data, 1))
    if kind == "lz4":
        return bytes(lz4.frame.compress(data))
    if kind == "zip":
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
            file.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED, 1)
        return out.getvalue()
    return data


def unpacked(kind: str, data: bytes) -> bytes:
    """Return the data decompressed; of a stream that is cut off, all that can be read."""
    if kind == "zip":
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            (name,) = file.namelist()
            return file.read(name)
    if kind == "none":
        return data
    reader = {
        "gz": lambda: zlib.decompressobj(31),
        "bz2": bz2.BZ2Decompressor,
        "xz": lzma.LZMADecompressor,
        "zst": zstd.ZstdDecompressor,
        "lz4": lz4.frame.LZ4FrameDecompressor,
    }[kind]()
    parts = []
    while data:  # a stream may have several members
        parts.append(reader.decompress(data))
        data = reader.unused_data or b"" if reader.eof else b""
        if data:
            return b"".join(parts) + unpacked(kind, data)
    return b"".join(parts)
