"""`persclean stats`: the options; persclean.stats counts."""

from __future__ import annotations

from typing import Annotated

import typer

from persclean.cli import options as o


def stats(
    paths: o.Paths = None,
    files_from: o.FilesFrom = None,
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
    format: o.Format = None,
    column: o.Column = None,
    record: o.Record = "",
    text: o.TextElement = "",
    delimiter: o.Delimiter = None,
    quote: o.Quote = None,
    escape: o.Escape = None,
    no_header: o.NoHeader = False,
    max_record: o.MaxRecord = None,
    strict: o.Strict = False,
    max_ratio: o.MaxRatio = None,
    progress: o.Progress = True,
    quiet: o.Quiet = False,
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
    from persclean.io.encodings import UTF8
    from persclean.request import Request, record_options
    from persclean.settings import names_of, share_of
    from persclean.stats.run import run

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
            delimiter=delimiter,
            quote=quote,
            escape=escape,
            header=not no_header,
            max_record=share_of("--max-record", max_record, "a number of MiB"),
            encoding=encoding or "",
        ),
        strict=strict,
        max_ratio=share_of("--max-ratio", max_ratio, "a number"),
        progress=progress,
        quiet=quiet,
    )
    raise typer.Exit(run(request, output_format, None if output == "-" else output, force))
