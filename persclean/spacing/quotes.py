"""The line part of spacing: straight and curly quotes around Persian text to «», in pairs within a line."""

from __future__ import annotations

import re
from collections.abc import Sequence

from persclean.classes import chars
from persclean.lazy import pattern
from persclean.protect import DIGIT
from persclean.spacing.lists import P

QUOTES = '"“”„‟'
_OPENERS = "“„‟"
_BOTH = pattern(rf"[{QUOTES}«»]")
_CURLY = pattern(r"[“”„‟«»]")
_PERSIAN = pattern(rf"[{P}]")
_DIGITS = chars(DIGIT)
# Rows of a table, JSON, attributes, calls, escapes and tags: there the straight quotes are syntax.
_SYNTAX = pattern(
    r'=\s?"|",(?=[^ ])|[^ ],"|"\s*:\s*["\[{0-9tfn]|[{\[]\s*"|[A-Za-z0-9_]\("|\\"|`|\t"|"\t|<[A-Za-z/!]|""'
)
# One of these is in every match of _SYNTAX; looking for them is much faster.
SIGNS = ("=", '",', ',"', '":', '" :', '"  ', "{", "[", '("', "\\", "`", "\t", "<", '""')
# Those with a quote in them, all at once.
_BESIDE = pattern(r'"(?:[,:"]| [: ]|(?<=[,(]"))')
_LOOSE = pattern(r"«(?=[^«»\n]*+»)((?! {4}) [^«»\n]*?|[^«»\n]*?[^ ] {1,3})»")
_ENDS = frozenset(' .،؛:؟!…)»],;?"-') | {""}


def is_quoted(line: str) -> bool:
    """Whether a line has anything for this module to look at."""
    if '"' in line or "“" in line or "”" in line or "„" in line or "‟" in line:
        return True
    return "« " in line or " »" in line


def signs_of(text: str) -> tuple[str, ...]:
    """Return what `guillemets` has to look for in the lines of this text: most texts have few of these signs."""
    beside = _BESIDE.search(text) is not None
    return tuple(sign for sign in SIGNS if (beside if '"' in sign else sign in text))


def guillemets(line: str, signs: Sequence[str] = SIGNS) -> str:
    """Return the line with each outermost pair of quotes that holds Persian text as «»; doubtful quotes stay.

    >>> print(guillemets('او گفت "سلام" و رفت'))
    او گفت «سلام» و رفت
    """
    pairs = None
    first = line.find('"')
    if first >= 0 and not (signs and any(sign in line for sign in signs) and _SYNTAX.search(line)):
        pairs = _one_pair(line, first) if line.count('"') == 2 and not _CURLY.search(line) else _pairs(line, _BOTH)
    if pairs is None:
        pairs = _pairs(line, _CURLY)
    out: list[str] = []
    at = 0
    for start, end in pairs or ():
        out += (line[at:start], "«", line[start + 1 : end], "»")
        at = end + 1
    return "".join((*out, line[at:])) if out else line


def tightened(line: str) -> str:
    """Return the line without the spaces just inside a pair of guillemets that holds Persian text.

    >>> print(tightened("او گفت « سلام » و رفت؛ خانه » اخبار"))
    او گفت «سلام» و رفت؛ خانه » اخبار
    """
    if "« " not in line and " »" not in line:
        return line
    return _LOOSE.sub(lambda pair: f"«{pair[1].strip(' ')}»" if _PERSIAN.search(pair[1]) else pair[0], line)


def _one_pair(line: str, first: int) -> list[tuple[int, int]] | None:
    """Return what `_pairs` does for a line whose only quotes are two straight ones: most lines with quotes are so."""
    second = line.find('"', first + 1)
    if _only_closes(line, first) or _is_inch(line, first) or _only_opens(line, second):
        return _pairs(line, _BOTH)
    return [(first, second)] if _PERSIAN.search(line, first, second) else []


def _pairs(line: str, marks: re.Pattern[str]) -> list[tuple[int, int]] | None:
    """Return the outermost pairs to change, or None when the marks do not pair.

    Guillemets may not nest: a pair that stands in them or holds them stays as it is.
    """
    found: list[tuple[int, int]] = []
    depth = level = 0  # of guillemets, and of quotes within the open pair
    opened, opener, holds = -1, "", False
    for match in marks.finditer(line):
        mark, at = match[0], match.start()
        if mark in "«»":
            depth = depth + 1 if mark == "«" else max(0, depth - 1)
            holds = True
        elif depth:
            continue
        elif opened < 0:
            if mark == "”" or (mark == '"' and _only_closes(line, at)):
                return None
            if mark != '"' or not _is_inch(line, at):
                opened, opener, level, holds = at, mark, 1, False
        elif (opener == '"') != (mark == '"'):
            continue
        else:
            if mark == '"' and _only_opens(line, at):
                return None
            closes = mark in '"”' or (mark == "“" and opener == "„")
            level += -1 if closes else 1
            if not level:
                if not holds and _PERSIAN.search(line, opened, at):
                    found.append((opened, at))
                opened = -1
    return found if opened < 0 else None


def _is_inch(line: str, at: int) -> bool:
    return at > 0 and line[at - 1] in _DIGITS


def _only_closes(line: str, at: int) -> bool:
    """Whether a straight quote can only be a closing one: at the end of a word, before a space or a sign."""
    return at > 0 and not _is_inch(line, at) and line[at - 1] not in " :،(«[-" and line[at + 1 : at + 2] in _ENDS


def _only_opens(line: str, at: int) -> bool:
    """Whether a straight quote can only be an opening one: before a word, after a space or a bracket."""
    return line[at - 1] in " ([«" and line[at + 1 : at + 2] not in _ENDS
