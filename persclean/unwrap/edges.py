"""What the last and the first word of a line say, remembered for each word: the same few begin and end most lines."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from persclean.lazy import pattern
from persclean.tables import KASHIDA, ZWNJ
from persclean.unwrap.words import clings, first_length, fold, words

BREAKS = ("-", KASHIDA, ZWNJ, "\N{SOFT HYPHEN}")
CLOSERS = "»”\"'’)]}›* \t\r\n\f\v\N{RIGHT-TO-LEFT MARK}\N{LEFT-TO-RIGHT MARK}" + ZWNJ

WHITE = " \t\r\n\f\v\N{RIGHT-TO-LEFT MARK}\N{LEFT-TO-RIGHT MARK}" + ZWNJ
_LEADING = " \t\f\N{RIGHT-TO-LEFT MARK}\N{LEFT-TO-RIGHT MARK}"
_EDGE = 40  # code points looked at for the word at an edge; a longer one is in no list
_STOPS = ".!?؟…۔"
# A word of the lists that is a verb with می before it: می|مانند.
_VERB = pattern(rf"(?<!\w)ن?م[یيى][ {ZWNJ}][^\s{ZWNJ}]+\Z")


class End(NamedTuple):
    """word: the last run of anything but spaces and half-spaces, folded. sort: of ending, "" where the word alone
    cannot tell. hangs: it wants a word after it. cut: it may be the first part of a broken word.
    """

    word: str
    sort: str
    hangs: bool
    cut: bool


class Begin(NamedTuple):
    """word: the first run of anything but spaces and half-spaces, folded. clings: it wants a word before it. size: how
    many letters and digits its first run of them has, -1 where the word alone cannot tell. stop: its end in the line if
    it is made of letters only, 0 otherwise.
    """

    word: str
    clings: bool
    size: int
    stop: int


def end_of(text: str) -> End:
    """Return what the last word of a text says."""
    tail = text[-_EDGE:]
    if tail[-1:] in WHITE:
        tail = tail.rstrip(WHITE)
    found = _end(tail[tail.rfind(" ") + 1 :])
    if found.hangs and _VERB.search(tail):
        return found._replace(hangs=False, sort="verb")
    return found


def begin_of(text: str) -> Begin:
    """Return what the first word of a text says."""
    stop = text.find(" ", 0, _EDGE)
    if stop > 0:
        return _begin(text[:stop])
    head = text[:_EDGE]
    first = head.lstrip(_LEADING)
    stop = first.find(" ")
    found = _begin(head[: len(head) - len(first) + stop] if stop >= 0 else head)
    return found if stop >= 0 or len(text) <= _EDGE else found._replace(size=-1, stop=0)


@lru_cache(1 << 14)
def _end(tail: str) -> End:
    word = tail[tail.rfind(ZWNJ) + 1 :]
    folded = fold(word)
    sort = "" if word[-1:] in CLOSERS else ending_of(word, folded)
    return End(folded, sort, folded in words("hanging"), word[-1:] in BREAKS)


@lru_cache(1 << 14)
def _begin(head: str) -> Begin:
    first = head.lstrip(_LEADING)
    word = first.partition(ZWNJ)[0]
    folded = fold(word)
    letters = word.isalpha() and KASHIDA not in word
    stop = len(head) - len(first) + len(word) if letters else 0
    return Begin(folded, clings(folded), first_length(word) or -1, stop)


def ending_of(text: str, last: str) -> str:
    """Return what sort of ending a text has whose last word, folded, is this: stop, comma, colon, verb, or plain."""
    sign = text[-1:]
    if sign and sign in _STOPS:
        return "stop"
    if sign and sign in "،؛,;":
        return "comma"
    if sign == ":":
        return "colon"
    return "verb" if last in words("verb") else "plain"
