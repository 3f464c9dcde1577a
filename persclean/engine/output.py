"""Putting a block's output together: the block itself but for the pieces, gaps and spans that change."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from persclean.engine.arrow import binary, take
from persclean.engine.entries import Entries
from persclean.engine.gaps import GapChanges
from persclean.engine.mend import Spans
from persclean.engine.segment import Indices, Offsets
from persclean.engine.vocabulary import Vocabulary, buffers


class Output:
    """The output of a block. data: its bytes."""

    def __init__(self, data: bytes, starts: Offsets, stops: Offsets, pool: Sequence[pa.BinaryArray], which: Offsets):
        """Put pieces of a pool of bytes in place of stretches of the data.

        starts, stops, which: of each stretch, and the number of what replaces it; stretches do not overlap.
        """
        self.data = data
        self._stops, self._ends = np.zeros(0, np.int32), np.zeros(0, np.int32)
        if not len(starts):
            return
        order = np.argsort(starts, kind="stable")  # sorted runs one after the other: merged in linear time
        self._stops = stops[order]
        # The data in turns: what stays, what is replaced; of these every second one is taken from the pool.
        offsets = np.zeros(2 * len(starts) + 2, np.int32)
        offsets[1:-1:2] = starts[order]
        offsets[2::2] = self._stops
        offsets[-1] = len(data)
        turns = pa.BinaryArray.from_buffers(
            pa.binary(), len(offsets) - 1, [None, pa.py_buffer(offsets), pa.py_buffer(data)]
        )
        index = np.arange(len(turns), dtype=np.int32)
        index[1::2] = which[order] + np.int32(len(turns))
        out, out_offsets = buffers(take(pa.concat_arrays([turns, *pool]), index))
        self.data = bytes(out[: int(out_offsets[-1])])
        self._ends = out_offsets[2::2]

    def __len__(self) -> int:
        """Return how many stretches were replaced."""
        return len(self._stops)

    def origins(self, at: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return which offsets of the block these offsets of the output come from; within a replacement, its end."""
        if not len(self._stops):
            return at
        n = np.searchsorted(self._ends, at, side="right") - 1
        shift = (self._stops - self._ends).astype(np.int64)
        return np.where(n >= 0, at + shift[np.maximum(n, 0)], at)

    def places(self, at: Offsets) -> list[int]:
        """Return where offsets of the block that lie in no stretch that was replaced have come to."""
        n = np.searchsorted(self._stops, at, side="right")
        shift = np.concatenate([[0], self._ends - self._stops])
        places: list[int] = (at + shift[n]).tolist()
        return places


def put_together(
    entries: Entries, vocabulary: Vocabulary, changed: Indices, gaps: GapChanges, kinds: Sequence[str], spans: Spans
) -> Output:
    """Return the output of a block; of what lies in a span, only the span's text counts.

    changed: the entries whose pieces change. kinds: what the kinds of gaps are.
    """
    layout = entries.layout
    at, kind = gaps.at, gaps.kinds
    if len(spans.first):
        changed = changed[~within(changed, spans.first, spans.last)]
        outside = ~within(at, spans.first, spans.last - 1)
        at, kind = at[outside], kind[outside]
    outcomes, known = len(vocabulary.out), len(kinds)
    return Output(
        entries.data,
        np.concatenate([layout.starts(changed), layout.stops(at), layout.starts(spans.first)]),
        np.concatenate([layout.stops(changed), layout.starts(at + 1), layout.stops(spans.last)]),
        [vocabulary.out, binary([gap.encode() for gap in kinds]), binary(spans.fresh)],
        np.concatenate(
            [
                vocabulary.place[entries.codes(changed)],
                kind + np.int32(outcomes),
                np.arange(len(spans.fresh), dtype=np.int32) + np.int32(outcomes + known),
            ]
        ),
    )


def spliced(data: bytes, starts: Sequence[int], stops: Sequence[int], news: Sequence[bytes]) -> bytes:
    """Return the data with these stretches, ascending, replaced."""
    parts: list[bytes | memoryview] = []
    view, done = memoryview(data), 0
    for start, stop, new in zip(starts, stops, news, strict=True):
        parts += (view[done:start], new)
        done = stop
    parts.append(view[done:])
    return b"".join(parts)


def within(at: Indices, first: Indices, last: Indices) -> NDArray[np.bool_]:
    """Return for each of the numbers `at` whether it lies in one of the ranges, ends included."""
    n = np.searchsorted(first, at, side="right") - 1
    within: NDArray[np.bool_] = (n >= 0) & (at <= last[n])
    return within
