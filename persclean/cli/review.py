"""`persclean review`: the options; persclean.report.review does the work."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from persclean.cli import options as o
from persclean.cli.groups import inputs, records, settings, takes


@takes(inputs, settings, records, before="progress")
def review(
    paths: o.Paths = None,
    files_from: o.FilesFrom = None,
    output: Annotated[
        str, typer.Option("-o", "--output", metavar="FILE", help="The page to write.", show_default=True)
    ] = "review.html",
    force: o.Force = False,
    sample: Annotated[
        str, typer.Option("--sample", metavar="N", help="How many lines are shown, at most.", show_default=True)
    ] = "1500",
    progress: o.Progress = True,
    quiet: o.Quiet = False,
    **given: Any,
) -> None:
    """Show what would be changed as one HTML page: before and after, each change with its reason.

    Nothing is cleaned, and the page loads nothing from anywhere. Of much text a
    random sample is shown, some lines of every filter; all changes are counted.
    Decisions can be exported: what was rejected is an exceptions file then.

    \b
    Examples:
      persclean review page.txt
      persclean review news/ -o review.html --preset page
      persclean review dump.jsonl.gz --column title,body --sample 300
    """
    from persclean.cli.given import settings_given
    from persclean.report.review.run import review as run

    code = run(
        settings_given(given),
        output=output,
        sample=sample,
        force=force,
        paths=tuple(paths or ()),
        files_from=files_from,
        progress=progress,
        quiet=quiet,
    )
    raise typer.Exit(code)
