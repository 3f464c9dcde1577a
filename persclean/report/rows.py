"""Findings as rows of text, one each; what all of a kind have in common is made once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from persclean.check.found import messages

if TYPE_CHECKING:
    from persclean.check.found import Batch, Place
    from persclean.engine.kinds import Kind

SMALL = 200  # findings; below it Arrow's start-up does not pay
_MOST = 1 << 17  # ends of rows remembered: bounds memory
MANY = 1 << 16  # findings made into text at once: bounds memory


class Row(NamedTuple):
    """What stands before the line of a place, between line and column, and after it; and then what says what it is."""

    head: str
    middle: str
    tail: str


class Style(Protocol):
    """How a row is written. known: the ends of rows that were made, by what they say."""

    known: dict[Kind, str]

    def row(self, source: str) -> Row:
        """Return the parts of a row for plain text."""

    def place(self, source: str, place: Place) -> str:
        """Return what stands before what says what it is, for a place in a record."""

    def what(self, kind: Kind, message: str) -> str:
        """Return the end of a row."""


def rows(batch: Batch, style: Style, end: str) -> Iterator[bytes | memoryview]:
    """Yield the findings in this style, each row with `end` behind it, in some pieces."""
    ends = _ends(batch.kinds, style, end)
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


def parted(batch: Batch, style: Style, between: str) -> Iterator[bytes | memoryview]:
    """Yield the findings in this style, with `between` (ASCII) between any two rows, in some pieces."""
    rest: bytes | memoryview = b""
    for part in rows(batch, style, between):
        yield rest
        yield part[: -len(between)]
        rest = part[-len(between) :]


def _ends(kinds: Sequence[Kind], style: Style, end: str) -> list[str]:
    """Return the end of a row of each kind; those of words are remembered, for they come again in the next block."""
    known = style.known
    if len(known) > _MOST:
        known.clear()
    new = [kind for kind in kinds if kind not in known]
    found = [f"{style.what(kind, said)}{end}" for kind, said in zip(new, messages(new), strict=True)]
    known.update(zip(new, found, strict=True))
    ends = [known[kind] for kind in kinds]
    for kind in new:
        if kind.said:
            known.pop(kind, None)
    return ends


def _by_arrow(batch: Batch, row: Row, pool: Any, start: int) -> memoryview:
    from persclean.engine.arrow import decimals, joined, take

    some = slice(start, start + MANY)
    lines, columns = decimals(batch.lines[some]), decimals(batch.columns[some])
    return joined(_encoded(row.head), lines, _encoded(row.middle), columns, take(pool, batch.which[some]))


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
