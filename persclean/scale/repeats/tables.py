"""Parquet files between the steps: written whole or not at all, read row by row with a row group in memory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from persclean.io.atomic import AtomicFile


class ParquetFile:
    """A Parquet file that is there whole or not at all; a row group for each batch."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self._file, self._schema = AtomicFile(path), schema
        self._writer = pq.ParquetWriter(pa.PythonFile(_Sink(self._file), "w"), schema, compression="zstd")

    def write(self, batch: pa.RecordBatch) -> None:
        """Add rows."""
        self._writer.write_batch(batch)

    def write_rows(self, held: list[tuple[Any, ...]]) -> None:
        """Add rows, each a tuple, and take them off the list."""
        columns = zip(*held, strict=True) if held else [() for _ in self._schema]
        arrays = [pa.array(column, field.type) for column, field in zip(columns, self._schema, strict=True)]
        self.write(pa.record_batch(arrays, self._schema))
        held.clear()

    def commit(self) -> None:
        """Put the file in place."""
        self._writer.close()
        self._file.commit()

    def __enter__(self) -> ParquetFile:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        if self._writer.is_open:
            self._writer.close()
        self._file.__exit__(kind, error, tb)


class _Sink:
    """An atomic file as Arrow writes to one."""

    closed = False

    def __init__(self, file: AtomicFile) -> None:
        self._file, self._size = file, 0

    def write(self, data: Any) -> int:
        data = bytes(data)
        self._file.write(data)
        self._size += len(data)
        return len(data)

    def tell(self) -> int:
        return self._size

    def flush(self) -> None:
        pass

    def close(self) -> None:
        pass

    def writable(self) -> bool:
        return True

    def readable(self) -> bool:
        return False

    def seekable(self) -> bool:
        return False


def rows(path: Path, *columns: str) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a file, of these columns or of all."""
    with pq.ParquetFile(path) as file:
        for group in range(file.num_row_groups):
            for batch in file.iter_batches(1024, [group], columns or None):
                yield from zip(*(batch.column(name).to_pylist() for name in columns or batch.schema.names), strict=True)
