"""What is said to the user while working: messages on standard error, progress if that is a terminal."""

from __future__ import annotations

import contextlib
import sys
import time
from types import TracebackType
from typing import Any

_PATIENCE = 0.5  # seconds of work before a progress bar is worth its start-up


class Console:
    """Standard error. quiet: only failures are named. progress: show how far it is, if standard error is a terminal.

    As a context manager it ends the progress bar. A standard error that is closed swallows everything.
    """

    def __init__(self, quiet: bool = False, progress: bool = True, total: int = 0) -> None:
        self._quiet = quiet
        self._progress = progress and not quiet and sys.stderr is not None and sys.stderr.isatty()
        self._total, self._done, self._since = total, 0, time.monotonic()
        self._bar: Any = None
        self._task: Any = None
        self._what, self._places = "cleaning", 0

    def note(self, text: str) -> None:
        """Say something that the user may want to know."""
        if not self._quiet:
            self._say(text)

    def fail(self, text: str) -> None:
        """Name a failure."""
        self._say(f"persclean: {text}")

    def advance(self, count: int, places: int = 0) -> None:
        """Note that so many more bytes are done (of the text as UTF-8, which may be more than the file has).

        places: how many stretches of them were replaced.
        """
        if not self._progress:
            return
        self._done += count
        self._places += places
        if self._bar is None and time.monotonic() - self._since > _PATIENCE:
            self._start()
        if self._bar is not None:
            done = min(self._done, self._total or self._done)
            self._bar.update(self._task, completed=done, description=self._described)

    def count(self, done: int, whole: int) -> None:
        """Note how many files are done, of how many."""
        if self._progress and whole > 1:
            self._what = f"{done:,}/{whole:,} files"
            if self._bar is not None:
                self._bar.update(self._task, description=self._described)

    @property
    def _described(self) -> str:
        return f"{self._what}, {self._places:,} changes" if self._places else self._what

    def _start(self) -> None:
        from rich.console import Console as RichConsole
        from rich.progress import (
            BarColumn,
            DownloadColumn,
            Progress,
            TextColumn,
            TimeRemainingColumn,
            TransferSpeedColumn,
        )
        from rich.table import Column

        console = RichConsole(stderr=True)
        columns = (
            TextColumn("{task.description}", table_column=Column(no_wrap=True)),
            BarColumn(bar_width=40 if console.width >= 110 else 10),
            DownloadColumn(table_column=Column(no_wrap=True)),
            TransferSpeedColumn(table_column=Column(no_wrap=True)),
            TimeRemainingColumn(table_column=Column(no_wrap=True)),
        )
        self._bar = Progress(*columns, console=console, transient=True)
        self._task = self._bar.add_task(self._described, total=self._total or None)
        self._bar.start()

    def _say(self, text: str) -> None:
        if self._bar is not None:
            self._bar.console.print(text, markup=False, highlight=False, soft_wrap=True)
        elif sys.stderr is not None:
            with contextlib.suppress(OSError, ValueError):
                print(text, file=sys.stderr, flush=True)

    def __enter__(self) -> Console:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        if self._bar is not None:
            self._bar.stop()
            self._bar = None
