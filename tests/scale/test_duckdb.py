"""The DuckDB adapter."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import persclean
from persclean import Config
from tests.scale.texts import LINES

duckdb = pytest.importorskip("duckdb")

from persclean.scale.duckdb import register  # noqa: E402

BODIES = ["كتاب هاي 3", None, "", *LINES * 9]
CLEAN = {body: persclean.clean(body) for body in BODIES if body is not None}


def test_a_query_over_files(tmp_path: Path) -> None:
    for n in range(3):
        rows = range(n, len(BODIES), 3)
        pq.write_table(pa.table({"id": rows, "body": [BODIES[row] for row in rows]}), tmp_path / f"{n}.parquet")
    connection = register(duckdb.connect())
    query = f"select id, persclean(body) from '{tmp_path}/*.parquet' order by id"
    made = connection.sql(query).fetchall()
    assert made == [(n, body if body is None else CLEAN[body]) for n, body in enumerate(BODIES)]
    connection.sql(f"copy ({query}) to '{tmp_path}/out.parquet'")
    assert pq.read_table(tmp_path / "out.parquet").column(1).to_pylist() == [body for _, body in made]


def test_names_settings_lists_and_structs() -> None:
    connection = register(register(duckdb.connect()), Config(digits="latin"), name="persclean_latin")
    assert connection.sql("select persclean_latin('ي 3'), persclean('ي 3')").fetchall() == [("ی 3", "ی ۳")]
    row = "select ['ي', NULL, '3'] as tags, {'body': 'ي'} as article"
    made = connection.sql(f"select list_transform(tags, lambda x: persclean(x)), persclean(article.body) from ({row})")
    assert made.fetchall() == [(["ی", None, "۳"], "ی")]


def test_a_name_that_is_taken() -> None:
    connection = register(duckdb.connect())
    with pytest.raises(duckdb.Error, match="persclean"):
        register(connection)
