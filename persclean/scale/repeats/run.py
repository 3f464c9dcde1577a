"""The driver behind `persclean repeats`: stages one after the other, shards at the same time, failures named."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Protocol, TypeVar

from persclean.console import Console
from persclean.errors import ConfigError
from persclean.listing import Counts
from persclean.run import DONE, FAILED
from persclean.scale.repeats.group import Group, Means
from persclean.scale.repeats.processes import Processes
from persclean.scale.repeats.remove import ready, remove
from persclean.scale.repeats.shards import shard
from persclean.scale.repeats.wanted import Wanted, read

R = TypeVar("R")


class Crew(Protocol):
    """Who does the work: processes of this machine, or a cluster."""

    def each(self, work: Callable[[Wanted, int], R], wanted: Wanted, numbers: Sequence[int]) -> Iterator[R]:
        """Yield what a function returns for each shard, in order."""

    def means(self, wanted: Wanted) -> Means:
        """Return who does stage 2."""


def stage(name: str, wanted: Wanted, console: Console, top: int, as_json: bool, spark: str | None = None) -> int:
    """Do a stage, or all of them (`run`); return the exit code. The report goes to standard output.

    spark: the master of a Spark cluster that does the work; None for processes of this machine.
    """
    if name == "report":
        from persclean.scale.repeats.report import report, table

        found = report(wanted, top)
        lines = [json.dumps(found, ensure_ascii=False, indent=2)] if as_json else table(found)
        sys.stdout.writelines(f"{line}\n" for line in lines)
        return DONE
    _see(name, wanted)
    wanted.begin()
    with _crew(spark, wanted) as crew:
        if name == "run":
            return max([one(wanted, console, crew) for one in (signatures, group, removed)])
        return {"signatures": signatures, "group": group, "remove": removed}[name](wanted, console, crew)


def _crew(spark: str | None, wanted: Wanted) -> AbstractContextManager[Crew]:
    if spark is None:
        return Processes(wanted.request.workers)
    from persclean.scale.repeats.spark import Cluster

    return Cluster(spark)


def signatures(wanted: Wanted, console: Console, crew: Crew) -> int:
    """Stage 1, for all shards or the one asked for; return the exit code."""
    numbers = _numbers(wanted)
    for _ in crew.each(shard, wanted, numbers):
        pass
    failed = 0
    for number in numbers:
        for one in read(wanted.path(f"shard-{number}.json")):
            if one["failure"]:
                failed += 1
                console.note(f"{wanted.jobs[one['file']].source.name}: not looked at: {one['failure']}")
    return FAILED if failed else DONE


def group(wanted: Wanted, console: Console, crew: Crew) -> int:
    """Stage 2; return the exit code."""
    Group(wanted, crew.means(wanted)).run()
    done = read(wanted.path("group.json"))
    console.note(f"{done['blocks']} repeated blocks found")
    return DONE


def removed(wanted: Wanted, console: Console, crew: Crew) -> int:
    """Stage 3, for all shards or the one asked for; return the exit code."""
    numbers = _numbers(wanted)
    ready(wanted, numbers)
    counts = Counts()
    for outcomes in crew.each(remove, wanted, numbers):
        for outcome in outcomes:
            for note in outcome.notes:
                console.note(note)
            if outcome.status == "skipped":
                console.note(f"{outcome.name}: skipped: it {outcome.error}")
            elif outcome.error:
                console.fail(f"{outcome.name}: {outcome.error}")
            counts.add(outcome)
    console.note(str(counts))
    return FAILED if counts.failed else DONE


def _see(name: str, wanted: Wanted) -> None:
    """See that a stage was asked for as it can be done, before anything is. Raises ConfigError."""
    if name in ("run", "remove") and wanted.request.output is None:
        raise ConfigError("-o/--output names the folder for what is left: it is needed to remove anything")
    if name in ("run", "group") and wanted.request.shard is not None:
        raise ConfigError("--shard goes with signatures and remove: group needs the signatures of all shards")


def _numbers(wanted: Wanted) -> list[int]:
    """Return the shards that are this run's."""
    asked = wanted.request.shard
    return list(range(wanted.shards)) if asked is None else [asked[0] - 1]
