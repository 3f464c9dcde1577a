"""Spaces that stand where editors write a ZWNJ: نرم افزار, می خواهند, کتاب ها."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence, Set
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from persclean.classes import chars
from persclean.filters._letters import JOINING, same
from persclean.halfspace.letters import ALPHABET, FIRST, OTHER, ZWNJ, code_points, runs
from persclean.halfspace.pairs import STEPS, corrections, side_scores, step_slots, steps_as_one
from persclean.halfspace.strings import HashSet, Substrings
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
_KEPT = 1 << 17  # words remembered: bounds memory
_BEFORE = np.zeros(OTHER + 1, bool)  # the codes of letters that a ZWNJ may follow
_BEFORE[FIRST:OTHER] = [letter in JOINING for letter in ALPHABET]
_NEVER = 1 << 12
_NONE = -1 << 12  # twice this, with two more bits, is still a number of 16 bits
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
        self._lefts: dict[str, str] = {}
        self._rights: dict[str, str] = {}
        self._words: dict[str, tuple[int, int, int]] = {}
        self._margins: dict[tuple[str, str], int] = {}

    def prepare(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Work out at once all pairs of words that `joins` will be asked about."""
        self._forget()
        self._work_out({(self._left(left), self._right(right)) for left, right in set(pairs)})

    def _forget(self) -> None:
        if len(self._words) > _KEPT or len(self._margins) > _KEPT or len(self._lefts) + len(self._rights) > _KEPT:
            for kept in (self._lefts, self._rights, self._words, self._margins):
                kept.clear()

    def join_all(self, pairs: Sequence[tuple[str, str]]) -> list[bool]:
        """Return what `joins` says of each of these pairs."""
        self._forget()
        runs_of = [(self._left(left), self._right(right)) for left, right in pairs]
        self._work_out(set(runs_of))
        margins = self._margins
        return [
            bool(one and two) and margins[one, two] > 0 and self._hold(left, one, two)
            for (left, _), (one, two) in zip(pairs, runs_of, strict=True)
        ]

    def _work_out(self, pairs: Set[tuple[str, str]]) -> None:
        """Note the margins of pairs of runs; those with an empty side have none."""
        new = sorted(pair for pair in pairs if pair[0] and pair[1] and pair not in self._margins)
        if not new:
            return
        self._add_words([word for pair in new for word in pair])
        words = self._words
        lefts, rights = [words[left] for left, _ in new], [words[right] for _, right in new]
        hashes = np.array([[word[0] for word in side] for side in (lefts, rights)], np.uint64)
        scores = np.array([left[1] + right[2] for left, right in zip(lefts, rights, strict=True)], np.int32)
        margins, known = self._margins_of(hashes[0], hashes[1], scores)
        margins += self._most
        doubtful = np.flatnonzero(margins > 0)
        if len(doubtful):
            steps = steps_as_one(self._model.seams, self._model.words, [new[n] for n in doubtful.tolist()])
            margins[doubtful] += self._steps[steps + STEPS] - self._most
        self._margins.update(zip(new, margins.tolist(), strict=True))
        for n in np.flatnonzero(margins > 0).tolist():
            if never(*new[n], bool(known[n])) or either(*new[n]):
                self._margins[new[n]] = -_NEVER

    def _add_words(self, words: Iterable[str]) -> None:
        new = [word for word in dict.fromkeys(words) if word not in self._words]
        if new:
            found = runs(code_points(" ".join(new)))
            strings, starts, stops = Substrings(found.codes), found.starts, found.stops
            left, right = (side_scores(self._model, strings, starts, stops, right) for right in (False, True))
            values = zip(strings.of(starts, stops).tolist(), left.tolist(), right.tolist(), strict=True)
            self._words.update(zip(new, values, strict=True))

    def _left(self, word: str) -> str:
        """Return the run that a word has to be joined by as the left one of two; empty where it never is."""
        found = self._lefts.get(word)
        if found is None:
            found = last_run(word) if len(word) <= _LONGEST else ""
            if found and (found[-1] not in JOINING or not _LEFT.fullmatch(word)):
                found = ""
            self._lefts[word] = found
        return found

    def _right(self, word: str) -> str:
        """Return the run that a word has to be joined by as the right one of two; empty where it never is."""
        found = self._rights.get(word)
        if found is None:
            found = first_run(word) if len(word) <= _LONGEST else ""
            if found and (not _RIGHT.fullmatch(word) or (found == "ی" and not self._ezafe)):
                found = ""
            self._rights[word] = found
        return found

    def _margins_of(
        self, left: NDArray[np.uint64], right: NDArray[np.uint64], scores: NDArray[np.int32]
    ) -> tuple[NDArray[np.int32], NDArray[np.bool_]]:
        """Return how far pairs are above what is asked, and which are known, from their hashes and sums of scores."""
        change, known = corrections(self._model, left, right)
        limit = np.where(_clinging_hashes()(right), self._clinging, self._unknown)
        return scores + change - np.where(known, np.minimum(limit, self._known), limit), known

    def margin(self, left: str, right: str) -> int:
        """Return how far a pair of runs is above what is asked of a ZWNJ, in units; 0 and less: the space stays."""
        if (left, right) not in self._margins:
            self._work_out({(left, right)})
        return self._margins[left, right]

    def joins(self, left: str, right: str) -> bool:
        """Whether a ZWNJ belongs between two words: the last letters of the one, the first of the other, count."""
        one, two = self._left(left), self._right(right)
        return bool(one and two) and self.margin(one, two) > 0 and self._hold(left, one, two)

    @staticmethod
    def _hold(left: str, one: str, two: str) -> bool:
        """Whether two runs belong together where they are the names of letters. left: the word that `one` ends."""
        # The same letter twice, or one after بی, goes with what stands before: سی|ان|ان, بی|بی|سی.
        alone = one in SPELLED and two in SPELLED and (one == two != "بی" or one == "بی" != two)
        return not alone or left.endswith(ZWNJ + one)

    def screen(self, points: NDArray[np.uint32]) -> tuple[NDArray[np.int16], NDArray[np.uint64]]:
        """Return what the pieces of a text (each ended by a line feed) say as the left and as the right of two.

        Numbers, shape (pieces, 2), whose sum is above 0 wherever `joins` may hold: scores, and in the last two bits
        whether the word is a side of a known pair. Hashes, shape (pieces, 2), for `confirm`.
        """
        ends = np.flatnonzero(points == 10)
        begins = np.concatenate([[0], ends[:-1] + 1])
        found = runs(points)
        strings = Substrings(found.codes)
        last = found.places[found.stops - 1] + 1  # a mark after the last letter keeps the run from ending its piece
        first = found.places[found.starts]
        numbers = np.full((len(ends), 2), _NONE << 2, np.int16)
        hashes = np.zeros((len(ends), 2), np.uint64)
        for side, (edge, spot) in enumerate(((ends, last), (begins, first))):
            run = np.minimum(np.searchsorted(spot, edge), max(len(spot) - 1, 0))
            hit = np.flatnonzero(spot[run] == edge) if len(spot) else np.zeros(0, np.int64)
            of = run[hit]
            if not side:
                ends_well = _BEFORE[found.codes[found.stops[of] - 1]]
                hit, of = hit[ends_well], of[ends_well]
            if not len(hit):
                continue
            starts, stops = found.starts[of], found.stops[of]
            own = strings.of(starts, stops)
            score = side_scores(self._model, strings, starts, stops, right=bool(side))
            # A pair above its limit has either enough of its own, or two sides that make a known pair.
            known = (self._model.sides(own) & (1 << side)) != 0
            score += np.where(known, _BONUS, 0)
            if side:
                score[_apart_hashes()(own)] = _NONE
            else:
                score += self._most - self._least
            np.clip(score, _NONE, -_NONE, out=score)
            numbers[hit, side] = score << 2 | known << side
            hashes[hit, side] = own
        return numbers, hashes

    def confirm(
        self, left: NDArray[np.uint64], right: NDArray[np.uint64], sums: NDArray[np.int32]
    ) -> NDArray[np.bool_]:
        """Return which pairs `joins` may hold for, from what `screen` said of their sides."""
        scores = (sums >> 2) - _BONUS * ((sums & 1) + (sums >> 1 & 1)) + (self._least - self._most)
        return self._margins_of(left, right, scores)[0] + self._most > 0


@cache
def _apart_hashes() -> HashSet:
    return _hashes(APART)


@cache
def _clinging_hashes() -> HashSet:
    return _hashes(_CLINGING)


def _hashes(words: Iterable[str]) -> HashSet:
    found = runs(code_points(" ".join(sorted(words))))
    return HashSet(Substrings(found.codes).of(found.starts, found.stops))


def last_run(left: str) -> str:
    """Return the letters that a word ends with, as the model writes them; empty where it ends otherwise."""
    found = _LAST.search(left, max(0, len(left) - _LONGEST))
    if not found or left[found.start() - 1 : found.start()] in _FOREIGN:
        return ""
    return same(found[0])


def first_run(right: str) -> str:
    """Return the letters that a word begins with, as the model writes them; empty where a mark is among them."""
    found = _FIRST.match(right)
    if not found or right[found.end() : found.end() + 1] in _FOREIGN:
        return ""
    return same(found[0])
