"""Putting back what was lost inside runs of letters: ZWNJs, and spaces between words that became one."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from persclean.halfspace import ENDING, VERB
from persclean.halfspace.features import Classes, Seams, seam_features, seams, split_features
from persclean.halfspace.letters import EDGE, OTHER, ZWNJ, Runs, code_points, runs
from persclean.halfspace.pairs import corrections, side_scores
from persclean.halfspace.rules import protected, split_verbs
from persclean.halfspace.strings import Substrings

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
        self._twofold = _of(" ".join(sorted(model.twofold)))

    def __call__(self, text: str) -> str:
        """Return the text with lost ZWNJs and spaces put back; twice is once."""
        points = code_points(text)
        found = runs(points)
        at, aside = self.find(found, found.tied)
        if not len(at):
            return text
        # What has changed is looked at again, run by run; the rest is done.
        touched, counts = np.unique(found.number[at], return_counts=True)
        near = _near_signs(points, found.places[found.starts[touched]]).tolist()
        first = found.places[found.starts[touched]].tolist()
        last = (found.places[found.stops[touched] - 1] + 1).tolist()
        marks = iter(zip(found.places[at].tolist(), aside.tolist(), strict=True))
        where: list[tuple[int, int]] = []
        news: list[str] = []
        for start, stop, count, sign in zip(first, last, counts.tolist(), near, strict=True):
            seams = list(islice(marks, count))
            if not sign or not protected(text, start, stop):
                where.append((start, stop))
                news.append(_written(text, start, stop, seams))
        out: list[str] = []
        done = 0
        for (start, stop), new in zip(where, self._settled(news), strict=True):
            out += (text[done:start], new)
            done = stop
        out.append(text[done:])
        return "".join(out)

    def _settled(self, words: list[str]) -> list[str]:
        text = "\n".join(words)
        for _ in range(_TURNS):
            before = text
            text = split_verbs(text)
            found = runs(code_points(text))
            # (The ZWNJs of the turn before are none of the author's.)
            at, aside = self.find(found, np.zeros_like(found.tied))
            text = _written(text, 0, len(text), zip(found.places[at].tolist(), aside.tolist(), strict=True))
            if text == before:
                break
        return text.split("\n") if words else []

    def find(self, found: Runs, tied: NDArray[np.bool_]) -> tuple[NDArray[np.int32], NDArray[np.bool_]]:
        """Return the seams of runs, as the codes they stand before, in order, and which of them want a space.

        tied: which runs the author has put a ZWNJ beside, shape (runs,).
        """
        strings = Substrings(found.codes)
        # Runs with letters of other languages, and words with their vowels written, are no business of the model.
        closed = found.marked > 1
        closed[found.number[found.codes == OTHER]] = True
        closed |= _arabic(found) | _stretched(found)
        whole = strings.of(found.starts, found.stops)
        closed |= np.isin(whole, _of(_NAMES))
        if self._shift >= 0:  # common words have margins that no limit of this Tagger is below
            closed |= (self._model.words(whole) >= COMMON) & ~np.isin(
                whole, _of(_TWO.replace(" ", "").replace(";", " "))
            )
        at = seams(found, strings, True, closed)
        common = self.common(at)
        margins = self.margins(found, at, common)
        yes = margins > self.limits(at, tied, common[1])
        if not self._ezafe:
            yes &= at.after > 1
        if self._model.twofold:  # their neighbours decide (context)
            yes &= ~np.isin(at.whole, self._twofold)
        yes &= ~self._long_alef(found, strings, at)
        yes &= ~(np.isin(at.left, _of(VERB)) & _ALEF[found.codes[at.at]])  # میاره is می|آره: another letter
        zwnj = at.of(one_apart(at.at, margins, yes))
        aside = np.isin(zwnj.right, _of(_ASIDE)) | self._two_words(found, strings, zwnj)
        aside |= np.isin(zwnj.ids, _two_ids()) | np.isin(zwnj.left, _of(_ALONE))
        if (marked := aside & (found.marked[zwnj.run] > 0)).any():
            zwnj, aside = zwnj.of(~marked), aside[~marked]
        closed[zwnj.run] = True
        spaces = self._lost_spaces(found, strings, closed, tied)
        places = np.concatenate([zwnj.at, spaces])
        order = np.argsort(places, kind="stable")
        return places[order], np.concatenate([aside, np.ones(len(spaces), bool)])[order]

    def common(self, at: Seams) -> tuple[Classes, Classes, Classes]:
        """Return how common the parts before and after each seam and the whole are as words, each shape (n,)."""
        words = self._model.words
        return words(at.left), words(at.right), words(at.whole)

    def limits(self, at: Seams, tied: NDArray[np.bool_], after: Classes) -> NDArray[np.int32]:
        """Return the margin that each seam must exceed, by its kind, in units, shape (n,).

        tied: of each run, whether its author has put a ZWNJ beside it: who did so would have put in another. after:
        how common the parts after the seams are as words.
        """
        limits = self._model.limits
        found = np.where(tied[at.run], limits["compound tied"], limits["compound"]).astype(np.int32)
        found[(after == 0) & ~tied[at.run]] = limits["compound new"]
        found[np.isin(at.left, _of(VERB))] = limits["verb"]
        found[np.isin(at.right, _of(ENDING))] = limits["ending"]
        own = np.isin(at.right, _of(_OWN))
        found[own] = np.where(tied[at.run[own]], limits["compound tied"], limits["own ending"])
        return found + self._shift

    def margins(self, found: Runs, at: Seams, common: tuple[Classes, Classes, Classes]) -> NDArray[np.int32]:
        """Return what speaks for a ZWNJ at each seam, in units, shape (n,). common: see the method of that name."""
        model = self._model
        score = np.zeros(len(at.at), np.int32)
        for column in seam_features(found, at, *common, model.seam_bits):
            score += model.seams[column]
        single = model.single(at.ids).astype(np.int32)
        score += np.where(single > 0, single - 128, 0)
        return score

    def _long_alef(self, found: Runs, strings: Substrings, at: Seams) -> NDArray[np.bool_]:
        """Return which seams would cut است off a word in ا: رویاست is رویا + ست, شدهاست is شده + است."""
        cut: NDArray[np.bool_] = at.right == _of("است")[0]
        here = np.flatnonzero(cut)
        with_alef = self._model.words(strings.of(found.starts[at.run[here]], at.at[here] + np.int32(1)))
        cut[here] = (with_alef >= COMMON) | (self._model.words(at.left[here]) == 0)
        cut[here] |= np.isin(at.left[here], _of(_SPOKEN))
        return cut

    def _two_words(self, found: Runs, strings: Substrings, at: Seams) -> NDArray[np.bool_]:
        """Return which seams of no ending part two words that editors write with a space: رئیس دانشگاه."""
        model = self._model
        score = side_scores(model, strings, found.starts[at.run], at.at, right=False)
        score += side_scores(model, strings, at.at, found.stops[at.run], right=True)
        score += corrections(model, at.left, at.right)[0]
        plain = ~np.isin(at.right, _of(ENDING)) & ~np.isin(at.left, _of(_TIED))
        alone = np.bincount(at.run, minlength=len(found.starts))[at.run] == 1
        common = (model.words(at.left) >= _EVERYDAY) & (model.words(at.right) >= _EVERYDAY)
        apart: NDArray[np.bool_] = plain & alone & common & (score < -model.limits["aside"])
        return apart

    def _lost_spaces(
        self, found: Runs, strings: Substrings, closed: NDArray[np.bool_], tied: NDArray[np.bool_]
    ) -> NDArray[np.int32]:
        """Return the best seam of each run that no list knows, that has no ZWNJ to get, and that is two words."""
        model = self._model
        # (A vowel mark in the middle is seen through: the seam might come to stand on its wrong side.)
        at = seams(found, strings, False, closed | (found.marked > 0))
        at = at.of(~self._long_alef(found, strings, at))
        common = model.words(at.left), model.words(at.right)
        keep = (at.before >= SHORTEST) & (at.after >= SHORTEST)
        keep &= (common[0] >= COMMON) & (common[1] >= COMMON)
        two = np.isin(at.ids, _two_ids())
        # A list of words as they are met has glued ones, too: rare beside their parts.
        least = np.minimum(common[0], common[1])
        small = np.isin(at.right, _of(_SMALL[1]))
        whole = model.words(at.whole[keep])
        small &= ~np.isin(at.left, _of(_SMALL[0]))
        keep[keep] = (whole == 0) | two[keep] | (small[keep] & (whole <= 2) & (least[keep] >= 6))
        at = at.of(keep)
        left, right = common[0][keep], common[1][keep]
        score = np.zeros(len(at.at), np.int32)
        for column in split_features(found, at, left, right, model.split_bits):
            score += model.splits[column]
        small = np.isin(at.left, _of(_SMALL[0])) | np.isin(at.right, _of(_SMALL[1]))
        limit = np.where(small, model.limits["small split"], model.limits["split"]) + self._shift
        limit[small & tied[at.run]] += model.limits["split"]  # امربه|معروف was written so
        score -= limit
        score[two[keep]] = 1 << 10
        ok = score > 0
        at, score = at.of(ok), score[ok]
        best = np.lexsort((at.at, -score, at.run))
        first = np.ones(len(best), bool)
        first[1:] = np.diff(at.run[best]) != 0
        chosen: NDArray[np.int32] = np.sort(at.at[best[first]])
        return chosen


def _written(text: str, start: int, stop: int, seams: Iterable[tuple[int, bool]]) -> str:
    """Return text[start:stop] with a ZWNJ, or a space where asked, put in at each place."""
    out: list[str] = []
    for place, space in seams:
        out += (text[start:place], " " if space else ZWNJ)
        start = place
    out.append(text[start:stop])
    return "".join(out)


def _near_signs(points: NDArray[np.uint32], at: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Return which places stand in a piece (between white space) with a sign that a protected part may have."""
    low = np.minimum(points, 255)
    piece = np.cumsum(_WHITE[low], dtype=np.int32)
    signs = np.zeros(int(piece[-1]) + 1, bool)
    signs[piece[_SIGNS[low]]] = True
    found: NDArray[np.bool_] = signs[piece[at]]
    return found


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
_hashes: dict[str, NDArray[np.uint64]] = {}


def _of(words: str) -> NDArray[np.uint64]:
    if words not in _hashes:
        found = runs(code_points(words))
        _hashes[words] = Substrings(found.codes).of(found.starts, found.stops)
    return _hashes[words]


def _two_ids() -> NDArray[np.uint64]:
    if _TWO not in _hashes:
        pairs = _TWO.split(";")
        whole, left = _of(_TWO.replace(" ", "").replace(";", " ")), [pair.split()[0] for pair in pairs]
        _hashes[_TWO] = whole ^ (_of(" ".join(left)) * np.uint64(3))
    return _hashes[_TWO]
