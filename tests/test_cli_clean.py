"""`persclean clean`: where text comes from, where it goes, and what is said about it."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from persclean.io.names import FOLDER
from tests.command import CLEAN, COMMAND, DIRTY, environment, listing, persclean, temporaries


def write(path: Path, text: str = DIRTY) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    return path


def read(path: Path) -> str:
    return path.read_bytes().decode()


@pytest.mark.parametrize("args", [(), ("-",)], ids=["no PATH", "dash"])
def test_standard_input_goes_to_standard_output(args: tuple[str, ...]) -> None:
    done = persclean("clean", *args, stdin=DIRTY.encode())
    assert (done.code, done.text, done.err) == (0, CLEAN, "")


def test_files_go_to_standard_output_in_the_order_given(tmp_path: Path) -> None:
    b, a = write(tmp_path / "b.txt", "ب كم\n"), write(tmp_path / "a.txt", "الف كم\n")
    assert persclean("clean", b, "-", a, stdin="ميان\n".encode()).text == "ب کم\nمیان\nالف کم\n"


def test_output_to_a_new_file(tmp_path: Path) -> None:
    done = persclean("clean", write(tmp_path / "a.txt"), "-o", tmp_path / "b.txt")
    assert (done.code, done.out, done.err) == (0, b"", "1 file cleaned\n")
    assert (read(tmp_path / "a.txt"), read(tmp_path / "b.txt")) == (DIRTY, CLEAN)


def test_an_existing_output_stays_without_force(tmp_path: Path) -> None:
    old = write(tmp_path / "b.txt", "پیشین")
    done = persclean("clean", write(tmp_path / "a.txt"), "-o", old)
    assert done.code == 3
    assert "b.txt: exists already; use --force" in done.err
    assert read(old) == "پیشین"
    assert persclean("clean", tmp_path / "a.txt", "-o", old, "--force").code == 0
    assert read(old) == CLEAN


def test_in_place(tmp_path: Path) -> None:
    dirty, clean = write(tmp_path / "a.txt"), write(tmp_path / "b.txt", CLEAN)
    os.utime(clean, ns=(10**18, 10**18))
    done = persclean("clean", "-w", dirty, clean)
    assert (done.code, done.out, done.err) == (0, b"", "1 file cleaned, 1 unchanged\n")
    assert read(dirty) == CLEAN
    assert clean.stat().st_mtime_ns == 10**18, "an unchanged file was rewritten"
    assert listing(tmp_path) == ["a.txt", "b.txt"]


def test_quiet_says_nothing(tmp_path: Path) -> None:
    assert persclean("clean", "-q", "-w", write(tmp_path / "a.txt")).err == ""


def test_a_folder_is_mirrored_sorted_and_filtered(tmp_path: Path) -> None:
    root = tmp_path / "in"
    for name in ("b/2.txt", "b/1.md", "a.TXT", ".hidden.txt", ".git/x.txt", "c.bin", "skipped/x.txt", "z/keep.txt"):
        write(root / name)
    write(root / ".perscleanignore", "skipped/\nz/*\n")
    write(root / "z" / ".perscleanignore", "!keep.txt\n")
    (root / "link.txt").symlink_to(root / "a.TXT")
    (root / "loop").symlink_to(root)
    out = tmp_path / "out"
    assert persclean("clean", root, "-o", out, "--exclude", "1.*").err == "3 files cleaned\n"
    files = sorted(str(p.relative_to(out)) for p in out.rglob("*") if p.is_file() and FOLDER not in p.parts)
    assert files == ["a.TXT", "b/2.txt", "z/keep.txt"]
    assert read(out / "b/2.txt") == CLEAN


def test_include_replaces_the_default_patterns(tmp_path: Path) -> None:
    write(tmp_path / "in/a.txt")
    write(tmp_path / "in/b.log")
    persclean("clean", tmp_path / "in", "-o", tmp_path / "out", "--include", "*.log")
    assert listing(tmp_path / "out") == ["b.log"]


def test_the_output_folder_inside_the_input_is_not_input(tmp_path: Path) -> None:
    write(tmp_path / "a.txt")
    for _ in range(2):
        persclean("clean", tmp_path, "-o", tmp_path / "out", "--force")
    assert listing(tmp_path / "out") == ["a.txt"]


def test_one_file_into_a_folder_by_a_slash_or_because_it_is_one(tmp_path: Path) -> None:
    persclean("clean", write(tmp_path / "a.txt"), "-o", f"{tmp_path}/new/")
    persclean("clean", write(tmp_path / "b.txt"), "-o", tmp_path / "new")
    assert listing(tmp_path / "new") == ["a.txt", "b.txt"]


def test_two_inputs_for_one_output_are_an_error_before_anything_is_written(tmp_path: Path) -> None:
    one, two = write(tmp_path / "x/a.txt"), write(tmp_path / "y/a.txt")
    done = persclean("clean", one, two, "-o", tmp_path / "out")
    assert done.code == 2
    assert "would both be written to" in done.err
    assert not (tmp_path / "out").exists()


def test_a_file_where_another_needs_a_folder_is_an_error(tmp_path: Path) -> None:
    done = persclean(
        "clean", write(tmp_path / "x/a"), write(tmp_path / "y/a/b.txt").parent.parent, "-o", tmp_path / "o"
    )
    assert (done.code, (tmp_path / "o").exists()) == (2, False)


@pytest.mark.parametrize("by", ["name", "hard link", "symlink", "append"])
def test_input_and_output_the_same_file_is_refused(tmp_path: Path, by: str) -> None:
    path, other = write(tmp_path / "a.txt"), tmp_path / "b.txt"
    if by == "hard link":
        os.link(path, other)
    elif by == "symlink":
        other.symlink_to(path)
    if by == "append":
        with path.open("ab") as out:
            done = persclean("clean", path, stdout=out)
        assert (done.code, "is also standard output" in done.err) == (3, True)
    else:
        done = persclean("clean", path, "--force", "-o", path if by == "name" else other)
        assert (done.code, "use -w" in done.err) == (2, True)
    assert read(path) == DIRTY


def test_nothing_is_written_through_a_link_in_the_output_tree(tmp_path: Path) -> None:
    write(tmp_path / "in/sub/a.txt")
    write(tmp_path / "in/b.txt")
    outside = tmp_path / "outside"
    outside.mkdir()
    victim = write(tmp_path / "victim.txt", "دست نزن")
    (tmp_path / "out").mkdir()
    (tmp_path / "out/sub").symlink_to(outside)
    (tmp_path / "out/b.txt").symlink_to(victim)
    done = persclean("clean", tmp_path / "in", "-o", tmp_path / "out", "--force")
    assert (done.code, "might lead out of the output folder" in done.err) == (3, True)
    assert (listing(outside), read(victim)) == ([], "دست نزن")
    assert read(tmp_path / "out/b.txt") == CLEAN


def test_failures_are_named_and_the_rest_is_done(tmp_path: Path) -> None:
    (tmp_path / "loop.txt").symlink_to("loop.txt")
    done = persclean("clean", "-w", tmp_path / "none.txt", tmp_path / "loop.txt", write(tmp_path / "a.txt"), os.devnull)
    assert done.code == 3
    assert "none.txt: cannot be read: No such file or directory" in done.err
    assert "loop.txt: cannot be read: Too many levels of symbolic links" in done.err
    assert f"{os.devnull}: is not a regular file" in done.err
    assert done.err.endswith("1 file cleaned, 3 failed\n")
    assert read(tmp_path / "a.txt") == CLEAN


def test_standard_input_cannot_go_to_a_folder_but_files_do(tmp_path: Path) -> None:
    done = persclean("clean", "-", write(tmp_path / "a.txt"), "-o", tmp_path / "out", stdin=b"x")
    assert (done.code, "standard input: -o" in done.err) == (3, True)
    assert read(tmp_path / "out/a.txt") == CLEAN


def test_binary_files_are_refused_but_only_passed_over_in_folders(tmp_path: Path) -> None:
    binary = tmp_path / "in/x.txt"
    write(tmp_path / "in/a.txt")
    binary.write_bytes(b"\x89PNG\0\0\0data")
    named = persclean("clean", binary)
    assert (named.code, named.out, "is a binary file" in named.err) == (3, b"", True)
    walked = persclean("clean", tmp_path / "in", "-o", tmp_path / "out")
    assert walked.code == 0
    assert "skipped: it is a binary file" in walked.err
    assert walked.err.endswith("1 file cleaned, 1 skipped\n")


def test_undeclared_utf16_is_refused_with_a_hint() -> None:
    done = persclean("clean", stdin=DIRTY.encode("utf-16"))
    assert (done.code, "try --encoding utf-16" in done.err) == (3, True)


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_large_input_is_cleaned_the_same_with_any_number_of_jobs(jobs: str) -> None:
    times = 40_000
    assert persclean("clean", "-j", jobs, stdin=DIRTY.encode() * times).text == CLEAN * times


def test_names_with_strange_characters_are_shown_on_one_line(tmp_path: Path) -> None:
    done = persclean("clean", tmp_path / "a\nb\x1b[31m.txt")
    assert (done.code, done.err.count("\n"), "\x1b" in done.err) == (3, 1, False)


def test_no_progress_and_no_colour_without_a_terminal(tmp_path: Path) -> None:
    done = persclean("clean", "--progress", "-w", write(tmp_path / "a.txt"), env=environment(FORCE_COLOR="1"))
    assert "\x1b" not in done.err


@pytest.mark.parametrize(("no_color", "coloured"), [("", True), ("1", False)])
def test_help_on_a_terminal_has_colours_unless_no_color(no_color: str, coloured: bool) -> None:
    main, terminal = pty.openpty()
    env = environment(TERM="xterm-256color", **({"NO_COLOR": no_color} if no_color else {}))
    with subprocess.Popen([*COMMAND, "clean", "--help"], stdin=terminal, stdout=terminal, stderr=terminal, env=env):
        os.close(terminal)
        shown = b""
        while data := _read(main):
            shown += data
    os.close(main)
    assert b"Examples:" in shown
    assert (b"\x1b[1;3" in shown or b"\x1b[36m" in shown) == coloured


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 1 << 16)
    except OSError:  # how Linux says that the other end of a terminal is closed
        return b""


def test_nothing_heavy_is_imported_for_a_small_text() -> None:
    code = (
        "import sys\nsys.argv[1:] = ['clean']\nfrom persclean.cli import main\ntry:\n    main()\nexcept SystemExit:\n"
        "    heavy = {'rich', 'pathspec', 'pyarrow', 'charset_normalizer', 'pydantic', 'hazm'}\n"
        "    print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], input=DIRTY.encode(), capture_output=True, check=False, env=environment()
    )
    assert done.stdout.decode() == CLEAN + "[]\n", done.stderr.decode()


def test_the_temporaries_helper_sees_them(tmp_path: Path) -> None:
    write(tmp_path / ".a.txt.persclean-1.tmp")
    assert temporaries(tmp_path) == [".a.txt.persclean-1.tmp"]
