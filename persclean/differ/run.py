"""The driver behind `persclean diff`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from persclean.batch.outcome import Outcome
from persclean.batch.parts import Job
from persclean.differ.unified import Unified
from persclean.differ.watch import DiffWatch
from persclean.differ.words import Words
from persclean.io.stdio import Stdout
from persclean.looking import DONE, FAILED, FOUND, Looking
from persclean.pipeline import Pipeline
from persclean.report.colour import colours, is_terminal


def diff(options: Mapping[str, object], *, word: bool = False, color: str = "auto", **run: Any) -> int:
    """Write the differences that cleaning would make; return the exit code.

    word: for people, not for patch. options, run: see Looking. Raises ConfigError before anything is written.
    """
    looking = Looking(options, traced=False, **run)
    out = Stdout()
    paint = colours(color)
    writer = Words(out.write, paint, is_terminal()) if word else Unified(out.write, paint)
    watches: list[DiffWatch] = []
    recoded: list[str] = []

    def watching(job: Job, pipeline: Pipeline) -> DiffWatch:
        watches[:] = [DiffWatch(writer, any("document" in one.reach for one in pipeline.filters))]
        return watches[0]

    def done(job: Job, outcome: Outcome) -> None:
        if watches[0].recoded and not word:
            recoded.append(f"{outcome.name}: is {watches[0].recoded}; its diff is of the text in UTF-8")

    looking.each(watching, done, lambda: "\n".join(recoded))
    out.finish()
    if looking.failed:
        return FAILED
    return FOUND if writer.changed else DONE
