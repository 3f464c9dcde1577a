"""Which format an input is in: what the user says, else its name and its first bytes."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import PurePath
from typing import TYPE_CHECKING

from persclean.errors import InputError
from persclean.io.failures import BinaryError

if TYPE_CHECKING:
    from persclean.io.records.base import RecordFormat, RecordOptions
    from persclean.request import Request

TEXT = "text"
_SUFFIXES = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
    ".csv": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".xml": "xml",
    ".sgml": "xml",
    ".parquet": "parquet",
    ".arrow": "arrow",
    ".arrows": "arrow",
    ".feather": "arrow",
    ".ipc": "arrow",
    ".md": "markdown",
    ".markdown": "markdown",
}
_MAGIC = {b"PAR1": "parquet", b"ARROW1": "arrow"}
#: Of names that are records without a doubt, to be found in folders once the user has said which fields are text.
RECORD_SUFFIXES = tuple(suffix for suffix, name in _SUFFIXES.items() if name != "markdown")
_BOM = "\N{ZERO WIDTH NO-BREAK SPACE}".encode()


def format_name(path: PurePath | None, head: bytes, request: Request) -> str:
    """Return the name of the format of an input (see request.FORMATS).

    path: its name without the suffix of a compression, None for standard input. head: how it begins, decompressed.

    Raises InputError where the user wants records and nothing says which format they are in.
    """
    if request.format == "json":
        return _json(head)
    if request.format:
        return request.format
    for magic, name in _MAGIC.items():
        if head.startswith(magic):
            return name
    known = _SUFFIXES.get(path.suffix.lower(), "") if path is not None else ""
    if known in ("json", "jsonl"):
        return _json(head) if known == "json" else known
    if known or not request.wants_records or (path is not None and path.suffix.lower() in (".txt", ".text")):
        return known or TEXT
    first = head.removeprefix(_BOM).lstrip()[:1]
    if first in (b"{", b"["):
        return _json(head)
    if first == b"<" and request.records.record:
        return "xml"
    if b"\0" in head:
        raise BinaryError("is a binary file (it holds NUL bytes), not text")
    raise InputError("nothing tells which format its records are in: name it with --format (jsonl, csv, text...)")


def _json(head: bytes) -> str:
    """Return `jsonl` for one object a line, `json` for an array or an object that goes over many lines."""
    bare = head.removeprefix(_BOM).lstrip()
    first, feed, rest = bare.partition(b"\n")
    if bare[:1] == b"[" or not feed or not rest.strip():
        return "json" if bare[:1] == b"[" or feed or len(head) < 1 << 12 else "jsonl"
    import json

    try:
        return "jsonl" if isinstance(json.loads(first), dict) else "json"
    except ValueError:
        # A line that is broken, or too long to be seen whole, is still a line if the next one begins an object.
        return "jsonl" if re.match(rb"\s*\{", rest) or len(first) > 256 else "json"


def record_format(name: str, options: RecordOptions) -> RecordFormat:
    """Return the format of a name other than `text`; ConfigError if the options do not fit."""
    return _MADE[name](options)


def _made(module: str, of: str, **more: str) -> Callable[[RecordOptions], RecordFormat]:
    def make(options: RecordOptions) -> RecordFormat:
        from importlib import import_module

        found: RecordFormat = getattr(import_module(f"persclean.io.records.{module}"), of)(options, **more)
        return found

    return make


_MADE = {
    "jsonl": _made("jsonl", "JsonLines"),
    "json": _made("json_array", "JsonArray"),
    "csv": _made("csv_format", "Csv"),
    "tsv": _made("csv_format", "Csv", name="tsv"),
    "xml": _made("xml", "Xml"),
    "markdown": _made("markdown", "Markdown"),
    "parquet": _made("parquet", "Parquet"),
    "arrow": _made("arrow_ipc", "ArrowIpc"),
}
