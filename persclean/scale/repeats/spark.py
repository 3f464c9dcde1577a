"""The groupBy and the join of stage 2 on Spark: the same rows as queries.py gives on one machine.

Spark compares structs field by field, so ranks need not be packed into numbers.
"""

from __future__ import annotations

from typing import Any

from persclean.scale.repeats.queries import BOX, HEADLINE, LONG


def homes(lines: Any) -> Any:
    """Return of each hash that stands more than once the copies to be kept: `best` and `over`, as queries.HOMES has it.

    lines: a DataFrame of signatures (signatures.SCHEMA). The result has hash, kind, second, home, there.
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
    )
    best = found.selectExpr("hash", "kind", "0 as second", "best.unit as home", "best.line as there")
    over = found.where("over.unit <> best.unit or over.line <> best.line").selectExpr(
        "hash", "kind", "1 as second", "over.unit as home", "over.line as there"
    )
    return best.unionByName(over)


def pairs(lines: Any) -> Any:
    """Return the lines with the copies they may be compared with, as `met-0.parquet` has them, without an order.

    lines: a DataFrame of signatures. The result has unit, line, home, there, rank: the least is the most promising.
    """
    from pyspark.sql import functions as f

    rank = f.expr(
        f"case when (second = 1) = (length < {HEADLINE}) then 0 else 8 end "
        "+ case homed.kind when 2 then 0 when 0 then 1 when 1 then 2 else 3 end"
    )
    met = (
        lines.alias("own")
        .join(homes(lines).alias("homed"), "hash")
        .where("own.unit <> home or own.line <> there")
        .groupBy("unit", "line", "home", "there")
        .agg(f.min(rank).alias("rank"), f.min("length").alias("length"))
    )
    hopeful = met.groupBy("unit").agg(f.max("length").alias("longest"), f.countDistinct("line").alias("count"))
    hopeful = hopeful.where(f"longest >= {LONG} or count >= {BOX}").select("unit")
    return met.join(hopeful, "unit", "left_semi").drop("length")
