"""Cutting a stream of bytes into blocks that can be cleaned alone, at places that depend on the stream only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

BLOCK = 10 << 20  # bytes in a block, about: some 25 times as much memory is in use at the most
LONG = 1 << 20  # bytes; a line longer than this is cleaned in parts, a piece longer than this is passed through
_WHITE = b" \t\n\v\f\r"

Read = Callable[[int], bytes]


@dataclass(frozen=True, slots=True)
class Block:
    """Part of a stream that can be cleaned alone. cuts: where over-long lines count as ended. raw: pass it through."""

    data: bytes
    cuts: tuple[int, ...] = ()
    raw: bool = False


class Cutter:
    """Cuts a stream into blocks at places that depend on the stream alone, not on how it arrives.

    Blocks end after a line feed. A line of over LONG bytes is cut behind the last white space of each LONG bytes; a
    piece without white space over LONG bytes is no text, and passed through as it is.
    """

    def __init__(self, size: int | None = None) -> None:
        self._size = size or BLOCK
        self._held = bytearray()

    def feed(self, data: bytes) -> Iterator[Block]:
        """Take in bytes; yield the blocks that are complete."""
        self._held += data
        while len(self._held) >= self._size + LONG:
            yield from self._emit(self._size)

    def finish(self) -> Iterator[Block]:
        """Yield what is left."""
        while len(self._held) > self._size + LONG:
            yield from self._emit(self._size)
        if self._held:
            yield from _split(bytes(self._held), final=True)[0]
        self._held.clear()

    def _emit(self, size: int) -> list[Block]:
        end = self._held.rfind(b"\n", 0, size) + 1
        with memoryview(self._held) as held:
            data = bytes(held[: end or len(held)])
        blocks, used = _split(data, final=False) if not end else _split(data, final=True)
        del self._held[:used]
        return blocks


def _split(data: bytes, final: bool) -> tuple[list[Block], int]:
    """Return blocks for these bytes, and how many bytes they hold; data begins where a line or a part of one begins.

    final: the data ends with a line (or with the stream); otherwise it holds no line feed and its end is open.
    """
    if final and _longest_line(data) <= LONG:
        return [Block(data)], len(data)
    blocks: list[Block] = []
    start = place = 0  # of the block, of the part of a line
    cuts: list[int] = []

    def flush(end: int) -> None:
        nonlocal start
        if end > start:
            blocks.append(Block(data[start:end], tuple(cuts)))
        cuts.clear()
        start = end

    while place < len(data):
        line_end = data.find(b"\n", place) + 1 or len(data)
        if line_end - place <= LONG:
            if line_end == len(data) and not final:
                break
            place = line_end
            continue
        cut = max(data.rfind(bytes([w]), place, place + LONG) for w in _WHITE) + 1
        if cut > place:
            cuts.append(cut - start)
            place = cut
            continue
        flush(place)
        place = _character_end(data, place + LONG)
        blocks.append(Block(data[start:place], raw=True))
        start = place
    flush(place)
    return blocks, place


def _longest_line(data: bytes) -> int:
    if len(data) <= LONG:
        return len(data)
    longest = place = 0
    while place < len(data):
        # A line feed somewhere in the next LONG bytes is enough: take the last of them.
        end = data.rfind(b"\n", place, place + LONG) + 1
        if not end:
            return LONG + 1 if len(data) - place > LONG else len(data) - place
        longest, place = max(longest, 0), end
    return longest


def _character_end(data: bytes, place: int) -> int:
    """Return the place at or a little before this one where a character starts."""
    for back in range(4):
        if data[place - back] & 0xC0 != 0x80:
            return place - back
    return place


def blocks_of(data: bytes) -> Iterator[Block]:
    """Yield the blocks of a whole text."""
    cutter = Cutter()
    yield from cutter.feed(data)
    yield from cutter.finish()


def even_size(total: int, jobs: int) -> int:
    """Return the size of blocks, at most BLOCK, of which a stream of so many bytes gives each of the jobs as many."""
    rounds = max(1, -(-total // (jobs * BLOCK)))
    return max(LONG, -(-total // (jobs * rounds)))


def read_blocks(read: Read, head: bytes = b"", size: int | None = None) -> Iterator[Block]:
    """Yield the blocks of a stream, of about `size` bytes; `head` is what has been read of it before."""
    cutter = Cutter(size)
    yield from cutter.feed(head)
    while data := read(1 << 22):
        yield from cutter.feed(data)
    yield from cutter.finish()
