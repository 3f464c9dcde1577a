"""Weighs one break between two lines: was it meant? Every piece of evidence has its weight, none decides alone."""

from __future__ import annotations

from persclean.unwrap.row import NEARLY, Row
from persclean.unwrap.window import Window
from persclean.unwrap.words import words

ENOUGH = 1.3  # a wrong join is worse than a missed one

_MOST = 4.0  # however sure it is that a stretch is wrapped: the break itself has to speak, too
_HANGS, _CLINGS, _OPEN = 4.0, 2.5, 1.5
_ENDING = {"plain": 1.0, "comma": 5.0, "verb": 0.0, "colon": -0.5, "stop": -1.0}
_BLANK = -2.0  # for a blank line between
_BLANK_VERB = -1.0
_HEADING = -3.0  # the line after is short and has no stop: a heading, a name, a place
_HEADING_ALONE = -2.5  # and a blank line follows it
_ALONE = -3.0  # a line between blank lines, with nothing that says it goes on: a headline
_ALIKE = -4.0  # both lines end with the same word: a list, verse
_SPEAKER = -3.0  # the line after begins with a name and a dash
_DATELINE = -8.0  # the line after begins a news item
_LEAD = -8.0  # the line after begins as a lead does: what stands before is its headline
_HALF, _EARLY = 0.55, -5.0
_INDENT = -5.0  # the first line of a paragraph
_QUOTE = -1.5  # a quotation opens where a sentence has ended
_LATIN = 1.0  # a small Latin letter goes on


def score(row: Row, following: Row, window: Window, wrapped: float, dense: bool) -> float:
    """Return the log-odds that the break between two rows was made by a width and not by a writer.

    wrapped: log-odds that the stretch is wrapped. dense: paragraphs follow each other with no blank line or indent
    between them.
    """
    line, after = row.line, following.line
    ending = row.ending
    if wrapped <= 0 or (row.blanks and (ending in ("stop", "colon") or row.blanks > 3)):
        return -9.0
    if ending == "stop" and dense:
        # Nothing but its length tells the last line of a paragraph, and one in fifteen is full by chance.
        return -9.0
    if not row.prose or not following.prose or following.item:
        return -9.0
    full = _fullness((row.size + after.first + 1) / window.width - window.edge)
    if ending == "comma" and row.size > _HALF * window.width:
        # No paragraph ends so; extraction often breaks a line early where another box begins.
        full = max(full, _EARLY)
    total = min(wrapped, _MOST) + full
    hangs = row.hangs and not (row.blanks and line.ends.word in words("pronoun"))
    if hangs:
        total += _HANGS
    else:
        total += _ENDING[ending]
    if following.clings and ending != "stop":
        total += _CLINGS
    if total + _OPEN + _LATIN < ENOUGH:
        return total  # all that follows speaks against, or is too little
    if line.open:
        total += _OPEN
    if row.blanks:
        total += _BLANK + (_BLANK_VERB if ending == "verb" else 0.0)
        if row.alone and ending in ("plain", "verb") and not (hangs or following.clings):
            total += _ALONE
    if line.ends.word == after.ends.word and not row.hangs:
        total += _ALIKE
    if after.dateline:
        total += _DATELINE
    elif after.speaker:
        total += _SPEAKER
    elif after.lead and not hangs and ending in ("plain", "verb"):
        total += _LEAD
    if following.size < NEARLY * window.width and following.ending in ("plain", "verb") and not following.hangs:
        total += _HEADING + (_HEADING_ALONE if following.blanks else 0.0)
    if following.indent > window.indent + 1:
        total += _INDENT
    start = after.text.lstrip()[:1]
    if start in ("«", '"', "“") and ending in ("stop", "colon"):
        total += _QUOTE
    if "a" <= start <= "z" and ending in ("plain", "comma"):
        total += _LATIN
    return total


def _fullness(spare: float) -> float:
    """Return what it says that the line and the next word together go past the edge, or stop short of it."""
    if spare >= 0:
        return min(2.5, 1.5 + 10 * spare)
    return max(-9.0, 1.5 + 60 * spare)
