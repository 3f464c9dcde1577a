"""The driver behind `persclean stats`: every input counted, failures named, one report written."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from persclean.batch.plan import planned
from persclean.batch.texts import Stream, texts_of
from persclean.console import Console
from persclean.errors import ConfigError, PerscleanError, unknown_name
from persclean.io.atomic import AtomicFile
from persclean.io.failures import BinaryError, OutputError, reason, shown
from persclean.io.stdio import Stdout
from persclean.request import Request

DONE, FAILED = 0, 3
OUTPUTS = ("text", "json", "html")


def run(request: Request, output_format: str = "text", output: str | None = None, force: bool = False) -> int:
    """Count all that the request names and write the figures; return the exit code.

    output: a file, None for standard output. Raises ConfigError for a wrong format, or a file that is there already;
    OutputError if it cannot be written.
    """
    if output_format not in OUTPUTS:
        raise unknown_name("output format", output_format, OUTPUTS)
    if output is not None and Path(output).exists() and not force:
        raise ConfigError(f"{shown(output)}: exists; --force replaces it")
    figures, code = counted(request)
    data = rendered(figures, output_format, output is None).encode("utf-8")
    if output is None:
        stdout = Stdout()
        stdout.write(data)
        stdout.finish()
    else:
        with AtomicFile(Path(output)) as file:
            file.write(data)
            file.commit()
    return code


def counted(request: Request) -> tuple[dict[str, Any], int]:
    """Return the figures of all inputs (see summary) and the exit code; name each that fails on standard error."""
    from persclean.stats.corpus import Corpus
    from persclean.stats.summary import summary

    corpus, failed, skipped = Corpus(), 0, 0
    plan = planned(request)
    with Console(request.quiet, request.progress) as console:
        for job in plan.jobs:
            streams: list[Stream] = []
            try:
                for lines in texts_of(job, request, streams):
                    corpus.add(lines)
                    console.advance(len(lines.data))
            except BinaryError as error:
                skipped += job.source.walked
                failed += not job.source.walked
                (console.note if job.source.walked else console.fail)(f"{job.source.name}: {error}")
            except OutputError:
                raise
            except (PerscleanError, OSError) as error:
                failed += 1
                console.fail(f"{job.source.name}: {reason(error) if isinstance(error, OSError) else error}")
            corpus.finish(streams)
            for one in streams:
                skipped += one.binary
                failed += one.damage is not None
                _tell(console, one)
        if not plan.jobs:
            console.note("no files to count: see --include and --exclude")
    return summary(corpus, failed, skipped), FAILED if failed else DONE


def _tell(console: Console, one: Stream) -> None:
    if one.damage is not None:
        console.fail(f"{one.name}: {one.damage}")
    if one.confidence is not None:
        console.note(f"{one.name}: read as {one.encoding} (confidence {one.confidence:.0%})")
    if one.bad_records:
        first = one.first_bad[0]
        console.note(
            f"{one.name}: {one.bad_records} bad records left out, the first is record {first.record}: {first.reason}"
        )


def rendered(figures: dict[str, Any], output_format: str, to_stdout: bool = True) -> str:
    """Return the figures as a text, JSON or a page of HTML."""
    if output_format == "json":
        import json

        return json.dumps(figures, ensure_ascii=False, indent=2) + "\n"
    if output_format == "html":
        from persclean.report.stats_html import page

        return page(figures)
    from persclean.report.stats_text import tables

    return tables(figures, to_stdout and sys.stdout is not None and sys.stdout.isatty())
