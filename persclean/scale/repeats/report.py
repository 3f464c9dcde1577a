"""The list that people want to see: which blocks stand most often in a corpus, what goes of them, where one stays."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pyarrow.parquet as pq

from persclean.documents import line_range
from persclean.scale.repeats.engine import Engine, parquet
from persclean.scale.repeats.shards import units_of
from persclean.scale.repeats.units import Unit
from persclean.scale.repeats.wanted import Wanted, read

_SHOWN = 400  # characters of a text
# By the words of the kept copy: copies that lack some of its words, or are cut off, are of the same block.
_BLOCKS = """
select home, kept_first, kept_last, count(*) as removed, count(distinct unit >> 32) as files,
    sum(size) as bytes, min(others) as others
from {made} group by home, kept_first, kept_last order by removed desc, bytes desc, home, kept_first limit {top}
"""
_TOTALS = "select count(*), coalesce(sum(len(lines)), 0), coalesce(sum(size), 0) from {made}"


def report(wanted: Wanted, top: int) -> dict[str, Any]:
    """Return the report: totals, the most repeated blocks that go, the most repeated lines whether they go or not.

    ConfigError where stage 2 has not been done.
    """
    done = read(wanted.path("group.json"))
    made = parquet(wanted.path(f"made-{done['rounds'] - 1}.parquet"))
    with Engine(wanted.work, 1) as engine:
        blocks, lines, size = engine.rows(_TOTALS.format(made=made))[0]
        most = engine.rows(_BLOCKS.format(made=made, top=top))
    repeated = pq.read_table(wanted.path("repeated.parquet")).slice(0, top).to_pylist()
    units = units_of(wanted, {row[0] for row in most} | {one["unit"] for one in repeated})
    marks = [one for i in range(wanted.shards) for one in read(wanted.path(f"shard-{i}.json"))]
    return {
        "inputs": len(wanted.jobs),
        "failed": sum(bool(one["failure"]) for one in marks),
        "bytes": sum(one["bytes"] for one in marks),
        "removed_blocks": blocks,
        "removed_lines": int(lines),
        "removed_bytes": int(size),
        "rounds": done["rounds"],
        "blocks": [_block(wanted, row, units[row[0]]) for row in most],
        "lines": [
            {"copies": one["copies"], "text": _short(units[one["unit"]].text([one["line"]]))} for one in repeated
        ],
    }


def _block(wanted: Wanted, row: tuple[Any, ...], unit: Unit) -> dict[str, Any]:
    home, first, last, removed, files, size, others = row
    record, lines = line_range(first, last)
    return {
        "removed": removed,
        "files": files,
        "bytes": int(size),
        "kept_in": wanted.jobs[home >> 32].source.name,
        "record": record or None,
        "lines": lines,
        "text": _short(unit.text(others)),
    }


def _short(data: bytes) -> str:
    text = data.decode("utf-8", "replace").strip()
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
