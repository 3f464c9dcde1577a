"""The house style (docs/halfspace.md): how a word of the training text is written before the model learns from it.

Editors differ, also with themselves. Where the Academy's orthography (Farhangestan: Dastur-e khatt-e farsi) is plain
the training text is brought to it; elsewhere the more frequent form decides, and where both are frequent the model is
taught to leave what it finds.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from persclean.filters._letters import JOINING, NON_JOINING
from persclean.halfspace.letters import ZWNJ
from persclean.halfspace.rules import split_verbs
from persclean.lexicon import section

_PLURAL = re.compile("(.{2,}?)(ها|های|هایی|هایم|هایت|هایش|هایمان|هایتان|هایشان|هاست)")
_COMPARED = re.compile("(.{2,}?)(تر|ترین|تری|ترها|ترهای|ترند|ترم|ترش)")
_OURS = re.compile(f"(.*[^ه{ZWNJ}]){ZWNJ}(مان|تان|شان)")
# Words that end like a plural, and pronouns that editors write both ways.
_IN_HA = "تنها انتها منتها اشتها رها بها اژدها فقها سفها".split()
_BUILT = frozenset(
    word + ending
    for word in _IN_HA
    for ending in ("", "ی", "یی", "یم", "یت", "یش", "یمان", "یتان", "یشان", "ست", "یان", "ترین")
)
NO_PLURAL = _BUILT | frozenset(
    "ایها منها منهای منتها منتهای فیها علیها عنها مافیها تنهایان زلزالها أثقالها ناولها شانگهای سیتیزن سیتیزنها"
    " تنها تنهایی تنهای تنهایش تنهایم نهایی رهایی انتها انتهای انتهایی آنها اینها آنهایی اینهایی".split()
)
# The Academy writes these in one piece.
_ONE_PIECE = frozenset(
    "پیشتر پیشترین بهتر بهترین بهتری بیشتر بیشترین بیشتری کمتر کمترین کمتری مهتر مهترین کهتر کهترین".split()
)
# Pronouns with these: این|که beside اینکه; the author's choice, whatever the counts.
_FREE = re.compile(
    "(?:همی|هما|چنی|چنا|ای|آ)ن(?:جا|جایی|که|گونه|طور|قدر|چنین|چنان|ها|هایی|هاست|همه|چه|گاه)|هیچ(?:کس|گاه|یک|گونه|کدام)"
)
_STRAY = re.compile(f"(?<=[{NON_JOINING}]){ZWNJ}+")
_DOUBLED = re.compile(f"{ZWNJ}{{2,}}")
_SEEN = 5  # uses of a stem before its glued plural is believed to be one


def tidy(word: str) -> str:
    """Return a word without stray ZWNJs."""
    return _STRAY.sub("", _DOUBLED.sub(ZWNJ, word.strip(ZWNJ)))


def canonical(word: str, parts: Mapping[str, float]) -> str:
    """Return a tidy word as the house style writes it.

    parts: how often each letter run occurs as a word or as a part of one between ZWNJs.
    """
    pronoun = _OURS.fullmatch(word)
    if pronoun:  # کتابمان, but خانه|مان
        word = pronoun[1] + pronoun[2]
    pieces: list[str] = []
    for part in split_verbs(word).split(ZWNJ):
        pieces += _endings(part, parts)
    written = pieces[0]
    for piece in pieces[1:]:
        written += (ZWNJ if written[-1:] in JOINING else "") + piece
    return written


def _endings(part: str, parts: Mapping[str, float]) -> list[str]:
    plural = _PLURAL.fullmatch(part)
    if plural and part not in NO_PLURAL and plural[1][-1] in JOINING and parts.get(plural[1], 0) >= _SEEN:
        return [plural[1], plural[2]]
    compared = _COMPARED.fullmatch(part)
    if compared and part not in _ONE_PIECE and compared[1] in section("compared") and compared[1][-1] in JOINING:
        return [compared[1], compared[2]]
    return [part]


def free(letters: str) -> bool:
    """Whether a word in one piece is as good as one with a ZWNJ, whatever is counted."""
    return _FREE.fullmatch(letters) is not None or letters in NO_PLURAL
