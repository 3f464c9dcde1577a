"""The word part of spacing: what is missing or foreign inside one piece. Each rule yields edits; none reads its
neighbours' edits, and a changed piece is gone over again until nothing changes, so that the result stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from persclean.classes import chars
from persclean.filters._letters import same
from persclean.lazy import pattern
from persclean.protect import DIGIT, LATIN, SPACE, ZWNJ, spans
from persclean.spacing.lists import (
    ALLAH,
    BULLETS,
    END,
    HONORIFICS,
    LETTER_NAMES,
    NUMBER_WORDS,
    PM,
    PMZ,
    PREFIXES,
    SUFFIXES,
    WORD2,
    P,
    is_code,
    size,
)

Edit = tuple[int, int, str]

_PIECE = pattern(rf"[^{SPACE}]+")
_BESIDE = pattern(rf"[«»](?:(?<=[{PM}.،؛:؟!…,;?)»\]]«)|(?<=»)(?=[{P}«(\[,;?)\]]|\.\.\.))")
_GUILLEMETS = pattern(rf"(?<![^{SPACE}])[^{SPACE}«»]*+[«»][^{SPACE}]*+")
# Whether a piece can have anything to mend; the same as the filter's trigger.
_HOT = pattern(
    rf"[.،؛:؟!…,;?)»\]][{P}«(\[]|[{PM}][,;?(«\[{DIGIT}]|[)»\]][,;?]|[{DIGIT}][{P}]|[،؛؟][{DIGIT}]|[!؟]\?|\.\.\."
)


def mend(text: str) -> str:
    """Return the text with every piece mended on its own."""
    return _PIECE.sub(_piece, text)


def mend_beside(text: str) -> str:
    """Return the text with every piece mended in which a guillemet stands where one can be amiss."""
    if not _BESIDE.search(text):
        return text
    return _GUILLEMETS.sub(_piece, text)


def _piece(match: re.Match[str]) -> str:
    piece = match[0]
    if not _HOT.search(piece):
        return piece
    new = _once(piece)
    return piece if new == piece else mend(new)


def _once(piece: str) -> str:
    """Apply the edits of all rules that touch no protected part; of two at one place the longer one holds."""
    edits: dict[int, tuple[int, str]] = {}
    present = _SIGNS.intersection(piece)
    for signs, rule in RULES:
        if signs.isdisjoint(present):
            continue
        for start, end, new in rule(piece):
            if start not in edits or end > edits[start][0]:
                edits[start] = (end, new)
    if not edits:
        return piece
    kept = spans(piece)
    out: list[str] = []
    at = i = 0
    for start in sorted(edits):
        end, new = edits[start]
        while i < len(kept) and kept[i][1] <= start:
            i += 1
        # An insertion may stand at the edge of a protected part, not in it.
        protected = i < len(kept) and kept[i][0] < max(start, end)
        if start < at or protected:
            continue
        out += (piece[at:start], new)
        at = end
    return "".join((*out, piece[at:]))


_SENTENCE = pattern(rf"(?<=[{PM}][{PM}])[.،؛:؟!…]+(?={WORD2}|«)|(?<=[{PM}])[.!؟…]+(?=\([{P}])")
_COMMA = pattern(rf"(?<![.،؛:؟!…])[،؛؟]++(?={WORD2}|و(?![{PMZ}])|[«(][{PM}])|(?<=[{PM}])[،؛؟](?=[{DIGIT}])")
_LEFT_WORD = pattern(rf"(?<![{PMZ}])[{PMZ}]{{2,6}}\Z")
_RIGHT_WORD = pattern(rf"[{PMZ}]{{2,6}}(?![{PMZ}])")


def _after_punctuation(piece: str) -> Iterator[Edit]:
    """کردند.مدیریت: a space after the punctuation; not in abbreviations (ق.م) and spelt letters (سی.دی)."""
    for match in _SENTENCE.finditer(piece):
        if len(match[0]) > 6:
            continue
        if match[0] == ".":
            left = _LEFT_WORD.search(piece, max(0, match.start() - 8), match.start())
            right = _RIGHT_WORD.match(piece, match.end())
            if left and right and left[0] in LETTER_NAMES and right[0] in LETTER_NAMES:
                continue
            # انسان.ها is a slip of the finger, not a new sentence.
            if right and same(right[0]) in SUFFIXES:
                continue
        yield match.end(), match.end(), " "
    for match in _COMMA.finditer(piece):
        yield match.end(), match.end(), " "


_DOTS = pattern(rf"(?<!\.)\.{{3,6}}(?![.{DIGIT}{LATIN}/\\_=])")
_BEFORE_DOTS = pattern(rf"[{PM}»؟!،؛]")
_AFTER_DOTS = pattern(rf"[{P}«]")
_ALLAH_LEFT = pattern(rf"(?<![{PMZ}])([{PMZ}]{{2,8}}?){ZWNJ}?ا\Z")
_BRACKETS = "()[]«»"


def _ellipsis(piece: str) -> Iterator[Edit]:
    """متن...: one sign for three to six dots beside Persian or alone; more are a line to fill in."""
    for match in _DOTS.finditer(piece):
        start, end = match.span()
        before = piece[start - 1 : start]
        if before == "ا" and _is_allah(piece[max(0, start - 12) : start]):
            continue
        beside = bool(_BEFORE_DOTS.match(before)) or bool(_AFTER_DOTS.match(piece, end) and before not in ("/", "\\"))
        if beside or piece.strip(_BRACKETS) == match[0]:
            yield start, end, "…"


def _is_allah(left: str) -> bool:
    """Whether what stands before the dots is the ا of الله as newspapers print it: ا..., آیت|ا..., روحا...."""
    if size(left[-2:-1]) == 0 and left[-2:-1] != ZWNJ:
        return True
    name = _ALLAH_LEFT.search(left)
    return name is not None and name[1] in ALLAH


_LATIN_MARK = pattern(rf"(?:(?<=[{PM}])|(?<=[{PM}][)»\]]))(?:([,;])(?={END}|[{P}])|[!؟]*\?[?!؟]*(?={END}|[{P})»\"]))")
_QUERY = pattern(r"[=&/]")
_PERSIAN_MARK = str.maketrans(",;?", "،؛؟")


def _latin_marks(piece: str) -> Iterator[Edit]:
    """کتاب, دفتر; چرا?: the Persian marks. Inside a piece only where there is one: علی,رضا,تهران is a table row."""
    row = piece.count(",") + piece.count(";") > 1
    query = _QUERY.search(piece)
    for match in _LATIN_MARK.finditer(piece):
        inside = match.end() < len(piece) and piece[match.end()] not in ')»"'
        if inside and (row if match[1] else query):
            continue
        yield match.start(), match.end(), match[0].translate(_PERSIAN_MARK)


_NUMBER_WORD = pattern(rf"[{DIGIT}](?P<word>[{P}][{PMZ}]*+)")
_WORD_NUMBER = pattern(rf"(?<![{PMZ}{LATIN}_])(?P<word>[{P}](?:{ZWNJ}?[{PM}])*+)(?=[{DIGIT}])")


def _numbers(piece: str) -> Iterator[Edit]:
    """3نماینده, بین|المللی2: a space; not in ordinals and endings (۱۰ام, ۸۰ها) and names of short letters (اف16)."""
    if "_" in piece:
        return
    for match in _NUMBER_WORD.finditer(piece):
        word = match["word"]
        if word in NUMBER_WORDS or (size(word) > 2 and not _is_suffix(word)):
            yield match.start("word"), match.start("word"), " "
    for match in _WORD_NUMBER.finditer(piece):
        if match["word"] in NUMBER_WORDS or not is_code(match["word"]):
            yield match.end(), match.end(), " "


def _is_suffix(word: str) -> bool:
    word = same(word)
    return word in SUFFIXES or word.partition(ZWNJ)[0] in SUFFIXES


_OPEN = pattern(rf"(?<![{PMZ}{LATIN}_])(?P<word>[{P}][{PMZ}]*+)(?=[(«\[])")
_INSIDE = pattern(rf"[{PMZ}]*+")
_ACRONYM = pattern(r"[A-Z][A-Za-z]")


def _before_brackets(piece: str) -> Iterator[Edit]:
    """متن(توضیح): a space before; not before endings (کتاب(ها)), reference marks (متن(۱), متن[۱]) and calls."""
    if "](" in piece:
        return
    for match in _OPEN.finditer(piece):
        at = match.end()
        if _opens(piece, match["word"], at):
            yield at, at, " "


def _opens(piece: str, word: str, at: int) -> bool:
    bracket, rest = piece[at], piece[at + 1 : at + 2]
    if size(word) < 2 and word != "و":
        return False
    inside = _INSIDE.match(piece, at + 1)
    content = inside[0] if inside else ""
    if bracket == "«":
        return rest not in (")", "»", "]") and (rest != "" or "»" not in piece)  # at the end once a piece
    if bracket == "[":
        return size(content) > 2
    if word in PREFIXES and word != "در" and word != "بر":
        return False
    if not content:
        return not rest or rest == "«" or bool(_ACRONYM.match(piece, at + 1))
    if piece[at + 1 + len(content) :][:1] == ")":
        return content in HONORIFICS or (size(content) > 2 and not _is_suffix(content))
    return not _is_suffix(content)


_CLOSE = pattern(rf"(?<=[{PM}{LATIN}{DIGIT}»؟!.…)])[)»\]](?P<word>[{P}][{PMZ}]*+)")
_STRAY = pattern(rf"[)»](?=(?P<word>{WORD2}[{PMZ}]*+)[^(«]*+\Z)")
_BEFORE_WORD = pattern(r".*[:،؛.]", re.DOTALL)
_ONLY_DIGITS = pattern(rf"[{DIGIT}]*\Z")
_ONLY_WORD = pattern(rf"[{PMZ}]*\Z")


def _after_brackets(piece: str) -> Iterator[Edit]:
    """(توضیح)متن: a space after; not before endings («روز»ها), after list marks (الف)), optional parts ((نا)درست)."""
    if "](" in piece or "]]" in piece:
        return
    for match in _CLOSE.finditer(piece):
        word = match["word"]
        if _is_suffix(word) or (size(word) < 2 and word != "و"):
            continue
        if _closes(piece, match.start()):
            yield match.start() + 1, match.start() + 1, " "
    # متن )بعد: the space stands on the wrong side; the gap part takes the other one out.
    stray = _STRAY.match(piece)
    if stray and not _is_suffix(stray["word"]):
        yield 1, 1, " "


def _closes(piece: str, at: int) -> bool:
    bracket = piece[at]
    opened = piece.rfind("(«["[")»]".index(bracket)], max(0, at - 80), at)
    content = piece[opened + 1 : at] if opened >= 0 else _BEFORE_WORD.sub("", piece[max(0, at - 80) : at])
    if content in HONORIFICS and opened >= 0:
        return True
    if _ONLY_DIGITS.match(content):
        return False
    if bracket == "»":
        return True
    if _ONLY_WORD.match(content):
        return size(content) > 2 and content not in PREFIXES and content not in BULLETS
    return True


# Each with signs of which a piece must hold one for the rule to find anything.
RULES: tuple[tuple[frozenset[str], Callable[[str], Iterator[Edit]]], ...] = (
    (frozenset(".،؛:؟!…"), _after_punctuation),
    (frozenset("."), _ellipsis),
    (frozenset(",;?"), _latin_marks),
    (chars(DIGIT), _numbers),
    (frozenset("(«["), _before_brackets),
    (frozenset(")»]"), _after_brackets),
)
_SIGNS = frozenset().union(*(signs for signs, _ in RULES))
