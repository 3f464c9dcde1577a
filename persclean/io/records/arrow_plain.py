"""Batches without their dictionaries, which travel apart, so that each value is sent and cleaned once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pyarrow as pa

from persclean.io.records import base
from persclean.io.records.arrow_frames import cut, pack
from persclean.io.records.arrow_paths import TextPath
from persclean.io.records.arrow_rows import Layout
from persclean.io.records.base import Frame


def plain_type(kind: pa.DataType) -> pa.DataType:
    """Return the type in which a column is cut and joined: numbers for dictionaries, no views (a slice has it all)."""
    if pa.types.is_dictionary(kind):
        return kind.index_type
    if hasattr(pa, "string_view") and kind == pa.string_view():
        return pa.large_string()
    if hasattr(pa, "binary_view") and kind == pa.binary_view():
        return pa.large_binary()
    return kind


def plain_schema(schema: pa.Schema) -> pa.Schema:
    """Return the schema of what `plain` returns."""
    return pa.schema([field.with_type(plain_type(field.type)) for field in schema])


def plain(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Return the batch with numbers instead of dictionaries."""
    arrays = [
        one.indices if pa.types.is_dictionary(one.type) else one.cast(plain_type(one.type)) for one in batch.columns
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=plain_schema(batch.schema))


def with_dictionaries(piece: pa.RecordBatch, whole: Sequence[pa.Array], schema: pa.Schema) -> pa.RecordBatch:
    """Return a slice of a plain batch with the values it uses, and the numbers as further columns.

    whole: the columns of the batch before it was made plain.
    """
    arrays, fields, numbers = [], [], []
    for n, (shown, column) in enumerate(zip(piece.columns, whole, strict=True)):
        array, field = shown, piece.schema.field(n)
        if pa.types.is_dictionary(column.type):
            used = array.dictionary_encode()
            numbers.append((array, field.with_name(f"{n}")))
            array = pa.DictionaryArray.from_arrays(used.indices, column.dictionary.take(used.dictionary))
            field = schema.field(n).with_type(array.type)
        arrays.append(array)
        fields.append(field)
    arrays += [array for array, _ in numbers]
    return pa.RecordBatch.from_arrays(arrays, schema=pa.schema([*fields, *(field for _, field in numbers)]))


class Dictionaries:
    """Says what is new in the dictionaries of the batches of a stream. texts: names of the columns with texts."""

    def __init__(self, texts: Mapping[int, str]) -> None:
        self._texts = texts
        self._last: dict[int, pa.Array] = {}

    def frames(self, batch: pa.RecordBatch) -> Iterator[Frame]:
        """Yield the values that this batch's dictionaries have more than the last one's, or all where they differ."""
        for n, column in enumerate(batch.columns):
            if not pa.types.is_dictionary(column.type):
                continue
            values, last = column.dictionary, self._last.get(n)
            self._last[n] = values
            begin = 0
            if last is not None and values.slice(0, len(last)).equals(last):
                begin = len(last)
                if begin == len(values):
                    continue
            new = pa.RecordBatch.from_arrays([values.slice(begin)], [batch.schema.field(n).name])
            for piece in cut(new, base.FRAME):
                data = pack(piece, {"column": n, "begin": begin})
                begin += piece.num_rows
                if n in self._texts:
                    yield Frame(data, layout=Layout((TextPath(self._texts[n], 0),), values=True))
                else:
                    yield Frame(data, kind="raw")
