"""Stage 1: the units and signatures of a shard, as two Parquet files, and what became of its inputs."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from persclean.scale.repeats.looking import look_at
from persclean.scale.repeats.signatures import SCHEMA, key, signatures
from persclean.scale.repeats.tables import ParquetFile
from persclean.scale.repeats.units import Unit
from persclean.scale.repeats.wanted import Wanted, once

UNITS = pa.schema([("unit", pa.int64()), ("number", pa.int64()), ("data", pa.binary())])
_BATCH, _MANY = 1 << 19, 1 << 13  # bytes, units that are looked at together


class _Batch:
    """Units until there are enough to be looked at together."""

    def __init__(self, near: bool, units: ParquetFile, hashes: ParquetFile) -> None:
        self._near, self._units, self._hashes = near, units, hashes
        self._held: list[tuple[int, Unit]] = []
        self._size = 0

    def taker(self, file: int) -> Callable[[Unit], None]:
        """Return what takes the units of an input, in order."""
        place = -1

        def take(unit: Unit) -> None:
            nonlocal place
            place += 1
            self._held.append((key(file, place), unit))
            self._size += len(unit.data)
            if self._size >= _BATCH or len(self._held) >= _MANY:
                self.flush()

        return take

    def flush(self) -> None:
        """Write what is held."""
        if not self._held:
            return
        keys, units = zip(*self._held, strict=True)
        columns = [keys, [unit.number for unit in units], [unit.data for unit in units]]
        self._units.write(pa.record_batch([pa.array(c, f.type) for c, f in zip(columns, UNITS, strict=True)], UNITS))
        self._hashes.write(signatures(self._held, self._near))
        self._held, self._size = [], 0


def shard(wanted: Wanted, number: int) -> None:
    """Write the units and signatures of a shard, unless that has been done."""
    once(wanted.path(f"shard-{number}.json"), lambda: _shard(wanted, number))


def _shard(wanted: Wanted, number: int) -> list[dict[str, object]]:
    """Do it; return of each input its number, size, time and digest, and why its blocks neither go nor stay for others.

    An input that is not read to its end is not written whole either: no other may lose words because they stand there.
    """
    said: list[dict[str, object]] = []
    units = ParquetFile(wanted.path(f"units-{number}.parquet"), UNITS)
    hashes = ParquetFile(wanted.path(f"signatures-{number}.parquet"), SCHEMA)
    with units, hashes:
        batch = _Batch(wanted.near, units, hashes)
        for job in wanted.shard(number):
            outcome = look_at(job, wanted.request, wanted.config, batch.taker(job.number))
            sound = outcome.status in ("cleaned", "unchanged")
            said.append(
                {
                    "file": job.number,
                    "size": outcome.size,
                    "mtime": outcome.mtime,
                    "digest": outcome.digest,
                    "bytes": outcome.figures.bytes_in,
                    "failure": "" if sound else outcome.error or outcome.status,
                }
            )
        batch.flush()
        units.commit()
        hashes.commit()
    return said


def units_of(wanted: Wanted, keys: Collection[int]) -> dict[int, Unit]:
    """Return some units by their keys, read from where stage 1 has written them."""
    found: dict[int, Unit] = {}
    for shard in sorted({(one >> 32) % wanted.shards for one in keys}):
        asked = sorted(one for one in keys if (one >> 32) % wanted.shards == shard)
        with pq.ParquetFile(wanted.path(f"units-{shard}.parquet")) as file:
            for group in range(file.num_row_groups):
                span = file.metadata.row_group(group).column(0).statistics
                if bisect_left(asked, span.min) < bisect_right(asked, span.max):
                    rows = file.read_row_group(group).filter(pc.field("unit").isin(asked)).to_pylist()
                    found |= {one["unit"]: Unit(one["data"], one["number"], True) for one in rows}
    return found
