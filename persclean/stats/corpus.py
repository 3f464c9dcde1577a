"""All figures of a corpus, counted block by block; memory is that of a block and of bounded tables."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from persclean.engine.arrow import encode, numbers
from persclean.engine.segment import WHITE
from persclean.stats.affixes import Affixes
from persclean.stats.characters import Characters, Codes
from persclean.stats.repeats import Repeats

if TYPE_CHECKING:
    from persclean.batch.texts import Lines, Stream

LONGEST = 1 << 16  # characters of a line that are told apart
_PART = 4 << 20  # bytes of a block that are worked on at once


class Corpus:
    """What has been counted so far.

    words: pieces between white space with a letter in them. lengths: how many lines have how many characters, those of
    LONGEST and more together. longest: characters of the longest line. blank: lines without any.
    """

    def __init__(self) -> None:
        self.characters, self.affixes, self.repeats = Characters(), Affixes(), Repeats()
        self.streams = self.records = self.texts = self.bad_records = self.bytes = self.bad_bytes = 0
        self.words = self.lines = self.blank = self.longest = 0
        self.lengths = np.zeros(LONGEST + 1, np.int64)
        self.encodings: Counter[str] = Counter()
        self.formats: Counter[str] = Counter()
        self.compressions: Counter[str] = Counter()
        self._open = 0  # characters of a line whose end has not come
        self._stream: Stream | None = None
        pa.set_cpu_count(1)

    def add(self, lines: Lines) -> None:
        """Count the lines of a block. A text that does not end with a line feed ends a line all the same."""
        if lines.stream is not self._stream or not lines.offset:
            self._end_line()
            if lines.stream is not self._stream or lines.origins is not None:
                self.repeats.part()
        self._stream = lines.stream
        data, start = lines.data, 0
        while start < len(data):
            end = data.rfind(b"\n", start, start + _PART) + 1
            if not end:
                end = data.find(b"\n", start) + 1 or len(data)
            self._part(data[start:end])
            start = end

    def finish(self, streams: list[Stream]) -> None:
        """Count the last line of an input, and the streams it was."""
        self._end_line()
        self._stream = None
        for one in streams:
            if one.binary or not one.format:
                continue
            self.streams += 1
            self.formats[one.format] += 1
            self.compressions[one.compression or "none"] += 1
            self.encodings[one.encoding or "utf-8"] += 1
            self.records += one.records
            self.texts += one.texts
            self.bad_records += one.bad_records
            self.bytes += one.bytes
            self.bad_bytes += one.bad_bytes.count if one.bad_bytes is not None else 0

    def _part(self, data: bytes) -> None:
        text = data.decode("utf-8", "surrogateescape")
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
        self.characters.add(codes)
        self._count_lines(codes)
        x = np.frombuffer(data if data.endswith(b"\n") else data + b"\n", np.uint8)
        feeds = np.flatnonzero(x == 10)
        distinct, numbers = _distinct(x, np.concatenate([[-1], feeds[:-1]]) + 1, feeds)
        self.repeats.add(distinct.to_pylist(), numbers)
        self._count_words(x)

    def _count_lines(self, codes: Codes) -> None:
        feeds = np.flatnonzero(codes == 10)
        if not len(feeds):
            self._open += len(codes)
            return
        lengths = np.diff(feeds, prepend=-1) - 1
        lengths[0] += self._open
        self._open = len(codes) - 1 - int(feeds[-1])
        self._lengths(lengths)

    def _end_line(self) -> None:
        if self._open:
            self._lengths(np.array([self._open]))
        self._open = 0

    def _lengths(self, lengths: NDArray[np.int64]) -> None:
        self.lines += len(lengths)
        self.longest = max(self.longest, int(np.max(lengths)))
        self.lengths += np.bincount(np.minimum(lengths, LONGEST), minlength=LONGEST + 1)
        self.blank = int(self.lengths[0])

    def _count_words(self, x: NDArray[np.uint8]) -> None:
        white = np.flatnonzero(WHITE[x])
        starts = np.concatenate([[-1], white[:-1]]) + 1
        full = white > starts
        distinct, numbers = _distinct(x, starts[full], white[full])
        if not len(distinct):
            return
        often = np.bincount(numbers, minlength=len(distinct))
        text = b"".join(one + b"\n" for one in distinct.to_pylist()).decode("utf-8", "surrogateescape")
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
        ends = np.flatnonzero(codes == 10)
        words = np.add.reduceat(self.characters.letters(codes), np.concatenate([[0], ends[:-1] + 1])) > 0
        self.words += int(often[words].sum())
        self.affixes.add(text, ends, often)


def _distinct(
    x: NDArray[np.uint8], starts: NDArray[np.int64], stops: NDArray[np.int64]
) -> tuple[pa.BinaryArray, NDArray[np.int64]]:
    """Return the distinct ones of some stretches, each one byte apart from the next at the least, and their numbers."""
    # Arrow wants offsets that share their ends: every other one of these lies between two stretches.
    offsets = np.empty(2 * len(starts), np.int32)
    offsets[0::2], offsets[1::2] = starts, stops
    if not len(starts):
        return pa.array([], pa.binary()), np.zeros(0, np.int64)
    every = pa.BinaryArray.from_buffers(pa.binary(), len(offsets) - 1, [None, pa.py_buffer(offsets), pa.py_buffer(x)])
    taken = every.take(pa.array(np.arange(0, len(offsets) - 1, 2)))
    found = encode(taken)
    return found.dictionary, numbers(found.indices).astype(np.int64)
