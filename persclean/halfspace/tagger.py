"""Putting back what was lost inside runs of letters: ZWNJs, and spaces between words that became one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from persclean.halfspace import ENDING, VERB
from persclean.halfspace.features import Classes, Seams, seams, split_features
from persclean.halfspace.letters import EDGE, JOINS, OTHER, ZWNJ, Runs, code_points, runs
from persclean.halfspace.pairs import corrections, side_scores
from persclean.halfspace.rules import protected, split_verbs
from persclean.halfspace.scores import SeamScores
from persclean.halfspace.strings import Hashes, HashSet, Substrings

if TYPE_CHECKING:
    from persclean.halfspace.model import Model

COMMON = 3  # both parts of a run that is split by a space are words at least this common
SHORTEST = 2
_EVERYDAY = 6  # how common both are where a seam of the model is made a space
# What follows such a seam is a word of its own: شده است.
_ASIDE = "است بود بودم بودی بودیم بودید بودند نیست نیستند را از که بر با به در"
_ALONE = "که از تا یا"  # and what stands before such a seam
_SPOKEN = "داره باشه کنه بشه میشه"  # verbs, after which no است stands: کارخانه|دارهاست is a plural
_TURNS = 8  # a run is looked at until nothing changes; each turn finds all seams of its parts


class Tagger:
    """Finds seams. shift: added to every limit, in units of the model's margins."""

    def __init__(self, model: Model, shift: int = 0, ezafe: bool = True) -> None:
        """Take a model; `shift` is added to all limits; without `ezafe` خانهی is left alone."""
        self._model = model
        self._ezafe = ezafe
        self._shift = shift
        self._twofold = HashSet(_of(" ".join(sorted(model.twofold))))
        self._seams = SeamScores(model.seams)
        self._least = shift + min(
            model.limits[kind] for kind in ("compound", "compound tied", "compound new", "verb", "ending", "own ending")
        )

    def __call__(self, text: str) -> str:
        """Return the text with lost ZWNJs and spaces put back; twice is once."""
        points = code_points(text)
        found = runs(points)
        at, aside = self.find(found, found.tied)
        if not len(at):
            return text
        run = found.number[at]
        touched = run[np.diff(run, prepend=-1) != 0]
        near = touched[_near_signs(points, found.places[found.starts[touched]])]
        kept = [n for n in near.tolist() if protected(text, *found.span(n))]
        if kept:
            free = ~np.isin(run, kept)
            at, aside, run = at[free], aside[free], run[free]
            touched = touched[~np.isin(touched, kept)]
        places = found.places[at]
        text = _written(points, places, aside)
        # What has changed is looked at again, run by run; the rest is done.
        first, last = found.places[found.starts[touched]], found.places[found.stops[touched] - 1] + 1
        first, last = (edge + np.searchsorted(places, edge) for edge in (first, last))
        spans = list(zip(first.tolist(), last.tolist(), strict=True))
        out: list[str] = []
        done = 0
        for n, new in self._settled([text[start:stop] for start, stop in spans]):
            start, stop = spans[n]
            out += (text[done:start], new)
            done = stop
        out.append(text[done:])
        return "".join(out)

    def _settled(self, words: list[str]) -> list[tuple[int, str]]:
        """Return the words that change once more, by their number, in their last form; ascending."""
        changed: dict[int, str] = {}
        numbers: Iterable[int] = range(len(words))
        for _ in range(_TURNS):
            text = "\n".join(words)
            points = code_points(split := split_verbs(text))
            found = runs(points)
            # (The ZWNJs of the turn before are none of the author's.)
            at, aside = self.find(found, np.zeros_like(found.tied))
            new = _written(points, found.places[at], aside) if len(at) else split
            if new == text:
                break
            pairs = zip(numbers, words, new.split("\n"), strict=True)
            last = {n: after for n, before, after in pairs if before != after}
            changed |= last
            numbers, words = list(last), list(last.values())
        return sorted(changed.items())

    def find(self, found: Runs, tied: NDArray[np.bool_]) -> tuple[NDArray[np.int32], NDArray[np.bool_]]:
        """Return the seams of runs, as the codes they stand before, in order, and which of them want a space.

        tied: which runs the author has put a ZWNJ beside, shape (runs,).
        """
        model = self._model
        strings = Substrings(found.codes)
        whole = strings.of(found.starts, found.stops)
        common = model.words(whole)
        closed = self._closed(found, whole, common)
        every = _Parts.of(seams(found, strings, False, closed), model, common)
        joining = every.some(np.flatnonzero(JOINS[found.codes[every.at.at - 1]]))
        margins = self._sums(found, joining)
        chosen = np.flatnonzero(margins > self._least)
        parts, margins = joining.some(chosen), margins[chosen]
        at = parts.at
        yes = margins > self.limits(at, tied, parts.right)
        if not self._ezafe:
            yes &= at.after > 1
        yes &= ~self._twofold(at.whole)  # their neighbours decide (context)
        yes &= ~self._long_alef(found, strings, parts)
        yes &= ~(_set(VERB)(at.left) & _ALEF[found.codes[at.at]])  # میاره is می|آره: another letter
        yes &= ~(_set(VERB)(at.left) & _after_mi(found, whole)[at.run])  # می|میرید has its می
        parts = parts.some(one_apart(at.at, margins, yes))
        zwnj = parts.at
        aside = _set(_ASIDE)(zwnj.right) | self._two_words(found, strings, parts)
        aside |= _two_ids()(zwnj.ids) | _set(_ALONE)(zwnj.left)
        if (marked := aside & (found.marked[zwnj.run] > 0)).any():
            zwnj, aside = zwnj.of(~marked), aside[~marked]
        closed[zwnj.run] = True
        # (A vowel mark in the middle is seen through: the seam might come to stand on its wrong side.)
        closed |= found.marked > 0
        spaces = self._lost_spaces(found, strings, every, ~closed, tied)
        places = np.concatenate([zwnj.at, spaces])
        order = np.argsort(places, kind="stable")
        return places[order], np.concatenate([aside, np.ones(len(spaces), bool)])[order]

    def _closed(self, found: Runs, whole: Hashes, common: Classes) -> NDArray[np.bool_]:
        """Return the runs in which no seam is looked for. whole, common: each one's hash, how common it is."""
        # Runs with letters of other languages, and words with their vowels written, are no business of the model.
        closed = found.marked > 1
        closed[found.number[found.codes == OTHER]] = True
        closed |= _arabic(found) | _stretched(found) | _set(_NAMES)(whole)
        if self._shift >= 0:  # common words have margins that no limit of this Tagger is below
            closed |= (common >= COMMON) & ~_set(_TWO.replace(" ", "").replace(";", " "))(whole)
        return closed

    def limits(self, at: Seams, tied: NDArray[np.bool_], after: Classes) -> NDArray[np.int32]:
        """Return the margin that each seam must exceed, by its kind, in units, shape (n,).

        tied: of each run, whether its author has put a ZWNJ beside it: who did so would have put in another. after:
        how common the parts after the seams are as words.
        """
        limits = self._model.limits
        found = np.where(tied[at.run], limits["compound tied"], limits["compound"]).astype(np.int32)
        found[(after == 0) & ~tied[at.run]] = limits["compound new"]
        found[_set(VERB)(at.left)] = limits["verb"]
        found[_set(ENDING)(at.right)] = limits["ending"]
        own = _set(_OWN)(at.right)
        found[own] = np.where(tied[at.run[own]], limits["compound tied"], limits["own ending"])
        return found + self._shift

    def margins(self, found: Runs, at: Seams) -> NDArray[np.int32]:
        """Return what speaks for a ZWNJ at each seam, in units, shape (n,)."""
        model = self._model
        return self._sums(found, _Parts(at, model.words(at.left), model.words(at.right), model.words(at.whole)))

    def _sums(self, found: Runs, parts: _Parts) -> NDArray[np.int32]:
        score = self._seams(found, parts.at, parts.left, parts.right, parts.whole)
        single = self._model.single(parts.at.ids).astype(np.int32)
        single -= 128
        single[single < -127] = 0
        score += single
        return score

    def _long_alef(self, found: Runs, strings: Substrings, parts: _Parts) -> NDArray[np.bool_]:
        """Return which seams would cut است off a word in ا: رویاست is رویا + ست, شدهاست is شده + است."""
        at = parts.at
        cut: NDArray[np.bool_] = at.right == _of("است")[0]
        here = np.flatnonzero(cut)
        with_alef = self._model.words(strings.of(found.starts[at.run[here]], at.at[here] + np.int32(1)))
        cut[here] = (with_alef >= COMMON) | (parts.left[here] == 0) | _set(_SPOKEN)(at.left[here])
        return cut

    def _two_words(self, found: Runs, strings: Substrings, parts: _Parts) -> NDArray[np.bool_]:
        """Return which seams of no ending part two words that editors write with a space: رئیس دانشگاه."""
        model, at = self._model, parts.at
        apart: NDArray[np.bool_] = (parts.left >= _EVERYDAY) & (parts.right >= _EVERYDAY)
        apart &= ~_set(ENDING)(at.right) & ~_set(_TIED)(at.left)
        apart &= np.bincount(at.run, minlength=len(found.starts))[at.run] == 1
        here = np.flatnonzero(apart)
        at = at.of(here)
        score = side_scores(model, strings, found.starts[at.run], at.at, right=False)
        score += side_scores(model, strings, at.at, found.stops[at.run], right=True)
        score += corrections(model, at.left, at.right)[0]
        apart[here] = score < -model.limits["aside"]
        return apart

    def _lost_spaces(
        self, found: Runs, strings: Substrings, every: _Parts, free: NDArray[np.bool_], tied: NDArray[np.bool_]
    ) -> NDArray[np.int32]:
        """Return the best seam of each run that no list knows, that has no ZWNJ to get, and that is two words.

        every: the seams of all runs. free: which runs may have one.
        """
        model, at = self._model, every.at
        keep = (every.left >= COMMON) & (every.right >= COMMON)
        keep &= (at.before >= SHORTEST) & (at.after >= SHORTEST) & free[at.run]
        parts = every.some(np.flatnonzero(keep))
        parts = parts.some(~self._long_alef(found, strings, parts))
        at, left, right, whole = parts.at, parts.left, parts.right, parts.whole
        two = _two_ids()(at.ids)
        # A list of words as they are met has glued ones, too: rare beside their parts.
        small = _set(_SMALL[1])(at.right) & ~_set(_SMALL[0])(at.left)
        keep = (whole == 0) | two | (small & (whole <= 2) & (np.minimum(left, right) >= 6))
        at, left, right, two = at.of(keep), left[keep], right[keep], two[keep]
        score = np.zeros(len(at.at), np.int32)
        for column in split_features(found, at, left, right, model.split_bits):
            score += model.splits[column]
        small = _set(_SMALL[0])(at.left) | _set(_SMALL[1])(at.right)
        limit = np.where(small, model.limits["small split"], model.limits["split"]) + self._shift
        limit[small & tied[at.run]] += model.limits["split"]  # امربه|معروف was written so
        score -= limit
        score[two] = 1 << 10
        ok = score > 0
        at, score = at.of(ok), score[ok]
        best = np.lexsort((at.at, -score, at.run))
        first = np.ones(len(best), bool)
        first[1:] = np.diff(at.run[best]) != 0
        chosen: NDArray[np.int32] = np.sort(at.at[best[first]])
        return chosen


