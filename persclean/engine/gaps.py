"""Deciding gaps by distinct pairs of entries; only pairs with a flagged side are looked at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from persclean.engine.entries import Entries
from persclean.engine.kinds import Kind
from persclean.engine.light import decide, melts
from persclean.engine.segment import Indices, Offsets
from persclean.engine.vocabulary import LEFT, PHRASE, RIGHT, Vocabulary
from persclean.errors import PerscleanError
from persclean.filters.base import Gap

Kinds = NDArray[np.uint8]

_MOST = 1 << 17  # decisions and words remembered: bounds memory
_RIGHT = (1 << 32) - 1  # of a pair of codes, the bits of the right one
_BATCH = 1 << 16  # pairs looked up together: bounds it within a block


@dataclass(frozen=True, slots=True)
class GapChanges:
    """What becomes of the gaps of a block.

    at: the entries after which a gap changes; kinds: the number of each one's new gap in GapDecisions.kinds. may:
    whether the gap after an entry was in question, shape (n,). redo: entries to be done again, for a join reaches into
    a phrase.
    """

    at: Indices
    kinds: Kinds
    may: NDArray[np.bool_]
    redo: Indices


class GapDecisions:
    """Remembers what was decided for a pair of codes; to be dropped with the vocabulary's codes."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._memo: dict[int | tuple[int, int], int] = {}  # a gap of one space by its pair, a wider one with its width
        self.kinds = [""]
        self._kinds = [("stays", False)]
        self._joins = self._melts = np.zeros(1, bool)
        self._words: dict[int, tuple[str, str]] = {}
        self.traced: dict[tuple[int, int], tuple[Kind, int]] = {}  # what Tracer remembers by these codes

    def _of(self, code: int) -> tuple[str, str]:
        return self._learn((code,))[code]

    def _learn(self, codes: Iterable[int]) -> dict[int, tuple[str, str]]:
        """Look up the first and last words of entries; return those of all entries known."""
        new = [code for code in dict.fromkeys(codes) if code not in self._words]
        if new:
            self._words.update(zip(new, self._vocabulary.words_of(new), strict=True))
        return self._words

    def apply(self, entries: Entries) -> GapChanges:
        """Return what becomes of the gaps of a block."""
        may = np.zeros(len(entries.layout), bool)
        nowhere = np.zeros(0, np.int64)
        if not self._vocabulary.gaps:
            return GapChanges(nowhere, np.zeros(0, np.uint8), may, nowhere)
        may[entries.having(LEFT)] = True
        may[entries.having(RIGHT) - 1] = True  # (before the first entry: the last one, which has no gap)
        may[entries.layout.wide] = True  # any gap part may change a gap of more than one space
        for gap, numbers, keys in self._vocabulary.screens:
            self._confirmed(entries, gap, numbers, keys, may)
        may[entries.layout.apart] = False
        at = np.flatnonzero(may)
        if not len(at):
            return GapChanges(at, np.zeros(0, np.uint8), may, nowhere)
        news = self._decide(entries, at)
        self._chain(entries, at, news)
        touched = np.flatnonzero(news)
        places, kinds = at[touched], news[touched]
        right = places[self._joins[kinds]] + 1
        reach = right[entries.flags(right) & PHRASE != 0]
        # Two words become one without a ZWNJ: their neighbours meet another word (see light.run_gaps).
        whole = places[self._melts[kinds]]
        return GapChanges(places, kinds, may, np.union1d(reach, np.concatenate([whole, whole + 1])))

    def _confirmed(
        self, entries: Entries, gap: Gap, numbers: NDArray[np.int16], keys: NDArray[np.uint64], may: NDArray[np.bool_]
    ) -> None:
        """Set `may` where a gap part says, from its numbers and keys of the words, that it may change a gap."""
        sums = entries.each(numbers[:, 0])[:-1]
        sums += entries.each(numbers[:, 1])[1:]
        passed = sums > 0
        passed[may[:-1]] = False
        apart = entries.layout.apart
        passed[apart[apart < len(passed)]] = False
        at = np.flatnonzero(passed)
        left, right = entries.codes(at), entries.codes(at + 1)
        fine = gap.confirm(keys[left, 0], keys[right, 1], sums[at].astype(np.int32))
        may[at[fine]] = True

    def _kind(self, left: str, gap: str, right: str) -> int:
        """Return the number of a new gap between two words; 0 is reserved for a gap that stays."""
        which = gap, not gap and melts(left, right)
        if which not in self._kinds:
            if len(self._kinds) > 0xFF:
                raise PerscleanError("the gap parts write more than 255 kinds of gap")
            self._kinds.append(which)
            self.kinds.append(gap)
            self._joins = np.array([False] + [gap[:1] != " " for gap, _ in self._kinds[1:]])
            self._melts = np.array([melted for _, melted in self._kinds])
        return self._kinds.index(which)

    def _decide(self, entries: Entries, at: Indices) -> Kinds:
        """Return for each place the kind of its new gap, 0 where it stays, each pair taken alone."""
        keys, widths = entries.codes(at).astype(np.int64) << 32 | entries.codes(at + 1), entries.widths(at)
        order = np.lexsort((keys, widths))
        keys, widths = keys[order], widths[order]
        first = (np.diff(keys, prepend=-1) != 0) | (np.diff(widths, prepend=-1) != 0)
        heads = np.flatnonzero(first)
        found = np.concatenate([self._look_up(keys[some], widths[some]) for some in _batches(heads)])
        kinds = np.empty(len(at), np.uint8)
        kinds[order] = found[np.cumsum(first) - 1]
        return kinds

    def _look_up(self, keys: Indices, widths: Offsets) -> Kinds:
        """Return the kinds of the gaps of so many spaces between these pairs of codes, each of them given once."""
        memo = self._memo
        if len(memo) > _MOST or len(self._words) > _MOST:
            memo.clear()
            self._words.clear()
        found = np.zeros(len(keys), np.uint8)
        single = widths == 1
        asked = keys[single].tolist()
        new = [key for key in asked if key not in memo]
        memo.update(zip(new, self._new(new), strict=True))
        found[single] = [memo[key] for key in asked]
        wide = list(zip(keys[~single].tolist(), widths[~single].tolist(), strict=True))
        fresh = [which for which in wide if which not in memo]
        memo.update(zip(fresh, self._new_wide(fresh), strict=True))
        found[~single] = [memo[which] for which in wide]
        return found

    def _new(self, keys: list[int]) -> list[int]:
        """Return the kinds of the gaps of one space between pairs of codes."""
        pairs = self._pairs(keys)
        kinds = [0] * len(keys)
        open_ = list(range(len(keys)))  # those that the gap parts up to now have left alone
        for gap in self._vocabulary.gaps:
            news = gap.decide_all([pairs[n] for n in open_])
            still: list[int] = []
            for n, new in zip(open_, news, strict=True):
                if new == " ":
                    still.append(n)
                elif new[:1] == " ":  # a wider gap: the parts that follow are asked about that
                    kinds[n] = self._decided(pairs[n][0], " ", pairs[n][1])
                else:
                    kinds[n] = self._kind(pairs[n][0], new, pairs[n][1])
            open_ = still
        return kinds

    def _new_wide(self, found: list[tuple[int, int]]) -> list[int]:
        """Return the kinds of the gaps between pairs of codes, each with the number of its spaces."""
        pairs = self._pairs([key for key, _ in found])
        for gap in self._vocabulary.gaps:
            gap.prepare(pairs)
        return [self._decided(left, " " * width, right) for (left, right), (_, width) in zip(pairs, found, strict=True)]

    def _pairs(self, keys: list[int]) -> list[tuple[str, str]]:
        """Return the words beside the gap of each of these pairs of codes."""
        lefts, rights = [key >> 32 for key in keys], [key & _RIGHT for key in keys]
        words = self._learn(lefts + rights)
        return [(words[left][1], words[right][0]) for left, right in zip(lefts, rights, strict=True)]

    def _decided(self, left: str, gap: str, right: str) -> int:
        new = decide(self._vocabulary.gaps, left, gap, right)
        return 0 if new == gap else self._kind(left, new, right)

    def _chain(self, entries: Entries, at: Indices, news: Kinds) -> None:
        """Decide again, from left to right, where the left word has just been joined to the one before it."""
        joined = ""  # what stands left of place `last`, up to and with its gap
        last = -2
        codes, rights, widths = entries.codes(at), entries.codes(at + 1), entries.widths(at)
        for n in (np.flatnonzero(np.diff(at) == 1) + 1).tolist():
            if not self._joins[news[n - 1]]:
                continue
            if last != n - 1:
                joined = self._of(int(codes[n - 1]))[1] + self.kinds[news[n - 1]]
            first, word = self._of(int(codes[n]))
            if first != word:
                continue  # a phrase: it is done again
            left = joined + word
            gap = " " * int(widths[n])
            kind = news[n] = self._decided(left, gap, self._of(int(rights[n]))[0])
            joined, last = left + (self.kinds[kind] if kind else gap), n


def _batches(values: Indices) -> Iterator[Indices]:
    for start in range(0, len(values), _BATCH):
        yield values[start : start + _BATCH]
