"""The settings with which a Parquet file was written, as far as it tells them, for a writer to do the same."""

from __future__ import annotations

import inspect
import itertools
import math
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from persclean.io.records.parquet_pages import Page, first_page

_ENCODINGS = ("DELTA_BINARY_PACKED", "DELTA_LENGTH_BYTE_ARRAY", "DELTA_BYTE_ARRAY", "BYTE_STREAM_SPLIT")
_WRITTEN = 4 << 20  # bytes of rows that the writer takes at a time, about
_FALSE_POSITIVES = 0.05  # of Bloom filters; what a file was made with, it does not say


def step(metadata: Any) -> int:
    """Return how many rows the writer takes at a time: a power of two that depends on nothing but the input."""
    size = sum(int(metadata.row_group(n).total_byte_size) for n in range(metadata.num_row_groups))
    rows = max(1, _WRITTEN * int(metadata.num_rows) // max(1, size))
    return min(1024, 1 << (int(rows).bit_length() - 1))


def writer_settings(
    source: BinaryIO, metadata: Any, schema: pa.Schema, texts: frozenset[str]
) -> tuple[dict[str, Any], list[str]]:
    """Return the arguments of ParquetWriter, and in words what cannot be kept.

    schema: of what is written. texts: names of the columns with texts: an order by them may not last.
    """
    settings, paths, lost = _of_schema(metadata, schema)
    settings["write_batch_size"] = step(metadata)
    columns: list[list[Any]] = [[] for _ in paths]
    for n in range(metadata.num_row_groups):
        group = metadata.row_group(n)
        for k, column in enumerate(columns):
            column.append(group.column(k))
    if not metadata.num_row_groups:
        return settings, lost
    pages = [first_page(source, column) for column in columns]
    settings |= _of_columns(paths, columns, pages)
    first = metadata.row_group(0)
    noted = first.sorting_columns or ()
    order = tuple(itertools.takewhile(lambda one: paths[one.column_index].partition(".")[0] not in texts, noted))
    if len(order) < len(noted):
        lost.append("the order of rows is no longer noted where it goes by a column that is cleaned")
    if order:
        settings["sorting_columns"] = order
    known = inspect.signature(pq.ParquetWriter).parameters
    if "bloom_filter_options" not in known and settings.pop("bloom_filter_options", None):
        lost.append("Bloom filters are left out: this version of pyarrow cannot write them")
    return settings, lost


def _of_columns(paths: list[str], columns: list[list[Any]], pages: list[Page | None]) -> dict[str, Any]:
    """Return what is set by column, or for all from what the first pages say."""
    dictionary = [
        path for path, column in zip(paths, columns, strict=True) if any(c.has_dictionary_page for c in column)
    ]
    encodings = {}
    for path, column in zip(paths, columns, strict=True):
        special = [name for name in _ENCODINGS if any(name in chunk.encodings for chunk in column)]
        if special and path not in dictionary:
            encodings[path] = special[0]
    blooms = {
        path: {"ndv": _distinct(column[0].bloom_filter_length), "fpp": _FALSE_POSITIVES}
        for path, column in zip(paths, columns, strict=True)
        if getattr(column[0], "bloom_filter_length", None)
    }
    chunks = [chunk for column in columns for chunk in column]
    settings: dict[str, Any] = {
        "compression": {path: _codec(column[0].compression) for path, column in zip(paths, columns, strict=True)},
        "use_dictionary": dictionary or False,
        "write_statistics": [
            p for p, column in zip(paths, columns, strict=True) if any(c.is_stats_set for c in column)
        ],
        "write_page_index": any(chunk.has_offset_index for chunk in chunks),
        "data_page_version": "2.0" if any(page and page.version == 2 for page in pages) else "1.0",
        "write_page_checksum": any(page and page.checksum for page in pages),
    }
    if encodings:
        settings["column_encoding"] = encodings
    if blooms:
        settings["bloom_filter_options"] = blooms
    return settings


def _codec(name: str) -> str:
    return "NONE" if name == "UNCOMPRESSED" else name


def _distinct(length: int) -> int:
    """Return for how many distinct values a Bloom filter of this many bytes (with its header) is made."""
    bits = 8 << (max(32, length).bit_length() - 1)
    return max(1, int(bits * -math.log(1 - _FALSE_POSITIVES ** (1 / 8)) / 8 * 0.99))


def _of_schema(metadata: Any, schema: pa.Schema) -> tuple[dict[str, Any], list[str], list[str]]:
    """Return the settings with which this schema becomes that of the file, the leaf columns' paths, what differs.

    Most writers do not say which rules of naming and typing they follow, so they are tried.
    """
    wanted = metadata.schema
    old = metadata.format_version == "1.0"
    int96 = any(wanted.column(n).physical_type == "INT96" for n in range(len(wanted.names)))
    best: tuple[dict[str, Any], list[str], list[str]] | None = None
    known = inspect.signature(pq.ParquetWriter).parameters
    for version, compliant, integers, utc in itertools.product(
        ("1.0", "2.6") if old else ("2.6", "1.0"), (True, False), (False, True), (False, True)
    ):
        settings = {
            "version": version,
            "use_compliant_nested_type": compliant,
            "store_decimal_as_integer": integers,
            "write_time_adjusted_to_utc": utc,
            "use_deprecated_int96_timestamps": int96,
            "store_schema": False,  # the file's own `ARROW:schema`, if it has one, is among its metadata
        }
        settings = {name: value for name, value in settings.items() if name in known}
        sink = pa.BufferOutputStream()
        pq.ParquetWriter(sink, schema, **settings).close()
        made = pq.read_metadata(pa.BufferReader(sink.getvalue())).schema
        paths = [made.column(n).path for n in range(len(made.names))]
        if made.equals(wanted):
            return settings, paths, []
        lost = _differences(wanted, made)
        if best is None or len(lost) < len(best[2]):
            best = settings, paths, lost
    assert best is not None
    return best


def _differences(wanted: Any, made: Any) -> list[str]:
    """Return how the columns of two Parquet schemas differ, one entry a column."""
    entries = []
    for n in range(len(wanted.names)):
        before, after = _shown(wanted.column(n)), _shown(made.column(n))
        if before != after:
            entries.append(f"column {before} is written as {after}")
    return entries or ["the Parquet schema differs in names or nullability of groups"]


def _shown(column: Any) -> str:
    logical = str(column.logical_type)
    return f"'{column.path}' ({column.physical_type}{'' if logical == 'None' else f', {logical}'})"
