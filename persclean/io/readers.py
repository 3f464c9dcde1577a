"""An input as UTF-8 bytes, chunk by chunk: the reader of UTF-8 itself, and what all readers share."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable

from persclean.engine.stream import MAX_REPORTED, BadByte
from persclean.errors import InputError
from persclean.io.bad import BadBytes

_CHUNK = 1 << 18
_ESCAPED = re.compile("[\udc80-\udcff]")
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


class Reader:
    """UTF-8 as it is: what is wrong in it is the engine's to keep and to report. Base of the other readers.

    `read(n)` gives at most n bytes, b"" at the end. offset: bytes of the input before those given (a BOM). recoded:
    whether what was given differs from the input. Raises InputError for a bad byte if `errors` is `strict`.
    """

    encoding = "utf-8"

    def __init__(self, raw: Callable[[int], bytes], head: bytes, offset: int = 0, errors: str = "keep") -> None:
        self._raw, self._held, self._out, self._ended = raw, head, b"", False
        self._place, self._line = offset, 1
        self._errors = errors
        self.recoded = False
        self.bad = BadBytes(self.encoding)

    def read(self, size: int) -> bytes:
        """Return some of the text in UTF-8."""
        if self._held and not self._out:
            self._out, self._held = self._held, b""
        if self._out:
            given, self._out = self._out[:size], self._out[size:]
            return given
        return self._raw(size)

    def _report(self, line: int, offset: int, value: int, done: str) -> None:
        """Count a bad byte, or stop at it."""
        bad = BadByte(line, offset, value)
        if self._errors == "strict":
            stopped = BadBytes(self.encoding, "found", 1, [bad])
            raise InputError(f"{str(stopped).partition(' (')[0]}; see --errors keep|replace, or --encoding auto")
        self.bad.done = done
        self.bad.count += 1
        if len(self.bad.first) < MAX_REPORTED:
            self.bad.first.append(bad)


class Converter(Reader):
    """Base of the readers that look at every byte; a subclass overrides `_convert`."""

    def read(self, size: int) -> bytes:
        """Return some of the text in UTF-8."""
        while not self._out and not self._ended:
            data = self._raw(_CHUNK)
            self._ended = not data
            data, self._held = self._held + data, b""
            used, self._out = self._convert(data)
            self._held = data[used:]
            self._place += used
        given, self._out = self._out[:size], self._out[size:]
        return given

    def _convert(self, data: bytes) -> tuple[int, bytes]:
        """Return how many bytes were used and what they are in UTF-8; count lines in `_line`."""
        raise NotImplementedError


class CheckedUtf8(Converter):
    """UTF-8 in which bad bytes stop the reading (strict) or become U+FFFD (replace)."""

    def _convert(self, data: bytes) -> tuple[int, bytes]:
        try:
            _, used = codecs.utf_8_decode(data, "strict", self._ended)
            self._line += data.count(b"\n", 0, used)
            return used, data[:used]
        except UnicodeDecodeError:
            text, used = codecs.utf_8_decode(data, "surrogateescape", self._ended)
        place = offset = 0
        for found in _ESCAPED.finditer(text):
            between = text[place : found.start()]
            self._line += between.count("\n")
            offset += len(between.encode("utf-8"))
            self._report(self._line, self._place + offset, ord(found[0]) - 0xDC00, "replaced by U+FFFD")
            place, offset = found.end(), offset + 1
        self._line += text.count("\n", place)
        self.recoded = True
        return used, _ESCAPED.sub(REPLACEMENT, text).encode("utf-8")
