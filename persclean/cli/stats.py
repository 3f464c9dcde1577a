"""`persclean stats`: the options; persclean.stats counts."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from persclean.cli import options as o
from persclean.cli.groups import records, takes


@takes(records, before="strict")
def stats(
    paths: o.Paths = None,
    files_from: o.FilesFrom = None,
    stdin_filename: o.StdinFilename = "",
    include: o.Include = None,
    exclude: o.Exclude = None,
    output: Annotated[
        str | None, typer.Option("-o", "--output", metavar="FILE", help="Write to this file.", show_default=False)
    ] = None,
    output_format: Annotated[
        str, typer.Option("--output-format", metavar="NAME", help="text, json or html: a page with plots.")
    ] = "text",
    force: o.Force = False,
    encoding: o.Encoding = None,
    errors: o.Errors = "keep",
    strict: o.Strict = False,
    progress: o.Progress = True,
    quiet: o.Quiet = False,
    config: o.ConfigFile = None,
    no_config: o.NoConfig = False,
    **given: Any,
) -> None:
    """Show the state of a corpus: characters, half-spaces, affixes, digits, lines, what repeats. Changes nothing.

    \b
    Examples:
      persclean stats page.txt
      persclean stats articles/ --output-format html -o stats.html
      persclean stats dump.jsonl.gz --column body --output-format json
    \b
    Exit codes: 0 done, 2 wrong usage, 3 some inputs failed (each is named, the
    others are counted), 130 and 143 interrupted.
    """
    given |= {
        "encoding": encoding,
        "errors": errors,
        "strict": strict,
        "config": config,
        "no_config": no_config,
        "include": include,
        "exclude": exclude,
    }
    from pathlib import Path

    from persclean.cli.given import settings_given
    from persclean.settings import resolved
    from persclean.stats.run import run

    settings = resolved(settings_given(given), Path(stdin_filename) if stdin_filename else None)
    request = settings.request(
        paths=tuple(paths or ()),
        files_from=files_from,
        stdin_filename=stdin_filename or "",
        progress=progress,
        quiet=quiet,
    )
    raise typer.Exit(run(request, output_format, None if output == "-" else output, force))
