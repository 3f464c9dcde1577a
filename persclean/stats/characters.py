"""Which characters a corpus holds, by Unicode block, and what that says of its digits and letters."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from functools import cache

import numpy as np
from numpy.typing import NDArray

from persclean import tables

Codes = NDArray[np.uint32]
POINTS = 0x110000
DIGITS = {"persian": 0x6F0, "arabic": 0x660, "latin": 0x30}
_BAD = range(0xDC80, 0xDD00)  # bytes that are no UTF-8, as `surrogateescape` decodes them


class Characters:
    """Counts of code points; bytes that are no UTF-8 are counted apart."""

    def __init__(self) -> None:
        self.counts = np.zeros(POINTS, np.int64)
        self._letter = np.zeros(POINTS, bool)
        self._known = np.zeros(POINTS, bool)

    def add(self, codes: Codes) -> None:
        """Count code points."""
        found = np.bincount(codes)
        self.counts[: len(found)] += found
        new = np.flatnonzero(found.astype(bool) & ~self._known[: len(found)])
        self._known[new] = True
        self._letter[new] = [unicodedata.category(chr(code))[0] == "L" for code in new.tolist()]

    def letters(self, codes: Codes) -> NDArray[np.bool_]:
        """Return which of these code points are letters; they must have been counted before."""
        found: NDArray[np.bool_] = self._letter[codes]
        return found

    def of(self, char: str) -> int:
        """Return how often a character stands in the corpus."""
        return int(self.counts[ord(char)])

    @property
    def total(self) -> int:
        """How many characters there are."""
        return int(self.counts.sum()) - self.bad

    @property
    def bad(self) -> int:
        """How many bytes are no UTF-8."""
        return int(self.counts[_BAD.start : _BAD.stop].sum())

    def digits(self) -> dict[str, int]:
        """Return how many digits there are of each kind."""
        found = {kind: int(self.counts[zero : zero + 10].sum()) for kind, zero in DIGITS.items()}
        used = np.flatnonzero(self.counts).tolist()
        every = sum(int(self.counts[code]) for code in used if unicodedata.category(chr(code)) == "Nd")
        return found | {"other": every - sum(found.values())}

    def arabic_letters(self) -> list[tuple[str, str, int, int]]:
        """Return the letters that the filter `letters` maps: each with its Persian one, and how often both stand."""
        pairs = tables.letters("letters", "map").items()
        return [(old, new, self.of(old), self.of(new)) for old, new in pairs if old in "يك" or self.of(old)]

    def blocks(self) -> list[tuple[str, int, list[tuple[int, int]]]]:
        """Return the Unicode blocks met: name, count, and their code points with counts, the commonest first."""
        found: dict[str, list[tuple[int, int]]] = {}
        for code in np.flatnonzero(self.counts).tolist():
            if code not in _BAD:
                found.setdefault(block_of(code), []).append((code, int(self.counts[code])))
        listed = [
            (name, sum(count for _, count in points), sorted(points, key=lambda one: (-one[1], one[0])))
            for name, points in found.items()
        ]
        return sorted(listed, key=lambda one: (-one[1], one[0]))


@cache
def _blocks() -> tuple[list[int], list[tuple[int, str]]]:
    rows = tables.rows("blocks.tsv")
    return [int(first, 16) for first, _, _ in rows], [(int(last, 16), name) for _, last, name in rows]


def block_of(code: int) -> str:
    """Return the name of the Unicode block of a code point (Unicode 14, the one of Python 3.11).

    >>> block_of(ord("ی")), block_of(0x200C), block_of(0x2FE0)
    ('Arabic', 'General Punctuation', 'No_Block')
    """
    firsts, rest = _blocks()
    last, name = rest[bisect_right(firsts, code) - 1]
    return name if code <= last else "No_Block"


def name_of(code: int) -> str:
    """Return the name of a code point; of a control character, which has none, what Unicode calls its kind.

    >>> name_of(0x6CC), name_of(9)
    ('ARABIC LETTER FARSI YEH', '<control-0009>')
    """
    kinds = {"Cc": "control", "Cs": "surrogate", "Co": "private-use"}
    kind = kinds.get(unicodedata.category(chr(code)), "unassigned")
    return unicodedata.name(chr(code), f"<{kind}-{code:04X}>")
