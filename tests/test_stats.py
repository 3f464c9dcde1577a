"""`persclean stats`: every figure against text whose figures are known, and its three outputs."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from persclean.request import Request
from persclean.stats.repeats import Tally
from persclean.stats.run import counted, rendered
from tests.command import ZWNJ, persclean

TEXT = (
    f"می{ZWNJ}رود و مي رود و میروند به میدان.\n"
    f"کتاب{ZWNJ}ها، کتاب ها، کتابها، کشورها و تنها\n"
    f"بزرگ{ZWNJ}تر بزرگ تر بزرگتر بهتر دفتر\n"
    "\n"
    "۱۲ ٣ 456 ۴\n"
)


def _counted(path: Path, **settings: Any) -> dict[str, Any]:
    figures, code = counted(Request(paths=(str(path),), **settings))
    assert code == 0
    return figures


@pytest.fixture(name="figures")
def _figures(tmp_path: Path) -> dict[str, Any]:
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    return _counted(path)


def test_affixes(figures: dict[str, Any]) -> None:
    assert figures["affixes"] == {
        "می": {"half_space": 1, "space": 1, "joined": 0, "glued": 1},
        "ها": {"half_space": 1, "space": 1, "joined": 1, "glued": 1},
        "تر": {"half_space": 1, "space": 1, "joined": 1, "glued": 1},
    }


def test_letters_digits_words_lines(figures: dict[str, Any]) -> None:
    assert figures["digits"] == {"persian": 3, "arabic": 1, "latin": 3, "other": 0}
    yeh = next(one for one in figures["letters"] if one["arabic"] == "ي")
    assert (yeh["arabic_count"], yeh["persian_count"]) == (1, TEXT.count("ی"))
    words = sum(any(c.isalpha() for c in piece) for piece in TEXT.split())
    assert figures["words"] == words
    assert figures["zwnj"] == {"count": 3, "per_thousand_words": round(3000 / words, 4)}
    lines = figures["lines"]
    assert (lines["count"], lines["blank"], lines["longest"]) == (5, 1, max(map(len, TEXT.split("\n"))))
    assert sum(one["count"] for one in lines["lengths"]) == 5


def test_every_character_is_counted_in_its_block(figures: dict[str, Any]) -> None:
    characters = figures["characters"]
    found = {one["code"]: one["count"] for block in characters["blocks"] for one in block["characters"]}
    assert found == {f"U+{ord(char):04X}": TEXT.count(char) for char in set(TEXT)}
    assert characters["total"] == len(TEXT)
    assert {block["name"] for block in characters["blocks"]} == {"Arabic", "Basic Latin", "General Punctuation"}


def test_repeats(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("یک\nدو\nسه\n\nچهار\nیک\nدو\nسه\nیک\n", encoding="utf-8")
    repeats = _counted(path)["repeats"]
    assert repeats["lines"] == {"total": 8, "distinct": 4, "repeated": 4, "sampled": 1.0}
    # Four blocks of three lines, for a blank line ends one: the first stands again.
    assert repeats["blocks_of_three_lines"] == {"total": 4, "distinct": 3, "repeated": 1, "sampled": 1.0}
    assert repeats["commonest_lines"][0] == {"count": 3, "text": "یک"}


def test_blocks_do_not_reach_over_files_or_records(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("یک\nدو", encoding="utf-8")
    figures = _counted(tmp_path)
    assert figures["repeats"]["blocks_of_three_lines"]["total"] == 0
    assert (figures["inputs"]["texts"], figures["lines"]["count"]) == (2, 4)


def test_the_size_of_blocks_does_not_matter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from persclean.engine import cutter
    from persclean.stats import corpus

    path = tmp_path / "a.txt"
    path.write_text(TEXT * 50 + "بی پایان " * 400, encoding="utf-8")
    whole = _counted(path)
    monkeypatch.setattr(cutter, "BLOCK", 500)
    monkeypatch.setattr(corpus, "_PART", 300)
    assert _counted(path) == whole


def test_too_many_distinct_lines_are_sampled_evenly() -> None:
    rng = np.random.default_rng(1)
    hashes = rng.integers(0, 1 << 63, 40000, np.uint64, endpoint=False)
    exact, sampled, other = Tally(1 << 20), Tally(1000), Tally(1000)
    exact.add(np.concatenate([hashes, hashes[:20000]]))
    for part in np.array_split(np.concatenate([hashes, hashes[:20000]]), 7):
        sampled.add(part)
    other.add(np.concatenate([hashes[:20000], hashes])[::-1])
    assert exact.figures() == {"total": 60000, "distinct": 40000, "repeated": 20000, "sampled": 1.0}
    assert sampled.figures() == other.figures()
    assert sampled.rate < 0.05
    assert abs(sampled.figures()["distinct"] / 40000 - 1) < 0.15


def test_records_encodings_and_failures(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"t": "كتاب"}\n{"t": 5}\nx\n', encoding="utf-8")
    (tmp_path / "b.txt").write_text("دنیا\n", encoding="utf-8")
    (tmp_path / "old.txt.x").write_bytes("دنيا و گزارش كتاب امروز در پايان\n".encode("windows-1256"))
    done = persclean("stats", tmp_path, "--column", "t", "--output-format", "json")
    assert done.code == 0, done.err
    inputs = json.loads(done.text)["inputs"]
    assert inputs["formats"] == {"jsonl": 1, "text": 1}
    assert (inputs["records"], inputs["record_texts"], inputs["bad_records"]) == (3, 1, 2)
    assert "record 2" in done.err
    done = persclean("stats", tmp_path / "old.txt.x", tmp_path / "none.txt", "--encoding", "windows-1256")
    assert done.code == 3
    assert "none.txt: " in done.err
    assert "windows-1256" in done.text


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "rect"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_is_whole_and_fetches_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT * 3 + "<script>alert(1)</script> $body\n" * 2, encoding="utf-8")
    text = rendered(_counted(path), "html")
    page = _Page()
    page.feed(text)
    assert page.open == []
    assert not {"script", "link", "img", "iframe"} & {tag for tag, _ in page.tags}
    assert not [attrs for _, attrs in page.tags if {"src", "href"} & attrs.keys()]
    assert "url(" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; $body" in text
    assert len([tag for tag, _ in page.tags if tag == "svg"]) == 7
    assert any(attrs.get("direction") == "rtl" for tag, attrs in page.tags if tag == "text")


def test_outputs(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    plain = persclean("stats", path)
    assert plain.code == 0
    assert "half-spaces per thousand words" in plain.text
    assert "ARABIC LETTER ALEF" in plain.text
    target = tmp_path / "stats.html"
    assert persclean("stats", path, "--output-format", "html", "-o", target).code == 0
    assert target.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert persclean("stats", path, "-o", target).code == 2
    wrong = persclean("stats", path, "--output-format", "htm")
    assert (wrong.code, "did you mean 'html'" in wrong.err) == (2, True)
