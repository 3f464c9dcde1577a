"""Promises of the filter headlines: pairs of pages in tests/headlines, and what holds for any text."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from persclean.config import Config
from persclean.documents import Chunk
from persclean.filters.headlines import Headlines
from tests.account import Account, run

FOLDER = Path(__file__).parent / "headlines"
CASES = sorted(FOLDER.glob("*.txt"))
SPLIT = "\n=====\n"


def case(path: Path) -> tuple[str, str]:
    """Return a page before and after; one without a second part must not change."""
    before, _, after = path.read_text(encoding="utf-8").partition(SPLIT)
    return before, after or before


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_case(path: Path) -> None:
    before, after = case(path)
    account = Account()
    assert run(Headlines(), before, account) == after
    assert run(Headlines(), after) == after
    assert bool(account.removals) == (before != after)


def test_there_are_enough_cases() -> None:
    same = [before == after for before, after in map(case, CASES)]
    assert len(same) >= 40 and 2 * sum(same) >= len(same)


STOCK = (
    "شهردار تهران از افتتاح بزرگ\u200cترین بوستان شرق شهر خبر داد",
    "وزیر نیرو در نشست خبری روز گذشته گفت که ذخیرهٔ سدهای کشور نسبت به سال گذشته دوازده درصد کاهش یافته است و مردم باید"
    " در مصرف آب صرفه\u200cجویی کنند.",
    "وزیر نیرو در نشست خبری روز گذشته گفت که ذخیرهٔ سدهای کشور نسبت به سال گذشته دوازده درصد کاهش یافته است...",
    "وزیر نیرو در نشست روز گذشته گفت که ذخیرهٔ سدهای کشور نسبت به سال گذشته دوازده درصد کاهش یافته است و مردم باید"
    " در مصرف آب صرفه\u200cجویی کنند.",
    "آغاز ثبت\u200cنام مسکن کارگری در پنج استان کشور",
    "سخنگوی دولت از پرداخت وام به کشاورزان خسارت\u200cدیده خبر داد",
    "به گزارش خبرنگار ما، نمایشگاه کتاب امسال با حضور هزار و دویست ناشر داخلی و خارجی در مصلای تهران"
    " برگزار می\u200cشود و ده روز ادامه دارد",
    "تا ده روز. ادامه در صفحه ۳",
    "انتهای پیام/",
    "ماده ۱۲ - دولت موظف است آیین\u200cنامهٔ اجرایی این قانون را ظرف سه ماه تهیه کند و به تصویب هیئت وزیران"
    " برساند و آن را ابلاغ کند.",
    "", "", " ", "***", "کوتاه",
)  # fmt: skip


def test_lines_that_were_joined_are_all_named() -> None:
    before, _ = case(FOLDER / "story_twice.txt")
    lines = before.encode().splitlines(keepends=True)
    numbers = [3 * i + 1 for i in range(len(lines))]  # each was three lines
    parts = [
        Chunk(b"".join(lines[i : i + 2]), numbers[i : i + 2], (0,) if not i else ()) for i in range(0, len(lines), 2)
    ]
    account, plain = Account(), Account()
    run(Headlines(), before, plain)
    assert list(Headlines().documents(iter(parts), account))
    assert [(one.first, one.last, one.kept_last) for one in account.removals] == [
        (3 * one.first - 2, 3 * one.last if one.last < len(lines) else 3 * one.last - 2, 3 * one.kept_last)
        for one in plain.removals
    ]


@pytest.mark.parametrize("window", [0.01, 0.03, 0.1, 16])
@pytest.mark.parametrize("scope", ["document", "file", "run"])
def test_idempotent_whatever_the_chunks(window: float, scope: str) -> None:
    rng = random.Random(f"{window}{scope}")
    one = Headlines(Config.of(headlines_window=window, headlines_scope=scope))
    removed = 0
    for _ in range(25):
        mark = f"{rng.randint(1000, 9999)} "  # other lines are borders each time
        stock = [mark + line if len(line) > 20 else line for line in rng.sample(STOCK, rng.randint(2, len(STOCK)))]
        lines = [rng.choice(stock) for _ in range(rng.randint(1, rng.choice([20, 80, 400])))]
        text = "\n".join(lines) + rng.choice(["", "\n"])
        starts = (0, *sorted(rng.sample(range(1, 80), rng.choice([0, 0, 3]))))
        account = Account()
        sizes = [rng.randint(1, 9) for _ in range(5)]
        once = run(one, text, account, starts=starts)
        assert run(one, text, sizes=sizes, starts=starts) == once
        removed += len(account.removals)
        if len(starts) == 1:
            assert run(one, once) == once, (once, run(one, once))
    assert removed
