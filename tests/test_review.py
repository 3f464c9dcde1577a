"""`persclean review`: the page holds its data, loads nothing, counts everything, and is the same in every run."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from persclean import clean
from persclean.changes import explain
from persclean.config import Config
from persclean.engine import cutter
from persclean.listed.exceptions import Exceptions
from persclean.looking import Looking
from persclean.pipeline import Pipeline
from persclean.report.review import page as pages
from persclean.report.review.collected import Collected, File
from persclean.report.review.sample import Sample
from persclean.report.review.watch import ReviewWatch
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
    assert (model[5], model[6], model[9]) == ("«زمینهساز»", f"«زمینه{ZWNJ}ساز»", ["زمینهساز"])
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
    assert "1,001 changes in 1,001 places of 1 file; a random sample of 20 is shown" in data["summary"]
    assert reviewed(tmp_path, text, "--sample", "20") == data
    assert len({item["l"] for item in data["items"]}) == 20


def collected(path: Path, most: int) -> Collected:
    """Return what a review of a file shows, taken in this process."""
    found = Collected(Sample(most))
    looking = Looking({"column": ["body"]}, traced=True, paths=(str(path),), quiet=True)
    codes = {one.name: one.code for one in looking.pipeline.filters if "document" in one.reach}
    looking.each(lambda job, pipeline: ReviewWatch(found, pipeline, codes), lambda job, outcome: None, lambda: "")
    assert not looking.failed
    return found


def lines_of(found: Collected) -> list[tuple[object, ...]]:
    return [
        (*one.place, one.text, one.line, one.record, one.field, one.columns, one.after, one.why)
        for one in found.sample.chosen()
    ]


@pytest.mark.parametrize("name", ["in.txt", "in.jsonl"])
def test_block_size_does_not_choose_the_sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    rows = [f"كتاب {k}" for k in range(3000)]
    text = "\n".join(json.dumps({"body": row}) for row in rows) if name.endswith("jsonl") else "\n".join(rows)
    (tmp_path / name).write_text(f"{text}\n", "utf-8")
    whole = lines_of(collected(tmp_path / name, 25))
    assert len(whole) == 25
    monkeypatch.setattr(cutter, "BLOCK", 4096)
    monkeypatch.setattr(cutter, "LONG", 1024)
    assert lines_of(collected(tmp_path / name, 25)) == whole


def test_workers_find_the_same(tmp_path: Path) -> None:
    (tmp_path / "in.txt").write_text("".join(f"كتاب هاي {k} خوب را نمیخواهند.\n" for k in range(60_000)), "utf-8")
    pages = []
    for jobs in ("1", "2"):
        done = persclean("review", "in.txt", "-o", "out.html", "--force", "--jobs", jobs, cwd=tmp_path)
        assert done.code == 0, done.err
        pages.append((tmp_path / "out.html").read_bytes())
    assert pages[0] == pages[1]


def test_every_finding_of_check_is_counted(tmp_path: Path) -> None:
    for name in ("news_pdf.txt", "web_page.txt"):
        text = Path("samples", name).read_text("utf-8")
        for preset in ("default", "page", "news"):
            data = reviewed(tmp_path, text, "--preset", preset)
            done = persclean(
                "check", "in.txt", "--preset", preset, "--statistics", "--output-format", "json", cwd=tmp_path
            )
            assert set(data["totals"]) == {one["code"] for one in json.loads(done.out)}
            assert data["totals"] == {one["code"]: one["count"] for one in json.loads(done.out)}


def test_the_page_never_outgrows_its_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "MOST_BYTES", 70_000)
    found = Collected(Sample(500))
    found.files.append(File("a.txt", Pipeline.preset(), {"PC102": 300}))
    numbers = np.arange(1, 301)
    for number, line in found.sample.offer(0, "a.txt", numbers, np.array(["PC102"] * 300)).items():
        line.text, line.line = f"كتاب {number} " * 9, number
    made = pages.page(found)
    assert len(made.encode()) < 70_000
    assert "a random sample of" in made


def test_of_two_files_with_settings_of_their_own_each_is_cleaned_by_them(tmp_path: Path) -> None:
    (tmp_path / "persclean.toml").write_text('[[overrides]]\npaths = ["b.txt"]\nskip = ["digits"]\n', "utf-8")
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("كتاب 3\n", "utf-8")
    done = persclean("review", "a.txt", "b.txt", "-o", "out.html", cwd=tmp_path)
    assert done.code == 0, done.err
    data = data_of(tmp_path / "out.html")
    assert [item["a"] for item in data["items"]] == ["کتاب ۳", "کتاب 3"]


PAGE = "گسترش روابط شهرهای منطقه\n{0}...\nدر آخرین روز\nگسترش روابط شهرهای منطقه\n{0} و رفتند.\n"
LEAD = "در پایان سفر شهردار تهران به ترکیه، هیئت هایی از آذربایجان و فلسطین با وی دیدار کردند"


def test_blocks_that_a_page_preset_removes_are_shown(tmp_path: Path) -> None:
    data = reviewed(tmp_path, PAGE.format(LEAD), "--preset", "page")
    names = [one["name"] for one in data["filters"]]
    (block,) = [item for item in data["items"] if names[item["c"][0][0]] == "headlines"]
    assert (block["a"], block["l"]) == ("", 1)
    assert block["b"].startswith("گسترش روابط شهرهای منطقه\nدر پایان سفر")
    assert block["c"][0][8].startswith("stands again at lines 4-5, 100 % alike")
    assert data["totals"]["PC202"] == 1
    assert "1 repeated block removed" in data["summary"]


def test_lines_that_are_joined_are_shown_as_two_and_as_one(tmp_path: Path) -> None:
    text = "مدیریت شهری که در سال های اخیر دیپلماسی شهری را همراه با اقدامات داخلی در\nخارج از کشور نیز پیش برده است.\n"
    data = reviewed(tmp_path, text * 3, "--preset", "page", "--skip", "headlines")
    names = [one["name"] for one in data["filters"]]
    joins = [item for item in data["items"] if names[item["c"][0][0]] == "unwrap"]
    assert [item["l"] for item in joins] == [2, 4, 6]
    first, second = text.split("\n")[:2]
    for item in joins:
        assert (item["b"], item["a"]) == (f"{first}\n{second}", f"{first} {second}")


def test_what_is_said_to_be_preventable_is_prevented(tmp_path: Path) -> None:
    """Each such change, by itself, with the exceptions file that its word makes."""
    text = "".join(path.read_text("utf-8") for path in sorted(Path("samples").glob("*.txt")))
    data = reviewed(tmp_path, text)
    codes = [one["code"] for one in data["filters"]]
    tried = 0
    for item in data["items"]:
        for change in item["c"]:
            if not change[9] or tried % 7:
                tried += bool(change[9])
                continue
            tried += 1
            config = Config(exceptions=Exceptions(change[9]))
            left = explain(item["b"], Pipeline.preset(config=config))
            assert (codes[change[0]], change[1], change[2]) not in {(one.code, one.start, one.end) for one in left}
    assert tried > 100


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


def test_an_input_is_never_the_page(tmp_path: Path) -> None:
    (tmp_path / "in.txt").write_text(TEXT, "utf-8")
    done = persclean("review", "in.txt", "-o", "in.txt", "--force", cwd=tmp_path)
    assert (done.code, "is one of the inputs" in done.err) == (2, True)
    assert (tmp_path / "in.txt").read_text("utf-8") == TEXT
    assert [one.name for one in tmp_path.iterdir()] == ["in.txt"]
