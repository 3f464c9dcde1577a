"""Where the texts of a schema are: names of columns to paths through its types."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import pyarrow as pa

from persclean.errors import InputError


@dataclass(frozen=True, slots=True)
class TextPath:
    """name: as the user says it. column: its number. fields: numbers of the struct fields on the way, lists skipped."""

    name: str
    column: int
    fields: tuple[int, ...] = ()


def is_text(kind: pa.DataType) -> bool:
    """Whether values of this type are texts."""
    view = getattr(pa.types, "is_string_view", None)
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or (view and view(kind)))


def is_list(kind: pa.DataType) -> bool:
    """Whether it is a list of a kind that can be walked."""
    types = pa.types
    return bool(types.is_list(kind) or types.is_large_list(kind) or types.is_fixed_size_list(kind))


def text_paths(schema: pa.Schema) -> list[TextPath]:
    """Return all that could be cleaned, in order.

    >>> body = pa.struct([("body", pa.string()), ("views", pa.int64())])
    >>> schema = pa.schema([("id", pa.int64()), ("tags", pa.list_(pa.string())), ("a", body)])
    >>> [path.name for path in text_paths(schema)]
    ['tags', 'a.body']
    """
    return [path for n, field in enumerate(schema) for path in _below(field.type, TextPath(field.name, n), n)]


def _below(kind: pa.DataType, path: TextPath, column: int) -> Iterator[TextPath]:
    if pa.types.is_dictionary(kind) and not path.fields and is_text(kind.value_type):
        yield path
    elif is_list(kind):
        if not pa.types.is_dictionary(kind.value_type):
            yield from _below(kind.value_type, path, column)
    elif pa.types.is_struct(kind):
        for n in range(kind.num_fields):
            field = kind.field(n)
            if not pa.types.is_dictionary(field.type):
                yield from _below(field.type, TextPath(f"{path.name}.{field.name}", column, (*path.fields, n)), column)
    elif is_text(kind):
        yield path


def resolve(schema: pa.Schema, wanted: Sequence[str]) -> tuple[TextPath, ...]:
    """Return the paths of the columns wanted, in the order of the schema.

    Raises InputError if none are wanted, or one is not there, is no text, or stands there twice; it names those with
    text.
    """
    known = text_paths(schema)
    there = f"columns with text: {', '.join(dict.fromkeys(path.name for path in known)) or 'none'}"
    if not wanted:
        raise InputError(f"which columns hold text? Name them with --column; {there}")
    for name in wanted:
        count = sum(path.name == name for path in known)
        if count > 1:
            raise InputError(f"column '{name}' is there {count} times; {there}")
        if not count:
            what = "is no text" if name in _all_names(schema) else "is not there"
            raise InputError(f"column '{name}' {what}; {there}")
    return tuple(path for path in known if path.name in set(wanted))


def _all_names(schema: pa.Schema) -> set[str]:
    names: set[str] = set()
    todo: list[tuple[str, pa.DataType]] = [(field.name, field.type) for field in schema]
    while todo:
        name, kind = todo.pop()
        names.add(name)
        todo += [(f"{name}.{field.name}" if pa.types.is_struct(kind) else name, field.type) for field in _fields(kind)]
    return names


def _fields(kind: pa.DataType) -> Iterable[pa.Field]:
    return [kind.field(n) for n in range(kind.num_fields)] if is_list(kind) or pa.types.is_struct(kind) else []
