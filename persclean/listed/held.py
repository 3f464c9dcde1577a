"""Any filter, with its hands off listed words: what it would do to one of them is not done.

A word part is tried on a whole piece first, so that it may still set a space or a sign beside the word; only where that
would cost a listed word are the parts before and behind it done without it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import TYPE_CHECKING

from persclean.filters.base import Filter, Gap
from persclean.lazy import pattern
from persclean.listed.forms import Forms
from persclean.listed.match import head, tail

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# See Filter.words for what a piece is.
_PIECE = pattern(r"(?:[^ \t\n\v\f\r]|(?<=[A-Za-z0-9]) (?=[A-Za-z0-9]))++")
Run = Callable[[str], str]
_TURNS = 8  # each parts what the one before has left


@cache
def held(base: type[Filter]) -> type[Filter]:
    """Return the filter that keeps its hands off the words that its settings list."""

    class Held(base):  # type: ignore[misc, valid-type]
        def make_gap(self) -> Gap | None:
            gap = super().make_gap()
            return HeldGap(gap, self.config.exceptions.forms) if gap is not None else None

        def words(self, text: str) -> str:
            return _words(super().words, self.config.exceptions.forms, text, _TURNS)

        def lines(self, text: str) -> str:
            new: str = super().lines(text)
            counted = self.config.exceptions.forms.holding.count
            if new == text or not counted(text):
                return new
            pairs = zip(text.split("\n"), new.split("\n"), strict=True)
            return "\n".join(
                after if after == before or counted(before) <= counted(after) else before for before, after in pairs
            )

    Held.__name__, Held.__qualname__, Held.__module__ = base.__name__, base.__qualname__, base.__module__
    Held.__doc__ = base.__doc__
    return Held


def _words(run: Run, forms: Forms, text: str, turns: int) -> str:
    """Return a text after a word part, with the pieces that hold listed words done by themselves."""
    spans = forms.holding.spans(text)
    if not spans:
        return run(text)
    at = list(_pieces(text, spans))
    pieces = [text[start:stop] for start, stop in at]
    # The rest in one go: a line feed in place of each of these pieces, which is found again by its number.
    rest: list[str] = []
    feeds: list[int] = []
    done = seen = 0
    for start, stop in at:
        rest += (text[done:start], "\n")
        feeds.append(seen + text.count("\n", done, start))
        seen = feeds[-1] + 1
        done = stop
    rest.append(text[done:])
    others = run("".join(rest)).split("\n")
    news = _held_pieces(run, forms, pieces, turns)
    out, place = [], dict(zip(feeds, news, strict=True))
    for n, line in enumerate(others):
        out.append(line)
        if n < len(others) - 1:
            out.append(place.get(n, "\n"))
    return "".join(out)


def _pieces(text: str, spans: Iterable[tuple[int, int]]) -> Iterable[tuple[int, int]]:
    """Yield the pieces in which these spans stand, each once."""
    done = 0
    wanted = iter(spans)
    span = next(wanted, None)
    for match in _PIECE.finditer(text):
        if span is None:
            return
        found = False
        while span is not None and span[0] < match.end():
            found = True
            span = next(wanted, None)
        if found and match.start() >= done:
            yield match.span()
            done = match.end()


def _held_pieces(run: Run, forms: Forms, pieces: list[str], turns: int) -> list[str]:
    """Return pieces with listed words in them, each after the word part."""
    news = run("\n".join(pieces)).split("\n")
    counted = forms.holding.count
    pairs = zip(pieces, news, strict=True)
    lost = [n for n, (old, new) in enumerate(pairs) if old != new and not counted(old) <= counted(new)]
    if not lost:
        return news
    cuts = {n: _cut(pieces[n], forms.holding.spans(pieces[n])) for n in lost}
    parts = [part for n in lost for part in cuts[n][::2]]
    fresh = iter(run("\n".join(parts)).split("\n"))
    for n in lost:
        cuts[n][::2] = [next(fresh) for _ in cuts[n][::2]]
        new = "".join(cuts[n])
        # Parts that have come apart are done again, each by itself: so a second run finds nothing to do.
        if not counted(pieces[n]) <= counted(new):
            news[n] = pieces[n]
        elif new != pieces[n] and turns > 1:
            news[n] = _words(run, forms, new, turns - 1)
        else:
            news[n] = new
    return news


def _cut(piece: str, spans: list[tuple[int, int]]) -> list[str]:
    """Return what stands before the first span, the span, what stands behind it, and so on."""
    out, done = [], 0
    for start, stop in spans:
        out += [piece[done:start], piece[start:stop]]
        done = stop
    return [*out, piece[done:]]


class HeldGap(Gap):
    """A gap part that closes no gap beside a listed word, and none that is listed."""

    def __init__(self, inner: Gap, forms: Forms) -> None:
        self._inner, self._forms = inner, forms
        self.left_ends, self.right_starts = inner.left_ends, inner.right_starts
        self.any_ends, self.longest = inner.any_ends, inner.longest
        self.left_may, self.right_may = inner.left_may, inner.right_may  # type: ignore[method-assign]

    def prepare(self, pairs: Iterable[tuple[str, str]]) -> None:
        """See Gap.prepare."""
        self._inner.prepare(pairs)

    def screen(self, points: NDArray[np.uint32]) -> tuple[NDArray[np.int16], NDArray[np.uint64]] | None:
        """See Gap.screen."""
        return self._inner.screen(points)

    def confirm(
        self, left: NDArray[np.uint64], right: NDArray[np.uint64], sums: NDArray[np.int32]
    ) -> NDArray[np.bool_]:
        """See Gap.confirm."""
        return self._inner.confirm(left, right, sums)

    def decide(self, left: str, gap: str, right: str) -> str:
        """Return what the gap part writes, unless that would cost a listed word."""
        new = self._inner.decide(left, gap, right)
        if new[:1] == " " or new == gap:
            return new
        if (tail(left), head(right)) in self._forms.apart:
            return gap
        counted = self._forms.holding.count
        before = counted(left) + counted(right)
        return new if not before or before <= counted(left + new + right) else gap
