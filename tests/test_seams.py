"""Blocks that stay because lines would be joined without them: after unwrap and headlines, both have nothing to do."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from benchmarks.fuzz_pages import page
from persclean.config import Config
from persclean.engine import light
from persclean.headlines.features import look
from persclean.headlines.page import Page
from persclean.headlines.seams import is_long
from persclean.pipeline import Pipeline
from persclean.unwrap.ask import joins
from persclean.unwrap.line import LONG

BOTH = Pipeline(("unwrap", "headlines"))
CASE = Path(__file__).parent / "headlines" / "teaser_wrapped_article.txt"
STORY = (
    "به گزارش خبرنگار ما، نمایشگاه کتاب امسال با حضور هزار و دویست ناشر داخلی و خارجی در مصلای تهران برگزار"
    " می\u200cشود و ده روز ادامه دارد و بازدید از آن برای دانش\u200cآموزان و معلمان رایگان است.\n"
)
WRAPPED = (
    "شهردار در نشست دیروز با نمایندگان محله\u200cهای شرق و غرب شهر از طرح"
    " تازه\u200cای خبر داد و گفت که این طرح تا پایان سال، از\n",
    "آغاز مهر در همه محله\u200cها اجرا می\u200cشود و سه کتابخانه"
    " بزرگ را نیز با کمک مردم و شهرداری در بر می\u200cگیرد و هزینه آن از\n",
    "بودجه شهر فراهم می\u200cشود و به گفته او به\u200cزودی"
    " به دوازده محله دیگر هم می\u200cرسد تا همه شهر از آن بهره\u200cمند شود و بماند.\n",
)
OTHER = "کارشناسان درباره آینده این طرح و پیامدهای آن برای شهرهای کوچک هم\u200cنظر نیستند.\n"
LAST = "تیم ملی با نتیجه سه بر دو پیروز شد و به مرحله بعد راه یافت.\n"


def test_a_block_between_lines_that_would_be_joined_stays() -> None:
    # Of two lines none are joined; without the block they are three.
    text = STORY + "".join(WRAPPED[:2]) + STORY + WRAPPED[2] + STORY.replace("امسال", "پارسال")
    assert BOTH(text) == text
    assert Pipeline(("headlines",))(text).count(STORY) == 1


def test_a_block_between_other_lines_goes() -> None:
    text = STORY + OTHER + STORY + LAST + OTHER
    assert BOTH(text) == STORY + OTHER + LAST + OTHER


def test_of_two_blocks_only_the_one_between_such_lines_stays() -> None:
    held = STORY + "".join(WRAPPED[:2]) + STORY + WRAPPED[2]
    long = STORY.replace("امسال", "پارسال").replace("ناشر", "کتابفروش").replace("مصلای تهران", "باغ کتاب شیراز")
    assert BOTH(held + long + OTHER + long + LAST) == held + long + OTHER + LAST


def test_a_block_that_speaks_against_a_join_further_on_stays() -> None:
    text = CASE.read_text(encoding="utf-8").partition("\n=====\n")[0]
    once = BOTH(text)
    assert BOTH(once) == once
    assert len(once) > len(Pipeline(("headlines",))(text))


@pytest.mark.parametrize("other", [OTHER, STORY + OTHER + STORY])
def test_a_document_is_cleaned_as_if_no_other_stood_beside_it(other: str) -> None:
    rule = "=====\n"
    both = Pipeline(("unwrap", "headlines"), Config(document_separator="auto"))
    text = CASE.read_text(encoding="utf-8").partition("\n=====\n")[0] + "\n"
    assert both(other + rule + text + rule + other) == BOTH(other) + rule + BOTH(text) + rule + BOTH(other)


# Of pages that once came out otherwise the second time.
@pytest.mark.parametrize("seed", [789, 1342, 1630, *range(7000, 7030)])
def test_what_comes_out_stays(seed: int) -> None:
    pipeline = Pipeline.preset("page")
    once = light.run(pipeline.filters, page(random.Random(seed)))
    assert light.run(pipeline.filters, once) == once


def test_each_stretch_is_asked_about_alone() -> None:
    lines = [line.encode() for line in WRAPPED]
    assert joins([lines, lines[:2], [], [OTHER.encode(), *lines], [lines[2].rstrip()]]) == [[1, 2], [], [], [2, 3], []]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_line_end_does_not_make_a_line_long(end: str) -> None:
    line = "ب" * LONG + end
    data = (line + "ب" + line).encode()
    numbers = np.arange(1, 3)
    seen = Page(look(data, np.ones(2, np.int64), numbers, numbers, False, 1 << 20))
    assert [is_long(seen, i) for i in range(2)] == [False, True]
