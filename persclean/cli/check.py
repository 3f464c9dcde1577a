"""`persclean check`: the options; persclean.check does the work."""

from __future__ import annotations

import typer

from persclean.cli import options as o


def check(
    paths: o.Paths = None,
    files_from: o.FilesFrom = None,
    include: o.Include = None,
    exclude: o.Exclude = None,
    select: o.Select = None,
    ignore: o.Ignore = None,
    output_format: o.OutputFormat = "text",
    statistics: o.Statistics = False,
    exit_zero: o.ExitZero = False,
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
    given = locals()
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
