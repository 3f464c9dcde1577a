"""Document filters at work: chunks of lines from one pass to the next.

A document filter looks at lines far apart, so what stands before it must be finished. What it joined is cleaned once
more by the pass before it. Once is enough: what was clean stays so, but for the words at a seam, which that pass sees
as it would see them in any text; the document filter is not asked again, for it has decided on the lines it joined.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from persclean.documents import Chunk
from persclean.engine import cutter
from persclean.engine.account import FilterAccount, TextAccount
from persclean.engine.chunks import end_of, gathered, parted
from persclean.filters.base import Filter

WORK, WINDOW = 4 << 20, 16 << 20  # bytes to be cleaned at one go; of the text among which they are gathered

#: Cleans a stream of bytes that may be cut anywhere; lines stay lines. `light` and `stream` each have theirs.
Clean = Callable[[Iterable[bytes]], Iterator[bytes]]


def run_passes(
    groups: Sequence[tuple[Filter, ...]],
    chunks: Iterator[Chunk],
    cleaner: Callable[[tuple[Filter, ...]], Clean],
    account: TextAccount,
    verify: bool,
) -> Iterator[Chunk]:
    """Yield the chunks of a text after all passes.

    groups: as `passes` gives them. chunks: what the first of them has made of the text. cleaner: returns what cleans
    with a group, None for an empty one; it is asked for each group once, the first one included.
    """
    clean = cleaner(groups[0]) if groups[0] else None
    for place, group in enumerate(groups[1:]):
        if "document" in group[0].reach:
            earlier = [one.name for before in groups[: place + 1] for one in before]
            chunks = run_document(group[0], chunks, FilterAccount(group[0], place, account, verify, earlier))
            if clean is not None:
                chunks = _cleaned(chunks, clean, _is_joined)
        else:
            clean = cleaner(group)
            chunks = _cleaned(chunks, clean, _is_text)
    return chunks


def run_document(one: Filter, chunks: Iterator[Chunk], account: FilterAccount) -> Iterator[Chunk]:
    """Yield what a document filter makes of the text; separators stay where they are, and the filter sees none."""
    held: deque[Chunk] = deque()  # separators, until the line after them comes out

    def text() -> Iterator[Chunk]:
        for chunk in chunks:
            if chunk.separator:
                held.append(chunk)
            else:
                yield chunk

    def seen() -> Iterator[Chunk]:
        for chunk in gathered(text()):
            account.taken(chunk)
            yield chunk

    for made in one.documents(seen(), account):
        if not made.data:
            continue
        account.given(made)
        due: deque[tuple[int, Chunk]] = deque()  # separators, each with the index of the line it stands before
        while held and held[0].numbers[0] < made.numbers[-1]:
            due.append((bisect_left(made.numbers, held[0].numbers[0]), held.popleft()))
        at = 0
        for part in parted(made, [cut for cut, _ in due]):
            while due and due[0][0] <= at:
                yield due.popleft()[1]
            yield part
            at += len(part.numbers)
    account.finish()
    yield from held


def _is_joined(chunk: Chunk) -> bool:
    return chunk.again


def _is_text(chunk: Chunk) -> bool:
    """Whether a pass has to see this chunk: no separator, and no part of a run without white space (see cutter)."""
    if chunk.separator:
        return False
    return len(chunk.data) <= cutter.LONG - 4 or len(chunk.data.split(None, 1)) > 1


def _cleaned(chunks: Iterable[Chunk], clean: Clean, wanted: Callable[[Chunk], bool]) -> Iterator[Chunk]:
    """Yield the chunks, the wanted ones among them clean; many are gathered, for to clean each alone would be slow."""
    waiting: list[Chunk] = []
    work = size = 0
    for chunk in chunks:
        if wanted(chunk):
            work += len(chunk.data)
        elif not waiting:
            yield chunk
            continue
        waiting.append(chunk)
        size += len(chunk.data)
        # What has no line feed is the end of the text or a part of a line, which counts as a line of its own.
        if work >= WORK or size >= WINDOW or chunk.data[-1:] != b"\n":
            yield from _gathered(waiting, clean, wanted)
            waiting.clear()
            work = size = 0
    yield from _gathered(waiting, clean, wanted)


def _gathered(chunks: Sequence[Chunk], clean: Clean, wanted: Callable[[Chunk], bool]) -> Iterator[Chunk]:
    data = b"".join(clean(chunk.data for chunk in chunks if wanted(chunk)))
    place = 0
    for chunk in chunks:
        if wanted(chunk):
            end = end_of(data, len(chunk.numbers), place)
            yield replace(chunk, data=data[place:end], again=False)
            place = end
        else:
            yield chunk
