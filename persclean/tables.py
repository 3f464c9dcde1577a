"""The letter tables of persclean/data, read when first asked, and the classes of Arabic-script code points.

letters.tsv has one row for every code point of the Arabic blocks: code, name, the filter that looks at it (`-` for
none), the action (keep, map, drop), the target, the reason. What filters do to single code points stands there only.
"""

from __future__ import annotations

import pkgutil
import re
import unicodedata
from functools import cache

from persclean.classes import chars

# Ranges for regex classes. They are written out, because what unicodedata knows of them differs between Pythons
# (so no marks later than Unicode 14: see `clusters`).
LETTERS = (
    "\u0620-\u063f\u0641-\u064a\u066e\u066f\u0671-\u06d3\u06d5\u06ee\u06ef\u06fa-\u06fc\u06ff"
    "\u0750-\u077f\u0870-\u0887\u0889-\u088e\u08a0-\u08c8"
)
MARKS = "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u0898-\u089f\u08c9-\u08e1\u08e3-\u08ff"
KASHIDA = "\N{ARABIC TATWEEL}"
ZWNJ = "\N{ZERO WIDTH NON-JOINER}"
ZWJ = "\N{ZERO WIDTH JOINER}"
HAMZA_ABOVE = "\N{ARABIC HAMZA ABOVE}"


def _lines(name: str) -> list[str]:
    data = pkgutil.get_data("persclean.data", name)  # importlib.resources would cost 20 ms of every start
    assert data is not None
    return data.decode("utf-8").split("\n")[1:-1]


def rows(name: str) -> list[list[str]]:
    """Return the rows of a table of persclean/data, without its heading."""
    return [line.split("\t") for line in _lines(name)]


def _text(codes: str) -> str:
    return "".join(chr(int(code, 16)) for code in codes.split())


def word_lists(name: str) -> dict[str, frozenset[str]]:
    """Return the lists of a table of persclean/data whose rows are: list, words with spaces between them, reason.

    >>> "های" in word_lists("halfspace.tsv")["plural"]
    True
    """
    lists: dict[str, set[str]] = {}
    for line in _lines(name):
        one, words, _reason = line.split("\t")
        lists.setdefault(one, set()).update(words.split(" "))
    return {one: frozenset(words) for one, words in lists.items()}


@cache
def _letters() -> dict[tuple[str, str], dict[str, str]]:
    found: dict[tuple[str, str], dict[str, str]] = {}
    for line in _lines("letters.tsv"):
        code, _, judge, action, target, _ = line.split("\t")
        if judge != "-":
            found.setdefault((judge, action), {})[chr(int(code, 16))] = _text(target)
    return found


def letters(judge: str, action: str) -> dict[str, str]:
    """Return the code points that letters.tsv gives to a filter for an action, each with its target ("" for none).

    >>> letters("letters", "map")["ك"]
    'ک'
    """
    return _letters()[judge, action]


@cache
def _nfc() -> dict[str, str]:
    classes = {"mark": "", "base": "", "single": ""}
    for line in _lines("nfc.tsv"):
        kind, first, last = line.split("\t")
        classes[kind] += chr(int(first, 16)) + "-" + chr(int(last, 16))
    return classes


def combining() -> str:
    """Return the regex class of all code points that may join or pass the one before them under NFC."""
    return _nfc()["mark"]


@cache
def clusters() -> re.Pattern[str]:
    """Return the regex of all runs of marks that NFC may change, each with the letter it may join.

    nfc.tsv lists what Unicode 14 knows of the basic plane. NFC of those is frozen, and newer code points never come
    into a match: so every Python, whatever its Unicode, gives the same.
    """
    classes = _nfc()
    return re.compile(f"[{classes['base']}]?[{classes['mark']}]++")


def nfc(text: str) -> str:
    """Return the text in NFC; only for matches of `clusters` and their like (see there)."""
    return unicodedata.normalize("NFC", text)


def compose(text: str) -> str:
    """Return the text with every cluster in NFC, but for those of more than 40 marks on one letter.

    Those are no language, and sorting them takes time that grows with the square of their number.
    """
    return clusters().sub(lambda m: nfc(m[0]) if len(m[0]) <= 41 else m[0], text)


@cache
def singles() -> dict[str, str]:
    """Return the code points of the BMP that NFC replaces wherever they stand, with what it gives for them."""
    return {char: nfc(char) for char in chars(_nfc()["single"])}
