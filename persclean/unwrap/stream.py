"""From chunks to chunks: what is not wrapped goes through in slices, runs of short lines are read and joined."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice, repeat

from persclean.documents import Account, Chunk
from persclean.unwrap.edges import begin_of, end_of
from persclean.unwrap.layout import SMALL, lay_out
from persclean.unwrap.line import Line
from persclean.unwrap.settle import PIECE, sections, settle, settle_piece

_NOTHING = Chunk(b"", ())


def unwrap(chunks: Iterable[Chunk], account: Account, name: str) -> Iterator[Chunk]:
    """Yield the chunks of the text with its broken lines joined, and tell the account of each.

    name: of the filter, for the account. Holds the lines of the run of short lines that is open, of which there are at
    most PIECE, and one chunk.
    """
    held = _NOTHING  # whole lines, short ones, that go on with the next chunk
    rest_of_long = False  # the next chunk begins with the rest of a long line
    for chunk in chunks:
        if not chunk.data:
            continue
        if held.data and not held.data.endswith(b"\n"):
            # What seemed to be the last line was a part of a long one.
            yield from _Share(held, account, name, last=True).cut_off()
            held, rest_of_long = _NOTHING, True
        share = _Share(_concatenated(held, chunk), account, name, rest_of_long=rest_of_long)
        yield from share.done()
        held = share.rest()
        rest_of_long = not held.data and not chunk.data.endswith(b"\n")
    if held.data:
        yield from _Share(held, account, name, last=True).done()


def _concatenated(held: Chunk, chunk: Chunk) -> Chunk:
    if not held.data:
        return chunk
    known = len(held.numbers)
    return Chunk(
        held.data + chunk.data,
        _numbers(held.numbers, chunk.numbers),
        [*held.starts, *(start + known for start in chunk.starts)],
        held.again or chunk.again,
    )


def _numbers(first: Sequence[int], second: Sequence[int]) -> Sequence[int]:
    if isinstance(first, range) and isinstance(second, range) and first.stop == second.start:
        return range(first.start, second.stop)
    return [*first, *second]


class _Share:
    """What is worked on at once: the lines held back and a chunk."""

    def __init__(
        self, chunk: Chunk, account: Account, name: str, *, rest_of_long: bool = False, last: bool = False
    ) -> None:
        self._chunk = chunk
        self._account = account
        self._name = name
        self._last = last
        self._layout = lay_out(chunk.data, chunk.starts, rest_of_long, last)
        self._from = 0  # the first line that has not been handed on

    def done(self) -> Iterator[Chunk]:
        """Yield all that is certain.

        Sections are dealt with from their first lines on, PIECE lines at the most, wherever chunks end: a second run,
        for which what was joined is long and begins new sections, comes by the same ones.
        """
        read = iter(self._read())
        for first, last in self._layout.runs:
            goes_on = last == self._layout.lines and not self._last
            lines = list(islice(read, last - first))
            place = first
            while place < last:
                stop = min(place + PIECE, last)
                found = sections(lines[place - first : stop - first])
                place = stop
                for section in found:
                    begin, end = section[0].place, section[-1].place + 1
                    if section[0].long:
                        continue
                    if len(section) == PIECE:
                        if self._layout.worth(begin, end):
                            done, used = settle_piece(section)
                            place = begin + used
                            yield from self._joined(place, done)
                    elif end < stop or (stop == last and not goes_on):
                        if self._layout.worth(begin, end):
                            yield from self._joined(end, settle(section))
                    elif stop == last:
                        yield from self._as_is(begin)
                        return
                    else:
                        place = begin
        yield from self._as_is(self._layout.lines)

    def cut_off(self) -> Iterator[Chunk]:
        """Yield everything; the last line is a part of a long one."""
        chunk, last = self._chunk, self._layout.lines - 1
        before = self._layout.offsets[last]
        if last:
            whole = Chunk(chunk.data[:before], chunk.numbers[:last], [s for s in chunk.starts if s < last], chunk.again)
            yield from _Share(whole, self._account, self._name, last=True).done()
        self._from = last
        yield from self._as_is(last + 1)

    def rest(self) -> Chunk:
        """Return the lines that were not handed on."""
        return self._slice(self._from, self._layout.lines)

    def _slice(self, first: int, last: int) -> Chunk:
        chunk, offsets = self._chunk, self._layout.offsets
        if first == 0 and last == self._layout.lines:
            return chunk
        starts = [start - first for start in chunk.starts if first <= start < last]
        return Chunk(chunk.data[offsets[first] : offsets[last]], chunk.numbers[first:last], starts, chunk.again)

    def _as_is(self, last: int) -> Iterator[Chunk]:
        if last > self._from:
            yield self._slice(self._from, last)
            self._from = last

    def _read(self) -> list[Line]:
        """Return the lines of all runs."""
        data, offsets, runs = self._chunk.data, self._layout.offsets, self._layout.runs
        parts = [data[offsets[first] : offsets[last]] for first, last in runs]
        text = b"".join(parts).decode("utf-8", "surrogateescape")
        texts = text.split("\n")
        unended = texts.pop()  # of the whole text the last may have no line end
        places = chain.from_iterable(range(*run) for run in runs)
        if "\r" in text:
            bare = [line.removesuffix("\r") for line in texts]
            ends = ["\n" if len(one) == len(line) else "\r\n" for one, line in zip(bare, texts, strict=True)]
            found = list(map(Line, bare, ends, places))
        else:
            found = list(map(Line, texts, repeat("\n"), places))
        if found and len(data) >= SMALL:
            from persclean.unwrap.measure import measure

            measure(text, found)
            for line in found:
                line.begins, line.ends = begin_of(line.text), end_of(line.text)
        if unended:
            found.append(Line(unended, "", self._layout.lines - 1))
        return found

    def _joined(self, last: int, lines: Sequence[Line]) -> Iterator[Chunk]:
        """Yield the lines before these as they are, and then these, which stand for those up to `last`."""
        if not any(line.more for line in lines):
            return
        first = lines[0].place
        yield from self._as_is(first)
        numbers = self._chunk.numbers
        for line in lines:
            for place in line.more:
                self._account.joined(self._name, numbers[place])
        data = "".join([line.text + line.end for line in lines]).encode("utf-8", "surrogateescape")
        starts = [0] if first in self._chunk.starts else []
        yield Chunk(data, [numbers[line.place] for line in lines], starts, again=True)
        self._from = last
