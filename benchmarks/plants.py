"""Bad records for the generated archive: a sound record of a format made into one that is wrong in a known way."""

from __future__ import annotations

import re

from benchmarks.news import LARGE, News

_WORDS = "خبر بزرگ "


def large(one: News) -> News:
    """Return a record that is too large, as --max-record has it."""
    return News(one.id, one.title, (_WORDS * (LARGE // len(_WORDS.encode()) + 1)).strip())


def plain(one: News) -> News:
    """Return a record whose texts have one line and no sign that a format takes for its own."""
    return News(one.id, "خبر", "متن خبر از امروز")


def spoilt(format: str, code: str, data: bytes) -> bytes:
    """Return the bytes of a record, as written by its format, with what the code says wrong in it."""
    if code == "bytes" and format in ("jsonl", "json"):
        return re.sub(rb'("title":\s?")', b"\\1\xd8\xff\xd8", data)
    if code == "bytes":
        return data.replace("خبر".encode(), b"\xd8\xff\xd8", 1)
    if code in ("size", "truncated"):
        return data if code == "size" else _cut(format, data)
    if format in ("jsonl", "json"):
        old, new = (b'"date"', b'nonsense "date"') if code == "syntax" else (b'"body"', b'"bodi"')
        return data.replace(old, new, 1)
    if format == "xml":
        return data.replace(b"</TITLE>", b"</TITEL>") if code == "syntax" else re.sub(rb"TEXT>", b"TEKST>", data)
    end = b"\r\n" if data.endswith(b"\r\n") else b"\n"
    if code == "fields":
        return data.removesuffix(end) + _delimiter(data) + b"1" + end
    part = _delimiter(data)
    return data.replace(part, part + b'"x"y' + part, 1)


def _delimiter(row: bytes) -> bytes:
    found = re.match(rb'"?[0-9]+"?(.)', row)
    assert found is not None
    return found[1]


def _cut(format: str, data: bytes) -> bytes:
    """Return a record that ends within its body."""
    if format in ("csv", "tsv"):
        part = _delimiter(data)
        head = part.join(data.split(part)[:1])
        return head + part + '"خبر'.encode()
    return data[: data.rindex(b'"date"') - 10 if format in ("jsonl", "json") else data.rindex("خبر".encode()) + 6]
