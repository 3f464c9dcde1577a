"""`persclean explain`: each change with its filter and reason, and what the half-space model saw."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from persclean.filters import built_in
from persclean.pipeline import Pipeline
from tests.command import ROOT, ZWNJ, environment, persclean

TEXT = "او كتاب ها را 3بار نمیخواهند"


def test_each_filter_with_its_reason() -> None:
    done = persclean("explain", TEXT)
    assert (done.code, done.err) == (0, "")
    lines = done.text.splitlines()
    assert lines[0] == Pipeline.preset()(TEXT).replace(ZWNJ, "|")
    for name in ("letters", "zwnj", "digits", "spacing"):
        one = built_in()[name]
        assert f"{one.code} {name}: {one.why}" in lines
    assert "  4 كتاب → کتاب" in lines
    assert "  4 کتاب ها → کتاب|ها" in lines
    assert ZWNJ not in done.text
    assert any(line.startswith("    کتاب · ها: half-space, +") for line in lines)


def test_what_the_model_decided_against_is_shown_too() -> None:
    text = persclean("explain", "کار خانه").text
    assert text.splitlines()[:2] == ["کار خانه", "nothing is changed"]
    assert "PC106 zwnj: " in text
    assert "    کار · خانه: space stays, -" in text
    seen = json.loads(persclean("explain", "--output-format", "json", "زمینهساز").text)
    evidence = seen["steps"][0]["evidence"][0]
    assert (evidence["choice"], evidence["left"], evidence["right"]) == ("half-space", "زمینه", "ساز")
    assert evidence["margin"] > evidence["limit"] >= 0
    assert evidence["spoke"]


def test_json_holds_both_texts_and_every_change() -> None:
    found = json.loads(persclean("explain", "--output-format", "json", TEXT).text)
    assert found["before"] == TEXT
    assert found["after"] == Pipeline.preset()(TEXT)
    assert found["steps"][0]["before"] == TEXT
    assert found["steps"][-1]["after"] == found["after"]
    for one, two in zip(found["steps"], found["steps"][1:], strict=False):
        assert one["after"] == two["before"]
    assert sum(len(one["changes"]) for one in found["steps"]) == len(found["changes"])
    for step in found["steps"]:
        assert step["why"] == built_in()[step["filter"]].why
        assert all(change["before"] != change["after"] for change in step["changes"])


def test_a_page_by_file_and_by_standard_input(tmp_path: Path) -> None:
    page = ROOT / "samples/news_pdf.txt"
    by_file = persclean("explain", "--preset", "page", page)
    by_pipe = persclean("explain", "--preset", "page", "-", stdin=page.read_bytes())
    assert by_file.text == by_pipe.text
    assert "PC201 unwrap: lines that a page width broke" in by_file.text
    assert "PC202 headlines: " in by_file.text
    lines = page.read_text().split("\n")
    found = json.loads(persclean("explain", "--code", "letters", "--output-format", "json", page).text)
    for change in found["steps"][0]["changes"]:
        word = change["before"]
        if word in lines[change["line"] - 1]:
            assert word in lines[change["line"] - 1][max(0, change["column"] - 1 - len(word)) :]


def test_only_some_filters() -> None:
    text = persclean("explain", "--code", "PC102", TEXT).text
    assert "PC102 letters" in text
    assert "PC106" not in text and "PC104" not in text
    done = persclean("explain", "--code", "unwrap", TEXT)
    assert (done.code, "unknown code or name for --code 'unwrap'" in done.err) == (2, True)


def test_settings_hold() -> None:
    assert "PC102" not in persclean("explain", "--skip", "letters", TEXT).text
    assert "۳" not in persclean("explain", "--digits", "latin", "--filters", "digits", TEXT).text


@pytest.mark.parametrize("given", ["سلام", ""])
def test_nothing_to_explain(given: str) -> None:
    assert persclean("explain", given).text.splitlines() == [given, "nothing is changed"]


def test_colour_only_where_wanted() -> None:
    assert "\x1b" not in persclean("explain", TEXT).text
    assert "\x1b[32mکتاب\x1b[0m" in persclean("explain", "--color", "always", TEXT).text
    assert "\x1b" not in persclean("explain", TEXT, env=environment(NO_COLOR="1", FORCE_COLOR="1")).text


def test_what_is_too_large_or_unreadable(tmp_path: Path) -> None:
    (tmp_path / "big.txt").write_text("سلام\n" * 200_000)
    done = persclean("explain", "big.txt", cwd=tmp_path)
    assert (done.code, "big.txt: is over 1 MiB: explain is for a page" in done.err) == (3, True)
    (tmp_path / "bad.txt").write_bytes(b"\xff " + "علي".encode())
    done = persclean("explain", "bad.txt", cwd=tmp_path)
    assert (done.code, done.text.startswith("<0xFF> علی\n")) == (0, True)
    done = persclean("explain", "--output-format", "xml", TEXT)
    assert done.code == 2


@pytest.mark.parametrize("name", ["gone.txt", "articles/gone", "."])
def test_a_path_with_no_file_is_no_text(tmp_path: Path, name: str) -> None:
    done = persclean("explain", name, cwd=tmp_path)
    assert (done.code, done.out) == (3, b"")
    assert f"{name}: no such file" in done.err
