"""Finds and removes the repeated blocks of a group of lines, until nothing is left to remove.

Lines that share a hash are compared, each with the first and the latest of its kind before it only, so time is linear.
A sweep that removes nothing is what the next run of the filter does first, with the same lines: so it removes nothing.
What was removed can be put back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from persclean.headlines.evidence import block, is_box, is_headline, is_twice
from persclean.headlines.features import Bools, Hashes, Ints, among, shared
from persclean.headlines.match import SHORT, Match, match, may_go_on
from persclean.headlines.memory import Found, Memory
from persclean.headlines.page import PARAGRAPH, Page

# A headline with its lead is not larger than this.
_HEADLINE = 8  # lines
_HEADLINE_LETTERS = 1000

_ECHOES = 8  # copies of a line that are looked at for boxes
_TRIES = 128  # lines of one hash that came to nothing; what stands so often alone is a byline, a source
_STRETCH = 30  # brief lines one after another; a box has fewer
_NOTHING: dict[Page, int] = {}


@dataclass(frozen=True, slots=True)
class Removed:
    """A block that was removed, the page its words stand in as well, and the copy that the memory took note of."""

    found: Match
    other: Page
    copy: Page | None


class Sweep:
    """One group of lines and what it is compared with. removed: the blocks, in order."""

    def __init__(self, page: Page, memory: Memory, least_words: int, share: float) -> None:
        self.page, self.memory, self.least_words, self.share = page, memory, least_words, share
        self.removed: list[Removed] = []
        self.known: Found = {}
        self._candidates = self._find()
        self._tries: dict[int, int] = {}
        self._seen: dict[int, tuple[int, int]] = {}
        self._echo: dict[int, list[tuple[Page, int]]] = {}
        # Page and lines that met in a match that came to nothing.
        self._failed: set[tuple[int, int, int]] = set()

    def _find(self) -> tuple[Ints, Hashes, Hashes]:
        """Return the lines that share a hash with another, in order, with these hashes, 0 for none."""
        lines = self.page.lines
        both = np.concatenate((lines.first, lines.last))
        self.known = self.memory.known(both)
        wanted = shared(both)
        if self.known:
            wanted |= among(both, np.fromiter(self.known, np.uint64, len(self.known)))
        one, two = wanted[: len(lines.first)], wanted[len(lines.first) :]
        at = np.flatnonzero(one | two)
        return at, np.where(one, lines.first, 0)[at], np.where(two, lines.last, 0)[at]

    def _hopeful(self) -> Iterator[tuple[int, tuple[int, ...]]]:
        """Yield the candidates that are there and may begin a block or stand in a box, each with its hashes."""
        there = np.frombuffer(bytes(self.page.there), np.uint8).astype(np.bool_)
        at, first, last = self._candidates
        some = there[at] & ~self._idle(there)[at]
        columns = (at[some].tolist(), first[some].tolist(), last[some].tolist())
        yield from ((line, (a, b) if a and b else (a or b,)) for line, a, b in zip(*columns, strict=True))

    def _idle(self, there: Bools) -> Bools:
        """Return which lines stand in a long stretch of brief ones, but at its end: a song, a list, rows."""
        at = np.flatnonzero(there)
        brief = self.page.lines.brief[at]
        edges = np.flatnonzero(np.diff(np.concatenate(([False], brief, [False]))))
        idle = np.zeros(len(there), np.bool_)
        for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
            if end - start > _STRETCH:
                idle[at[start : end - SHORT + 1]] = True
        return idle

    def run(self) -> None:
        """Remove all repeated blocks."""
        while len(self._candidates[0]) and self._once():
            pass

    def put_back(self, gaps: Iterable[range]) -> None:
        """Put back the blocks that have lines in these gaps."""
        lines = {line for gap in gaps for line in gap}
        stay: list[Removed] = []
        for one in self.removed:
            if lines.isdisjoint(one.found.lines):
                stay.append(one)
                continue
            for line in one.found.lines:
                self.page.there[line] = 1
            if one.copy is not None:
                self.memory.forget(one.copy)
        self.removed = stay

    def _once(self) -> bool:
        self._seen, self._echo, self._failed, self._tries = {}, {}, set(), {}
        removed = False
        for line, values in self._hopeful():
            if self.page.there[line]:
                removed |= self._judge(line, values)
        return self._boxes() or removed

    def _judge(self, line: int, values: tuple[int, ...]) -> bool:
        page, removed = self.page, False
        for value in values:
            if self._tries.get(value, 0) > _TRIES:
                continue
            for other, at in self._partners(line, value):
                if (id(other), line, at) in self._failed:
                    continue
                if page.letters(line) == other.letters(at) and page.joined(line) == other.joined(at):
                    if not other.is_copy:  # the next run has none: boxes must not lean on them
                        self._heard(line, other, at)
                    if other is page:
                        self._heard(at, page, line)
                    if page.letters(line) < PARAGRAPH and not may_go_on(page, line, other, at):
                        self._failing(value, other)
                        continue
                done, met = self._pair(line, other, at)
                removed |= done
                if not done:
                    self._failing(value, other)
                    self._failed.update((id(other), *pair) for pair in met)
                if not page.there[line]:
                    return True
            first, _ = self._seen.get(value, (line, line))
            self._seen[value] = (first if page.there[first] else line, line)
        return removed

    def _failing(self, value: int, other: Page) -> None:
        if not other.is_copy:
            self._tries[value] = self._tries.get(value, 0) + 1

    def _heard(self, line: int, other: Page, at: int) -> None:
        found = self._echo.setdefault(line, [])
        if len(found) < _ECHOES:
            found.append((other, at))

    def _partners(self, line: int, value: int) -> Iterator[tuple[Page, int]]:
        yield from self.known.get(value, _NOTHING).items()
        for at in dict.fromkeys(self._seen.get(value, ())):
            if self.page.there[at]:
                yield self.page, at

    def _pair(self, line: int, other: Page, at: int) -> tuple[bool, list[tuple[int, int]]]:
        """Remove one of two copies, if that is right; return whether, and which lines met."""
        page = self.page
        later = match(page, line, other, at, self.share)
        met = list(zip(later.lines, later.reached, strict=True)) if later else []
        later = later and block(page, later, other, self.least_words)
        earlier = None
        if other is page:
            if is_twice(page, at, line, self.least_words):
                earlier = Match([at], [line], [line], page.letters(at))
            elif (found := match(page, at, page, line, self.share)) is not None:
                earlier = block(page, found, page, self.least_words)
                if earlier and not (earlier.cut or earlier.missing) and page.is_paragraph(earlier.lines[0]):
                    earlier = None  # of two equal texts without a headline the first stays
        if earlier and (not later or self._is_better_there(earlier, later)):
            self._remove(earlier, page)
        elif later:
            self._remove(later, other)
        return bool(earlier or later), met

    def _is_better_there(self, earlier: Match, later: Match) -> bool:
        """Whether the later of two copies of a headline stands over a text and the earlier does not."""
        if len(earlier.lines) > _HEADLINE or earlier.letters > _HEADLINE_LETTERS:
            return False  # a whole article
        after, before = self.page.next(earlier.others[-1]), self.page.next(later.others[-1])
        if before == earlier.others[0]:
            before = None
        return self.page.is_paragraph(after) and not self.page.is_paragraph(before)

    def _boxes(self) -> bool:
        """Remove boxes of headlines that all stand elsewhere."""
        page, removed = self.page, False
        for lines in self._runs():
            if not all(page.there[i] for i in lines):
                continue
            if page.is_paragraph(page.next(lines[-1])):
                lines.pop()  # the headline of what follows
            kept = self._homes(lines)
            over = kept is not None and all(other.is_paragraph(other.next(at)) for other, at in kept)
            if kept is None or not is_box(page, lines, over):
                continue
            for line, (other, at) in zip(lines, kept, strict=True):
                self._remove(Match([line], [at], [at], page.letters(line)), other)
            removed = True
        return removed

    def _homes(self, lines: list[int]) -> list[tuple[Page, int]] | None:
        """Return the copy to keep of each headline of a box, None where one has no right one; trims the box's ends.

        It is over a text, or in a box with the copy of the headline beside it. A kicker under a box is no part of it.
        """
        own = set(lines)
        homes = [[one for one in self._echo[i] if self._is_home(one, own, lines[0])] for i in lines]
        found: list[tuple[Page, int] | None] = []
        for i, ones in enumerate(homes):
            over = (one for one in ones if one[0].is_paragraph(one[0].next(one[1])))
            beside = (
                one
                for one in ones
                if (i and (one[0], one[0].prev(one[1])) in homes[i - 1])
                or (i + 1 < len(homes) and (one[0], one[0].next(one[1])) in homes[i + 1])
            )
            found.append(next(over, None) or next(beside, None))
        while found and found[-1] is None:
            found.pop()
            lines.pop()
        while found and found[0] is None:
            del found[0], lines[0]
        return None if None in found else [one for one in found if one is not None]

    def _is_home(self, one: tuple[Page, int], own: set[int], start: int) -> bool:
        other, at = one
        if other is not self.page:
            return True
        if not other.there[at] or at in own:
            return False
        return at < start or other.is_paragraph(other.next(at))

    def _runs(self) -> Iterator[list[int]]:
        run: list[int] = []
        for line in sorted(self._echo):
            if not self.page.there[line] or not is_headline(self.page, line, self.least_words):
                continue
            if run and self.page.next(run[-1]) != line:
                yield run
                run = []
            run.append(line)
        if run:
            yield run

    def _remove(self, found: Match, other: Page) -> None:
        self.removed.append(Removed(found, other, self.memory.copy(other, found.others)))
        for line in found.lines:
            self.page.there[line] = 0
