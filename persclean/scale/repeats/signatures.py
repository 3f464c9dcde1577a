"""Signatures: for each line the hashes under which copies of it meet, and how complete it is.

Kinds of hashes: how a line begins, how it ends (both of headlines/features.py: a teaser has the beginning of its
article), the whole of it, and bands of a MinHash of its pairs of words for what is nearly the same. Hashes only
propose; what is removed was compared word by word.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from persclean.headlines.features import Bools, Hashes, Ints, Lines, reading
from persclean.scale.repeats.units import Unit, seen

FIRST, LAST, WHOLE, NEAR = range(4)
SCHEMA = pa.schema(
    [
        ("hash", pa.uint64()),
        ("kind", pa.uint8()),
        ("unit", pa.int64()),
        ("line", pa.int32()),
        ("length", pa.int32()),
        ("rest", pa.int32()),
    ]
)
_MOST = (1 << 20) - 1
_ODD = [np.uint64(n) for n in (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0xD6E8FEB86659FD93)]
_KINDS = [np.uint64(n) for n in (0, 0x5851F42D4C957F2D, 0x14057B7EF767814F)]


def key(file: int, place: int) -> int:
    """Return the key of a unit: the number of its input, and its place in it; ascending as inputs are in order."""
    return file << 32 | place


def signatures(units: Sequence[tuple[int, Unit]], near: bool) -> pa.RecordBatch:
    """Return the signatures of the lines of units, each with its key. A pure function; see SCHEMA.

    line: from 0 in its unit. length: bytes of the cheap reading, which spelling hardly changes. rest: how long
    the two lines are that follow, which tells an article from a teaser.
    """
    data = b"".join(_ended(unit.data) for _, unit in units)
    counts = np.array([len(unit.numbers) for _, unit in units], np.int64)
    firsts = np.concatenate(([0], np.cumsum(counts)[:-1])).astype(np.int64)
    lines = seen(data, np.arange(int(counts.sum()), dtype=np.int64))
    unit = np.repeat(np.array([one for one, _ in units], np.int64), counts)
    line = np.arange(len(unit), dtype=np.int64) - np.repeat(firsts, counts)
    length = np.minimum(_lengths(data), _MOST)
    rest = _rests(length, lines.solid, np.repeat(firsts + counts, counts))
    hashed = (lines.first > 0) | (lines.last > 0)
    whole = ((lines.first * _ODD[0]) ^ (lines.last * _ODD[1])) + length.astype(np.uint64) * _ODD[2]
    parts = [
        _rows(lines.first, FIRST, lines.first > 0, unit, line, length, rest),
        _rows(lines.last ^ _KINDS[1], LAST, lines.last > 0, unit, line, length, rest),
        _rows(whole ^ _KINDS[2], WHOLE, hashed & ~lines.brief, unit, line, length, rest),
    ]
    if near:
        parts += _near(lines, unit, line, length, rest)
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
    return pa.record_batch(columns, schema=SCHEMA)


def _rows(hashes: Hashes, kind: int, mask: Bools, *columns: Ints) -> tuple[object, ...]:
    unit, line, length, rest = (column[mask] for column in columns)
    kinds = np.full(len(unit), kind, np.uint8)
    return hashes[mask], kinds, unit, line.astype(np.int32), length.astype(np.int32), rest.astype(np.int32)


def _near(lines: Lines, *columns: Ints) -> list[tuple[object, ...]]:
    from persclean.scale.repeats.near import LEAST, bands

    at = np.flatnonzero(columns[2] >= LEAST)
    starts = np.concatenate(([0], lines.ends[:-1]))
    texts = [
        lines.data[a:b].decode("utf-8", "surrogateescape")
        for a, b in zip(starts[at].tolist(), lines.ends[at].tolist(), strict=True)
    ]
    found = bands(texts)
    taken = [column[at] for column in columns]
    everywhere = np.ones(len(at), np.bool_)
    return [_rows(found[:, i], NEAR, everywhere, *taken) for i in range(found.shape[1])] if len(at) else []


def _ended(data: bytes) -> bytes:
    return data if data.endswith(b"\n") else data + b"\n"


def _lengths(data: bytes) -> Ints:
    stops = np.flatnonzero(np.frombuffer(reading(data), np.uint8) == 10)
    lengths: Ints = np.diff(stops, prepend=-1) - 1
    return lengths


def _rests(lengths: Ints, solid: Bools, until: Ints) -> Ints:
    """Return how long the next line is and then the one after it, as one number, blank lines passed over.

    until: for each line the index after the last of its unit.
    """
    some = np.flatnonzero(solid)
    after = np.searchsorted(some, np.arange(len(lengths)), side="right")
    rests = np.zeros(len(lengths), np.int64)
    for step in range(2):
        at = np.append(some, [len(lengths)] * 2)[after + step]
        inside = at < until
        rests = rests * 1024 + np.where(inside, np.minimum(np.append(lengths, 0)[at], 1023), 0)
    return rests
