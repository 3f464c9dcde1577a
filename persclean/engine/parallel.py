"""Worker processes: pieces of a stream at the same time, results in order; and whole inputs at the same time."""

from __future__ import annotations

import contextlib
import mmap
import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Any, Generic, Literal, Protocol, TypeVar

from persclean.engine import cutter
from persclean.engine.cutter import Block
from persclean.engine.engines import Engines
from persclean.engine.result import BlockResult
from persclean.errors import WorkerLostError
from persclean.pipeline import Pipeline


class Item(Protocol):
    """A piece of a stream, a dataclass: picklable, and most of it is its data."""

    @property
    def data(self) -> bytes:
        """What the piece holds."""


class Outcome(Protocol):
    """What becomes of a piece; most of it is its data."""

    data: bytes


I = TypeVar("I", bound=Item)  # noqa: E741
O = TypeVar("O", bound=Outcome)  # noqa: E741
R = TypeVar("R")

_engines: Engines | None = None  # of a worker process
_desks: list[mmap.mmap] = []  # memory that the worker shares with its parent, where it was forked


@dataclass(slots=True)
class _Sent(Generic[I, O]):
    """A piece in hand. outcome: if it needed no worker; else future, and the desk (-1: none) on which it lies."""

    item: I
    outcome: O | None
    future: Future[tuple[O, int]] | None = None
    desk: int = -1


class Workers:
    """Processes that share the work of one run; they start with the first piece of it, and end with the context.

    At most `jobs + 1` pieces of a stream are in hand at once.
    """

    def __init__(self, pipeline: Pipeline, jobs: int, traced: Literal["", "counts", "each"] = "") -> None:
        self.jobs = jobs
        self._pipeline, self._traced = pipeline, traced
        self._pool: ProcessPoolExecutor | None = None
        self._memory: list[mmap.mmap] = []
        self._free: deque[int] = deque()
        self._lost = False

    def start(self) -> ProcessPoolExecutor:
        """Return the pool, its processes running; before threads and heavy imports is the best time."""
        if self._pool is None:
            # Forking is the quick way to start, and safe only while there are no threads, pyarrow's own included.
            forked = sys.platform == "linux" and threading.active_count() == 1 and "pyarrow" not in sys.modules
            context = multiprocessing.get_context("fork" if forked else "spawn")
            self._memory = _lay_out(self.jobs + 1) if forked and not self._lost else []
            self._free = deque(range(len(self._memory)))
            self._pool = ProcessPoolExecutor(
                self.jobs, mp_context=context, initializer=_start, initargs=(self._pipeline, self._traced, self._memory)
            )
            self._pool.submit(int)  # a pool forks with its first piece of work
        return self._pool

    def submit(self, function: Callable[..., R], *args: object) -> Future[R]:
        """Have a worker call `function(engines, *args)`; the engines of a process learn from all it does."""
        return self._submit(_call, function, *args)

    def _submit(self, function: Callable[..., R], *args: object) -> Future[R]:
        try:
            return self.start().submit(function, *args)
        except BrokenExecutor:  # a worker was killed, and nobody has asked for its result yet
            self._renew()
            return self.start().submit(function, *args)

    def _renew(self) -> None:
        """Let go the pool if one of its workers was killed; the next piece of work starts another."""
        if self._pool is None:
            return
        try:
            self._pool.submit(int)
        except BrokenExecutor:
            self._pool.shutdown(wait=False)
            self._pool, self._lost = None, True
            self._free.clear()

    def result(self, future: Future[R]) -> R:
        """Return what a worker has made, or raise what it raised.

        WorkerLostError if one of them was killed; what is submitted later is done by new ones.
        """
        try:
            return future.result()
        except BrokenExecutor as error:
            self._renew()
            raise WorkerLostError from error

    def ordered(
        self, function: Callable[[Engines, I], O], items: Iterable[I], local: Callable[[I], O | None] | None = None
    ) -> Iterator[tuple[I, O]]:
        """Yield each piece of a stream with what `function(engines, piece)` makes of it, in order.

        local: gives the outcome of a piece that needs no worker, None for the others.
        """
        waiting: deque[_Sent[I, O]] = deque()
        try:
            for item in items:
                known = local(item) if local is not None else None
                waiting.append(self._send(function, item) if known is None else _Sent(item, known))
                if len(waiting) > self.jobs:
                    yield self._received(waiting.popleft())
            while waiting:
                yield self._received(waiting.popleft())
        finally:
            for sent in waiting:
                self._give_up(sent)

    def _send(self, function: Callable[[Engines, I], O], item: I) -> _Sent[I, O]:
        pool = self.start()
        desk = self._free.popleft() if self._free and len(item.data) <= len(self._memory[0]) else -1
        packed: Any = item
        if desk >= 0:
            self._memory[desk][: len(item.data)] = item.data
            packed = replace(packed, data=b"")
        try:
            return _Sent(item, None, pool.submit(_at_desk, function, packed, desk, len(item.data)), desk)
        except BrokenExecutor as error:
            self._renew()
            raise WorkerLostError from error

    def _received(self, sent: _Sent[I, O]) -> tuple[I, O]:
        if sent.future is None:
            assert sent.outcome is not None
            return sent.item, sent.outcome
        result, length = self.result(sent.future)
        if length >= 0:
            result.data = self._memory[sent.desk][:length]
        self._clear(sent.desk)
        return sent.item, result

    def _give_up(self, sent: _Sent[I, O]) -> None:
        """Let a piece go whose outcome nobody wants any more; its desk is free when no worker is at it."""
        if sent.future is not None:
            if not sent.future.cancel():
                with contextlib.suppress(Exception):
                    sent.future.result()
            self._clear(sent.desk)

    def _clear(self, desk: int) -> None:
        if desk >= 0 and not self._lost:
            self._free.append(desk)

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        if self._pool is None:
            return
        interrupted = kind is not None and not issubclass(kind, Exception)
        if interrupted:  # what they are at is thrown away, and nobody waits for it
            for process in multiprocessing.active_children():
                process.terminate()
        # A pool that finds its workers gone closes its pipes, which Python, at exit, might just be writing to: wait.
        self._pool.shutdown(wait=interrupted, cancel_futures=True)
        self._pool = None


