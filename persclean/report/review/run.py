"""The driver behind `persclean review`: inputs to a page."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from persclean.batch.outcome import Outcome
from persclean.batch.parts import Job
from persclean.errors import ConfigError
from persclean.io.failures import shown
from persclean.io.sinks import open_sink
from persclean.io.targets import Target
from persclean.listing import counted
from persclean.looking import DONE, FAILED, Looking
from persclean.pipeline import Pipeline
from persclean.report.review.collected import Collected
from persclean.report.review.page import page
from persclean.report.review.sample import Sample
from persclean.report.review.watch import ReviewWatch


def review(options: Mapping[str, object], *, output: str, sample: str, force: bool = False, **run: Any) -> int:
    """Write the page; return the exit code. Raises ConfigError, and OutputError if the page cannot be written.

    sample: how many lines are shown, as the user wrote it. options, run: see Looking.
    """
    if not sample.isdecimal() or int(sample) < 1:
        raise ConfigError(f"--sample {sample}: not a whole number, 1 or more")
    looking = Looking(options, traced=True, **run)
    found = Collected(Sample(int(sample)))

    page_path = Path(output)

    def watching(job: Job, pipeline: Pipeline) -> ReviewWatch:
        path = job.source.path
        if path is not None and path.exists() and page_path.exists() and path.samefile(page_path):
            raise ConfigError(f"-o {shown(output)}: is one of the inputs; give the page another name")
        return ReviewWatch(found, pipeline, {one.name: one.code for one in pipeline.filters if "document" in one.reach})

    def done(job: Job, outcome: Outcome) -> None:
        """Take note of nothing: the watch has seen it all."""

    with open_sink(Target(page_path, force=force)) as sink:

        def finish() -> str:
            sink.write(page(found).encode("utf-8", "replace"))
            sink.commit()
            changes = sum(found.totals().values())
            return f"{shown(output)}: {counted(changes, 'change')} in {counted(len(found.files), 'file')}"

        looking.each(watching, done, finish)
    return FAILED if looking.failed else DONE
