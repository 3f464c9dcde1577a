"""Blocks in worker processes, results in order."""

from __future__ import annotations

import mmap
import multiprocessing
import signal
import sys
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from typing import TYPE_CHECKING

from persclean.engine import cutter
from persclean.engine.cutter import Block
from persclean.engine.result import BlockResult

if TYPE_CHECKING:
    from persclean.engine.blocks import BlockEngine
    from persclean.pipeline import Pipeline

_engine: BlockEngine | None = None  # of a worker process
_desks: list[mmap.mmap] = []  # memory that the worker shares with its parent, where it was forked


def clean_blocks(pipeline: Pipeline, blocks: Iterable[Block], jobs: int) -> Iterator[tuple[Block, BlockResult]]:
    """Yield each block with its result, in order; at most `jobs + 1` blocks are in hand at once."""
    # Forking is the quick way to start, and safe only while there are no threads, pyarrow's own included.
    forked = sys.platform == "linux" and threading.active_count() == 1 and "pyarrow" not in sys.modules
    context = multiprocessing.get_context("fork" if forked else "spawn")
    desks = _lay_out(jobs + 1) if forked else []
    free = deque(range(len(desks)))
    with ProcessPoolExecutor(jobs, mp_context=context, initializer=_start, initargs=(pipeline, desks)) as pool:
        waiting: deque[tuple[Block, int, Future[tuple[BlockResult, int]]]] = deque()

        def finish() -> tuple[Block, BlockResult]:
            block, desk, future = waiting.popleft()
            result, length = future.result()
            if length >= 0:
                result.data = desks[desk][:length]
            if desk >= 0:
                free.append(desk)
            return block, result

        try:
            for block in blocks:
                desk = free.popleft() if free and len(block.data) <= len(desks[0]) else -1
                sent = block
                if desk >= 0:
                    desks[desk][: len(block.data)] = block.data
                    sent = Block(b"", block.cuts, block.raw)
                waiting.append((block, desk, pool.submit(_clean, sent, desk, len(block.data))))
                if len(waiting) > jobs:
                    yield finish()
            while waiting:
                yield finish()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _lay_out(count: int) -> list[mmap.mmap]:
    """Return memory for so many blocks that forked processes share.

    Sending blocks through the pipes of the pool would cost a tenth of the time.
    """
    return [mmap.mmap(-1, 2 * (cutter.BLOCK + cutter.LONG)) for _ in range(count)]


def _start(pipeline: Pipeline, desks: list[mmap.mmap]) -> None:
    global _engine  # noqa: PLW0603 - one engine a worker process is the point
    _desks[:] = desks
    from persclean.engine.blocks import BlockEngine

    # The parent decides what an interrupt means; a worker ends when its parent has gone.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _engine = BlockEngine(pipeline)


def _clean(block: Block, desk: int, length: int) -> tuple[BlockResult, int]:
    """Clean a block that came by the pipe or lies on a desk; returns the length of what is left on the desk, or -1."""
    if _engine is None:
        raise RuntimeError("a worker process was used before it was started")
    if desk < 0:
        return _engine.clean_block(block), -1
    shared = _desks[desk]
    result = _engine.clean_block(Block(shared[:length], block.cuts, block.raw))
    length = len(result.data)
    if length > len(shared):
        return result, -1
    shared[:length] = result.data
    result.data = b""
    return result, length
