"""DuckDB as the embedded engine of stage 2: memory bounded, the rest on disk; every step from Parquet to Parquet."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Any

from persclean.errors import ConfigError

_MEMORY = 192  # MB
_NAME = ".duckdb-"


class Engine:
    """A connection to a database that is thrown away at the end. folder: where it may write."""

    def __init__(self, folder: Path, threads: int) -> None:
        try:
            import duckdb
        except ImportError:
            raise ConfigError("repeats needs the package duckdb: pip install 'persclean[scale]'") from None
        self._folder = Path(tempfile.mkdtemp(prefix=_NAME, dir=folder))
        self._base = duckdb.connect(str(self._folder / "base"))
        for setting, value in (
            ("memory_limit", f"{_MEMORY}MB"),
            ("threads", str(threads)),
            ("temp_directory", str(self._folder / "spilled")),
            ("preserve_insertion_order", "false"),
            ("enable_progress_bar", "false"),
        ):
            self._base.execute(f"set {setting} = '{value}'")

    def run(self, query: str) -> None:
        """Run a query that gives nothing back."""
        self._base.execute(query)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return the rows of a query that has few."""
        return self._base.execute(query).fetchall()

    def one(self, query: str) -> Any:
        """Return the only value that a query gives."""
        found = self._base.execute(query).fetchone()
        assert found is not None
        return found[0]

    def save(self, query: str, path: Path) -> None:
        """Write the rows of a query, in its order, to a Parquet file that is there whole or not at all."""
        half = path.with_name(path.name + ".half")
        order = "set preserve_insertion_order = {}"
        self._base.execute(order.format("true"))
        self._base.execute(f"copy ({query}) to {quoted(half)} (format parquet, compression zstd, row_group_size 8192)")
        self._base.execute(order.format("false"))
        os.replace(half, path)  # noqa: PTH105

    def __enter__(self) -> Engine:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._base.close()
        shutil.rmtree(self._folder, ignore_errors=True)


def clear(folder: Path) -> None:
    """Remove what engines of killed runs have left; none may be at work."""
    for path in folder.glob(f"{_NAME}*"):
        shutil.rmtree(path, ignore_errors=True)


def quoted(path: Path) -> str:
    """Return a path as a string of SQL.

    >>> quoted(Path("it's"))
    "'it''s'"
    """
    return "'" + str(path).replace("'", "''") + "'"


def parquet(*paths: Path) -> str:
    """Return the rows of Parquet files as a table of SQL."""
    return f"read_parquet([{', '.join(map(quoted, paths))}])"
