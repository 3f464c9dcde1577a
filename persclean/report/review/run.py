"""The driver behind `persclean review`: inputs to a page."""

from __future__ import annotations

from pathlib import Path

from persclean.batch.plan import planned
from persclean.console import Console
from persclean.errors import ConfigError
from persclean.io.failures import shown
from persclean.io.sinks import open_sink
from persclean.io.targets import Target
from persclean.listing import counted
from persclean.pipeline import Pipeline
from persclean.report.review.collect import collect
from persclean.report.review.page import page
from persclean.request import Request

DONE, FAILED = 0, 3


def run(pipeline: Pipeline, request: Request, output: str, sample: str, force: bool) -> int:
    """Write the page; return the exit code. Raises ConfigError, and OutputError if the page cannot be written.

    sample: how many lines are shown, as the user wrote it.
    """
    if not sample.isdecimal() or int(sample) < 1:
        raise ConfigError(f"--sample {sample}: not a whole number, 1 or more")
    console = Console(request.quiet)
    plan = planned(request)
    with open_sink(Target(Path(output), force=force)) as sink:
        found = collect(pipeline, plan.jobs, request, int(sample), console.fail)
        sink.write(page(pipeline, found).encode("utf-8", "replace"))
        sink.commit()
    changes = sum(found.totals().values())
    console.note(f"{shown(output)}: {counted(changes, 'change')} in {counted(len(found.files), 'file')}")
    return FAILED if found.failed else DONE
