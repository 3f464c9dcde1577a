"""Whether an array from a file can be walked: its offsets and numbers stay within its buffers."""

from __future__ import annotations

import pyarrow as pa

from persclean.io.records.arrow_quarantine import as_bytes


def check_batch(batch: pa.RecordBatch) -> None:
    """Raise ArrowInvalid if a column is damaged."""
    for n in range(batch.num_columns):
        check(batch.column(n))


def check(array: pa.Array) -> None:
    """Raise ArrowInvalid if the array is damaged; invalid UTF-8 is no damage but a bad value."""
    try:
        array.validate(full=True)
    except pa.ArrowInvalid:
        if pa.types.is_dictionary(array.type):
            check(array.dictionary)
            pa.DictionaryArray.from_arrays(array.indices, pa.nulls(len(array.dictionary)))  # looks at the numbers
            return
        kind = as_bytes(array.type)
        if kind == array.type:
            raise
        array.cast(kind).validate(full=True)
