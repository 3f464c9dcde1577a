"""Frames are cleaned in groups: how many go into one decides nothing but the time it takes."""

from __future__ import annotations

import json
from io import BytesIO

import pytest

from persclean.engine import gathered
from persclean.engine.engines import Engines
from persclean.engine.parallel import Workers
from persclean.engine.records import Quarantined, Work, clean_records, parted
from persclean.io.records import base
from persclean.io.records.base import Frame, RecordOptions
from persclean.io.records.jsonl import JsonLines
from persclean.pipeline import Pipeline

LINES = [json.dumps({"id": n, "body": f"كتاب {n}\nمي رود"}, ensure_ascii=False) for n in range(300)]
LINES[7], LINES[150], LINES[299] = "{", '{"id": 1}', '{"body": "'
DATA = "\n".join(LINES).encode()


def cleaned(jobs: int = 1) -> tuple[bytes, list[Quarantined], int, int]:
    pipeline = Pipeline.preset("default")
    out: list[bytes] = []
    bad: list[Quarantined] = []
    with Workers(pipeline, jobs) as workers:
        report = clean_records(
            JsonLines(RecordOptions(columns=("body",))),
            BytesIO(DATA).read,
            out.append,
            bad.append,
            engines=Engines(pipeline),
            workers=workers if jobs > 1 else None,
        )
    return b"".join(out), bad, report.records, report.texts


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("size", [1, 700, 5_000])
def test_the_size_of_groups_does_not_matter(monkeypatch: pytest.MonkeyPatch, size: int, jobs: int) -> None:
    whole = cleaned()
    assert (len(whole[1]), whole[2], whole[3]) == (3, 300, 297)
    assert "کتاب ۹\\nمی\N{ZERO WIDTH NON-JOINER}رود" in whole[0].decode()
    monkeypatch.setattr(base, "FRAME", 500)
    monkeypatch.setattr(gathered, "GATHERED", size)
    assert cleaned(jobs) == whole


def test_texts_are_parted_by_the_lines_they_had() -> None:
    before = ["a", "", "b\nc", "\n", "d"]
    assert parted(b"x\n\ny\nz\n\n\nw", before) == ["x", "", "y\nz", "\n", "w"]
    assert parted(b"x\ny", ["a", "b"]) == ["x", "y"]


def test_frames_of_escapes_are_gathered_by_the_text_in_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathered, "GATHERED", 100)
    format = JsonLines(RecordOptions(columns=("body",)))
    escaped, plain = (Work(data * 60, Frame(b""), format, format) for data in (b"a", "ي".encode()))
    assert [len(group.works) for group in gathered.groups([escaped] * 11)] == [5, 5, 1]
    assert [len(group.works) for group in gathered.groups([plain] * 3)] == [1, 1, 1]
