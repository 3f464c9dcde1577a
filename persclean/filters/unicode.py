"""PC101 unicode: one code for one letter. Presentation forms, entities, invisibles, exotic spaces, NFC."""

from __future__ import annotations

import re
from functools import cache

from persclean import tables
from persclean.classes import chars
from persclean.filters.base import Effects, Filter, Trigger
from persclean.lazy import pattern
from persclean.tables import KASHIDA, LETTERS, MARKS, ZWNJ

_ZWSP, _ZWJ, _SHY, _BOM = "\N{ZERO WIDTH SPACE}", tables.ZWJ, "\N{SOFT HYPHEN}", "\N{ZERO WIDTH NO-BREAK SPACE}"
_STANDINS = _ZWSP + _ZWJ + "\N{NOT SIGN}" + _SHY + _BOM
_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
# Not \0 (a sign of binary data), ESC (terminal sequences) and \x1c-\x1f (separators of records): those mean something.
_CONTROLS = "\x01\x02\x03\x04\x05\x06\x07\x08\x0e\x0f" + "".join(map(chr, range(0x10, 0x1B))) + "\x7f"
_DROPPED = frozenset(_BIDI + _CONTROLS + "\N{WORD JOINER}")
# Thai, Lao, Myanmar, Khmer, CJK and others part words with U+200B; there it is text.
_UNSPACED = (
    "\u0e01-\u0eff\u1000-\u109f\u1780-\u17ff\u1950-\u19df\u1a20-\u1aad\u3041-\u9fff"
    "\ua980-\ua9df\uaa00-\uaadf\uac00-\ud7a3"
)

_NAMED = {
    "zwnj": ZWNJ, "zwj": _ZWJ, "nbsp": " ", "quot": '"', "laquo": "«", "raquo": "»", "ldquo": "“", "rdquo": "”",
    "lsquo": "‘", "rsquo": "’", "hellip": "…", "ndash": "–", "mdash": "—", "shy": _SHY, "lrm": "", "rlm": "",
}  # fmt: skip
_NUMBERED = frozenset({0x2013, 0x2014, 0x2018, 0x2019, 0x201C, 0x201D, 0x2026, 0x200C, 0x200D, 0xA0, 0xAB, 0xBB})
_ENTITY = pattern(
    r"&(?:amp;)*+(?:(" + "|".join(_NAMED) + r");|#(?:0{0,2}([0-9]{3,4})|[xX]0{0,2}([0-9A-Fa-f]{2,4}));)"
    r"|&(?:amp;)++(?![#0-9A-Za-z]+;)"
)
_BEGUN = pattern(r"&[#0-9A-Za-z]*\Z")
_BESIDE_ASCII = pattern(rf"(?<=[!-~])[{_ZWSP}{_BOM}]+|(?<![{_ZWSP}{_BOM}])[{_ZWSP}{_BOM}]++(?=[!-~])")
_LOST_ZWNJ = pattern(
    rf"(?<=[{LETTERS}{KASHIDA}])[{MARKS}{ZWNJ}]*+[{_STANDINS}][{_STANDINS}{MARKS}{ZWNJ}]*+(?=[{LETTERS}{KASHIDA}])"
)
# Compiled when first needed: so large a class takes 3 ms, and U+200B is rare.
_LOOSE_ZWSP = rf"(?<![{_UNSPACED}{_ZWSP}]){_ZWSP}++|(?<!{_ZWSP}){_ZWSP}++(?![{_UNSPACED}])"
_NOT_MARK = pattern(rf"[{_STANDINS}{ZWNJ}]+")


