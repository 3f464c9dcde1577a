"""`removals-N.parquet`, from stage 2 to stage 3: the blocks that go from shard N, each with its kept copy."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from persclean.scale.repeats.tables import ParquetFile
from persclean.scale.repeats.units import Unit
from persclean.scale.repeats.wanted import Wanted

SCHEMA = pa.schema(
    [
        ("unit", pa.int64()),
        ("lines", pa.list_(pa.int32())),
        ("home", pa.int64()),
        ("kept_first", pa.int64()),
        ("kept_last", pa.int64()),
        ("similarity", pa.float64()),
        ("text", pa.binary()),
        ("kept", pa.binary()),
    ]
)
_ROWS, _BYTES = 512, 1 << 20  # of a row group: the first that is reached
_HELD = 8 << 20  # bytes of units at hand: those that keep what stands most often are asked for most often
Row = dict[str, Any]


def with_texts(settled: Iterable[tuple[Any, ...]], read: Callable[[int], Unit]) -> Iterator[tuple[Any, ...]]:
    """Yield removals with their shards before them, as `write` takes them.

    settled: shard, unit, lines, home, others, kept_first, kept_last, similarity; by shard, unit and line. read: gives a
    unit by its key.
    """
    unit_of = _at_hand(read)
    for shard, unit, lines, home, others, *rest in settled:
        yield shard, unit, lines, home, *rest, unit_of(unit).text(lines), unit_of(home).text(others)


def write(wanted: Wanted, removals: Iterable[tuple[Any, ...]]) -> list[int]:
    """Write the files of the shards that something goes from; return which they are.

    removals: a shard each, and what SCHEMA has; by shard, unit and line.
    """
    done: list[int] = []
    for shard, group in groupby(removals, itemgetter(0)):
        _write_shard(wanted, shard, (one[1:] for one in group))
        done.append(shard)
    return done


def write_others(wanted: Wanted, done: Collection[int]) -> None:
    """Write an empty file for each shard that nothing goes from."""
    for shard in set(range(wanted.shards)) - set(done):
        _write_shard(wanted, shard, ())


def _write_shard(wanted: Wanted, shard: int, removals: Iterable[tuple[Any, ...]]) -> None:
    with ParquetFile(wanted.path(f"removals-{shard}.parquet"), SCHEMA) as file:
        held, size = list[tuple[Any, ...]](), 0
        for one in removals:
            held.append(one)
            size += len(one[-1]) + len(one[-2])
            if len(held) >= _ROWS or size >= _BYTES:
                file.write_rows(held)
                size = 0
        file.write_rows(held)
        file.commit()


def _at_hand(read: Callable[[int], Unit]) -> Callable[[int], Unit]:
    held, size = OrderedDict[int, Unit](), 0

    def unit_of(key: int) -> Unit:
        nonlocal size
        found = held.get(key)
        if found is None:
            found = held[key] = read(key)
            size += len(found.data)
            while size > _HELD and len(held) > 1:
                size -= len(held.popitem(last=False)[1].data)
        held.move_to_end(key)
        return found

    return unit_of


class Removals:
    """The removals of a shard, unit by unit, ascending; a bounded number of them in memory."""

    def __init__(self, path: Path) -> None:
        self._rows = _rows(path)
        self._next = next(self._rows, None)

    def of(self, unit: int) -> list[Row]:
        """Return those of a unit; those of earlier ones are passed over."""
        found: list[Row] = []
        while self._next is not None and self._next["unit"] <= unit:
            if self._next["unit"] == unit:
                found.append(self._next)
            self._next = next(self._rows, None)
        return found


def _rows(path: Path) -> Iterator[Row]:
    with pq.ParquetFile(path) as file:
        for group in range(file.num_row_groups):
            for batch in file.iter_batches(64, [group]):
                yield from batch.to_pylist()
