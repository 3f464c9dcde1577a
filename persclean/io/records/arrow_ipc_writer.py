"""Writes an Arrow IPC file or stream as it was: the same batches, compression, metadata and dictionaries."""

from __future__ import annotations

import base64
import inspect
import json
from typing import Any, BinaryIO

import pyarrow as pa

from persclean.io.records.arrow_frames import joined, unpack
from persclean.io.records.arrow_plain import plain_schema
from persclean.io.records.arrow_sink import Sink
from persclean.io.records.arrow_spill import Spill
from persclean.io.records.arrow_window import open_arrow
from persclean.io.records.base import Write


class ArrowAssembler:
    """Implements Assembler. lost: in words, what of the input's settings the output does not have."""

    def __init__(self, write: Write, source: BinaryIO) -> None:
        stream = open_arrow(source)
        self._schema, self._plain = stream.schema, plain_schema(stream.schema)
        self._spill = Spill(self._plain)
        self._values: dict[int, _Values] = {}
        self.lost: list[str] = []
        held = [message for message in stream.messages if message.is_batch or message.is_dictionary]
        codecs = {message.codec for message in held}
        if len(codecs) > 1:
            self.lost.append(f"all batches are compressed with {max(codecs)}, where some were otherwise")
        options = pa.ipc.IpcWriteOptions(
            metadata_version=pa.ipc.MetadataVersion.V4 if held and held[0].version == 4 else pa.ipc.MetadataVersion.V5,
            use_legacy_format=stream.messages[0].legacy,
            compression=max(codecs, default="") or None,
            use_threads=False,
            emit_dictionary_deltas=any(message.delta for message in held),
        )
        sink = pa.PythonFile(Sink(write), "w")
        settings: dict[str, Any] = {"options": options}
        if stream.metadata and "metadata" in inspect.signature(pa.ipc.new_file).parameters:
            settings["metadata"] = stream.metadata
        new = pa.ipc.new_file if stream.is_file else pa.ipc.new_stream
        self._writer = new(sink, self._schema, **settings)

    def add(self, data: bytes, raw: bool = False) -> None:
        """Take rows, values of a dictionary, or with `raw` the end of a batch."""
        if raw and data.startswith(b"{"):
            pairs = json.loads(data)["metadata"]
            self._end_batch({base64.b64decode(key): base64.b64decode(value) for key, value in pairs})
        elif data:
            batch, note = unpack(data)
            if "column" in note:
                values = self._values.setdefault(note["column"], _Values())
                values.add(batch.column(0), note["begin"], "changed" in note)
                return
            own = len(self._schema)
            numbers = iter(batch.columns[own:])
            arrays = [
                next(numbers) if pa.types.is_dictionary(field.type) else array
                for field, array in zip(self._schema, batch.columns[:own], strict=True)
            ]
            self._spill.add(pa.RecordBatch.from_arrays(arrays, schema=self._plain))

    def finish(self) -> None:
        """Write the rest of a batch that broke off, and the end."""
        if self._spill.rows:
            self._end_batch({})
        self._writer.close()

    def _end_batch(self, metadata: dict[bytes, bytes]) -> None:
        # With an empty one there is always a copy: its padding does not depend on how many pieces there were.
        empty = pa.RecordBatch.from_arrays([pa.nulls(0, kind) for kind in self._plain.types], schema=self._plain)
        batch = joined([*self._spill.take(), empty])
        self._spill.clear()  # before the writer needs memory
        arrays = []
        for n, (field, array) in enumerate(zip(self._schema, batch.columns, strict=True)):
            if pa.types.is_dictionary(field.type):
                arrays.append(self._values[n].encoded(array, field.type))
            else:
                arrays.append(array.cast(field.type))
        whole = pa.RecordBatch.from_arrays(arrays, schema=self._schema)
        self._writer.write_batch(whole, custom_metadata=metadata or None)


class _Values:
    """The values of a dictionary, cleaned. Of those that have become the same, one remains: readers expect that."""

    def __init__(self) -> None:
        self._parts: list[pa.Array] = []
        self._changed = False
        self._whole: pa.Array = None
        self._numbers: pa.Array = None

    def add(self, values: pa.Array, begin: int, changed: bool) -> None:
        """Take values, the first of which has the number `begin`."""
        if not begin:
            self._parts, self._changed = [], False
        self._parts.append(values)
        self._changed = self._changed or changed
        self._whole = None

    def encoded(self, numbers: pa.Array, kind: pa.DataType) -> pa.Array:
        """Return the dictionary array of these numbers."""
        if self._whole is None:
            self._whole, self._numbers = pa.concat_arrays(self._parts), None
            if self._changed:
                once = self._whole.dictionary_encode()
                if len(once.dictionary) < len(self._whole) - self._whole.null_count:
                    self._whole, self._numbers = once.dictionary, once.indices.cast(kind.index_type)
        if self._numbers is not None:
            numbers = self._numbers.take(numbers)
        return pa.DictionaryArray.from_arrays(numbers, self._whole, ordered=kind.ordered)
