"""A look at the first records of a stream: whether they have the columns wanted, and which there are if none is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from persclean.errors import InputError
from persclean.io.records.base import Frame
from persclean.io.records.json_check import Fault, load
from persclean.io.records.json_columns import Node, joined

RECORDS, SIZE = 100, 1 << 20  # how many, and bytes of them; fixed, so that the answer does not depend on frames
_NAMES = 20


def probed(
    frames: Iterator[Frame], root: Node, records: Callable[[Frame], Iterable[tuple[int, bytes]]]
) -> Iterator[Frame]:
    """Yield frames as they come, the first of them only when one record with a wanted column was seen.

    root: the columns. records: returns those of a frame, each with its offset in it.

    Raises InputError if none of the first valid records has any of them, or if no column is wanted.
    """
    held: list[Frame] = []
    valid: list[object] = []
    seen = offset = 0
    for frame in frames:
        held.append(frame)
        for start, record in records(frame) if frame.kind == "records" else ():
            if seen == RECORDS or offset + start >= SIZE:
                offset = SIZE
                break
            seen += 1
            try:
                valid.append(load(record)[0])
            except Fault:
                continue
            if root.columns and _holds(valid[-1], root):
                yield from held
                yield from frames
                return
        offset += len(frame.data)
        if offset >= SIZE:
            break
    if not root.columns and (seen or any(frame.kind != "raw" for frame in held)):
        raise InputError(f"no column is named: name those with text by --column; {_known(valid)}")
    if valid:
        wanted = ", ".join(f"'{name}'" for name in root.columns)
        raise InputError(f"none of the first {len(valid)} valid records has {wanted}; {_known(valid)}")
    yield from held
    yield from frames


def _holds(value: object, root: Node) -> bool:
    """Return whether a record has a wanted column, or null or an empty array on the way to it."""
    todo = [(value, root)]
    while todo:
        value, node = todo.pop()
        if isinstance(value, list):
            todo += ((one, node) for one in value)
        elif isinstance(value, dict):
            for key, child in node.below.items():
                if key in value:
                    if child.column or value[key] in (None, []):
                        return True
                    todo.append((value[key], child))
    return False


def _known(values: list[object]) -> str:
    names = dict.fromkeys(name for value in values for name in _texts(value))
    if not names:
        return "the first records hold no text"
    shown = ", ".join(list(names)[:_NAMES]) + (" ..." if len(names) > _NAMES else "")
    return f"the first records have text in: {shown}"


def _texts(value: object) -> Iterator[str]:
    """Yield the paths of the texts in a value, in order."""
    todo: list[tuple[object, tuple[str, ...]]] = [(value, ())]
    while todo:
        value, path = todo.pop()
        if isinstance(value, str) and path and all(path):
            yield joined(path)
        elif isinstance(value, list):
            todo += ((one, path) for one in reversed(value))
        elif isinstance(value, dict):
            todo += ((one, (*path, key)) for key, one in reversed(value.items()))
