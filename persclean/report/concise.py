"""Findings one a line: `file:line:column: code name: before → after`."""

from __future__ import annotations

from persclean.check.found import Batch, Place
from persclean.engine.kinds import Kind
from persclean.report.base import Write
from persclean.report.rows import Row, rows


class Concise:
    """Lines for people and for other tools that read `file:line:column:`."""

    def __init__(self, write: Write) -> None:
        self._write = write
        self.known: dict[Kind, str] = {}

    def row(self, source: str) -> Row:
        """Return the parts of a row."""
        return Row(f"{source}:", ":", ": ")

    def place(self, source: str, place: Place) -> str:
        """Return a place in a record: that in the file, as far as it has one, the record, the field, the text's."""
        return f"{located(source, place)}: "

    def what(self, kind: Kind, message: str) -> str:
        """Return what a finding says."""
        return f"{kind.code} {kind.name}: {message}"

    def add(self, batch: Batch) -> None:
        """Write findings."""
        for part in rows(batch, self, "\n"):
            self._write(part)

    def input(self, name: str, error: str) -> None:
        """Note that an input is through."""

    def finish(self, code: int) -> None:
        """Write nothing more."""


def located(source: str, place: Place) -> str:
    """Return a place in words.

    >>> located("a.txt", Place(3, 14)), located("a.parquet", Place(0, 0, 7, "body", 1, 4))
    ('a.txt:3:14', 'a.parquet: record 7, body 1:4')
    """
    at = "".join(f":{number}" for number in (place.line, place.column) if number)
    if not place.record:
        return f"{source}{at}"
    field = f", {place.field}" if place.field else ""
    text = f" {place.text_line}:{place.text_column}" if place.text_line else ""
    return f"{source}{at}: record {place.record}{field}{text}"
