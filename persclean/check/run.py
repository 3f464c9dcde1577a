"""The driver behind `persclean check`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from persclean.batch.outcome import Outcome
from persclean.batch.parts import Job
from persclean.check.found import BAD_BYTES, BAD_RECORD, Batch
from persclean.check.select import Selection
from persclean.check.watch import CheckWatch
from persclean.errors import ConfigError, unknown_name
from persclean.io.stdio import Stdout
from persclean.listing import counted
from persclean.looking import DONE, FAILED, FOUND, Looking
from persclean.pipeline import Pipeline
from persclean.report import statistics
from persclean.report.base import Format, Write
from persclean.report.colour import colours, is_terminal

FORMATS = ("text", "concise", "json", "github", "sarif", "junit")


def check(
    options: Mapping[str, object],
    *,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    output_format: str = "text",
    statistics_only: bool = False,
    exit_zero: bool = False,
    color: str = "auto",
    **run: Any,
) -> int:
    """Write what cleaning would change, and what is broken; return the exit code.

    options, run: see Looking. Raises ConfigError before anything is written.
    """
    if output_format not in FORMATS:
        raise unknown_name("output format", output_format, FORMATS)
    if statistics_only and output_format not in ("text", "concise", "json"):
        raise ConfigError(f"--statistics has no form in {output_format}: use text or json")
    wanted = Selection(select, ignore)
    looking = Looking(options, traced=True, **run)
    out = Stdout()
    counts: dict[tuple[str, str], int] = {}
    files: set[str] = set()
    paint = colours(color)
    whys = {one.code: one.why for one in looking.pipeline.filters} | {c: why for c, _, why in (BAD_BYTES, BAD_RECORD)}
    form = None if statistics_only else _format(output_format, out.write, looking.pipeline, paint, whys)

    def take(batch: Batch) -> None:
        chosen = batch.only(wanted)
        if len(chosen):
            files.add(chosen.source)
            for key, number in chosen.counts().items():
                counts[key] = counts.get(key, 0) + number
            if form is not None:
                form.add(chosen)

    def watching(job: Job, pipeline: Pipeline) -> CheckWatch:
        return CheckWatch(take, {one.name: one.code for one in pipeline.filters if "document" in one.reach})

    def done(job: Job, outcome: Outcome) -> None:
        if form is not None and outcome.status != "skipped":
            form.input(outcome.name, outcome.error)

    def code() -> int:
        if looking.failed:
            return FAILED
        return FOUND if counts and not exit_zero else DONE

    def finish() -> str:
        if form is not None:
            form.finish(code())
        else:
            said = statistics.as_json(counts) if output_format == "json" else statistics.table(counts, whys)
            out.write(said.encode())
        number = sum(counts.values())
        return f"{counted(number, 'finding')} in {counted(len(files), 'file')}, {looking.looked} looked at"

    looking.each(watching, done, finish)
    out.finish()
    return code()


def _format(name: str, write: Write, pipeline: Pipeline, paint: bool, whys: dict[str, str]) -> Format:
    if name == "json":
        from persclean.report.json_list import JsonList

        return JsonList(write)
    if name == "github":
        from persclean.report.github import GitHub

        return GitHub(write)
    if name == "sarif":
        from persclean.report.sarif import Sarif

        return Sarif(write, pipeline.filters)
    if name == "junit":
        from persclean.report.junit import JUnit

        return JUnit(write)
    if name == "text" and (paint or is_terminal()):
        from persclean.report.terminal import Terminal

        return Terminal(write, paint, is_terminal(), whys)
    from persclean.report.concise import Concise

    return Concise(write)
