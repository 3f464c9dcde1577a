"""Who does which input: small files whole in worker processes, large ones block by block, outcomes in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from persclean.batch.job import clean_one
from persclean.batch.outcome import Outcome
from persclean.batch.parts import Job, Live
from persclean.errors import WorkerLostError

if TYPE_CHECKING:
    from concurrent.futures import Future

    from persclean.engine.engines import Engines
    from persclean.request import Request

LARGE = 32 << 20  # bytes of a file whose blocks are shared out
_AHEAD = 2  # files for each worker that are handed out before they can be begun


def outcomes(
    engines: Engines, jobs: Iterable[Job | Outcome], request: Request, live: Live, in_turn: bool = False
) -> Iterator[Outcome]:
    """Yield what became of each job, in order; an outcome among the jobs stands for one that needs no work.

    in_turn: no two at the same time.
    """
    workers = live.workers
    if workers is None or in_turn or engines.pipeline.remembers:
        for job in jobs:
            yield job if isinstance(job, Outcome) else live.finished(job, clean_one(engines, job, request, live))
        return
    from concurrent.futures import FIRST_COMPLETED, wait

    ready: dict[int, Outcome] = {}
    running: dict[Future[Outcome], Job] = {}
    due = 0

    def collect(block: bool) -> None:
        if running and block:
            wait(running, return_when=FIRST_COMPLETED)
        for future in [one for one in running if one.done()]:
            job = running.pop(future)
            try:
                outcome = workers.result(future)
            except WorkerLostError as error:
                outcome = Outcome(job.number, job.source.name, error=str(error))
            ready[job.number] = live.finished(job, outcome)
            live.advance(max(outcome.size, 0), outcome.places)

    for job in jobs:
        if isinstance(job, Outcome):
            ready[job.number] = job
        elif _alone(job, request, engines):
            ready[job.number] = live.finished(job, clean_one(engines, job, request, live))
        else:
            while len(running) >= workers.jobs * _AHEAD:
                collect(block=True)
            running[workers.submit(clean_one, job, request)] = job
        collect(block=False)
        while due in ready:
            yield ready.pop(due)
            due += 1
    while running:
        collect(block=True)
        while due in ready:
            yield ready.pop(due)
            due += 1
    while due in ready:
        yield ready.pop(due)
        due += 1


def _alone(job: Job, request: Request, engines: Engines) -> bool:
    """Whether this process does a file itself, with the workers' help: a large one, or one for standard output."""
    if (job.target is None and not request.dry_run) or job.source.path is None:
        return True
    if job.own is not None and job.own.pipeline != engines.pipeline:
        return False  # the workers share out blocks with the pipeline of the run only
    try:
        return job.source.path.stat().st_size >= LARGE
    except OSError:
        return False
