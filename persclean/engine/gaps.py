"""Deciding gaps by distinct pairs of entries; only pairs with a flagged side are looked at."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from persclean.engine.light import decide
from persclean.engine.vocabulary import LEFT, PHRASE, REDO, RIGHT, SPACED, Flags, Vocabulary
from persclean.errors import PerscleanError

Codes = NDArray[np.int32]
Kinds = NDArray[np.uint8]

_MOST = 1 << 17  # decisions and words remembered: bounds memory


class GapDecisions:
    """Remembers what was decided for a pair of codes; to be dropped with the vocabulary's codes."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._memo: dict[int, int] = {}
        self._kinds = [""]
        self._joins = np.zeros(1, bool)
        self._words: dict[int, tuple[str, str, str]] = {}

    def _of(self, code: int) -> tuple[str, str, str]:
        if code not in self._words:
            self._words[code] = self._vocabulary.words_of(code)
        return self._words[code]

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
        touched = np.flatnonzero(news)
        if not len(touched):
            return codes, out, may
        places, kinds = at[touched], news[touched]
        joins = self._joins[kinds] & (flags[places + 1] & PHRASE != 0)
        flags[places[joins] + 1] |= REDO
        codes = codes.copy()
        pairs, inverse = np.unique(codes[places].astype(np.int64) << 8 | kinds, return_inverse=True)
        codes[places] = len(out) + inverse
        variants = [self._variant(pair >> 8, self._kinds[pair & 0xFF]) for pair in pairs.tolist()]
        return codes, pa.concat_arrays([out, pa.array(variants, pa.binary())]), may

    def _kind(self, gap: str) -> int:
        """Return the number of a new gap; 0 is reserved for a gap that stays."""
        if gap not in self._kinds[1:]:
            if len(self._kinds) > 0xFF:
                raise PerscleanError("the gap parts write more than 255 kinds of gap")
            self._kinds.append(gap)
            self._joins = np.array([kind[:1] != " " for kind in self._kinds])
            self._joins[0] = False
        return self._kinds.index(gap, 1)

    def _decide(self, codes: Codes, at: NDArray[np.int64]) -> Kinds:
        """Return for each place the kind of its new gap, 0 where it stays, each pair taken alone."""
        if len(self._memo) > _MOST or len(self._words) > _MOST:
            self._memo.clear()
            self._words.clear()
        keys = codes[at].astype(np.int64) << 32 | codes[at + 1]
        pairs, inverse = np.unique(keys, return_inverse=True)
        memo = self._memo
        found = np.zeros(len(pairs), np.uint8)
        for n, key in enumerate(pairs.tolist()):
            kind = memo.get(key)
            if kind is None:
                _, word, gap = self._of(key >> 32)
                new = decide(self._vocabulary.gaps, word, gap, self._of(key & 0xFFFFFFFF)[0])
                kind = memo[key] = 0 if new == gap else self._kind(new)
            found[n] = kind
        kinds: Kinds = found[inverse]
        return kinds

    def _chain(self, codes: Codes, at: NDArray[np.int64], news: Kinds) -> None:
        """Decide again, from left to right, where the left word has just been joined to the one before it."""
        joined = ""  # what stands left of place `last`, up to and with its gap
        last = -2
        for n in (np.flatnonzero(np.diff(at) == 1) + 1).tolist():
            if not self._joins[news[n - 1]]:
                continue
            if last != n - 1:
                joined = self._of(int(codes[at[n - 1]]))[1] + self._kinds[news[n - 1]]
            first, word, gap = self._of(int(codes[at[n]]))
            if first != word:
                continue  # a phrase: it is done again
            left = joined + word
            new = decide(self._vocabulary.gaps, left, gap, self._of(int(codes[at[n] + 1]))[0])
            news[n] = 0 if new == gap else self._kind(new)
            joined, last = left + new, n

    def _variant(self, code: int, gap: str) -> bytes:
        outcome: bytes = self._vocabulary.out[code].as_py()
        return outcome.rstrip(b" ") + gap.encode("utf-8")
