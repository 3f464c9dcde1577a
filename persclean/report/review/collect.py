"""What a review shows: counts of all changes, and a sample of the lines they are in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from persclean.batch.job import clean_one
from persclean.batch.parts import Job
from persclean.batch.texts import Lines, Stream, texts_of
from persclean.engine.engines import Engines
from persclean.engine.stream import add_counts
from persclean.errors import PerscleanError
from persclean.io.failures import BinaryError, reason
from persclean.report.review.sample import Line, Sample

if TYPE_CHECKING:
    from persclean.engine.findings import Findings
    from persclean.pipeline import Pipeline
    from persclean.request import Request


@dataclass(slots=True)
class File:
    """A file, or a member of an archive. changes: by the code of the filter."""

    name: str
    changes: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """How many changes there are."""
        return sum(self.changes.values())


@dataclass(slots=True)
class Collected:
    """Everything that is to be shown. removals: lines that tell of removed blocks; joined, removed: how many."""

    sample: Sample
    files: list[File] = field(default_factory=list)
    removals: list[str] = field(default_factory=list)
    joined: int = 0
    removed: int = 0
    failed: int = 0

    def totals(self) -> dict[str, int]:
        """Return the number of changes by the code of the filter."""
        found: dict[str, int] = {}
        for one in self.files:
            add_counts(found, one.changes)
        return dict(sorted(found.items()))


def collect(
    pipeline: Pipeline, jobs: Sequence[Job], request: Request, most: int, fail: Callable[[str], object]
) -> Collected:
    """Return what a pipeline would change in these inputs, none of which is written.

    most: how many lines are shown. fail: takes a message for each input that cannot be read.
    """
    found = Collected(Sample(most))
    documents = any("document" in one.reach for one in pipeline.filters)
    engines = Engines(pipeline, "each")
    memory = Engines(pipeline) if documents else engines
    for job in jobs:
        try:
            _texts(engines, job, request, found)
        except BinaryError as error:
            if not job.source.walked:
                found.failed += 1
                fail(f"{job.source.name}: {error}")
            continue
        except (PerscleanError, OSError) as error:
            found.failed += 1
            fail(f"{job.source.name}: {reason(error) if isinstance(error, OSError) else error}")
            continue
        if documents:
            outcome = clean_one(memory, job, replace(request, dry_run=True))
            found.removals += [line for line in outcome.lines if ": removed by " in line]
            found.joined += outcome.figures.joined
            found.removed += outcome.figures.removed
    return found


def _texts(engines: Engines, job: Job, request: Request, found: Collected) -> None:
    """Look at all texts of one input."""
    if not engines.groups[0]:
        return
    numbers: dict[str, int] = {}
    seen: list[Stream] = []
    for lines in texts_of(job, request, seen):
        name = lines.stream.name
        if name not in numbers:
            numbers[name] = len(found.files)
            found.files.append(File(name))
        result = engines.first.clean_block(lines.block)
        if result.findings is not None and len(result.findings.which):
            add_counts(found.files[numbers[name]].changes, result.findings.counts())
            _keep(found.sample, numbers[name], lines, result.findings)
    for stream in seen:
        if stream.damage is not None:
            raise stream.damage


def _keep(sample: Sample, file: int, lines: Lines, found: Findings) -> None:
    kept = sample.offer(file, lines.stream.name, lines.first, found)
    if not kept:
        return
    data = lines.data
    feeds = np.flatnonzero(np.frombuffer(data, np.uint8) == 10)
    for number, line in kept.items():
        start = int(feeds[number - 1]) + 1 if number else 0
        stop = int(feeds[number]) if number < len(feeds) else len(data)
        line.text = data[start:stop].decode("utf-8", "replace").removesuffix("\r")
        place = lines.place(number)
        line.line, line.record, line.column = place.line, place.record, place.field
        a, b = np.searchsorted(found.lines, [number, number + 1])
        line.columns = found.columns[a:b].tolist()


__all__ = ["Collected", "File", "Line", "collect"]
