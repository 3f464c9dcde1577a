"""`persclean check` as users run it: what is selected, how it ends, what it says."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from tests.command import CLEAN, DIRTY, persclean


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "dirty.txt").write_text(DIRTY)
    (tmp_path / "clean.txt").write_text(CLEAN)
    return tmp_path


def codes(text: str) -> set[str]:
    return {line.split(": ")[1].split()[0] for line in text.splitlines()}


def test_exit_codes(folder: Path) -> None:
    assert persclean("check", "clean.txt", cwd=folder).code == 0
    assert persclean("check", "dirty.txt", cwd=folder).code == 1
    assert persclean("check", "--exit-zero", "dirty.txt", cwd=folder).code == 0
    done = persclean("check", "dirty.txt", "gone.txt", cwd=folder)
    assert (done.code, "gone.txt: cannot be read" in done.err) == (3, True)
    assert persclean("check", "--exit-zero", "gone.txt", cwd=folder).code == 3
    for wrong in (
        ("--select", "PC7"),
        ("--output-format", "xml"),
        ("--color", "no"),
        ("--statistics", "--output-format", "sarif"),
    ):
        done = persclean("check", *wrong, "dirty.txt", cwd=folder)
        assert (done.code, done.text) == (2, ""), wrong


def test_select_and_ignore_by_code_beginning_and_name(folder: Path) -> None:
    everything = codes(persclean("check", "dirty.txt", cwd=folder).text)
    assert everything == {"PC102", "PC104"}
    assert codes(persclean("check", "--select", "digits", "dirty.txt", cwd=folder).text) == {"PC104"}
    assert codes(persclean("check", "--select", "pc1", "--ignore", "PC104", "dirty.txt", cwd=folder).text) == {"PC102"}
    assert codes(persclean("check", "--ignore", "letters", "dirty.txt", cwd=folder).text) == {"PC104"}
    done = persclean("check", "--select", "unwrap", "dirty.txt", cwd=folder)
    assert (done.code, done.text) == (0, "")
    done = persclean("check", "--select", "PC10O", "dirty.txt", cwd=folder)
    assert "unknown code or name for --select 'PC10O': did you mean 'PC10" in done.err


def test_nothing_is_written_and_files_compressed_and_listed_are_read(folder: Path) -> None:
    before = {path: path.read_bytes() for path in folder.iterdir()}
    done = persclean("check", ".", cwd=folder)
    assert {path: path.read_bytes() for path in folder.iterdir()} == before
    (folder / "a.txt.gz").write_bytes(gzip.compress(DIRTY.encode()))
    listed = persclean("check", "--files-from", "-", cwd=folder, stdin=b"a.txt.gz\n")
    assert listed.text.replace("a.txt.gz", "dirty.txt") == done.text


def test_statistics(folder: Path) -> None:
    done = persclean("check", "--statistics", "dirty.txt", cwd=folder)
    assert [line.split()[:3] for line in done.text.splitlines()] == [
        ["4", "PC102", "letters"],
        ["1", "PC104", "digits"],
    ]
    done = persclean("check", "--statistics", "--output-format", "json", "dirty.txt", cwd=folder)
    assert json.loads(done.text)[0] == {"code": "PC102", "filter": "letters", "count": 4}


def test_quiet_says_findings_only(folder: Path) -> None:
    loud = persclean("check", "dirty.txt", cwd=folder)
    assert loud.err == "5 findings in 1 file, 1 looked at\n"
    quiet = persclean("check", "-q", "dirty.txt", cwd=folder)
    assert (quiet.text, quiet.err) == (loud.text, "")


def test_same_findings_with_more_jobs(folder: Path) -> None:
    assert persclean("check", "-j", "2", ".", cwd=folder).text == persclean("check", ".", cwd=folder).text


def test_a_damaged_file_is_checked_as_far_as_it_can_be_read(folder: Path) -> None:
    whole = gzip.compress(DIRTY.encode() * 4000)
    (folder / "cut.txt.gz").write_bytes(whole[: len(whole) // 2])
    done = persclean("check", "cut.txt.gz", cwd=folder)
    assert done.code == 3
    assert "cut.txt.gz:1:4: PC102" in done.text


def test_settings_of_a_project_hold(folder: Path) -> None:
    (folder / "persclean.toml").write_text('skip = ["letters"]\n')
    assert codes(persclean("check", "dirty.txt", cwd=folder).text) == {"PC104"}
    assert codes(persclean("check", "--no-config", "dirty.txt", cwd=folder).text) == {"PC102", "PC104"}
