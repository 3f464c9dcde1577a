"""The plan of a run, made before anything is written: which inputs, and where each goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from persclean.batch.aside import place_of, refuse_contradictions
from persclean.batch.job import Job
from persclean.errors import ConfigError, InputError
from persclean.io import stdio, targets
from persclean.io.failures import OutputError, reason, shown
from persclean.io.patterns import Patterns
from persclean.io.sources import find_sources, listed_sources
from persclean.io.targets import Target
from persclean.request import Request


@dataclass(slots=True)
class Plan:
    """Jobs in order, numbered from 0. refused: those that cannot be tried. root: an output folder with a manifest."""

    jobs: list[Job] = field(default_factory=list)
    refused: dict[int, OutputError] = field(default_factory=dict)
    root: Path | None = None

    def key(self, job: Job) -> str:
        """Return the name of a job's output in the manifest."""
        assert job.target is not None
        assert self.root is not None
        return job.target.path.relative_to(self.root).as_posix()


def planned(request: Request) -> Plan:
    """Return the plan. Raises ConfigError where inputs and outputs contradict each other."""
    output = request.output
    tree = output is not None and (request.files_from is not None or targets.is_tree(request.paths, output))
    root = Path(output) if output is not None and tree else None
    patterns = Patterns(request.include, request.exclude, records=request.wants_records)
    if request.files_from is not None:
        sources = listed_sources(_listing(request.files_from), patterns, root)
    else:
        sources = find_sources(request.paths, patterns, root)
    if request.in_place and any(source.path is None for source in sources):
        raise ConfigError("-w/--in-place needs files or folders: standard input has no place")
    places: Sequence[Target | OutputError | None] = [None] * len(sources)
    if output is not None:
        places = targets.plan(sources, output, tree, request.force, request.compress)
    plan = Plan(root=root if request.resume else None)
    numbered = list(zip(sources, places, strict=True))
    if request.shard is not None:
        index, count = request.shard
        numbered = numbered[index - 1 :: count]
    for number, (source, found) in enumerate(numbered):
        target = found
        if isinstance(found, OutputError):
            plan.refused[number], target = found, None
        elif request.in_place and not source.failure:
            try:
                target = targets.in_place(source)
            except OutputError as error:
                plan.refused[number], target = error, None
        assert not isinstance(target, OutputError)
        place = place_of(request, source, target, root)
        plan.jobs.append(Job(number, source, target, place, plan.root is not None and not request.dry_run))
    refuse_contradictions(request, plan.jobs, root is not None or request.in_place)
    return plan


def _listing(name: str) -> bytes:
    """Return a list of paths: a file, or standard input."""
    if name == "-":
        read = stdio.stdin_reader()
        return b"".join(iter(lambda: read(1 << 20), b""))
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise InputError(f"--files-from {shown(name)}: cannot be read: {reason(error)}") from error
