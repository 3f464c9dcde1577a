"""Repeated blocks of a corpus: what goes, what stays; nothing depends on how work was shared out, or on a kill -9."""

from __future__ import annotations

import gzip
import json
import os
import random
import signal
import subprocess
import time
import zipfile
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from persclean.config import Config
from persclean.documents import Chunk
from persclean.errors import ConfigError
from persclean.request import Request
from persclean.scale.repeats.near import bands, minhashes
from persclean.scale.repeats.units import MOST, SIZE, Unit, Units
from persclean.scale.repeats.wanted import Wanted
from tests.command import COMMAND, environment, persclean, temporaries

HEADLINE = "گسترش روابط شهرهای منطقه"
LEAD = (
    "در پایان سفر شهردار تهران به ترکیه، هیئت هایی از آذربایجان و فلسطین با وی دیدار کردند و از برنامه های خود برای "
    "گسترش همکاری در زمینه حمل و نقل شهری گفتند."
)
BODY = (
    "وی در این دیدار با اشاره به پیشینه روابط دو شهر گفت که کارگروهی برای پیگیری توافق ها تشکیل خواهد شد و نخستین "
    "نشست آن در ماه آینده در استانبول برگزار می شود."
)
FOOTER = (
    "بازنشر مطالب این پایگاه خبری تنها با ذکر نام و نشانی آن مجاز است و همه حقوق مادی و معنوی آن برای مؤسسه "
    "فرهنگی مطبوعاتی محفوظ خواهد بود."
)


def other(number: int) -> str:
    """A paragraph that stands nowhere else; of two of them few words are the same."""
    dice = random.Random(number)
    words = ("".join(dice.choices("ابپتدرزسشکگلمنوهی", k=dice.randint(3, 7))) for _ in range(24))
    return f"گزارش {number} " + " ".join(words) + f" در سال {number} بود."


