"""Parquet files: row groups are read in slices, and written as row groups of as many rows.

What is kept, and what cannot be: docs/records-columns.md. Memory: a few frames, one page a column, and at most
arrow_spill.HELD of the row group being put together; the rest of that waits in a temporary file.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, BinaryIO

from persclean.errors import InputError
from persclean.io.records import base
from persclean.io.records.base import Frame, Read, RecordOptions, Write

if TYPE_CHECKING:
    import pyarrow as pa

    from persclean.io.records.arrow_rows import Rows
    from persclean.io.records.parquet_writer import ParquetAssembler

_MAGIC = b"PAR1"
_BUFFER = 1 << 18  # bytes read at a time from each column
_READ_ROWS = 1024  # at most, at a time: few encoded bytes may be many decoded ones


@dataclass(frozen=True, slots=True)
class Parquet:
    """The format; implements RecordFormat.

    Its frames hold no bytes of the file but rows of it, and `raw` ones, between, tell the assembler of row groups.
    """

    options: RecordOptions = RecordOptions()
    name = "parquet"
    seeks = True

    def frames(self, source: Read | BinaryIO) -> Iterator[Frame]:
        """Yield the rows of a file.

        Raises InputError if it is no Parquet file, is encrypted, lacks the columns wanted, or is damaged; if this
        shows only in the middle, all rows before it have been yielded.
        """
        import pyarrow as pa

        from persclean.io.records.arrow_frames import cut, joined, pack
        from persclean.io.records.arrow_paths import resolve
        from persclean.io.records.arrow_rows import Layout

        assert not callable(source)
        file = open_parquet(source)
        layout = Layout(resolve(dense(file.schema_arrow), self.options.columns))
        done = 0
        for group in range(file.num_row_groups):
            rows = size = 0
            note = {"group": group}
            try:
                held: list[pa.RecordBatch] = []
                for batch in self._read(file, group):
                    rows += batch.num_rows
                    size += batch.nbytes
                    held.append(batch)
                    if size >= base.FRAME:
                        whole = joined(held)
                        held, size = [], 0
                        for piece in cut(whole, base.FRAME):
                            yield Frame(pack(piece, note), layout=layout)
                if held:
                    yield Frame(pack(joined(held), note), layout=layout)
                wanted = file.metadata.row_group(group).num_rows
                if rows != wanted:
                    raise InputError(f"it says {wanted:,} rows and holds {rows:,}")
            except (pa.ArrowException, OSError, InputError) as error:
                for piece in held:
                    yield Frame(pack(piece, note), layout=layout)
                at = file.metadata.row_group(group).column(0)
                start = at.dictionary_page_offset or at.data_page_offset
                raise InputError(
                    f"damaged in row group {group + 1} of {file.num_row_groups} (from byte {start:,} on), after row "
                    f"{done + rows:,} of {file.metadata.num_rows:,}: {_words(error)}; the rows before that are written"
                ) from error
            done += rows
            yield Frame(json.dumps({"end": group}).encode(), kind="raw")

    def _read(self, file: Any, group: int) -> Iterator[pa.RecordBatch]:
        """Yield a row group in batches small enough that a few of them are a frame, or one is."""
        metadata = file.metadata.row_group(group)
        rows = max(1, min(_READ_ROWS, base.FRAME * metadata.num_rows // max(1, metadata.total_byte_size)))
        for batch in file.iter_batches(batch_size=rows, row_groups=[group], use_threads=False):
            yield densely(batch)

    def parse(self, frame: Frame) -> Rows:
        """Return the texts of a frame."""
        from persclean.io.records.arrow_rows import Layout, Rows

        assert isinstance(frame.layout, Layout)
        return Rows(frame.data, frame.layout, self.options.max_record)

    def again(self, frame: Frame, data: bytes) -> Iterator[Frame]:
        """Yield what was rendered from a frame as one."""
        yield replace(frame, data=data)

    def assembler(self, write: Write, source: BinaryIO | None = None) -> ParquetAssembler:
        """Return what writes the output; it asks `source` for its schema and settings at once."""
        from persclean.io.records.parquet_writer import ParquetAssembler

        assert source is not None
        return ParquetAssembler(write, source, self.options.columns)


def open_parquet(source: BinaryIO) -> Any:
    """Return the pyarrow ParquetFile; raises InputError if there is none."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    source.seek(0)
    head = source.read(4)
    size = source.seek(0, 2)
    source.seek(max(0, size - 4))
    tail = source.read(4)
    if head == b"PARE" or tail == b"PARE":
        raise InputError("an encrypted Parquet file: decrypt it first")
    if head != _MAGIC:
        raise InputError("no Parquet file: it does not begin with PAR1")
    if tail != _MAGIC:
        raise InputError(
            f"cut off at byte {size:,}: the end of a Parquet file, which says where its rows are, is missing; "
            "nothing of it can be read. Copy it again"
        )
    try:
        metadata = pq.read_metadata(pa.PythonFile(source, "r"))
        columns = metadata.schema
        int96 = any(columns.column(n).physical_type == "INT96" for n in range(len(columns.names)))
        return pq.ParquetFile(
            pa.PythonFile(source, "r"),
            metadata=metadata,
            buffer_size=_BUFFER,
            pre_buffer=False,
            # Those who write it count microseconds; in nanoseconds the year 9999 does not fit.
            coerce_int96_timestamp_unit="us" if int96 else None,
            page_checksum_verification=True,
        )
    except (pa.ArrowException, OSError) as error:
        raise InputError(
            f"the end of this Parquet file is damaged: {_words(error)}; nothing of it can be read"
        ) from error


def dense(schema: pa.Schema) -> pa.Schema:
    """Return the schema as the file holds it: what Arrow shows as dictionaries are plain values."""
    import pyarrow as pa

    def plain(kind: pa.DataType) -> pa.DataType:
        return kind.value_type if pa.types.is_dictionary(kind) else kind

    return pa.schema([field.with_type(plain(field.type)) for field in schema], schema.metadata)


def densely(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Return the batch with plain values for dictionaries."""
    import pyarrow as pa

    if not any(pa.types.is_dictionary(kind) for kind in batch.schema.types):
        return batch
    arrays = [one.dictionary_decode() if pa.types.is_dictionary(one.type) else one for one in batch.columns]
    return pa.RecordBatch.from_arrays(arrays, schema=dense(batch.schema))


def _words(error: Exception) -> str:
    return str(error).strip().splitlines()[0].rstrip(".") if str(error).strip() else type(error).__name__
