"""The units that stage 2 has to look at, by their keys, in a SQLite file: any of them is at hand, none in memory."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path

from persclean.scale.repeats.units import Unit

_CACHE = 8 << 10  # KiB


class Texts:
    """The units. For reading, unless `fresh`: then the file is made anew."""

    def __init__(self, path: Path, fresh: bool = False) -> None:
        if fresh:
            path.unlink(missing_ok=True)
        self._base = sqlite3.connect(path)
        # What is half-written is made anew by the next run; durability comes from the marks.
        self._base.execute("pragma journal_mode = off")
        self._base.execute("pragma synchronous = off")
        self._base.execute(f"pragma cache_size = -{_CACHE}")
        if fresh:
            self._base.execute("create table units (key integer primary key, number integer, data blob)")

    def add(self, rows: Iterable[tuple[int, int, bytes]]) -> None:
        """Add units: key, number of the first line, data."""
        self._base.executemany("insert into units values (?, ?, ?)", rows)
        self._base.commit()

    def set_gone(self, rows: Iterable[tuple[int, int]]) -> None:
        """Say which lines of which units are gone."""
        self._base.execute("drop table if exists gone")
        self._base.execute("create table gone (unit integer, line integer, primary key (unit, line)) without rowid")
        self._base.executemany("insert or ignore into gone values (?, ?)", rows)
        self._base.commit()

    def unit(self, key: int) -> Unit:
        """Return a unit."""
        number, data = self._base.execute("select number, data from units where key = ?", (key,)).fetchone()
        return Unit(data, number, True)

    def read(self, key: int) -> tuple[Unit, Sequence[int]]:
        """Return a unit and which of its lines are gone."""
        gone = self._base.execute("select line from gone where unit = ?", (key,)).fetchall()
        return self.unit(key), [line for (line,) in gone]

    def close(self) -> None:
        """Let go of the file."""
        self._base.close()
