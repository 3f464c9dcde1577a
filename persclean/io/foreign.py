"""Readers of the encodings that are not UTF-8: their bytes to UTF-8 bytes, chunk by chunk."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable

from persclean.io.readers import REPLACEMENT, Converter

_LONE = re.compile("[\ud800-\udfff]")


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
        bad = bytes(b for b, letter in enumerate(letters) if letter == REPLACEMENT)
        self._bad = re.compile(b"[" + re.escape(bad) + b"]") if bad else None
        self._table = "".join(
            chr(b) if letter == REPLACEMENT and errors == "keep" else letter for b, letter in enumerate(letters)
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
        text = _LONE.sub(REPLACEMENT, text)
        if self._ended and used < len(data):
            self._report(self._line, self._place + used, data[used], "replaced by U+FFFD")
            text, used = text + REPLACEMENT, len(data)
        return used, text.encode("utf-8")
