"""What users of other Persian cleaners complain about, each as a promise that `digits` and `spacing` keep.

(The complaints about words cut or joined by lists are tests of `zwnj`; those about installing and the command line are
tests of those.)
"""

from __future__ import annotations

import re

import pytest

from persclean.config import Config
from persclean.engine.light import run
from persclean.filters import find

ZWNJ = "\N{ZERO WIDTH NON-JOINER}"


def clean(text: str, config: Config | None = None) -> str:
    return run([find(name)(config) for name in ("digits", "spacing")], text)


@pytest.mark.parametrize(
    "address",
    [
        "https://example.com/a1",
        "http://www.example.com/2010/12/page.html?id=3&q=سال+1400",
        "https://fa.example.org/wiki/ایران.متن",
        "www.example.com/a,b",
        "example.com/متن/2",
        "ftp://192.168.1.1:21/a",
    ],
)
@pytest.mark.parametrize("frame", ["{}", "نشانی {} است", "({})", "«{}»", "نشانی:{}", "{}، {}"])
def test_addresses_are_not_mangled(address: str, frame: str) -> None:
    assert address in clean(frame.format(address, address))


@pytest.mark.parametrize("mail", ["info@example.com", "ali.reza12@example.co.ir", "علی12@مثال.ایران", "a+b-1@x.org"])
@pytest.mark.parametrize("frame", ["{}", "نامه به {} بدهید", "({})", "نامه:{}"])
def test_e_mails_are_not_mangled(mail: str, frame: str) -> None:
    assert mail in clean(frame.format(mail))


def test_decimals_stay_one_number() -> None:
    assert clean("حدود 3.14 و ۴.۵ و 0.5 و 1,234.5") == "حدود ۳٫۱۴ و ۴٫۵ و ۰٫۵ و ۱٬۲۳۴٫۵"
    assert clean("نسخه 2.0.1 و 12:30 و 1400/05/12") == "نسخه ۲.۰.۱ و ۱۲:۳۰ و ۱۴۰۰/۰۵/۱۲"


@pytest.mark.parametrize(
    "name",
    [
        *("MP3", "A4", "COVID19", "COVID-19", "UCLG-MEWA", "Image2.jpg", "1.5GB", "Windows 10", "iPhone 15 Pro", "H2O"),
        *("C99", "2026-11-23 10:00:00 INFO", "x1", "foo_2", "v2.0.1", "#tag1", "@user1", "0x1F"),
    ],
)
@pytest.mark.parametrize("frame", ["{}", "در {} بود", "({})", "«{}»", "{}، {}", "{}."])
def test_latin_identifiers_are_not_mangled(name: str, frame: str) -> None:
    assert name in clean(frame.format(name, name))


def test_no_half_space_is_ever_put_in_or_taken_out() -> None:
    text = f"در دو روز، کار{ZWNJ} ما و می{ZWNJ}رود.بعد ( کتاب{ZWNJ}ها ) و 10{ZWNJ}ساله"
    assert clean(text).count(ZWNJ) == text.count(ZWNJ)


@pytest.mark.parametrize(
    "text",
    [
        "منسوخ شده",
        "دختر",
        "بهتر",
        "میلیون",
        "بین\N{ZERO WIDTH NON-JOINER}الملل",
        "منطقه\N{ZERO WIDTH NON-JOINER}ای",
        "هنوز کار ها را",
    ],
)
def test_words_are_neither_cut_nor_joined(text: str) -> None:
    assert clean(text) == text


def test_digits_can_be_left_alone() -> None:
    text = "سال 1400، ٣.١٤ و ۲۰% و 1,234"
    assert clean(text, Config(digits="keep")) == text


@pytest.mark.parametrize("kind", ["persian", "latin", "arabic", "keep"])
def test_line_feeds_are_not_destroyed(kind: str) -> None:
    text = '\n\n یک .\n\n\t2\tسه  چهار\r\n( پنج\n) شش "هفت\nهشت" نه...\n\n'
    config = Config(digits=kind)  # type: ignore[arg-type]
    assert re.findall(r"[\r\n\t]", clean(text, config)) == re.findall(r"[\r\n\t]", text)


def test_layout_survives() -> None:
    text = "  مصرع نخست    مصرع دوم  \n- [ ] کار\n| ستون  | بعد  |\n\tمتن"
    assert clean(text) == text
