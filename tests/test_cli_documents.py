"""`persclean clean` with document filters: dry runs, what is said of joins and removals, separators, whole runs.

The filters are those of tests/test_documents, installed as a plug-in is.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.command import ROOT, Result, environment, listing, persclean

PAGE = "سطر نخست،\nادامه\nسطر دوم كتاب\nسطر دوم كتاب\n"
DONE = "سطر نخست، ادامه\nسطر دوم کتاب\n"
FILTERS = ("--filters", "letters,joined,once")


@pytest.fixture
def plugin(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An environment in which the test's filters are installed."""
    folder = tmp_path_factory.mktemp("site")
    meta = folder / "repeats-1.0.dist-info"
    meta.mkdir()
    (meta / "METADATA").write_text("Metadata-Version: 2.1\nName: repeats\nVersion: 1.0\n")
    points = [f"{name.lower()} = tests.test_documents:{name}" for name in ("Joined", "Once", "Thief")]
    (meta / "entry_points.txt").write_text("[persclean.filters]\n" + "\n".join(points) + "\n")
    return environment(PYTHONPATH=f"{ROOT}{os.pathsep}{folder}")


def run(env: dict[str, str], folder: Path, *args: str | Path) -> Result:
    return persclean("clean", *args, cwd=folder, env=env)


def write(folder: Path, **files: str) -> None:
    for name, text in files.items():
        (folder / f"{name}.txt").write_bytes(text.encode())


def test_the_summary_counts_joins_and_removals(tmp_path: Path, plugin: dict[str, str]) -> None:
    write(tmp_path, a=PAGE, b=DONE)
    done = run(plugin, tmp_path, *FILTERS, "-w", "a.txt", "b.txt")
    assert (done.code, done.text) == (0, "")
    assert done.err == "1 file cleaned, 1 unchanged; 1 line joined, 1 block of 1 line removed\n"
    assert (tmp_path / "a.txt").read_bytes().decode() == DONE


def test_removals_are_listed_on_request(tmp_path: Path, plugin: dict[str, str]) -> None:
    write(tmp_path, a=PAGE)
    done = run(plugin, tmp_path, *FILTERS, "--list-removals", "a.txt")
    assert done.text == DONE
    assert done.err == "a.txt:4: removed by once, stands at line 3 (100 % alike): سطر دوم کتاب\n"


@pytest.mark.parametrize("args", [(), ("-w",), ("-o", "out/"), ("-o", "new.txt"), ("-o", "b.txt", "--force")])
def test_a_dry_run_writes_nothing_and_lists_what_would_change(
    tmp_path: Path, plugin: dict[str, str], args: tuple[str, ...]
) -> None:
    write(tmp_path, a=PAGE, b="دست نزن")
    done = run(plugin, tmp_path, *FILTERS, "--dry-run", "a.txt", *args)
    assert done.code == 0
    assert done.text == (
        "a.txt:4: removed by once, stands at line 3 (100 % alike): سطر دوم کتاب\n"
        "a.txt: would change: 1 line joined, 1 block of 1 line removed\n"
    )
    assert done.err == "1 file would be cleaned; 1 line joined, 1 block of 1 line removed\n"
    assert listing(tmp_path) == ["a.txt", "b.txt"]
    assert (tmp_path / "a.txt").read_bytes().decode() == PAGE
    assert (tmp_path / "b.txt").read_bytes().decode() == "دست نزن"


def test_a_dry_run_needs_no_document_filter(tmp_path: Path) -> None:
    write(tmp_path, a="كتاب\n", b="کتاب\n")
    done = persclean("clean", "--dry-run", "a.txt", "b.txt", cwd=tmp_path)
    assert (done.text, done.err) == ("a.txt: would change\n", "1 file would be cleaned, 1 unchanged\n")
    done = persclean("clean", "--dry-run", "a.txt", "-o", "b.txt", cwd=tmp_path)
    assert (done.code, "b.txt: exists already; use --force" in done.err, "1 failed" in done.err) == (3, True, True)


def test_separators_and_scopes_reach_the_filters(tmp_path: Path, plugin: dict[str, str]) -> None:
    text = "سطر\n=====\nسطر\n=====\n"
    write(tmp_path, a=text)
    parted = ("--document-separator", "auto")
    assert run(plugin, tmp_path, "--filters", "once", *parted, "a.txt").text == text
    scoped = run(plugin, tmp_path, "--filters", "once", *parted, "--headlines-scope", "file", "a.txt")
    assert scoped.text == "سطر\n=====\n=====\n"


def test_a_separator_that_matches_nothing_is_said(tmp_path: Path, plugin: dict[str, str]) -> None:
    write(tmp_path, a="سطر ===\n")
    done = run(plugin, tmp_path, "--filters", "once", "--document-separator", "=+", "a.txt")
    assert (done.code, done.text) == (0, "سطر ===\n")
    assert "'=+' matched no line" in done.err
    done = run(plugin, tmp_path, "--filters", "letters", "--document-separator", "auto", "a.txt")
    assert "has no effect: none of the filters looks at whole documents" in done.err


def test_scope_run_compares_files_in_their_order(tmp_path: Path, plugin: dict[str, str]) -> None:
    write(tmp_path, a="سطر\nالف\n", b="سطر\nب\n")
    scope = ("--filters", "once", "--headlines-scope", "run")
    done = run(plugin, tmp_path, *scope, "--list-removals", "a.txt", "b.txt", "-o", "out/")
    assert (tmp_path / "out/b.txt").read_bytes().decode() == "ب\n"
    assert "b.txt:1: removed by once, stands at a.txt, line 1 (100 % alike): سطر\n" in done.err


def test_no_file_loses_what_stands_in_one_that_failed(tmp_path: Path, plugin: dict[str, str]) -> None:
    write(tmp_path, a="سطر\nگم\n", b="سطر\nب\n")
    args = ("--filters", "once,thief", "--headlines-scope", "run", "-o", "out/")
    done = run(plugin, tmp_path, *args, "a.txt", "b.txt")
    assert done.code == 3
    assert "a.txt: filter 'thief' lost words at line" in done.err
    assert listing(tmp_path / "out") == ["b.txt"]
    assert (tmp_path / "out/b.txt").read_bytes().decode() == "سطر\nب\n"


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("--document-separator", "=("), "document_separator '=(' is no regular expression at position 2"),
        (("--headlines-scope", "files"), "did you mean 'file'?"),
        (("--headlines-min-words", "six"), "--headlines-min-words 'six': not a whole number"),
        (("--headlines-min-words", "0"), "headlines_min_words is 0: it must be a whole number from 2 to 100"),
        (("--headlines-similarity", "2"), "headlines_similarity is 2.0: it must be a number from 0.5 to 1"),
        (("--headlines-window", "0"), "headlines_window is 0.0"),
        (("--headlines-window", "all"), "--headlines-window 'all': not a number of MiB"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_wrong_settings_are_named(args: tuple[str, ...], says: str) -> None:
    done = persclean("clean", *args, stdin="متن".encode())
    assert (done.code, done.out) == (2, b"")
    assert says in done.err