def clean_block(engines: Engines, block: Block) -> BlockResult:
    """Return a block cleaned by the first group of the pipeline's filters."""
    return engines.clean_block(block)


def _lay_out(count: int) -> list[mmap.mmap]:
    """Return memory for so many pieces that forked processes share.

    Sending blocks through the pipes of the pool would cost a tenth of the time.
    """
    return [mmap.mmap(-1, 2 * (cutter.BLOCK + cutter.LONG)) for _ in range(count)]


def _start(pipeline: Pipeline, traced: Literal["", "counts", "each"], desks: list[mmap.mmap]) -> None:
    global _engines  # noqa: PLW0603 - one set of engines a worker process is the point
    _desks[:] = desks
    # The parent decides what an interrupt means; a worker ends when its parent has gone.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _stop)
    end_with_parent()
    _engines = Engines(pipeline, traced)


def _stop(number: int, frame: object) -> None:
    """End at once, and leave nothing half-written."""
    from persclean.io.temporary import sweep

    sweep()
    os._exit(143)


def end_with_parent() -> None:
    """Have the system end this worker when its parent is killed: its files would be those of a run that is no more."""
    if sys.platform == "linux":
        import ctypes

        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(1, int(signal.SIGTERM), 0, 0, 0)  # PR_SET_PDEATHSIG
        parent = multiprocessing.parent_process()
        if parent is not None and os.getppid() != parent.pid:
            os._exit(143)  # it was killed before that, and nobody would ever end this one


def _call(function: Callable[..., R], *args: object) -> R:
    if _engines is None:
        raise RuntimeError("a worker process was used before it was started")
    return function(_engines, *args)


def _at_desk(function: Callable[[Engines, Any], Any], item: Any, desk: int, length: int) -> tuple[Any, int]:
    """Work on a piece that came by the pipe or lies on a desk; returns the length of what is left there, or -1."""
    if _engines is None:
        raise RuntimeError("a worker process was used before it was started")
    if desk < 0:
        return function(_engines, item), -1
    shared = _desks[desk]
    result = function(_engines, replace(item, data=shared[:length]))
    length = len(result.data)
    if length > len(shared):
        return result, -1
    shared[:length] = result.data
    result.data = b""
    return result, length
