"""`persclean clean`: the options; persclean.run does the work."""

from __future__ import annotations

import typer

from persclean.cli import options as o


def clean(
    paths: o.Paths = None,
    files_from: o.FilesFrom = None,
    stdin_filename: o.StdinFilename = "",
    output: o.Output = None,
    in_place: o.InPlace = False,
    force: o.Force = False,
    include: o.Include = None,
    exclude: o.Exclude = None,
    dry_run: o.DryRun = False,
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
    headlines_scope: o.HeadlinesScope = None,
    headlines_min_words: o.HeadlinesMinWords = None,
    headlines_similarity: o.HeadlinesSimilarity = None,
    headlines_window: o.HeadlinesWindow = None,
    list_removals: o.ListRemovals = False,
    format: o.Format = None,
    column: o.Column = None,
    record: o.Record = "",
    text: o.TextElement = "",
    delimiter: o.Delimiter = None,
    quote: o.Quote = None,
    escape: o.Escape = None,
    no_header: o.NoHeader = False,
    max_record: o.MaxRecord = None,
    quarantine: o.QuarantineFile = None,
    strict: o.Strict = False,
    compress: o.Compress = None,
    max_ratio: o.MaxRatio = None,
    jobs: o.Jobs = "1",
    resume: o.Resume = True,
    shard: o.Shard = None,
    report: o.ReportFile = None,
    progress: o.Progress = True,
    quiet: o.Quiet = False,
    no_verify: o.NoVerify = False,
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
    Exit codes: 0 done, 2 wrong usage, 3 some inputs failed (each is named, the
    others are done), 130 and 143 interrupted (outputs are whole or absent).
    """
    from persclean.io.encodings import UTF8
    from persclean.request import Request, record_options, shard_of
    from persclean.run import run
    from persclean.settings import names_of, number_of, optional_number, pipeline_of, share_of

    pipeline = pipeline_of(
        filters=filters,
        skip=skip,
        preset=preset,
        verify=not no_verify,
        digits=digits,
        diacritics=diacritics,
        heh_ye=heh_ye,
        zwnj_confidence=share_of("--zwnj-confidence", zwnj_confidence),
        zwnj_model=zwnj_model,
        document_separator=document_separator,
        headlines_scope=headlines_scope,
        headlines_min_words=optional_number("--headlines-min-words", headlines_min_words),
        headlines_similarity=share_of("--headlines-similarity", headlines_similarity),
        headlines_window=share_of("--headlines-window", headlines_window, "a number of MiB"),
    )
    request = Request(
        paths=tuple(paths or ()),
        files_from=files_from,
        stdin_filename=stdin_filename,
        output=output,
        in_place=in_place,
        force=force,
        include=tuple(include or ()),
        exclude=tuple(exclude or ()),
        dry_run=dry_run,
        encoding=encoding or UTF8,
        errors=errors,
        list_removals=list_removals,
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
        quarantine=quarantine,
        strict=strict,
        compress=compress,
        max_ratio=share_of("--max-ratio", max_ratio, "a number"),
        jobs=number_of("--jobs", jobs),
        resume=resume,
        shard=shard_of(shard),
        report=report,
        progress=progress,
        quiet=quiet,
    )
    raise typer.Exit(run(pipeline, request))
