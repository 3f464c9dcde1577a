"""Every change of a block, with its place and the filter that made it: for `check`, reports and statistics.

The engine says which entries, gaps, spans and lines change; here each distinct one of them is taken through the filters
once more, one filter at a time, to see which of them did what. Cleaning alone pays nothing for this.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from persclean.edits import Edit, back, line_edits
from persclean.engine.arrow import take
from persclean.engine.entries import Entries
from persclean.engine.gaps import GapChanges
from persclean.engine.light import run_gaps
from persclean.engine.mend import Spans
from persclean.engine.output import Output, within
from persclean.engine.segment import LINE_FEED, Indices
from persclean.engine.vocabulary import Vocabulary
from persclean.filters.base import Filter

ZWNJ = "\N{ZERO WIDTH NON-JOINER}"
_MOST = 1 << 18  # words remembered: bounds memory
Longs = NDArray[np.int64]
_Gap = tuple[str, str, str, str]  # the word before it, its spaces, the word after it, what becomes of it


class Kind(NamedTuple):
    """What a change is. code, name: of the filter. before, after: the words it is in, before and after this filter."""

    code: str
    name: str
    before: str
    after: str


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
        found: dict[str, int] = {}
        for kind, number in zip(self.kinds, np.bincount(self.which, minlength=len(self.kinds)).tolist(), strict=True):
            found[kind.code] = found.get(kind.code, 0) + number
        return found


@dataclass(frozen=True, slots=True)
class Traced:
    """What changed in a block, as the engine knows it.

    changed: entries that become something else. first, olds, news: of each line that a line part wanted, where it
    starts in the output before that, and what it was and became.
    """

    entries: Entries
    vocabulary: Vocabulary
    changed: Indices
    gaps: GapChanges
    kinds: Sequence[str]
    spans: Spans
    output: Output
    first: Sequence[int] = ()
    olds: Sequence[bytes] = ()
    news: Sequence[bytes] = ()


class Tracer:
    """Finds out which filter made which change; remembers words from one block to the next."""

    def __init__(self, filters: Sequence[Filter]) -> None:
        self._filters = filters
        self._words: dict[str, tuple[Kind, ...]] = {}
        self._pairs: dict[_Gap, Kind] = {}

    def trace(self, block: Traced) -> Findings:
        """Return the changes of a block."""
        table: dict[Kind, int] = {}
        parts = [self._pieces(block, table), self._gaps(block, table)]
        parts.append(_listed(self._spans(block), table))
        parts.append(_listed(self._lines(block), table))
        starts = np.concatenate([starts for starts, _ in parts])
        which = np.concatenate([which for _, which in parts])
        order = np.argsort(starts, kind="stable")
        starts, which = starts[order], which[order]
        lines, columns = _places(block.entries.data, starts)
        return Findings(lines, columns, starts, which, list(table))

    def _pieces(self, block: Traced, table: dict[Kind, int]) -> tuple[Longs, NDArray[np.int32]]:
        changed = block.changed
        if len(block.spans.first):
            changed = changed[~within(changed, block.spans.first, block.spans.last)]
        if not len(changed):
            return _NONE
        codes, inverse = np.unique(block.entries.codes(changed), return_inverse=True)
        kinds = self._of_words(_texts(block.vocabulary, codes))
        numbers = np.array([_number(table, kind) for each in kinds for kind in each], np.int32)
        count = np.array([len(each) for each in kinds], np.int64)
        first = np.cumsum(count) - count
        times = count[inverse]
        inner = np.arange(int(times.sum())) - np.repeat(np.cumsum(times) - times, times)
        which = numbers[np.repeat(first[inverse], times) + inner] if len(numbers) else _NONE[1]
        return np.repeat(block.entries.layout.starts(changed).astype(np.int64), times), which

    def _of_words(self, texts: Sequence[str]) -> list[tuple[Kind, ...]]:
        """Return what the word parts, one after the other, do to each of these entries."""
        if len(self._words) > _MOST:
            self._words.clear()
        new = [text for text in texts if text not in self._words]
        found: list[list[Kind]] = [[] for _ in new]
        for one, before, after in _word_steps(self._filters, new):
            for n, (old, fresh) in enumerate(zip(before, after, strict=True)):
                if old != fresh:
                    found[n].append(Kind(one.code, one.name, old, fresh))
        self._words.update(zip(new, map(tuple, found), strict=True))
        return [self._words[text] for text in texts]

    def _gaps(self, block: Traced, table: dict[Kind, int]) -> tuple[Longs, NDArray[np.int32]]:
        at, kinds = block.gaps.at, block.gaps.kinds
        if len(block.spans.first):
            outside = ~within(at, block.spans.first, block.spans.last - 1)
            at, kinds = at[outside], kinds[outside]
        if not len(at):
            return _NONE
        entries, layout = block.entries, block.entries.layout
        widths = np.minimum(entries.widths(at), 255).astype(np.int64)
        left, right = entries.codes(at).astype(np.int64), entries.codes(at + 1).astype(np.int64)
        keys, firsts, inverse = np.unique((left << 36) | (right << 8) | widths, return_index=True, return_inverse=True)
        lefts = _texts(block.vocabulary, (keys >> 36).astype(np.int32))
        rights = _texts(block.vocabulary, ((keys >> 8) & ((1 << 28) - 1)).astype(np.int32))
        # Of a phrase, the word beside the gap.
        words = ((a.rsplit(" ", 1)[-1], b.split(" ", 1)[0]) for a, b in zip(lefts, rights, strict=True))
        news = [block.kinds[kind] for kind in kinds[firsts].tolist()]
        pairs = [
            (one, " " * width, two, new)
            for (one, two), width, new in zip(words, (keys & 255).tolist(), news, strict=True)
        ]
        numbers = np.array([_number(table, kind) for kind in self._of_gaps(pairs)], np.int32)
        before = np.array([len(one.encode("utf-8", "surrogateescape")) for one, _, _, _ in pairs], np.int64)
        return layout.stops(at).astype(np.int64) - before[inverse], numbers[inverse]

    def _of_gaps(self, pairs: Sequence[_Gap]) -> list[Kind]:
        """Return what becomes of these gaps."""
        if len(self._pairs) > _MOST:
            self._pairs.clear()
        new = [pair for pair in pairs if pair not in self._pairs]
        able = [one.gap for one in self._filters if one.gap is not None]
        if len(able) > 1:
            for gap in able:
                gap.prepare([(one, two) for one, _, two, _ in new])
        for pair in new:
            one, wide, two, fresh = pair
            who = self._who(*pair)
            self._pairs[pair] = Kind(who.code, who.name, f"{one}{wide}{two}", f"{one}{fresh}{two}")
        return [self._pairs[pair] for pair in pairs]

    def _who(self, left: str, gap: str, right: str, new: str) -> Filter:
        """Return the filter whose gap part decided a gap; of several, the first one that gives this outcome."""
        able = [one for one in self._filters if one.gap is not None]
        if ZWNJ in new:
            writes = [one for one in able if ZWNJ in one.effects.inserts]
            able = writes or able
        if len(able) > 1:
            for one in able:
                assert one.gap is not None
                if one.gap.decide(left, gap, right) == new:
                    return one
        return able[-1]

    def _spans(self, block: Traced) -> Iterator[tuple[int, Kind]]:
        spans, layout = block.spans, block.entries.layout
        if not len(spans.first):
            return
        starts, stops = layout.starts(spans.first).tolist(), layout.stops(spans.last).tolist()
        lines = [_decoded(block.entries.data[a:b]) for a, b in zip(starts, stops, strict=True)]
        for n, place, kind in _line_changes(_word_steps(self._filters, lines, gaps=True), lines):
            yield starts[n] + len(lines[n][:place].encode("utf-8", "surrogateescape")), kind

    def _lines(self, block: Traced) -> Iterator[tuple[int, Kind]]:
        pairs = zip(block.first, block.olds, block.news, strict=True)
        changed = [(start, _decoded(old)) for start, old, new in pairs if old != new]
        lines = [old for _, old in changed]
        found = list(_line_changes(_line_steps(self._filters, lines), lines))
        places = [changed[n][0] + len(lines[n][:at].encode("utf-8", "surrogateescape")) for n, at, _ in found]
        origins = block.output.origins(np.array(places, np.int64)).tolist()
        yield from zip(origins, (kind for _, _, kind in found), strict=True)


_ONES = np.unpackbits(np.arange(256, dtype=np.uint8)[:, None], axis=1).sum(axis=1).astype(np.uint8)
_HIGH = np.array([0x00, 0x80, 0xC0, 0xE0, 0xF0, 0xF8, 0xFC, 0xFE], np.uint8)  # the first so many bits of a byte
_NONE = np.zeros(0, np.int64), np.zeros(0, np.int32)
_Step = tuple[Filter, list[str], list[str]]


def _number(table: dict[Kind, int], kind: Kind) -> int:
    return table.setdefault(kind, len(table))


def _listed(found: Iterable[tuple[int, Kind]], table: dict[Kind, int]) -> tuple[Longs, NDArray[np.int32]]:
    pairs = list(found)
    starts = np.array([start for start, _ in pairs], np.int64)
    return starts, np.array([_number(table, kind) for _, kind in pairs], np.int32)


def _texts(vocabulary: Vocabulary, codes: NDArray[np.int32]) -> list[str]:
    """Return the texts of entries, without the white space after them."""
    return [_decoded(one[:-1]) for one in take(vocabulary.raw, codes).to_pylist()]


def _decoded(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def _word_steps(filters: Sequence[Filter], lines: Sequence[str], gaps: bool = False) -> Iterator[_Step]:
    """Yield what each word part, and then each gap part, makes of lines of text."""
    now = list(lines)
    parts: list[tuple[Filter, Callable[[str], str]]] = []
    if now:
        parts += [(one, one.words) for one in filters if "word" in one.reach]
    if now and gaps:
        parts += [(one, partial(run_gaps, [one.gap])) for one in filters if one.gap is not None]
    for one, part in parts:
        text = "\n".join(now)
        after = part(text)
        if after != text:
            fresh = after.split("\n")
            yield one, now, fresh
            now = fresh


def _line_steps(filters: Sequence[Filter], lines: Sequence[str]) -> Iterator[_Step]:
    now = list(lines)
    for one in filters:
        if "line" in one.reach and now:
            text = "\n".join(now)
            after = one.lines(text)
            if after != text:
                fresh = after.split("\n")
                yield one, now, fresh
                now = fresh


def _line_changes(steps: Iterable[_Step], lines: Sequence[str]) -> Iterator[tuple[int, int, Kind]]:
    """Yield every edit: the number of its line, the character of that line as it was first, and what it is."""
    earlier: list[list[list[Edit]]] = [[] for _ in lines]
    for one, before, after in steps:
        for n, (old, new) in enumerate(zip(before, after, strict=True)):
            if old == new:
                continue
            edits = list(line_edits(old, new))
            for a0, a1, b0, b1 in edits:
                around = _around(old, a0, a1)
                start = back(a0 - _before(old, a0), earlier[n])
                yield n, min(start, len(lines[n])), Kind(one.code, one.name, around, _around(new, b0, b1))
            earlier[n].append(edits)


def _before(text: str, place: int) -> int:
    """Return how many characters stand between a place and the white space before it."""
    start = place
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    return place - start


def _around(text: str, start: int, end: int) -> str:
    """Return a stretch of a line out to the next white space on both sides."""
    start -= _before(text, start)
    while end < len(text) and not text[end].isspace():
        end += 1
    return text[start:end]


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
