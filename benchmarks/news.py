"""The records of the generated archive: articles with fields around them, and how each format writes one of them.

What is around the texts is dirty too: a cleaner that touches it is found out.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from xml.sax.saxutils import escape

from benchmarks.articles import Writer

COLUMNS = ("id", "title", "body", "date", "score", "tags")
_SCORES = ("1.50", "12E3", "-0.0", "7", "1e-7", "100.000")
_TAGS = ("كتاب, ي", "٣ هزار", "می شود", 'گفت "بله"', "...")
_CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
LARGE = 400_000  # bytes of a record that is too large
MAX_RECORD = 0.25  # MiB: what --max-record says


@dataclass(frozen=True, slots=True)
class News:
    """A record. score: a number as it is written."""

    id: int
    title: str
    body: str

    @property
    def date(self) -> str:
        return f"140{self.id % 4}/{self.id % 12 + 1:02}/{self.id % 29 + 1:02}"

    @property
    def score(self) -> str:
        return _SCORES[self.id % len(_SCORES)]

    @property
    def tags(self) -> str:
        return _TAGS[self.id % len(_TAGS)]

    @property
    def size(self) -> int:
        """The bytes of its texts."""
        return len(self.title.encode()) + len(self.body.encode())


class Pool:
    """Records without end: so many bytes of articles, then the same again under other numbers."""

    def __init__(self, size: int, seed: int) -> None:
        self._texts: list[tuple[str, str]] = []
        writer, number = Writer(seed), 0
        while size > 0:
            lines = _CONTROLS.sub(" ", writer.article(number)).split("\n")
            number += 1
            body = "\n".join(line for line in lines[1:] if line.strip()).strip()
            if lines[0].strip() and body:
                self._texts.append((lines[0].strip(), body))
                size -= len(lines[0].encode()) + len(body.encode())

    def __getitem__(self, number: int) -> News:
        return News(number, *self._texts[number % len(self._texts)])


def written(format: str, style: str, settings: dict[str, dict[str, object]]) -> Callable[[News], bytes]:
    """Return what writes a record of a format of text, with what parts it from the next."""
    if format == "text":
        return lambda one: f"{one.title}\n{one.body}\n\n".encode()
    if format == "markdown":
        return lambda one: f"# {one.title}\n\n{one.body.replace(chr(10), chr(10) * 2)}\n\n".encode()
    if format == "xml":
        return _xml
    if format in ("csv", "tsv"):
        return lambda one: row([getattr(one, name) for name in COLUMNS], settings[style])
    if format == "jsonl":
        return lambda one: _json(one, style) + b"\n"
    return lambda one: _json(one, style) + b",\n"


def row(fields: list[object], settings: dict[str, object]) -> bytes:
    """Return a row of CSV."""
    out = io.StringIO()
    csv.writer(out, **({"lineterminator": "\n"} | settings)).writerow(fields)  # type: ignore[arg-type]
    return out.getvalue().encode()


def _json(one: News, style: str) -> bytes:
    """Return an object; its score as the literal that it is, which no library writes."""
    fields = {name: getattr(one, name) for name in COLUMNS} | {"score": "\0", "tags": [one.tags, {"ي": None}]}
    if style == "escaped":
        text = json.dumps(fields)
    elif style == "pretty":
        text = json.dumps(fields, ensure_ascii=False, indent=2)
    else:
        text = json.dumps(fields, ensure_ascii=False, separators=(",", ":"))
    return text.replace('"\\u0000"', one.score, 1).encode()


def _xml(one: News) -> bytes:
    inner = "".join(
        f"<{tag}>{escape(text)}</{tag}>\n"
        for tag, text in (("TITLE", one.title), ("TEXT", one.body), ("DATE", one.date), ("CAT", one.tags))
    )
    return f'<DOC DOCID="{one.id}" score="{one.score}">\n{inner}</DOC>\n'.encode()
