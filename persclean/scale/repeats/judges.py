"""Judging many units, in this process or in several, in order: what comes out is the same."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from pathlib import Path
from types import TracebackType

from persclean.config import Config
from persclean.engine.parallel import end_with_parent
from persclean.scale.repeats.judge import Meeting, Pages, Proposal, judge
from persclean.scale.repeats.texts import Texts

Batch = list[tuple[int, list[Meeting]]]
_pages: Pages | None = None  # of a worker process
_config = Config()


class Judges:
    """Those who judge. texts: the file of units."""

    def __init__(self, texts: Path, config: Config, jobs: int) -> None:
        self._texts, self._config, self._jobs = texts, config, jobs
        self._pool: ProcessPoolExecutor | None = None

    def judged(self, batches: Iterable[Batch]) -> Iterator[list[Proposal]]:
        """Yield the proposals of each batch, in order."""
        if self._jobs < 2:
            _start(self._texts, self._config)
            yield from map(_judge, batches)
            return
        context = multiprocessing.get_context("spawn")  # DuckDB has threads
        self._pool = ProcessPoolExecutor(
            self._jobs, mp_context=context, initializer=_start, initargs=(self._texts, self._config, True)
        )
        running: deque[Future[list[Proposal]]] = deque()
        for batch in batches:
            running.append(self._pool.submit(_judge, batch))
            if len(running) > 2 * self._jobs:
                yield running.popleft().result()
        while running:
            yield running.popleft().result()

    def __enter__(self) -> Judges:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)


def _start(texts: Path, config: Config, worker: bool = False) -> None:
    global _pages, _config
    if worker:
        end_with_parent()
    _pages, _config = Pages(Texts(texts).read), config


def _judge(batch: Batch) -> list[Proposal]:
    assert _pages is not None
    return [one for key, meetings in batch for one in judge(key, meetings, _pages, _config)]
