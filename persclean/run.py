"""The driver behind `persclean clean`: every input through the pipeline to its output, failures named."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Literal

from persclean.batch.outcome import Outcome
from persclean.batch.own import OwnSettings
from persclean.batch.parts import Job, Live
from persclean.batch.plan import Plan, planned
from persclean.batch.schedule import outcomes
from persclean.console import Console
from persclean.engine.engines import Engines
from persclean.io import stdio
from persclean.io.failures import OutputError
from persclean.io.patterns import IGNORE_FILE
from persclean.io.sources import Source
from persclean.io.targets import Target
from persclean.listing import Counts
from persclean.pipeline import Pipeline
from persclean.request import Request

DONE, FAILED = 0, 3


def run(pipeline: Pipeline, request: Request, own: OwnSettings | None = None) -> int:
    """Clean all that the request names; return the exit code. ConfigError before anything is written.

    own: finds the settings of inputs that have their own.
    """
    plan = planned(request)
    if own is not None:
        plan.jobs = [replace(job, own=own.of(job.source)) for job in plan.jobs]
    with ExitStack() as stack:
        console = stack.enter_context(Console(request.quiet, shows_progress(request), total_size(plan.jobs)))
        if pipeline.config.document_separator and not any("document" in one.reach for one in pipeline.filters):
            console.note("--document-separator has no effect: none of the filters looks at whole documents")
        if not plan.jobs:
            console.note(f"no files to clean: see --include, --exclude and {IGNORE_FILE}")
        workers = None
        traced: Literal["", "counts"] = "counts" if request.report is not None else ""
        if request.workers > 1 and plan.jobs:
            from persclean.engine.parallel import Workers

            workers = stack.enter_context(Workers(pipeline, request.workers, traced))
            if is_large(plan.jobs):
                workers.start()
        session = _Session(pipeline, request, plan, console, stack)
        live = session.live
        live.workers = workers
        try:
            in_turn = any(job.own.pipeline.remembers for job in plan.jobs if job.own is not None)
            for outcome in outcomes(Engines(pipeline, traced), session.wanted(), request, live, in_turn):
                if not session.take(outcome):
                    break
        except Exception:
            raise
        except BaseException:  # a signal
            session.interrupted()
            raise
        return session.finish()


class _Session:
    """What a run has done so far, and what it still needs at the end."""

    def __init__(self, pipeline: Pipeline, request: Request, plan: Plan, console: Console, stack: ExitStack) -> None:
        self._pipeline, self._request, self._plan, self._console = pipeline, request, plan, console
        self._counts = Counts(dry=request.dry_run)
        self._to_files = request.in_place or request.output is not None
        stdout = stdio.Stdout() if request.dry_run or not self._to_files else None
        self.live = Live(console.note, console.advance, self.record, stdout)
        if not self._to_files and not request.dry_run:
            from persclean.io.quarantine import Place, Quarantine

            path = None if request.quarantine is None else Path(request.quarantine)
            place = None if path is None else Place(Target(path, force=request.force))
            self.live.quarantine = stack.enter_context(Quarantine(place, request.strict))
        self._record = None
        if plan.root is not None:
            from persclean.batch.resume import Record

            self._record = stack.enter_context(Record(plan, pipeline, request))
        self._report = None
        if request.report is not None:
            from persclean.report.run import RunReport

            self._report = RunReport(Path(request.report), pipeline, request)

    def wanted(self) -> Iterator[Job | Outcome]:
        """Yield the jobs; in place of one that was done before, or that cannot be tried, its outcome."""
        for job in self._plan.jobs:
            refused = self._plan.refused.get(job.number)
            given: Job | Outcome = job
            try:
                if refused is not None:
                    raise refused
                if self._record is not None:
                    given = self._record.begin(job)
            except OutputError as error:
                given = Outcome(job.number, job.source.name, error=str(error))
            if isinstance(given, Outcome):
                self._console.advance(_size(job.source))
            yield given

    def record(self, job: Job, outcome: Outcome) -> Outcome:
        """Note what became of an input as soon as that is known: a run that is killed has not done it in vain."""
        if self._record is not None and not self._request.dry_run:
            try:
                self._record.end(job, outcome)
            except OutputError as error:
                outcome.error = outcome.error or str(error)
                outcome.status = "failed"
        return outcome

    def take(self, outcome: Outcome) -> bool:
        """Count one input and say what there is to say; False if there is no use in going on."""
        for note in outcome.notes:
            self._console.note(note)
        for line in outcome.lines:
            assert self.live.stdout is not None
            self.live.stdout.write(f"{line}\n".encode("utf-8", "surrogateescape"))
        if outcome.status == "skipped":
            self._console.note(f"{outcome.name}: skipped: it {outcome.error}")
        elif outcome.error:
            self._console.fail(outcome.error if outcome.fatal else f"{outcome.name}: {self._said(outcome)}")
        if outcome.status in ("failed", "partial", "skipped"):
            # Not all of this input was written: no later one may lose words because they stand here.
            self.live.memory.clear()
        self._counts.add(outcome)
        self._console.count(outcome.number + 1, len(self._plan.jobs))
        if self._report is not None:
            self._report.add(outcome)
        return not outcome.fatal

    def _said(self, outcome: Outcome) -> str:
        kept = outcome.status == "partial" and not self._request.dry_run
        return outcome.error + ("; what was readable is in the output" if kept else "")

    def interrupted(self) -> None:
        """Say how far the run has come, and how to go on."""
        done, whole = self._counts.cleaned + self._counts.unchanged + self._counts.before, len(self._plan.jobs)
        if self._to_files and whole > 1 and not self._request.dry_run:
            again = "" if self._request.in_place or self._record is not None else ", with --force"
            self._console.fail(
                f"interrupted: {done} of {whole} files are done, the others are as they were; "
                f"the same command{again} {'goes on from here' if self._record is not None else 'does it all'}"
            )

    def finish(self) -> int:
        """Close standard output, say what was done, return the exit code."""
        counts = self._counts
        for close in (self._close_stdout, self._close_quarantine, self._close_record):
            try:
                close()
            except OutputError as error:
                counts.failed += 1
                self._console.fail(str(error))
        if self._to_files or self._request.dry_run or counts.figures.quarantined:
            self._console.note(str(counts))
        setting = self._pipeline.config.document_separator
        if setting and counts.looked and not counts.boundaries:
            self._console.note(f"--document-separator {setting!r} matched no line: it has to match a whole one")
        code = FAILED if counts.failed else DONE
        if self._report is not None:
            self._report.write(code)
        return code

    def _close_stdout(self) -> None:
        if self.live.stdout is not None:
            self.live.stdout.finish()

    def _close_quarantine(self) -> None:
        if self.live.quarantine is not None:
            self.live.quarantine.commit()

    def _close_record(self) -> None:
        if self._record is not None:
            self._record.finish()


def _size(source: Source) -> int:
    try:
        return source.path.stat().st_size if source.path and not source.failure else 0
    except OSError:
        return 0


def total_size(jobs: Sequence[Job]) -> int:
    """Return the bytes to read, 0 if that is unknown."""
    return sum(_size(job.source) for job in jobs)


def is_large(jobs: Sequence[Job]) -> bool:
    """Whether worker processes are sure to be needed, and best started before anything heavy is imported."""
    from persclean.engine.cutter import BLOCK

    return any(job.source.path is None for job in jobs) is False and total_size(jobs) > BLOCK


def shows_progress(request: Request) -> bool:
    """Whether a bar can be shown: not between lines of text that go to, or come from, the same terminal."""
    busy = request.output is None and not request.in_place and sys.stdout is not None and sys.stdout.isatty()
    reads = "-" in request.paths or not (request.paths or request.files_from)
    typing = (reads or request.files_from == "-") and sys.stdin is not None and sys.stdin.isatty()
    return request.progress and not busy and not typing
