"""The letter table covers the Arabic blocks, says why, and agrees with Unicode."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from persclean import tables
from persclean.classes import chars

BLOCKS = [(0x0600, 0x06FF), (0x0750, 0x077F), (0x08A0, 0x08FF), (0xFB50, 0xFDFF), (0xFE70, 0xFEFF)]
ROWS = [
    line.split("\t")
    for line in (Path(tables.__file__).parent / "data" / "letters.tsv").read_text(encoding="utf-8").splitlines()[1:]
]
CODES = [int(row[0], 16) for row in ROWS]


def test_every_assigned_code_point_has_one_row_in_order() -> None:
    assigned = {
        code for first, last in BLOCKS for code in range(first, last + 1) if unicodedata.category(chr(code)) != "Cn"
    }
    assert assigned <= set(CODES)
    assert sorted(set(CODES)) == CODES
    assert all(any(first <= code <= last for first, last in BLOCKS) for code in CODES)


def test_rows_are_well_formed() -> None:
    for code, name, judge, action, target, reason in ROWS:
        assert unicodedata.name(chr(int(code, 16)), name) == name
        assert judge in {"unicode", "letters", "marks", "digits", "-"}, code
        assert action in {"keep", "map", "drop"}, code
        assert bool(target) == (action == "map"), code
        assert action == "keep" or judge != "-", code
        assert len(reason) >= 10, code


def test_a_target_is_final_within_its_filter() -> None:
    for judge in ("unicode", "letters", "digits"):
        found = tables.letters(judge, "map")
        assert not {char for target in found.values() for char in target} & found.keys()


@pytest.mark.parametrize("char", [*"ءآأؤإئابةپتثجچحخدذرزژسشصضطظعغفقکگلمنهویۀ،؛؟۰۹ﷺﷻ﷼﷽﴾﴿", "\u0653", "\u0654", "\u06dd"])
def test_persian_and_quranic_code_points_are_kept(char: str) -> None:
    actions = {row[0]: row[3] for row in ROWS}
    assert actions[f"{ord(char):04X}"] == "keep"


def test_presentation_forms_agree_with_unicode() -> None:
    for char, target in tables.letters("unicode", "map").items():
        if char != "\N{ZERO WIDTH NO-BREAK SPACE}":
            plain = unicodedata.normalize("NFKC", char)
            assert target == plain or (plain[0] in " \N{ARABIC TATWEEL}" and target == plain[1:])


def test_classes_agree_with_unicode() -> None:
    letters, marks = chars(tables.LETTERS), chars(tables.MARKS)
    assert not letters & marks
    for code in CODES:
        char, category = chr(code), unicodedata.category(chr(code))
        if code < 0xFB50 and category != "Cn":
            assert (char in letters) == (category == "Lo"), hex(code)
            assert (char in marks) == (category == "Mn" or (category == "Lm" and char != tables.KASHIDA)), hex(code)


def test_nfc_classes_hold_all_that_nfc_changes() -> None:
    combining, singles = chars(tables.combining()), tables.singles()
    for code in range(0x10000):
        char = chr(code)
        if unicodedata.ucd_3_2_0.combining(char):
            assert char in combining
        if not 0xD800 <= code < 0xE000 and unicodedata.normalize("NFC", char) != char:
            assert singles[char] == unicodedata.normalize("NFC", char)


def test_compose_is_nfc() -> None:
    parts = [unicodedata.decomposition(chr(code)) for code in range(0xD7A4)]
    for part in parts:
        if part and not part.startswith("<"):
            text = "".join(chr(int(code, 16)) for code in part.split())
            text = "".join(tables.singles().get(char, char) for char in text)
            for probe in (text, text + "\u0301\u0323", text[0] + "\u0323" + text[1:], "b" + text):
                assert tables.compose(probe) == unicodedata.normalize("NFC", probe), ascii(probe)
