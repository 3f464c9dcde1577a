"""Spark: `clean_dataframe(frame, columns)`, by mapInArrow; and the program `persclean-spark`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated, Any

import pyarrow as pa
import typer

from persclean.cli import options as o
from persclean.config import Config
from persclean.pipeline import Pipeline
from persclean.scale.arrays import Errors
from persclean.scale.batch import clean_batch, text_columns
from persclean.scale.cleaner import pipeline_of


def clean_dataframe(
    frame: Any, columns: str | Sequence[str], config: Pipeline | Config | None = None, *, errors: Errors = "strict"
) -> Any:
    """Return a Spark DataFrame of the same schema with some columns cleaned; lazy, as Spark is.

    columns, config, errors: as for clean_batch. persclean must be installed on the workers. Raises InputError for a
    column that is not there or no text; what clean_batch raises on a worker comes as Spark's PythonException.
    """
    from pyspark.sql.pandas.types import to_arrow_schema

    names = (columns,) if isinstance(columns, str) else tuple(columns)
    text_columns(to_arrow_schema(frame.schema), names)  # complains now, not on a worker
    pipeline = pipeline_of(config)

    def clean(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            yield clean_batch(batch, names, pipeline, errors=errors)

    return frame.mapInArrow(clean, frame.schema)


def spark_session(name: str, master: str | None) -> Any:
    """Return a Spark session. master: None for the one of spark-submit.

    In local mode the workers are this Python, unless PYSPARK_PYTHON names another.
    """
    from pyspark.sql import SparkSession

    builder: Any = SparkSession.builder.appName(name).config("spark.ui.showConsoleProgress", "false")
    if master is not None:
        builder = builder.master(master)
        if master.startswith("local"):
            os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    return builder.getOrCreate()


def submit(
    source: Annotated[str, typer.Argument(metavar="INPUT", help="What Spark reads: a folder, a pattern, a URL.")],
    target: Annotated[str, typer.Argument(metavar="OUTPUT", help="What it writes; must not exist.")],
    column: o.Column = None,
    format: Annotated[str, typer.Option("--format", metavar="NAME", help="Of both, as Spark calls it.")] = "parquet",
    master: Annotated[
        str | None, typer.Option("--master", metavar="URL", help="local[2], spark://..., yarn.", show_default=False)
    ] = None,
    keep_invalid: Annotated[bool, typer.Option("--keep-invalid", help="Keep values that are no UTF-8.")] = False,
    filters: o.Filters = None,
    skip: o.Skip = None,
    preset: o.Preset = None,
    digits: o.Digits = None,
    diacritics: o.Diacritics = None,
    heh_ye: o.HehYe = None,
    zwnj_model: o.ZwnjModel = None,
    no_verify: o.NoVerify = False,
) -> None:
    """Clean columns of a table that Spark can read, into a new one.

    \b
    Examples:
      persclean-spark dump/ clean/ --column title,body --master 'local[2]'
      persclean-spark hdfs:///dump hdfs:///clean --column body --master yarn
      echo 'from persclean.scale.spark import main; main()' >submit.py
      spark-submit --master yarn submit.py hdfs:///dump hdfs:///clean --column body
    """
    given = locals()
    from persclean.cli.given import settings_given
    from persclean.settings import names_of, resolved

    own = ("format", "column")  # Spark's, not ours
    pipeline = resolved(settings_given({name: one for name, one in given.items() if name not in own})).pipeline
    session = spark_session("persclean", master)
    try:
        # Spark makes NULLs of rows of JSON and CSV it cannot read, unless told to fail.
        frame = session.read.option("mode", "FAILFAST").format(format).load(source)
        names = [name for given in column or () for name in names_of(given)]
        made = clean_dataframe(frame, names, pipeline, errors="keep" if keep_invalid else "strict")
        made.write.format(format).save(target)
    finally:
        session.stop()


def main() -> None:
    """Run `persclean-spark` and exit with its code."""
    import sys

    from persclean.process import guarded

    app = typer.Typer(pretty_exceptions_enable=False, context_settings={"help_option_names": ["-h", "--help"]})
    app.command()(submit)
    sys.exit(guarded(lambda: app(prog_name="persclean-spark")))


if __name__ == "__main__":
    main()
