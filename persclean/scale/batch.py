"""`clean_batch`: the texts of a record batch or table, cleaned; what every adapter calls."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

import pyarrow as pa

from persclean.config import Config
from persclean.errors import InputError, unknown_name
from persclean.io.records.arrow_paths import TextPath, resolve
from persclean.pipeline import Pipeline
from persclean.scale.arrays import Arrays, Errors
from persclean.scale.cleaner import cleaner

Batch = TypeVar("Batch", pa.RecordBatch, pa.Table)

_LARGE = 512 << 20  # bytes of a chunk of a table that is cut: its texts may grow, and a string column ends at 2 GiB


def clean_batch(
    batch: Batch,
    columns: str | Sequence[str],
    config: Pipeline | Config | None = None,
    *,
    errors: Errors = "strict",
) -> Batch:
    """Return the batch with the texts of some columns cleaned, each as `persclean.clean` cleans it.

    batch: a pyarrow RecordBatch or Table; it is not changed. columns: names or paths (`article.body`; a list on the
    way means each of its elements) of columns of strings, large strings, string views, dictionaries of these, lists and
    structs of these; one of type null has nothing to clean. config: what cleans, a Pipeline, or a Config for the
    default preset with these settings; both are picklable. errors: "strict" or "keep": what is no UTF-8, which Arrow
    allows, stays as it is.

    Schema, metadata, rows and nulls are as before; columns that are not named, or in which nothing changes, are the
    same buffers. A document filter takes each value for a document. Engine and model are made once in a process.

    Raises InputError for a column that is not there or no text, and for invalid UTF-8, with its row from 0; ConfigError
    for wrong settings; LettersLostError if a filter is found to lose letters.

    >>> import pyarrow as pa
    >>> clean_batch(pa.table({"id": [1], "body": ["كتاب 3"]}), ["body"]).to_pylist()
    [{'id': 1, 'body': 'کتاب ۳'}]
    """
    if errors not in ("strict", "keep"):
        raise unknown_name("value for errors", errors, ("strict", "keep"))
    if not isinstance(batch, (pa.RecordBatch, pa.Table)):
        raise TypeError(f"batch: a pyarrow RecordBatch or Table, not {type(batch).__name__}")
    arrays = Arrays(cleaner(config), errors)
    before = batch.columns
    made = list(before)
    for path in text_columns(batch.schema, columns):
        old = made[path.column]
        new = _chunked(old, path, arrays) if isinstance(old, pa.ChunkedArray) else arrays.clean(old, path, 0)
        made[path.column] = new
    if all(new is old for new, old in zip(made, before, strict=True)):
        return batch
    return type(batch).from_arrays(made, schema=batch.schema)


def text_columns(schema: pa.Schema, columns: str | Sequence[str]) -> tuple[TextPath, ...]:
    """Return the paths of the columns wanted; those of type null, in which there is no text, are left out.

    Raises InputError for one that is not there, or no text.
    """
    wanted = (columns,) if isinstance(columns, str) else tuple(columns)
    if not wanted:
        raise InputError("which columns hold text? name them")
    empty = {field.name for field in schema if pa.types.is_null(field.type)}
    texts = [name for name in wanted if name not in empty]
    return resolve(schema, texts) if texts else ()


def _chunked(column: pa.ChunkedArray, path: TextPath, arrays: Arrays) -> pa.ChunkedArray:
    first, made, same = 0, [], True
    for whole in column.chunks:
        for chunk in _cut(whole):
            made.append(arrays.clean(chunk, path, first))
            same = same and made[-1] is chunk
            first += len(chunk)
    return column if same else pa.chunked_array(made, type=column.type)


def _cut(chunk: pa.Array) -> Iterator[pa.Array]:
    if chunk.nbytes <= _LARGE or len(chunk) <= 1:
        yield chunk
        return
    half = len(chunk) // 2
    yield from _cut(chunk.slice(0, half))
    yield from _cut(chunk.slice(half))
