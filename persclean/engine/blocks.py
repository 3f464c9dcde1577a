"""The fast path: a block of UTF-8 bytes through the pipeline, each distinct entry worked on once.

Steps: cut the block into entries (segment), number the distinct ones, work out the new ones (vocabulary), decide the
gaps (gaps), do again the spans that entries alone cannot decide (mend), put the outcomes in the places of what changes
(output), then mend the lines that a line part wants. The result is that of the reference path (light), whatever the
block and whatever came before.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import ne
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from persclean.engine.arrow import encode, numbers, select
from persclean.engine.entries import Codes, Entries
from persclean.engine.gaps import GapDecisions
from persclean.engine.mend import lines_of, redone, run_lines
from persclean.engine.output import put_together, spliced
from persclean.engine.result import BadInBlock, BlockResult, bad_bytes
from persclean.engine.segment import WHITE, Indices, Layout, lay_out, merged
from persclean.engine.vocabulary import BAD, CHANGED, QUOTED, REDO, Vocabulary, buffers

if TYPE_CHECKING:
    from persclean.engine.cutter import Block
    from persclean.engine.findings import Tracer
    from persclean.pipeline import Pipeline

MAX_ENTRIES = 1 << 19  # of the vocabulary, before it is emptied: bounds memory on text without repetition
MAX_BYTES = 1 << 24
SMALL = 1 << 20  # bytes; a block below it does not pay for looking up a large vocabulary


class BlockEngine:
    """Cleans blocks; keeps what it has learnt of distinct entries from one block to the next."""

    def __init__(self, pipeline: Pipeline, traced: bool = False) -> None:
        pa.set_cpu_count(1)  # parallelism is --jobs; a thread pool here would only fight it
        # The others give memory back to the system after each block: to take it again costs a tenth of the time.
        pa.set_memory_pool(pa.system_memory_pool())
        self._filters = pipeline.filters
        self._line_filters = [one for one in self._filters if "line" in one.reach]
        self._verify = pipeline.verify
        self._tracer: Tracer | None = None
        if traced:
            from persclean.engine.findings import Tracer

            self._tracer = Tracer(pipeline.filters)
        self._vocabulary = Vocabulary(pipeline.filters, pipeline.verify)
        self._gaps = GapDecisions(self._vocabulary)

    def clean_block(self, block: Block) -> BlockResult:
        """Return the cleaned block of a stream."""
        if block.raw:
            return BlockResult(block.data, block.data.count(b"\n"))
        return self.clean(block.data, block.cuts)

    def clean(self, block: bytes, cuts: Sequence[int] = ()) -> BlockResult:
        """Return the cleaned block.

        block: whole lines of UTF-8 (undecodable bytes are kept and reported), at most 1 GiB; only the last line of a
        text may lack its line feed. cuts: offsets at which over-long lines are taken as ended (see cutter).
        """
        if not block:
            return BlockResult(b"", 0)
        whole = block[-1:].isspace()
        data = block if whole else block + b"\n"
        layout = lay_out(np.frombuffer(data, np.uint8), cuts)
        lines = layout.feeds - (not whole)
        if not len(layout):
            return BlockResult(block, lines)
        vocabulary, decisions = self._tables(len(block))
        local, known = _number(vocabulary, data, layout)
        flags = vocabulary.flags[known]
        flags[known < 0] = 0
        entries = Entries(data, layout, local, known, flags)
        gaps = decisions.apply(entries)
        again = merged(entries.having(REDO), gaps.redo)
        spans = redone(self._filters, entries, gaps.may, again, self._verify)
        changed = entries.having(CHANGED)
        output = put_together(entries, vocabulary, changed, gaps, decisions.kinds, spans)
        cleaned = output.data
        places = len(output)
        lines_wanted: tuple[list[int], list[bytes], list[bytes]] = ([], [], [])
        if self._line_filters:
            # A span done again may hold what a line part looks for; one that does not is left as it is.
            wanted = merged(entries.having(QUOTED), again)
            first, last = lines_of(entries, wanted, cuts)
            starts, stops = output.places(first), output.places(last)
            olds = [cleaned[a:b] for a, b in zip(starts, stops, strict=True)]
            news = run_lines(self._line_filters, olds, self._verify)
            cleaned = spliced(cleaned, starts, stops, news)
            lines_wanted = starts, olds, news
            places += sum(map(ne, olds, news))
        bad = _bad_bytes(entries, entries.having(BAD))
        result = BlockResult(cleaned if whole else cleaned[:-1], lines, bad, places=places)
        if self._tracer is not None:
            from persclean.engine.findings import Traced

            traced = Traced(entries, vocabulary, changed, gaps, decisions.kinds, spans, output, *lines_wanted)
            result.findings = self._tracer.trace(traced)
        return result

    def _tables(self, size: int) -> tuple[Vocabulary, GapDecisions]:
        kept = self._vocabulary
        if len(kept) > MAX_ENTRIES or kept.raw.nbytes > MAX_BYTES:
            kept.clear()
            self._gaps = GapDecisions(kept)
        if size < SMALL and len(kept) > 1 << 14:
            fresh = Vocabulary(self._filters, self._verify)
            return fresh, GapDecisions(fresh)
        return kept, self._gaps


def _number(vocabulary: Vocabulary, data: bytes, layout: Layout) -> tuple[Codes, Codes]:
    """Return which of the block's distinct tiles each one is, and the vocabulary's code of these, -1 for blank ones.

    The vocabulary learns the new ones. An entry is the same whether a space or a line feed follows.
    """
    even = data.replace(b"\n", b" ")
    tiles = pa.BinaryArray.from_buffers(
        pa.binary(), len(layout.tiles) - 1, [None, pa.py_buffer(layout.tiles), pa.py_buffer(even)]
    )
    encoded = encode(tiles)
    distinct = encoded.dictionary
    local: Codes = numbers(encoded.indices)
    if not len(layout.blank):
        return local, _known(vocabulary, distinct)
    text, offsets = buffers(distinct)
    pieces = ~WHITE[np.frombuffer(text, np.uint8)[offsets[:-1]]]
    known = np.full(len(distinct), -1, np.int32)
    known[pieces] = _known(vocabulary, select(distinct, pieces))
    return local, known


def _known(vocabulary: Vocabulary, distinct: pa.BinaryArray) -> Codes:
    """Return the codes of distinct entries in the vocabulary, which learns the new ones."""
    both = encode(pa.chunked_array([vocabulary.raw, distinct]))
    last = both.chunk(both.num_chunks - 1)
    if len(last.dictionary) > len(vocabulary):
        vocabulary.add(last.dictionary.slice(len(vocabulary)))
    codes: Codes = numbers(last.indices)
    return codes


def _bad_bytes(entries: Entries, at: Indices) -> list[BadInBlock]:
    found: list[BadInBlock] = []
    lines = seen = 0
    data = entries.data
    for start, end in zip(entries.layout.starts(at).tolist(), entries.layout.stops(at).tolist(), strict=True):
        lines += data.count(b"\n", seen, start)
        seen = start
        found += bad_bytes(data[start:end].decode("utf-8", "surrogateescape"), lines, start)
    return found


def clean_text(pipeline: Pipeline, text: str) -> str:
    """Return the cleaned text by the fast path; a text with lone surrogates takes the reference path."""
    from io import BytesIO

    from persclean.engine import light
    from persclean.engine.stream import clean_stream

    try:
        data = text.encode("utf-8")
    except UnicodeEncodeError:
        return light.run(pipeline.filters, text, pipeline.verify)
    parts: list[bytes] = []
    clean_stream(pipeline, BytesIO(data).read, parts.append)
    return b"".join(parts).decode("utf-8")
