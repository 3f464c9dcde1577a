"""Ray Data: `clean_dataset(dataset, columns)`, by map_batches over Arrow tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from persclean.config import Config
from persclean.pipeline import Pipeline
from persclean.scale.arrays import Errors
from persclean.scale.batch import clean_batch
from persclean.scale.cleaner import pipeline_of

if TYPE_CHECKING:
    from ray.data import Dataset


def clean_dataset(
    dataset: Dataset,
    columns: str | Sequence[str],
    config: Pipeline | Config | None = None,
    *,
    errors: Errors = "strict",
    **options: Any,
) -> Dataset:
    """Return a Ray dataset with some columns cleaned; lazy, as Ray is.

    columns, config, errors: as for clean_batch. options: of `map_batches` (`batch_size=1024`, `num_cpus=1`). persclean
    must be installed on the workers. What clean_batch raises on a worker comes as Ray's RayTaskError.
    """
    given: dict[str, Any] = {"batch_format": "pyarrow", "zero_copy_batch": True} | options
    settings = {"columns": columns, "config": pipeline_of(config), "errors": errors}
    function: Any = clean_batch
    return dataset.map_batches(function, fn_kwargs=settings, **given)
