"""Golden tests: every page of samples/ becomes its twin, and the twin stays as it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from persclean.pipeline import Pipeline

SAMPLES = Path(__file__).parent.parent / "samples"
PAGES = sorted(path.name for path in SAMPLES.glob("*.txt"))


def read(path: Path) -> str:
    """Return the text with its line ends as they are."""
    return path.read_bytes().decode("utf-8")


@pytest.fixture(scope="module")
def clean() -> Pipeline:
    """Return the default preset with the check that letters survive."""
    return Pipeline.preset("default")


def test_there_are_pages_and_each_has_a_twin() -> None:
    assert len(PAGES) >= 6
    assert sorted(path.name for path in (SAMPLES / "clean").glob("*.txt")) == PAGES


@pytest.mark.parametrize("name", PAGES)
def test_page_becomes_its_twin(name: str, clean: Pipeline) -> None:
    lines = clean(read(SAMPLES / name)).split("\n")
    assert lines == read(SAMPLES / "clean" / name).split("\n")


@pytest.mark.parametrize("name", PAGES)
def test_twin_stays_as_it_is(name: str, clean: Pipeline) -> None:
    twin = read(SAMPLES / "clean" / name)
    assert clean(twin).split("\n") == twin.split("\n")


@pytest.mark.parametrize("name", PAGES)
def test_page_is_dirty_and_no_line_is_lost(name: str) -> None:
    page, twin = read(SAMPLES / name), read(SAMPLES / "clean" / name)
    assert page != twin
    assert page.count("\n") == twin.count("\n")
    assert 20 <= page.count("\n") <= 60


@pytest.mark.parametrize("name", PAGES)
def test_twin_has_no_damage_left(name: str) -> None:
    twin = read(SAMPLES / "clean" / name)
    assert not set(twin) & set("\N{ZERO WIDTH SPACE}\N{NO-BREAK SPACE}\N{SOFT HYPHEN}\N{RIGHT-TO-LEFT MARK}ك")
    assert "  " not in twin


@pytest.mark.parametrize("name", PAGES)
def test_page_as_a_document(name: str) -> None:
    """What the preset `page` makes of a page: its own twin where one is given, else the same as the default preset."""
    page = Pipeline.preset("page")
    twin = SAMPLES / "page" / name
    wanted = read(twin if twin.exists() else SAMPLES / "clean" / name)
    assert page(read(SAMPLES / name)).split("\n") == wanted.split("\n")
    assert page(wanted).split("\n") == wanted.split("\n")


def test_a_page_has_a_twin_as_a_document() -> None:
    assert [path.name for path in (SAMPLES / "page").glob("*.txt")] == ["news_pdf.txt"]
