"""The page of `persclean review` in a real browser: what it shows, its keys, and clean with its table of decisions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import browser
from tests.command import ZWNJ, persclean

pytestmark = pytest.mark.skipif(browser.CHROMIUM is None, reason="no Chromium here")

TEXT = "كتاب هاي خوب را نمیخواهند.\nسلام\nقیمت 3 کتاب زمینهساز است ، بله\n"


@pytest.fixture(scope="module")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[browser.Page]:
    with browser.page(tmp_path_factory.mktemp("profile")) as page:
        yield page


def opened(tab: browser.Page, folder: Path, text: str, *args: str) -> None:
    (folder / "in.txt").write_text(text, "utf-8")
    done = persclean("review", "in.txt", "-o", "out.html", "--force", *args, cwd=folder)
    assert done.code == 0, done.err
    tab.open(folder / "out.html")


def test_every_line_is_drawn_and_the_console_is_silent(tab: browser.Page, tmp_path: Path) -> None:
    opened(tab, tmp_path, TEXT)
    assert tab.run("document.querySelectorAll('article').length") == 2
    assert tab.run("document.querySelectorAll('.after .change').length") == tab.run(
        "data.items.reduce((sum, item) => sum + item.c.length, 0)"
    )
    plain = "[...document.querySelectorAll('.after')].map((one) => [...one.childNodes].slice(1)"
    plain += ".map((node) => { const copy = node.cloneNode(true); if (copy.querySelectorAll)"
    plain += " for (const mark of copy.querySelectorAll('.zwnj')) mark.remove();"
    plain += " return copy.classList && copy.classList.contains('zwnj') ? '' : copy.textContent; }).join(''))"
    assert tab.run(plain) == [
        f"کتاب{ZWNJ}های خوب را نمی{ZWNJ}خواهند.",
        f"قیمت ۳ کتاب زمینه{ZWNJ}ساز است، بله",
    ]
    assert tab.run("getComputedStyle(document.querySelector('.sides')).direction") == "rtl"
    assert tab.errors == []


@pytest.mark.parametrize("width", [1280, 360])
def test_nothing_is_cut_at_the_side(tab: browser.Page, tmp_path: Path, width: int) -> None:
    tab.ask("Emulation.setDeviceMetricsOverride", width=width, height=800, deviceScaleFactor=1, mobile=width < 500)
    opened(tab, tmp_path, Path("samples/news_pdf.txt").read_text("utf-8"), "--preset", "page")
    tab.run("reason(shown[0], 0)")
    assert tab.run("document.documentElement.scrollWidth <= innerWidth")
    assert tab.run("[...document.querySelectorAll('article *')].every((one) => one.scrollWidth <= innerWidth)")
    tab.ask("Emulation.clearDeviceMetricsOverride")


def test_filters_find_and_sort(tab: browser.Page, tmp_path: Path) -> None:
    opened(tab, tmp_path, TEXT)
    drawn = "[...document.querySelectorAll('article')].map((one) => one.dataset.id).join()"
    assert tab.run(drawn) == "0,1"
    for name in ("letters", "zwnj"):
        tab.run(
            f"[...document.querySelectorAll('#codes button')].find((one) => one.textContent.includes('{name}')).click()"
        )
    assert tab.run(drawn) == "1"
    assert tab.run("byId('count').textContent") == "1 of 2 lines"
    tab.run("byId('find').value = 'not there'; refresh()")
    assert tab.run(drawn) == ""


def test_decisions_by_keys_are_a_file_that_clean_obeys(tab: browser.Page, tmp_path: Path) -> None:
    opened(tab, tmp_path, TEXT)
    tab.ask("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(tmp_path), eventsEnabled=True)
    names = "shown[current].c.map((one) => data.filters[one[0]].name)"
    # In the first line the half-space of the verb, in the second the one of the model.
    tab.press("j")
    last = tab.run(f"{names}.lastIndexOf('zwnj')")
    tab.press("Enter")
    tab.press("a")
    for _ in range(last):
        tab.press("n")
    tab.press("r")
    tab.press("j")
    tab.press("Enter")
    for _ in range(tab.run(f"{names}.indexOf('zwnj') - chosen[1]")):
        tab.press("n")
    assert "زمینهساز" in tab.run("document.querySelector('.reason').textContent")
    tab.press("r")
    # A space before a sign is no word.
    for _ in range(tab.run(f"{names}.indexOf('spacing') - chosen[1]")):
        tab.press("n")
    assert "no exceptions file prevents this one" in tab.run("document.querySelector('.reason').textContent")
    tab.press("r")
    assert tab.run("byId('count').textContent") == "2 of 2 lines · 1 accepted · 3 rejected"
    tab.press("e")
    while tab.wait("Browser.downloadProgress")["params"]["state"] != "completed":
        pass
    table = (tmp_path / "persclean-exceptions.tsv").read_text("utf-8")
    assert [line.split("\t")[0] for line in table.split("\n") if line and line[0] != "#"] == ["زمینهساز", "نمیخواهند"]
    assert "# accepted\tPC102 letters\tin.txt:1" in table
    assert "# rejected, but only --skip spacing prevents it\tPC105 spacing" in table
    done = persclean("clean", "in.txt", "--exceptions", "persclean-exceptions.tsv", cwd=tmp_path)
    assert done.out.decode() == f"کتاب{ZWNJ}های خوب را نمیخواهند.\nسلام\nقیمت ۳ کتاب زمینهساز است، بله\n"


def test_the_page_prints_on_pages(tab: browser.Page, tmp_path: Path) -> None:
    opened(tab, tmp_path, "كتاب هاي خوب را نمیخواهند.\n" * 200)
    assert tab.run("document.querySelectorAll('article').length") == 60
    assert tab.ask("Page.printToPDF")["data"].startswith("JVBER")
    assert tab.run("document.querySelectorAll('article').length") == 200
