"""Writes the rows of a Parquet file as it was written, row group by row group.

The bytes must not depend on how the rows were cut into frames. But a column writer begins a new step, after which it
may begin a page, with each array it is given; so it is given arrays of a number of rows that the input alone decides.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from persclean.io.records.arrow_frames import joined, unpack
from persclean.io.records.arrow_paths import resolve
from persclean.io.records.arrow_sink import Sink
from persclean.io.records.arrow_spill import Spill
from persclean.io.records.base import Write
from persclean.io.records.parquet import dense, open_parquet
from persclean.io.records.parquet_settings import step, writer_settings


class ParquetAssembler:
    """Implements Assembler. lost: in words, what of the input's settings the output does not have."""

    def __init__(self, write: Write, source: BinaryIO, columns: Sequence[str]) -> None:
        file = open_parquet(source)
        schema = dense(file.schema_arrow)
        self._schema = schema.remove_metadata()
        # Arrow keeps its own schema among these (`ARROW:schema`, the last): it stays, byte for byte, or absent.
        # Only the metadata of the schema, where that one is left out, come in the order of the file.
        entries, ordered = file.metadata.metadata or {}, file.schema_arrow.metadata or {}
        keys = [*(key for key in ordered if key in entries), *sorted(key for key in entries if key not in ordered)]
        self._metadata = {key: entries[key] for key in keys}
        texts = frozenset(schema.field(path.column).name for path in resolve(schema, columns))
        settings, self.lost = writer_settings(source, file.metadata, self._schema, texts)
        self._spill = Spill(self._schema)
        self._sink = Sink(write)
        self._writer = pq.ParquetWriter(pa.PythonFile(self._sink, "w"), self._schema, **settings)
        self._step = step(file.metadata)
        self._waiting: list[pa.RecordBatch] = []
        self._rows = 0

    def add(self, data: bytes, raw: bool = False) -> None:
        """Take rows, or with `raw` the end of a row group."""
        if raw:
            assert "end" in json.loads(data)
            self._end_group()
        elif data:
            batch, _ = unpack(data)
            batch = pa.RecordBatch.from_arrays(batch.columns, schema=self._schema)
            self._waiting.append(batch)
            self._rows += batch.num_rows
            if self._rows >= self._step:
                self._set_aside(self._step)

    def finish(self) -> None:
        """Write the rest of a row group that broke off, and the end of the file."""
        if self._waiting or self._spill.rows:
            self._end_group()
        if self._metadata:
            self._writer.add_key_value_metadata(self._metadata)
        self._writer.close()

    def _set_aside(self, least: int) -> None:
        """Put waiting rows with the others of the row group, in arrays of the step's size; fewer than `least` wait."""
        batch, start = joined(self._waiting), 0
        while self._rows - start >= least and start < self._rows:
            self._spill.add(batch.slice(start, self._step))
            start += self._step
        start = min(start, self._rows)
        self._waiting, self._rows = ([batch.slice(start)] if start < self._rows else []), self._rows - start

    def _end_group(self) -> None:
        if self._waiting:
            self._set_aside(1)
        table = pa.Table.from_batches(self._spill.take(), self._schema)
        with self._spill.forgetting():
            self._writer.write_table(table, row_group_size=max(1, table.num_rows))
        del table
        self._spill.clear()
