"""Stage 1: the units and signatures of a shard, as two Parquet files, and what became of its inputs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from persclean.io.atomic import AtomicFile
from persclean.scale.repeats.looking import look_at
from persclean.scale.repeats.signatures import SCHEMA, key, signatures
from persclean.scale.repeats.units import Unit
from persclean.scale.repeats.wanted import Wanted, once

UNITS = pa.schema([("unit", pa.int64()), ("number", pa.int64()), ("data", pa.binary())])
_BATCH, _MANY = 1 << 20, 1 << 14  # bytes, units that are looked at together


class ParquetFile:
    """A Parquet file that is there whole or not at all; a row group for each batch."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self._file = AtomicFile(path)
        self._writer = pq.ParquetWriter(pa.PythonFile(_Sink(self._file), "w"), schema, compression="zstd")

    def write(self, batch: pa.RecordBatch) -> None:
        """Add rows."""
        self._writer.write_batch(batch)

    def commit(self) -> None:
        """Put the file in place."""
        self._writer.close()
        self._file.commit()

    def __enter__(self) -> ParquetFile:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        if self._writer.is_open:
            self._writer.close()
        self._file.__exit__(kind, error, tb)


class _Sink:
    """An atomic file as Arrow writes to one."""

    closed = False

    def __init__(self, file: AtomicFile) -> None:
        self._file, self._size = file, 0

    def write(self, data: Any) -> int:
        data = bytes(data)
        self._file.write(data)
        self._size += len(data)
        return len(data)

    def tell(self) -> int:
        return self._size

    def flush(self) -> None:
        pass

    def close(self) -> None:
        pass

    def writable(self) -> bool:
        return True

    def readable(self) -> bool:
        return False

    def seekable(self) -> bool:
        return False


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
