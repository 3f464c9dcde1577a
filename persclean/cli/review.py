"""`persclean review`: the options; persclean.report.review does the work."""

from __future__ import annotations

from typing import Annotated

import typer

from persclean.cli import options as o


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
    include: o.Include = None,
    exclude: o.Exclude = None,
    filters: o.Filters = None,
    skip: o.Skip = None,
    preset: o.Preset = None,
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
    exceptions: o.Exceptions = None,
    config: o.ConfigFile = None,
    no_config: o.NoConfig = False,
    jobs: o.Jobs = None,
    progress: o.Progress = True,
    quiet: o.Quiet = False,
    no_verify: o.NoVerify = False,
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
    given = locals()
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
