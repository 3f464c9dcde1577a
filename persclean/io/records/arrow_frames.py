"""Frames of formats of columns: a record batch as an Arrow IPC stream, with a note beside it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pyarrow as pa

_NOTE = b"persclean"


def pack(batch: pa.RecordBatch, note: dict[str, Any]) -> bytes:
    """Return the bytes of a batch; of a slice, only what it shows. note: for the assembler (JSON)."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as writer:
        writer.write_batch(batch, custom_metadata={_NOTE: json.dumps(note)})
    return bytes(memoryview(sink.getvalue()))


def unpack(data: bytes) -> tuple[pa.RecordBatch, dict[str, Any]]:
    """Return the batch (no copy) and the note."""
    with pa.ipc.open_stream(pa.py_buffer(data)) as reader:
        batch, metadata = reader.read_next_batch_with_custom_metadata()
    return batch, json.loads(metadata[_NOTE])


def cut(batch: pa.RecordBatch, size: int) -> Iterator[pa.RecordBatch]:
    """Yield the rows of a batch in slices of about `size` bytes, or of one row where that is larger."""
    rows = batch.num_rows
    if batch.nbytes <= size or rows <= 1:
        yield batch
        return
    yield from cut(batch.slice(0, rows // 2), size)
    yield from cut(batch.slice(rows // 2), size)


def joined(batches: list[pa.RecordBatch]) -> pa.RecordBatch:
    """Return these batches of one schema as one, copied. Raises ArrowInvalid if a column has no room for it."""
    if len(batches) == 1:
        return batches[0]
    if hasattr(pa, "concat_batches"):
        return pa.concat_batches(batches)
    arrays = [pa.concat_arrays([one.column(n) for one in batches]) for n in range(batches[0].num_columns)]
    return pa.RecordBatch.from_arrays(arrays, schema=batches[0].schema)
