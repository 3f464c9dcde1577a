"""`persclean diff`: the options; persclean.differ does the work."""

from __future__ import annotations

import typer

from persclean.cli import options as o


def diff(
    paths: o.Paths = None,
    files_from: o.FilesFrom = None,
    include: o.Include = None,
    exclude: o.Exclude = None,
    word: o.Word = False,
    color: o.Color = "auto",
    filters: o.Filters = None,
    skip: o.Skip = None,
    preset: o.Preset = None,
    exceptions: o.Exceptions = None,
    config: o.ConfigFile = None,
    no_config: o.NoConfig = False,
    digits: o.Digits = None,
    diacritics: o.Diacritics = None,
    heh_ye: o.HehYe = None,
    zwnj_confidence: o.ZwnjConfidence = None,
    zwnj_model: o.ZwnjModel = None,
    encoding: o.Encoding = None,
    errors: o.Errors = None,
    document_separator: o.DocumentSeparator = None,
    headlines_scope: o.HeadlinesScope = None,
    headlines_min_words: o.HeadlinesMinWords = None,
    headlines_similarity: o.HeadlinesSimilarity = None,
    headlines_window: o.HeadlinesWindow = None,
    format: o.Format = None,
    column: o.Column = None,
    record: o.Record = "",
    text: o.TextElement = "",
    delimiter: o.Delimiter = None,
    quote: o.Quote = None,
    escape: o.Escape = None,
    no_header: o.NoHeader = False,
    max_record: o.MaxRecord = None,
    max_ratio: o.MaxRatio = None,
    jobs: o.Jobs = None,
    shard: o.Shard = None,
    progress: o.Progress = True,
    quiet: o.Quiet = False,
    no_verify: o.NoVerify = False,
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
    given = locals()
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
