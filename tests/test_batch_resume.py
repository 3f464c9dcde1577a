"""Runs into a folder go on where earlier ones stopped, and replace only what this tool has written."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from persclean.io.names import FOLDER
from tests.batch import CLEAN, DIRTY, clean, mixed, quarantined, stories, tree

Capture = pytest.CaptureFixture[str]
COLUMN = ("--column", "body")


@pytest.fixture
def page(tmp_path: Path) -> Path:
    page = tmp_path / "in" / "a.txt"
    page.parent.mkdir()
    page.write_text(f"{DIRTY}\n", "utf-8")
    return page


def test_what_is_done_is_passed_over(tmp_path: Path, capfd: Capture) -> None:
    source, out = mixed(tmp_path / "in"), tmp_path / "out"
    first = clean(capfd, source, "-o", out, *COLUMN)
    assert (first.code, first.summary) == (0, "4 files cleaned, 2 unchanged; 9 records = 7 out + 2 quarantined")
    made = tree(out, own=True)
    times = {path: path.stat().st_mtime_ns for path in out.rglob("*.*") if FOLDER not in path.parts}
    again = clean(capfd, source, "-o", out, *COLUMN)
    assert (again.code, again.summary) == (0, "0 files cleaned, 6 done before; 9 records = 7 out + 2 quarantined")
    assert tree(out, own=True) == made
    assert {path: path.stat().st_mtime_ns for path in times} == times


def test_an_input_with_another_time_only_is_done(page: Path, tmp_path: Path, capfd: Capture) -> None:
    clean(capfd, page.parent, "-o", tmp_path / "out")
    os.utime(page, ns=(1, 1))
    assert clean(capfd, page.parent, "-o", tmp_path / "out").summary == "0 files cleaned, 1 done before"


@pytest.mark.parametrize("what", ["input", "settings", "output deleted"])
def test_what_changed_is_done_again(page: Path, tmp_path: Path, capfd: Capture, what: str) -> None:
    out, wanted, more = tmp_path / "out", CLEAN, ()
    clean(capfd, page.parent, "-o", out)
    if what == "input":
        page.write_text(f"{DIRTY}4\n", "utf-8")
        wanted = f"{CLEAN}۴"
    elif what == "settings":
        wanted, more = "کتاب 3", ("--digits", "latin")
    else:
        (out / "a.txt").unlink()
    assert clean(capfd, page.parent, "-o", out, *more).summary == "1 file cleaned"
    assert (out / "a.txt").read_text("utf-8") == f"{wanted}\n"


def test_a_quarantine_file_that_was_deleted_is_made_again(tmp_path: Path, capfd: Capture) -> None:
    source, out = mixed(tmp_path / "in"), tmp_path / "out"
    clean(capfd, source, "-o", out, *COLUMN)
    before = quarantined(out)
    next(out.rglob("c.jsonl.quarantine.jsonl")).unlink()
    assert clean(capfd, source, "-o", out, *COLUMN).summary.startswith("1 file cleaned, 5 done before")
    assert quarantined(out) == before


def test_an_output_that_somebody_changed_is_theirs(page: Path, tmp_path: Path, capfd: Capture) -> None:
    out = tmp_path / "out"
    clean(capfd, page.parent, "-o", out)
    same_size = (out / "a.txt").read_bytes()[::-1]
    (out / "a.txt").write_bytes(same_size)
    for _ in range(2):
        ran = clean(capfd, page.parent, "-o", out)
        assert (ran.code, "was changed since it was written; use --force" in ran.err) == (3, True)
        assert (out / "a.txt").read_bytes() == same_size
    assert clean(capfd, page.parent, "-o", out, "--force").summary == "1 file cleaned"
    assert (out / "a.txt").read_text("utf-8") == f"{CLEAN}\n"


def test_an_output_that_was_only_copied_is_done(page: Path, tmp_path: Path, capfd: Capture) -> None:
    clean(capfd, page.parent, "-o", tmp_path / "out")
    os.utime(tmp_path / "out" / "a.txt", ns=(1, 1))
    assert clean(capfd, page.parent, "-o", tmp_path / "out").summary == "0 files cleaned, 1 done before"


def test_a_file_that_was_there_before_is_never_taken_for_ours(page: Path, tmp_path: Path, capfd: Capture) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "a.txt").write_text("theirs")
    for _ in range(3):
        ran = clean(capfd, page.parent, "-o", out)
        assert (ran.code, "a.txt: exists already; use --force" in ran.err) == (3, True)
    assert (out / "a.txt").read_text() == "theirs"


def test_another_input_does_not_replace_the_output_of_the_first(page: Path, tmp_path: Path, capfd: Capture) -> None:
    out, other = tmp_path / "out", tmp_path / "other"
    other.mkdir()
    (other / "a.txt").write_text("ديگر\n", "utf-8")
    clean(capfd, page.parent, "-o", out)
    for _ in range(2):
        ran = clean(capfd, other, "-o", out)
        assert (ran.code, f"was made of {page}; use --force" in ran.err) == (3, True)
    assert clean(capfd, page.parent, "-o", out).summary == "0 files cleaned, 1 done before"


def test_no_resume_leaves_no_manifest_and_needs_force(page: Path, tmp_path: Path, capfd: Capture) -> None:
    out = tmp_path / "out"
    assert clean(capfd, page.parent, "-o", out, "--no-resume").code == 0
    assert list(tree(out, own=True)) == ["a.txt"]
    assert clean(capfd, page.parent, "-o", out, "--no-resume").code == 3
    assert clean(capfd, page.parent, "-o", out, "--no-resume", "--force").summary == "1 file cleaned"


def test_a_dry_run_knows_what_is_done_and_writes_nothing(page: Path, tmp_path: Path, capfd: Capture) -> None:
    out = tmp_path / "out"
    assert clean(capfd, page.parent, "-o", out, "--dry-run").out == f"{page}: would change\n"
    assert not out.exists()
    clean(capfd, page.parent, "-o", out)
    before = tree(out, own=True)
    page.with_name("b.txt").write_text(f"{DIRTY}\n", "utf-8")
    ran = clean(capfd, page.parent, "-o", out, "--dry-run")
    assert ran.out == f"{page.with_name('b.txt')}: would change\n"
    assert ran.summary == "1 file would be cleaned, 1 done before"
    assert tree(out, own=True) == before


@pytest.mark.parametrize("rubbish", [b"{", b"[]\n", b'{"version":1,"event":"done"}\n', b"\xff\n", b'{"version":99}'])
def test_what_is_no_manifest_is_passed_over(page: Path, tmp_path: Path, capfd: Capture, rubbish: bytes) -> None:
    out = tmp_path / "out"
    clean(capfd, page.parent, "-o", out)
    with (out / FOLDER / "manifest.jsonl").open("ab") as manifest:
        manifest.write(rubbish)
    assert clean(capfd, page.parent, "-o", out).summary == "0 files cleaned, 1 done before"


def test_blocks_remembered_through_a_run_are_remembered_when_it_goes_on(tmp_path: Path, capfd: Capture) -> None:
    """With the scope `run`, what is removed from an input depends on those before it, done before or not."""
    source, out, whole, (story, other) = tmp_path / "in", tmp_path / "out", tmp_path / "whole", stories()
    source.mkdir()
    for name, text in (("a", story), ("b", other), ("c", other.replace("هفتاد", "هشتاد") + story)):
        (source / f"{name}.txt").write_text(text, "utf-8")
    options = ("--preset", "page", "--headlines-scope", "run")
    first = clean(capfd, source, "-o", whole, *options, filters=False)
    assert "1 block of 4 lines removed" in first.summary
    clean(capfd, source, "-o", out, *options, filters=False)
    (out / "c.txt").unlink()
    assert "done before" not in clean(capfd, source, "-o", out, *options, filters=False).summary
    assert tree(out) == tree(whole)
    assert "3 done before" in clean(capfd, source, "-o", out, *options, filters=False).summary


def test_the_quarantine_of_what_is_plain_text_by_now_goes(tmp_path: Path, capfd: Capture) -> None:
    source, out = tmp_path / "in", tmp_path / "out"
    source.mkdir()
    (source / "a.md.x").write_text('{"body": "كتاب"}\n{"body":\n', "utf-8")
    more = ("--include", "*", "--column", "body")
    clean(capfd, source, "-o", out, *more)
    aside = out / FOLDER / "quarantine" / "a.md.x.quarantine.jsonl"
    assert aside.is_file()
    (source / "a.md.x").unlink()
    (source / "a.txt").write_text(DIRTY, "utf-8")
    aside.rename(aside.with_name("a.txt.quarantine.jsonl"))
    clean(capfd, source, "-o", out, *more)
    assert not aside.with_name("a.txt.quarantine.jsonl").exists()
