"""Shapes of lines that are lines on purpose: list items, speeches, table rows, code, headings, page numbers."""

from __future__ import annotations

import re

from persclean.lazy import pattern
from persclean.tables import KASHIDA
from persclean.unwrap.words import fold, words

DIGITS = "0123456789۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩"
ODD = "\t|{}<>=;\\$@`~,/_"  # signs that no plain line has
HALVES = "*/#…"  # without one of these, or two spaces, no line is two half-lines
LEAST = 24  # characters; only a longer line is plain

_DIGIT = "0-9۰-۹٠-٩"

_ITEM = pattern(
    rf"\s*(?:[•▪●○■□◆◇►▶✓✔☑·‣⁃*+]|[-–—]|{KASHIDA}+(?=\s)"
    rf"|[(\[]?[{_DIGIT}]{{1,3}}\s?[.)\]\-–ـ](?![{_DIGIT}])"  # ۱. ۲) [۳] ۴-
    rf"|[{_DIGIT}]{{1,3}}(?:[.\-][{_DIGIT}]{{1,3}})+[.\s]\s*\D"  # 2.1 of a heading
    rf"|[(\[]?(?:الف|[ابپتجچدهوز]|[a-zA-Z])\s?[.)\-–](?=\s)"  # الف) ب. c)
    rf"|[\[(]?[{_DIGIT}]{{1,2}}:[{_DIGIT}]{{2}}"  # a time: chats, minutes
    rf"|[{_DIGIT}]{{1,3}} [^\W\d]+\s?:"  # ۷۷ کیلوگرم:
    rf"|[Qq]:|[Aa]:|س:|ج:|پرسش:|پاسخ:|[^\W\d]+(?: [^\W\d]+)?\s?:\s?[(+]?[{_DIGIT}]{{3}})"
)
_FIELD = pattern(r"\s*[A-Za-z-]{2,12}:\s")
_LABEL = pattern(r"\s*([^\W\d]+)[ٔ\s]{0,2}[:/]")
_TABLE = pattern(r"\t|\S {4,}\S|\|.*\||^\s*\||^\s*[^\s,;]+[,;][^\s,;]+[,;]\S")
_CELLS = ("\t", "    ", "|", ",", ";")  # without one of them no line is a table row
_HALVES = pattern(r"\S( {2,}|\s*(?:\*{2,}|\s/\s|//|…{2,}|#)\s*)\S")
_GAPS, _SLASH = ("  ", "**", "//", "……", "#"), pattern(r"\s/\s")  # without one of these there is none
_PAGE = pattern(
    rf"\W*(?:(?:صفحه[ٔی]?|صفحهٔ|ص|برگ|page|p)?[\s.:]*[{_DIGIT}]+"
    rf"(?:\s*(?:/|از|of|\\)\s*[{_DIGIT}]+)?|[ivxIVX]{{1,6}})\W*",
)
_CODE = pattern(
    r"\s*(?:```|~~~|#{1,6}\s|>|<[A-Za-z!/?]|//|/\*|\$ |@[a-z]+\b|(?:import|def|class|return|function|var|let|const)\s"
    r"|#(?:include|define)|%%|\\[a-z]+\{)"
    r"|[^؀-ۿ]*(?:\w\(\S*\)|\w\s?[=!<>]=?\s?\w)[^؀-ۿ]*$"
)
_CODE_ENDS = ("{", "}", ";", "=>", "\\\\")
_ADDRESS = pattern(r"\s*(?:\S+:\s*)?(?:https?://|www\.|ftp://|[\w.+-]+@)\S+\s*$")
# Most lines: letters of one kind or another, and signs that are neither code nor table. (An em dash rule has none.)
_ORDINARY = pattern(rf"[\s\u200c«(\"]*[ء-یa-zA-Z][^{re.escape(ODD)}]*")
_LETTER = pattern(r"[^\W_]")
_NUMBER = pattern(rf"[{_DIGIT}]+(?:[.,٫٬/][{_DIGIT}]+)*")
_PERSIAN = pattern(r"[؀-ۿ]")


def opens_item(text: str) -> bool:
    """Whether a list item, a speech, a dated or timed entry, a field of an e-mail begins with this line.

    >>> [opens_item(line) for line in ("- نان", "۱. نان", "الف) نان", "۲۰ نفر", "۱٫۵ متر", "Subject: x")]
    [True, True, True, False, False, True]
    """
    if _ITEM.match(text) or _FIELD.match(text):
        return True
    label = _LABEL.match(text)
    return label is not None and fold(label[1]) in words("label")


def deliberate(text: str) -> bool:
    """Whether a line is one on purpose whatever stands around it: table row, code, address, page number, signs.

    >>> [deliberate(line) for line in ("نام | سال |", "- ۱۲ -", "x = f(y)", "https://example.org/a", "سلام", "***")]
    [True, True, True, True, False, True]
    """
    numbers = _NUMBER.findall(text)
    if len(numbers) > 3 and len(numbers) > 0.3 * len(text.split()):
        return True
    if _ORDINARY.fullmatch(text) and len(text) > LEAST and "    " not in text:
        return False
    gap = any(sign in text for sign in _CELLS)
    if _LETTER.search(text) is None or (gap and _TABLE.search(text)) or _PAGE.fullmatch(text) or _ADDRESS.match(text):
        return True
    if not ("-->" in text or text.rstrip().endswith(_CODE_ENDS) or _CODE.match(text)):
        return False
    return text.count(";") == 0 or _PERSIAN.search(text) is None or ">" in text[:4]


def halves(text: str) -> bool:
    """Whether a line has the one wide gap, about its middle, that parts the half-lines of verse.

    >>> halves("بنی آدم اعضای یک پیکرند   که در آفرینش ز یک گوهرند"), halves("بنی آدم اعضای یک پیکرند")
    (True, False)
    """
    if not (any(sign in text for sign in _GAPS) or ("/" in text and _SLASH.search(text))):
        return False
    found = _HALVES.search(text.strip())
    return found is not None and 0.3 < found.start() / len(text.strip()) < 0.7