@dataclass(frozen=True, slots=True)
class _Parts:
    """Seams with how common their parts and their runs are as words, each of shape (n,)."""

    at: Seams
    left: Classes
    right: Classes
    whole: Classes

    @classmethod
    def of(cls, at: Seams, model: Model, common: Classes) -> _Parts:
        """Look up the parts of seams. common: of each run."""
        return cls(at, model.words(at.left), model.words(at.right), common[at.run])

    def some(self, chosen: NDArray[np.bool_] | NDArray[np.int64]) -> _Parts:
        """Return the chosen ones."""
        return _Parts(self.at.of(chosen), self.left[chosen], self.right[chosen], self.whole[chosen])


def _written(points: NDArray[np.uint32], places: NDArray[np.int32], aside: NDArray[np.bool_]) -> str:
    """Return the text of code points with a ZWNJ, or a space where asked, put in at each place; places ascend."""
    new = np.empty(len(points) + len(places), np.uint32)
    old = np.ones(len(new), bool)
    at = places + np.arange(len(places))
    old[at] = False
    new[old] = points
    new[at] = np.where(aside, ord(" "), ord(ZWNJ))
    return new.tobytes().decode("utf-32-le", "surrogatepass")


def _near_signs(points: NDArray[np.uint32], at: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Return which places stand in a piece (between white space) with a sign that a protected part may have."""
    white = np.flatnonzero(_WHITE.take(points, mode="clip"))
    signs = np.zeros(len(white) + 1, bool)
    signs[np.searchsorted(white, np.flatnonzero(_SIGNS.take(points, mode="clip")))] = True
    found: NDArray[np.bool_] = signs[np.searchsorted(white, at)]
    return found


def _after_mi(found: Runs, whole: Hashes) -> NDArray[np.bool_]:
    """Return which runs a ZWNJ ties to a می or نمی before them. whole: the hash of each run."""
    out = found.behind.copy()
    out[:1] = False
    out[1:] &= (found.places[found.starts[1:]] - found.places[found.stops[:-1] - 1] == 2) & _set(VERB)(whole[:-1])
    return out


def _arabic(found: Runs) -> NDArray[np.bool_]:
    """Return which runs begin as only Arabic words do: أثقالها, فألهمها, الأرض."""
    first = found.codes[found.starts]
    second, third = found.codes[found.starts + 1], found.codes[found.starts + 2]
    return _HAMZA[first] | (_PARTICLE[first] & _HAMZA[second]) | (_ARTICLE[first] & _ARTICLE[second] & _HAMZA[third])


def _stretched(found: Runs) -> NDArray[np.bool_]:
    """Return which runs have a letter three times in a row: what they are is the business of the marks filter."""
    codes = found.codes
    triple = np.flatnonzero((codes[1:-1] == codes[:-2]) & (codes[1:-1] == codes[2:]) & (codes[1:-1] != EDGE)) + 1
    triple = triple[~(_HEH[codes[triple]] & _ALEF[codes[triple + 2]])]  # دهه|ها
    out = np.zeros(len(found.starts), bool)
    out[found.number[triple]] = True
    return out


def one_apart(at: NDArray[np.int32], score: NDArray[np.int32], yes: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return which seams hold when no part may be a single letter: of two that stand side by side the weaker goes."""
    kept = np.flatnonzero(yes)
    while len(near := np.flatnonzero(np.diff(at[kept]) == 1)):
        weaker = np.where(score[kept[near]] < score[kept[near + 1]], near, near + 1)
        kept = np.delete(kept, np.unique(weaker))
    return kept


_OWN = "ای ام ات اش"
_TIED = f"{VERB} به بی هم نا نه پر کم غیر پیش پس باز بر در فرا فرو نیم نیمه ابر"
# Function words that are two, however often they are seen as one.
_TWO = (
    "از این;از آن;در این;در آن;با این;با آن;بر این;بر آن;به این;به آن;برای این;برای آن;که این;بعد از;کمتر از;بیشتر از"
)
# As often a name as a word with به: who wrote it so may have meant the name.
_NAMES = "بهروز بهنام"
_SMALL = (
    "این آن از در با هر بر برای هیچ چند همه همین همان پس پیش",
    "از به در را با بر که و این آن است برای",
)


def _among(letters: str) -> NDArray[np.bool_]:
    table = np.zeros(256, bool)
    table[runs(code_points(letters)).codes] = True
    table[EDGE] = False
    return table


_WHITE = np.zeros(256, bool)
_WHITE[[9, 10, 11, 12, 13, 32]] = True
# Any ASCII character that is neither white space nor a common mark of punctuation.
_SIGNS = np.zeros(256, bool)
_SIGNS[33:127] = True
_SIGNS[[ord(sign) for sign in "!\"'()*,-.:;?[]"]] = False
_SIGNS[ord(".")] = True

_HEH, _ALEF = _among("ه"), _among("ا")
_HAMZA, _PARTICLE, _ARTICLE = _among("أإ"), _among("فوبلک"), _among("ال")


def _of(words: str) -> Hashes:
    found = runs(code_points(words))
    return Substrings(found.codes).of(found.starts, found.stops)


@cache
def _set(words: str) -> HashSet:
    return HashSet(_of(words))


@cache
def _two_ids() -> HashSet:
    pairs = _TWO.split(";")
    whole, left = _of(_TWO.replace(" ", "").replace(";", " ")), [pair.split()[0] for pair in pairs]
    return HashSet(whole ^ (_of(" ".join(left)) * np.uint64(3)))
