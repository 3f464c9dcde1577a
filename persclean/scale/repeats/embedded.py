"""Stage 2 on one machine: DuckDB groups and joins, processes judge; all between is on disk, little in memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from persclean.scale.repeats import queries
from persclean.scale.repeats.engine import Engine, parquet
from persclean.scale.repeats.group import PROPOSALS, ROUND, TOP, failed
from persclean.scale.repeats.judge import Meeting, Proposal
from persclean.scale.repeats.judges import Judges
from persclean.scale.repeats.removals import with_texts, write, write_others
from persclean.scale.repeats.tables import ParquetFile, rows
from persclean.scale.repeats.texts import Texts
from persclean.scale.repeats.wanted import Wanted

_UNITS = 64  # that are judged at one go
_MEETINGS = 1 << 14  # of a batch of units, from which on it takes no more
_WRITTEN = 4096  # proposals of a row group
Row = tuple[Any, ...]


class Embedded:
    """The means of one machine; see group.Means."""

    name = "without --spark"

    def __init__(self, wanted: Wanted) -> None:
        self._wanted, self._failed = wanted, failed(wanted)
        self._texts = wanted.path("texts.sqlite")

    def meet(self, number: int) -> None:
        """Write which lines are to be compared with which, unit by unit, and put the units within reach."""
        wanted = self._wanted
        with Engine(wanted.work, wanted.request.workers) as engine:
            self._meet(engine, number)
        if not number:
            texts = Texts(self._texts, fresh=True)
            keys = groupby(rows(wanted.path("asked.parquet")), itemgetter(0))
            for shard, of_it in keys:
                texts.add(_asked(wanted.path(f"units-{shard}.parquet"), (key for _, key in of_it)))
            texts.close()

    def _meet(self, engine: Engine, number: int) -> None:
        wanted = self._wanted
        files = parquet(*(wanted.path(f"signatures-{i}.parquet") for i in range(wanted.shards)))
        without = ", ".join(map(str, self._failed)) or "-1"
        lines = f"select * from {files} where (unit >> 32) not in ({without})"
        if number:
            again, made = (parquet(wanted.path(f"{name}-{number - 1}.parquet")) for name in ("again", "made"))
            lines = (
                f"with left_over as (select s.* from ({lines}) s anti join "
                f"(select unit, unnest(lines) as line from {made}) g on s.unit = g.unit and s.line = g.line) "
                f"select * from left_over where hash in (select hash from left_over where unit in "
                f"(select unit from {again}))"
            )
        kind = "table" if number else "view"  # all the signatures of a corpus are not written once more
        engine.run(f"create {kind} lines as {lines}")
        engine.run(queries.HOMES)
        engine.run(queries.PAIRS)
        if number:
            engine.run(f"delete from met where unit not in (select unit from {again})")
        engine.run(queries.HOPEFUL)
        engine.save(
            "select unit, line, home, there from met where unit in (select unit from hopeful) "
            "order by unit, line, rank, home, there",
            wanted.path(f"met-{number}.parquet"),
        )
        if not number:
            engine.save(
                f"select (unit >> 32) % {wanted.shards} as shard, unit from (select unit from met union "
                "select home from met) order by shard, unit",
                wanted.path("asked.parquet"),
            )
            top = f"select hash, copies, best from homes where kind = 2 order by copies desc, best limit {TOP}"
            unpacked = queries.UNPACKED.format("best")
            engine.save(
                f"select copies, {unpacked} from ({top}) order by copies desc, best", wanted.path("repeated.parquet")
            )

    def judge(self, number: int) -> None:
        """Write the proposals for all units that were met."""
        wanted = self._wanted
        texts = Texts(self._texts)
        texts.set_gone(_gone(wanted.path(f"made-{number - 1}.parquet")) if number else ())
        texts.close()
        with (
            ParquetFile(wanted.path(f"proposals-{number}.parquet"), PROPOSALS) as file,
            Judges(self._texts, wanted.config, wanted.request.workers) as judges,
        ):
            judged = judges.judged(_batches(wanted.path(f"met-{number}.parquet")))
            write_proposals(file, (proposal_row(one) for some in judged for one in some), number)

    def finish(self, made: Path) -> None:
        """Write what goes from each shard, with the texts."""
        wanted = self._wanted
        ordered = wanted.path("ordered.parquet")
        with Engine(wanted.work, wanted.request.workers) as engine:
            engine.save(
                f"select (unit >> 32) % {wanted.shards} as shard, unit, lines, home, others, kept_first, kept_last, "
                f"similarity from {parquet(made)} order by shard, unit, lines[1], id",
                ordered,
            )
        texts = Texts(self._texts)
        write_others(wanted, write(wanted, with_texts(rows(ordered), texts.unit)))
        texts.close()


def proposal_row(one: Proposal) -> Row:
    """Return a proposal as PROPOSALS has it, without the id."""
    return tuple(getattr(one, name) for name in PROPOSALS.names[1:])


def write_proposals(file: ParquetFile, proposals: Iterable[Row], number: int) -> None:
    """Write the proposals of a round, by unit and line, each with an id; put the file in place.

    proposals: as PROPOSALS has them, without the id.
    """
    held = list[Row]()
    for ordinal, one in enumerate(proposals, number * ROUND):
        held.append((ordinal, *one))
        if len(held) >= _WRITTEN:
            file.write_rows(held)
    file.write_rows(held)
    file.commit()


def _gone(made: Path) -> Iterator[tuple[int, int]]:
    for unit, lines in rows(made, "unit", "lines"):
        yield from ((unit, line) for line in lines)


def _batches(met: Path) -> Iterator[list[tuple[int, list[Meeting]]]]:
    batch, count = list[tuple[int, list[Meeting]]](), 0
    for unit, group in groupby(rows(met), itemgetter(0)):
        meetings = [Meeting(line, home, at) for _, line, home, at in group]
        batch.append((unit, meetings))
        count += len(meetings)
        if len(batch) >= _UNITS or count >= _MEETINGS:
            yield batch
            batch, count = [], 0
    if batch:
        yield batch


def _asked(path: Path, keys: Iterator[int]) -> Iterator[tuple[int, int, bytes]]:
    """Yield the units of a shard that are asked for; both ascending."""
    wanted = next(keys, None)
    with pq.ParquetFile(path) as file:
        for group in range(file.num_row_groups):
            if wanted is None:
                return
            table = file.read_row_group(group)
            for at, key in enumerate(table["unit"].to_pylist()):
                if key == wanted:
                    yield key, table["number"][at].as_py(), table["data"][at].as_py()
                    wanted = next(keys, None)
