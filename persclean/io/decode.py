"""The way from an opened input to a reader of UTF-8: the encoding found, the BOM taken off, binary files refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from persclean.io import detect
from persclean.io.encodings import AUTO, UTF8, UTF16, UTF16_LE, WIDE, bom_of
from persclean.io.failures import BinaryError
from persclean.io.foreign import Legacy, Utf16
from persclean.io.readers import CheckedUtf8, Reader

_HEAD = 1 << 13  # bytes that are looked at for a NUL


@dataclass(frozen=True, slots=True)
class Text:
    """An input as text: its reader, whether it began with a BOM, its encoding, and how sure that is if it was found."""

    reader: Reader
    bom: bytes
    encoding: str
    confidence: float | None = None


def open_text(raw: Callable[[int], bytes], encoding: str = UTF8, errors: str = "keep") -> Text:
    """Return the text that `raw(n)` gives the bytes of.

    encoding, errors: of `encodings.KNOWN` and `encodings.ERRORS`.

    Raises BinaryError for what is no text, InputError if `auto` cannot tell the encoding; what `raw` raises.
    """
    head, whole = _head(raw, detect.SAMPLE if encoding == AUTO else _HEAD)
    confidence = None
    if encoding == AUTO:
        _refuse_binary(head, detected=True)
        encoding, confidence = detect.detect(head, whole)
    elif encoding not in WIDE:
        _refuse_binary(head, detected=False)
    marked = bom_of(head)
    if encoding == UTF16:
        encoding = marked[1] if marked and marked[1] in WIDE else detect.wide_order(head[:_HEAD]) or UTF16_LE
    bom = marked[0] if marked and marked[1] == encoding else b""
    reader = _reader(encoding, raw, head[len(bom) :], len(bom), errors)
    return Text(reader, bom, encoding, confidence)


def _reader(encoding: str, raw: Callable[[int], bytes], head: bytes, offset: int, errors: str) -> Reader:
    if encoding == UTF8:
        return (Reader if errors == "keep" else CheckedUtf8)(raw, head, offset, errors)
    return (Utf16 if encoding in WIDE else Legacy)(encoding, raw, head, offset, errors)


def _head(raw: Callable[[int], bytes], size: int) -> tuple[bytes, bool]:
    """Return the first bytes of an input, and whether that is all."""
    head = bytearray()
    while len(head) < size:
        data = raw(size - len(head))
        if not data:
            return bytes(head), True
        head += data
    return bytes(head), False


def _refuse_binary(head: bytes, detected: bool) -> None:
    if b"\0" not in head[:_HEAD]:
        return
    marked = bom_of(head)
    wide = (marked and marked[1] in WIDE) or detect.wide_order(head[:_HEAD])
    if wide and detected:
        return
    hint = "; it looks like UTF-16: try --encoding utf-16" if wide else ""
    raise BinaryError(f"is a binary file (it holds NUL bytes), not text{hint}")
