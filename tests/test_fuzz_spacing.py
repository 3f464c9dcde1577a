"""Promises of `digits` and `spacing` on generated text: idempotence, reach, triggers, the gap contract, letters."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from persclean.config import Config
from persclean.engine.light import run
from persclean.engine.safety import check
from persclean.filters import Filter
from persclean.filters.digits import Digits
from persclean.filters.spacing import Spacing

FILTERS: list[Filter] = [Spacing(), Digits(), Digits(Config(digits="latin")), Digits(Config(digits="arabic"))]
IDS = ["spacing", "digits", "digits-latin", "digits-arabic"]
PIECE = re.compile(r"[^ \t\n\v\f\r]+(?:(?<=[A-Za-z0-9]) (?=[A-Za-z0-9])[^ \t\n\v\f\r]+)*")

ATOMS: list[str] = [
    *"آبپتمنهوی ابو",
    *["متن", "کتاب", "می", "ها", "های", "و", "ره", "ص", "در", "به", "الف", "سی", "دی", "آیت", "امین", "گانه", "شهر"],
    *["\N{ZERO WIDTH NON-JOINER}", "\N{ARABIC FATHA}", "\N{NO-BREAK SPACE}", "\N{ARABIC TATWEEL}"],
    *["0", "1", "2", *"۰۱۲۹", *"٠٣", "12", "1400", "1,234", "3.14", "۳٫۱۴", "۱٬۲۳۴", "12:30", "1/2"],
    *["A", "b", "GB", "Windows", "MP3", "COVID-19", "http://", "www.", "a.ir", ".pdf", "@", "#", "_", "/", "\\"],
    *".،؛:؟!…,;?%٪٫٬-=&+*'`|<>{}",
    *["...", "....", "?!", ":)", ";)", "<3", '="', '": ', '","'],
    *'()[]«»﴿﴾"“”„‟',
    *["](", "]]", " ", " ", " ", " ", "  ", "   ", "    ", "\t", "\n"],
]
texts = st.lists(st.sampled_from(ATOMS), max_size=24).map("".join) | st.text(
    st.sampled_from(ATOMS).flatmap(st.sampled_from), max_size=30
)
words = st.lists(st.sampled_from([a for a in ATOMS if not a.isspace()]), min_size=1, max_size=4).map("".join)
many = settings(max_examples=600, deadline=None)


@pytest.mark.parametrize("one", FILTERS, ids=IDS)
@many
@given(text=texts)
def test_twice_is_once_and_letters_survive(one: Filter, text: str) -> None:
    once = one(text)
    check(one, text, once)
    assert one(once) == once


@pytest.mark.parametrize("digits", FILTERS[1:], ids=IDS[1:])
@many
@given(text=texts)
def test_digits_then_spacing_twice_is_once(digits: Filter, text: str) -> None:
    both = (digits, FILTERS[0])
    once = run(both, text)
    assert run(both, once) == once


@pytest.mark.parametrize("one", FILTERS, ids=IDS)
@many
@given(text=texts)
def test_word_part_needs_only_the_piece(one: Filter, text: str) -> None:
    assert one.words(text) == PIECE.sub(lambda piece: one.words(piece[0]), text)


@pytest.mark.parametrize("one", FILTERS, ids=IDS)
@many
@given(text=texts)
def test_untriggered_pieces_stay(one: Filter, text: str) -> None:
    for piece in PIECE.findall(text):
        if not triggered(one, piece):
            assert one.words(piece) == piece


def triggered(one: Filter, piece: str) -> bool:
    trigger = one.trigger
    return (
        trigger.always
        or any(char in trigger.chars for char in piece)
        or any(a in first and b in second for first, second in trigger.pairs for a, b in pairwise(piece))
        or any(a == b == c and a in trigger.repeats for a, b, c in zip(piece, piece[1:], piece[2:], strict=False))
    )


@many
@given(left=words, spaces=st.integers(1, 5), right=words)
def test_gap_contract(left: str, spaces: int, right: str) -> None:
    gap = FILTERS[0].gap
    assert gap is not None
    may_left, may_right = gap.left_may(left), gap.right_may(right)
    assert not may_left or left[-1] in gap.left_ends
    assert not may_right or right[0] in gap.right_starts
    decided = gap.decide(left, " " * spaces, right)
    assert decided.strip(" ") == ""
    if spaces == 1 and not may_left and not may_right:
        assert decided == " "
    if spaces > 3:
        assert decided == " " * spaces


@many
@given(text=texts)
def test_line_part_needs_only_its_line_and_a_quote(text: str) -> None:
    spacing = FILTERS[0]
    out = spacing.lines(text)
    assert out == "\n".join(spacing.lines(line) for line in text.split("\n"))
    for before, after in zip(text.split("\n"), out.split("\n"), strict=True):
        assert before == after or not spacing.line_trigger.chars.isdisjoint(before) or "« " in before or " »" in before


@pytest.mark.parametrize("one", FILTERS, ids=IDS)
@many
@given(text=texts)
def test_line_feeds_and_tabs_stay(one: Filter, text: str) -> None:
    assert re.findall(r"[\n\t]", one(text)) == re.findall(r"[\n\t]", text)


@pytest.mark.parametrize("one", FILTERS, ids=IDS)
def test_undeclared_code_points_come_through(one: Filter) -> None:
    declared = set(one.effects.maps) | one.effects.drops
    every = "\n".join(f"متن{chr(code)}متن" for code in range(0x110000) if chr(code) not in declared | set("\n"))
    assert one.words(every).replace(" ", "") == every.replace(" ", "")


@pytest.mark.parametrize("one", FILTERS, ids=IDS)
@pytest.mark.parametrize(
    "unit",
    [
        "م",
        "م.",
        "متن.متن",
        "1",
        "1,234",
        "a",
        "a ",
        "a 1 ",
        "(",
        "متن(",
        ")",
        "#",
        "@",
        "/",
        "=",
        '"',
        "متن ",
        "( ",
        ") ",
        "“",
        ".",
    ],
)
def test_time_is_linear(one: Filter, unit: str) -> None:
    """A quadratic rule would take minutes here."""
    one(unit * (100_000 // len(unit)))
