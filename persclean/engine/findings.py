"""Every change of a block, with its place and the filter that made it: for `check`, reports and statistics.

The engine says which entries, gaps, spans and lines change, and keeps, where findings are wanted, what each filter did
to them. Cleaning alone pays nothing for this.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import compress
from operator import ne

import numpy as np
from numpy.typing import NDArray

from persclean.edits import Edit, back, line_edits
from persclean.engine.arrow import encoded
from persclean.engine.entries import Entries
from persclean.engine.gaps import GapChanges, GapDecisions
from persclean.engine.kinds import Kind, Step, counted
from persclean.engine.light import run_gaps
from persclean.engine.mend import Spans
from persclean.engine.output import Output, within
from persclean.engine.segment import LINE_FEED, Indices
from persclean.engine.vocabulary import Vocabulary, first_word, last_word
from persclean.filters.base import Filter, Gap

ZWNJ = "\N{ZERO WIDTH NON-JOINER}"
_MOST = 1 << 18  # gaps remembered: bounds memory
_WIDEST = 0xFF  # spaces of a gap that are shown
Longs = NDArray[np.int64]
_Found = tuple[Longs, NDArray[np.int32]]  # where, and the numbers of the kinds


@dataclass(slots=True)
class Findings:
    """The changes of a block, ascending; shape (n,) each.

    lines: line feeds before each in the block. columns: characters before it in its line. starts: its offset in bytes.
    which: the index of its kind in `kinds`, which are those of this block alone.
    """

    lines: Longs
    columns: Longs
    starts: Longs
    which: NDArray[np.int32]
    kinds: list[Kind]

    def counts(self) -> dict[str, int]:
        """Return how many changes there are of each filter, by its code."""
        return counted((kind.code for kind in self.kinds), self.which)


@dataclass(frozen=True, slots=True)
class Traced:
    """What changed in a block, as the engine knows it.

    changed: entries that become something else. word_steps, line_steps: what the word parts did in the spans, and the
    line parts in the lines that one of them wanted. first: where these lines start in the output before that.
    """

    entries: Entries
    vocabulary: Vocabulary
    changed: Indices
    gaps: GapChanges
    decisions: GapDecisions
    spans: Spans
    output: Output
    word_steps: Sequence[Step]
    line_steps: Sequence[Step]
    first: Sequence[int] = ()


class Tracer:
    """Finds out which filter made which change."""

    def __init__(self, filters: Sequence[Filter]) -> None:
        self._able: list[tuple[Filter, Gap]] = [(one, one.gap) for one in filters if one.gap is not None]
        self._writing = [(one, gap) for one, gap in self._able if ZWNJ in one.effects.inserts]

    def trace(self, block: Traced) -> Findings:
        """Return the changes of a block."""
        kinds: list[Kind] = []
        parts = [self._pieces(block, kinds), self._gaps(block, kinds)]
        parts.append(_listed(self._spans(block), kinds))
        parts.append(_listed(_lines(block), kinds))
        starts = np.concatenate([starts for starts, _ in parts])
        which = np.concatenate([which for _, which in parts])
        order = np.argsort(starts, kind="stable")
        starts, which = starts[order], which[order]
        lines, columns = _places(block.entries.data, starts)
        return Findings(lines, columns, starts, which, kinds)

    def _pieces(self, block: Traced, kinds: list[Kind]) -> _Found:
        changed = block.changed
        if len(block.spans.first):
            changed = changed[~within(changed, block.spans.first, block.spans.last)]
        if not len(changed):
            return _NONE
        vocabulary = block.vocabulary
        used, inverse = _distinct(vocabulary.place[block.entries.codes(changed)], len(vocabulary.out))
        trails = [vocabulary.kinds[place] for place in used.tolist()]
        before = len(kinds)
        for trail in trails:
            kinds += trail
        count = np.fromiter(map(len, trails), np.int64, len(trails))
        first = np.cumsum(count) - count + before
        times = count[inverse]
        inner = np.arange(int(times.sum())) - np.repeat(np.cumsum(times) - times, times)
        which = (np.repeat(first[inverse], times) + inner).astype(np.int32)
        return np.repeat(block.entries.layout.starts(changed).astype(np.int64), times), which

    def _gaps(self, block: Traced, table: list[Kind]) -> _Found:
        at, kinds = block.gaps.at, block.gaps.kinds
        if len(block.spans.first):
            outside = ~within(at, block.spans.first, block.spans.last - 1)
            at, kinds = at[outside], kinds[outside]
        if not len(at):
            return _NONE
        entries, layout = block.entries, block.entries.layout
        widths = np.minimum(entries.widths(at), _WIDEST).astype(np.int64)
        pairs, of_pair = encoded(entries.codes(at).astype(np.int64) << 32 | entries.codes(at + 1))
        what, inverse = encoded(of_pair.astype(np.int64) << 16 | widths << 8 | kinds)
        asked = list(zip(pairs[what >> 16].tolist(), (what & 0xFFFF).tolist(), strict=True))
        found = self._of_gaps(asked, block)
        first = len(table)
        table += [kind for kind, _ in found]
        before = np.array([width for _, width in found], np.int64)
        return layout.stops(at).astype(np.int64) - before[inverse], inverse + np.int32(first)

    def _of_gaps(self, asked: Sequence[tuple[int, int]], block: Traced) -> list[tuple[Kind, int]]:
        """Return what becomes of gaps, and how many bytes the word before each has.

        asked: the codes of both entries, and the width and the new kind, in one number each.
        """
        memo = block.decisions.traced
        if len(memo) > _MOST:
            memo.clear()
        new = [one for one in asked if one not in memo]
        lefts = block.vocabulary.texts_of([key >> 32 for key, _ in new])
        rights = block.vocabulary.texts_of([key & 0xFFFFFFFF for key, _ in new])
        # Of a phrase, the word beside the gap.
        words = [(last_word(left), first_word(right)) for left, right in zip(lefts, rights, strict=True)]
        if len(self._able) > 1:
            for _, gap in self._able:
                gap.prepare(words)
        for one, (left, right) in zip(new, words, strict=True):
            gap_before, gap_after = " " * (one[1] >> 8), block.decisions.kinds[one[1] & 0xFF]
            who = self._who(left, gap_before, right, gap_after)
            kind = Kind(who.code, who.name, f"{left}{gap_before}{right}", f"{left}{gap_after}{right}")
            memo[one] = kind, len(left.encode("utf-8", "surrogateescape"))
        return [memo[one] for one in asked]

    def _who(self, left: str, gap: str, right: str, new: str) -> Filter:
        """Return the filter whose gap part decided a gap; of several, the first one that gives this outcome."""
        able = (self._writing if ZWNJ in new else ()) or self._able
        if len(able) > 1:
            for one, part in able:
                if part.decide(left, gap, right) == new:
                    return one
        return able[-1][0]

    def _spans(self, block: Traced) -> Iterator[tuple[int, Kind]]:
        spans, layout = block.spans, block.entries.layout
        if not len(spans.first):
            return
        starts, stops = layout.starts(spans.first).tolist(), layout.stops(spans.last).tolist()
        lines = [_decoded(block.entries.data[a:b]) for a, b in zip(starts, stops, strict=True)]
        steps = list(block.word_steps)
        text = steps[-1][2] if steps else "\n".join(lines)
        for one, gap in self._able:
            after = run_gaps([gap], text)
            steps.append((one, text, after))
            text = after
        for n, place, kind in _line_changes(steps, lines):
            yield starts[n] + len(lines[n][:place].encode("utf-8", "surrogateescape")), kind


_ONES = np.unpackbits(np.arange(256, dtype=np.uint8)[:, None], axis=1).sum(axis=1).astype(np.uint8)
_HIGH = np.array([0x00, 0x80, 0xC0, 0xE0, 0xF0, 0xF8, 0xFC, 0xFE], np.uint8)  # the first so many bits of a byte
_NONE = np.zeros(0, np.int64), np.zeros(0, np.int32)


def _lines(block: Traced) -> Iterator[tuple[int, Kind]]:
    if not block.line_steps:
        return
    lines = block.line_steps[0][1].split("\n")
    found = list(_line_changes(block.line_steps, lines))
    places = [block.first[n] + len(lines[n][:at].encode("utf-8", "surrogateescape")) for n, at, _ in found]
    origins = block.output.origins(np.array(places, np.int64)).tolist()
    yield from zip(origins, (kind for _, _, kind in found), strict=True)


def _distinct(values: NDArray[np.int32], most: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the distinct values, all below `most`, ascending, and which of them each one is."""
    there = np.zeros(most, bool)
    there[values] = True
    return np.flatnonzero(there), (np.cumsum(there) - 1)[values]


