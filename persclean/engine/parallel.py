"""Blocks in worker processes, results in order."""

from __future__ import annotations

import multiprocessing
import signal
import sys
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from typing import TYPE_CHECKING

from persclean.engine.cutter import Block
from persclean.engine.result import BlockResult

if TYPE_CHECKING:
    from persclean.engine.blocks import BlockEngine
    from persclean.pipeline import Pipeline

_engine: BlockEngine | None = None  # of a worker process


def clean_blocks(pipeline: Pipeline, blocks: Iterable[Block], jobs: int) -> Iterator[tuple[Block, BlockResult]]:
    """Yield each block with its result, in order; at most `jobs + 1` blocks are in hand at once."""
    # Forking is the quick way to start, and safe only while there are no threads, pyarrow's own included.
    alone = threading.active_count() == 1 and "pyarrow" not in sys.modules
    context = multiprocessing.get_context("fork" if sys.platform == "linux" and alone else "spawn")
    with ProcessPoolExecutor(jobs, mp_context=context, initializer=_start, initargs=(pipeline,)) as pool:
        waiting: deque[tuple[Block, Future[BlockResult]]] = deque()
        try:
            for block in blocks:
                waiting.append((block, pool.submit(_clean, block)))
                if len(waiting) > jobs:
                    first, future = waiting.popleft()
                    yield first, future.result()
            while waiting:
                first, future = waiting.popleft()
                yield first, future.result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _start(pipeline: Pipeline) -> None:
    global _engine  # noqa: PLW0603 - one engine a worker process is the point
    from persclean.engine.blocks import BlockEngine

    # The parent decides what an interrupt means; a worker ends when its parent has gone.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _engine = BlockEngine(pipeline)


def _clean(block: Block) -> BlockResult:
    if _engine is None:
        raise RuntimeError("a worker process was used before it was started")
    return _engine.clean_block(block)
