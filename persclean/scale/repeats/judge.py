"""Judging a unit: the same signs for and against a repeated block as the filter headlines has, over the whole corpus.

Nothing is decided here that headlines/ does not decide: a unit is a page, and what is known of the rest of the corpus
are the pages with the copies to be kept.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from persclean.config import Config
from persclean.headlines.evidence import ALONE
from persclean.headlines.features import Hashes
from persclean.headlines.memory import Found, Memory
from persclean.headlines.page import Page
from persclean.headlines.sweep import Removed, Sweep
from persclean.scale.repeats.units import Unit

_HEAD = 2  # lines: kicker and headline
_HELD = 4 << 20  # bytes of units whose pages are held; a page takes many times as much once its words are read


@dataclass(frozen=True, slots=True)
class Proposal:
    """A block that may go. lines: of its unit, from 0. others: of the unit `home`, where its words stand.

    box: 0, or the number of the box in the unit that it is a headline of: these go together or not at all. kept_first,
    kept_last: the numbers of the lines `others` in the input. size: bytes of the lines that go.
    """

    unit: int
    box: int
    lines: list[int]
    home: int
    others: list[int]
    kept_first: int
    kept_last: int
    similarity: float
    letters: int
    size: int


@dataclass(frozen=True, slots=True)
class Meeting:
    """A line of a unit and a copy of it that may be kept: a line of the unit `home`."""

    line: int
    home: int
    at: int


class Homes(Memory):
    """What is known beside a page: where its lines stand again, as they were met."""

    def __init__(self, found: Found) -> None:
        super().__init__()
        self._found = found

    def known(self, hashes: Hashes) -> Found:
        """Return where lines of the page stand again."""
        return self._found

    def copy(self, page: Page, lines: list[int]) -> Page | None:
        """Take no note: which copy is kept has been decided."""
        return None


class Pages:
    """Pages of units by their keys, the latest ones held. read: gives a unit and the lines of it that are gone."""

    def __init__(self, read: Callable[[int], tuple[Unit, Sequence[int]]]) -> None:
        self._read = read
        self._held: OrderedDict[int, Page] = OrderedDict()
        self._size = 0

    def page(self, key: int) -> Page:
        """Return a page; nobody may change what is there of it."""
        found = self._held.get(key)
        if found is not None:
            self._held.move_to_end(key)
            return found
        page = self.fresh(key)
        self._held[key] = page
        self._size += len(page.lines.data)
        while self._size > _HELD and len(self._held) > 1:
            self._size -= len(self._held.popitem(last=False)[1].lines.data)
        return page

    def fresh(self, key: int) -> Page:
        """Return a page of its own."""
        unit, gone = self._read(key)
        page = Page(unit.lines(), str(key))
        for line in gone:
            page.there[line] = 0
        return page


def judge(key: int, meetings: Sequence[Meeting], pages: Pages, config: Config) -> list[Proposal]:
    """Return the blocks of a unit that may go; meetings: those of its lines, the most promising first."""
    page = pages.fresh(key)
    first, last = page.lines.first.tolist(), page.lines.last.tolist()
    found: Found = {}
    keys: dict[int, int] = {id(page): key}
    homes = {one.home: pages.page(one.home) for one in meetings if one.home != key}  # the page meets itself anyway
    keys |= {id(home): number for number, home in homes.items()}
    met = [(one.line, homes[one.home], one.at) for one in meetings if one.home in homes]
    for line, home, at in [*_over(page, met), *met]:
        value = first[line] or last[line]
        if value:
            found.setdefault(value, {}).setdefault(home, at)
    sweep = Sweep(page, Homes(found), config.headlines_min_words, config.headlines_similarity)
    sweep.run()
    return [
        Proposal(
            unit=key,
            box=box,
            lines=list(one.found.lines),
            home=keys[id(one.other)],
            others=list(one.found.others),
            kept_first=one.other.number(one.found.others[0]),
            kept_last=one.other.number(one.found.others[-1]),
            similarity=round(one.found.similarity, 4),
            letters=one.found.letters,
            size=sum(len(page.line(i)) for i in one.found.lines),
        )
        for one, box in zip(sweep.removed, _boxes(page, sweep.removed), strict=True)
    ]


def _over(page: Page, met: Sequence[tuple[int, Page, int]]) -> Iterator[tuple[int, Page, int]]:
    """Yield the headlines over lines that were met, where the copies have them, too.

    A headline stands in so many places that the copy of it that was chosen need not be the one over this text.
    """
    for line, home, at in met:
        one, two = page.prev(line), home.prev(at)
        for _ in range(_HEAD):
            if one is None or two is None or page.is_paragraph(one) or page.joined(one) != home.joined(two):
                break
            yield one, home, two
            one, two = page.prev(one), home.prev(two)


def _boxes(page: Page, removed: Sequence[Removed]) -> list[int]:
    """Return for each block the number of its box, from 1, 0 for one that is no headline of a box.

    A short line is removed alone in boxes only, one headline after the other.
    """
    found: list[int] = []
    number = before = 0
    for one in removed:
        lines = one.found.lines
        alone = len(lines) == 1 and not one.found.cut and page.letters(lines[0]) < ALONE
        if alone and not (found and found[-1] and before < lines[0] and not page.there.count(1, before, lines[0])):
            number += 1
        found.append(number if alone else 0)
        before = lines[-1]
    return found
