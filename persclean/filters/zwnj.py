"""The half-space (ZWNJ) filter: its rule part."""

from __future__ import annotations

import re

from persclean.classes import chars
from persclean.filters._letters import JOINING, LETTER, MARK, NON_JOINING
from persclean.filters.base import Chars, Filter, Gap, Trigger
from persclean.lazy import pattern
from persclean.lexicon import section

ZWNJ = "\N{ZERO WIDTH NON-JOINER}"

# White space and punctuation: beside one of these a ZWNJ has nothing to keep apart. Spelt out, because what \s takes
# in depends on the Python that runs.
_OUTSIDE = chars(
    " \t\n\v\f\r\x1c-\x1f\x85\N{NO-BREAK SPACE}\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000!-/:-@[-`{-~«»،؛؟…٪“”"
)
_OUT = "".join(re.escape(char) for char in sorted(_OUTSIDE))

# Doubled ZWNJs are one; a ZWNJ after a letter that does not join shows nothing; one that has no letter, mark or digit
# on either side joins nothing. Other scripts (Devanagari, Bengali) write a final ZWNJ on purpose: only a ZWNJ with an
# Arabic letter, white space or punctuation beside it is looked at.
_DOUBLED = pattern(f"{ZWNJ}+(?=[{MARK}]*{ZWNJ})")
_STRAY = pattern(
    f"(?<=[{NON_JOINING}]){ZWNJ}+"
    f"|(?<=[{NON_JOINING}][{MARK}]){ZWNJ}+"
    f"|(?<=[{NON_JOINING}][{MARK}][{MARK}]){ZWNJ}+"
    f"|(?:(?<=[{LETTER}{MARK}])|(?<![^{_OUT}])){ZWNJ}+(?=[{_OUT}]|\\Z)"
    f"|(?<![^{_OUT}]){ZWNJ}+(?=[{LETTER}])"
)
_BEGUN_ENTITY = pattern(r"&[#0-9A-Za-z]*\Z")
_MI = pattern(f"می([{LETTER}]{{2,}})(?![{LETTER}{MARK}{ZWNJ}])")
# What may stand before می in a verb: nothing, ن, a preverb, or both.
_BEFORE_MI = pattern(f"(?<![{LETTER}{MARK}{ZWNJ}])(?:بر|در|باز|فرا|فرو|وا|ور)?ن?\\Z")
_IN_WORD = chars(LETTER + MARK + ZWNJ)
# Beside these a ZWNJ needs a look (a line feed stands for the edge of a piece).
_EDGES = _OUTSIDE | chars(MARK + ZWNJ)
_PREFIXED = frozenset({"می", "نمی"})
_PLURAL = frozenset({"ها", "های", "هایی", "هایم", "هایت", "هایش", "هایمان", "هایتان", "هایشان"})
_COMPARED = frozenset({"تر", "ترین", "تری", "ترها", "ترهای"})
_PERFECT = frozenset({"ام", "ای", "ایم", "اید", "اند"})
_COPULA = frozenset({"ایم", "اید", "اند"})  # words of no other use: خواننده اند
_OWNED = frozenset({"ام", "ات", "اش"})
_ENDINGS = _PLURAL | _COMPARED | _PERFECT | _OWNED
# The Academy writes these two in one piece, without a half-space.
_ONE_PIECE = {"بیش": "", "کم": ""}
_WIDEST = 3  # spaces; more are layout
_EDGE = "«»()[]{}\"'“”‘’.،؛:؟!…-–—*_,;?/"


