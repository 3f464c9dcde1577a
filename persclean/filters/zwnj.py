"""The half-space (ZWNJ) filter: rules first, then the half-space model."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from math import log
from typing import TYPE_CHECKING

from persclean.classes import chars
from persclean.filters._letters import JOINING, LETTER, MARK
from persclean.filters.base import Chars, Filter, Gap, Trigger
from persclean.halfspace import UNIT, VERB
from persclean.halfspace.rules import ZWNJ, is_spoken, split_verbs
from persclean.halfspace.strays import drop_strays
from persclean.lexicon import section

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from persclean.halfspace.context import Context
    from persclean.halfspace.model import Model
    from persclean.halfspace.spaces import Spaces
    from persclean.halfspace.tagger import Tagger

_PREFIXED = frozenset(VERB.split())
_PLURAL = frozenset({"ها", "های", "هایی", "هایم", "هایت", "هایش", "هایمان", "هایتان", "هایشان"})
_COMPARED = frozenset({"تر", "ترین", "تری", "ترها", "ترهای"})
_PERFECT = frozenset({"ام", "ای", "ایم", "اید", "اند"})
_COPULA = frozenset({"ایم", "اید", "اند"})  # words of no other use: خواننده اند
_OWNED = frozenset({"ام", "ات", "اش"})
_ENDINGS = _PLURAL | _COMPARED | _PERFECT | _OWNED
# The Academy writes these two in one piece, without a half-space.
_ONE_PIECE = {"بیش": "", "کم": ""}
_KEPT = 1 << 16  # words remembered: bounds memory
_PAIRS = 1 << 14  # of words, remembered for the moment between `prepare` and `decide`
_WIDEST = 3  # spaces; more are layout
_EDGE = "«»()[]{}\"'“”‘’.،؛:؟!…-–—*_,;?/"


class Zwnj(Filter):
    """Half-spaces: stray ones taken out, lost ones put back, spaces in place of one mended, lost spaces too.

    What it does: doubled ZWNJs become one; a ZWNJ at the edge of a word or after a letter that does not join goes.
    Inside a word, and at a single space between two words, the half-space model says whether editors write a ZWNJ
    there; it also finds two words that were glued. Where a run can be read in two ways its neighbours decide.

    Why: keyboards and PDF extraction write a space, or nothing, where the orthography of the Academy has a half-space.
    The model has learnt from edited text how such words are written; a verb table and word lists decide what needs no
    learning. docs/halfspace.md has the house style, the scores and the known weaknesses.

    Examples:
    >>> show = lambda text: Zwnj()(text).replace(ZWNJ, "|")
    >>> show("نمی خواهند کتاب های مهم تر را خوانده اند")
    'نمی|خواهند کتاب|های مهم|تر را خوانده|اند'
    >>> show("میخواهند نرم افزارهای بینالمللی را به میدان میلاد ببرند")
    'می|خواهند نرم|افزارهای بین|المللی را به میدان میلاد ببرند'
    >>> show("خارجاز کشور، عدمحضور نمایندگان")
    'خارج از کشور، عدم حضور نمایندگان'

    Left alone: a ZWNJ between two letters that join, whatever the word; words the model is not sure of
    (`--zwnj-confidence`); addresses, tags and code; text in other scripts; words with their vowels written.
    """

    code = "PC106"
    name = "zwnj"
    why = "half-spaces that were lost, that are stray, or that a space stands for"
    reach = ("word", "gap", "line")
    trigger = Trigger(chars=chars(LETTER) | {ZWNJ})
    line_trigger = Trigger(pairs=((frozenset("ه"), frozenset("ا")),))

    def words(self, text: str) -> str:
        """Take out stray ZWNJs, put back lost ones, and part words that were glued."""
        text = split_verbs(drop_strays(text))
        # Plain ASCII has nothing for the model: NumPy and the weights need not be loaded for it.
        return text if text.isascii() else _model(*self._which)[0](text)

    def lines(self, text: str) -> str:
        """Write the runs that have two readings in the one their neighbours speak for."""
        read, places = _model(*self._which)[2].read(text) if "ها" in text else (text, [])
        if not places or self.gap is None:
            return read
        from persclean.engine.light import run_gaps

        # What has been read may belong to the word beside it.
        around: list[tuple[int, int]] = []
        for place in places:
            start, stop = _around(read, place)
            if around and start <= around[-1][1]:
                start = around.pop()[0]
            around.append((start, stop))
        news = run_gaps([self.gap], "\n".join([read[start:stop] for start, stop in around])).split("\n")
        out: list[str] = []
        done = 0
        for (start, stop), new in zip(around, news, strict=True):
            out += (read[done:start], new)
            done = stop
        out.append(read[done:])
        return "".join(out)

    def wants_line(self, piece: str) -> bool:
        """Whether the line of a piece that pulls the trigger is wanted."""
        return ("های" in piece or "هاي" in piece) and _model(*self._which)[2].holds(piece)

    def make_gap(self) -> Gap:
        """Return the part that decides a space before an ending, after می, or inside a compound."""
        return _HalfSpaceGap(*self._which)

    @property
    def model(self) -> tuple[Tagger, Spaces, Context]:
        """The three parts of the half-space model, loaded when first asked for."""
        return _model(*self._which)

    @property
    def weights(self) -> Model:
        """The weights they work with."""
        return _weights(self.config.zwnj_model)

    @property
    def _which(self) -> tuple[str, int, bool]:
        """The weights file, what is added to every limit in units, whether ه|ی may be written.

        Where the letters filter writes the ezafe with a hamza, it would change what is written here.
        """
        sure = self.config.zwnj_confidence
        return self.config.zwnj_model, round(UNIT * log(sure / (1 - sure))), self.config.heh_ye != "hamza"


# A word, the one before it, and the two after it, on one line and near each other.
_AFTER = re.compile(r"[^ \t\n\v\f\r]*(?: {1,3}[^ \t\n\v\f\r]+){0,2}")
_BEFORE = re.compile(r"[^ \t\n\v\f\r]*(?: {1,3}[^ \t\n\v\f\r]*)?")  # read from right to left
_SEEN = 512  # characters looked at before the word


def _around(text: str, place: int) -> tuple[int, int]:
    before, after = _BEFORE.match(text[max(0, place - _SEEN) : place][::-1]), _AFTER.match(text, place)
    return place - before.end() if before else place, after.end() if after else place


def _weights(path: str) -> Model:
    from pathlib import Path

    from persclean.halfspace.model import load, shipped

    return load(Path(path)) if path else shipped()


@cache
def _model(path: str, shift: int, ezafe: bool) -> tuple[Tagger, Spaces, Context]:
    from persclean.halfspace.context import Context
    from persclean.halfspace.spaces import Spaces
    from persclean.halfspace.tagger import Tagger

    model = _weights(path)
    return Tagger(model, shift, ezafe), Spaces(model, shift, ezafe), Context(model)


class _HalfSpaceGap(Gap):
    left_ends: Chars = frozenset("ی")
    right_starts: Chars = frozenset("هتا")
    any_ends: Chars = chars(JOINING)
    longest = 24  # with the punctuation around it

    def __init__(self, path: str, shift: int, ezafe: bool) -> None:
        self._which = path, shift, ezafe
        self._whole: dict[str, bool] = {}

    def prepare(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Work out at once what the model says of these pairs."""
        pairs = [(left, right) for left, right in pairs if not (left.isascii() or right.isascii())]
        if pairs:
            _model(*self._which)[1].prepare(pairs)
            self._try([left + right for left, right in pairs if _by_rule(left, right) == ""])

    def _try(self, words: list[str]) -> None:
        """Note which words, made of two without a ZWNJ between them, the word part would leave as they are."""
        tagger, _, context = _model(*self._which)
        if len(self._whole) > _KEPT:
            self._whole.clear()
        new = sorted({word for word in words if word not in self._whole})
        read = tagger(split_verbs("\n".join(new))).split("\n")
        for word, again in zip(new, read, strict=False):
            self._whole[word] = word == again and not context.holds(word)

    def decide_all(self, pairs: Sequence[tuple[str, str]]) -> list[str]:
        """Return what `decide` makes of one space between the words of each of these pairs."""
        news = [_by_rule(left, right) for left, right in pairs]
        self._try([left + right for (left, right), new in zip(pairs, news, strict=True) if new == ""])
        rest = [pair for pair, new in zip(pairs, news, strict=True) if new is None]
        joins = iter(_model(*self._which)[1].join_all(rest))
        return [
            (ZWNJ if next(joins) else " ") if new is None else new or (new if self._whole[left + right] else " ")
            for (left, right), new in zip(pairs, news, strict=True)
        ]

    def left_may(self, left: str) -> bool:
        return len(left) <= self.longest and left.lstrip(_EDGE) in _PREFIXED

    def right_may(self, right: str) -> bool:
        return len(right) <= self.longest and right.rstrip(_EDGE) in _ENDINGS

    def screen(self, points: NDArray[np.uint32]) -> tuple[NDArray[np.int16], NDArray[np.uint64]]:
        """Return what the model can say of each piece as the left and as the right word."""
        return _model(*self._which)[1].screen(points)

    def confirm(
        self, left: NDArray[np.uint64], right: NDArray[np.uint64], sums: NDArray[np.int32]
    ) -> NDArray[np.bool_]:
        """Return which pairs the model would write as one."""
        return _model(*self._which)[1].confirm(left, right, sums)

    def decide(self, left: str, gap: str, right: str) -> str:
        if len(gap) > _WIDEST:
            return gap
        new = _by_rule(left, right)
        if new == "":
            if left + right not in self._whole:
                self._try([left + right])
            # کرد های is not made کردهای: it would be read as کرده|ای the next time.
            return new if self._whole[left + right] else gap
        if new is None and _model(*self._which)[1].joins(left, right):
            return ZWNJ
        return gap if new is None else new


