"""Near duplicates: MinHash (A. Broder, On the resemblance and containment of documents, 1997) of pairs of words.

The signatures are rensa's R-MinHash over hashes made here, so that what they are depends on its algorithm alone
(`rensa.RMinHash.ALGORITHM_VERSION`, which tests pin).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from zlib import crc32

import numpy as np

from persclean.errors import ConfigError
from persclean.headlines.features import Hashes
from persclean.headlines.fold import words

LEAST = 80  # bytes of the reading of a line that near duplicates are looked for
_SEED = 1
_BANDS, _ROWS = 8, 4  # lines of which four fifths of the pairs are the same share a band in 98 of 100 cases
_ODD = [np.uint64(n) for n in (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9)]


def bands(texts: Sequence[str]) -> Hashes:
    """Return for each text a row of hashes; texts that share one may be nearly the same."""
    found = [
        np.fromiter((crc32(one.encode("utf-8", "surrogatepass")) for one in words(text)), np.uint64) for text in texts
    ]
    pairs = [one[:-1] * _ODD[0] ^ one[1:] * _ODD[1] if len(one) > 1 else one for one in found]
    offsets = np.cumsum([0, *map(len, pairs)]).astype(np.uint64)
    tokens = np.concatenate(pairs) if pairs else np.zeros(0, np.uint64)
    digests = minhashes(tokens, offsets).astype(np.uint64)
    mixed = np.zeros((len(texts), _BANDS), np.uint64)
    for band in range(_BANDS):
        value = np.full(len(texts), band + 1, np.uint64) * _ODD[2]
        for row in range(_ROWS):
            value = (value ^ (value >> np.uint64(29)) ^ digests[:, band * _ROWS + row]) * _ODD[0]
        mixed[:, band] = value ^ (value >> np.uint64(32))
    return mixed


def minhashes(tokens: Hashes, offsets: Hashes) -> Hashes:
    """Return the MinHash of each set of tokens, between two offsets each; ConfigError where rensa is not installed."""
    try:
        from rensa import RMinHash
    except ImportError:
        raise ConfigError(
            "near duplicates need the package rensa: pip install 'persclean[scale]', or give --no-near"
        ) from None
    if len(offsets) < 2:
        return np.zeros((0, _BANDS * _ROWS), np.uint64)
    matrix = RMinHash.digest_matrix_from_flat_token_hashes(tokens, offsets, _BANDS * _ROWS, _SEED)
    flat = np.fromiter(chain.from_iterable(matrix.to_rows()), np.uint64)
    return flat.reshape(len(offsets) - 1, _BANDS * _ROWS)
