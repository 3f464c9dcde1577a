"""Reading words as they are compared: no marks, no half-spaces, one kind of letters and digits; and cut marks."""

from __future__ import annotations

import pkgutil
import re
import tomllib
import unicodedata
from functools import cache

from persclean.tables import KASHIDA, ZWNJ, letters


class _Words(dict[int, str | None]):
    """A translate table: letters and digits folded, marks and invisible characters out, all else a space."""

    def __missing__(self, code: int) -> str | None:
        self[code] = value = _folded(chr(code))
        return value


def _folded(char: str) -> str | None:
    plain = unicodedata.normalize("NFKC", char).lower()
    mapped = "".join(letters("letters", "map").get(c, c) for c in plain)
    out = ""
    for c in mapped:
        category = unicodedata.category(c)
        if c == KASHIDA or category in ("Mn", "Me", "Cf"):
            continue
        digit = unicodedata.digit(c, None)
        if digit is not None:
            out += str(digit)
        else:
            out += c if category[0] in "LN" or category in ("Cs", "Co") else " "
    return out or None


class _Tokens(dict[str, tuple[str, ...]]):
    """The folded words of what stands between white space, of which few make up most texts; bounded."""

    def __missing__(self, token: str) -> tuple[str, ...]:
        if len(self) >= _MOST:
            self.clear()
        found = tuple(token.translate(_WORDS).split())
        if len(token) <= _LONG:
            self[token] = found
        return found


_WORDS = _Words()
_TOKENS = _Tokens()
_MOST, _LONG = 1 << 15, 32  # tokens remembered; characters of one
_MARKS = range(0x300, 0x900)  # code points: the blocks in which vowel signs of Persian and Arabic texts are


def words(text: str) -> list[str]:
    """Return the folded words of a text.

    >>> words("كتاب\N{ZERO WIDTH NON-JOINER}هاي ٣ نويسنده، (تهران)") == ["کتابهای", "3", "نویسنده", "تهران"]
    True
    """
    found: list[str] = []
    for words in map(_TOKENS.__getitem__, text.split()):
        found += words
    return found


class _Plain(dict[int, str]):
    """A translate table that gives one character for each: places in the text stay the same."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        if char == ZWNJ or (char.isspace() and char not in "\t\n"):
            value = " "
        else:
            digit = unicodedata.digit(char, None)
            value = str(digit) if digit is not None else letters("letters", "map").get(char, char).lower()
            value = value if len(value) == 1 else char
        self[code] = value
        return value


class _PlainTokens(dict[str, str]):
    """The same for what stands between spaces; bounded."""

    def __missing__(self, token: str) -> str:
        if len(self) >= _MOST:
            self.clear()
        found = token.translate(_PLAIN)
        if len(token) <= _LONG:
            self[token] = found
        return found


_PLAIN = _Plain()
_PLAIN_TOKENS = _PlainTokens()


def plain(text: str) -> str:
    """Return the text with letters, digits and spaces folded one for one."""
    return " ".join(map(_PLAIN_TOKENS.__getitem__, text.split(" ")))


@cache
def _either() -> dict[str, str]:
    """Return for each list of headlines.toml the expression that matches any of its items."""
    data = pkgutil.get_data("persclean.data", "headlines.toml")
    assert data is not None
    lists: dict[str, list[str]] = tomllib.loads(data.decode("utf-8"))
    return {name: "|".join(items) for name, items in lists.items()}


def cut_marks() -> str:
    """Return the expression that matches the words that say that a text is cut off: ادامه در صفحه 3."""
    return _either()["cut"]


@cache
def patterns() -> dict[str, re.Pattern[str]]:
    """Return the patterns of headlines.toml, by the names they have there, and one for vowel signs."""
    either = _either()
    dots = r"(?:\.\.+|…)"
    return {
        "marks": re.compile("[" + "".join(c for c in map(chr, _MARKS) if unicodedata.category(c) == "Mn") + "]"),
        "cut": re.compile(rf"(?:{dots}|(?<!\w)(?:{either['cut']}))[\s.…\]\[()»«/:]*$"),
        "closers": re.compile(rf"\s*(?:{either['closers']})\b.{{0,20}}$"),
        "starred": re.compile(rf"\s*(?:{either['starred']})"),
        "kept": re.compile(rf"\s*(?:{either['kept']})"),
        "kept_inside": re.compile(either["kept_inside"]),
    }


def cut_at(line: str) -> int | None:
    """Return where the mark begins that says that a line is cut off, None for a line without one.

    >>> line = "این سفر دو روز بود... ادامه در صفحه ۳"
    >>> line[:cut_at(line)], cut_at("این سفر دو روز بود.")
    ('این سفر دو روز بود', None)
    """
    text = plain(line).rstrip()
    found = None
    while match := patterns()["cut"].search(text):
        found = match.start()
        text = text[:found].rstrip()
        if not text:
            break
    return found


def is_kept(line: str) -> bool:
    """Whether the repetition of such a line is meant: an item of a list, an article of law, a prayer, a row.

    >>> is_kept("ماده ۱۲ - این قانون"), is_kept("رئیس شورای شهر گفت")
    (True, False)
    """
    text = plain(line).rstrip()
    marks = len(patterns()["marks"].findall(text[:200]))
    vowelled = marks * 8 > min(len(text), 200)
    return vowelled or bool(patterns()["kept"].match(text) or patterns()["kept_inside"].search(text.strip("\n")))


def is_starred(line: str) -> bool:
    """Whether a line begins with a sign or number that marks items of a list, but headlines, too («*», «الف)»)."""
    return bool(patterns()["starred"].match(plain(line)))


def is_closer(line: str) -> bool:
    """Whether a line closes an article («انتهای پیام/»)."""
    return bool(patterns()["closers"].match(plain(line).rstrip()))
