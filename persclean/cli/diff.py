"""`persclean diff`: the options; persclean.differ does the work."""

from __future__ import annotations

from typing import Any

import typer

from persclean.cli import options as o
from persclean.cli.groups import inputs, records, settings, takes


@takes(inputs, settings, records, before="shard")
def diff(
    paths: o.Paths = None,
    files_from: o.FilesFrom = None,
    word: o.Word = False,
    color: o.Color = "auto",
    shard: o.Shard = None,
    progress: o.Progress = True,
    quiet: o.Quiet = False,
    **given: Any,
) -> None:
    """Show what clean would change as a unified diff, which patch applies, or with --word for people.

    \b
    Examples:
      persclean diff page.txt
      persclean diff --word page.txt
      persclean diff articles/ > clean.diff && patch -p1 < clean.diff
    \b
    Exit codes: 0 no differences, 1 differences, 2 wrong usage, 3 some inputs
    could not be read (each is named, the others are done).
    """
    from persclean.cli.given import settings_given
    from persclean.differ.run import diff as run
    from persclean.request import shard_of

    code = run(
        settings_given(given),
        word=word,
        color=color,
        paths=tuple(paths or ()),
        files_from=files_from,
        shard=shard_of(shard),
        progress=progress,
        quiet=quiet,
    )
    raise typer.Exit(code)
