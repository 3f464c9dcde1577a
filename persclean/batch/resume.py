"""Going on where an earlier run was interrupted: which inputs are done, by the manifest of the output folder."""

from __future__ import annotations

import os
import stat
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path
from types import TracebackType

from persclean._version import __version__
from persclean.batch.ledger import Entry
from persclean.batch.manifest import Manifest
from persclean.batch.outcome import Outcome
from persclean.batch.own import Own
from persclean.batch.parts import Job
from persclean.batch.plan import Plan
from persclean.io.digest import digest_of
from persclean.io.failures import shown
from persclean.io.temporary import remove_stale
from persclean.pipeline import Pipeline
from persclean.request import Request


class Record:
    """The manifest at work in a run. Raises as Manifest does.

    Where what is removed from an input depends on those before it (`--headlines-scope run`), all are done again unless
    all are done.
    """

    def __init__(self, plan: Plan, pipeline: Pipeline, request: Request) -> None:
        assert plan.root is not None
        self._plan = plan
        self._run = settings_digest(pipeline, request)
        self._own: dict[Own, str] = {}
        self._together = any(one.remembers for one in (pipeline, *(job.own.pipeline for job in plan.jobs if job.own)))
        if self._together:
            self._run = _digest((self._run, [_path(job) for job in plan.jobs]))
        name = f"{request.shard[0]}-of-{request.shard[1]}" if request.shard else ""
        self._manifest = Manifest(plan.root, name, write=not request.dry_run)
        self._begun: dict[int, Job | Outcome] | None = None

    def begin(self, job: Job) -> Job | Outcome:
        """Return what is to be done with an input: the job, or what has become of it. OutputError as Manifest does."""
        if not self._together:
            return self._before(job) or self._start(job)
        if self._begun is None:
            before = {one.number: self._before(one) for one in self._plan.jobs}
            if None in before.values():
                # None of them counts from now on, even if this run is killed before it comes to the last.
                self._begun = {one.number: self._start(one) for one in self._plan.jobs}
            else:
                self._begun = {number: one for number, one in before.items() if one is not None}
        return self._begun[job.number]

    def end(self, job: Job, outcome: Outcome) -> None:
        """Take note of what became of an input. OutputError as Manifest does."""
        if outcome.status not in ("cleaned", "unchanged") or job.target is None or job.source.path is None:
            return
        entry = Entry(
            source=_path(job),
            size=outcome.size,
            mtime=outcome.mtime,
            digest=outcome.digest,
            settings=self._settings(job),
            output_size=outcome.output_size,
            output_mtime=_mtime(job.target.path, outcome.output_size),
            output_digest=outcome.output_digest,
            quarantine=bool(outcome.quarantine),
            status=outcome.status,
            format=outcome.format,
            compression=outcome.compression,
            encoding=outcome.encoding,
            figures=outcome.figures,
        )
        self._manifest.done(self._plan.key(job), entry)

    def finish(self) -> None:
        """Bring the manifest in order."""
        self._manifest.finish()

    def _before(self, job: Job) -> Outcome | None:
        """Return the outcome of an earlier run, if the input, the settings and the output are what they were."""
        if job.target is None or job.source.path is None or job.source.failure:
            return None
        places = [job.target.path, job.place.target.path] if job.place is not None else [job.target.path]
        for path in places:
            remove_stale(path)  # of a killed run; where nothing is written any more, nobody else looks for it
        key = self._plan.key(job)
        for entry in self._manifest.entries(key):
            if entry.settings == self._settings(job) and entry.source == _path(job) and _is_same(job, entry):
                return _outcome(job, self._timed(job, key, entry))
        return None

    def _timed(self, job: Job, key: str, entry: Entry) -> Entry:
        """Return the entry of an input that is done with the time it has now, lest it be digested in every run."""
        assert job.source.path is not None
        mtime = job.source.path.stat().st_mtime_ns
        if mtime != entry.mtime:
            entry = replace(entry, mtime=mtime)
            self._manifest.done(key, entry)
        return entry

    def _settings(self, job: Job) -> str:
        """Return the digest of the settings of an input."""
        if job.own is None:
            return self._run
        if job.own not in self._own:
            digest = settings_digest(job.own.pipeline, job.own.request)
            self._own[job.own] = _digest((self._run, digest)) if self._together else digest
        return self._own[job.own]

    def _start(self, job: Job) -> Job | Outcome:
        """Note that an input is worked on. An output that was made of it is replaced, another one with --force only."""
        if job.target is None or job.source.path is None or job.source.failure:
            return job
        key, source, target = self._plan.key(job), _path(job), job.target
        path = target.path
        if os.path.lexists(path):
            entries = self._manifest.entries(key)
            ours = self._manifest.begun(key, source)
            ours = ours or any(one.source == source and _stands(path, one) for one in entries)
            if ours:
                job = replace(job, target=replace(target, force=True))
            elif not target.force and entries:
                return Outcome(job.number, job.source.name, error=_foreign(path, source, entries))
            elif not target.force:
                return job
        self._manifest.begin(key, source)
        return job

    def __enter__(self) -> Record:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._manifest.__exit__(kind, error, tb)


