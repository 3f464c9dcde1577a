"""The findings in a block of plain text: those of the engine, its bad bytes, and those of document filters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from persclean.check.found import BAD_BYTES, Batch, told
from persclean.engine.findings import Findings, Longs
from persclean.engine.kinds import Kind
from persclean.engine.places import characters
from persclean.engine.result import BadInBlock

#: A finding of a document filter: line (from 1), and what it says.
OfLine = tuple[int, Kind]
Numbers = list[int] | NDArray[np.signedinteger[Any]]


def batch_of(
    source: str,
    data: bytes,
    line: int,
    column: int,
    findings: Findings | None,
    bad: Sequence[BadInBlock],
    of_lines: Sequence[OfLine],
) -> Batch | None:
    """Return what was found in a block, in the order of places; None for nothing.

    line, column: the line feeds before the block, and the characters of its first line before it. findings:
    placed in the block.
    """
    kinds: list[Kind] = []
    parts: list[tuple[Numbers, Numbers, Numbers, Numbers]] = []  # which, lines and columns from 1, offsets
    if findings is not None and len(findings.which):
        kinds += findings.kinds
        columns = findings.columns + 1
        if column:
            columns = columns + np.where(findings.lines == 0, column, 0)
        parts.append((findings.which, findings.lines + (line + 1), columns, findings.starts))
    for one in bad:
        start = data.rfind(b"\n", 0, one.offset) + 1
        before = characters(data[start : one.offset]) + (0 if start else column)
        message = f"byte 0x{one.value:02X} is no UTF-8; clean keeps it: see --errors and --encoding"
        parts.append(([len(kinds)], [line + one.line + 1], [before + 1], [one.offset]))
        kinds.append(told(*BAD_BYTES[:2], message))
    known: dict[Kind, int] = {}
    if of_lines:
        for _, what in of_lines:
            if what not in known:
                known[what] = len(kinds)
                kinds.append(what)
        numbers = [known[what] for _, what in of_lines]
        parts.append((numbers, [number for number, _ in of_lines], [1] * len(numbers), [-1] * len(numbers)))
    if not parts:
        return None
    which, lines, columns, starts = (_joined([part[k] for part in parts]) for k in range(4))
    if len(parts) > 1:
        order = np.lexsort((columns, lines))
        which, lines, columns, starts = which[order], lines[order], columns[order], starts[order]

    def context(n: int) -> tuple[str, int]:
        at = int(starts[n])
        if at < 0:  # of a line, or of no place in this block
            rows = data.split(b"\n", int(lines[n]) - line)
            return (_decoded(rows[int(lines[n]) - 1 - line]), 0) if data else ("", 0)
        begin, end = data.rfind(b"\n", 0, at) + 1, data.find(b"\n", at)
        return _decoded(data[begin : end if end >= 0 else len(data)]), len(_decoded(data[begin:at]))

    return Batch(source, kinds, which.astype(np.int32), lines, columns, None, context)


def _joined(parts: Sequence[Numbers]) -> Longs:
    return np.concatenate([np.asarray(part, np.int64) for part in parts])


def _decoded(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")
