"""Findings as a JSON array, one object a line."""

from __future__ import annotations

import json
from json.encoder import encode_basestring as quoted
from typing import Any

from persclean.check.found import Batch, Place
from persclean.engine.kinds import Kind
from persclean.report.base import Write
from persclean.report.rows import Row, parted


class JsonList:
    """Objects with `file`, `line`, `column`, `code`, `filter`, `message`, `before` and `suggestion`.

    In records there are `record`, `field`, `text_line` and `text_column`, too; line and column are null where the
    format has no lines. before, suggestion: null for a finding that is no change of words.
    """

    def __init__(self, write: Write) -> None:
        self._write, self._begun = write, False
        self.known: dict[Kind, str] = {}

    def row(self, source: str) -> Row:
        """Return the parts of a row."""
        return Row(f'{{"file":{dumped(source)},"line":', ',"column":', ",")

    def place(self, source: str, place: Place) -> str:
        """Return a place in a record."""
        found: dict[str, Any] = {"file": source, "line": place.line or None, "column": place.column or None}
        found |= {"record": place.record, "field": place.field or None}
        found |= {"text_line": place.text_line or None, "text_column": place.text_column or None}
        return dumped(found)[:-1] + ","

    def what(self, kind: Kind, message: str) -> str:
        """Return what a finding says."""
        before, after = ("null" if text is None else quoted(text) for text in (kind.before, kind.after))
        head = f'"code":{quoted(kind.code)},"filter":{quoted(kind.name)},"message":{quoted(message)}'
        return f'{head},"before":{before},"suggestion":{after}}}'

    def add(self, batch: Batch) -> None:
        """Write findings."""
        if not len(batch):
            return
        self._write(b",\n" if self._begun else b"[\n")
        self._begun = True
        for part in parted(batch, self, ",\n"):
            self._write(part)

    def input(self, name: str, error: str) -> None:
        """Note that an input is through."""

    def finish(self, code: int) -> None:
        """End the array."""
        self._write(b"\n]\n" if self._begun else b"[]\n")


def dumped(value: object) -> str:
    """Return a value as JSON; halves of characters, and bytes that were no text, by their escapes."""
    return escaped(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def escaped(text: str) -> str:
    """Return JSON that UTF-8 can hold."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return "".join(f"\\u{ord(c):04x}" if 0xD800 <= ord(c) <= 0xDFFF else c for c in text)
    return text
