"""The half-space model: its tables, its file, its training, its settings, what it says of itself."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from persclean.config import Config
from persclean.errors import ConfigError, PerscleanError
from persclean.filters.zwnj import Zwnj
from persclean.halfspace import model
from persclean.halfspace.evaluate import damage, measure, places
from persclean.halfspace.explain import evidence
from persclean.halfspace.letters import ZWNJ, code_points, runs
from persclean.halfspace.strings import StringTable, Substrings
from persclean.halfspace.training import tables
from persclean.halfspace.training.build import train
from persclean.halfspace.training.fit import order, sigmoid
from persclean.halfspace.training.sources import phrases, read_counts, read_list
from persclean.halfspace.training.style import canonical, tidy
from tests.command import persclean as run

_NOUNS = "کتاب درخت شهر دانش خانه کوچه باغ نامه سنگ چراغ پنجره مادر پدر دوست میز".split()
_VERBS = "خواند نوشت دید گفت رفت آورد خرید فروخت".split()


def text() -> str:
    """Return edited text enough to learn plurals and می from: every noun and verb in many places."""
    lines = []
    for n in range(240):
        noun, other, verb = _NOUNS[n % 15], _NOUNS[(n * 7 + 3) % 15], _VERBS[n % 8]
        plural = noun + (ZWNJ if noun[-1] not in "ردز" else "") + "ها"
        lines.append(f"{plural} را در {other} می{ZWNJ}{verb} و به {noun} بزرگ{ZWNJ}تر نگاه می{ZWNJ}کرد")
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("model")
    (folder / "a.txt").write_text(text(), encoding="utf-8")
    (folder / "list.csv").write_text(f"نرم{ZWNJ}افزار,1\nپیش{ZWNJ}بینی,2\n", encoding="utf-8")
    (folder / "counts.txt").write_text("کتاب 900\nشهر 800\n", encoding="utf-8")
    data = train([folder / "a.txt"], [str(folder / "list.csv")], [folder / "counts.txt"], lambda _: None)
    (folder / "out.model").write_bytes(data)
    return folder


def test_training_gives_the_same_bytes_again(trained: Path) -> None:
    again = train([trained / "a.txt"], [str(trained / "list.csv")], [trained / "counts.txt"], lambda _: None)
    assert again == (trained / "out.model").read_bytes()


def test_a_trained_model_mends_what_it_has_not_seen(trained: Path) -> None:
    repair = Zwnj(Config(zwnj_model=str(trained / "out.model")))
    assert repair("سنگها را میدید") == f"سنگ{ZWNJ}ها را می{ZWNJ}دید"
    assert repair("میز و شهر و مادر") == "میز و شهر و مادر"


def test_the_command_trains_evaluates_and_uses(trained: Path, tmp_path: Path) -> None:
    target = tmp_path / "ours.model"
    done = run("train", str(trained / "a.txt"), "-o", str(target), "-q")
    assert (done.code, done.text, done.err) == (0, "", "")
    assert run("train", str(trained / "a.txt"), "-o", str(target), "-q").code == 2
    scores = json.loads(run("evaluate", str(target), str(trained / "a.txt"), "--json").text)
    assert [one["task"] for one in scores] == ["lost", "spaced", "mixed", "clean"]
    assert scores[0]["recall"] > 0.95
    assert scores[3]["per_10k"] == 0
    used = run("clean", "--filters", "zwnj", "--zwnj-model", str(target), stdin="درختها".encode())
    assert used.text == f"درخت{ZWNJ}ها"


@pytest.mark.parametrize(
    ("code", "arguments", "says"),
    [
        (3, ["train", "nowhere.txt", "-o", "x.model"], "nowhere.txt: no such file"),
        (3, ["train", "LICENSE", "-o", "x.model"], "no half-space in 0 Persian words"),
        (3, ["evaluate", "nowhere.model", "README.md"], "nowhere.model: no such weights file"),
        (3, ["evaluate", "README.md", "README.md"], "README.md: not a weights file"),
        (3, ["clean", "--zwnj-model", "README.md"], "README.md: not a weights file"),
        (2, ["clean", "--zwnj-confidence", "2"], "0.01 to 0.999"),
        (2, ["clean", "--zwnj-confidence", "much"], "'much': not a number"),
    ],
)
def test_bad_use_is_named(code: int, arguments: list[str], says: str) -> None:
    done = run(*arguments, stdin="کتابها".encode())
    assert done.code == code
    assert says in done.err
    assert "Traceback" not in done.err


def test_a_cut_off_model_is_named(tmp_path: Path) -> None:
    short = tmp_path / "short.model"
    short.write_bytes(model.SHIPPED.read_bytes()[:100_000])
    with pytest.raises(PerscleanError, match="cut off"):
        model.load(short)


def test_the_shipped_model_is_small() -> None:
    assert model.SHIPPED.stat().st_size <= 6_000_000


def test_more_confidence_changes_less() -> None:
    words = "زمینهساز صلحجویانه شهرداریهای بینالمللی خواهرخوانده پلدختر موسیالا میستریوسا"
    marks = [Zwnj(Config(zwnj_confidence=sure))(words).count(ZWNJ) for sure in (0.1, 0.5, 0.999)]
    assert marks[0] >= marks[1] > marks[2]
    with pytest.raises(ConfigError):
        Config(zwnj_confidence=0.0)


def test_explain_shows_choice_margin_and_evidence() -> None:
    shown = "\n".join(map(str, evidence("زمینهساز خارجاز", Config())))
    assert "زمینه·ساز: half-space, margin +" in shown
    assert "خارج·از: space" in shown
    assert run("explain", "نمیخواهند").text.startswith("نمی|خواهند\n")


@pytest.mark.parametrize("count", [1, 2, 50, 5000])
def test_a_table_gives_back_what_was_put_in(count: int) -> None:
    keys = order(count, 3).astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(7)
    values = (np.arange(count) % 7 + 1).astype(np.uint32)
    table = StringTable(tables.build(keys, values, np.uint16, 3), 3)
    assert (table(keys) == values).all()
    strangers = keys + np.uint64(1)
    assert np.count_nonzero(table(strangers)) <= max(5, count // 200)


def test_equal_strings_hash_alike_wherever_they_stand() -> None:
    found = runs(code_points(f"کتاب خانه کتاب، (کتاب) خانه{ZWNJ}ها"))
    hashes = Substrings(found.codes).of(found.starts, found.stops).tolist()
    assert hashes[0] == hashes[2] == hashes[3]
    assert hashes[1] == hashes[4] != hashes[0]


def test_sigmoid_is_close_to_the_real_one() -> None:
    x = np.linspace(-12, 12, 500)
    assert np.abs(sigmoid(x) - 1 / (1 + np.exp(-x))).max() < 0.002


def test_style_and_sources(tmp_path: Path) -> None:
    parts = {"کتاب": 50.0, "مهم": 9.0}
    assert canonical("کتابها", parts) == f"کتاب{ZWNJ}ها"
    assert canonical("تنها", {"تن": 99.0}) == "تنها"
    assert canonical(f"کتاب{ZWNJ}مان", parts) == "کتابمان"
    assert canonical(f"خانه{ZWNJ}مان", parts) == f"خانه{ZWNJ}مان"
    assert canonical("میخواهند", parts) == f"می{ZWNJ}خواهند"
    assert tidy(f"کار{ZWNJ}ها{ZWNJ}") == "کارها"
    assert list(phrases("کتاب خوب، 3 نامه")) == [["کتاب", "خوب"], ["نامه"]]
    (tmp_path / "counts.txt").write_text("کتاب 3\nخانه\n", encoding="utf-8")
    with pytest.raises(PerscleanError, match=r"counts.txt, line 2: no count"):
        read_counts(tmp_path / "counts.txt")
    (tmp_path / "bad.txt").write_bytes("کتاب\n".encode() + b"\xff\n")
    with pytest.raises(PerscleanError, match=r"line 2, byte 9: not UTF-8"):
        read_list(tmp_path / "bad.txt")


def test_damage_and_places() -> None:
    line = f"کتاب{ZWNJ}ها را می{ZWNJ}خواند"
    assert damage(line, "lost", 0) == "کتابها را میخواند"
    assert damage(line, "spaced", 0) == "کتاب ها را می خواند"
    assert damage(line, "clean", 0) == line
    letters, before = places(f"آن{ZWNJ}ها، کار{ZWNJ}ها")
    assert letters == "آنهاکارها"
    assert before == ["x", "", ZWNJ, "", "x", "", "", "", ""]


def test_measure_counts_wrong_changes(tmp_path: Path) -> None:
    (tmp_path / "gold.txt").write_text("میدان میلاد\nکتابهای خوب\n", encoding="utf-8")
    clean = measure("", tmp_path / "gold.txt")[3]
    assert (clean.words, clean.wrong) == (4, 1)


def test_a_pair_that_is_joined_is_never_screened_out() -> None:
    """The engine asks of a pair only where the numbers of its two words add up: they must, wherever `joins` holds."""
    from persclean.lexicon import section

    spaces = Zwnj().model[1]
    words = sorted(word for word in section("words") | section("plural") if ZWNJ not in word)[::17]
    rng = np.random.default_rng(7)
    pairs = [(words[a], words[b]) for a, b in rng.integers(0, len(words), (60_000, 2)).tolist()]
    # Words that other words are often joined to are rare among all: endings, and the parts of compounds.
    parts = "نرم افزار دانش آموز پیش بینی هم چنین غیر قابل بین المللی صاحب نظر تصمیم گیری ها های تر ترین ای اند".split()
    pairs += [(a, b) for a in parts for b in [*words[:400], *parts]] + [(a, b) for a in words[:400] for b in parts]
    numbers, keys = spaces.screen(code_points("".join(f"{word}\n" for pair in pairs for word in pair)))
    sums = numbers[0::2, 0].astype(np.int32) + numbers[1::2, 1]
    passes = (sums > 0) & spaces.confirm(keys[0::2, 0], keys[1::2, 1], sums)
    joined = np.array(spaces.join_all(pairs))
    assert joined.sum() > 100
    assert not (joined & ~passes).any()
