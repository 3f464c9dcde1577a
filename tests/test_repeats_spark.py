"""The groupBy and the join of stage 2 on Spark give what DuckDB gives; needs pyspark and Java 17, else skipped."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.command import persclean
from tests.test_repeats import BODY, FOOTER, HEADLINE, LEAD, other, write

pyspark = pytest.importorskip("pyspark.sql")
pytestmark = pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java")


def test_spark_meets_the_same_lines(tmp_path: Path) -> None:
    from persclean.scale.repeats.spark import pairs

    files = {f"{i}.txt": [other(i), HEADLINE, LEAD, BODY if i % 3 else BODY[:100] + "...", FOOTER] for i in range(9)}
    work = tmp_path / "work"
    common = (write(tmp_path / "in", files), "--work", work, "--shards", "3")
    for stage in ("signatures", "group"):
        assert persclean("repeats", stage, *common).code == 0
    builder = pyspark.SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    session = builder.config("spark.sql.shuffle.partitions", "3").getOrCreate()
    try:
        lines = session.read.parquet(*(str(path) for path in work.glob("signatures-*.parquet")))
        found = sorted((row.unit, row.line, row.home, row.there) for row in pairs(lines).collect())
    finally:
        session.stop()
    rows = pq.read_table(work / "met-0.parquet").to_pylist()
    assert found == sorted((row["unit"], row["line"], row["home"], row["there"]) for row in rows)
    assert len(found) > 20
