"""Polars: `clean_frame(frame, columns)`; and, once imported, `pl.col("body").persclean.clean()`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import polars as pl
import pyarrow as pa

from persclean.config import Config
from persclean.errors import InputError
from persclean.pipeline import Pipeline
from persclean.scale.arrays import Errors
from persclean.scale.batch import clean_batch
from persclean.scale.cleaner import pipeline_of

Frame = TypeVar("Frame", pl.DataFrame, pl.LazyFrame)


def clean_series(series: pl.Series, config: Pipeline | Config | None = None, *, errors: Errors = "strict") -> pl.Series:
    """Return a series of strings, categories, or lists of these, cleaned, of the same type and name.

    config, errors: as for clean_batch. Raises as it does; InputError also for an Enum, whose values are fixed.
    """
    if isinstance(series.dtype, pl.Enum):
        raise InputError(f"column '{series.name}' is an Enum, whose values are fixed: cast it to String first")
    table = pa.table([series.to_arrow()], names=[series.name])
    made = clean_batch(table, [series.name], config, errors=errors)
    if made is table:
        return series
    return pl.Series(series.name, made.column(0), dtype=series.dtype)


def clean_frame(
    frame: Frame, columns: str | Sequence[str], config: Pipeline | Config | None = None, *, errors: Errors = "strict"
) -> Frame:
    """Return a DataFrame or LazyFrame with some columns cleaned; the others are the same.

    columns: names of columns; for a field of a struct, clean it by expressions. Raises as clean_series does, and
    Polars' ColumnNotFoundError.
    """
    names = (columns,) if isinstance(columns, str) else tuple(columns)
    return frame.with_columns(PerscleanExpr(pl.col(*names)).clean(config, errors=errors))


@pl.api.register_expr_namespace("persclean")
class PerscleanExpr:
    """What `expr.persclean` gives."""

    def __init__(self, expr: pl.Expr) -> None:
        self._expr = expr

    def clean(self, config: Pipeline | Config | None = None, *, errors: Errors = "strict") -> pl.Expr:
        """Return the expression with its texts cleaned, element by element; config and errors as for clean_batch."""
        pipeline = pipeline_of(config)

        def clean(series: pl.Series) -> pl.Series:
            return clean_series(series, pipeline, errors=errors)

        return self._expr.map_batches(clean, return_dtype=pl.self_dtype(), is_elementwise=True)
