"""The driver behind `persclean repeats`: stages one after the other, shards at the same time, failures named."""

from __future__ import annotations

import json
import multiprocessing
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar

from persclean.console import Console
from persclean.engine.parallel import end_with_parent
from persclean.errors import ConfigError, WorkerLostError
from persclean.listing import Counts
from persclean.run import DONE, FAILED
from persclean.scale.repeats.embedded import Embedded
from persclean.scale.repeats.group import Group
from persclean.scale.repeats.remove import ready, remove
from persclean.scale.repeats.shards import shard
from persclean.scale.repeats.wanted import Wanted, read

R = TypeVar("R")
_wanted: Wanted | None = None  # of a worker process


def stage(name: str, wanted: Wanted, console: Console, top: int, as_json: bool) -> int:
    """Do a stage, or all of them (`run`); return the exit code. The report goes to standard output."""
    if name == "report":
        from persclean.scale.repeats.report import report, table

        found = report(wanted, top)
        lines = [json.dumps(found, ensure_ascii=False, indent=2)] if as_json else table(found)
        sys.stdout.writelines(f"{line}\n" for line in lines)
        return DONE
    return {"run": everything, "signatures": signatures, "group": group, "remove": removed}[name](wanted, console)


def signatures(wanted: Wanted, console: Console) -> int:
    """Stage 1, for all shards or the one asked for; return the exit code."""
    wanted.begin()
    numbers = _numbers(wanted)
    for _ in _each(shard, wanted, numbers):
        pass
    failed = 0
    for number in numbers:
        for one in read(wanted.path(f"shard-{number}.json")):
            if one["failure"]:
                failed += 1
                console.note(f"{wanted.jobs[one['file']].source.name}: not looked at: {one['failure']}")
    return FAILED if failed else DONE


def group(wanted: Wanted, console: Console) -> int:
    """Stage 2; return the exit code."""
    wanted.begin()
    Group(wanted, Embedded(wanted)).run()
    done = read(wanted.path("group.json"))
    console.note(f"{done['blocks']} repeated blocks found")
    return DONE


def removed(wanted: Wanted, console: Console) -> int:
    """Stage 3, for all shards or the one asked for; return the exit code."""
    wanted.begin()
    numbers = _numbers(wanted)
    ready(wanted, numbers)
    counts = Counts()
    for outcomes in _each(remove, wanted, numbers):
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


def everything(wanted: Wanted, console: Console) -> int:
    """All stages; return the exit code."""
    if wanted.request.output is None:
        raise ConfigError("-o/--output names the folder for what is left: it is needed to remove anything")
    if wanted.request.shard is not None:
        raise ConfigError("--shard goes with signatures and remove: group needs the signatures of all shards")
    return max([stage(wanted, console) for stage in (signatures, group, removed)])


def _numbers(wanted: Wanted) -> list[int]:
    """Return the shards that are this run's."""
    asked = wanted.request.shard
    return list(range(wanted.shards)) if asked is None else [asked[0] - 1]


def _each(work: Callable[[Wanted, int], R], wanted: Wanted, numbers: Sequence[int]) -> Iterator[R]:
    """Yield what a function returns for each shard, in order."""
    jobs = min(wanted.request.workers, len(numbers))
    if jobs < 2:
        for number in numbers:
            yield work(wanted, number)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context, initializer=_start, initargs=(wanted,)) as pool:
        try:
            yield from pool.map(_call, [work] * len(numbers), numbers)
        except BrokenProcessPool as error:
            raise WorkerLostError from error


def _start(wanted: Wanted) -> None:
    global _wanted  # noqa: PLW0603 - the list of all inputs is sent once a process
    end_with_parent()
    _wanted = wanted


def _call(work: Callable[[Wanted, int], R], number: int) -> R:
    assert _wanted is not None
    return work(_wanted, number)