@lru_cache(_PAIRS)
def _by_rule(left: str, right: str) -> str | None:
    """Return what the verb table and the word lists make of a gap; None where they leave it."""
    stem, ending = left.lstrip(_EDGE), right.rstrip(_EDGE)
    if stem in _PREFIXED:
        return ZWNJ if _is_verb(right.partition("/")[0].rstrip(_EDGE)) else None
    if ending not in _ENDINGS or not stem or stem[-1] in MARK or stem[-1] not in LETTER:
        return None
    if not _takes(stem, ending):
        return None
    if ending in _COMPARED and stem in _ONE_PIECE:
        return _ONE_PIECE[stem]
    return ZWNJ if stem[-1] in JOINING else ""


def _is_verb(form: str) -> bool:
    """Whether a form may stand after می: رود, گم, خورده|اند, خوردهاند."""
    if form in section("verbs") or form in section("spoken") or form in section("participles"):
        return True
    if is_spoken(form):
        return True
    for ending in ("ام", "ای", "ایم", "اید", "اند"):
        if form.endswith(ending) and form.removesuffix(ending).rstrip(ZWNJ) in section("participles"):
            return True
    return False


def _takes(stem: str, ending: str) -> bool:
    """Whether the word lists say that this ending belongs to this word."""
    if ending in _PLURAL:
        # The last part of a compound speaks for it: دانش|آموز ها
        return stem in section("plural") or (ZWNJ in stem and stem.rpartition(ZWNJ)[2] in section("plural"))
    if ending in _COMPARED:
        return stem in section("compared")
    if stem[-1] != "ه":
        return False
    verb = stem.rpartition(ZWNJ)[2]  # نمی|رفته ام
    if ending in _PERFECT and verb in section("participles"):
        return True
    if ending in _COPULA and stem[-2:-1] not in ("ا", "و") and stem in section("plural"):
        return True
    return (ending in _OWNED and stem in section("owned")) or (ending == "ای" and stem in section("heh"))
