"""Hugging Face datasets: `clean_dataset(dataset, columns)`, a batched map over Arrow tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import datasets
import pyarrow as pa

from persclean._version import __version__
from persclean.config import Config
from persclean.errors import InputError
from persclean.pipeline import Pipeline
from persclean.scale.arrays import Errors
from persclean.scale.batch import clean_batch, text_columns
from persclean.scale.cleaner import pipeline_of

Data = TypeVar("Data")


@dataclass(frozen=True)
class _Clean:
    """What is mapped. Its fields are what datasets' cache goes by: another version cleans anew."""

    columns: tuple[str, ...]
    pipeline: Pipeline
    errors: Errors
    version: str = __version__

    def __call__(self, table: pa.Table) -> pa.Table:
        return clean_batch(table, self.columns, self.pipeline, errors=self.errors)


def clean_dataset(
    dataset: Data,
    columns: str | Sequence[str],
    config: Pipeline | Config | None = None,
    *,
    errors: Errors = "strict",
    **options: Any,
) -> Data:
    """Return a Dataset, DatasetDict, or the iterable ones, with some columns cleaned; features and format stay.

    columns, config, errors: as for clean_batch. options: of `map` (`num_proc=4`, `batch_size=1000`). An iterable one
    comes back without a format. Raises as clean_batch does; in a worker process, datasets may wrap it.
    """
    clean = _Clean((columns,) if isinstance(columns, str) else tuple(columns), pipeline_of(config), errors)
    if isinstance(dataset, dict):
        parts = {name: clean_dataset(one, columns, config, errors=errors, **options) for name, one in dataset.items()}
        return type(dataset)(parts)
    if not isinstance(dataset, (datasets.Dataset, datasets.IterableDataset)):
        raise TypeError(f"dataset: a Dataset or DatasetDict of datasets, not {type(dataset).__name__}")
    features = dataset.features
    if features is not None:
        text_columns(features.arrow_schema, clean.columns)  # complains now, not in a worker
    elif "features" not in options:
        raise InputError("this iterable dataset does not say what its columns are: give features=")
    made: Any = dataset.with_format("arrow").map(clean, batched=True, **({"features": features} | options))
    if isinstance(dataset, datasets.Dataset):
        return made.with_format(**dataset.format)  # type: ignore[no-any-return]
    return made.with_format(None)  # type: ignore[no-any-return]
