"""Where the wanted texts stand in the bytes of JSON records."""

from __future__ import annotations

import re

from persclean.io.records.base import Bad, Spliced
from persclean.io.records.json_check import Fault, is_open, load
from persclean.io.records.json_columns import SPACE, STRING, VALUE, Node
from persclean.io.records.json_literal import literal_of, text_of, texts_of

_KEY = re.compile(b"(" + STRING + b")" + SPACE + b":" + SPACE)
_BETWEEN = re.compile(rb"[, \t\r\n]*+")
_VALUE = re.compile(VALUE)
_RUN = re.compile(rb'(?:[^"\[\]{}]++|' + STRING + rb")*+")
_KINDS = {"{": "an object", "[": "an array", '"': "a string", "t": "true", "f": "false", "n": "null"}


class Texts(Spliced):
    """The texts of a frame, gathered record by record; its dropped stretches are those given to `add`."""

    __slots__ = ("_bounds", "_doubtful", "_found", "_line", "_max", "_place", "_root")

    def __init__(self, data: bytes, root: Node, max_record: int) -> None:
        """Take in a frame. root: the columns."""
        super().__init__(data)
        self._root, self._max = root, max_record
        self._bounds: list[tuple[int, int]] = []
        self._found: set[str] = set()
        self._doubtful = False
        self._place = self._line = 0

    def add(self, start: int, end: int, dropped: tuple[int, int], last: bool = False) -> None:
        """Take a record. dropped: what goes if it is bad. last: whether the stream ends with it, perhaps amidst it."""
        number, known = self.records, len(self.texts)
        self.records += 1
        self._bounds.append((start, end))
        try:
            self._read(start, end, last)
        except Fault as fault:
            del self.texts[known:], self.spans[known:], self.owners[known:]
            self._line += self.data.count(b"\n", self._place, start)
            self._place = start
            self.bad.append(Bad(number, start, self._line, fault.code, fault.reason, self.data[start:end]))
            self.dropped.append(dropped)

    def _read(self, start: int, end: int, last: bool) -> None:
        if end - start > self._max:
            raise Fault("size", f"the record is larger than {self._max} bytes (see --max-record)")
        record = self.data[start:end]
        try:
            value, self._doubtful = load(record)
        except Fault:
            if last and is_open(record):
                raise Fault("truncated", "the stream ends in the middle of this record") from None
            raise
        if not isinstance(value, dict):
            kind = _kind(record.lstrip(b" \t\r\n")[0])
            raise Fault("column", f"the record is {kind}, not an object with columns")
        self._found.clear()
        known = len(self.texts)
        self._object(self.data.index(b"{", start) + 1, self._root, value)
        if self._doubtful:
            self.texts[known:] = [text_of(self.data[first:last]) for first, last in self.spans[known:]]
        if len(self._found) < len(self._root.columns):
            missing = ", ".join(f"'{name}'" for name in self._root.columns if name not in self._found)
            raise Fault("column", f"the record lacks {missing}")

    def _object(self, place: int, node: Node, value: dict[str, object]) -> int:
        """Look through an object from behind its bracket; return where it ends.

        value: what it is; of a key that occurs twice, the last one, so that texts taken from it are doubtful.
        """
        data, others, literals = self.data, node.others, node.literals
        while True:
            found = others.match(data, place)
            place = found.end() if found else place
            if data[place] == 0x7D:
                return place + 1
            found = _KEY.match(data, place)
            if not found:  # not in valid JSON
                raise Fault("syntax", f"invalid JSON: no key at byte {place - self._bounds[-1][0]} of the record")
            key, end = found[1], found.end()
            child = literals.get(key)
            if b"\\" in key:  # it may be written in many ways
                child = node.below.get(text_of(key))
            place = self._value(end, child, value.pop(child.key, None)) if child else _skip(data, end)

    def _value(self, place: int, node: Node, value: object) -> int:
        """Look at the value of a wanted key or of an array under one; return where it ends.

        value: what it is, None if that is not known.
        """
        first = self.data[place]
        if first == 0x22 and node.column:
            end = _string_end(self.data, place)
            self._found.add(node.column)
            if not isinstance(value, str):
                self._doubtful, value = True, ""
            self.texts.append(value)
            self.spans.append((place, end))
            self.owners.append((self.records - 1, node.column))
            return end
        if first == 0x7B and node.below:
            if not isinstance(value, dict):
                self._doubtful, value = True, {}
            return self._object(place + 1, node, value)
        if first == 0x5B:
            return self._array(place + 1, node, value)
        if first == 0x6E:
            self._found.update(node.columns)
            return place + 4
        kind = _kind(first)
        if node.column:
            raise Fault("column", f"column '{node.column}' holds {kind}, not text")
        raise Fault("column", f"the record lacks '{node.columns[0]}': '{node.path}' holds {kind}, not an object")

    def _array(self, place: int, node: Node, value: object) -> int:
        # Arrays in it are just more of it: no recursion, however deep they are.
        data, depth, empty = self.data, 1, True
        values = iter(value if isinstance(value, list) else ())
        while depth:
            place = _end(_BETWEEN, data, place)
            if data[place] == 0x5B:
                values = iter(())
                depth, place = depth + 1, place + 1
            elif data[place] == 0x5D:
                depth, place = depth - 1, place + 1
            else:
                place, empty = self._value(place, node, next(values, None) if depth == 1 else None), False
        if empty:
            self._found.update(node.columns)
        return place

    def encode(self, number: int, text: str) -> bytes:
        """Return what stands in the frame for a text that has changed."""
        start, end = self.spans[number]
        first, last = self._bounds[self.owners[number][0]]
        old = self.data[start:end]
        return literal_of(text, old, self.texts[number], self.data[first:last] if old.isascii() else b"")

    def read(self, numbers: list[int], written: list[bytes]) -> list[str] | None:
        """Return what new texts read as; None if one is not just one string."""
        return texts_of(written)


def _end(pattern: re.Pattern[bytes], data: bytes, place: int) -> int:
    found = pattern.match(data, place)
    return found.end() if found else place


def _string_end(data: bytes, place: int) -> int:
    """Return where the string ends that starts at a place; the quotation marks in it are escaped."""
    while True:
        place = data.index(b'"', place + 1)
        first = place
        while data[first - 1] == 0x5C:
            first -= 1
        if (place - first) % 2 == 0:
            return place + 1


def _skip(data: bytes, place: int) -> int:
    """Return where a value ends."""
    found = _VALUE.match(data, place)
    if found:
        return found.end()
    depth = 0
    while True:
        place = _end(_RUN, data, place)
        depth += 1 if data[place] in b"[{" else -1
        place += 1
        if not depth:
            return place


def _kind(first: int) -> str:
    return _KINDS.get(chr(first), "a number")
