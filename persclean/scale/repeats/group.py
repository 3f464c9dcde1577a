"""Stage 2: lines that share a hash meet the copy to be kept, are compared, and what is to go is settled.

Rounds: where a proposal falls because its copy goes itself, its unit is looked at again, with what is left. Who meets
and judges, one machine or Spark, is a Means; settling is the embedded engine's in either case, for proposals are few
and hold no text.
"""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import pyarrow as pa

from persclean.errors import ConfigError
from persclean.scale.repeats.engine import Engine, clear, parquet
from persclean.scale.repeats.settle import settle
from persclean.scale.repeats.wanted import Wanted, alone, once, read

PROPOSALS = pa.schema(
    [
        ("id", pa.int64()),
        ("unit", pa.int64()),
        ("box", pa.int32()),
        ("lines", pa.list_(pa.int32())),
        ("home", pa.int64()),
        ("others", pa.list_(pa.int32())),
        ("kept_first", pa.int64()),
        ("kept_last", pa.int64()),
        ("similarity", pa.float64()),
        ("letters", pa.int64()),
        ("size", pa.int64()),
    ]
)
ROUND = 1 << 40  # ids of a round
TOP = 1000  # repeated lines that the report may show
_ROUNDS = 4


class Means(Protocol):
    """Who does the parts of stage 2 that look at every line.

    name: how they are asked for; the work folder has it. number: of the round, from 0.
    """

    name: str

    def meet(self, number: int) -> None:
        """Write which lines are to be compared with which: `met-N`; in the first round `repeated.parquet`, too."""

    def judge(self, number: int) -> None:
        """Write the proposals for the units that met something, `proposals-N.parquet`, by unit and line."""

    def finish(self, made: Path) -> None:
        """Write `removals-N.parquet` for each shard: what was settled, with the texts."""


class Group:
    """The work of stage 2."""

    def __init__(self, wanted: Wanted, means: Means) -> None:
        self._wanted, self._means = wanted, means

    def run(self) -> None:
        """Do all that has not been done; `removals-N.parquet` is what stage 3 needs of shard N."""
        with alone(self._wanted.path(".group.lock")):
            clear(self._wanted.work)
            self._begin()
            try:
                once(self._wanted.path("group.json"), self._run)
            finally:
                clear(self._wanted.work)  # what Ctrl-C leaves of an engine that had only begun

    def _begin(self) -> None:
        """See that no other means have begun, whose files these could not read. Raises ConfigError."""
        mark = self._wanted.path("means.json")
        once(mark, lambda: self._means.name)
        if read(mark) != self._means.name and not self._wanted.path("group.json").exists():
            raise ConfigError(f"group was begun {read(mark)}: go on with that, or name a new --work folder")

    def _run(self) -> dict[str, int]:
        wanted, means = self._wanted, self._means
        made: Path | None = None
        for number in range(_ROUNDS):
            once(wanted.path(f"met-{number}.json"), lambda n=number: means.meet(n))  # type: ignore[misc]
            once(wanted.path(f"judged-{number}.json"), lambda n=number: means.judge(n))  # type: ignore[misc]
            again, before = wanted.path(f"again-{number}.parquet"), made
            made = wanted.path(f"made-{number}.parquet")
            # Closed after each step: what the engine holds is not to be in memory while units are judged.
            with Engine(wanted.work, wanted.request.workers) as engine:
                once(
                    wanted.path(f"settled-{number}.json"),
                    lambda n=number, b=before, m=made, a=again, e=engine: settle(  # type: ignore[misc]
                        e, wanted.path(f"proposals-{n}.parquet"), b, m, a
                    ),
                )
                left, blocks = (engine.one(f"select count(*) from {parquet(one)}") for one in (again, made))
            if not left:
                break
        assert made is not None
        means.finish(made)
        return {"blocks": blocks, "rounds": number + 1}


def failed(wanted: Wanted) -> list[int]:
    """Return the numbers of the inputs that were not read to their end; ConfigError where stage 1 is not done."""
    marks = [read(wanted.path(f"shard-{i}.json")) for i in range(wanted.shards)]
    return [one["file"] for mark in marks for one in mark if one["failure"]]
