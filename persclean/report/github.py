"""Findings as annotations of GitHub Actions: `::warning file=...,line=...,col=...,title=...::message`."""

from __future__ import annotations

from persclean.check.found import Batch, Place
from persclean.engine.kinds import Kind
from persclean.report.base import Write
from persclean.report.rows import Row, rows


class GitHub:
    """Workflow commands; texts and properties are escaped by their rules."""

    def __init__(self, write: Write) -> None:
        self._write = write
        self.known: dict[Kind, str] = {}

    def row(self, source: str) -> Row:
        """Return the parts of a row."""
        return Row(f"::warning file={property_of(source)},line=", ",col=", ",title=")

    def place(self, source: str, place: Place) -> str:
        """Return a place in a record."""
        at = f",line={place.line}" if place.line else ""
        at += f",col={place.column}" if place.column else ""
        field = f", {place.field}" if place.field else ""
        return f"::warning file={property_of(source)}{at},title={property_of(f'record {place.record}{field}: ')}"

    def what(self, kind: Kind, message: str) -> str:
        """Return what a finding says."""
        return f"{property_of(f'{kind.code} {kind.name}')}::{data_of(message)}"

    def add(self, batch: Batch) -> None:
        """Write findings."""
        for part in rows(batch, self, "\n"):
            self._write(part)

    def input(self, name: str, error: str) -> None:
        """Write an error for an input that could not be looked at."""
        if error:
            line = f"::error file={property_of(name)},title=persclean::{data_of(error)}\n"
            self._write(line.encode("utf-8", "backslashreplace"))

    def finish(self, code: int) -> None:
        """Write nothing more."""


def data_of(text: str) -> str:
    r"""Return a message, escaped.

    >>> data_of("100 %\r\nnext: a, b")
    '100 %25%0D%0Anext: a, b'
    """
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def property_of(text: str) -> str:
    """Return a property, escaped.

    >>> property_of("a: b, 5 %")
    'a%3A b%2C 5 %25'
    """
    return data_of(text).replace(":", "%3A").replace(",", "%2C")
