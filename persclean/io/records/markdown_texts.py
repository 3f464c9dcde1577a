"""The texts of blocks of Markdown, and which of their changes are kept: none that builds the block in another way."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from persclean.io.records.base import Bad, Spliced
from persclean.io.records.markdown_blocks import Piece, Place, shape
from persclean.io.records.markdown_inline import harmless
from persclean.io.records.markdown_large import reason

TRIES = 16  # changes of a block that are tried one by one, in case not all of them can be kept
LETTER = re.compile(r"[^\W\d_]")
MARK = re.compile(r"[\\`*_~\[\]|$\r\n]")  # of these, a text keeps what it has
BAD = re.compile("[\udc80-\udcff]")  # bytes that are no UTF-8, as `surrogateescape` decodes them


@dataclass(slots=True)
class Blocks(Spliced):
    """The blocks of a frame; implements Parsed. ranges: where each one stands, and its first and last text."""

    ranges: list[tuple[int, int, int, int]] = field(default_factory=list)
    starting: list[bool] = field(default_factory=list)  # for each text: no prose stands before it in its line
    end: int = 0
    counted: int = 0
    breaks: int = 0  # line feeds before `counted`

    def add(self, piece: Piece, limit: int) -> None:
        """Take in the next piece. limit: bytes of a block."""
        starts = [self.end]
        for line in piece.lines:
            starts.append(starts[-1] + len(line.encode("utf-8", "surrogateescape")))
        sound = BAD.search(piece.text) is None
        for block in piece.blocks:
            start, end = starts[block.first], starts[block.last]
            if end - start > limit:
                self._bad(start, end, "size", reason(limit))
            elif not sound and any(map(BAD.search, piece.lines[block.first : block.last])):
                self._bad(start, end, "bytes", "it has bytes that are no UTF-8")
            else:
                first = len(self.texts)
                self._take(piece.lines, starts, block.places)
                self.ranges.append((start, end, first, len(self.texts)))
            self.records += 1
        self.end = starts[-1]

    def _take(self, lines: list[str], starts: list[int], places: list[Place]) -> None:
        """Take in the texts of a block. starts: of its piece's lines, in bytes."""
        texts, spans, owners, starting = self.texts, self.spans, self.owners, self.starting
        owner = (self.records, "text")
        last = -1
        for n, left, right in places:
            line = lines[n]
            if n != last:
                last, done, at, letters = n, 0, starts[n], False
            if left > done:
                at += len(line[done:left].encode())
                letters = letters or LETTER.search(line, done, left) is not None
            text = line[left:right]
            # Most texts go on to the end of their line.
            stop = starts[n + 1] - 1 if line[right:] == "\n" else at + len(text.encode())
            texts.append(text)
            spans.append((at, stop))
            owners.append(owner)
            starting.append(not letters)
            letters = letters or (stop + 1 < starts[n + 1] and LETTER.search(text) is not None)
            at, done = stop, right

    def _bad(self, start: int, end: int, code: str, why: str) -> None:
        data = self.data[start:end].rstrip(b" \t\r\n")
        self.breaks += self.data.count(b"\n", self.counted, start)
        self.counted = start
        self.bad.append(Bad(self.records, start, self.breaks, code, why, data))
        self.dropped.append((start, start + len(data)))  # its line end parts its neighbours

    def render(self, cleaned: Sequence[str]) -> bytes:
        """Return the data with these texts, but for those that would build their block in another way."""
        kept, old, starting = list(cleaned), self.texts, self.starting
        for start, end, first, last in self.ranges:
            if last == first + 1 and (old[first] == kept[first] or harmless(old[first], kept[first], starting[first])):
                continue
            if kept[first:last] != old[first:last]:
                self._settle(start, end, first, last, kept)
        return Spliced.render(self, kept)

    def proved(self, cleaned: Sequence[str]) -> bool | None:
        """Return whether each text stands as it should; what it builds was looked at while it was rendered.

        A frame read again may be cut into other pieces, and its blocks parted elsewhere.
        """
        written = ((n, new.decode("utf-8", "surrogateescape")) for n, new in self.written)
        return all("\n" not in new and new in (cleaned[n], self.texts[n]) for n, new in written)

    def _settle(self, start: int, end: int, first: int, last: int, kept: list[str]) -> None:
        """Put back the old texts of a block where the new ones cannot be."""
        old = self.texts
        risky = []
        for n in range(first, last):
            if old[n] == kept[n] or harmless(old[n], kept[n], self.starting[n]):
                continue
            if MARK.findall(old[n]) == MARK.findall(kept[n]):
                risky.append(n)
            else:
                kept[n] = old[n]
        if not risky:
            return
        wanted = shape(self.data[start:end].decode())
        if shape(self._block(start, end, first, last, kept)) == wanted:
            return
        new = [kept[n] for n in risky]
        for n in risky:
            kept[n] = old[n]
        for n, text in zip(risky[:TRIES], new, strict=False):
            kept[n] = text
            if shape(self._block(start, end, first, last, kept)) != wanted:
                kept[n] = old[n]

    def _block(self, start: int, end: int, first: int, last: int, kept: list[str]) -> str:
        spans = [(a - start, b - start) for a, b in self.spans[first:last]]
        block = Spliced(self.data[start:end], self.texts[first:last], spans)
        return block.render(kept[first:last]).decode()
