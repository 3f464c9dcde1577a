"""Digits: numbers of Persian text in one kind of digits; numbers that belong to Latin text are left alone."""

from __future__ import annotations

import re

from persclean.classes import chars
from persclean.config import Config
from persclean.filters.base import Effects, Filter, Trigger
from persclean.lazy import pattern
from persclean.protect import (
    ARABIC_DIGITS,
    DIGIT,
    LATIN,
    LATIN_DIGITS,
    LETTER,
    PERSIAN_DIGITS,
    PROTECTED,
    SPACE,
)

_KINDS = {"persian": PERSIAN_DIGITS, "latin": LATIN_DIGITS, "arabic": ARABIC_DIGITS}

# The one space that a piece may hold: between ASCII letters or digits, so that a number sees a Latin neighbour.
_JOINT = r"(?<=[A-Za-z0-9]) (?=[A-Za-z0-9])"
# A piece with a digit in it; it can start only where a piece starts, which keeps the search linear.
_PIECE = pattern(
    rf"(?<![^{SPACE}])(?:(?<![A-Za-z0-9] )|(?![A-Za-z0-9]))"
    rf"(?:[^{SPACE}{DIGIT}]|{_JOINT})*+[{DIGIT}](?:[^{SPACE}]|{_JOINT})*+"
)
# Digits, Latin letters and the signs that tie them together; no brackets, quotes, sentence punctuation.
_TIED = rf"{DIGIT}{LATIN}.,:/\-_+%'&=$*^~\\٫٬٪°\u2011\u2019"
# (No capturing group inside: with possessive repeats, CPython 3.11 and 3.12 get its span wrong.)
_ELEMENT = rf"(?:{PROTECTED}|[{_TIED}])++"
# Signs that may change, Latin letters, and signs of which every protected part has one: in a piece without these there
# is nothing to do but the digits.
_HARD = pattern(rf"[{LATIN}%٫٬٪@#`{{<\\=/&]|[.,](?=[{DIGIT}])")
_UNIT = pattern(rf"{_ELEMENT}(?:{_JOINT}{_ELEMENT})*+")
# What only a Latin or a protected part brings into such a unit.
_FOREIGN = pattern(rf"[{LATIN}{LETTER}@#`{{<\"]|='|~/|\.\./|\\\\")

# 3.14, not 2.0.1 or 1400.05.12; a whole part like 05 is a day or a dialling code, 14.030 may be fourteen thousand.
_ALONE, _LAST = rf"(?<![{DIGIT}.,٫٬])", rf"(?![.,٫٬]?[{DIGIT}])"
_DECIMAL = pattern(
    rf"{_ALONE}(?:[1-9۱-۹١-٩][{DIGIT}]*+(?:٬[{DIGIT}]{{3}})*+\.(?![{DIGIT}]{{3}}(?![{DIGIT}]))|[0۰٠]\.)[{DIGIT}]++{_LAST}"
)
# 1,234,567, not 1,2 or 12,34,567.
_THOUSANDS = pattern(
    rf"{_ALONE}[1-9۱-۹١-٩][{DIGIT}]{{0,2}}(?:,[{DIGIT}]{{3}})++(?![,٫٬]?[{DIGIT}])(?!\.[{DIGIT}]++[.,][{DIGIT}])"
)
_PERCENT = pattern(rf"(?<=[{DIGIT}])%|%(?=[{DIGIT}])")
_SIGNS = pattern(rf"(?<=[{DIGIT}])[٫٬](?=[{DIGIT}])|(?<=[{DIGIT}])٪|٪(?=[{DIGIT}])")
_LATIN_SIGN = {"٫": ".", "٬": ",", "٪": "%"}


class Digits(Filter):
    """Write numbers in Persian digits (or Latin, or Arabic, or leave them).

    What it does
        Turns 0-9, ۰-۹ and ٠-٩ into the digits chosen by `--digits` (`persian`, `latin`, `arabic`, `keep`), with the
        signs that go with them: the decimal dot (3.14), the commas of proper groups of three (1,234,567) and the
        per cent sign beside a number. Times, fractions, dates and ranges keep their signs.

    Why
        Pages mix three kinds of digits, often in one line, because keyboards and converters differ. A search for ۲۰
        does not find 20, and a line of mixed digits is drawn in the wrong order.

    Examples
        >>> print(Digits()("در سال 1400 حدود 3.14 درصد"))
        در سال ۱۴۰۰ حدود ۳٫۱۴ درصد
        >>> print(Digits()("1,234,567 ریال و 20% تخفیف تا 12:30"))
        ۱٬۲۳۴٬۵۶۷ ریال و ۲۰٪ تخفیف تا ۱۲:۳۰
        >>> print(Digits()("3نماینده، بین\N{ZERO WIDTH NON-JOINER}المللی2، ٤ شهر"))
        ۳نماینده، بین\N{ZERO WIDTH NON-JOINER}المللی۲، ۴ شهر
        >>> print(Digits(Config(digits="latin"))("۱٬۲۳۴٫۵ و ۲۰٪"))
        1,234.5 و 20%

    Left alone
        Numbers tied to a Latin letter (MP3, COVID-19, A4, 1.5GB, Image2.jpg), and numbers one space from a Latin
        word, chains of them too (Windows 10, iPhone 15 Pro, 5 GB, 2026-11-23 10:00:00 INFO). URLs, e-mails,
        #hashtags, @mentions, file names, paths, `code`. Versions and dates with dots (2.0.1, 1400.05.12) and a
        dot before three digits (14.030 may be thousands) keep their dots, commas that do not make groups of
        three (1,2) stay.

        >>> print(Digits()("با Windows 10 و فایل Image2.jpg در http://a.ir/2"))
        با Windows 10 و فایل Image2.jpg در http://a.ir/2
    """

    code = "PC104"
    name = "digits"
    why = "numbers of one text are written in one kind of digits"
    reach = ("word",)
    phrase = True
    trigger = Trigger(chars=chars(DIGIT))

    def __init__(self, config: Config | None = None) -> None:
        super().__init__(config)
        target = _KINDS.get(self.config.digits)
        self._maps: dict[str, str] = {}
        if target:
            for kind in _KINDS.values():
                self._maps |= {a: b for a, b in zip(kind, target, strict=True) if a != b}
        self._table = str.maketrans(self._maps)

    @property
    def effects(self) -> Effects:
        """The digits of the other two kinds, and the three signs."""
        if not self._maps:
            return Effects()
        latin = self.config.digits == "latin"
        signs = _LATIN_SIGN if latin else {ascii_sign: sign for sign, ascii_sign in _LATIN_SIGN.items()}
        return Effects(maps={**self._maps, **signs})

    def words(self, text: str) -> str:
        """Return the text with the numbers of its pieces rewritten."""
        if not self._maps:
            return text
        return _PIECE.sub(self._piece, text)

    def _piece(self, piece: re.Match[str]) -> str:
        if not _HARD.search(piece[0]):
            return piece[0].translate(self._table)
        return _UNIT.sub(self._unit, piece[0])

    def _unit(self, unit: re.Match[str]) -> str:
        """Rewrite a run of tied digits and signs, unless something in it is Latin or protected."""
        text = unit[0]
        if _FOREIGN.search(text):
            return text
        if self.config.digits == "latin":
            text = _SIGNS.sub(lambda sign: _LATIN_SIGN[sign[0]], text)
        else:
            text = _THOUSANDS.sub(lambda number: number[0].replace(",", "٬"), text)
            text = _DECIMAL.sub(lambda number: number[0].replace(".", "٫"), text)
            text = _PERCENT.sub("٪", text)
        return text.translate(self._table)
