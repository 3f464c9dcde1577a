"""The Spark adapter: needs pyspark and Java 17; see docs/scale.md."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import persclean
from persclean import Config, Pipeline
from persclean.errors import InputError
from tests.command import ROOT
from tests.scale.texts import LINES

sql = pytest.importorskip("pyspark.sql")

from persclean.scale.spark import clean_dataframe  # noqa: E402

BODIES = ["كتاب هاي 3", None, "", *LINES]
CLEAN = [body and persclean.clean(body) for body in BODIES]


@pytest.fixture(scope="module")
def session() -> Iterator[Any]:
    os.environ["PYTHONPATH"] = str(ROOT)
    os.environ["PYSPARK_PYTHON"] = sys.executable
    made = sql.SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
    yield made
    made.stop()


def test_a_table(session: Any, tmp_path: Path) -> None:
    rows = [(n, body, {"body": body}, ["ي", None]) for n, body in enumerate(BODIES)]
    schema = "id long, body string, article struct<body: string>, tags array<string>"
    frame = session.createDataFrame(rows, schema).repartition(4)
    made = clean_dataframe(frame, ["body", "article.body", "tags"], Pipeline.preset())
    assert made.schema == frame.schema
    found = made.orderBy("id").collect()
    assert [row.body for row in found] == CLEAN
    assert [row.article.body for row in found] == CLEAN
    assert {tuple(row.tags) for row in found} == {("ی", None)}
    assert clean_dataframe(frame, "body", Config(digits="latin")).where("id = 0").first().body == "کتاب\u200cهای 3"
    with pytest.raises(InputError, match="'id' is no text"):
        clean_dataframe(frame, "id")


def test_the_program(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for n in range(3):
        rows = range(n, len(BODIES), 3)
        pq.write_table(pa.table({"id": rows, "body": [BODIES[row] for row in rows]}), tmp_path / "in" / f"{n}.parquet")
    command = [sys.executable, "-m", "persclean.scale.spark", str(tmp_path / "in"), str(tmp_path / "out")]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [*command, "--column", "body", "--master", "local[2]"], env=environment, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()[-3000:]
    made = pq.read_table(tmp_path / "out").sort_by("id")
    assert made["body"].to_pylist() == CLEAN
    done = subprocess.run(
        [*command, "--column", "x", "--master", "local[2]"], env=environment, capture_output=True, check=False
    )
    assert done.returncode != 0
    assert b"column 'x' is not there" in done.stderr