def _path(job: Job) -> str:
    return "-" if job.source.path is None else os.path.abspath(job.source.path)  # noqa: PTH100 - links stay as they are


def _is_same(job: Job, entry: Entry) -> bool:
    """Whether an input is what it was, and what was made of it is there."""
    assert job.source.path is not None
    assert job.target is not None
    if not _stands(job.target.path, entry):
        return False
    if entry.quarantine and not (job.place is not None and job.place.target.path.is_file()):
        return False
    try:
        now = job.source.path.stat()
        return now.st_size == entry.size and (
            now.st_mtime_ns == entry.mtime or digest_of(job.source.path) == entry.digest
        )
    except OSError:
        return False


def _stands(path: Path, entry: Entry) -> bool:
    """Whether an output is still what was written."""
    try:
        now = path.lstat()
        if not stat.S_ISREG(now.st_mode) or now.st_size != entry.output_size:
            return False
        return now.st_mtime_ns == entry.output_mtime or digest_of(path) == entry.output_digest
    except OSError:
        return False


def _foreign(path: Path, source: str, entries: list[Entry]) -> str:
    """Return why an output cannot be replaced that an earlier run has made."""
    if any(one.source == source for one in entries):
        return f"{shown(path)}: was changed since it was written; use --force to replace it"
    return f"{shown(path)}: was made of {shown(entries[0].source)}; use --force to replace it"


def _mtime(path: Path, size: int) -> int:
    try:
        now = path.lstat()
    except OSError:
        return -1
    return now.st_mtime_ns if now.st_size == size else -1


def _outcome(job: Job, entry: Entry) -> Outcome:
    outcome = Outcome(job.number, job.source.name, status="done before")
    assert job.target is not None
    outcome.output = shown(job.target.path)
    outcome.format, outcome.compression, outcome.encoding = entry.format, entry.compression, entry.encoding
    outcome.size, outcome.mtime, outcome.digest = entry.size, entry.mtime, entry.digest
    if entry.quarantine and job.place is not None:
        outcome.quarantine = shown(job.place.target.path)
    if entry.figures is not None:
        outcome.figures = entry.figures
    return outcome


def settings_digest(pipeline: Pipeline, request: Request) -> str:
    """Return a digest of all that decides what comes out of an input, the version of persclean included."""
    model = pipeline.config.zwnj_model
    filters = [f"{type(one).__module__}.{type(one).__qualname__}" for one in pipeline.filters]
    return _digest(
        (
            __version__,
            filters,
            pipeline.config,
            digest_of(Path(model)) if model else "",
            request.encoding,
            request.errors,
            request.format,
            request.records,
            request.strict,
            request.compress,
            request.max_ratio,
        )
    )


def _digest(parts: object) -> str:
    return blake2b(repr(parts).encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()
