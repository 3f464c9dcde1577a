"""Runs with two readings, told apart by their neighbours: نامهای is نامه|ای (a letter) or نام|های (the names of)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from persclean.classes import chars
from persclean.filters._letters import same
from persclean.halfspace.features import Index, slot
from persclean.halfspace.letters import ALPHABET, ZWNJ, code_points, runs
from persclean.halfspace.strings import Substrings
from persclean.lazy import pattern
from persclean.protect import LETTER, MARK

if TYPE_CHECKING:
    from persclean.halfspace.model import Model

_TOKEN = f"[{ALPHABET}يىك{ZWNJ}]+"
_BEFORE = re.compile(f"({_TOKEN}) \\Z")
_AFTER = re.compile(f" ({_TOKEN})")
# What stands there when no word does, as runs that are no words.
NONE, COMMA, STOP, OTHER = "ءءء", "ءءآ", "ءءأ", "ءءؤ"
_SIGNS = {"": NONE, "\n": NONE, "،": COMMA, ",": COMMA, "؛": COMMA, ":": COMMA, ".": STOP, "؟": STOP, "!": STOP}
_SEEN = 64  # characters looked at on either side
_LONGEST = 24
_INSIDE = chars(LETTER + MARK + ZWNJ)
_ANY_FORM = str.maketrans({"ی": "[یيى]", "ک": "[کك]"})
_LETTERS_BEFORE = re.compile(f"[{LETTER}]*\\Z")


def neighbours(text: str, start: int, stop: int) -> tuple[str, str]:
    """Return the words around text[start:stop] without ZWNJs, or what stands there instead."""
    before = _BEFORE.search(text, max(0, start - _SEEN), start)
    after = _AFTER.match(text, stop, stop + _SEEN)
    left = before[1] if before else _SIGNS.get(text[start - 1 : start].strip(" "), OTHER)
    right = after[1] if after else _SIGNS.get(text[stop : stop + 1].strip(" "), OTHER)
    return same(left.replace(ZWNJ, "")) or OTHER, same(right.replace(ZWNJ, "")) or OTHER


def context_features(pairs: Sequence[tuple[str, str]], bits: int) -> Iterator[Index]:
    """Yield the features of the words before and after, column by column, each of shape (len(pairs),)."""
    for side in (0, 1):
        found = runs(code_points(" ".join(pair[side] for pair in pairs)))
        strings = Substrings(found.codes)
        length = found.stops - found.starts
        salt = 801 + 10 * side
        yield slot(strings.of(found.starts, found.stops), salt, bits)
        for size in (1, 2, 3):
            seen = np.minimum(length, size)
            short = (length <= size).astype(np.uint64)
            yield slot(strings.of(found.stops - seen, found.stops) + short, salt + size, bits)
            yield slot(strings.of(found.starts, found.starts + seen) + short, salt + 3 + size, bits)


class Context:
    """Writes runs with two readings in the one that their neighbours speak for."""

    def __init__(self, model: Model) -> None:
        self._model = model
        # (Begins with letters and looks behind at its end: so the search skips to them.)
        tails = "|".join(sorted({run[-5:-3] for run in model.twofold if len(run) > 4})).translate(_ANY_FORM)
        self._ending = pattern(f"ها[یي](?<=(?:{tails or '(?!)..'})ها[یي])(?![{LETTER}{MARK}{ZWNJ}])")

    def _found(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yield (start, stop, run) for each run with two readings."""
        twofold = self._model.twofold
        for match in self._ending.finditer(text):
            start = match.start()
            head = text[max(0, start - _LONGEST) : start]
            start -= len(_LETTERS_BEFORE.search(head)[0])  # type: ignore[index]
            run = same(text[start : match.end()])
            if run in twofold and text[start - 1 : start] not in _INSIDE:
                yield start, match.end(), run

    def holds(self, piece: str) -> bool:
        """Whether a piece of text holds such a run."""
        return next(self._found(piece), None) is not None

    def __call__(self, text: str) -> str:
        """Return the text with all such runs written in one of their readings; around each, what stands beside it."""
        return self.read(text)[0]

    def read(self, text: str) -> tuple[str, list[int]]:
        """Return the text with all such runs written in one of their readings, and where in it these now stand."""
        found = list(self._found(text))
        if not found:
            return text, []
        margins = self.margins(
            [neighbours(text, start, stop) for start, stop, _ in found], [run for _, _, run in found]
        )
        out: list[str] = []
        places: list[int] = []
        done = moved = 0
        for (start, _, run), margin in zip(found, margins.tolist(), strict=True):
            first, second, _ = self._model.twofold[run]
            seam = (first if margin > 0 else second).rfind(ZWNJ)
            if seam >= 0:  # else the reading in one piece: کردهای, the Kurds
                places.append(start + moved)
                # The seams of the reading in the letters of the author.
                out += (text[done : start + seam], ZWNJ)
                done = start + seam
                moved += 1
        out.append(text[done:])
        return "".join(out), places

    def margins(self, around: Sequence[tuple[str, str]], words: Sequence[str]) -> NDArray[np.int32]:
        """Return what speaks for the first reading of each run, in units, shape (len(words),)."""
        weights = self._model.turns
        bits = len(weights).bit_length() - 1
        score = np.array([self._model.twofold[word][2] for word in words], np.int32)
        for column in context_features(around, bits):
            score += weights[column]
        return score