class Zwnj(Filter):
    """Half-spaces: stray ones taken out, spaces that stand for one mended.

    What it does: doubled ZWNJs become one; a ZWNJ at the edge of a word or after a letter that does not join goes.
    می and نمی are tied to the verb form that follows, with or without a space; ها and its forms, تر and ترین, and ام ای
    اند and the like after a silent heh are tied to the word before.

    Why: keyboards and PDF extraction write a space, or nothing, where the orthography of the Academy has a half-space.
    Each join is decided with the verb table and the word lists, never by the look of an affix.

    Examples:
    >>> show = lambda text: Zwnj()(text).replace(ZWNJ, "|")
    >>> show("نمی خواهند کتاب های مهم تر را خوانده اند")
    'نمی|خواهند کتاب|های مهم|تر را خوانده|اند'
    >>> show("میخواهند به میدان میلاد بروند")
    'می|خواهند به میدان میلاد بروند'
    >>> show("کار ها و لباس تر")
    'کارها و لباس تر'

    Left alone: a ZWNJ between two letters that join, whatever the word; glued plurals and compounds; a word that the
    lists do not know; text in other scripts.
    """

    code = "PC106"
    name = "zwnj"
    why = "half-spaces that are stray, and spaces that stand in place of one"
    reach = ("word", "gap")
    trigger = Trigger(
        pairs=(
            (frozenset("م"), frozenset("ی")),
            # A ZWNJ that stands well, between letters of which the first joins, needs no look.
            (frozenset(ZWNJ), _EDGES),
            (_EDGES | chars(NON_JOINING), frozenset(ZWNJ)),
        )
    )

    def words(self, text: str) -> str:
        """Take out stray ZWNJs, and put one after a glued می or نمی."""
        if ZWNJ in text:
            text = _DOUBLED.sub("", text)
            text = _STRAY.sub(_unless_entity, text) if "&" in text else _STRAY.sub("", text)
        return _MI.sub(_split_verb, text)

    def make_gap(self) -> Gap:
        """Return the part that decides a space before an ending or after می."""
        return _AffixGap()


def _unless_entity(match: re.Match[str]) -> str:
    """Keep a ZWNJ that keeps an HTML entity from being complete: what it would become is not ours to decide."""
    start = match.start()
    return match[0] if _BEGUN_ENTITY.search(match.string, max(0, start - 12), start) else ""


def _split_verb(match: re.Match[str]) -> str:
    form = match[1]
    if form not in section("verbs") and (len(form) < 3 or form not in section("spoken")):
        return match[0]
    text, start = match.string, match.start()
    before = _BEFORE_MI.search(text, max(0, start - 5), start)
    # The search starts inside a longer word as if it began there: look at the letter before, too.
    if before is None or (before.start() == start - 5 and start > 5 and text[start - 6] in _IN_WORD):
        return match[0]
    whole = before[0] + match[0]
    if whole in section("plural") or whole in section("compared"):
        return match[0]  # میدان, میراث: a noun of its own
    return f"می{ZWNJ}{form}"


class _AffixGap(Gap):
    left_ends: Chars = frozenset("ی")
    right_starts: Chars = frozenset("هتا")
    longest = 24  # with the punctuation around it

    def left_may(self, left: str) -> bool:
        return len(left) <= self.longest and left.lstrip(_EDGE) in _PREFIXED

    def right_may(self, right: str) -> bool:
        return len(right) <= self.longest and right.rstrip(_EDGE) in _ENDINGS

    def decide(self, left: str, gap: str, right: str) -> str:
        if len(gap) > _WIDEST:
            return gap
        stem, ending = left.lstrip(_EDGE), right.rstrip(_EDGE)
        if self.left_may(left):
            known = ending in section("verbs") or ending in section("spoken")
            return ZWNJ if known else gap
        if not self.right_may(right) or not stem or stem[-1] in MARK or stem[-1] not in LETTER:
            return gap
        if not _takes(stem, ending):
            return gap
        if ending in _COMPARED and stem in _ONE_PIECE:
            return _ONE_PIECE[stem]
        return ZWNJ if stem[-1] in JOINING else ""


def _takes(stem: str, ending: str) -> bool:
    """Whether the word lists say that this ending belongs to this word."""
    if ending in _PLURAL:
        # The last part of a compound speaks for it: دانش|آموز ها
        return stem in section("plural") or (ZWNJ in stem and stem.rpartition(ZWNJ)[2] in section("plural"))
    if ending in _COMPARED:
        return stem in section("compared")
    if stem[-1] != "ه":
        return False
    verb = stem.rpartition(ZWNJ)[2]  # نمی|رفته ام
    if ending in _PERFECT and verb in section("participles"):
        return True
    if ending in _COPULA and stem[-2:-1] not in ("ا", "و") and stem in section("plural"):
        return True
    return (ending in _OWNED and stem in section("owned")) or (ending == "ای" and stem in section("heh"))
