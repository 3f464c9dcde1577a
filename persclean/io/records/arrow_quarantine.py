"""A bad row of a format of columns, as it goes to quarantine."""

from __future__ import annotations

import base64
import json
import math
from typing import Any

import pyarrow as pa

from persclean.io.records.arrow_paths import is_list, is_text


def as_json(row: pa.RecordBatch, shown: int = -1) -> bytes:
    """Return a row (a batch of one) as a JSON object, or as an array of pairs where two columns have one name.

    Bytes and invalid UTF-8 become {"base64": ...}; what JSON has no type for becomes text. shown: of how many columns.
    """
    names = row.schema.names[: shown if shown >= 0 else None]
    values = [_value(row.column(n)) for n in range(len(names))]
    pairs = list(zip(names, values, strict=True))
    whole = dict(pairs) if len(set(names)) == len(names) else pairs
    return json.dumps(whole, ensure_ascii=False, default=_other).encode()


def _value(array: pa.Array) -> Any:
    try:
        if pa.types.is_dictionary(array.type):
            array = array.dictionary_decode()
        try:
            return _finite(array[0].as_py())
        except UnicodeDecodeError:
            return array.cast(as_bytes(array.type))[0].as_py()
    except (ValueError, OverflowError, NotImplementedError):  # pa.ArrowInvalid is a ValueError; a year over 9999
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, pa.schema([("", array.type)])) as writer:
            writer.write_batch(pa.RecordBatch.from_arrays([array], [""]))
        return {"arrow": base64.b64encode(sink.getvalue()).decode("ascii")}


def as_bytes(kind: pa.DataType) -> pa.DataType:
    """Return the type with bytes instead of text."""
    if is_text(kind):
        return pa.large_binary()
    if is_list(kind):
        field = kind.field(0)
        below = field.with_type(as_bytes(field.type))
        if pa.types.is_fixed_size_list(kind):
            return pa.list_(below, kind.list_size)
        return pa.large_list(below) if pa.types.is_large_list(kind) else pa.list_(below)
    if pa.types.is_struct(kind):
        fields = [kind.field(n) for n in range(kind.num_fields)]
        return pa.struct([field.with_type(as_bytes(field.type)) for field in fields])
    return kind


def _finite(value: Any) -> Any:
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value


def _other(value: Any) -> Any:
    if not isinstance(value, bytes):
        return str(value)
    try:
        return str(value, "utf-8")
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(value).decode("ascii")}
