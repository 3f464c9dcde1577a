"""Bytes in some encoding to UTF-8 bytes, chunk by chunk, with a tally of those that could not be decoded."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from persclean.engine.stream import MAX_REPORTED, BadByte
from persclean.errors import InputError

_CHUNK = 1 << 18
_ESCAPED = re.compile("[\udc80-\udcff]")
_LONE = re.compile("[\ud800-\udfff]")
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


@dataclass(slots=True)
class BadBytes:
    """The undecodable bytes of one input: how many, the first ones, and what was done with them."""

    encoding: str
    done: str = "kept"
    count: int = 0
    first: list[BadByte] = field(default_factory=list)

    def __str__(self) -> str:
        bad = self.first[0]
        of = {"utf-8": "UTF-8", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16"}.get(self.encoding, self.encoding)
        return (
            f"line {bad.line}, byte {bad.offset}: invalid {of} byte 0x{bad.value:02X} {self.done} ({self.count} in all)"
        )


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
        return used, _ESCAPED.sub(_REPLACEMENT, text).encode("utf-8")


class Legacy(Converter):
    """One byte a letter. Bytes without a meaning are kept as the code point of that number.

    That shows, and can be undone; kept as bytes, two of them might read as one UTF-8 letter.
    """

    def __init__(
        self, encoding: str, raw: Callable[[int], bytes], head: bytes, offset: int = 0, errors: str = "keep"
    ) -> None:
        self.encoding = encoding
        super().__init__(raw, head, offset, errors)
        letters = [bytes([b]).decode(encoding, "replace") for b in range(256)]
        bad = bytes(b for b, letter in enumerate(letters) if letter == _REPLACEMENT)
        self._bad = re.compile(b"[" + re.escape(bad) + b"]") if bad else None
        self._table = "".join(
            chr(b) if letter == _REPLACEMENT and errors == "keep" else letter for b, letter in enumerate(letters)
        )

    def _convert(self, data: bytes) -> tuple[int, bytes]:
        place = 0
        for found in self._bad.finditer(data) if self._bad else ():
            self._line += data.count(b"\n", place, found.start())
            place, value = found.start(), found[0][0]
            done = f"kept as U+{value:04X}" if self._errors == "keep" else "replaced by U+FFFD"
            self._report(self._line, self._place + place, value, done)
        self._line += data.count(b"\n", place)
        self.recoded = self.recoded or not data.isascii()
        return len(data), codecs.charmap_decode(data, "strict", self._table)[0].encode("utf-8")


class Utf16(Converter):
    """UTF-16. A lone surrogate or half a unit at the end cannot be written in UTF-8: U+FFFD stands for it."""

    def __init__(
        self, encoding: str, raw: Callable[[int], bytes], head: bytes, offset: int = 0, errors: str = "keep"
    ) -> None:
        self.encoding = encoding
        super().__init__(raw, head, offset, errors)
        self.recoded = True

    def _convert(self, data: bytes) -> tuple[int, bytes]:
        used = len(data) - len(data) % 2
        text = data[:used].decode(self.encoding, "surrogatepass")
        if not self._ended and text and "\ud800" <= text[-1] <= "\udbff":
            text, used = text[:-1], used - 2  # the other half of the pair may be in the next chunk
        place = offset = 0
        for found in _LONE.finditer(text):
            between = text[place : found.start()]
            self._line += between.count("\n")
            offset += len(between.encode("utf-16-le"))
            self._report(self._line, self._place + offset, data[offset], "replaced by U+FFFD")
            place, offset = found.end(), offset + 2
        self._line += text.count("\n", place)
        text = _LONE.sub(_REPLACEMENT, text)
        if self._ended and used < len(data):
            self._report(self._line, self._place + used, data[used], "replaced by U+FFFD")
            text, used = text + _REPLACEMENT, len(data)
        return used, text.encode("utf-8")
