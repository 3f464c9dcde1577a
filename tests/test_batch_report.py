"""`--report`: a stable schema, with figures that add up; docs/batch.md describes it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.batch import clean, mixed
from tests.command import ROOT

Capture = pytest.CaptureFixture[str]


def reported(tmp_path: Path, capfd: Capture, *more: str) -> dict[str, Any]:
    """Run over a mixed folder and return the report."""
    source = tmp_path / "in"
    if not source.exists():
        mixed(source)
    path = tmp_path / "r.json"
    clean(capfd, source, "-o", tmp_path / "out", "--column", "body", "--report", path, *more)
    report: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return report


def keys(value: Any) -> Any:
    """The keys of a report, values left out."""
    return {name: keys(one) for name, one in value.items()} if isinstance(value, dict) else None


def test_what_adds_up(tmp_path: Path, capfd: Capture) -> None:
    report = reported(tmp_path, capfd)
    files, totals = report["files"], report["totals"]
    assert [Path(one["input"]).name for one in files] == [
        "a.txt", "c.jsonl", "clean.txt", "d.csv", "empty.txt", "b.txt.gz",
    ]  # fmt: skip
    for path in (("bytes", "in"), ("bytes", "out"), ("records", "in"), ("records", "out"), ("records", "quarantined")):
        assert totals[path[0]][path[1]] == sum(one[path[0]][path[1]] for one in files)
    assert totals["records"] == {"in": 9, "out": 7, "quarantined": 2}
    assert files[5]["compression"] == "gz"
    assert [one["bytes"]["in"] for one in files] == [Path(one["input"]).stat().st_size for one in files]
    assert [one["bytes"]["out"] for one in files] == [Path(one["output"]).stat().st_size for one in files]
    assert sum(report["statuses"].values()) == len(files)
    assert Path(files[1]["quarantine"]).is_file()


def test_a_run_that_goes_on_reports_what_was_done_before(tmp_path: Path, capfd: Capture) -> None:
    first, again = reported(tmp_path, capfd), reported(tmp_path, capfd)
    assert again["statuses"] == {
        "cleaned": 0, "unchanged": 0, "done_before": 6, "skipped": 0, "partial": 0, "failed": 0,
    }  # fmt: skip
    for report in (first, again):
        for one in (*report["files"], report["totals"]):
            one.pop("seconds")
            one.pop("status", None)
    assert (first["files"], first["totals"]) == (again["files"], again["totals"])


def test_failures_are_in_it(tmp_path: Path, capfd: Capture) -> None:
    report = reported(tmp_path, capfd, "--strict")
    failed = [one for one in report["files"] if one["status"] == "failed"]
    assert (report["exit_code"], len(failed)) == (3, 2)
    assert all(one["error"] and one["records"] == {"in": 0, "out": 0, "quarantined": 0} for one in failed)


def test_the_schema_is_the_one_of_the_documentation(tmp_path: Path, capfd: Capture) -> None:
    page = (ROOT / "docs" / "batch.md").read_text("utf-8")
    example = json.loads(page.split("```json\n")[-1].split("```")[0])
    report = reported(tmp_path, capfd)
    assert example["schema"] == report["schema"]
    assert keys(example) == keys(report)
    assert keys(example["files"][0]) == keys(report["files"][0])
