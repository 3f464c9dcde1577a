"""`persclean repeats --spark` gives the bytes of the embedded engine; needs pyspark and Java 17, else skipped."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.command import persclean
from tests.test_repeats import BODY, FOOTER, HEADLINE, LEAD, other, write

pytest.importorskip("pyspark.sql")
pytestmark = pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java")

SHARDS = 4
SPARK = ("--spark", "local[2]")
TITLES = [f"گسترش روابط شهرهای {name}" for name in ("شمال", "جنوب", "خاور", "باختر", "مرکز")]


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Teasers, articles, near duplicates, a box, a footer; some are judged twice."""
    files = {}
    for i in range(9):
        lines = [other(i), HEADLINE, LEAD, BODY if i % 3 else BODY[:100] + "...", other(i + 100), FOOTER]
        files[f"{i}.txt"] = lines + ([] if i % 2 else [TITLES[i % 5], f"{LEAD} {other(i % 4 + 200)}"])
    files["box.txt"] = ["خبرهای مرتبط", *TITLES, other(300)]
    files["none.txt"] = [other(301)]
    words = (LEAD + " " + BODY).split(" ")
    files["near.txt"] = [other(302), LEAD + " " + BODY, other(303)]
    files["nearly.txt"] = [other(304), " ".join(words[:1] + words[2:-2] + words[-1:]), other(305), LEAD + " " + BODY]
    return write(tmp_path_factory.mktemp("spark") / "in", files)


def texts(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("*.txt")}


@pytest.fixture(scope="module")
def both(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    place = tmp_path_factory.mktemp("both")
    for name, more in (("embedded", ()), ("spark", SPARK)):
        done = persclean("repeats", "run", corpus, "-o", place / name, "--shards", str(SHARDS), *more, timeout=600)
        assert done.code == 0, done.err[-3000:]
    return {name: place / name for name in ("embedded", "spark")}


def test_the_same_bytes(both: dict[str, Path], corpus: Path) -> None:
    assert texts(both["spark"]) == texts(both["embedded"])
    assert texts(both["spark"]).keys() == texts(corpus).keys()
    assert texts(both["spark"]) != texts(corpus)
    work = [path / ".persclean" / "repeats" for path in both.values()]
    names = [f"{name}-{n}.parquet" for name in ("units", "signatures", "removals") for n in range(SHARDS)]
    rounds = [json.loads((path / "group.json").read_bytes())["rounds"] for path in work]
    assert rounds == [2, 2]
    for name in [*names, "proposals-0.parquet", "proposals-1.parquet"]:
        assert (work[0] / name).read_bytes() == (work[1] / name).read_bytes(), name
    met = [
        sorted((row["unit"], row["line"], row["home"], row["there"]) for row in pq.read_table(one).to_pylist())
        for one in (path / "met-0.parquet" for path in work)
    ]
    assert met[0] == met[1]
    assert len(met[0]) > 20


def test_the_same_report(both: dict[str, Path], corpus: Path) -> None:
    found = []
    for path in both.values():
        done = persclean("repeats", "report", corpus, "-o", path, "--shards", str(SHARDS), "--json")
        assert done.code == 0, done.err
        found.append(json.loads(done.text))
    assert found[0] == found[1]
    assert FOOTER in {one["text"] for one in found[0]["blocks"]}


def test_stages_of_either_engine_go_on_with_those_of_the_other(
    both: dict[str, Path], corpus: Path, tmp_path: Path
) -> None:
    common = (corpus, "-o", tmp_path, "--shards", str(SHARDS))
    for stage, more in (("signatures", ()), ("group", SPARK), ("remove", ())):
        assert persclean("repeats", stage, *common, *more, timeout=600).code == 0
    assert texts(tmp_path) == texts(both["embedded"])
