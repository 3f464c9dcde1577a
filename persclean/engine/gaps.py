"""Deciding gaps by distinct pairs of entries; only pairs with a flagged side are looked at."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from persclean.engine.light import decide
from persclean.engine.vocabulary import LEFT, PHRASE, REDO, RIGHT, SPACED, Flags, Vocabulary

Codes = NDArray[np.int32]
_WHITE = " \t\n\v\f\r"


class GapDecisions:
    """Remembers what was decided for a pair of codes; to be dropped with the vocabulary's codes."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._memo: dict[int, str] = {}
        self._words: dict[int, tuple[str, str, str]] = {}

    def _of(self, code: int) -> tuple[str, str, str]:
        if code not in self._words:
            self._words[code] = self._vocabulary.words_of(code)
        return self._words[code]

    def _pair(self, left: int, right: int) -> str:
        _, word, gap = self._of(left)
        return decide(self._vocabulary.gaps, word, gap, self._of(right)[0])

    def apply(
        self, codes: Codes, flags: Flags, line_ends: NDArray[np.int64]
    ) -> tuple[Codes, pa.BinaryArray, NDArray[np.bool_]]:
        """Return the codes with changed gaps pointing past the vocabulary, the outcomes they then index, and `may`.

        codes, flags: of the block's entries, shape (n,). Entries in `line_ends` are not followed by a gap. An entry in
        which a join reaches into a phrase gets REDO in `flags`. may: whether the gap after an entry was in question,
        shape (n,).
        """
        out = self._vocabulary.out
        may = np.zeros(len(flags), bool)
        may[:-1] = (flags[:-1] & SPACED != 0) & ((flags[:-1] & LEFT != 0) | (flags[1:] & RIGHT != 0))
        may[line_ends] = False
        at = np.flatnonzero(may)
        if not len(at):
            return codes, out, may
        news = self._decide(codes, at)
        self._chain(codes, at, news)
        touched = [n for n, new in enumerate(news) if new is not None]
        if not touched:
            return codes, out, may
        codes = codes.copy()
        fresh: dict[tuple[int, str], int] = {}
        for n in touched:
            i, new = int(at[n]), news[n] or ""
            if new[:1] != " " and flags[i + 1] & PHRASE:
                flags[i + 1] |= REDO
            codes[i] = len(out) + fresh.setdefault((int(codes[i]), new), len(fresh))
        variants = [self._variant(code, new) for code, new in fresh]
        return codes, pa.concat_arrays([out, pa.array(variants, pa.binary())]), may

    def _decide(self, codes: Codes, at: NDArray[np.int64]) -> list[str | None]:
        """Return for each place the new gap, or None where it stays, each pair taken alone."""
        keys = codes[at].astype(np.int64) << 32 | codes[at + 1]
        pairs, inverse = np.unique(keys, return_inverse=True)
        found: list[str | None] = []
        for key in pairs.tolist():
            new = self._memo.get(key)
            if new is None:
                new = self._memo[key] = self._pair(key >> 32, key & 0xFFFFFFFF)
            found.append(None if new == self._of(key >> 32)[2] else new)
        return [found[k] for k in inverse.tolist()]

    def _chain(self, codes: Codes, at: NDArray[np.int64], news: list[str | None]) -> None:
        """Decide again, from left to right, where the left word has just been joined to the one before it."""
        joined = ""  # what stands left of place `last`, up to and with its gap
        last = -2
        for n in (np.flatnonzero(np.diff(at) == 1) + 1).tolist():
            before = news[n - 1]
            if before is None or before[:1] == " ":
                continue
            if last != n - 1:
                joined = self._of(int(codes[at[n - 1]]))[1] + before
            first, word, gap = self._of(int(codes[at[n]]))
            if first != word:
                continue  # a phrase: its line is done again
            left = joined + word
            new = decide(self._vocabulary.gaps, left, gap, self._of(int(codes[at[n] + 1]))[0])
            news[n] = None if new == gap else new
            joined, last = left + new, n

    def _variant(self, code: int, gap: str) -> bytes:
        outcome: bytes = self._vocabulary.out[code].as_py()
        return outcome.rstrip(b" ") + gap.encode("utf-8")