class Unicode(Filter):
    """Gives every letter its one plain code.

    What it does: HTML entities of Persian text become what they name; presentation forms and ligatures become letters;
    code points that stand for a lost half-space between two letters (U+200B, U+200D, U+00AC, U+00AD, U+FEFF) become
    ZWNJ; direction marks and control characters go; no-break and exotic spaces become a space; the rest is put in NFC.

    Why: PDF text, old fonts, web editors and word processors write the same word in many codes. They look alike, and
    searches, word lists and the other filters see different words.

    Examples:

    >>> Unicode()("ﻻله و ﷲ")
    'لاله و الله'
    >>> Unicode()("می&zwnj;روم&nbsp;و می&amp;zwnj;آیم") == "می\\u200cروم و می\\u200cآیم"
    True
    >>> Unicode()("می\\u00acشود") == "می\\u200cشود"
    True
    >>> Unicode()("p ¬q &lt;b&gt; ﷺ ﷼")
    'p ¬q &lt;b&gt; ﷺ ﷼'

    Left alone: `&lt;`, `&gt;` and what is escaped twice around them (text that speaks of markup); signs that are one
    code point by intent (ﷺ ﷻ ﷼ ﷽); ZWJ in emoji and in the abbreviation of hijri; the not sign outside words; soft
    hyphens in Latin words; U+200B in Thai and Khmer; code points outside the basic plane.
    """

    code = "PC101"
    name = "unicode"
    why = "one code for each letter: presentation forms, entities, invisibles, NFC"
    trigger = Trigger()  # set below, from the tables

    @property
    def effects(self) -> Effects:
        """The table, the invisibles; and a reading that decodes, composes and takes half-spaces out."""
        return Effects(
            maps=_table() | dict.fromkeys(_STANDINS, ZWNJ), drops=_DROPPED | set(_STANDINS + ZWNJ), fold=_fold
        )

    def words(self, text: str) -> str:
        """Return the text with every letter in its one code. The order matters, so that a second run finds nothing.

        Entities wait until all that could hide inside one (a control, U+037E for its semicolon) is gone; invisibles
        fall before NFC, so that a mark meets its letter.
        """
        text = _plain(text)
        if _LOST_ZWNJ.search(text):
            text = _LOST_ZWNJ.sub(lambda m: _NOT_MARK.sub("", m[0]) + ZWNJ, text)
        text = text.replace(_BOM, "")
        if _ZWSP in text:
            text = re.sub(_LOOSE_ZWSP, "", text)
        if _SHY in text:
            text = _hyphens().sub(_unhyphen, text)
        return tables.compose(text)


def _plain(text: str) -> str:
    """Code points with one meaning everywhere, then entities."""
    table, found = _table(), _found()
    text = found.sub(lambda m: table[m[0]], text)
    if _ZWSP in text or _BOM in text:
        text = _BESIDE_ASCII.sub("", text)
    return _decode(text) if "&" in text else text


def _decode(text: str) -> str:
    """Entities to what they name, however often their & was escaped.

    &lrm; and &rlm; leave nothing behind. Where the nothing would join `&` and `amp;` to a new entity, they stay.
    """
    out: list[str] = []
    tail, last = "", 0
    for match in _ENTITY.finditer(text):
        out.append(text[last : match.start()])
        tail = (tail + out[-1])[-12:]
        name, number, hexed = match.groups()
        if name is not None:
            new = _NAMED[name]
            if not new and _BEGUN.search(tail):
                new = f"&{name};"
        elif number is None and hexed is None:
            new = "&"
        else:
            code = int(number) if number else int(hexed, 16)
            known = (0x0600 <= code <= 0x06FF and code != 0x061C) or code in _NUMBERED
            new = " " if code == 0xA0 else chr(code) if known else match[0]
        out.append(new)
        tail = (tail + new)[-12:]
        last = match.end()
    out.append(text[last:])
    return "".join(out)


@cache
def _hyphens() -> re.Pattern[str]:
    """Runs of soft hyphens and marks: together, because NFC may yet change the order of the marks."""
    between = tables.combining() + MARKS + _SHY
    beside = LETTERS + KASHIDA + ZWNJ
    return re.compile(rf"(?P<left>(?<=[{beside}]))?(?<![{between}])[{between}]++(?P<right>(?=[{beside}]))?")


def _unhyphen(match: re.Match[str]) -> str:
    beside = match["left"] is not None or match["right"] is not None
    return match[0].replace(_SHY, "") if beside else match[0]


def _fold(text: str) -> str:
    return tables.compose(_NOT_MARK.sub("", _plain(text)))


@cache
def _table() -> dict[str, str]:
    """Code points that are replaced wherever they stand."""
    table = tables.singles() | tables.letters("unicode", "map") | dict.fromkeys(_SPACES, " ")
    table |= dict.fromkeys(_DROPPED, "")
    del table[_BOM]
    return table


@cache
def _found() -> re.Pattern[str]:
    return re.compile(f"[{re.escape(''.join(sorted(_table())))}]")


Unicode.trigger = Trigger(chars=frozenset(_table()) | frozenset(_STANDINS + "&") | chars(tables.combining()))
