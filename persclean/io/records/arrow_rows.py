"""The texts of a record batch; implements Parsed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from persclean.io.records.arrow_frames import pack, unpack
from persclean.io.records.arrow_leaves import Leaf
from persclean.io.records.arrow_paths import TextPath
from persclean.io.records.arrow_quarantine import as_json
from persclean.io.records.base import Bad


@dataclass(frozen=True, slots=True)
class Layout:
    """paths: where texts stand. encoded: where numbers of texts stand, which come in frames of their own (`values`).

    shown: how many columns are the file's own; what follows is for the assembler.
    """

    paths: tuple[TextPath, ...]
    encoded: tuple[TextPath, ...] = ()
    shown: int = -1
    values: bool = False


class Rows:
    """A frame of rows, or of the values of a dictionary: these are no records, and what is bad among them becomes "".

    texts, owners: column by column, and in each row by row.
    """

    def __init__(self, data: bytes, layout: Layout, limit: int) -> None:
        self._data, self._layout = data, layout
        self._batch, self._note = unpack(data)
        self.records = 0 if layout.values else self._batch.num_rows
        self.texts: list[str] = []
        self.owners: list[tuple[int, str]] = []
        wrong: dict[int, tuple[str, str]] = {}
        found: list[tuple[TextPath, list[int], list[str]]] = []
        self._tidy = True
        for path in layout.paths:
            leaf = Leaf(self._batch.column(path.column), path.fields)
            rows = leaf.rows[leaf.seen].tolist()
            found.append((path, rows, _decoded(leaf.raw(), rows, path.name, limit, wrong)))
            self._tidy = self._tidy and leaf.tidy
        for path in layout.encoded:
            column = self._batch.column(path.column)
            in_values: dict[int, tuple[str, str]] = {}
            leaf = Leaf(column.dictionary, ())
            _decoded(leaf.raw(), leaf.rows[leaf.seen].tolist(), path.name, limit, in_values)
            if in_values:
                numbers = column.indices.to_pylist()
                wrong |= {row: in_values[number] for row, number in enumerate(numbers) if number in in_values}
        self._wrong, self._counts = sorted(wrong), list[int]()
        kept: Sequence[int]
        for path, rows, texts in found:
            kept = [n for n, row in enumerate(rows) if row not in wrong] if wrong else range(len(rows))
            self.texts += [texts[n] for n in kept] if wrong else texts
            self.owners += [(0 if layout.values else rows[n], path.name) for n in kept]
            self._counts.append(len(kept))
        self.bad = [] if layout.values else [self._as_bad(row, *wrong[row]) for row in self._wrong]

    def render(self, cleaned: Sequence[str]) -> bytes:
        """Return the frame with these texts and without its bad rows, b"" if none is left."""
        batch, done, changed = self._batch, 0, bool(self._wrong)
        if self._wrong and self._layout.values:
            cleaned = self._with_blanks(cleaned)
        elif self._wrong:
            good = np.ones(self.records, dtype=bool)
            good[self._wrong] = False
            if not good.any():
                return b""
            batch, _ = unpack(pack(batch.filter(pa.array(good)), {}))  # in the form that Leaf needs
        arrays = list(batch.columns)
        for path, count in zip(self._layout.paths, self._counts, strict=True):
            old, new = self.texts[done : done + count], list(cleaned[done : done + count])
            if self._layout.values:
                new = list(cleaned)
            done += count
            if old != new or not self._tidy:
                changed = True
                arrays[path.column] = Leaf(arrays[path.column], path.fields).replaced(new)
        if not changed:
            return self._data
        note = self._note | ({"changed": True} if self._layout.values else {})
        return pack(pa.RecordBatch.from_arrays(arrays, schema=batch.schema), note)

    def lines(self) -> None:
        """Columns have no lines."""

    def _with_blanks(self, cleaned: Sequence[str]) -> list[str]:
        """Return the values of a dictionary with "" where one is bad: no good row has it."""
        leaf, given, wrong = Leaf(self._batch.column(0), ()), iter(cleaned), set(self._wrong)
        return ["" if row in wrong else next(given) for row in leaf.rows[leaf.seen].tolist()]

    def _as_bad(self, row: int, code: str, reason: str) -> Bad:
        return Bad(row, -1, 0, code, reason, as_json(self._batch.slice(row, 1), self._layout.shown))


def _decoded(
    raw: list[memoryview], rows: list[int], name: str, limit: int, wrong: dict[int, tuple[str, str]]
) -> list[str]:
    """Return the strings of a column; note the rows in which one is too long or no UTF-8 (it is then given as "")."""
    if max(map(len, raw), default=0) <= limit:
        try:
            return [str(one, "utf-8") for one in raw]
        except UnicodeDecodeError:
            pass
    texts: list[str] = []
    for row, one in zip(rows, raw, strict=True):
        text = ""
        if len(one) > limit:
            reason = f"column '{name}' holds {len(one):,} bytes, more than the {limit:,} of a record (--max-record)"
            wrong.setdefault(row, ("size", reason))
        else:
            try:
                text = str(one, "utf-8")
            except UnicodeDecodeError as error:
                reason = f"column '{name}' holds invalid UTF-8: 0x{one[error.start]:02X} at byte {error.start}"
                wrong.setdefault(row, ("bytes", reason))
        texts.append(text)
    return texts
