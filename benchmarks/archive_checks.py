"""What is checked of a cleaned archive (see `benchmarks.archive`): counts, records, texts, files."""

from __future__ import annotations

import hashlib
import json
import re
import tempfile
from collections import Counter
from collections.abc import Iterable
from itertools import zip_longest
from pathlib import Path
from random import Random
from typing import Any

import persclean
from benchmarks.archive_files import Made, content, readable
from benchmarks.news import Pool
from benchmarks.packing import unpacked
from benchmarks.readers import expected, masked, rows

_PLAIN = re.compile(r"[^!-/0-9:-@\[-`{-~]+")  # a line that Markdown takes for nothing but text
_TITLE, _BODY = 1, 2  # of readers.Row


class Findings:
    """What was looked at, and what of it was wrong; each is printed at once."""

    def __init__(self) -> None:
        self._wrong = 0

    def add(self, what: str, right: bool, seen: str = "") -> None:
        """Take note of one."""
        self._wrong += not right
        print(f"{'ok   ' if right else 'WRONG'} {what}{f': {seen}' if seen else ''}", flush=True)

    def code(self) -> int:
        """Return the exit code."""
        return int(self._wrong > 0)


_OUTPUT_TIMES = re.compile(rb'"output_mtime":[0-9]+')


def tree(folder: Path) -> dict[str, str]:
    """Return the digest of every file of a folder, by its name; of a manifest without the times of the outputs."""
    return {
        path.relative_to(folder).as_posix(): hashlib.blake2b(_OUTPUT_TIMES.sub(b"", path.read_bytes())).hexdigest()
        if path.name.startswith("manifest")
        else hashlib.blake2b(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def quarantined(folder: Path) -> tuple[Counter[str], Counter[str]]:
    """Return how many records are in quarantine, by code and by file."""
    codes: Counter[str] = Counter()
    files: Counter[str] = Counter()
    root = folder / ".persclean" / "quarantine"
    for path in sorted(root.rglob("*.jsonl")):
        name = path.relative_to(root).as_posix().removesuffix(".quarantine.jsonl")
        by_record = {}  # one that is too large comes in several lines
        for line in path.read_bytes().splitlines():
            entry = json.loads(line)
            by_record[entry["record"]] = entry.get("code", "")
        codes.update(by_record.values())
        files[name] = len(by_record)
    return codes, files


def check_counts(
    found: Findings, made: list[Made], pool: Pool, source: Path, out: Path, report: dict[str, Any], said: str
) -> None:
    """Compare what was planted with what is in quarantine, in the report and in the summary."""
    planted = Counter(code for one in made for code in one.plants.values())
    by_file = Counter({one.name: len(one.plants) for one in made if one.plants})
    goods = {one.name: one.count for one in made}
    cut = [one for one in made if one.cut]
    for one in cut:
        goods[one.name], part = readable(one, pool, (source / one.name).read_bytes())
        planted["truncated"] += part
        by_file[one.name] += part
    codes, files = quarantined(out)
    total = sum(len(one.plants) for one in made)
    parts = sum(planted.values()) - total
    found.add(
        f"{total:,} bad records planted and {parts} cut in two: in quarantine, by code", codes == planted, _said(codes)
    )
    wrong = [name for name in files.keys() | by_file.keys() if files[name] != by_file[name]]
    found.add("in quarantine, by file", not wrong, ", ".join(sorted(wrong)[:5]))
    by_name = {Path(one["input"]).relative_to(source).as_posix(): one for one in report["files"]}
    wrong = []
    for one in made:
        records = by_name[one.name]["records"]
        right = records["in"] == records["out"] + records["quarantined"] and records["quarantined"] == by_file[one.name]
        if one.format not in ("text", "markdown"):
            right = right and records["out"] == goods[one.name]
        if not right:
            wrong.append(f"{one.name} {records}, {goods[one.name]} good, {by_file[one.name]} bad")
    found.add("report: in = out + quarantined = what was made, in each file", not wrong, "; ".join(wrong[:5]))
    totals = report["totals"]["records"]
    line = f"{totals['in']} records = {totals['out']} out + {totals['quarantined']} quarantined"
    sums = [sum(one["records"][key] for one in report["files"]) for key in ("in", "out", "quarantined")]
    found.add("report and summary agree", line in said and sums == list(totals.values()), line)
    partial = {name for name, one in by_name.items() if one["status"] == "partial"}
    named = {one.name for one in cut if f"{source / one.name}: " in said}
    right = partial == named == {one.name for one in cut} and report["statuses"]["failed"] == 0
    found.add(f"{len(cut)} truncated files named, the rest done", right, ", ".join(sorted(partial)))


def check_files(
    found: Findings, made: Iterable[Made], pool: Pool, source: Path, out: Path, sample: int, seed: int
) -> None:
    """Read every output and compare it with what was made."""
    dice, wrong, seen, texts = Random(seed), Counter[str](), Counter[str](), 0
    said: list[str] = []
    files = list(made)
    share = sample / sum(one.count for one in files)
    with tempfile.TemporaryDirectory() as folder:
        for one in files:
            count = readable(one, pool, (source / one.name).read_bytes())[0] if one.cut else one.count
            wanted = {n for n in range(count) if dice.random() < share} | ({0} if count else set())
            texts += len(wanted)
            data = unpacked(one.pack, (out / one.name).read_bytes())
            if one.format in ("text", "markdown"):
                faults = _check_lines(one, pool, data, wanted)
            else:
                path = Path(folder, f"file.{one.suffix}")
                path.write_bytes(data)
                faults = _check_records(one, pool, path, count, wanted) + _check_around(one, pool, data, path)
            seen[one.format] += count
            wrong[one.format] += len(faults)
            said += [f"{one.name}: {fault}" for fault in faults[:2]]
    for format, number in sorted(seen.items()):
        found.add(f"{format}: {number:,} records read again, none lost, all else untouched", not wrong[format])
    found.add(f"texts of {texts} records as persclean.clean has them", not said, "\n      ".join(said[:10]))


def _check_lines(one: Made, pool: Pool, data: bytes, wanted: set[int]) -> list[str]:
    """Compare the titles and lines of some articles."""
    lines, start = data.decode().split("\n"), 0
    held, faults = set(lines), []
    for n, news in enumerate(one.good(pool)):
        size = news.body.count("\n") + 3
        old = [news.title, *news.body.split("\n")]
        if n in wanted and one.format == "markdown":
            faults += [line for line in old[1:] if _PLAIN.fullmatch(line) and persclean.clean(line) not in held]
        elif n in wanted and [persclean.clean(line) for line in old] != lines[start : start + size - 1]:
            faults.append(f"article {n} differs")
        start += size
    if one.format == "text" and len(lines) != start + 1:
        faults.append(f"{start} lines in, {len(lines) - 1} out")
    return faults


def _check_records(one: Made, pool: Pool, path: Path, count: int, wanted: set[int]) -> list[str]:
    faults = []
    goods = (pool[n] for n in range(one.first, one.first + count))
    for n, (news, row) in enumerate(zip_longest(goods, rows(one, path))):
        if news is None or row is None:
            return [*faults, f"{'more' if news is None else 'fewer'} than {count} records"]
        before = expected(one, news)
        if row[:_TITLE] + row[_BODY + 1 :] != before[:_TITLE] + before[_BODY + 1 :]:
            faults.append(f"record {n}: {before} became {row}")
        elif n in wanted and row[_TITLE : _BODY + 1] != tuple(map(persclean.clean, before[_TITLE : _BODY + 1])):
            faults.append(f"record {n}: its texts are not those of persclean.clean")
    return faults


def _check_around(one: Made, pool: Pool, data: bytes, path: Path) -> list[str]:
    """Compare the bytes around the texts, or what a file of columns says of itself."""
    if one.format == "parquet":
        return _check_parquet(one, pool, path)
    if one.cut:
        return []
    good = masked(one, content(one, pool, planted=False))
    now = masked(one, data)
    if "truncated" in one.plants.values():  # no end was there
        good = good[: len(now) - 1]
        now = now[: len(good)]
    return [] if good == now else ["what stands around the texts has changed"]


def _check_parquet(one: Made, pool: Pool, path: Path) -> list[str]:
    from io import BytesIO

    import pyarrow.parquet as pq

    old, new = pq.ParquetFile(BytesIO(content(one, pool))), pq.ParquetFile(path)
    faults = [] if old.schema_arrow.equals(new.schema_arrow, check_metadata=True) else ["another schema"]
    groups = [[file.metadata.row_group(n) for n in range(file.num_row_groups)] for file in (old, new)]
    counts = [file.metadata.num_rows for file in (old, new)]
    if counts[0] - len(one.plants) != counts[1] or len(groups[0]) != len(groups[1]):
        faults.append("other row groups")
    codecs = [{g.column(n).compression for g in all_of for n in range(g.num_columns)} for all_of in groups]
    return faults if codecs[0] == codecs[1] else [*faults, f"codecs {codecs[0]} became {codecs[1]}"]


def _said(codes: Counter[str]) -> str:
    return ", ".join(f"{number} {code}" for code, number in sorted(codes.items()))
