"""DuckDB: `register(connection)` makes a SQL function: `select persclean(body) from 'dump/*.parquet'`."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
from duckdb import DuckDBPyConnection

from persclean.config import Config
from persclean.pipeline import Pipeline
from persclean.scale.arrays import Errors
from persclean.scale.batch import clean_batch
from persclean.scale.cleaner import pipeline_of


def register(
    connection: DuckDBPyConnection,
    config: Pipeline | Config | None = None,
    *,
    name: str = "persclean",
    errors: Errors = "strict",
) -> DuckDBPyConnection:
    """Add a SQL function from VARCHAR to VARCHAR that cleans a text, NULL for NULL; return the connection.

    config, errors: as for clean_batch. name: of the function; register others for other settings. What clean_batch
    raises comes as DuckDB's InvalidInputException. DuckDB's CatalogException if the name is taken.

    >>> import duckdb
    >>> register(duckdb.connect()).sql("select persclean('كتاب 3') as body").fetchall()
    [('کتاب ۳',)]
    """
    pipeline = pipeline_of(config)

    def clean(texts: pa.ChunkedArray) -> pa.ChunkedArray:
        return clean_batch(pa.table([texts], names=[name]), [name], pipeline, errors=errors).column(0)

    # By name: where DuckDB keeps the constants has changed from version to version.
    kinds: dict[str, Any] = {"type": "arrow", "null_handling": "special"}
    return connection.create_function(name, clean, ["VARCHAR"], "VARCHAR", **kinds)
