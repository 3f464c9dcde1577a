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
    errors: o.Errors = "keep",
    document_separator: o.DocumentSeparator = None,
    format: o.Format = None,
    column: o.Column = None,
    record: o.Record = "",
    text: o.TextElement = "",
    max_ratio: o.MaxRatio = None,
    quiet: o.Quiet = False,
) -> None:
    """Show what would be changed as one HTML page: before and after, each change with its reason.

    Nothing is cleaned, and the page loads nothing from anywhere. Of much text a
    random sample is shown, some lines of every filter; all changes are counted.
    Rejected changes can be exported as an exceptions file.

    \b
    Examples:
      persclean review page.txt
      persclean review news/ -o review.html --preset page
      persclean review dump.jsonl.gz --column title,body --sample 300
    """
    from persclean.io.encodings import UTF8
    from persclean.report.review.run import run
    from persclean.request import Request, record_options
    from persclean.settings import names_of, number_of, pipeline_of, share_of

    pipeline = pipeline_of(
        filters=filters,
        skip=skip,
        preset=preset,
        digits=digits,
        diacritics=diacritics,
        heh_ye=heh_ye,
        zwnj_confidence=share_of("--zwnj-confidence", zwnj_confidence),
        zwnj_model=zwnj_model,
        document_separator=document_separator,
    )
    request = Request(
        paths=tuple(paths or ()),
        files_from=files_from,
        include=tuple(include or ()),
        exclude=tuple(exclude or ()),
        encoding=encoding or UTF8,
        errors=errors,
        format=format or "",
        records=record_options(
            columns=[name for given in column or () for name in names_of(given)],
            record=record,
            texts=names_of(text),
            delimiter=None,
            quote=None,
            escape=None,
            header=True,
            max_record=None,
            encoding=encoding or "",
        ),
        max_ratio=share_of("--max-ratio", max_ratio, "a number"),
        quiet=quiet,
    )
    raise typer.Exit(run(pipeline, request, output, number_of("--sample", sample), force))
