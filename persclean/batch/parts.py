"""What a run is made of: a job for each input, and what only the process of the user can do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from persclean.batch.outcome import Outcome
from persclean.io import stdio
from persclean.io.sources import Source
from persclean.io.targets import Target

if TYPE_CHECKING:
    from persclean.batch.own import Own
    from persclean.engine.account import Memory
    from persclean.engine.parallel import Workers
    from persclean.io.quarantine import Place, Quarantine


@dataclass(frozen=True, slots=True)
class Job:
    """An input and where it goes; picklable.

    number: from 0, as they are done. target: None for standard output. place: of its bad records. digest: whether a
    manifest wants it. own: its settings, None for those of the run.
    """

    number: int
    source: Source
    target: Target | None
    place: Place | None = None
    digest: bool = False
    own: Own | None = None


@dataclass(slots=True)
class Live:
    """What only the process has that the user started.

    note: says something at once. advance: takes the bytes that are done, and the stretches replaced. finished: takes
    what became of a job as soon as it is known, and gives it back. stdout: for inputs without a target. quarantine: the
    one of all inputs that go to standard output. memory: what document filters keep between inputs.
    """

    note: Callable[[str], None]
    advance: Callable[[int, int], None]
    finished: Callable[[Job, Outcome], Outcome] = lambda job, outcome: outcome
    stdout: stdio.Stdout | None = None
    workers: Workers | None = None
    quarantine: Quarantine | None = None
    memory: Memory = field(default_factory=dict)
