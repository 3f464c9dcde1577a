"""pandas: `clean_frame(frame, columns)` and `clean_series(series)`; columns of any string type, and of objects."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

import pandas as pd
import pyarrow as pa

from persclean.config import Config
from persclean.errors import InputError
from persclean.pipeline import Pipeline
from persclean.scale.arrays import Errors
from persclean.scale.batch import clean_batch
from persclean.scale.cleaner import cleaner

_NAME = "column"


def clean_series(
    series: pd.Series[Any], config: Pipeline | Config | None = None, *, errors: Errors = "strict"
) -> pd.Series[Any]:
    """Return a series with its texts cleaned: same type, index and name; what is missing (None, NaN, NA) stays.

    series: of `str`, `string`, an Arrow type of strings or lists of them, categories of strings, or objects that are
    strings or missing. config, errors: as for clean_batch. Raises as it does, and InputError for an object that is
    neither.
    """
    if isinstance(series.dtype, pd.CategoricalDtype):
        return _categories(series, config, errors)
    if isinstance(series.dtype, pd.ArrowDtype):
        table = pa.table({_NAME: pa.chunked_array(series.array.__arrow_array__())})
        try:
            made = clean_batch(table, [_NAME], config, errors=errors).column(0)
        except InputError as error:
            raise InputError(str(error).replace(f"'{_NAME}'", f"'{series.name}'")) from error
        return pd.Series(pd.arrays.ArrowExtensionArray(made), index=series.index, name=series.name)
    if not (isinstance(series.dtype, pd.StringDtype) or series.dtype == object):
        raise InputError(f"column '{series.name}' is no text: it is of {series.dtype}")
    values = series.array.astype(object)
    there = [n for n, value in enumerate(values) if isinstance(value, str)]
    for n, value in enumerate(values):
        if not isinstance(value, str) and not (pd.api.types.is_scalar(value) and pd.isna(value)):
            raise InputError(f"column '{series.name}', row {n}: no text, but {type(value).__name__}; make it a string")
    texts = cleaner(config)([values[n] for n in there])
    made = series.copy()
    if texts:
        made.iloc[there] = texts
    return made


def clean_frame(
    frame: pd.DataFrame,
    columns: Hashable | Sequence[Hashable],
    config: Pipeline | Config | None = None,
    *,
    errors: Errors = "strict",
) -> pd.DataFrame:
    """Return a new DataFrame with some columns cleaned. Raises as clean_series, and InputError for one not there."""
    names = [columns] if isinstance(columns, str) or not isinstance(columns, Sequence) else list(columns)
    made = frame.copy(deep=False)
    for name in names:
        if name not in frame.columns:
            raise InputError(f"column '{name}' is not there; columns: {', '.join(map(str, frame.columns))}")
        if frame.columns.tolist().count(name) > 1:
            raise InputError(f"column '{name}' is there more than once: rename one")
        made[name] = clean_series(frame[name], config, errors=errors)
    return made


def _categories(series: pd.Series[Any], config: Pipeline | Config | None, errors: Errors) -> pd.Series[Any]:
    """Clean each category once; those that have become the same are one, in the order of their first places."""
    before = series.cat.categories
    after = clean_series(before.to_series(name=series.name), config, errors=errors)
    kind = pd.CategoricalDtype(after.drop_duplicates(), ordered=series.cat.ordered)
    known = dict(zip(before, after, strict=True))
    values = [known.get(value, value) if isinstance(value, str) else None for value in series]
    return pd.Series(pd.Categorical(values, dtype=kind), index=series.index, name=series.name)
