"""Stage 2 on one machine: lines that share a hash meet the copy to be kept, are compared, and what is to go is settled.

Rounds: where a proposal falls because its copy goes itself, its unit is looked at again, with what is left.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from persclean.headlines.features import Ints
from persclean.scale.repeats import queries
from persclean.scale.repeats.engine import Engine, clear, parquet
from persclean.scale.repeats.judge import Meeting, Proposal
from persclean.scale.repeats.judges import Judges
from persclean.scale.repeats.settle import settle
from persclean.scale.repeats.shards import ParquetFile
from persclean.scale.repeats.texts import Texts
from persclean.scale.repeats.wanted import Wanted, alone, once, read

PROPOSALS = pa.schema(
    [
        ("id", pa.int64()),
        ("unit", pa.int64()),
        ("box", pa.int32()),
        ("lines", pa.list_(pa.int32())),
        ("home", pa.int64()),
        ("others", pa.list_(pa.int32())),
        ("kept_first", pa.int64()),
        ("kept_last", pa.int64()),
        ("similarity", pa.float64()),
        ("letters", pa.int64()),
        ("text", pa.binary()),
        ("kept", pa.binary()),
    ]
)
TEXTS = "texts.sqlite"
TOP = 1000  # repeated lines that the report may show
_ROUNDS = 4
_UNITS = 64  # that are judged at one go
_ROUND = 1 << 40  # ids of a round
_WRITTEN = 512  # proposals of a row group


class Group:
    """The work of stage 2."""

    def __init__(self, wanted: Wanted) -> None:
        self.wanted = wanted
        marks = [read(wanted.path(f"shard-{i}.json")) for i in range(wanted.shards)]
        self._failed = [one["file"] for mark in marks for one in mark if one["failure"]]

    def run(self) -> None:
        """Do all that has not been done; `removals-N.parquet` is what stage 3 needs of shard N."""
        with alone(self.wanted.path(".group.lock")):
            clear(self.wanted.work)
            once(self.wanted.path("group.json"), self._run)

    def _run(self) -> dict[str, int]:
        wanted, made = self.wanted, None
        rounds = 0
        with Engine(wanted.work, wanted.request.workers) as engine:
            for number in range(_ROUNDS):
                once(wanted.path(f"met-{number}.json"), lambda n=number: self._meet(engine, n))  # type: ignore[misc]
                once(wanted.path(f"judged-{number}.json"), lambda n=number: self._judge(engine, n))  # type: ignore[misc]
                again, before = wanted.path(f"again-{number}.parquet"), made
                made = wanted.path(f"made-{number}.parquet")
                once(
                    wanted.path(f"settled-{number}.json"),
                    lambda n=number, b=before, m=made, a=again: settle(engine, self._proposals(n), b, m, a),  # type: ignore[misc]
                )
                rounds += 1
                if not engine.one(f"select count(*) from {parquet(again)}"):
                    break
            assert made is not None
            for shard in range(wanted.shards):
                engine.save(
                    f"select * from {parquet(made)} where (unit >> 32) % {wanted.shards} = {shard} "
                    "order by unit, lines[1], id",
                    wanted.path(f"removals-{shard}.parquet"),
                )
            blocks = engine.one(f"select count(*) from {parquet(made)}")
        return {"blocks": blocks, "rounds": rounds}

    def _proposals(self, number: int) -> Path:
        return self.wanted.path(f"proposals-{number}.parquet")

    def _met(self, number: int) -> Path:
        return self.wanted.path(f"met-{number}.parquet")

    def _meet(self, engine: Engine, number: int) -> None:
        """Write which lines are to be compared with which, unit by unit."""
        files = parquet(*(self.wanted.path(f"signatures-{i}.parquet") for i in range(self.wanted.shards)))
        failed = ", ".join(map(str, self._failed)) or "-1"
        lines = f"select * from {files} where (unit >> 32) not in ({failed})"
        if number:
            again = parquet(self.wanted.path(f"again-{number - 1}.parquet"))
            gone = self._gone(number)
            lines = (
                f"with left_over as (select s.* from ({lines}) s anti join ({gone}) g "
                "on s.unit = g.unit and s.line = g.line) select * from left_over "
                f"where hash in (select hash from left_over where unit in (select unit from {again}))"
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
            self._met(number),
        )
        if not number:
            self._keep_texts(engine)
            top = f"select hash, copies, best from homes where kind = 2 order by copies desc, best limit {TOP}"
            unpacked = queries.UNPACKED.format("best")
            engine.save(
                f"select copies, {unpacked} from ({top}) order by copies desc, best",
                self.wanted.path("repeated.parquet"),
            )
        engine.run(f"drop {kind} lines")
        for table in ("homes", "met", "hopeful"):
            engine.run(f"drop table {table}")

    def _gone(self, number: int) -> str:
        return f"select unit, unnest(lines) as line from {parquet(self.wanted.path(f'made-{number - 1}.parquet'))}"

    def _keep_texts(self, engine: Engine) -> None:
        """Put all units that can be asked for within reach."""
        texts = Texts(self.wanted.path(TEXTS), fresh=True)
        engine.run("create or replace table asked as select unit from met union select home from met")
        for i in range(self.wanted.shards):
            asked = engine.column(
                f"select unit from asked where (unit >> 32) % {self.wanted.shards} = {i} order by unit"
            )
            texts.add(_asked(self.wanted.path(f"units-{i}.parquet"), asked))
        engine.run("drop table asked")
        texts.close()

    def _judge(self, engine: Engine, number: int) -> None:
        """Write the proposals for all units that were met."""
        texts = Texts(self.wanted.path(TEXTS))
        texts.set_gone(engine.rows(self._gone(number)) if number else ())
        texts.close()
        ordinal = number * _ROUND
        with (
            ParquetFile(self._proposals(number), PROPOSALS) as file,
            Judges(self.wanted.path(TEXTS), self.wanted.config, self.wanted.request.workers) as judges,
        ):
            held: list[Proposal] = []
            for proposals in judges.judged(self._batches(engine, number)):
                held += proposals
                if len(held) >= _WRITTEN:
                    file.write(_rows(held, ordinal))
                    ordinal += len(held)
                    held = []
            file.write(_rows(held, ordinal))
            file.commit()

    def _batches(self, engine: Engine, number: int) -> Iterator[list[tuple[int, list[Meeting]]]]:
        rows = engine.rows(f"select unit, line, home, there from {parquet(self._met(number))}")
        batch: list[tuple[int, list[Meeting]]] = []
        for unit, group in groupby(rows, itemgetter(0)):
            batch.append((unit, [Meeting(line, home, at) for _, line, home, at in group]))
            if len(batch) >= _UNITS:
                yield batch
                batch = []
        if batch:
            yield batch


def _asked(path: Path, asked: Ints) -> Iterator[tuple[int, int, bytes]]:
    """Yield the units of a shard that are asked for, ascending."""
    with pq.ParquetFile(path) as file:
        for group in range(file.num_row_groups):
            rows = file.read_row_group(group)
            wanted = np.isin(rows["unit"].to_numpy(), asked)
            yield from zip(*(column.to_pylist() for column in rows.filter(pa.array(wanted)).columns), strict=True)


def _rows(proposals: list[Proposal], first: int) -> pa.RecordBatch:
    columns = [
        pa.array(
            list(range(first, first + len(proposals)))
            if field.name == "id"
            else [getattr(p, field.name) for p in proposals],
            field.type,
        )
        for field in PROPOSALS
    ]
    return pa.record_batch(columns, PROPOSALS)
