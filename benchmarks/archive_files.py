"""The files of the generated archive: which there are, what is planted in them, and their bytes."""

from __future__ import annotations

import io
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.news import COLUMNS, News, Pool, row, written
from benchmarks.packing import SUFFIX, packed, unpacked
from benchmarks.plants import large, plain, spoilt

SETTINGS: dict[str, Any] = tomllib.loads(Path(__file__).with_name("archive.toml").read_text(encoding="utf-8"))
# One file of each is cut off: what is compressed, and how.
CUT = (("jsonl", "gz"), ("csv", "bz2"), ("xml", "xz"), ("json", "zst"), ("tsv", "lz4"))
_COLUMNAR = ("parquet", "arrow")
_HUGE = 20.0  # the share of one file of text, and of one of records: their blocks are shared out among workers
_GAP = 3  # records from one planted to the next, at least: two bad ones side by side may count as one
_BAD_IDS = 10**9


@dataclass(slots=True)
class Made:
    """A file to be made. first, count: of its good records. plants: codes of bad records, by the one they stand before.

    cut: how many bytes of it are left, 0 for all. text: bytes of text in its good records.
    """

    number: int
    format: str
    suffix: str
    style: str
    pack: str
    share: float
    first: int = 0
    count: int = 0
    plants: dict[int, str] = field(default_factory=dict)
    cut: int = 0
    text: int = 0

    @property
    def name(self) -> str:
        style = self.style.replace(" ", "-") or "plain"
        return f"{self.number // 20:02}/{self.number:03}-{style}.{self.suffix}{SUFFIX[self.pack]}"

    @property
    def write(self) -> Any:
        return written(self.format, self.style, SETTINGS.get("csv", {}))

    def good(self, pool: Pool) -> Iterator[News]:
        """Yield the good records."""
        return (pool[n] for n in range(self.first, self.first + self.count))


