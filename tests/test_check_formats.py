"""The output formats of `persclean check`: by their schemas and rules, and all saying the same."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from lxml import etree
from sarif_pydantic import Sarif

from persclean.report.marks import mark
from persclean.report.rows import SMALL
from tests.command import ROOT, ZWNJ, environment, persclean

HERE = Path(__file__).parent
ODD = "odd, 100%:\N{ARABIC LETTER YEH} <a&b>.txt"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    many = (ROOT / "samples/numbers.txt").read_text() * 10
    (tmp_path / "many.txt").write_text(many)
    (tmp_path / "clean.txt").write_text("سلام\n")
    (tmp_path / ODD).write_text('علي "100%" <b>علي&نفر</b>\N{CARRIAGE RETURN}\n علي\x01ي\n')
    (tmp_path / "bad.txt").write_bytes(b"a \xff\n")
    (tmp_path / "a.jsonl").write_text('{"t":"علي"}\n{\n')
    return tmp_path


def checked(folder: Path, form: str) -> str:
    done = persclean("check", "--column", "t", "--output-format", form, ".", "gone.txt", cwd=folder)
    assert done.code == 3
    return done.text


@pytest.fixture
def found(folder: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(checked(folder, "json"))
    return found


def test_json_has_every_finding_in_order(folder: Path, found: list[dict[str, Any]]) -> None:
    assert list(dict.fromkeys(one["file"] for one in found)) == ["a.jsonl", "bad.txt", "many.txt", ODD]
    assert sum(one["file"] == "many.txt" for one in found) > SMALL
    assert {"PC900", "PC901"} <= {one["code"] for one in found}
    lines = checked(folder, "concise").splitlines()
    for line, one in zip(lines, found, strict=True):
        assert line.startswith(f"{one['file']}:{one['line']}:")
        assert f": {one['code']} {one['filter']}: {one['message']}" in line
    assert persclean("check", "--output-format", "json", "clean.txt", cwd=folder).text == "[]\n"


def test_text_in_a_pipe_is_concise(folder: Path) -> None:
    assert checked(folder, "text") == checked(folder, "concise")


def test_few_and_many_findings_are_written_alike(folder: Path) -> None:
    few = persclean("check", "-", stdin=(ROOT / "samples/numbers.txt").read_bytes()).text.splitlines()
    many = persclean("check", "-", stdin=(folder / "many.txt").read_bytes()).text.splitlines()
    assert len(few) < SMALL < len(many) == 10 * len(few)
    assert many[: len(few)] == few


@pytest.mark.parametrize("names", [(), ("clean.txt",)])
def test_sarif_validates(folder: Path, found: list[dict[str, Any]], names: tuple[str, ...]) -> None:
    text = (
        persclean("check", "--output-format", "sarif", *names, cwd=folder).text if names else checked(folder, "sarif")
    )
    document = json.loads(text)
    jsonschema.validate(document, json.loads((HERE / "sarif.schema.json").read_text()))
    assert Sarif.model_validate_json(text).version == "2.1.0"
    run = document["runs"][0]
    if names:
        assert (run["results"], run["invocations"][0]["exitCode"]) == ([], 0)
        return
    rules = run["tool"]["driver"]["rules"]
    for result, one in zip(run["results"], found, strict=True):
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == one["code"]
        place = result["locations"][0]["physicalLocation"]
        assert place["region"]["startLine"] == one["line"]
        assert place["region"].get("startColumn") == one["column"]
    assert "odd%2C%20100%25%3A" in text
    assert run["invocations"][0]["executionSuccessful"] is False
    assert "gone.txt" in run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"]


def test_junit_validates(folder: Path, found: list[dict[str, Any]]) -> None:
    document = etree.fromstring(checked(folder, "junit").encode())
    etree.XMLSchema(etree.parse(HERE / "junit.xsd")).assertValid(document)
    suites = {one.get("name"): one for one in document}
    assert list(suites) == ["a.jsonl", "bad.txt", "clean.txt", "many.txt", ODD, "gone.txt"]
    for name, suite in suites.items():
        number = sum(one["file"] == name for one in found)
        assert int(suite.get("tests", "")) == len(suite) == max(number, 1)
        assert int(suite.get("failures", "")) == len(suite.findall("*/failure")) == number
        assert int(suite.get("errors", "")) == len(suite.findall("*/error")) == (name == "gone.txt")


def test_github_annotations_by_their_rules(folder: Path, found: list[dict[str, Any]]) -> None:
    lines = checked(folder, "github").splitlines()
    assert lines.pop().startswith("::error file=gone.txt,title=persclean::cannot be read")
    back = {"%25": "%", "%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ","}
    for line, one in zip(lines, found, strict=True):
        matched = re.fullmatch(r"::warning ((?:[a-z]+=[^,:]*,?)+)::(.*)", line)
        assert matched, line
        properties = dict(pair.split("=", 1) for pair in matched[1].split(","))
        plain = {key: re.sub("%..", lambda m: back[m[0]], value) for key, value in properties.items()}
        assert plain["file"] == one["file"]
        assert plain["line"] == str(one["line"])
        assert plain["title"].endswith(f"{one['code']} {one['filter']}")
        assert re.sub("%..", lambda m: back[m[0]], matched[2]) == one["message"]


def test_invisible_characters_are_shown(folder: Path) -> None:
    text = persclean("check", "-", stdin="کتاب ها ab\N{NO-BREAK SPACE}علي".encode()).text
    assert "کتاب ها → کتاب|ها" in text
    assert "<U+00A0>" in text
    assert ZWNJ not in text
    assert mark("\udcff") == "<0xFF>"
    assert mark("\N{RIGHT-TO-LEFT MARK}") == "<U+200F>"


def test_colour_and_context_for_people(folder: Path) -> None:
    (folder / "a.txt").write_text(f"{'سلام ' * 30}کتاب ها {'سلام ' * 30}\n")
    done = persclean("check", "--color", "always", "a.txt", cwd=folder)
    plain = re.sub("\x1b\\[[0-9]+m", "", done.text)
    assert plain.splitlines()[0].startswith("a.txt:1:151: PC106 zwnj: half-spaces")
    assert plain.splitlines()[1] == "  کتاب ها → کتاب|ها"
    assert plain.splitlines()[2].startswith("  │ …") and plain.splitlines()[2].endswith("…")
    assert "\x1b[31m\x1b[1mکتاب ها\x1b[0m" in done.text
    quiet = persclean("check", "a.txt", cwd=folder, env=environment(NO_COLOR="1", FORCE_COLOR="1"))
    assert "\x1b" not in quiet.text
