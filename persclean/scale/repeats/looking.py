"""The first and the third stage go through an input as `clean` does, with one document filter: their lines agree."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from dataclasses import replace

from persclean.batch.job import clean_one
from persclean.batch.outcome import Outcome
from persclean.batch.parts import Job
from persclean.config import Config
from persclean.documents import Account, Chunk
from persclean.engine.engines import Engines
from persclean.filters.base import Effects, Filter
from persclean.headlines.fold import cut_marks
from persclean.pipeline import Pipeline
from persclean.request import Request
from persclean.scale.repeats.units import Unit, Units

Take = Callable[[Unit, Account], Iterator[Chunk]]
_COLLECTED = 8 << 20  # bytes of text after which garbage is looked for
_seen = 0


class Repeats(Filter):
    """Take the documents of an input unit by unit, and hand on what is made of each. No filter for users to name."""

    code = "PC290"
    name = "repeats"
    why = "blocks stand again in other files of a corpus"
    reach = ("document",)
    default = False

    def __init__(self, config: Config, take: Take) -> None:
        super().__init__(config)
        self._take = take

    @property
    def effects(self) -> Effects:
        """What may be lost: the marks that say that a text was cut off."""
        return Effects(cuts=cut_marks())

    def documents(self, chunks: Iterator[Chunk], account: Account) -> Iterator[Chunk]:
        """Return what becomes of the chunks of a text."""
        return Units(lambda unit: self._taken(unit, account)).run(chunks)

    def _taken(self, unit: Unit, account: Account) -> Iterator[Chunk]:
        global _seen  # noqa: PLW0603 - of all inputs of a process
        _seen += len(unit.data)
        if _seen >= _COLLECTED:
            _seen = 0
            gc.collect()  # few objects with cycles hold many bytes: Python, which counts objects, would wait
        return self._take(unit, account)


class OneFilter(Engines):
    """Engines whose only filter is one that is not in the registry."""

    def __init__(self, one: Filter) -> None:
        super().__init__(Pipeline((), one.config))
        self.groups = [(), (one,)]

    @property
    def warm(self) -> bool:
        """Whether the path for long inputs is to be taken: always, for it asks these engines."""
        return True


def look_at(job: Job, request: Request, config: Config, take: Callable[[Unit], None]) -> Outcome:
    """Go through an input without writing anything; `take` is called with each unit, in order."""

    def looked(unit: Unit, _: Account) -> Iterator[Chunk]:
        take(unit)
        yield Chunk(unit.data, unit.numbers, (0,) if unit.begins else ())

    job = replace(job, target=None, place=None, digest=True)
    request = replace(request, output=None, in_place=False, dry_run=True, quarantine=None, report=None)
    return clean_one(OneFilter(Repeats(config, looked)), job, request)