def planned(files: int, bad: int, seed: int) -> list[Made]:
    """Return the files, without records as yet. bad: how many bad records are planted in all."""
    kinds = [(kind, pack) for kind in SETTINGS["kind"] for pack in kind.get("packed", SETTINGS["packed"])]
    dice = Random(seed)
    dice.shuffle(kinds)
    made = []
    for number, (kind, pack) in enumerate(islice(cycle(kinds), files)):
        made.append(Made(number, kind["format"], kind["suffix"], kind.get("style", ""), pack, SETTINGS["packed"][pack]))
    for format in ("text", "jsonl"):
        for one in made:
            if (one.format, one.pack) == (format, "none"):
                one.share = _HUGE
                break
    for format, pack in CUT:
        for one in made:
            if (one.format, one.pack) == (format, pack) and one.style != "bars":
                one.cut = -1
                break
    hosts = [one for one in made if one.format != "text" and not one.cut]
    for place, one in enumerate(hosts):
        wrong = cycle(SETTINGS["wrong"][one.format])
        codes = list(islice(wrong, bad // len(hosts) + (place < bad % len(hosts))))
        if place % 8 == 0:
            codes[-1] = "size"
        elif place % 8 < 3 and one.format not in ("markdown", *_COLUMNAR):
            codes[-1] = "truncated"
        one.plants = {-1 - n: code for n, code in enumerate(codes)}  # places follow when the records are known
    return made


def settle(files: list[Made], pool: Pool, size: int, seed: int) -> None:
    """Give every file its share of records, so many bytes of text in all, and places to its bad ones."""
    dice, first, whole = Random(seed), 0, sum(one.share for one in files)
    for one in files:
        one.first = first
        wanted = size * one.share / whole
        while one.text < wanted:
            one.text += pool[first].size
            first += 1
        one.count = first - one.first
        codes = [code for code in one.plants.values() if code != "truncated"]
        if one.count < _GAP * (len(codes) + 3):
            raise SystemExit(f"{one.name} would have {one.count} records: too few for {len(codes)} bad ones; more --mb")
        places = dice.sample(range(2, one.count // _GAP), len(codes))
        plants = {place * _GAP: code for place, code in zip(sorted(places), codes, strict=True)}
        if "truncated" in one.plants.values():
            plants[one.count] = "truncated"
        one.plants = plants


def content(one: Made, pool: Pool, *, planted: bool = True) -> bytes:
    """Return the bytes of a file, uncompressed and whole."""
    if one.format in _COLUMNAR:
        return _columnar(one, pool, planted)
    head, tail = _around(one)
    parts, last = [head], one.count
    for n, good in enumerate(one.good(pool)):
        if planted and n in one.plants:
            parts.append(_bad(one, n))
        parts.append(one.write(good))
    if planted and last in one.plants:
        return b"".join([*parts, _bad(one, last)])
    if one.format == "json":
        parts[-1] = parts[-1].removesuffix(b",\n") + b"\n"
    return b"".join([*parts, tail])


def stored(one: Made, pool: Pool) -> bytes:
    """Return the bytes of a file as they lie in the archive; sets `cut` of one that is cut off."""
    data = packed(one.pack, content(one, pool), Path(one.name).name.removesuffix(".zip"))
    if one.cut:
        one.cut = len(data) * 3 // 5
        return data[: one.cut]
    return data


def readable(one: Made, pool: Pool, data: bytes) -> tuple[int, bool]:
    """Return how many records of a file that is cut off can be read, and whether a part of one more can.

    data: the file as it is stored.
    """
    left = len(unpacked(one.pack, data)) - len(_around(one)[0])
    for n, good in enumerate(one.good(pool)):
        whole = one.write(good)
        size = len(whole.rstrip(b",\r\n")) if one.format == "json" else len(whole)
        if left < size:
            return n, left > 0
        left -= len(whole)
    return one.count, False


def _around(one: Made) -> tuple[bytes, bytes]:
    if one.format == "json":
        return b"[\n", b"]\n"
    if one.format == "xml":
        return b'<?xml version="1.0" encoding="UTF-8"?>\n<NEWS>\n', b"</NEWS>\n"
    if one.format in ("csv", "tsv"):
        return row(list(COLUMNS), SETTINGS["csv"][one.style]), b""
    return b"", b""


def _bad(one: Made, place: int) -> bytes:
    code = one.plants[place]
    base = plain(News(_BAD_IDS + one.number * 1000 + place % 1000, "", ""))
    return spoilt(one.format, code, one.write(large(base) if code == "size" else base))


def _columnar(one: Made, pool: Pool, planted: bool) -> bytes:
    rows: list[tuple[News, bytes]] = []
    for n, good in enumerate(one.good(pool)):
        if planted and (code := one.plants.get(n)):
            base = plain(News(_BAD_IDS + n, "", ""))
            body = large(base).body.encode() if code == "size" else spoilt("", "bytes", base.body.encode())
            rows.append((base, body))
        rows.append((good, good.body.encode()))
    table = pa.table(
        {
            "id": pa.array([one.id for one, _ in rows], pa.int64()),
            "title": pa.array([one.title for one, _ in rows]),
            "body": pa.array([body for _, body in rows], pa.binary()).view(pa.string()),
            "date": pa.array([one.date for one, _ in rows]).dictionary_encode(),
            "score": pa.array([float(one.score) for one, _ in rows]),
            "tags": pa.array([[one.tags, None] for one, _ in rows], pa.list_(pa.string())),
        }
    ).replace_schema_metadata({"source": "خبر كتاب"})
    out = io.BytesIO()
    if one.format == "parquet":
        pq.write_table(table, out, row_group_size=500, compression=one.style)
        return out.getvalue()
    kind, codec = one.style.split()
    options = pa.ipc.IpcWriteOptions(compression=None if codec == "none" else codec)
    make = pa.ipc.new_file if kind == "file" else pa.ipc.new_stream
    with make(out, table.schema, options=options) as writer:
        writer.write_table(table, max_chunksize=300)
    return out.getvalue()
