"""One engine over one dump: `python -m benchmarks.scale_engines polars IN OUT`; benchmarks.scale starts these."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

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


def datasets(source: Path, target: Path, **options: Any) -> None:
    import datasets

    from persclean.scale.datasets import clean_dataset

    cache = str(target.with_name(f"{target.name}-cache"))
    dataset = datasets.load_dataset("parquet", data_files=str(source / "*.parquet"), split="train", cache_dir=cache)
    clean_dataset(dataset, COLUMNS, **options).to_parquet(target / "all.parquet")


def datatrove(source: Path, target: Path, workers: int = 2, tasks: int = 4) -> None:
    from datatrove.executor import LocalPipelineExecutor

    from persclean.scale.datatrove import CleanFiles

    beside = target.with_name(f"{target.name}-logs")
    step = CleanFiles(str(source), str(target), columns=COLUMNS, reports=str(beside / "reports"))
    LocalPipelineExecutor([step], tasks=tasks, workers=workers, logging_dir=str(beside)).run()


def spark(source: Path, target: Path, master: str = "local[2]", **conf: str) -> None:
    from persclean.scale.spark import main

    target.rmdir()  # Spark wants to make it
    os.environ["PYSPARK_PYTHON"] = sys.executable
    given = [f"--conf spark.{name.replace('_', '.')}={value}" for name, value in conf.items()]
    os.environ["PYSPARK_SUBMIT_ARGS"] = " ".join([*given, "pyspark-shell"])
    sys.argv[1:] = [str(source), str(target), "--column", ",".join(COLUMNS), "--master", master]
    main()


def ray(source: Path, target: Path) -> None:
    import ray

    from persclean.scale.ray import clean_dataset

    environment = {"env_vars": {"PYTHONPATH": str(ROOT)}}
    ray.init(num_cpus=2, include_dashboard=False, runtime_env=environment, log_to_driver=False)
    clean_dataset(ray.data.read_parquet(str(source)), COLUMNS).write_parquet(str(target))
    ray.shutdown()


_CLUSTER = "local-cluster[2,1,1024]"  # two executors, each a process with one core: what speculation needs
_EACH = {"sql_files_openCostInBytes": "134217728"}  # as much as a task takes: a task for each file
_HALF = {"sql_files_minPartitionNum": "2", "sql_files_openCostInBytes": "0"}
ENGINES: dict[str, Callable[[Path, Path], None]] = {
    "polars": polars,
    "duckdb": duckdb,
    "pandas": pandas,
    "datasets": datasets,
    "datasets2": partial(datasets, num_proc=2),
    "datatrove": datatrove,
    "datatrove4": partial(datatrove, workers=4),
    "datatrove_2": partial(datatrove, tasks=2),
    "datatrove_16": partial(datatrove, tasks=16),
    "spark": spark,
    "spark_again": partial(spark, master="local[2,4]"),
    "spark_2": partial(spark, master=_CLUSTER, **_HALF),
    "spark_16": partial(spark, master=_CLUSTER, **_EACH),
    "spark_speculation": partial(spark, master=_CLUSTER, speculation="true", **_EACH),
    "ray": ray,
}

if __name__ == "__main__":
    ENGINES[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))
