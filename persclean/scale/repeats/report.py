"""The list that people want to see: which blocks stand most often in a corpus, what goes of them, where one stays."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pyarrow.parquet as pq

from persclean.documents import line_range
from persclean.scale.repeats.engine import Engine, parquet
from persclean.scale.repeats.group import TEXTS
from persclean.scale.repeats.texts import Texts
from persclean.scale.repeats.wanted import Wanted, read

_SHOWN = 400  # characters of a text
# By the words of the kept copy: copies that lack some of its words, or are cut off, are of the same block.
_BLOCKS = """
select home, kept_first, kept_last, count(*) as removed, count(distinct unit >> 32) as files,
    sum(octet_length(text)) as bytes, any_value(kept) as kept
from {made} group by home, kept_first, kept_last order by removed desc, bytes desc, home, kept_first limit {top}
"""
_TOTALS = "select count(*), coalesce(sum(len(lines)), 0), coalesce(sum(octet_length(text)), 0) from {made}"


def report(wanted: Wanted, top: int) -> dict[str, Any]:
    """Return the report: totals, the most repeated blocks that go, the most repeated lines whether they go or not.

    ConfigError where stage 2 has not been done.
    """
    done = read(wanted.path("group.json"))
    made = parquet(wanted.path(f"made-{done['rounds'] - 1}.parquet"))
    with Engine(wanted.work, 1) as engine:
        blocks, lines, size = next(iter(engine.rows(_TOTALS.format(made=made))))
        found = [_block(wanted, row) for row in engine.rows(_BLOCKS.format(made=made, top=top))]
    marks = [one for i in range(wanted.shards) for one in read(wanted.path(f"shard-{i}.json"))]
    return {
        "inputs": len(wanted.jobs),
        "failed": sum(bool(one["failure"]) for one in marks),
        "bytes": sum(one["bytes"] for one in marks),
        "removed_blocks": blocks,
        "removed_lines": int(lines),
        "removed_bytes": int(size),
        "rounds": done["rounds"],
        "blocks": found,
        "lines": _lines(wanted, top),
    }


def _block(wanted: Wanted, row: tuple[Any, ...]) -> dict[str, Any]:
    home, first, last, removed, files, size, kept = row
    record, lines = line_range(first, last)
    return {
        "removed": removed,
        "files": files,
        "bytes": int(size),
        "kept_in": wanted.jobs[home >> 32].source.name,
        "record": record or None,
        "lines": lines,
        "text": _short(kept.decode("utf-8", "replace")),
    }


def _lines(wanted: Wanted, top: int) -> list[dict[str, Any]]:
    texts = Texts(wanted.path(TEXTS))
    rows = pq.read_table(wanted.path("repeated.parquet")).slice(0, top).to_pylist()
    found = [{"copies": one["copies"], "text": _short(texts.line(one["unit"], one["line"]))} for one in rows]
    texts.close()
    return found


def _short(text: str) -> str:
    text = text.encode("utf-8", "replace").decode().strip()
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


def table(report: dict[str, Any]) -> Iterable[str]:
    """Yield the report as lines of text."""
    size = report["bytes"] or 1
    yield (
        f"{report['removed_blocks']} blocks of {report['removed_lines']} lines are repeats: "
        f"{report['removed_bytes'] / 1e6:.1f} of {size / 1e6:.1f} MB, in {report['inputs']} inputs"
    )
    yield "\nmost repeated blocks: copies that go, in files, where one stays, its text"
    for one in report["blocks"]:
        where = f"record {one['record']}, lines {one['lines']}" if one["record"] else f"lines {one['lines']}"
        yield f"{one['removed']:8} {one['files']:7}  {one['kept_in']}, {where}: {_flat(one['text'])}"
    yield "\nmost repeated lines, whether they go or stay: copies, text"
    for one in report["lines"]:
        yield f"{one['copies']:8}  {_flat(one['text'])}"


def _flat(text: str) -> str:
    return " ⏎ ".join(line.strip() for line in text.split("\n"))[:120]
