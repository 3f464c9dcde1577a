"""Wrong usage ends with 2 and a suggestion; help fits a terminal; the tables tell what there is."""

from __future__ import annotations

from pathlib import Path

import pytest

from persclean import __version__
from tests.command import CLEAN, DIRTY, persclean


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("clean", "--filters", "lettrs"), "unknown filter 'lettrs': did you mean 'letters'?"),
        (("clean", "--skip", "zwjn"), "did you mean 'zwnj'?"),
        (("clean", "--preset", "minimum"), "did you mean 'minimal'?"),
        (("clean", "--digits", "latn"), "did you mean 'latin'?"),
        (("clean", "--diacritics", "kep"), "did you mean 'keep'?"),
        (("clean", "--heh-ye", "hamze"), "did you mean 'hamza'?"),
        (("clean", "--encoding", "cp1265"), "unknown encoding 'cp1265'"),
        (("clean", "--encoding", "utf-61"), "did you mean 'utf-16'?"),
        (("clean", "--errors", "strikt"), "did you mean 'strict'?"),
        (("clean", "--jobs", "two"), "--jobs 'two': not a whole number"),
        (("clean", "--jobs", "-1"), "1 or more, or 0 for one a core"),
        (("clean", "--filters", ","), "names no filter"),
        (("clean", "--filters", "letters", "--preset", "minimal"), "exclude each other"),
        (("clean", "-w"), "standard input has no place"),
        (("clean", "-w", "-"), "standard input has no place"),
        (("clean", "-w", "a.txt", "-o", "b.txt"), "exclude each other"),
        (("clean", "-", "-"), "read only once"),
        (("clean", "--in-plac", "a.txt"), "--in-place"),
        (("claen",), "clean"),
        (("filters", "digts"), "did you mean 'digits'?"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_wrong_usage_ends_with_2_and_says_what_to_do(args: tuple[str, ...], says: str) -> None:
    done = persclean(*args, stdin=DIRTY.encode())
    assert (done.code, done.out) == (2, b"")
    assert says in done.err


def test_filters_run_exactly_those_named_in_their_order() -> None:
    assert persclean("clean", "--filters", "letters", stdin="علي 3".encode()).text == "علی 3"
    assert (
        persclean("clean", "--filters", "digits,letters", "--skip", "letters", stdin="علي 3".encode()).text == "علي ۳"
    )


def test_settings_reach_the_filters() -> None:
    assert persclean("clean", "--digits", "latin", stdin="سال ۱۴۰۰".encode()).text == "سال 1400"
    assert persclean("clean", "--preset", "minimal", stdin="علي 3".encode()).text == "علی 3"
    assert persclean("clean", "--diacritics", "drop", stdin="مُدَرِّس".encode()).text == "مدرس"
    assert persclean("clean", "--no-verify", "--no-progress", stdin=DIRTY.encode()).text == CLEAN


def test_version() -> None:
    assert persclean("--version").text == f"persclean {__version__}\n"


@pytest.mark.parametrize("args", [(), ("--help",), ("clean", "--help"), ("filters", "-h")], ids=" ".join)
def test_help_has_examples_and_fits_80_columns(args: tuple[str, ...]) -> None:
    done = persclean(*args)
    assert (done.code, done.err) == (0, "")
    assert "Examples:" in done.text
    assert max(map(len, done.text.splitlines())) <= 80


def test_the_filter_table_names_every_filter_and_fits_80_columns() -> None:
    done = persclean("filters")
    assert done.code == 0
    for part in ("PC101", "unicode", "letters", "marks", "digits", "spacing", "zwnj", "REACH", "DEFAULT", "WHY"):
        assert part in done.text
    assert max(map(len, done.text.splitlines())) <= 80


@pytest.mark.parametrize("name", ["unicode", "letters", "marks", "digits", "spacing", "zwnj"])
def test_a_manual_has_readable_examples_and_the_effects(name: str) -> None:
    text = persclean("filters", name).text
    assert "  ->  " in text
    assert ">>>" not in text
    assert "Reach: " in text
    assert "May " in text or "Every other letter" in text


def test_completion_is_offered() -> None:
    done = persclean("--help")
    assert "--install-completion" in done.text


def test_an_empty_folder_is_said(tmp_path: Path) -> None:
    done = persclean("clean", tmp_path, "-o", tmp_path / "out")
    assert (done.code, "no files to clean" in done.err) == (0, True)
