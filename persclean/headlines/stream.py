"""Shares the lines of a stream out to groups that are judged, each to the end, before it is handed on.

What a group is depends on what is left of it alone, so that the next run of the filter meets the same groups. Some
lines, chosen by their own hash, are borders: they are never removed and nothing is compared across them. A group ends
at the first border where, all repeated blocks removed, it has a quarter of the window; without a border in a whole
window the lines since the last one are handed on as they are.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from persclean.config import Config
from persclean.documents import Account, Chunk, Removal
from persclean.headlines.blanks import left
from persclean.headlines.features import LONG, Ints, Lines, joined, look
from persclean.headlines.match import Match
from persclean.headlines.memory import Memory
from persclean.headlines.page import Page
from persclean.headlines.seams import unsound
from persclean.headlines.sweep import Sweep

_MEAN, _GROUP, _MOST = 8, 4, 1  # parts of the window: between two borders on average, a group, no border at all
_GROUPS = 3  # looked back on
_MOST_TIMES = 8  # that a group is judged


class Stream:
    """One input on its way through the filter."""

    def __init__(self, config: Config, account: Account, name: str) -> None:
        window = int(config.headlines_window * (1 << 20))
        self.config, self.account, self.name = config, account, name
        self.mean, self.group, self.most = max(window // _MEAN, 1), window // _GROUP, window // _MOST
        self.unwrapped = "unwrap" in getattr(account, "earlier", ())
        self.alone = config.headlines_scope == "document"
        memory = Memory(_GROUPS, window // 4)
        if config.headlines_scope == "run":
            kept = account.memory(name, memory)
            assert isinstance(kept, Memory)
            memory = kept
        self.memory = memory
        memory.enter(str(getattr(account, "source", "")))
        self._judged: list[Lines] = []  # judged, but not enough for a group
        self._fresh: list[Lines] = []  # up to the latest border or document
        self._open: list[Lines] = []  # since then
        self._others = self._size = self._since = 0  # bytes of finished documents, of this one, since the border
        self._doc = self._told = 0  # the latest that came, that was handed on
        self._passing = False
        self._begins = True  # what is held begins with a document

    def run(self, chunks: Iterator[Chunk]) -> Iterator[Chunk]:
        """Yield what is left of the chunks."""
        whole = True  # the next line begins where a line begins
        filled = (chunk for chunk in chunks if chunk.data)
        held = next(filled, None)
        while held is not None:
            after = next(filled, None)
            is_cut = after is not None and not held.data.endswith(b"\n")
            yield from self._feed(held, whole, is_cut, after)
            held, whole = after, not is_cut
        yield from self._flush(True)

    def _feed(self, chunk: Chunk, whole: bool, is_cut: bool, after: Chunk | None) -> Iterator[Chunk]:
        lines = len(chunk.numbers)
        begins = np.zeros(lines, np.int64)
        begins[list(chunk.starts)] = 1
        doc = self._doc + np.cumsum(begins)
        self._doc = int(doc[-1])
        number = np.asarray(chunk.numbers, np.int64)
        found = look(chunk.data, doc, number, _until(number, begins, after), self.alone, self.mean)
        long = np.diff(found.ends, prepend=0) > LONG
        long[0] |= not whole
        long[-1] |= is_cut
        places = np.flatnonzero(begins.astype(np.bool_) | found.border | long).tolist()
        start = 0
        for i in places:
            if begins[i] and self.alone:
                self._add(found.part(start, i))
                start = i
                yield from self._next_document()
            if long[i]:
                self._add(found.part(start, i))
                yield from self._flush(False)
                yield self._made(found.part(i, i + 1))
                start = i + 1
                self._begins = False
            elif found.border[i]:
                self._add(found.part(start, i + 1))
                start = i + 1
                yield from self._border()
        self._add(found.part(start, lines))
        yield from self._passed()

    def _add(self, part: Lines) -> None:
        if part.data:
            self._open.append(part)
            self._since += len(part.data)

    def _passed(self) -> Iterator[Chunk]:
        """Where no border comes for too long, hand on what is held, and the rest up to it as it comes."""
        if not self._passing and self._since > self.most:
            opened, self._open, self._since = self._open, [], 0
            yield from self._flush(False)
            self._open, self._passing = opened, True
        if self._passing:
            yield from (self._made(one) for one in self._open)
            self._begins = self._begins and not self._open
            self._open = []

    def _close(self) -> Iterator[Chunk]:
        """Let what has come since the last border belong to what is judged next."""
        yield from self._passed()
        self._fresh += self._open
        self._size += self._since if not self._passing else 0
        self._open, self._since, self._passing = [], 0, False

    def _border(self) -> Iterator[Chunk]:
        yield from self._close()
        if self._size >= self.group:
            lines = self._settle(False)
            own = lines.doc == (lines.doc[-1] if len(lines.doc) else 0)
            sizes = np.diff(lines.ends, prepend=0)
            self._size = int(sizes[own].sum()) if self.alone else int(sizes.sum())
            if self._size >= self.group:
                self.memory.keep(lines.pick(own) if self.alone else lines)
                yield from self._hand_on(lines)
            else:
                self._judged = [lines]

    def _next_document(self) -> Iterator[Chunk]:
        yield from self._close()
        self._others += self._size
        self._size = 0
        if self._others >= self.group or not (self._judged or self._fresh):
            yield from self._flush(True)

    def _flush(self, complete: bool) -> Iterator[Chunk]:
        """Judge all that is held and hand it on. complete: a document ends here."""
        yield from self._close()
        if self._judged or self._fresh:
            lines = self._settle(complete)
            if not self.alone and lines.data:  # the next run would not meet an empty group
                self.memory.keep(lines)
            yield from self._hand_on(lines)
        self._others = self._size = 0
        self._begins = complete

    def _hand_on(self, lines: Lines) -> Iterator[Chunk]:
        self._judged, self._size, self._others, self._begins = [], 0, 0, False
        self.memory.commit()
        if lines.data:
            yield self._made(lines)

    def _settle(self, complete: bool) -> Lines:
        """Return what is left of the lines that are held, and tell the account of what is not.

        In text that was unwrapped, blocks stay without which lines would be joined in the next run. Where one had to
        stay, the rest is judged once more, as the next run will judge it, until that changes nothing.
        """
        lines = joined(self._judged + self._fresh)
        self._judged, self._fresh = [], []
        for _ in range(_MOST_TIMES):
            page = Page(lines, self.memory.label)
            sweep = Sweep(page, self.memory, self.config.headlines_min_words, self.config.headlines_similarity)
            sweep.run()
            done = not (self.unwrapped and self._mend(sweep, complete))
            if not sweep.removed:
                break
            for one in sweep.removed:
                self._tell(one.found, page, one.other)
            rest = lines.pick(left(page, self._begins, complete))
            if rest.data.endswith(b"\n") and not lines.data.endswith(b"\n"):
                rest = Lines(rest.data[:-1], np.append(rest.ends[:-1], rest.ends[-1] - 1), *rest.columns())
            lines = rest
            if done or not lines.data:
                break
        return lines

    def _mend(self, sweep: Sweep, complete: bool) -> bool:
        """Put back the blocks without which lines would be joined; return whether there were any."""
        times = 0
        while sweep.removed and (gaps := unsound(sweep.page, self._begins, complete, times >= _MOST_TIMES)):
            sweep.put_back(gaps)
            times += 1
        return times > 0

    def _tell(self, found: Match, page: Page, other: Page) -> None:
        texts = [page.text(i) for i in found.lines]
        if found.tail is not None:
            texts[-1] = found.tail
        if found.mark is not None:
            texts[-2] = found.mark + "\n"
        self.account.removed(
            Removal(
                filter=self.name,
                first=page.number(found.lines[0]),
                last=page.until(found.lines[-1]),
                kept_first=other.number(found.others[0]),
                kept_last=other.until(found.others[-1]),
                kept_in="" if other.name == page.name else other.name,
                similarity=round(found.similarity, 4),
                text="".join(texts),
                kept="".join(other.text(i) for i in found.others),
            )
        )

    def _made(self, lines: Lines) -> Chunk:
        numbers, doc = lines.number, lines.doc
        first, last = int(numbers[0]), int(numbers[-1])
        plain = last - first == len(numbers) - 1 and bool((np.diff(numbers) == 1).all())
        before = np.concatenate(([self._told], doc[:-1]))
        starts = tuple(np.flatnonzero(doc != before).tolist())
        self._told = int(doc[-1])
        return Chunk(lines.data, range(first, last + 1) if plain else numbers.tolist(), starts)


def _until(number: Ints, begins: Ints, after: Chunk | None) -> Ints:
    """Return the last input line that each line stands for: up to the next line, but for what parts documents."""
    follow = after.numbers[0] if after is not None and 0 not in after.starts else number[-1] + 1
    until = np.append(number[1:], follow) - 1
    until[:-1][begins[1:] > 0] = 0
    found: Ints = np.maximum(until, number)
    return found


def headlines(chunks: Iterator[Chunk], config: Config, account: Account, name: str) -> Iterator[Chunk]:
    """Yield the chunks without their repeated headline blocks; `name` is the filter's, for the account."""
    return Stream(config, account, name).run(chunks)
