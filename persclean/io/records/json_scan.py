"""Where an element of an array of JSON ends, or where it shows that its quotation marks or brackets do not match."""

from __future__ import annotations

import re

from persclean.io.records.json_columns import SPACE
from persclean.io.records.json_literal import blanked

_SPACE = re.compile(SPACE)
_OUTSIDE = re.compile(rb'[^"\[\]{},]*+')
_IN_ARRAY = re.compile(rb'(?:[^"\[\]{}]++|"[^"\n]*+")*+')
_IN_OBJECT = re.compile(rb'(?:[^"\[\]{},]++|"[^"\n]*+"|,(?=[ \t\r\n]*+"))*+')
_CLOSING = {0x7D: 0x7B, 0x5D: 0x5B}
_QUOTE, _COMMA, _OBJECT, _ARRAY = b'",{['
_DEEPEST = 1 << 20


class Scanner:
    """Reads the bytes of an element and what follows, piece by piece; what it finds does not depend on the pieces.

    line: how the line of another element begins, with the line feed before it. at: bytes that are read for good. end:
    where the comma or bracket is that ends the element, -1 while not known. broken: where it shows that there is no
    telling, -1 else: brackets that do not match, a bracket where a key must stand, or `line` inside a string.
    """

    def __init__(self, line: bytes) -> None:
        self._line = line
        self._open = bytearray()
        self._in_string = self._after_comma = self._escaped = False
        self._rest = b""
        self.at, self.end, self.broken = 0, -1, -1

    @property
    def open(self) -> bool:
        """Whether a bracket or quotation mark is open."""
        return self._in_string or bool(self._open)

    def feed(self, data: bytes) -> bool:
        """Read more; return whether it is decided."""
        if self._escaped and data[:1] in (b'"', b"\\"):  # what `blanked` would have seen in one piece
            data = b"n" + data[1:]
        data = blanked(data)
        self._escaped = data.endswith(b"\\") if data else self._escaped
        text = self._rest + data
        place = 0
        while place < len(text) and self.end < 0 and self.broken < 0:
            before = place
            place = self._string(text, place) if self._in_string else self._structure(text, place)
            if place == before and self._in_string:
                break  # waits for more
        self.at += place
        self._rest = text[place:]
        return self.end >= 0 or self.broken >= 0

    def _string(self, text: bytes, place: int) -> int:
        close = text.find(b'"', place)
        line = text.find(self._line, place, close if close >= 0 else len(text))
        if line >= 0:
            self.broken = self.at + line
            return line
        if close >= 0:
            self._in_string = False
            return close + 1
        return max(place, len(text) - len(self._line) + 1)

    def _structure(self, text: bytes, place: int) -> int:
        if self._after_comma:
            place = _past(_SPACE, text, place)
            if place == len(text):
                return place
            self._after_comma = False
            if text[place] in (_OBJECT, _ARRAY):
                self.broken = self.at + place
                return place
        inside = self._open[-1] if self._open else 0
        run = {_OBJECT: _IN_OBJECT, _ARRAY: _IN_ARRAY}.get(inside, _OUTSIDE)
        place = _past(run, text, place)
        if place == len(text):
            return place
        char = text[place]
        if char == _QUOTE:
            self._in_string = True
        elif char == _COMMA and inside:
            self._after_comma = True
        elif char == _COMMA or (char == 0x5D and not inside):
            self.end = self.at + place
            return place
        elif char in (_OBJECT, _ARRAY):
            self._open.append(char)
            if len(self._open) > _DEEPEST:
                self.broken = self.at + place
        elif inside and self._open.pop() != _CLOSING[char]:
            self.broken = self.at + place
        return place + 1


def _past(pattern: re.Pattern[bytes], data: bytes, place: int) -> int:
    found = pattern.match(data, place)
    return found.end() if found else place
