"""Where findings stand: in a stream, of which blocks know only their part; and in the records of a frame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from persclean.engine.findings import Findings, Longs
from persclean.engine.kinds import Kind

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from persclean.io.records.base import Parsed

_TAIL = 0xC0, 0x80  # mask and value of bytes that continue a character


class Walk:
    """A walk through a stream, block by block. lines, offset: line feeds and bytes before the next block.

    column: characters of its first line that stand before it; more than 0 only within an over-long line.
    """

    def __init__(self) -> None:
        self.lines = self.offset = self.column = 0

    def placed(self, data: bytes, findings: Findings | None) -> Findings | None:
        """Return the findings of the next block with places in the stream; goes past it."""
        if findings is not None and (self.offset or self.lines):
            columns = findings.columns
            if self.column:
                columns = columns + np.where(findings.lines == 0, self.column, 0)
            findings = replace(
                findings, lines=findings.lines + self.lines, columns=columns, starts=findings.starts + self.offset
            )
        self.lines += data.count(b"\n")
        self.offset += len(data)
        last = data.rfind(b"\n") + 1
        self.column = (0 if last else self.column) + (characters(data[last:]) if last < len(data) else 0)
        return findings


def characters(data: bytes) -> int:
    """Return how many characters UTF-8 holds; a bad byte counts as one unless it looks like the rest of a character.

    >>> characters("سلام".encode())
    4
    """
    return int(np.count_nonzero((np.frombuffer(data, np.uint8) & _TAIL[0]) != _TAIL[1]))


@dataclass(slots=True)
class FramePlaces:
    """The findings in the texts of a frame; arrays of shape (n,), in the order of the texts.

    texts: the number of each one's text. lines, columns: in that text, from 1. starts: the line feeds of the frame
    before that text, -1 where the format has no lines. file_columns: where each stands in the line of the file, from 1,
    0 where that cannot be said. owners: for each text with findings, its record in the frame (from 0) and its field.
    """

    which: NDArray[np.int32]
    kinds: list[Kind]
    texts: Longs
    lines: Longs
    columns: Longs
    starts: Longs
    file_columns: Longs
    owners: dict[int, tuple[int, str]]


def merged(parts: Sequence[Findings]) -> Findings | None:
    """Return the findings of several blocks as one, None for none."""
    if len(parts) < 2:
        return parts[0] if parts else None
    table: dict[Kind, int] = {}
    which = [
        np.array([table.setdefault(kind, len(table)) for kind in part.kinds], np.int32)[part.which] for part in parts
    ]
    lines, columns, starts = (
        np.concatenate([getattr(part, name) for part in parts]) for name in ("lines", "columns", "starts")
    )
    return Findings(lines, columns, starts, np.concatenate(which), list(table))


def in_texts(parsed: Parsed, data: bytes, found: Findings) -> FramePlaces:
    """Return where the findings stand in the texts of a frame. data: the frame's. found: in all texts, one a line."""
    feeds = np.array([text.count("\n") + 1 for text in parsed.texts], np.int64)
    firsts = np.cumsum(feeds) - feeds
    texts = np.searchsorted(firsts, found.lines, side="right") - 1
    used, inverse = np.unique(texts, return_inverse=True)
    owners = {n: parsed.owners[n] for n in used.tolist()}
    starts, shifts = np.full(len(used), -1, np.int64), np.full(len(used), -1, np.int64)
    spans = getattr(parsed, "spans", None)
    if spans is not None:
        line = place = 0
        for n, text in enumerate(used.tolist()):
            start, end = spans[text]
            line += data.count(b"\n", place, start)
            place = start
            starts[n], shifts[n] = line, _shift(data, start, end, parsed.texts[text])
    lines, columns = found.lines - firsts[texts] + 1, found.columns + 1
    shift = shifts[inverse]
    in_file = np.where(shift >= 0, columns + np.where(lines == 1, shift, 0), 0)
    return FramePlaces(found.which, found.kinds, texts, lines, columns, starts[inverse], in_file, owners)


def _shift(data: bytes, start: int, end: int, text: str) -> int:
    """Return how many characters of its line stand before a text that is in a file as it is; -1 for one that is not."""
    raw = text.encode("utf-8", "surrogatepass")
    for quotes in (0, 1):
        if data[start + quotes : end - quotes] == raw:
            return characters(data[data.rfind(b"\n", 0, start) + 1 : start + quotes])
    return -1
