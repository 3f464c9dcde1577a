"""Whether a batch from a file can be walked: its offsets and numbers stay within its buffers."""

from __future__ import annotations

import pyarrow as pa

from persclean.io.records.arrow_paths import is_list, is_text


def check_batch(batch: pa.RecordBatch) -> None:
    """Raise ArrowInvalid if a column is damaged; invalid UTF-8 is no damage but a bad value."""
    for n in range(batch.num_columns):
        _check(batch.column(n))


def _check(array: pa.Array) -> None:
    array.validate()  # sizes; without it even what follows might crash
    try:
        array.validate(full=True)
    except pa.ArrowInvalid:
        if pa.types.is_dictionary(array.type):
            _check(array.dictionary)
            pa.DictionaryArray.from_arrays(array.indices, pa.nulls(len(array.dictionary)))  # looks at the numbers
            return
        as_bytes = _as_bytes(array)
        if as_bytes.type == array.type:
            raise
        as_bytes.validate(full=True)


def _as_bytes(array: pa.Array) -> pa.Array:
    """Return the array, which may be damaged, with bytes for texts. It is not cast: that would walk it."""
    kind, buffers = array.type, array.buffers()
    children = []
    if is_text(kind):
        if pa.types.is_string(kind) or pa.types.is_large_string(kind):
            kind = pa.binary() if pa.types.is_string(kind) else pa.large_binary()
        else:
            kind = pa.binary_view()
    elif is_list(kind):
        children = [_as_bytes(array.values)]
        below = kind.field(0).with_type(children[0].type)
        if pa.types.is_fixed_size_list(kind):
            kind, buffers = pa.list_(below, kind.list_size), buffers[:1]
        else:
            kind = pa.large_list(below) if pa.types.is_large_list(kind) else pa.list_(below)
            buffers = buffers[:2]
    elif pa.types.is_struct(kind):
        children = [_as_bytes(array.field(n)) for n in range(kind.num_fields)]
        kind = pa.struct([kind.field(n).with_type(child.type) for n, child in enumerate(children)])
        buffers = buffers[:1]
    else:
        return array
    return pa.Array.from_buffers(kind, len(array), buffers, -1, array.offset, children=children)
