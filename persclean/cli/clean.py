"""`persclean clean`: the options; persclean.run does the work."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer

from persclean.cli import options as o
from persclean.cli.groups import inputs, records, settings, takes, writing


@takes(inputs, settings, records, writing, before="quarantine")
def clean(
    paths: o.Paths = None,
    files_from: o.FilesFrom = None,
    stdin_filename: o.StdinFilename = None,
    output: o.Output = None,
    in_place: o.InPlace = False,
    force: o.Force = False,
    dry_run: o.DryRun = False,
    quarantine: o.QuarantineFile = None,
    resume: o.Resume = True,
    shard: o.Shard = None,
    report: o.ReportFile = None,
    progress: o.Progress = True,
    quiet: o.Quiet = False,
    **given: Any,
) -> None:
    """Clean text: standard input or files to standard output, with -o to files, with -w in place.

    \b
    Examples:
      persclean clean page.txt                    the clean text, to see
      persclean clean page.txt -o clean.txt       to a file
      persclean clean articles/ -o clean/         a folder, mirrored
      persclean clean -w articles/ --exclude '*.srt'
      curl -s URL | persclean clean --skip digits | less
      persclean clean old.txt --encoding auto
      persclean clean --preset page news.txt      lines joined, repeats removed
      persclean clean --preset page --dry-run news/
      persclean clean dump/ -o clean/ --column title,body -j 0 --report r.json
    \b
    Options not given are taken from persclean.toml or pyproject.toml:
      persclean config show
    \b
    Exit codes: 0 done, 2 wrong usage, 3 some inputs failed (each is named, the
    others are done), 130 and 143 interrupted (outputs are whole or absent).
    """
    from persclean.batch.own import OwnSettings
    from persclean.cli.given import settings_given
    from persclean.request import shard_of
    from persclean.run import run
    from persclean.settings import Resolver

    resolver = Resolver(settings_given(given))
    settings = resolver.of(Path(stdin_filename) if stdin_filename else None)
    request = settings.request(
        paths=tuple(paths or ()),
        files_from=files_from,
        stdin_filename=stdin_filename or "",
        output=output,
        in_place=in_place,
        force=force,
        dry_run=dry_run,
        quarantine=quarantine,
        resume=resume,
        shard=shard_of(shard),
        report=report,
        progress=progress,
        quiet=quiet,
    )
    raise typer.Exit(run(settings.pipeline, request, OwnSettings(resolver, settings, request)))
