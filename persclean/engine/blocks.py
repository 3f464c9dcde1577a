"""The fast path: a block of UTF-8 bytes through the pipeline, each distinct entry worked on once.

Steps: cut the block into entries, number the distinct ones, work out the new ones (vocabulary), decide the gaps
(gaps), gather the outcomes, then mend what entries alone cannot decide and the lines that a line part wants.
The result is that of the reference path (light), whatever the block and whatever came before.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from persclean.engine.gaps import Codes, GapDecisions
from persclean.engine.mend import Entries, mend
from persclean.engine.result import BadInBlock, BlockResult, bad_bytes
from persclean.engine.segment import entry_offsets
from persclean.engine.vocabulary import BAD, BREAKS_LINE, Flags, Vocabulary, buffers

if TYPE_CHECKING:
    from persclean.engine.cutter import Block
    from persclean.pipeline import Pipeline

MAX_ENTRIES = 1 << 19  # of the vocabulary, before it is emptied: bounds memory on text without repetition
MAX_BYTES = 1 << 24
SMALL = 1 << 20  # bytes; a block below it does not pay for looking up a large vocabulary


class BlockEngine:
    """Cleans blocks; keeps what it has learnt of distinct entries from one block to the next."""

    def __init__(self, pipeline: Pipeline) -> None:
        pa.set_cpu_count(1)  # parallelism is --jobs; a thread pool here would only fight it
        self._filters = pipeline.filters
        self._verify = pipeline.verify
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
        x = np.frombuffer(data, np.uint8)
        offsets = entry_offsets(x, cuts)
        vocabulary, gaps = self._tables(len(block))
        codes = _number(vocabulary, data, offsets)
        flags: Flags = vocabulary.flags[codes]
        ends = flags & BREAKS_LINE != 0
        if len(cuts):
            ends[np.searchsorted(offsets, np.asarray(cuts)) - 1] = True
        ends[-1] = True
        line_ends = np.flatnonzero(ends)
        codes, outcomes, may = gaps.apply(codes, flags, line_ends)
        out, out_offsets = buffers(outcomes.take(pa.array(codes)))
        entries = Entries(data, offsets, out[: int(out_offsets[-1])], out_offsets, flags, may, line_ends)
        cleaned = mend(self._filters, entries, self._verify)
        bad = _bad_bytes(flags, offsets, data) if (flags & BAD).any() else []
        count = int(np.count_nonzero(x == 10)) - (not whole)
        return BlockResult(cleaned if whole else cleaned[:-1], count, bad)

    def _tables(self, size: int) -> tuple[Vocabulary, GapDecisions]:
        kept = self._vocabulary
        if len(kept) > MAX_ENTRIES or kept.raw.nbytes > MAX_BYTES:
            kept.clear()
            self._gaps = GapDecisions(kept)
        if size < SMALL and len(kept) > 1 << 14:
            fresh = Vocabulary(self._filters, self._verify)
            return fresh, GapDecisions(fresh)
        return kept, self._gaps


def _number(vocabulary: Vocabulary, data: bytes, offsets: NDArray[np.int32]) -> Codes:
    """Return each entry's number in the vocabulary, which learns the new ones."""
    entries = pa.BinaryArray.from_buffers(
        pa.binary(), len(offsets) - 1, [None, pa.py_buffer(offsets), pa.py_buffer(data)]
    )
    encoded = pc.dictionary_encode(pa.chunked_array([vocabulary.raw, entries]))
    last = encoded.chunk(encoded.num_chunks - 1)
    if len(last.dictionary) > len(vocabulary):
        vocabulary.add(last.dictionary.slice(len(vocabulary)))
    codes: Codes = last.indices.to_numpy()
    return codes


def _bad_bytes(flags: Flags, offsets: NDArray[np.int32], data: bytes) -> list[BadInBlock]:
    found: list[BadInBlock] = []
    lines = seen = 0
    for i in np.flatnonzero(flags & BAD).tolist():
        start, end = int(offsets[i]), int(offsets[i + 1])
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
