"""Spaces that stand where editors write a ZWNJ: نرم افزار, می خواهند, کتاب ها."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from persclean.classes import chars
from persclean.filters._letters import JOINING
from persclean.halfspace.letters import ALPHABET, ZWNJ, code_points, runs
from persclean.halfspace.pairs import STEPS, corrections, side_scores, step_slots, steps_as_one
from persclean.halfspace.strings import Substrings
from persclean.halfspace.vetoes import APART, LISTS, SPELLED, either, never
from persclean.protect import LETTER, MARK

if TYPE_CHECKING:
    from persclean.halfspace.model import Model

_PLAIN = LISTS["plural"] | LISTS["compared"] - {"تری"}  # جان تری is a name
_SURE = _PLAIN | {"ی"}  # how the letters would look in one word says nothing of these
_CLINGING = _PLAIN | LISTS["bound"] | LISTS["clitic"]
_LONGEST = 24

_LAST = re.compile(f"[{ALPHABET}يىك]+\\Z")
_FIRST = re.compile(f"[{ALPHABET}يىك]+")
# Beside one of these the letters are part of a longer run, which the model does not know.
_FOREIGN = chars(LETTER + MARK) | {"\N{ARABIC TATWEEL}"}
# Words with nothing but letters between the punctuation around them: سی.دی is none.
_SIGNS = "«»()\\[\\]{}\"'“”‘’.،؛:؟!…,;?"
_LEFT = re.compile(f"[{_SIGNS}]*[{LETTER}{MARK}{ZWNJ}]+")
_RIGHT = re.compile(f"[{LETTER}{MARK}{ZWNJ}]+[{_SIGNS}]*")
_SAME = str.maketrans("يىك", "ییک")
_KEPT = 1 << 17  # words remembered: bounds memory
_OFFSET = 1 << 14  # added to scores, so that they go with hashes into one array of unsigned numbers
_NEVER = 1 << 12
_NONE = -1 << 13
_BONUS = 64  # half of the most that a correction for a single pair adds


class Spaces:
    """Says of two words how much speaks for a ZWNJ between them. Remembers words; results do not depend on that."""

    def __init__(self, model: Model, shift: int = 0, ezafe: bool = True) -> None:
        """Take a model; `shift` is added to all limits; without `ezafe` خانه ی is left alone."""
        self._model = model
        self._ezafe = ezafe
        self._known = model.limits["pair known"] + shift
        self._unknown = model.limits["pair"] + shift
        self._clinging = model.limits["pair clinging"] + shift
        self._least = min(self._known, self._unknown, self._clinging)
        slots = step_slots(np.arange(-STEPS, STEPS + 1, dtype=np.int32), model.pair_bits)
        self._steps = model.pairs[slots].astype(np.int32)
        self._most = int(np.max(self._steps))
        self._words: dict[str, tuple[int, int, int]] = {}
        self._margins: dict[tuple[str, str], int] = {}

    def prepare(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Work out at once all pairs of words that `joins` will be asked about."""
        if len(self._words) > _KEPT or len(self._margins) > _KEPT:
            self._words.clear()
            self._margins.clear()
        distinct = set(pairs)
        lasts = {left: last_run(left) for left in {left for left, _ in distinct}}
        firsts = {right: first_run(right) for right in {right for _, right in distinct}}
        runs_of = {(lasts[left], firsts[right]) for left, right in distinct}
        new = [pair for pair in sorted(runs_of) if pair[0] and pair[1] and pair not in self._margins]
        if new:
            self._add_words([word for pair in new for word in pair])
            left = np.array([self._words[pair[0]][:2] for pair in new], np.uint64).T
            right = np.array([self._words[pair[1]][::2] for pair in new], np.uint64).T
            scores = left[1].astype(np.int32) + right[1].astype(np.int32) - 2 * _OFFSET
            margins, known = self._margins_of(left[0], right[0], scores)
            margins += self._most
            doubtful = np.flatnonzero(margins > 0)
            if len(doubtful):
                steps = steps_as_one(self._model.seams, self._model.words, [new[n] for n in doubtful.tolist()])
                margins[doubtful] += self._steps[steps + STEPS] - self._most
            for pair, margin, often in zip(new, margins.tolist(), known.tolist(), strict=True):
                self._margins[pair] = -_NEVER if margin > 0 and (never(*pair, often) or either(*pair)) else margin

    def _add_words(self, words: Iterable[str]) -> None:
        new = [word for word in dict.fromkeys(words) if word not in self._words]
        if new:
            found = runs(code_points(" ".join(new)))
            hashes, left, right = self._scores(found.codes, found.starts, found.stops)
            scores = (left + _OFFSET).tolist(), (right + _OFFSET).tolist()
            self._words.update(zip(new, zip(hashes.tolist(), *scores, strict=True), strict=True))

    def _margins_of(
        self, left: NDArray[np.uint64], right: NDArray[np.uint64], scores: NDArray[np.int32]
    ) -> tuple[NDArray[np.int32], NDArray[np.bool_]]:
        """Return how far pairs are above what is asked, and which are known, from their hashes and sums of scores."""
        change, known = corrections(self._model, left, right)
        limit = np.where(np.isin(right, _clinging_hashes()), self._clinging, self._unknown)
        return scores + change - np.where(known, np.minimum(limit, self._known), limit), known

    def _scores(
        self, codes: NDArray[np.uint8], starts: NDArray[np.int32], stops: NDArray[np.int32]
    ) -> tuple[NDArray[np.uint64], NDArray[np.int32], NDArray[np.int32]]:
        """Return each word's hash, and what it says as the left and as the right word, each shape (n,)."""
        strings = Substrings(codes)
        left, right = (side_scores(self._model, strings, starts, stops, right) for right in (False, True))
        return strings.of(starts, stops), left, right

    def margin(self, left: str, right: str) -> int:
        """Return how far a pair is above what is asked of a ZWNJ, in units; 0 and less: the space stays."""
        if (left, right) not in self._margins:
            self.prepare([(left, right)])
        return self._margins[left, right]

    def joins(self, left: str, right: str) -> bool:
        """Whether a ZWNJ belongs between two words: the last letters of the one, the first of the other, count."""
        if len(left) > _LONGEST or len(right) > _LONGEST:
            return False
        one, two = last_run(left), first_run(right)
        if not one or not two or one[-1] not in JOINING or self.margin(one, two) <= 0:
            return False
        if not _LEFT.fullmatch(left) or not _RIGHT.fullmatch(right):
            return False
        if two == "ی" and not self._ezafe:
            return False
        # The same letter twice, or one after بی, goes with what stands before: سی|ان|ان, بی|بی|سی.
        alone = one in SPELLED and two in SPELLED and (one == two != "بی" or one == "بی" != two)
        return not alone or left.endswith(ZWNJ + one)

    def screen(self, points: NDArray[np.uint32]) -> tuple[NDArray[np.int16], NDArray[np.uint64]]:
        """Return what the pieces of a text (each ended by a line feed) say as the left and as the right of two.

        Numbers, shape (pieces, 2), whose sum is above 0 wherever `joins` may hold; hashes, shape (pieces, 2), for
        `confirm`.
        """
        ends = np.flatnonzero(points == 10)
        begins = np.concatenate([[0], ends[:-1] + 1])
        found = runs(points)
        last = found.places[found.stops - 1] + 1  # a mark after the last letter keeps the run from ending its piece
        first = found.places[found.starts]
        numbers = np.full((len(ends), 2), _NONE, np.int16)
        hashes = np.zeros((len(ends), 2), np.uint64)
        for side, (edge, spot) in enumerate(((ends, last), (begins, first))):
            run = np.minimum(np.searchsorted(spot, edge), max(len(spot) - 1, 0))
            hit = np.flatnonzero(spot[run] == edge) if len(spot) else np.zeros(0, np.int64)
            if not len(hit):
                continue
            of = run[hit]
            own, *scores = self._scores(found.codes, found.starts[of], found.stops[of])
            # A pair above its limit has either enough of its own, or two sides that make a known pair.
            known = (self._model.sides(own) & (1 << side)) != 0
            score = scores[side] + np.where(known, _BONUS, 0)
            if side:
                score[np.isin(own, _apart_hashes())] = _NONE
            numbers[hit, side] = np.clip(score if side else score - self._least + self._most, _NONE, -_NONE)
            hashes[hit, side] = own
        return numbers, hashes

    def confirm(
        self, left: NDArray[np.uint64], right: NDArray[np.uint64], sums: NDArray[np.int32]
    ) -> NDArray[np.bool_]:
        """Return which pairs `joins` may hold for, from what `screen` said of their sides."""
        scores = sums + self._least - self._most
        known_left, known_right = self._model.sides(left) & 1, self._model.sides(right) & 2
        scores -= _BONUS * ((known_left != 0).astype(np.int32) + (known_right != 0))
        return self._margins_of(left, right, scores)[0] + self._most > 0


@cache
def _apart_hashes() -> NDArray[np.uint64]:
    return _hashes(APART)


@cache
def _clinging_hashes() -> NDArray[np.uint64]:
    return _hashes(_CLINGING)


def _hashes(words: Iterable[str]) -> NDArray[np.uint64]:
    found = runs(code_points(" ".join(sorted(words))))
    return Substrings(found.codes).of(found.starts, found.stops)


def last_run(left: str) -> str:
    """Return the letters that a word ends with, as the model writes them; empty where it ends otherwise."""
    found = _LAST.search(left, max(0, len(left) - _LONGEST))
    if not found or left[found.start() - 1 : found.start()] in _FOREIGN:
        return ""
    return found[0].translate(_SAME)


def first_run(right: str) -> str:
    """Return the letters that a word begins with, as the model writes them; empty where a mark is among them."""
    found = _FIRST.match(right)
    if not found or right[found.end() : found.end() + 1] in _FOREIGN:
        return ""
    return found[0].translate(_SAME)
