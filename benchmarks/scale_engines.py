"""One engine over one dump: `python -m benchmarks.scale_engines polars IN OUT`; benchmarks.scale starts these."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from benchmarks.measure import ROOT

COLUMNS = ["title", "body"]


def polars(source: Path, target: Path) -> None:
    import polars as pl

    from persclean.scale.polars import clean_frame

    clean_frame(pl.scan_parquet(source / "*.parquet"), COLUMNS).sink_parquet(target / "all.parquet")


def duckdb(source: Path, target: Path) -> None:
    import duckdb

    from persclean.scale.duckdb import register

    query = f"select id, persclean(title) as title, persclean(body) as body from '{source}/*.parquet'"
    register(duckdb.connect()).sql(f"copy ({query}) to '{target}/all.parquet'")


def pandas(source: Path, target: Path) -> None:
    import pandas as pd

    from persclean.scale.pandas import clean_frame

    for path in sorted(source.glob("*.parquet")):
        clean_frame(pd.read_parquet(path), COLUMNS).to_parquet(target / path.name)


def datasets(source: Path, target: Path) -> None:
    import datasets

    from persclean.scale.datasets import clean_dataset

    cache = str(target.with_name(f"{target.name}-cache"))
    dataset = datasets.load_dataset("parquet", data_files=str(source / "*.parquet"), split="train", cache_dir=cache)
    clean_dataset(dataset, COLUMNS).to_parquet(target / "all.parquet")


def datatrove(source: Path, target: Path, workers: int = 2) -> None:
    from datatrove.executor import LocalPipelineExecutor

    from persclean.scale.datatrove import CleanFiles

    beside = target.with_name(f"{target.name}-logs")
    step = CleanFiles(str(source), str(target), columns=COLUMNS, reports=str(beside / "reports"))
    LocalPipelineExecutor([step], tasks=4, workers=workers, logging_dir=str(beside)).run()


def datatrove4(source: Path, target: Path) -> None:
    datatrove(source, target, workers=4)


def spark(source: Path, target: Path) -> None:
    from persclean.scale.spark import main

    target.rmdir()  # Spark wants to make it
    os.environ["PYSPARK_PYTHON"] = sys.executable
    sys.argv[1:] = [str(source), str(target), "--column", ",".join(COLUMNS), "--master", "local[2]"]
    main()


def ray(source: Path, target: Path) -> None:
    import ray

    from persclean.scale.ray import clean_dataset

    environment = {"env_vars": {"PYTHONPATH": str(ROOT)}}
    ray.init(num_cpus=2, include_dashboard=False, runtime_env=environment, log_to_driver=False)
    clean_dataset(ray.data.read_parquet(str(source)), COLUMNS).write_parquet(str(target))
    ray.shutdown()


ENGINES = {one.__name__: one for one in (polars, duckdb, pandas, datasets, datatrove, datatrove4, spark, ray)}

if __name__ == "__main__":
    ENGINES[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))
