"""What the header of a Parquet page says that no library tells: the page version, and whether it has a checksum.

The header is a Thrift struct in the compact protocol: 1 the kind of page, 2 and 3 its sizes, 4 the checksum, if any;
all of them 32-bit integers (parquet-format, src/main/thrift/parquet.thrift, PageHeader).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

_NEXT_I32 = 0x15  # field number one more than the last, type i32
_DATA_PAGE_V2 = 3


@dataclass(frozen=True, slots=True)
class Page:
    """version: 1 or 2. checksum: whether it has one."""

    version: int
    checksum: bool


def first_page(source: BinaryIO, chunks: Sequence[Any]) -> Page | None:
    """Return what the first data page of a column says; None if it has none, or is damaged."""
    for chunk in chunks:
        if chunk.num_values:
            source.seek(chunk.data_page_offset)
            return _page(source.read(32))
    return None


def _page(data: bytes) -> Page | None:
    at, values = 0, list[int]()
    while at < len(data) and data[at] == _NEXT_I32 and len(values) < 4:
        at += 1
        value = shift = 0
        while at < len(data):
            value |= (data[at] & 0x7F) << shift
            shift += 7
            at += 1
            if data[at - 1] < 0x80:
                break
        values.append((value >> 1) ^ -(value & 1))
    if len(values) < 3:
        return None
    return Page(2 if values[0] == _DATA_PAGE_V2 else 1, len(values) == 4)
