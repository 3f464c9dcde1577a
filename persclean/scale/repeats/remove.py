"""Stage 3: the blocks of a shard go; of each the engine proves, while it goes, that its kept copy has its words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from persclean.batch.job import clean_one
from persclean.batch.outcome import Figures, Outcome
from persclean.batch.parts import Job
from persclean.documents import Account, Chunk, Removal
from persclean.errors import ConfigError, InputError
from persclean.headlines.blanks import left
from persclean.headlines.page import Page
from persclean.io.failures import shown
from persclean.scale.repeats.looking import OneFilter, Repeats
from persclean.scale.repeats.removals import Removals, Row
from persclean.scale.repeats.signatures import key
from persclean.scale.repeats.units import Unit
from persclean.scale.repeats.wanted import Wanted, read, write


@dataclass(slots=True)
class Remover:
    """Removes the blocks of one input. place: of the unit that comes next."""

    wanted: Wanted
    job: Job
    removals: Removals
    place: int = 0

    def take(self, unit: Unit, account: Account) -> Iterator[Chunk]:
        """Yield what is left of a unit. Raises InputError where a block is not what the earlier stages saw."""
        found = self.removals.of(key(self.job.number, self.place))
        self.place += 1
        if not found:
            yield Chunk(unit.data, unit.numbers, (0,) if unit.begins else ())
            return
        page = Page(unit.lines())
        for one in found:
            if max(one["lines"]) >= len(page.there) or b"".join(map(page.line, one["lines"])) != one["text"]:
                raise InputError("has changed since stage 1: do all stages again, with a new work folder")
            for line in one["lines"]:
                page.there[line] = 0
        for one in found:
            for first, last in _runs(page, one["lines"]):
                account.removed(self._removal(one, page, first, last))
        rest = page.lines.pick(left(page, unit.begins, unit.ends))
        data = rest.data
        if data.endswith(b"\n") and not unit.data.endswith(b"\n"):
            data = data[:-1]
        if data:
            yield Chunk(data, rest.number.tolist(), (0,) if unit.begins else ())

    def _removal(self, one: Row, page: Page, first: int, last: int) -> Removal:
        home = one["home"] >> 32
        return Removal(
            filter=Repeats.name,
            first=page.number(first),
            last=page.number(last),
            kept_first=one["kept_first"],
            kept_last=one["kept_last"],
            kept_in="" if home == self.job.number else self.wanted.jobs[home].source.name,
            similarity=one["similarity"],
            text="".join(page.text(i) for i in one["lines"] if first <= i <= last),
            kept=one["kept"].decode("utf-8", "surrogateescape"),
        )


def _runs(page: Page, lines: list[int]) -> list[tuple[int, int]]:
    """Return the stretches of a block between which no line stays."""
    cuts = [i for i, (one, two) in enumerate(pairwise(lines), 1) if page.there.find(1, one, two) >= 0]
    return [(lines[a], lines[b - 1]) for a, b in pairwise([0, *cuts, len(lines)])]


def ready(wanted: Wanted, shards: list[int]) -> None:
    """See that the inputs are those of stage 1, and that no output is there that is not this run's.

    Raises ConfigError, before anything is written.
    """
    read(wanted.path("group.json"))
    for number in range(wanted.shards):
        for one in read(wanted.path(f"shard-{number}.json")):
            _see(wanted.jobs[one["file"]], one)
    for number in shards:
        begun = wanted.path(f"begun-{number}.json")
        if begun.exists() or wanted.request.force:
            continue
        for job in wanted.shard(number):
            if job.target is not None and job.target.path.exists():
                raise ConfigError(f"{shown(job.target.path)}: exists already; use --force to replace it")


def _see(job: Job, before: dict[str, Any]) -> None:
    if before["failure"] or job.source.path is None:
        return
    try:
        info = job.source.path.stat()
    except OSError:
        info = None
    if info is None or (info.st_size, info.st_mtime_ns) != (before["size"], before["mtime"]):
        raise ConfigError(f"{job.source.name}: has changed since stage 1: do all stages again, with a new work folder")


def remove(wanted: Wanted, number: int) -> list[Outcome]:
    """Write what is left of the inputs of a shard, unless that has been done; return what became of each."""
    mark = wanted.path(f"removed-{number}.json")
    if mark.exists():
        return [Outcome(job.number, job.source.name, status="done before") for job in wanted.shard(number)]
    write(wanted.path(f"begun-{number}.json"), {})
    before = {one["file"]: one for one in read(wanted.path(f"shard-{number}.json"))}
    removals = Removals(wanted.path(f"removals-{number}.parquet"))
    outcomes, figures, sound = [], Figures(), True
    for job in wanted.shard(number):
        remover = Remover(wanted, job, removals)
        outcome = clean_one(
            OneFilter(Repeats(wanted.config, remover.take)),
            replace(job, digest=True),
            replace(wanted.request, force=True, resume=False, shard=None),
        )
        seen = before[job.number]
        if not seen["failure"] and outcome.digest != seen["digest"] and outcome.status in ("cleaned", "unchanged"):
            outcome.status, outcome.error = "failed", "has changed since stage 1: do all stages again, in a new folder"
        failed = outcome.status not in ("cleaned", "unchanged")
        sound = sound and (not failed or bool(seen["failure"]))
        figures.add(outcome.figures)
        outcomes.append(outcome)
    if sound:  # what failed in stage 1, too, would only fail again
        write(mark, {"removed": figures.removed, "lines": figures.removed_lines, "bytes": figures.bytes_in})
    return outcomes
