"""Going on where an earlier run was interrupted: which inputs are done, by the manifest of the output folder."""

from __future__ import annotations

import os
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path
from types import TracebackType

from persclean._version import __version__
from persclean.batch.job import Job
from persclean.batch.manifest import Entry, Manifest, digest_of
from persclean.batch.outcome import Outcome
from persclean.batch.plan import Plan
from persclean.io.failures import shown
from persclean.io.temporary import remove_stale
from persclean.pipeline import Pipeline
from persclean.request import Request


class Record:
    """The manifest at work in a run. Raises as Manifest does."""

    def __init__(self, plan: Plan, pipeline: Pipeline, request: Request) -> None:
        assert plan.root is not None
        self._plan, self._root = plan, plan.root
        self._settings = settings_digest(pipeline, request)
        name = f"{request.shard[0]}-of-{request.shard[1]}" if request.shard else ""
        self._manifest = Manifest(plan.root, name)

    def begin(self, job: Job) -> Job | Outcome:
        """Return what is to be done with an input: the job, or that it was done before."""
        if job.target is None or job.source.failure or job.source.path is None:
            return job
        key = self._plan.key(job)
        entry = self._manifest.entries.get(key)
        for path in (job.target.path, job.quarantine):
            if path is not None:
                remove_stale(path)  # of a killed run; where nothing is written any more, nobody else looks for it
        if entry is not None and self._is_done(job, entry):
            return _before(job, self._timed(job, key, entry))
        own = entry is None or self._is_ours(job, entry)
        if own and self._manifest.owns(key):
            job = replace(job, target=replace(job.target, force=True))
        self._manifest.begin(key)
        return job

    def end(self, job: Job, outcome: Outcome) -> None:
        """Take note of what became of an input."""
        if outcome.status not in ("cleaned", "unchanged") or job.source.path is None:
            return
        entry = Entry(
            source=os.path.abspath(job.source.path),  # noqa: PTH100 - links stay as they are
            size=outcome.size,
            mtime=outcome.mtime,
            digest=outcome.digest,
            settings=self._settings,
            output_size=outcome.output_size,
            quarantine=outcome.quarantine,
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

    def _is_done(self, job: Job, entry: Entry) -> bool:
        """Whether an input is what it was, its output is there, and the settings are the same."""
        assert job.source.path is not None
        assert job.target is not None
        if entry.settings != self._settings or not self._is_ours(job, entry):
            return False
        try:
            now = job.source.path.stat()
            if job.target.path.is_symlink() or job.target.path.stat().st_size != entry.output_size:
                return False
            if now.st_size != entry.size:
                return False
            return now.st_mtime_ns == entry.mtime or digest_of(job.source.path) == entry.digest
        except OSError:
            return False

    def _timed(self, job: Job, key: str, entry: Entry) -> Entry:
        """Return the entry of an input that is done with the time it has now, lest it be digested in every run."""
        assert job.source.path is not None
        mtime = job.source.path.stat().st_mtime_ns
        if mtime != entry.mtime:
            entry = replace(entry, mtime=mtime)
            self._manifest.done(key, entry)
        return entry

    def _is_ours(self, job: Job, entry: Entry) -> bool:
        """Whether the output was made of this very input: that of another one is replaced with --force only."""
        assert job.source.path is not None
        return entry.source == os.path.abspath(job.source.path)  # noqa: PTH100

    def __enter__(self) -> Record:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._manifest.__exit__(kind, error, tb)


def _before(job: Job, entry: Entry) -> Outcome:
    outcome = Outcome(job.number, job.source.name, status="done before")
    assert job.target is not None
    outcome.output = shown(job.target.path)
    outcome.format, outcome.compression, outcome.encoding = entry.format, entry.compression, entry.encoding
    outcome.size, outcome.mtime, outcome.digest = entry.size, entry.mtime, entry.digest
    outcome.quarantine = entry.quarantine
    if entry.figures is not None:
        outcome.figures = entry.figures
    return outcome


def settings_digest(pipeline: Pipeline, request: Request) -> str:
    """Return a digest of all that decides what comes out of an input, the version of persclean included."""
    model = pipeline.config.zwnj_model
    filters = [f"{type(one).__module__}.{type(one).__qualname__}" for one in pipeline.filters]
    parts = (
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
    return blake2b(repr(parts).encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()
