"""The driver of commands that only look at what cleaning would do: every input, nothing written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

from persclean.batch.job import clean_one
from persclean.batch.outcome import Outcome
from persclean.batch.parts import Job, Live
from persclean.batch.plan import planned
from persclean.console import Console
from persclean.engine.engines import Engines
from persclean.engine.watch import Watch
from persclean.io.patterns import IGNORE_FILE
from persclean.pipeline import Pipeline
from persclean.request import Request
from persclean.run import is_large, shows_progress, total_size
from persclean.settings import Resolver, Settings

DONE, FOUND, FAILED = 0, 1, 3


class Looking:
    """A run over inputs. quiet: notes are not said. failed: how many inputs could not be looked at.

    options: settings (see Resolver). run: fields of Request that are no settings. traced: whether findings are wanted.
    """

    def __init__(self, options: Mapping[str, object], traced: bool, **run: Any) -> None:
        self._resolver, self._run, self._traced = Resolver(options), run, traced
        self.settings = self._resolver.of()
        self.pipeline = self.settings.pipeline
        self.request = self._request(self.settings)
        self._engines: dict[Pipeline, Engines] = {}
        self.failed = self.looked = 0
        self.failures: list[tuple[str, str]] = []

    def each(
        self,
        watching: Callable[[Job, Pipeline], Watch],
        done: Callable[[Job, Outcome], object],
        finish: Callable[[], str],
    ) -> None:
        """Look at every input in order.

        watching: returns what looks on at one. done: told when one is through. finish: writes what comes last;
        returns what is said then.
        """
        plan = planned(self.request)
        with ExitStack() as stack:
            progress = shows_progress(self.request)
            console = stack.enter_context(Console(self.request.quiet, progress, total_size(plan.jobs)))
            if not plan.jobs:
                console.note(f"no files to look at: see --include, --exclude and {IGNORE_FILE}")
            live = Live(console.note, console.advance)
            if self.request.workers > 1 and plan.jobs:
                from persclean.engine.parallel import Workers

                live.workers = stack.enter_context(
                    Workers(self.pipeline, self.request.workers, "each" if self._traced else "")
                )
                if is_large(plan.jobs):
                    live.workers.start()
            for job in plan.jobs:
                outcome = self._one(job, live, watching)
                for note in outcome.notes:
                    console.note(note)
                if outcome.status == "skipped":
                    console.note(f"{outcome.name}: skipped: it {outcome.error}")
                elif outcome.error:
                    self.failed += 1
                    self.failures.append((outcome.name, outcome.error))
                    console.fail(f"{outcome.name}: {outcome.error}")
                if outcome.error:
                    live.memory.clear()
                self.looked += outcome.status not in ("skipped", "failed")
                done(job, outcome)
            if said := finish():
                console.note(said)

    def _one(self, job: Job, live: Live, watching: Callable[[Job, Pipeline], Watch]) -> Outcome:
        settings = self._resolver.of(job.source.path) if job.source.path is not None else self.settings
        pipeline = settings.pipeline
        if pipeline not in self._engines:
            self._engines[pipeline] = Engines(pipeline, "each" if self._traced else "")
        workers = live.workers
        if pipeline != self.pipeline:  # the workers have another one
            live.workers = None
        try:
            request = self.request if settings is self.settings else self._request(settings)
            return clean_one(self._engines[pipeline], job, request, live, watching(job, pipeline))
        finally:
            live.workers = workers

    def _request(self, settings: Settings) -> Request:
        return replace(settings.request(dry_run=True, **self._run), compress=None, strict=False)
