"""What is looked back on: the latest groups of lines that were handed on, and copies of what was repeated before."""

from __future__ import annotations

from collections import OrderedDict, deque

import numpy as np

from persclean.headlines.features import Hashes, Lines, among
from persclean.headlines.page import Page

_COPIES = 4096
Found = dict[int, dict[Page, int]]


class Memory:
    """Pages of earlier lines, found by the hashes of their lines; bounded.

    What it holds before the first removal depends only on what was handed on: a text that nothing is removed from
    finds nothing here the next time either.
    """

    def __init__(self, groups: int = 3, size: int = 1 << 22) -> None:
        self._groups: deque[Page] = deque(maxlen=groups)
        self._copies: OrderedDict[int, Page] = OrderedDict()  # by the hash of the first line
        self._size, self._held = size, 0
        self._pending: list[Page] = []  # copies in lines that are not handed on: these must not meet themselves
        self._noted: set[int] = set()  # hashes of their first lines
        self._inputs = 0
        self.label = ""

    def enter(self, name: str) -> None:
        """Take note that another input begins."""
        self._inputs += 1
        self.label = name or f"input {self._inputs}"

    def keep(self, lines: Lines) -> None:
        """Remember a group of lines that was handed on."""
        self._groups.append(Page(lines, self.label))

    def copy(self, page: Page, lines: list[int]) -> Page | None:
        """Take note of the copy that was kept of a block; it can be found once `commit` is called.

        Returns what `forget` takes; None where there was nothing to take note of.
        """
        value = int(page.lines.first[lines[0]])
        if not value or value in self._noted:
            return None
        self._noted.add(value)
        first, end = lines[0], lines[-1] + 1
        own = Page(page.lines.part(first, end), page.name, is_copy=True)
        own.there = page.there[first:end]
        self._pending.append(own)
        return own

    def forget(self, copy: Page) -> None:
        """Do as if a copy had not been taken note of: the block stays."""
        self._pending.remove(copy)
        self._noted.discard(int(copy.lines.first[0]))

    def commit(self) -> None:
        """Remember the copies taken note of, now that their lines were handed on."""
        for page in self._pending:
            first = int(page.lines.first[0])
            if first in self._copies:
                self._copies.move_to_end(first)
                continue
            self._copies[first] = page
            self._held += len(page.lines.data)
        self._pending.clear()
        self._noted.clear()
        while self._held > self._size or len(self._copies) > _COPIES:
            self._held -= len(self._copies.popitem(last=False)[1].lines.data)

    def known(self, hashes: Hashes) -> Found:
        """Return where lines of these hashes stand: the first of each group, and of the copies."""
        found: Found = {}
        hashes = hashes[hashes > 1]
        for page in self._groups:
            both = np.concatenate((page.lines.first, page.lines.last))
            hits = np.flatnonzero(among(both, hashes) & (both > 1))
            values, firsts = np.unique(both[hits], return_index=True)
            for value, line in zip(values.tolist(), (hits[firsts] % len(page.ends)).tolist(), strict=True):
                found.setdefault(value, {})[page] = line
        if self._copies:
            copies = np.fromiter(self._copies, np.uint64, len(self._copies))
            for value in hashes[among(hashes, copies)].tolist():
                self._copies.move_to_end(value)
                found.setdefault(value, {})[self._copies[value]] = 0
        return found