def write(folder: Path, files: dict[str, list[str]]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, lines in files.items():
        Path(folder, name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def run(folder: Path, out: Path, *more: str) -> dict[str, list[str]]:
    """Return the lines that are left of each file."""
    done = persclean("repeats", "run", folder, "-o", out, *more)
    assert done.code == 0, done.err
    assert not temporaries(out)
    paths = [path for path in out.rglob("*") if path.is_file() and ".persclean" not in path.parts]
    return {path.name: path.read_text(encoding="utf-8").splitlines() for path in paths}


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A footer in all files, a teaser before its article, the article again."""
    files = {
        "a.txt": [HEADLINE, LEAD[:110] + "...", "گروه شهری", other(1), other(2), FOOTER],
        "b.txt": [other(3), FOOTER.replace("ی", "ي").replace("ک", "ك")],
        "c.txt": [HEADLINE, LEAD, BODY, other(4)],
        "d.txt": [other(5), other(6), FOOTER],
        "e.txt": [HEADLINE, LEAD, BODY],
    }
    return write(tmp_path_factory.mktemp("repeats") / "corpus", files)


@pytest.fixture(scope="module")
def left(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    return run(corpus, tmp_path_factory.mktemp("left") / "out")


def test_the_first_copy_stays(left: dict[str, list[str]]) -> None:
    assert left["a.txt"][-1] == FOOTER
    assert left["b.txt"] == [other(3)]
    assert left["d.txt"] == [other(5), other(6)]


def test_a_teaser_goes_though_it_comes_first(left: dict[str, list[str]]) -> None:
    assert left["a.txt"] == ["گروه شهری", other(1), other(2), FOOTER]


def test_of_the_article_one_copy_stays(left: dict[str, list[str]]) -> None:
    assert (left["c.txt"] + left["e.txt"]).count(LEAD) == 1
    assert (left["c.txt"] + left["e.txt"]).count(BODY) == 1
    assert (left["c.txt"] + left["e.txt"]).count(HEADLINE) == 1


def test_a_second_run_finds_nothing(corpus: Path, left: dict[str, list[str]], tmp_path: Path) -> None:
    assert run(corpus, tmp_path / "out") == left
    assert run(tmp_path / "out", tmp_path / "again") == left


@pytest.mark.parametrize("more", [("--shards", "1"), ("--shards", "3", "-j", "2"), ("--shards", "40")])
def test_the_same_however_the_work_is_shared_out(
    more: tuple[str, ...], corpus: Path, left: dict[str, list[str]], tmp_path: Path
) -> None:
    assert run(corpus, tmp_path / "out", *more) == left


def test_stage_by_stage_in_any_order_of_shards(corpus: Path, left: dict[str, list[str]], tmp_path: Path) -> None:
    out, work = tmp_path / "out", tmp_path / "work"
    common = (corpus, "-o", out, "--work", work)
    for shard in ("2/3", "3/3", "1/3"):
        assert persclean("repeats", "signatures", *common, "--shard", shard).code == 0
    assert persclean("repeats", "group", *common, "--shards", "3").code == 0
    for shard in ("3/3", "1/3", "2/3"):
        assert persclean("repeats", "remove", *common, "--shard", shard).code == 0
    assert {path.name: path.read_text().splitlines() for path in out.glob("*.txt")} == left


def test_what_is_repeated_on_purpose_stays(tmp_path: Path) -> None:
    verse = [
        "باز باران با ترانه با گوهرهای فراوان",
        "می خورد بر بام خانه من به پشت شیشه تنها",
        "ایستاده در گذرها رودها راه اوفتاده",
    ]
    law = ["ماده ۱۲ - " + FOOTER, "تبصره ۱ - " + LEAD]
    own = [LEAD, LEAD.replace("آذربایجان", "ارمنستان")]
    files = {
        "a.txt": [*verse, other(1), *law, other(2), own[0]],
        "b.txt": [other(3), *verse, other(4), *law, other(5), own[1]],
    }
    assert run(write(tmp_path / "in", files), tmp_path / "out") == files


def test_near_duplicates_need_no_common_beginning_or_end(tmp_path: Path) -> None:
    long, second = LEAD.removesuffix(".") + " و " + BODY, BODY + " " + LEAD
    words = long.split(" ")
    near = " ".join(words[:1] + words[2:-2] + words[-1:])
    folder = write(tmp_path / "in", {"a.txt": [other(1), long, second], "b.txt": [other(2), near, second]})
    assert run(folder, tmp_path / "out") == {"a.txt": [other(1), long, second], "b.txt": [other(2)]}
    assert run(folder, tmp_path / "without", "--no-near")["b.txt"] == [other(2), near]


def test_records_and_compressed_files(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    rows = [{"id": i, "title": f"خبر {i}", "body": f"{other(i)}\n{FOOTER}"} for i in range(10)]
    lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in rows]
    Path(folder, "a.jsonl").write_text("".join(lines[:4]), encoding="utf-8")
    Path(folder, "b.jsonl.gz").write_bytes(gzip.compress("".join(lines[4:8]).encode()))
    with zipfile.ZipFile(folder / "c.zip", "w") as archive:
        archive.writestr("x.jsonl", lines[8])
        archive.writestr("y.jsonl", lines[9])
    done = persclean("repeats", "run", folder, "-o", tmp_path / "out", "--column", "body", "--include", "*")
    assert done.code == 0, done.err
    found = [json.loads(line) for line in (tmp_path / "out" / "a.jsonl").read_text().splitlines()]
    assert found == [rows[0], *({**row, "body": row["body"].split("\n")[0]} for row in rows[1:4])]
    packed = gzip.decompress((tmp_path / "out" / "b.jsonl.gz").read_bytes()).decode()
    assert packed.count("\n") == 4
    assert FOOTER not in packed
    with zipfile.ZipFile(tmp_path / "out" / "c.zip") as archive:
        assert [FOOTER in archive.read(name).decode() for name in ("x.jsonl", "y.jsonl")] == [False, False]


def test_an_input_that_cannot_be_read_keeps_nothing_for_others(tmp_path: Path) -> None:
    folder = write(tmp_path / "in", {"b.txt": [other(1), FOOTER], "c.txt": [other(2), FOOTER]})
    data = gzip.compress(("\n".join([other(i) for i in range(3, 400)] + [FOOTER, ""])).encode())
    Path(folder, "a.txt.gz").write_bytes(data[:-9])  # it breaks off behind the footer
    done = persclean("repeats", "run", folder, "-o", tmp_path / "out", "--shards", "2")
    assert done.code == 3
    assert "a.txt.gz" in done.err
    assert FOOTER in (tmp_path / "out" / "b.txt").read_text()
    assert FOOTER not in (tmp_path / "out" / "c.txt").read_text()


def test_an_input_that_changes_between_the_stages_is_refused(tmp_path: Path) -> None:
    folder = write(tmp_path / "in", {"a.txt": [other(1), FOOTER], "b.txt": [other(2), FOOTER]})
    common = (folder, "-o", tmp_path / "out", "--shards", "2")
    assert persclean("repeats", "signatures", *common).code == 0
    assert persclean("repeats", "group", *common).code == 0
    Path(folder, "a.txt").write_text(other(1) + "\n")
    done = persclean("repeats", "remove", *common)
    assert done.code == 2
    assert "a.txt: has changed since stage 1" in done.err
    assert not list((tmp_path / "out").glob("*.txt"))


def test_other_outputs_are_not_replaced(corpus: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    write(out, {"b.txt": ["mine"]})
    done = persclean("repeats", "run", corpus, "-o", out)
    assert (done.code, (out / "b.txt").read_text()) == (2, "mine\n")
    assert "b.txt: exists already" in done.err
    assert persclean("repeats", "run", corpus, "-o", out, "--force").code == 0


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("run", "-", "-o", "out"), "name files or folders"),
        (("go", "."), "unknown stage 'go'"),
        (("group", "."), "--work names the folder"),
        (("group", ".", "--work", "w", "--include", "*.py"), "shard-0.json is missing"),
        (("run", ".", "-o", "out", "--shard", "1/2", "--include", "*.py"), "--shard goes with"),
        (("run", ".", "--work", "w", "--include", "*.py"), "-o/--output names"),
        (("remove", ".", "--work", "w", "--include", "*.py"), "-o/--output names"),
        (("group", ".", "--work", "w", "--shard", "1/2", "--include", "*.py"), "--shard goes with"),
        (("run", ".", "-o", "out", "--shards", "x", "--include", "*.py"), "--shards 'x'"),
        (("run", ".", "-o", "out", "--shards", "0"), "--shards 0"),
    ],
)
def test_wrong_usage(args: tuple[str, ...], said: str, tmp_path: Path) -> None:
    Path(tmp_path, "a.py").write_text("x = 1\n")
    done = persclean("repeats", *args, cwd=tmp_path)
    assert done.code == 2
    assert said in done.err


def test_a_work_folder_of_another_run_is_refused(corpus: Path, tmp_path: Path) -> None:
    work = tmp_path / "work"
    assert persclean("repeats", "signatures", corpus, "--work", work).code == 0
    done = persclean("repeats", "signatures", corpus, "--work", work, "--headlines-min-words", "9")
    assert done.code == 2
    assert "other inputs, settings or shards" in done.err


def test_a_group_begun_by_another_engine_is_refused(corpus: Path, tmp_path: Path) -> None:
    common = (corpus, "-o", tmp_path / "out", "--shards", "2")
    assert persclean("repeats", "signatures", *common).code == 0
    work = tmp_path / "out" / ".persclean" / "repeats"
    (work / "means.json").write_text('"with --spark"')
    done = persclean("repeats", "group", *common)
    assert done.code == 2
    assert "group was begun with --spark: go on with that" in done.err


def test_one_input_has_a_folder_for_its_output(tmp_path: Path) -> None:
    folder = write(tmp_path / "in", {"a.txt": [other(1), FOOTER, other(2), FOOTER]})
    assert run(folder / "a.txt", tmp_path / "out") == {"a.txt": [other(1), FOOTER, other(2)]}


def test_report(corpus: Path, tmp_path: Path) -> None:
    run(corpus, tmp_path / "out")
    work = tmp_path / "out" / ".persclean" / "repeats"
    done = persclean("repeats", "report", corpus, "--work", work, "--json", "--top", "3")
    found = json.loads(done.text)
    assert found["blocks"][0]["removed"] == 2
    assert found["blocks"][0]["files"] == 2
    assert found["blocks"][0]["kept_in"].endswith("a.txt")
    assert found["blocks"][0]["lines"] == "6"
    assert found["blocks"][0]["text"] == FOOTER
    assert {"copies": 3, "text": FOOTER} in found["lines"]
    table = persclean("repeats", "report", corpus, "--work", work).text
    assert FOOTER[:60] in table


def test_a_killed_run_goes_on(tmp_path: Path) -> None:
    files = {f"f{i:02}.txt": [line for j in range(40) for line in (other(i * 100 + j), FOOTER)] for i in range(12)}
    folder = write(tmp_path / "in", files)
    whole = run(folder, tmp_path / "whole", "--shards", "4")
    assert sum(lines.count(FOOTER) for lines in whole.values()) == 1
    out, dice, killed = tmp_path / "out", random.Random(5), 0
    command = [*COMMAND, "repeats", "run", os.fspath(folder), "-o", os.fspath(out), "--shards", "4", "-q"]
    for _ in range(8):
        child = subprocess.Popen(command, env=environment(), stdin=subprocess.DEVNULL)
        time.sleep(dice.uniform(0.2, 2.5))
        child.send_signal(signal.SIGKILL)
        killed += child.wait() == -signal.SIGKILL
        for path in out.glob("*.txt"):
            assert path.read_text().splitlines() == whole[path.name]
    assert killed
    assert run(folder, out, "--shards", "4") == whole


def test_units_do_not_depend_on_chunks() -> None:
    lines = [f"{other(i)}\n" if i % 5 else "\n" for i in range(9000)]
    found = []
    for size in (1, 7, 5000):
        units: list[Unit] = []

        def take(unit: Unit, into: list[Unit] = units) -> list[Chunk]:
            into.append(unit)
            return [Chunk(unit.data, unit.numbers)]

        chunks = [
            Chunk(
                "".join(lines[at : at + size]).encode(),
                range(at + 1, at + 1 + len(lines[at : at + size])),
                () if at else (0,),
            )
            for at in range(0, len(lines), size)
        ]
        out = list(Units(lambda unit: iter(take(unit))).run(iter(chunks)))
        assert b"".join(chunk.data for chunk in out) == "".join(lines).encode()
        assert [n for chunk in out for n in chunk.numbers] == list(range(1, 9001))
        found.append([(unit.number, len(unit.data), unit.begins, unit.ends) for unit in units])
    assert found[0] == found[1] == found[2]
    assert len(found[0]) > 1
    assert all(size < 2 * SIZE + 2000 for _, size, _, _ in found[0])
    assert MOST > 1000


def test_signatures_are_pinned() -> None:
    """What stands in Parquet files must mean the same with every version of rensa."""
    import numpy as np

    tokens = np.arange(6, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    assert minhashes(tokens, np.array([0, 3, 6], np.uint64))[:, :2].tolist() == PINNED
    first, second = bands([LEAD, LEAD.replace("ی", "ي") + " خبر"])
    assert (first == second).any()


PINNED = [[3450455646, 3700624788], [2025447826, 3872556551]]


def test_signatures_as_parquet(corpus: Path, tmp_path: Path) -> None:
    assert persclean("repeats", "signatures", corpus, "--work", tmp_path / "w", "--shards", "2").code == 0
    rows = pq.read_table(tmp_path / "w" / "signatures-0.parquet").to_pylist()
    assert {row["unit"] >> 32 for row in rows} == {0, 2, 4}
    again = persclean("repeats", "signatures", corpus, "--work", tmp_path / "v", "--shards", "2")
    assert again.code == 0
    for name in ("signatures-0.parquet", "units-1.parquet"):
        assert (tmp_path / "v" / name).read_bytes() == (tmp_path / "w" / name).read_bytes()


def test_standard_input_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="reads its inputs twice"):
        Wanted.of(Request(), Config(), tmp_path, 2)
