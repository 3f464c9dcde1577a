"""Invisible characters made visible, for people: a half-space is shown as `|`, others by their code points."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache

ZWNJ = "\N{ZERO WIDTH NON-JOINER}"
HALF_SPACE = "|"
_LONG = 60  # characters of a stretch that are shown
_PLAIN = re.compile(r"[\w .,:;!?()«»،؛؟-]*")
_OTHER = re.compile(r"[^\w\n .,:;!?()«»،؛؟|-]")
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zs", "Zl", "Zp"}


def marked(text: str) -> str:
    r"""Return a text with its invisible characters shown.

    >>> marked("می\N{ZERO WIDTH NON-JOINER}رود"), marked("a\N{NO-BREAK SPACE}b\n")
    ('می|رود', 'a<U+00A0>b⏎')
    """
    return text if _PLAIN.fullmatch(text) else "".join(map(mark, text))


@cache
def mark(character: str) -> str:
    """Return what shows a character: itself if it can be seen, or is a space."""
    if character == ZWNJ:
        return HALF_SPACE
    if character == "\n":
        return "⏎"
    if character == " " or unicodedata.category(character) not in _UNSEEN:
        return character
    if 0xDC80 <= ord(character) <= 0xDCFF:  # a bad byte, as it was decoded
        return f"<0x{ord(character) - 0xDC00:02X}>"
    return f"<U+{ord(character):04X}>"


def short(text: str) -> str:
    """Return a stretch of text as it is shown in a message: marked, and a long one by its two ends.

    >>> short(""), short("  ")
    ('nothing', '␣␣')
    """
    if not text:
        return "nothing"
    if len(text) > _LONG:
        half = _LONG // 2
        return f"{marked(text[:half])} … {marked(text[-half:])}"
    shown = marked(text)
    return shown.replace(" ", "␣") if not shown.strip(" ") or shown != shown.strip(" ") or "  " in shown else shown


def shorts(texts: Sequence[str]) -> list[str]:
    r"""Return `short` of each of these texts; of many, it takes a tenth of the time.

    >>> shorts(["می\N{ZERO WIDTH NON-JOINER}رود", "", "a\n"])
    ['می|رود', 'nothing', 'a⏎']
    """
    joined = "\n".join(texts)
    if joined.count("\n") >= len(texts):
        return list(map(short, texts))
    shown = _OTHER.sub(lambda one: mark(one[0]), joined.replace(ZWNJ, HALF_SPACE)).split("\n") if texts else []
    return [
        new if 0 < len(old) <= _LONG and old[0] != " " != old[-1] and "  " not in old else short(old)
        for old, new in zip(texts, shown, strict=True)
    ]
