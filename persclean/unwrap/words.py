"""The word lists of unwrap.tsv, and how a line's first and last word are read: alike before and after cleaning."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from persclean.tables import KASHIDA, MARKS, _lines

# Arabic-keyboard letters read as Persian ones, so that the filter is right when it is used alone.
_FOLD = str.maketrans("يىكۀة", "ییکهه", KASHIDA)
_MARK = re.compile(f"[{MARKS}]+")
_FIRST = re.compile(r"[\W_]*(\w+)")


@cache
def words(name: str) -> frozenset[str]:
    """Return the words of a list."""
    found: set[str] = set()
    for line in _lines("unwrap.tsv"):
        kind, listed, _ = line.split("\t")
        if kind == name:
            found.update(listed.split())
    return frozenset(found)


@lru_cache(1 << 14)
def fold(word: str) -> str:
    """Return a word as the lists have it: Persian letters, no kashida, no marks, small Latin letters."""
    folded = word.translate(_FOLD).lower()
    return folded if folded.isalpha() else _MARK.sub("", folded)


def clings(word: str) -> bool:
    """Whether this is a word, with the signs after it, that something must stand before."""
    return word.rstrip(".،؛:!؟»)") in words("clinging")


def first_length(text: str) -> int:
    """Return how many letters and digits the first word has: what would have had to fit on the line before."""
    found = _FIRST.match(text)
    return len(found[1]) if found else 0
