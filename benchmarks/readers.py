"""What stands in a file of the archive, as libraries read it that persclean does not use for that: DuckDB, lxml.

Only Arrow has no second reader: there it is pyarrow.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.archive_files import SETTINGS, Made
from benchmarks.news import COLUMNS, News

Row = tuple[Any, ...]
_STRING = rb'"(?:[^"\\]|\\.)*"'
_MASKS = {
    "json": re.compile(rb'("(?:title|body)":\s?)' + _STRING),
    "xml": re.compile(rb"(<(?:TITLE|TEXT)>).*?(?=</T)", re.DOTALL),
}


def expected(one: Made, news: News) -> Row:
    """Return a record as `rows` gives it."""
    fixed: dict[str, Row] = {
        "csv": (str(news.id), news.title, news.body, news.date, news.score, news.tags),
        "json": (news.id, news.title, news.body, news.date, float(news.score), [news.tags, {"ي": None}]),
        "xml": (str(news.id), news.title, news.body, news.date, news.score, news.tags),
        "arrow": (news.id, news.title, news.body, news.date, float(news.score), [news.tags, None]),
    }
    return fixed[{"tsv": "csv", "jsonl": "json", "parquet": "arrow"}.get(one.format, one.format)]


def rows(one: Made, path: Path) -> Iterator[Row]:
    """Yield the records of a file, uncompressed, in order."""
    if one.format == "xml":
        return _xml(path, open_ended=bool(one.cut) or "truncated" in one.plants.values())
    if one.format == "arrow":
        return _arrow(path)
    import duckdb

    database = duckdb.connect()
    database.execute("set preserve_insertion_order = true")
    columns = ", ".join(COLUMNS)
    if one.format == "parquet":
        found = database.execute(f"select {columns} from read_parquet(?)", [str(path)])
    elif one.format in ("jsonl", "json"):
        kinds = "{id: 'BIGINT', title: 'VARCHAR', body: 'VARCHAR', date: 'VARCHAR', score: 'DOUBLE', tags: 'JSON'}"
        layout = "newline_delimited" if one.format == "jsonl" else "array"
        found = database.execute(f"select {columns} from read_json(?, format='{layout}', columns={kinds})", [str(path)])
    else:
        found = database.execute(f"select {columns} from read_csv(?, {_dialect(one)})", [str(path)])
    return _all(found, one.format in ("jsonl", "json"))


def masked(one: Made, data: bytes) -> bytes:
    """Return what stands in a file around its texts, byte for byte; b"" for formats that are not bytes of that kind."""
    kind = "json" if one.format == "jsonl" else one.format
    return _MASKS[kind].sub(rb"\1", data) if kind in _MASKS else b""


def _dialect(one: Made) -> str:
    settings = SETTINGS["csv"][one.style]
    part = settings["delimiter"].replace("\t", "\\t")
    kinds = ", ".join(f"'{name}': 'VARCHAR'" for name in COLUMNS)
    escape = settings.get("escapechar", '"')
    line = "\\r\\n" if "lineterminator" in settings else "\\n"
    return (
        f"delim=E'{part}', quote='\"', escape='{escape}', header=true, auto_detect=false, columns={{{kinds}}}, "
        f"parallel=false, max_line_size=10000000, new_line='{line}'"
    )


def _all(found: Any, is_json: bool) -> Iterator[Row]:
    while batch := found.fetchmany(1000):
        yield from ((*one[:-1], json.loads(one[-1])) for one in batch) if is_json else batch


def _xml(path: Path, open_ended: bool) -> Iterator[Row]:
    """open_ended: the last tag of the file is missing, as it was."""
    from lxml import etree

    for _, element in etree.iterparse(str(path), tag="DOC", recover=open_ended):
        fields = [element.findtext(tag) for tag in ("TITLE", "TEXT", "DATE", "CAT")]
        yield (element.get("DOCID"), fields[0], fields[1], fields[2], element.get("score"), fields[3])
        element.clear()


def _arrow(path: Path) -> Iterator[Row]:
    import pyarrow as pa

    with path.open("rb") as file:
        whole = file.read(6) == b"ARROW1"
    reader = (pa.ipc.open_file if whole else pa.ipc.open_stream)(str(path))
    batches = (reader.get_batch(n) for n in range(reader.num_record_batches)) if whole else reader
    for batch in batches:
        batch.validate(full=True)
        yield from zip(*(batch.column(name).to_pylist() for name in COLUMNS), strict=True)