def _listed(found: Iterable[tuple[int, Kind]], kinds: list[Kind]) -> _Found:
    first = len(kinds)
    table: dict[Kind, int] = {}
    pairs = [(start, table.setdefault(kind, len(table))) for start, kind in found]
    kinds += table
    places, which = np.array(pairs, np.int64).reshape(-1, 2).T
    return places, (which + first).astype(np.int32)


def _decoded(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def _line_changes(steps: Iterable[Step], lines: Sequence[str]) -> Iterator[tuple[int, int, Kind]]:
    """Yield every edit: the number of its line, the character of that line as it was first, and what it is."""
    earlier: dict[int, list[list[Edit]]] = {}
    for one, before, after in steps:
        if before == after:
            continue
        olds, news = before.split("\n"), after.split("\n")
        for n in compress(range(len(olds)), map(ne, olds, news)):
            old, new = olds[n], news[n]
            edits = list(line_edits(old, new))
            past = earlier.setdefault(n, [])
            for a0, a1, b0, b1 in edits:
                low, high = _around(old, a0, a1)
                start, end = _around(new, b0, b1)
                place = min(back(low, past), len(lines[n]))
                yield n, place, Kind(one.code, one.name, old[low:high], new[start:end])
            past.append(edits)


def _around(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a stretch of a line out to the next white space on both sides."""
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    size = len(text)
    while end < size and not text[end].isspace():
        end += 1
    return start, end


def _places(data: bytes, starts: Longs) -> tuple[Longs, Longs]:
    """Return the line feeds before each offset, and the characters before it in its line."""
    x = np.frombuffer(data, np.uint8)
    feeds = np.flatnonzero(x == LINE_FEED)
    lines = np.searchsorted(feeds, starts)
    begins = np.concatenate([[0], feeds + 1])[lines]
    # One bit a byte, 1 for those that start a character (signed, the others are below -64); counted by eights.
    bits = np.packbits(x.view(np.int8) >= -64)
    eights = np.concatenate([[0], np.cumsum(_ONES[bits], dtype=np.int32)])
    bits = np.append(bits, np.uint8(0))

    def before(at: Longs) -> Longs:
        eight = at >> 3
        found: Longs = eights[eight] + _ONES[bits[eight] & _HIGH[at & 7]].astype(np.int64)
        return found

    return lines, before(starts) - before(begins)
