"""Guarantees of unicode, letters and marks on generated text: twice is once, piece by piece is the whole, what no
filter declares is unchanged, and no trigger means no change."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from persclean import tables
from persclean.config import Config
from persclean.filters import find
from persclean.filters.base import Filter

CONFIGS = [
    Config(),
    Config(heh_ye="hamza"),
    Config(heh_ye="ye"),
    Config(diacritics="drop"),
    Config(diacritics="drop", heh_ye="ye"),
    Config(diacritics="drop", heh_ye="hamza"),
]
NAMES = ("unicode", "letters", "marks")
FILTERS = [find(name)(config) for config in CONFIGS for name in NAMES]
IDS = [f"{name}-{config.diacritics}-{config.heh_ye}" for config in CONFIGS for name in NAMES]

ALPHABET = (
    list("ابدروهیکيىكئؤأآۀةءمنسلخ") + list("ہھەےې۔ڕۆڤٹٱۂ")
    + [chr(code) for code in (0x64B, 0x64E, 0x650, 0x651, 0x653, 0x654, 0x655, 0x656, 0x670, 0x6D6, 0x6E5, 0x8F0)]
    + [chr(code) for code in (0x640, 0x640, 0x200B, 0x200C, 0x200C, 0x200D, 0xAC, 0xAD, 0xFEFF, 0x2060, 0x200E, 0x200F)]
    + [chr(code) for code in (0x61C, 1, 0, 0x1F, 0x7F, 0x85, 0xA0, 0x2009, 0x202F, 0x2028, 0x301, 0x316, 0x37E, 0x212A)]
    + [chr(code) for code in (0xE01, 0xE02, 0x1100, 0x1161, 0x11A8, 0xF900, 0xFB1D, 0x1D15E, 0xD800)]
    + list("ﻻﷲﷺ﷼ﱞﳲﹷﻱﯼﮎﮤ") + list("&;#a1zۀ.،-() \n\t٣۳😀") + ["&zwnj;", "&amp;", "&amp;zwnj;", "&rlm;", "&lrm;", "&shy;"]
    + ["&nbsp;", "&#1611;", "&#x200C;", "&lt;", "amp;", "zwnj;", "rlm;", "&#82", "04;", "ییی", "سلااام", "ه\u200cی"]
    + ["👨\u200d👩", "هـ.ق"]
)  # fmt: skip
texts = st.lists(st.sampled_from(ALPHABET), max_size=14).map("".join)
BREAK = re.compile(r"([ \t\n\v\f\r]+)")


def chain(config: Config, text: str) -> str:
    for name in NAMES:
        text = find(name)(config)(text)
    return text


@pytest.mark.parametrize("one", FILTERS, ids=IDS)
@given(text=texts)
def test_twice_is_once(one: Filter, text: str) -> None:
    once = one(text)
    assert ascii(one(once)) == ascii(once)


@pytest.mark.parametrize("config", CONFIGS, ids=lambda config: f"{config.diacritics}-{config.heh_ye}")
@given(text=texts)
@example("ا\u0640\u0653ب &\u200fzwnj; &z&rlm;wnj; &zwnj\u037e")
@example("ب\u00ac\u064eا \u200bب\u00ad. خانه\u0640\u200cی\u0640")
def test_the_chain_twice_is_once(config: Config, text: str) -> None:
    once = chain(config, text)
    assert ascii(chain(config, once)) == ascii(once)


@pytest.mark.parametrize("one", FILTERS, ids=IDS)
@given(text=texts)
def test_piece_by_piece_is_the_whole(one: Filter, text: str) -> None:
    assert ascii("".join(one.words(piece) for piece in BREAK.split(text))) == ascii(one.words(text))
    assert one.words(text).count("\n") == text.count("\n")


def triggered(one: Filter, text: str) -> bool:
    rule = one.trigger
    if rule.always or not rule.chars.isdisjoint(text):
        return True
    if any(a in first and b in second for a, b in pairwise(text) for first, second in rule.pairs):
        return True
    return any(a == b == c and a in rule.repeats for a, b, c in zip(text, text[1:], text[2:], strict=False))


@pytest.mark.parametrize("one", FILTERS, ids=IDS)
@given(text=texts)
def test_no_trigger_means_no_change(one: Filter, text: str) -> None:
    for piece in BREAK.split(text):
        if not triggered(one, piece):
            assert ascii(one.words(piece)) == ascii(piece)


@pytest.mark.parametrize("one", FILTERS[:9], ids=IDS[:9])
@pytest.mark.parametrize("around", ["", "ب"])
def test_what_is_not_declared_is_unchanged(one: Filter, around: str) -> None:
    effects = one.effects
    declared = effects.maps.keys() | effects.drops | effects.inserts
    lines = [f"{around}{chr(code)}{around}" for code in range(0x110000) if not 0xD800 <= code <= 0xDFFF]
    free = [line for line in lines if line[len(around)] not in declared and line[len(around)] not in "\n"]
    assert len(lines) == 1_112_064
    for start in range(0, len(free), 4096):
        text = "\n".join(free[start : start + 4096])
        assert ascii(one.words(text)) == ascii(text)


def test_triggers_are_in_the_basic_plane() -> None:
    for one in FILTERS:
        rule = one.trigger
        assert all(len(char) == 1 and char <= "\uffff" for char in rule.chars | rule.repeats)
    assert tables.KASHIDA in find("marks").trigger.chars
