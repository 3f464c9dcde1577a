"""Shards in processes of this machine, a shard at a time each."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from types import TracebackType
from typing import TypeVar

from persclean.engine.parallel import end_with_parent
from persclean.errors import WorkerLostError
from persclean.scale.repeats.embedded import Embedded
from persclean.scale.repeats.wanted import Wanted

R = TypeVar("R")
_wanted: Wanted | None = None  # of a worker process


class Processes:
    """So many processes; with one, the work is done in this one."""

    def __init__(self, jobs: int) -> None:
        self._jobs = jobs

    def each(self, work: Callable[[Wanted, int], R], wanted: Wanted, numbers: Sequence[int]) -> Iterator[R]:
        """Yield what a function returns for each shard, in order. Raises WorkerLostError if a process is killed."""
        jobs = min(self._jobs, len(numbers))
        if jobs < 2:
            for number in numbers:
                yield work(wanted, number)
            return
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(jobs, mp_context=context, initializer=_start, initargs=(wanted,)) as pool:
            try:
                yield from pool.map(_call, [work] * len(numbers), numbers)
            except BrokenProcessPool as error:
                raise WorkerLostError from error

    def means(self, wanted: Wanted) -> Embedded:
        """Return who does stage 2: DuckDB, and judges in processes."""
        return Embedded(wanted)

    def __enter__(self) -> Processes:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        pass


def _start(wanted: Wanted) -> None:
    global _wanted  # noqa: PLW0603 - the list of all inputs is sent once a process
    end_with_parent()
    _wanted = wanted


def _call(work: Callable[[Wanted, int], R], number: int) -> R:
    assert _wanted is not None
    return work(_wanted, number)
