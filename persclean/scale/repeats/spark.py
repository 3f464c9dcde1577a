"""All three stages on Spark: shards as tasks, stage 2 as groupBy, join and cogroup; the bytes of the embedded engine.

Spark compares structs field by field, so ranks need not be packed into numbers. Inputs and work folder are on a file
system that driver and executors share.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

import pyarrow as pa

from persclean.errors import ConfigError
from persclean.scale.repeats.embedded import proposal_row, write_proposals
from persclean.scale.repeats.group import PROPOSALS, TOP, failed
from persclean.scale.repeats.judge import Meeting, Pages, judge
from persclean.scale.repeats.queries import BOX, HEADLINE, LONG
from persclean.scale.repeats.removals import write, write_others
from persclean.scale.repeats.tables import ParquetFile, rows
from persclean.scale.repeats.units import Unit
from persclean.scale.repeats.wanted import Wanted
from persclean.scale.spark import spark_session

R = TypeVar("R")
_PROPOSED = (
    "unit long, place int, box int, lines array<int>, home long, others array<int>, kept_first long, kept_last long, "
    "similarity double, letters long, size long"
)
_ARROW = pa.schema([PROPOSALS.field("unit"), ("place", pa.int32()), *list(PROPOSALS)[2:]])
_REMOVED = (
    "shard int, unit long, lines array<int>, home long, kept_first long, kept_last long, similarity double, "
    "text binary, kept binary, id long"
)
_REPEATED = pa.schema([("copies", pa.int64()), ("unit", pa.int64()), ("line", pa.int32())])


class Cluster:
    """A session, which ends with the context. master: `local[2]`, `yarn`, ..., or `submit` for that of spark-submit."""

    def __init__(self, master: str) -> None:
        try:
            import pyspark  # noqa: F401
        except ImportError:
            raise ConfigError("--spark needs the package pyspark: pip install 'persclean[spark]'") from None
        self._session = spark_session("persclean repeats", None if master == "submit" else master)
        self._session.sparkContext.setLogLevel("ERROR")

    def each(self, work: Callable[[Wanted, int], R], wanted: Wanted, numbers: Sequence[int]) -> Iterator[R]:
        """Yield what a function returns for each shard, in order; a task each."""
        yield from (
            self._session.sparkContext.parallelize(numbers, len(numbers)).map(lambda n: work(wanted, n)).collect()
        )

    def means(self, wanted: Wanted) -> OnSpark:
        """Return who does stage 2."""
        return OnSpark(wanted, self._session)

    def __enter__(self) -> Cluster:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._session.stop()


class OnSpark:
    """The means of a cluster; see group.Means."""

    name = "with --spark"

    def __init__(self, wanted: Wanted, session: Any) -> None:
        self._wanted, self._session = wanted, session
        self._failed = failed(wanted)

    def meet(self, number: int) -> None:
        """Write which lines are to be compared with which."""
        from pyspark.sql import functions as f

        lines = self._shards("signatures").where(~f.shiftright("unit", 32).isin(self._failed or [-1]))
        again = None
        if number:
            again = self._read(f"again-{number - 1}.parquet")
            lines = lines.join(self._gone(number), ["unit", "line"], "left_anti")
            lines = lines.join(lines.join(again, "unit", "left_semi").select("hash").distinct(), "hash", "left_semi")
        pairs(lines, again).write.mode("overwrite").parquet(str(self._wanted.path(f"met-{number}.parquet")))
        if not number:
            most = (
                homes(lines)
                .where("kind = 2 and second = 0")
                .orderBy(f.desc("copies"), f.desc("length"), "home", "there")
            )
            with ParquetFile(self._wanted.path("repeated.parquet"), _REPEATED) as file:
                file.write_rows([(row.copies, row.home, row.there) for row in most.limit(TOP).collect()])
                file.commit()

    def judge(self, number: int) -> None:
        """Write the proposals for all units that were met."""
        from pyspark.sql import functions as f

        met = self._read(f"met-{number}.parquet")
        asked = met.selectExpr("unit as asker", "home as page")
        asked = asked.union(met.selectExpr("unit as asker", "unit as page")).distinct()
        pages = asked.join(self._shards("units").withColumnRenamed("unit", "page"), "page")
        if number:
            gone = self._gone(number).groupBy("unit").agg(f.collect_list("line").alias("gone"))
            pages = pages.join(gone.withColumnRenamed("unit", "page"), "page", "left")
        else:
            pages = pages.withColumn("gone", f.lit(None).cast("array<int>"))
        config = self._wanted.config

        def judged(met: pa.Table, pages: pa.Table) -> pa.Table:
            units = {
                one["page"]: (Unit(one["data"], one["number"], True), one["gone"] or ()) for one in pages.to_pylist()
            }
            found = met.sort_by([(name, "ascending") for name in ("line", "rank", "home", "there")]).to_pylist()
            meetings = [Meeting(one["line"], one["home"], one["there"]) for one in found]
            proposals = judge(found[0]["unit"], meetings, Pages(units.__getitem__), config) if found else []
            made = [(unit, place, *rest) for place, (unit, *rest) in enumerate(map(proposal_row, proposals))]
            return _table(made, _ARROW)

        proposed = met.groupBy("unit").cogroup(pages.groupBy("asker")).applyInArrow(judged, _PROPOSED)
        half = self._wanted.path(f"proposed-{number}.parquet")
        proposed.orderBy("unit", "place").write.mode("overwrite").parquet(str(half))
        parts = sorted(half.glob("part-*.parquet"))  # as they were ordered
        names = PROPOSALS.names[1:]
        with ParquetFile(self._wanted.path(f"proposals-{number}.parquet"), PROPOSALS) as file:
            write_proposals(file, (row for part in parts for row in rows(part, *names)), number)

    def finish(self, made: Path) -> None:
        """Write what goes from each shard, with the texts."""
        wanted = self._wanted
        units = self._shards("units").select("unit", "data")
        settled = self._session.read.parquet(str(made)).join(units.withColumnRenamed("data", "own"), "unit")
        settled = settled.join(units.withColumnsRenamed({"unit": "home", "data": "other"}), "home")

        def texts(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
            for batch in batches:
                yield from _with_texts(batch, wanted.shards).to_batches()

        def written(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
            removals = (tuple(row.values())[:-1] for batch in batches for row in batch.to_pylist())
            yield pa.record_batch([pa.array(write(wanted, removals), pa.int32())], ["shard"])

        with_texts = settled.mapInArrow(texts, _REMOVED).repartition(wanted.shards, "shard")
        ordered = with_texts.sortWithinPartitions("shard", "unit", with_texts.lines[0], "id")
        write_others(wanted, [row.shard for row in ordered.mapInArrow(written, "shard int").collect()])

    def _read(self, name: str) -> Any:
        return self._session.read.parquet(str(self._wanted.path(name)))

    def _shards(self, name: str) -> Any:
        return self._session.read.parquet(
            *(str(self._wanted.path(f"{name}-{n}.parquet")) for n in range(self._wanted.shards))
        )

    def _gone(self, number: int) -> Any:
        return self._read(f"made-{number - 1}.parquet").selectExpr("unit", "explode(lines) as line").distinct()


def _with_texts(batch: pa.RecordBatch, shards: int) -> pa.Table:
    schema = pa.schema(
        [("shard", pa.int32()), ("unit", pa.int64()), ("lines", pa.list_(pa.int32())), ("home", pa.int64()),
         ("kept_first", pa.int64()), ("kept_last", pa.int64()), ("similarity", pa.float64()),
         ("text", pa.binary()), ("kept", pa.binary()), ("id", pa.int64())]
    )  # fmt: skip
    made = [
        (
            (one["unit"] >> 32) % shards,
            *(one[name] for name in ("unit", "lines", "home", "kept_first", "kept_last", "similarity")),
            Unit(one["own"], 0, True).text(one["lines"]),
            Unit(one["other"], 0, True).text(one["others"]),
            one["id"],
        )
        for one in batch.to_pylist()
    ]
    return _table(made, schema)


def _table(made: Sequence[tuple[Any, ...]], schema: pa.Schema) -> pa.Table:
    columns = zip(*made, strict=True) if made else [() for _ in schema]
    return pa.table([pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)], schema)


def homes(lines: Any) -> Any:
    """Return of each hash that stands more than once the copies to be kept: `best` and `over`, as queries.HOMES has it.

    lines: a DataFrame of signatures (signatures.SCHEMA). The result: hash, kind, copies, length, second, home, there.
    """
    from pyspark.sql import functions as f

    place = ("unit", "line")
    found = (
        lines.withColumn("shorter", -f.col("length"))
        .withColumn("less", -f.col("rest"))
        .groupBy("hash")
        .agg(
            f.min("kind").alias("kind"),
            f.count("*").alias("copies"),
            f.min(f.struct("shorter", *place)).alias("best"),
            f.min(f.struct("shorter", "less", *place)).alias("over"),
        )
        .where("copies > 1")
        .withColumn("length", -f.col("best.shorter"))
    )
    known = ("hash", "kind", "copies", "length")
    best = found.selectExpr(*known, "0 as second", "best.unit as home", "best.line as there")
    over = found.where("over.unit <> best.unit or over.line <> best.line").selectExpr(
        *known, "1 as second", "over.unit as home", "over.line as there"
    )
    return best.unionByName(over)


def pairs(lines: Any, only: Any = None) -> Any:
    """Return the lines with the copies they may be compared with, as `met-N.parquet` has them, without an order.

    lines: a DataFrame of signatures. only: one of the units that are wanted, if not all are. The result has unit, line,
    home, there, rank: the least is the most promising.
    """
    from pyspark.sql import functions as f

    rank = f.expr(
        f"case when (second = 1) = (own.length < {HEADLINE}) then 0 else 8 end "
        "+ case homed.kind when 2 then 0 when 0 then 1 when 1 then 2 else 3 end"
    )
    own = lines if only is None else lines.join(only, "unit", "left_semi")
    met = (
        own.alias("own")
        .join(homes(lines).alias("homed"), "hash")
        .where("own.unit <> home or own.line <> there")
        .groupBy("unit", "line", "home", "there")
        .agg(f.min(rank).alias("rank"), f.min("own.length").alias("length"))
    )
    hopeful = met.groupBy("unit").agg(f.max("length").alias("longest"), f.countDistinct("line").alias("count"))
    hopeful = hopeful.where(f"longest >= {LONG} or count >= {BOX}").select("unit")
    return met.join(hopeful, "unit", "left_semi").drop("length")
