"""The word lists of data/spacing.tsv, and the classes that the spacing rules share."""

from __future__ import annotations

from persclean.lazy import pattern
from persclean.protect import LETTER, MARK, SPACE, ZWNJ
from persclean.tables import word_lists

_LISTS = word_lists("spacing.tsv")
SUFFIXES = _LISTS["suffix"]
PREFIXES = _LISTS["prefix"]
HONORIFICS = _LISTS["honorific"]
NUMBER_WORDS = _LISTS["number_word"]
LETTER_NAMES = _LISTS["letter_name"]
BULLETS = _LISTS["bullet"]
ALLAH = _LISTS["allah"]

#: Classes for the inside of `[...]`: a Persian letter with its marks, and a word with its half-spaces.
P, PM, PMZ = LETTER, LETTER + MARK, LETTER + MARK + ZWNJ
#: The rest of a word of at least two letters.
WORD2 = rf"[{P}][{MARK}{ZWNJ}]*+[{P}]"
#: Where a piece ends.
END = rf"(?![^{SPACE}])"

_LETTERS = pattern(rf"[{P}]")


def size(word: str) -> int:
    """Return how many letters a word has (marks and half-spaces do not count), up to four."""
    return len(_LETTERS.findall(word[:12]))


def is_code(word: str) -> bool:
    """Whether a word is a short name of letters that numbers are glued to: اف in اف16, پ in پ۲, ام|پی in ام|پی۳."""
    return word in BULLETS or all(size(part) <= 2 for part in word[:40].split(ZWNJ))
