"""Findings: where they stand, that they are all there, and that nothing but the text decides what they are."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

import pytest

from persclean.check.found import Batch, messages
from persclean.check.watch import CheckWatch
from persclean.engine import cutter
from persclean.engine.engines import Engines
from persclean.engine.parallel import Workers
from persclean.engine.stream import clean_stream
from persclean.pipeline import Pipeline
from tests.command import ROOT, persclean

SAMPLES = sorted((ROOT / "samples").glob("*.txt"))
TEXT = "\n".join(path.read_text() for path in SAMPLES)
Row = tuple[int, int, str, str, str | None, str | None]


def found_in(data: bytes, pipeline: Pipeline, size: int = 0, workers: Workers | None = None) -> tuple[list[Row], bytes]:
    """Return the findings of a text, and the clean text."""
    rows: list[Row] = []

    def take(batch: Batch) -> None:
        for n, which in enumerate(batch.which.tolist()):
            kind, place = batch.kinds[which], batch.place(n)
            rows.append((place.line, place.column, kind.code, messages([kind])[0], kind.before, kind.after))

    watch = CheckWatch(take, {one.name: one.code for one in pipeline.filters if "document" in one.reach})
    parts: list[bytes] = []
    watch.begin("a.txt", "text")
    account = None
    if watch._codes:
        from persclean.engine.account import TextAccount

        account = TextAccount("a.txt", None, watch.removed, watch.joined)
    read = BytesIO(data).read if not size else lambda n: stream.read(min(n, size))
    stream = BytesIO(data)
    clean_stream(
        pipeline, read, parts.append, engines=Engines(pipeline, "each"), account=account, watch=watch, workers=workers
    )
    watch.end()
    return rows, b"".join(parts)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_a_line_has_findings_if_and_only_if_it_changes(path: Path) -> None:
    text = path.read_text()
    pipeline = Pipeline.preset()
    rows, clean = found_in(text.encode(), pipeline)
    assert clean.decode() == pipeline(text)
    pairs = zip(text.split("\n"), clean.decode().split("\n"), strict=True)
    assert {row[0] for row in rows} == {n for n, (old, new) in enumerate(pairs, 1) if old != new}
    assert [row[:2] for row in rows] == sorted(row[:2] for row in rows)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_what_is_said_to_stand_at_a_place_stands_there(path: Path) -> None:
    lines = path.read_text().split("\n")
    rows, _ = found_in(path.read_bytes(), Pipeline.preset())
    seen = 0
    for line, column, _, message, before, after in rows:
        assert before != after
        assert before is not None
        if before in lines[line - 1]:  # else an earlier filter has changed it
            seen += 1
            at = lines[line - 1].startswith(before, column - 1)
            assert at or before in lines[line - 1][column - 1 :], (line, column, message)
    assert seen > len(rows) // 2


def test_columns_count_characters() -> None:
    rows, _ = found_in("🙂 é سلام علي\n  😀 كتاب ها 😀".encode(), Pipeline(("letters", "zwnj")))
    assert [(line, column, before) for line, column, _, _, before, _ in rows] == [
        (1, 10, "علي"),
        (2, 5, "كتاب"),
        (2, 5, "كتاب ها"),
    ]


@pytest.mark.parametrize("preset", ["default", "page"])
@pytest.mark.parametrize("size", [300, 4000])
def test_findings_are_the_same_for_any_block_size(monkeypatch: pytest.MonkeyPatch, preset: str, size: int) -> None:
    data = TEXT.encode()
    whole = found_in(data, Pipeline.preset(preset))
    assert len(whole[0]) > 300
    monkeypatch.setattr(cutter, "BLOCK", size)
    monkeypatch.setattr(cutter, "LONG", 1 << 12)
    assert found_in(data, Pipeline.preset(preset), 1000) == whole


def test_findings_in_an_over_long_line_keep_their_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cutter, "BLOCK", 1000)
    monkeypatch.setattr(cutter, "LONG", 500)
    line = "سلام علي " * 300
    rows, _ = found_in(f"{line}\nعلي".encode(), Pipeline(("letters",)))
    assert [(a, b) for a, b, *_ in rows] == [(1, 9 * n + 6) for n in range(300)] + [(2, 1)]


def test_findings_are_the_same_with_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cutter, "BLOCK", 2000)
    monkeypatch.setattr(cutter, "LONG", 1 << 11)
    pipeline, data = Pipeline.preset(), TEXT.encode()
    with Workers(pipeline, 2, "each") as workers:
        assert found_in(data, pipeline, workers=workers) == found_in(data, pipeline)


def test_document_filters_are_findings(tmp_path: Path) -> None:
    page = (ROOT / "samples/news_pdf.txt").read_bytes()
    done = persclean("check", "--preset", "page", "--select", "PC2", "--output-format", "json", "-", stdin=page)
    found = json.loads(done.text)
    assert (done.code, {one["code"] for one in found}) == (1, {"PC201", "PC202"})
    lines = page.decode().split("\n")
    report = persclean("clean", "--preset", "page", "--dry-run", "-", stdin=page).text
    assert f"{sum(one['code'] == 'PC201' for one in found)} lines joined" in report
    removed = [one for one in found if one["code"] == "PC202"]
    assert f"{len(removed)} blocks of" in report
    assert all(one["line"] <= len(lines) for one in found)
    assert [one["line"] for one in found] == sorted(one["line"] for one in found)


def test_bad_bytes_are_findings_with_their_places() -> None:
    done = persclean("check", "--output-format", "json", "-q", "-", stdin="سلام ".encode() + b"\xff\nab\xfe")
    places = [(one["line"], one["column"], one["code"]) for one in json.loads(done.text)]
    assert (done.code, places) == (1, [(1, 6, "PC900"), (2, 3, "PC900")])
    done = persclean("check", "--errors", "replace", "--select", "PC900", "-", stdin=b"a\n\xff\n")
    assert "standard input:2:1: PC900 bytes: byte 0xFF at offset 2" in done.text


def test_places_in_records(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"t":"سلام\\nعلي","n":1}\n{"n":\n\n{"n":2,"t":"علي"}\n')
    done = persclean("check", "--column", "t", "--output-format", "json", "a.jsonl", cwd=tmp_path)
    keys = ("line", "column", "record", "field", "text_line", "text_column", "code")
    assert [tuple(one[key] for key in keys) for one in json.loads(done.text)] == [
        (1, None, 1, "t", 2, 1, "PC102"),
        (2, None, 2, None, None, None, "PC901"),
        (4, 13, 3, "t", 1, 1, "PC102"),
    ]
    (tmp_path / "a.csv").write_text('n,t\n1,"سلام\nعلي"\n2,علي\n')
    done = persclean("check", "--column", "t", "a.csv", cwd=tmp_path)
    assert [line.partition(": PC")[0] for line in done.text.splitlines()] == [
        "a.csv: record 1, t 2:1",
        "a.csv: record 2, t 1:1",
    ]
    (tmp_path / "a.md").write_text("# علي\n\n`علي` *علي*\n")
    done = persclean("check", "a.md", cwd=tmp_path)
    assert [line.partition(": PC")[0] for line in done.text.splitlines()] == ["a.md:1:3", "a.md:3:8"]


def test_columns_of_parquet_and_document_filters_in_records(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.table({"n": [1, 2], "t": ["سلام", "علي\nرفت"]}), tmp_path / "a.parquet")
    done = persclean("check", "--column", "t", "a.parquet", cwd=tmp_path)
    assert done.text.startswith("a.parquet: record 2, t 1:1: PC102 letters: علي")
    page = json.dumps({"t": (ROOT / "samples/news_pdf.txt").read_text()}, ensure_ascii=False)
    (tmp_path / "a.jsonl").write_text('{"t":"سلام"}\n' + page + "\n")
    done = persclean("check", "--preset", "page", "--column", "t", "--select", "PC201", "a.jsonl", cwd=tmp_path)
    assert done.text.startswith("a.jsonl: record 2 5:1: PC201 unwrap: ")
