"""Half-spaces that need no learning: verbs that the verb table knows; and what is protected."""

from __future__ import annotations

import re

from persclean.classes import chars
from persclean.filters._letters import LETTER, MARK
from persclean.lazy import pattern
from persclean.lexicon import section
from persclean.protect import spans

ZWNJ = "\N{ZERO WIDTH NON-JOINER}"

# (The longest form has 10 letters. Without a bound, a run of letters and marks is looked at from every می in it.)
_MI = pattern(f"می([{LETTER}]{{2,24}})(?![{LETTER}{MARK}{ZWNJ}])")
# What may stand before می in a verb: nothing, ن, a preverb, or both.
_BEFORE_MI = pattern(f"(?<![{LETTER}{MARK}{ZWNJ}])(?:بر|در|باز|فرا|فرو|وا|ور)?ن?\\Z")
_BLANK = pattern(r"[ \t\n\v\f\r]")
_FAR = 512  # characters of a piece that are looked at on either side
_IN_WORD = chars(LETTER + MARK + ZWNJ)


def split_verbs(text: str) -> str:
    """Return the text with a ZWNJ after a glued می or نمی of a verb form that the verb table has."""
    return _MI.sub(_split_verb, text) if "می" in text else text


def _is_said(form: str) -> bool:
    # (میاره is می|آره: it would need another letter.)
    return is_spoken(form) or (len(form) > 2 and form[0] != "ا" and form in section("spoken"))


def is_spoken(form: str) -> bool:
    """Whether a form is one of the present as it is spoken: سازه for سازد, ایستن for ایستند."""
    return (len(form) > 3 or form == "رسه") and form[-1] in "هن" and f"{form[:-1]}د" in section("verbs")


def protected(text: str, start: int, stop: int) -> bool:
    """Whether text[start:stop] touches an address, a file name, a tag or code; looks no further than white space."""
    first, last = max(0, start - _FAR), stop + _FAR
    head = _BLANK.split(text[first:start])[-1]
    tail = _BLANK.split(text[stop:last], maxsplit=1)[0]
    low, high = len(head), len(head) + stop - start
    return any(a < high and b > low for a, b in spans(head + text[start:stop] + tail))


def _split_verb(match: re.Match[str]) -> str:
    form = match[1]
    if form not in section("verbs") and not _is_said(form):
        return match[0]
    text, start = match.string, match.start()
    before = _BEFORE_MI.search(text, max(0, start - 5), start)
    # The search starts inside a longer word as if it began there: look at the letter before, too.
    if before is None or (before.start() == start - 5 and start > 5 and text[start - 6] in _IN_WORD):
        return match[0]
    whole = before[0] + match[0]
    if whole in section("plural") or whole in section("compared") or (is_spoken(form) and whole in section("words")):
        return match[0]  # میدان, میراث: a noun of its own
    return match[0] if protected(text, start, match.end()) else f"می{ZWNJ}{form}"
