"""Findings as rows of text, one each; what all of a kind have in common is made once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from persclean.check.found import messages

if TYPE_CHECKING:
    from persclean.check.found import Batch, Place
    from persclean.engine.kinds import Kind

SMALL = 200  # findings; below it Arrow's start-up does not pay
MANY = 1 << 16  # findings made into text at once: bounds memory


class Row(NamedTuple):
    """What stands before the line of a place, between line and column, and after it; and then what says what it is."""

    head: str
    middle: str
    tail: str


class Style(Protocol):
    """How a row is written."""

    def row(self, source: str) -> Row:
        """Return the parts of a row for plain text."""

    def place(self, source: str, place: Place) -> str:
        """Return what stands before what says what it is, for a place in a record."""

    def what(self, kind: Kind, message: str) -> str:
        """Return the end of a row."""


def rows(batch: Batch, style: Style, end: str) -> Iterator[bytes | memoryview]:
    """Yield the findings in this style, each row with `end` behind it, in some pieces."""
    said = messages(batch.kinds)
    ends = [f"{style.what(kind, message)}{end}" for kind, message in zip(batch.kinds, said, strict=True)]
    if batch.places is not None:
        head = [style.place(batch.source, place) for place in batch.places]
        yield _encoded("".join([one + ends[k] for one, k in zip(head, batch.which.tolist(), strict=True)]))
        return
    row = style.row(batch.source)
    if len(batch) > SMALL:
        pool = _binary([f"{row.tail}{one}" for one in ends])
        for start in range(0, len(batch), MANY):
            yield _by_arrow(batch, row, pool, start)
        return
    places = zip(batch.lines.tolist(), batch.columns.tolist(), batch.which.tolist(), strict=True)
    yield _encoded("".join([f"{row.head}{a}{row.middle}{b}{row.tail}{ends[k]}" for a, b, k in places]))


def _by_arrow(batch: Batch, row: Row, pool: Any, start: int) -> memoryview:
    import pyarrow as pa
    import pyarrow.compute as pc

    from persclean.engine.arrow import int64, take

    some = slice(start, start + MANY)
    join: Callable[..., Any] = pc.binary_join_element_wise
    made = join(
        pa.scalar(_encoded(row.head), pa.binary()),
        int64(batch.lines[some]).cast(pa.string()).cast(pa.binary()),
        pa.scalar(_encoded(row.middle), pa.binary()),
        int64(batch.columns[some]).cast(pa.string()).cast(pa.binary()),
        take(pool, batch.which[some]),
        pa.scalar(b"", pa.binary()),
    )
    _, _, data = made.buffers()
    return memoryview(data)[: data.size] if data is not None else memoryview(b"")


def _binary(texts: list[str]) -> Any:
    """Return texts, each of which ends with its one line feed, as an Arrow array of bytes."""
    import numpy as np
    import pyarrow as pa

    from persclean.engine.arrow import binary

    data = _encoded("".join(texts))
    ends = np.flatnonzero(np.frombuffer(data, np.uint8) == 10) + 1
    if len(ends) != len(texts):
        return binary(list(map(_encoded, texts)))
    offsets = np.concatenate([[0], ends]).astype(np.int32)
    return pa.BinaryArray.from_buffers(pa.binary(), len(ends), [None, pa.py_buffer(offsets), pa.py_buffer(data)])


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "backslashreplace")
