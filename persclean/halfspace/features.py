"""What the half-space model looks at. The same functions serve training and tagging, so the two cannot disagree.

A seam is a place before a letter of a run. Features are numbers below 2**bits, indices into a table of weights:
hashes of (1) the letter n-grams around the seam with their place, (2) the run's part to the left, the part to the
right, the whole run, (3) how common these three are as words. The model is that of pointwise word segmentation
(Neubig, Nakata, Mori: Pointwise prediction for robust, adaptable Japanese morphological analysis, ACL 2011) with
hashed features (Weinberger et al., ICML 2009).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from persclean.halfspace.letters import FIRST, JOINS, PAD, Runs
from persclean.halfspace.strings import Hashes, Substrings, splitmix

Index = NDArray[np.uint32]
Places = NDArray[np.int32]
Classes = NDArray[np.uint32]

SIDE = PAD  # letters seen on either side of a seam
LONGEST = 4  # n-gram
_SHAPES = [(length, shift) for length in range(1, LONGEST + 1) for shift in range(-SIDE, SIDE - length + 1)]
_SALTS = dict(zip(_SHAPES, splitmix(len(_SHAPES)), strict=True))
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_ONE, _SIX, _EIGHT = np.uint64(1), np.uint64(6), np.uint64(8)

# What the columns of `seam_features` stand for, for `explain`.
NAMES = [
    *(f"letters {shift:+d}..{shift + length - 1:+d}" for length, shift in _SHAPES),
    "the part before it",
    "the part after it",
    "the whole word",
    "how common before, after and whole are",
    "how common before and whole are, length before",
    "how common after and whole are, length after",
    "how common and how long before and after are",
    "how common after is, last letter before",
]
WHOLE = len(_SHAPES) + 2  # the column that remembers single words


def slot(values: Hashes, salt: int, bits: int) -> Index:
    """Return numbers below 2**bits for 64-bit values; another salt, another spread."""
    return ((values * np.uint64(2 * salt + 1) * _GOLDEN) >> np.uint64(64 - bits)).astype(np.uint32)


@dataclass(frozen=True, slots=True)
class Seams:
    """Places in runs, with the hashes of the parts around each: all of shape (n,).

    at: index in `Runs.codes` of the letter after the seam. before, after: letters in each part.
    """

    at: Places
    run: Places
    left: Hashes
    right: Hashes
    whole: Hashes
    before: Places
    after: Places

    @property
    def ids(self) -> Hashes:
        """One number for the place of the seam in a word of these letters."""
        return self.whole ^ (self.left * np.uint64(3))

    def of(self, chosen: NDArray[np.bool_] | NDArray[np.int64]) -> Seams:
        """Return the chosen ones."""
        return Seams(
            self.at[chosen],
            self.run[chosen],
            self.left[chosen],
            self.right[chosen],
            self.whole[chosen],
            self.before[chosen],
            self.after[chosen],
        )


def seams(found: Runs, strings: Substrings, joining: bool, closed: NDArray[np.bool_] | None = None) -> Seams:
    """Return the seams inside all runs but the closed ones.

    joining: only those after a letter that joins, where a ZWNJ shows. closed: of each run, shape (runs,).
    """
    codes = found.codes
    letter = codes >= FIRST
    ok = letter[:-1] & letter[1:]
    if joining:
        ok &= JOINS[codes[:-1]]
    at = (np.flatnonzero(ok) + 1).astype(np.int32)
    run = found.number.take(at)
    if closed is not None:
        open_ = ~closed.take(run)
        at, run = at[open_], run[open_]
    start, stop = found.starts.take(run), found.stops.take(run)
    whole = strings.of(found.starts, found.stops)
    return Seams(at, run, strings.of(start, at), strings.of(at, stop), whole.take(run), at - start, stop - at)


def seam_features(found: Runs, at: Seams, left: Classes, right: Classes, whole: Classes, bits: int) -> Iterator[Index]:
    """Yield the features of the seams, column by column in the order of NAMES, each of shape (n,).

    left, right, whole: how common the parts are as words, 0 (unknown) to 7.
    """
    packed = found.codes.astype(np.uint64)
    grams = packed
    for length in range(1, LONGEST + 1):
        if length > 1:
            grams = (grams[:-1] << _SIX) | packed[length - 1 :]
        for shift in range(-SIDE, SIDE - length + 1):
            yield gram_slots(grams[at.at + shift], length, shift, bits)
    yield slot(at.left, 101, bits)
    yield slot(at.right, 102, bits)
    yield slot(at.ids, 103, bits)
    for n, keys in enumerate(class_keys(packed[at.at - 1], at, left, right, whole)):
        yield class_slots(keys, n, bits)


def gram_slots(grams: NDArray[np.uint64], length: int, shift: int, bits: int) -> Index:
    """Return the features of letter n-grams (six bits a letter) that begin so many letters from the seam."""
    return ((grams + _ONE) * _SALTS[length, shift] >> np.uint64(64 - bits)).astype(np.uint32)


CLASS_KEYS = (512, 512, 512, 4096, 1024)  # how many keys each column of `class_keys` may have


def class_keys(
    before: NDArray[np.uint64], at: Seams, left: Classes, right: Classes, whole: Classes
) -> Iterator[NDArray[np.uint64]]:
    """Yield what the seams say by how common and how long the parts are, as small numbers, column by column.

    before: the letter before each seam.
    """
    short, rest = np.minimum(at.before, 5).astype(np.uint64), np.minimum(at.after, 5).astype(np.uint64)
    a, b, c = left.astype(np.uint64), right.astype(np.uint64), whole.astype(np.uint64)
    both = a * _EIGHT + b
    yield both * _EIGHT + c
    yield (a * _EIGHT + c) * _EIGHT + short
    yield (b * _EIGHT + c) * _EIGHT + rest
    yield (both * _EIGHT + short) * _EIGHT + rest
    yield (b * np.uint64(64) + before) * np.uint64(2) + (c > 0)


def class_slots(keys: NDArray[np.uint64], column: int, bits: int) -> Index:
    """Return the features of a column of `class_keys`."""
    return slot(keys + _ONE, 201 + column, bits)


_SPLIT_SHAPES = [(2, -1), (3, -2), (3, -1), (4, -2), (2, 0), (2, -2), (1, 0), (1, -1)]


def split_features(found: Runs, at: Seams, left: Classes, right: Classes, bits: int) -> Iterator[Index]:
    """Yield the features by which a lost space is found, column by column, each of shape (n,)."""
    before, after = np.minimum(at.before, 7).astype(np.uint64), np.minimum(at.after, 7).astype(np.uint64)
    a, b = left.astype(np.uint64), right.astype(np.uint64)
    yield slot(at.left, 701, bits)
    yield slot(at.right, 702, bits)
    yield slot(a * _EIGHT + b, 703, bits)
    yield slot((a * _EIGHT + before) * _EIGHT + b, 704, bits)
    yield slot((b * _EIGHT + after) * _EIGHT + a, 705, bits)
    yield slot(a * _EIGHT + before, 706, bits)
    yield slot(b * _EIGHT + after, 707, bits)
    packed = found.codes.astype(np.uint64)
    for n, (length, shift) in enumerate(_SPLIT_SHAPES):
        gram = packed[at.at + shift]
        for further in range(1, length):
            gram = (gram << _SIX) | packed[at.at + shift + further]
        yield slot(gram + _ONE, 710 + n, bits)


def word_features(strings: Substrings, starts: Places, stops: Places, right: bool, bits: int) -> Iterator[Index]:
    """Yield the features of whole words as the left or right one of a pair, column by column, each of shape (n,)."""
    salt = 350 if right else 300
    length = stops - starts
    yield slot(strings.of(starts, stops), salt + 1, bits)
    for size in (1, 2, 3, 4):
        seen = np.minimum(length, size)
        short = (length <= size).astype(np.uint64)
        yield slot(strings.of(stops - seen, stops) + short, salt + 10 + size, bits)
        yield slot(strings.of(starts, starts + seen) + short, salt + 20 + size, bits)
    yield slot(np.minimum(length, 8).astype(np.uint64) + _ONE, salt + 30, bits)


def pair_ids(left: Hashes, right: Hashes) -> Hashes:
    """Return one number for each pair of words, from their hashes."""
    return left * np.uint64(3) ^ right
