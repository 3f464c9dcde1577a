"""Document filters: they part a pipeline into passes, and see the text between two passes as a stream of lines.

The word, gap and line parts of neighbouring filters are one pass, which works on distinct words. A document filter
looks at lines far apart, so what stands before it must be finished, and what it writes is cut into words anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from persclean.engine.cutter import Block, Cutter
from persclean.filters.base import Filter


def passes(filters: Sequence[Filter]) -> list[tuple[Filter, ...]]:
    """Return the filters grouped: a document filter alone, all others with their neighbours, in order.

    The first group has no document filter; it may be empty.
    """
    found: list[tuple[Filter, ...]] = []
    for document, group in groupby(filters, lambda one: "document" in one.reach):
        members = tuple(group)
        found += [(one,) for one in members] if document else [members]
    return found if found and "document" not in found[0][0].reach else [(), *found]


def lines_of(text: str) -> Iterator[str]:
    """Yield the lines of a text, each with its line feed, which the last may lack."""
    start = 0
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        yield text[start:end]
        start = end


def run_documents(one: Filter, parts: Iterable[bytes]) -> Iterator[Block]:
    """Yield the blocks of what a document filter makes of a stream of bytes that come in whole lines (or cut ones)."""
    cutter = Cutter()

    def lines() -> Iterator[str]:
        for part in parts:
            yield from lines_of(part.decode("utf-8", "surrogateescape"))

    for line in one.documents(lines()):
        yield from cutter.feed(line.encode("utf-8", "surrogateescape"))
    yield from cutter.finish()
