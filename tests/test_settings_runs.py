"""The command line with settings files: files of their own settings, whoever cleans them, and resumed runs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.command import ZWNJ, environment, persclean

TEXT = "سال 3 كتاب آنها\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Three folders: one with the project's settings, one with an override, one with a settings file of its own."""
    root = tmp_path / "project"
    for name in ("plain/a.txt", "plain/b.txt", "srt/c.txt", "own/d.txt"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(TEXT, "utf-8")
    (root / "persclean.toml").write_text(
        'exceptions = "words.tsv"\n[[overrides]]\npaths = ["srt/"]\nskip = ["digits"]\n', "utf-8"
    )
    (root / "words.tsv").write_text(f"آن{ZWNJ}ها\tآن{ZWNJ}ها\n", "utf-8")
    (root / "own/persclean.toml").write_text('digits = "latin"\n', "utf-8")
    return root


WANTED = {
    "plain/a.txt": f"سال ۳ کتاب آن{ZWNJ}ها\n",
    "plain/b.txt": f"سال ۳ کتاب آن{ZWNJ}ها\n",
    "srt/c.txt": f"سال 3 کتاب آن{ZWNJ}ها\n",
    "own/d.txt": "سال 3 کتاب آنها\n",
}


def outputs(folder: Path) -> dict[str, str]:
    return {name: (folder / name).read_text("utf-8") for name in WANTED}


@pytest.mark.parametrize("jobs", ["1", "3"])
def test_each_file_has_the_settings_that_are_for_it(project: Path, jobs: str) -> None:
    done = persclean("clean", ".", "-o", "../out", "-j", jobs, cwd=project)
    assert (done.code, outputs(project.parent / "out")) == (0, WANTED)


def test_in_place_and_to_standard_output(project: Path) -> None:
    done = persclean("clean", "srt/c.txt", "plain/a.txt", "own/d.txt", cwd=project)
    assert done.text == WANTED["srt/c.txt"] + WANTED["plain/a.txt"] + WANTED["own/d.txt"]
    assert persclean("clean", "-w", ".", "-j", "2", cwd=project).code == 0
    assert outputs(project) == WANTED
    assert "0 files cleaned" in persclean("clean", "-w", ".", cwd=project).err


def test_the_command_line_is_stronger_and_no_config_reads_none(project: Path) -> None:
    assert persclean("clean", "--digits", "arabic", "own/d.txt", cwd=project).text == "سال ٣ کتاب آنها\n"
    assert persclean("clean", "--no-config", "own/d.txt", "srt/c.txt", cwd=project).text == "سال ۳ کتاب آنها\n" * 2
    own = persclean("clean", "--config", "own/persclean.toml", "srt/c.txt", cwd=project)
    assert own.text == WANTED["own/d.txt"]


def test_standard_input_has_the_settings_of_the_working_folder_or_of_a_named_file(project: Path) -> None:
    data = TEXT.encode()
    assert persclean("clean", stdin=data, cwd=project).text == WANTED["plain/a.txt"]
    assert persclean("clean", stdin=data, cwd=project / "own").text == WANTED["own/d.txt"]
    named = persclean("clean", "--stdin-filename", "srt/new.txt", stdin=data, cwd=project)
    assert named.text == WANTED["srt/c.txt"]


def test_a_file_is_done_again_when_its_own_settings_change_and_no_other(project: Path) -> None:
    def run() -> list[str]:
        report = project.parent / "r.json"
        done = persclean("clean", ".", "-o", "../out", "--report", report, cwd=project)
        assert done.code == 0
        files = json.loads(report.read_text("utf-8"))["files"]
        return sorted(Path(one["input"]).name for one in files if one["status"] != "done_before")

    assert run() == ["a.txt", "b.txt", "c.txt", "d.txt"]
    assert run() == []
    (project / "own/persclean.toml").write_text('digits = "arabic"\n', "utf-8")
    assert run() == ["d.txt"]
    (project / "words.tsv").write_text("آنها\n", "utf-8")
    assert run() == ["a.txt", "b.txt", "c.txt"]
    assert (project.parent / "out/plain/a.txt").read_text("utf-8") == "سال ۳ کتاب آنها\n"


def test_encoding_and_columns_by_path(tmp_path: Path) -> None:
    (tmp_path / "persclean.toml").write_text(
        'include = ["*.txt", "*.jsonl"]\n[[overrides]]\npaths = ["old/*.txt"]\nencoding = "windows-1256"\n'
        '[[overrides]]\npaths = ["*.jsonl"]\ncolumn = ["body"]\n',
        "utf-8",
    )
    (tmp_path / "old").mkdir()
    (tmp_path / "old/a.txt").write_bytes("كتاب علي\n".encode("windows-1256"))
    (tmp_path / "b.jsonl").write_text('{"body":"كتاب","id":"علي"}\n', "utf-8")
    (tmp_path / "c.md").write_text("كتاب\n", "utf-8")
    done = persclean("clean", "-w", ".", cwd=tmp_path)
    assert done.code == 0
    assert (tmp_path / "old/a.txt").read_text("utf-8") == "کتاب علی\n"
    assert (tmp_path / "b.jsonl").read_text("utf-8") == '{"body":"کتاب","id":"علي"}\n'
    assert (tmp_path / "c.md").read_text("utf-8") == "كتاب\n"


def test_what_is_wrong_ends_with_2_before_anything_is_written(project: Path) -> None:
    (project / "own/persclean.toml").write_text('digtis = "latin"\n', "utf-8")
    done = persclean("clean", "-w", ".", cwd=project)
    assert (done.code, outputs(project)) == (2, dict.fromkeys(WANTED, TEXT))
    assert "own/persclean.toml:1: unknown setting 'digtis': did you mean 'digits'?" in done.err.replace("\\", "/")


def test_a_large_file_with_its_own_settings_is_cleaned_by_them_with_workers_too(project: Path) -> None:
    (project / "srt/c.txt").write_text(TEXT * 400_000, "utf-8")
    env = environment()
    assert persclean("clean", "srt/c.txt", "-o", "../one.txt", "-j", "2", cwd=project, env=env).code == 0
    assert (project.parent / "one.txt").read_text("utf-8") == WANTED["srt/c.txt"] * 400_000
