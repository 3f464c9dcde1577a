"""Stray ZWNJs: doubled ones, and those that keep nothing apart."""

from __future__ import annotations

import re

from persclean.classes import chars
from persclean.filters._letters import LETTER, MARK, NON_JOINING
from persclean.halfspace.rules import ZWNJ
from persclean.lazy import pattern

# White space and punctuation: beside one of these a ZWNJ has nothing to keep apart. Spelt out, because what \s takes
# in depends on the Python that runs.
_OUTSIDE = chars(
    " \t\n\v\f\r\x1c-\x1f\x85\N{NO-BREAK SPACE}\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000!-/:-@[-`{-~«»،؛؟…٪“”"
)
_OUT = "".join(re.escape(char) for char in sorted(_OUTSIDE))

# Doubled ZWNJs are one; a ZWNJ after a letter that does not join shows nothing; one that has no letter, mark or digit
# on either side joins nothing. Other scripts (Devanagari, Bengali) write a final ZWNJ on purpose: only a ZWNJ with an
# Arabic letter, white space or punctuation beside it is looked at. (Each begins with the ZWNJ, which is searched for
# fast; what must stand before it is asked behind it.)
_DOUBLED = pattern(f"{ZWNJ}(?=[{MARK}]*+{ZWNJ})")
_STRAY = pattern(
    f"{ZWNJ}(?:(?<=[{NON_JOINING}]{ZWNJ})"
    f"|(?<=[{NON_JOINING}][{MARK}]{ZWNJ})"
    f"|(?<=[{NON_JOINING}][{MARK}][{MARK}]{ZWNJ})"
    f"|(?=[{_OUT}]|\\Z)(?:(?<=[{LETTER}{MARK}]{ZWNJ})|(?<![^{_OUT}]{ZWNJ}))"
    f"|(?=[{LETTER}])(?<![^{_OUT}]{ZWNJ}))"
)
_BEGUN_ENTITY = pattern(r"&[#0-9A-Za-z]*\Z")


def drop_strays(text: str) -> str:
    """Return the text without doubled ZWNJs and without those that keep nothing apart."""
    if ZWNJ not in text:
        return text
    text = _DOUBLED.sub("", text)
    return _STRAY.sub(_unless_entity, text) if "&" in text else _STRAY.sub("", text)


def _unless_entity(match: re.Match[str]) -> str:
    """Keep a ZWNJ that keeps an HTML entity from being complete: what it would become is not ours to decide."""
    start = match.start()
    return match[0] if _BEGUN_ENTITY.search(match.string, max(0, start - 12), start) else ""
