"""Finding listed words in a text: whole words only."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache

from persclean.classes import chars
from persclean.protect import NAME
from persclean.tables import MARKS, combining

# What holds a word together beside its letters, or stands for a half-space: a listed word does not end before it.
_TIES = "\u00ac\u00ad\u200b\u200d\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"


@cache
def inside() -> str:
    """Return the class of what words are made of."""
    return NAME + MARKS + _TIES + combining()


@cache
def _members() -> frozenset[str]:
    return chars(inside())


@cache
def _run() -> re.Pattern[str]:
    return re.compile(f"[{inside()}]++")


class Matcher:
    """Finds words of a list. A word is bounded by what words are not made of."""

    def __init__(self, words: Iterable[str]) -> None:
        words = frozenset(words)
        self._plain = frozenset(word for word in words if _members().issuperset(word))
        # With signs inside (ق.م): few of them, so an alternation is quick enough; the longest first.
        others = sorted(words - self._plain, key=lambda word: (-len(word), word))
        self._others = _found(others) if others else None

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Return where listed words stand, ascending, none over another."""
        found = [match.span() for match in self._others.finditer(text)] if self._others is not None else []
        if self._plain.isdisjoint(_run().findall(text)):
            return found
        plain = [match.span() for match in _run().finditer(text) if match[0] in self._plain]
        if not found:
            return plain
        spans = list(found)
        n = 0
        for start, end in plain:
            while n < len(found) and found[n][1] <= start:
                n += 1
            if n == len(found) or end <= found[n][0]:
                spans.append((start, end))
        return sorted(spans)

    def count(self, text: str) -> Counter[str]:
        """Return which listed words stand in a text, and how often."""
        return Counter(text[start:end] for start, end in self.spans(text))


def _found(words: Iterable[str]) -> re.Pattern[str]:
    """Return what finds these words, of several at a place the first one."""
    by_first: dict[str, list[str]] = {}  # so that of many words few are tried at a place
    for word in words:
        after = f"(?![{inside()}])" if word[-1] in _members() else ""
        by_first.setdefault(word[0], []).append(re.escape(word[1:]) + after)
    bounded: list[str] = []
    others: list[str] = []
    for first, rests in by_first.items():
        (bounded if first in _members() else others).append(f"{re.escape(first)}(?:{'|'.join(rests)})")
    parts = [f"(?<![{inside()}])(?:{'|'.join(bounded)})"] if bounded else []
    return re.compile("|".join([*parts, *others]))


def tail(text: str) -> str:
    """Return the word with which a text ends, "" where it ends with none."""
    members, at = _members(), len(text)
    while at and text[at - 1] in members:
        at -= 1
    return text[at:]


def head(text: str) -> str:
    """Return the word with which a text begins, "" where it begins with none."""
    match = _run().match(text)
    return match[0] if match else ""
