"""What a run must never do: replace what is not its own, lead out of its folder, or lose what was set aside."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.batch import DIRTY, QUICK, clean, lines, mixed, quarantined, tree
from tests.command import persclean

Capture = pytest.CaptureFixture[str]
BAD = lines({"body": DIRTY}, b"{broken")


@pytest.fixture
def records(tmp_path: Path) -> Path:
    path = tmp_path / "a.jsonl"
    path.write_bytes(BAD)
    return path


@pytest.mark.parametrize("option", ["--quarantine", "--report"])
@pytest.mark.parametrize("which", ["input", "output"])
def test_a_file_beside_the_output_replaces_no_input_or_output(
    records: Path, capfd: Capture, option: str, which: str
) -> None:
    out = records.with_name("out.jsonl")
    ran = clean(capfd, records, "-o", out, "--column", "body", option, records if which == "input" else out)
    assert (ran.code, f" is the {which}" in ran.err) == (2, True)
    assert (records.read_bytes(), out.exists()) == (BAD, False)


def test_a_quarantine_that_exists_needs_force(records: Path, capfd: Capture) -> None:
    aside = records.with_name("bad.jsonl")
    aside.write_text("theirs")
    ran = clean(capfd, records, "--column", "body", "--quarantine", aside)
    assert (ran.code, ran.out, aside.read_text()) == (2, "", "theirs")
    assert clean(capfd, records, "--column", "body", "--quarantine", aside, "--force").code == 0
    assert [one["data"] for one in quarantined(records.parent)] == []
    assert '"data":"{broken"' in aside.read_text()


def test_a_device_as_quarantine_stays_one(records: Path, capfd: Capture) -> None:
    assert clean(capfd, records, "--column", "body", "--quarantine", "/dev/null").code == 0
    assert not Path("/dev/null").is_file()


def test_what_was_set_aside_of_a_file_in_place_is_kept(records: Path, capfd: Capture) -> None:
    for data in ("{broken", "{worse"):
        assert clean(capfd, "-w", records, "--column", "body").code == 0
        assert quarantined(records.parent)[-1]["data"] == data
        records.write_bytes(records.read_bytes() + b"{worse\n")
    assert [one["data"] for one in quarantined(records.parent)] == ["{broken", "{worse"]


def test_what_was_set_aside_is_no_input_of_the_next_run(records: Path, capfd: Capture) -> None:
    for _ in range(2):
        assert clean(capfd, "-w", records.parent, "--column", "body").code == 0
    assert sorted(tree(records.parent)) == ["a.jsonl", "a.jsonl.quarantine.jsonl"]


def test_two_files_cannot_share_a_quarantine(tmp_path: Path, capfd: Capture) -> None:
    for folder in ("x", "y"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.jsonl").write_bytes(BAD)
    paths = [tmp_path / folder / "a.jsonl" for folder in ("x", "y")]
    ran = clean(capfd, "-w", *paths, "--column", "body", "--quarantine", tmp_path / "bad")
    assert (ran.code, "would be one file" in ran.err) == (2, True)
    assert [path.read_bytes() for path in paths] == [BAD, BAD]


@pytest.mark.parametrize("kind", ["folder", "file"])
def test_a_quarantine_of_the_wrong_kind(records: Path, capfd: Capture, kind: str) -> None:
    given = records.with_name("given")
    given.mkdir() if kind == "folder" else given.write_text("")
    many = ("-o", records.with_name("out") / "") if kind == "file" else ()
    ran = clean(
        capfd, records, *([f"{many[0]}", f"{many[1]}/"] if many else ()), "--column", "body", "--quarantine", given
    )
    assert (ran.code, f"is a {kind}" in ran.err) == (2, True)


def test_strict_fails_the_file_and_not_the_others(tmp_path: Path, capfd: Capture) -> None:
    source, out = mixed(tmp_path / "in"), tmp_path / "out"
    ran = clean(capfd, source, "-o", out, "--column", "body", "--strict")
    assert (ran.code, ran.summary) == (3, "2 files cleaned, 2 unchanged, 2 failed")
    assert f"{source / 'c.jsonl'}: record 6 (line 6, byte 160): " in ran.err
    assert sorted(tree(out)) == ["a.txt", "clean.txt", "empty.txt", "sub/b.txt.gz"]
    assert quarantined(out) == []
    dry = clean(capfd, source / "c.jsonl", "--column", "body", "--strict", "--dry-run")
    assert (dry.code, "record 6" in dry.err) == (3, True)


def test_without_a_place_for_bad_records_a_pipe_fails(capfd: Capture) -> None:
    done = persclean("clean", "--format", "jsonl", "--column", "body", *QUICK, stdin=BAD)
    assert (done.code, done.text) == (3, "")
    assert "record 2 (line 2, byte 20): " in done.err
    assert "give --quarantine FILE" in done.err


def test_no_link_or_name_leads_out_of_the_folder(tmp_path: Path, capfd: Capture) -> None:
    source, out, else_where = mixed(tmp_path / "in"), tmp_path / "out", tmp_path / "elsewhere"
    out.mkdir()
    else_where.mkdir()
    (out / "sub").symlink_to(else_where)
    ran = clean(capfd, source, "-o", out)
    assert (ran.code, "is a link, and might lead out" in ran.err) == (3, True)
    listed = tmp_path / "list"
    listed.write_bytes(b"\0".join([b"in/../in/a.txt", b".persclean/manifest.jsonl"]))
    (tmp_path / ".persclean").mkdir()
    (tmp_path / ".persclean" / "manifest.jsonl").write_text(DIRTY)
    done = persclean("clean", "--files-from", "list", "-o", "new", *QUICK, cwd=tmp_path)
    assert (done.code, "'..' in its path" in done.err, "where runs keep" in done.err) == (3, True, True)
    assert (list(else_where.iterdir()), tree(tmp_path / "new")) == ([], {})


def test_a_linked_folder_of_the_manifest_is_refused(tmp_path: Path, capfd: Capture) -> None:
    source, out = mixed(tmp_path / "in"), tmp_path / "out"
    out.mkdir()
    (out / ".persclean").symlink_to(source)
    ran = clean(capfd, source, "-o", out)
    assert (ran.code, "is a link" in ran.err, (out / "a.txt").exists()) == (3, True, False)


def test_a_folder_that_cannot_be_made(tmp_path: Path, capfd: Capture) -> None:
    source = mixed(tmp_path / "in")
    (tmp_path / "file").write_text("")
    ran = clean(capfd, source, "-o", tmp_path / "file" / "out")
    assert (ran.code, "Not a directory" in ran.err) == (3, True)
