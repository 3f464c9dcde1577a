"""`persclean review`: the page holds its data, loads nothing, counts everything, and is the same in every run."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from persclean import clean
from persclean.report.review import page as pages
from persclean.report.review import sample as samples
from tests.command import ZWNJ, persclean

TEXT = "كتاب هاي خوب را نمیخواهند.\nسلام\nقیمت 3 کتاب 😀 زمینهساز است ، بله\n"


def data_of(path: Path) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', path.read_text("utf-8"), re.DOTALL)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data


def reviewed(tmp_path: Path, text: str, *args: str) -> dict[str, Any]:
    (tmp_path / "in.txt").write_text(text, "utf-8")
    done = persclean("review", "in.txt", "-o", "out.html", "--force", *args, cwd=tmp_path)
    assert done.code == 0, done.err
    return data_of(tmp_path / "out.html")


def test_before_and_after_are_what_clean_makes_of_each_line(tmp_path: Path) -> None:
    data = reviewed(tmp_path, TEXT)
    assert [item["b"] for item in data["items"]] == [TEXT.split("\n")[0], TEXT.split("\n")[2]]
    for item in data["items"]:
        assert item["a"] == clean(item["b"])
    assert sum(data["totals"].values()) == sum(len(item["c"]) for item in data["items"]) == data["files"][0]["changes"]


def test_places_are_code_points_of_both_sides(tmp_path: Path) -> None:
    data = reviewed(tmp_path, TEXT)
    names = [one["name"] for one in data["filters"]]
    item = data["items"][1]
    seen = {(names[c[0]], item["b"][c[1] : c[2]], item["a"][c[3] : c[4]]) for c in item["c"]}
    assert seen == {("digits", "3", "۳"), ("zwnj", "", ZWNJ), ("spacing", " ", "")}


def test_the_model_says_how_sure_it_was_and_why(tmp_path: Path) -> None:
    item = reviewed(tmp_path, "«زمینهساز» نمیخواهند\n")["items"][0]
    model, rule = item["c"]
    assert 0.9 < model[7] <= 1
    assert "half-space, margin" in model[8]
    assert (model[5], model[6], model[9]) == ("«زمینهساز»", f"«زمینه{ZWNJ}ساز»", "زمینهساز")
    assert (rule[7], rule[8]) == (None, "verb table: نمیخواهند → نمی|خواهند")


def test_nothing_is_loaded_from_anywhere(tmp_path: Path) -> None:
    reviewed(tmp_path, TEXT)
    text = (tmp_path / "out.html").read_text("utf-8")
    assert not re.search(r"""(src|href)=["'][^"']|@import|url\(|fetch\(|XMLHttp|https?://""", text)


def test_text_cannot_end_the_element_it_stands_in(tmp_path: Path) -> None:
    data = reviewed(tmp_path, "</script><b> كتاب <!-- \n")
    assert data["items"][0]["b"] == "</script><b> كتاب <!-- "


def test_of_much_text_a_sample_of_every_filter_is_shown_and_all_is_counted(tmp_path: Path) -> None:
    text = "كتاب\n" * 500 + "قیمت 3 کتاب\n" + "كتاب\n" * 500
    data = reviewed(tmp_path, text, "--sample", "20")
    assert len(data["items"]) == 20
    assert data["totals"] == {"PC102": 1000, "PC104": 1}
    assert any("۳" in item["a"] for item in data["items"])
    assert "1001 changes in 1001 lines of 1 file; a random sample of 20 lines" in data["summary"]
    assert reviewed(tmp_path, text, "--sample", "20") == data
    assert len({item["l"] for item in data["items"]}) == 20


def test_block_size_does_not_choose_the_sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from persclean.batch.plan import planned
    from persclean.engine import cutter
    from persclean.pipeline import Pipeline
    from persclean.report.review.collect import collect
    from persclean.request import Request

    (tmp_path / "in.txt").write_text("".join(f"كتاب {k}\n" for k in range(3000)), "utf-8")
    request = Request(paths=(str(tmp_path / "in.txt"),))

    def places() -> list[int]:
        found = collect(Pipeline.preset(), planned(request).jobs, request, 25, pytest.fail)
        return [line.number for line in found.sample.chosen()]

    whole = places()
    monkeypatch.setattr(cutter, "BLOCK", 4096)
    monkeypatch.setattr(cutter, "LONG", 1024)
    assert places() == whole


def test_the_page_never_outgrows_its_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "MOST_BYTES", 70_000)
    found = samples.Sample(500)
    for number in range(300):
        line = samples.Line(0, number, f"كتاب {number} " * 9)
        found._heaps.setdefault("PC102", []).append((-number, number, line))
        found.lines += 1
    from persclean.pipeline import Pipeline
    from persclean.report.review.collect import Collected, File

    made = pages.page(Pipeline.preset(), Collected(found, [File("a.txt", {"PC102": 300})]))
    assert len(made.encode()) < 70_000
    assert "a random sample of" in made


def test_blocks_that_a_page_preset_removes_are_listed(tmp_path: Path) -> None:
    lead = "در پایان سفر شهردار تهران به ترکیه، هیئت هایی از آذربایجان و فلسطین با وی دیدار کردند"
    text = f"گسترش روابط شهرهای منطقه\n{lead}...\nدر آخرین روز\nگسترش روابط شهرهای منطقه\n{lead} و رفتند.\n"
    data = reviewed(tmp_path, text, "--preset", "page")
    assert len(data["removals"]) == 1
    assert "1 repeated block removed" in data["summary"]


def test_an_existing_page_is_replaced_with_force_only(tmp_path: Path) -> None:
    (tmp_path / "in.txt").write_text(TEXT, "utf-8")
    (tmp_path / "review.html").write_text("mine", "utf-8")
    done = persclean("review", "in.txt", cwd=tmp_path)
    assert (done.code, "use --force" in done.err) == (3, True)
    assert (tmp_path / "review.html").read_text("utf-8") == "mine"


def test_what_cannot_be_read_is_named_and_the_rest_is_shown(tmp_path: Path) -> None:
    (tmp_path / "in.txt").write_text(TEXT, "utf-8")
    done = persclean("review", "gone.txt", "in.txt", cwd=tmp_path)
    assert done.code == 3
    assert "gone.txt: cannot be read" in done.err
    assert data_of(tmp_path / "review.html")["items"]
