"""`persclean check`: the options; persclean.check does the work."""

from __future__ import annotations

from typing import Any

import typer

from persclean.cli import options as o
from persclean.cli.groups import inputs, records, settings, takes


@takes(inputs, settings, records, before="shard")
def check(
    paths: o.Paths = None,
    files_from: o.FilesFrom = None,
    select: o.Select = None,
    ignore: o.Ignore = None,
    output_format: o.OutputFormat = "text",
    statistics: o.Statistics = False,
    exit_zero: o.ExitZero = False,
    color: o.Color = "auto",
    shard: o.Shard = None,
    progress: o.Progress = True,
    quiet: o.Quiet = False,
    **given: Any,
) -> None:
    """Show what clean would change: where, which filter, and what it would write instead.

    \b
    Examples:
      persclean check page.txt
      persclean check articles/ --statistics
      persclean check articles/ --select zwnj,PC101 --ignore PC103
      persclean check dump.jsonl --column title,body --output-format json
      persclean check . --output-format sarif > persclean.sarif
      persclean check --preset page news.txt      broken lines and repeats, too
    \b
    Exit codes: 0 nothing found, 1 something found, 2 wrong usage, 3 some inputs
    could not be read (each is named, the others are done).
    """
    from persclean.check.run import check as run
    from persclean.cli.given import settings_given
    from persclean.request import shard_of
    from persclean.settings import names_of

    code = run(
        settings_given(given),
        select=names_of(",".join(select or ())),
        ignore=names_of(",".join(ignore or ())),
        output_format=output_format,
        statistics_only=statistics,
        exit_zero=exit_zero,
        color=color,
        paths=tuple(paths or ()),
        files_from=files_from,
        shard=shard_of(shard),
        progress=progress,
        quiet=quiet,
    )
    raise typer.Exit(code)
