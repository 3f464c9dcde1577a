"""`persclean clean`: the options; persclean.run does the work."""

from __future__ import annotations

from typing import Annotated

import typer

from persclean.config import Config

_WHICH, _SETTINGS, _FILES = "What is cleaned", "How it is cleaned", "Where it goes"
_DOCUMENTS = "Whole documents (filters unwrap, headlines)"
_DEFAULT = Config()


def clean(
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="PATH|-", help="Files and folders; none or '-': standard input.", show_default=False),
    ] = None,
    output: Annotated[
        str | None,
        typer.Option(
            "-o",
            "--output",
            metavar="FILE|DIR",
            help="Write here: a file, or a folder that mirrors the inputs.",
            rich_help_panel=_FILES,
        ),
    ] = None,
    in_place: Annotated[
        bool, typer.Option("-w", "--in-place", help="Replace the files by their clean text.", rich_help_panel=_FILES)
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Replace output files that exist.", rich_help_panel=_FILES)
    ] = False,
    include: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PATTERN",
            help="Take these from folders (gitignore syntax), instead of *.txt, *.md, *.srt...",
            rich_help_panel=_FILES,
        ),
    ] = None,
    exclude: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PATTERN",
            help="Leave these out (gitignore syntax), beside .perscleanignore.",
            rich_help_panel=_FILES,
        ),
    ] = None,
    filters: Annotated[
        str | None,
        typer.Option(metavar="A,B,...", help="Run exactly these filters, in this order.", rich_help_panel=_WHICH),
    ] = None,
    skip: Annotated[
        str | None, typer.Option(metavar="A,B,...", help="Do not run these filters.", rich_help_panel=_WHICH)
    ] = None,
    preset: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="default, page, minimal or typography.", rich_help_panel=_WHICH),
    ] = None,
    digits: Annotated[
        str, typer.Option(metavar="NAME", help="persian, latin, arabic or keep.", rich_help_panel=_SETTINGS)
    ] = "persian",
    diacritics: Annotated[
        str, typer.Option(metavar="NAME", help="keep or drop vowel marks.", rich_help_panel=_SETTINGS)
    ] = "keep",
    heh_ye: Annotated[
        str, typer.Option(metavar="NAME", help="Ezafe after heh: keep, hamza or ye.", rich_help_panel=_SETTINGS)
    ] = "keep",
    zwnj_confidence: Annotated[
        str | None,
        typer.Option(
            metavar="P",
            help="How sure the half-space model must be, 0 to 1; more changes less.",
            rich_help_panel=_SETTINGS,
            show_default="0.5",
        ),
    ] = None,
    zwnj_model: Annotated[
        str,
        typer.Option(
            metavar="FILE", help="Half-space weights of your own (see persclean train).", rich_help_panel=_SETTINGS
        ),
    ] = "",
    document_separator: Annotated[
        str | None,
        typer.Option(
            metavar="REGEX",
            help="What parts the documents of a file: matches a whole line. Or formfeed, or auto: the marks of dumps.",
            rich_help_panel=_DOCUMENTS,
            show_default="one file, one document",
        ),
    ] = None,
    headlines_scope: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Where a block must stand again to be removed: document, file or run.",
            rich_help_panel=_DOCUMENTS,
            show_default="document",
        ),
    ] = None,
    headlines_min_words: Annotated[
        str | None,
        typer.Option(
            metavar="N",
            help="The fewest words of a repeated block.",
            rich_help_panel=_DOCUMENTS,
            show_default=str(_DEFAULT.headlines_min_words),
        ),
    ] = None,
    headlines_similarity: Annotated[
        str | None,
        typer.Option(
            metavar="P",
            help="How much of it must agree, 0.5 to 1.",
            rich_help_panel=_DOCUMENTS,
            show_default=str(_DEFAULT.headlines_similarity),
        ),
    ] = None,
    headlines_window: Annotated[
        str | None,
        typer.Option(
            metavar="MIB",
            help="How much text is held and looked back on.",
            rich_help_panel=_DOCUMENTS,
            show_default=f"{_DEFAULT.headlines_window:g}",
        ),
    ] = None,
    encoding: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="auto, utf-8, utf-16, utf-16-le, utf-16-be, windows-1256 or iso-8859-6. Output is UTF-8.",
            rich_help_panel=_SETTINGS,
        ),
    ] = "utf-8",
    errors: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="Bad bytes: keep and report, strict (fail), or replace by U+FFFD.",
            rich_help_panel=_SETTINGS,
        ),
    ] = "keep",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Write nothing; list what would change.", rich_help_panel=_FILES)
    ] = False,
    list_removals: Annotated[
        bool, typer.Option("--list-removals", help="Name each block that is removed, and where it stands again.")
    ] = False,
    jobs: Annotated[str, typer.Option("-j", "--jobs", metavar="N", help="Worker processes; 0: one a core.")] = "1",
    progress: Annotated[
        bool, typer.Option("--progress/--no-progress", help="Show progress, where there is a terminal.")
    ] = True,
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="Say nothing but failures.")] = False,
    no_verify: Annotated[bool, typer.Option("--no-verify", help="Do not prove that no letter is lost.")] = False,
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
    \b
    Exit codes: 0 done, 2 wrong usage, 3 some inputs failed (each is named, the
    others are done), 130 and 143 interrupted (outputs are whole or absent).
    """
    from persclean.request import Request
    from persclean.run import run
    from persclean.settings import number_of, optional_number, pipeline_of, share_of

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
        tuple(paths or ()),
        output,
        in_place,
        force,
        tuple(include or ()),
        tuple(exclude or ()),
        encoding,
        errors,
        number_of("--jobs", jobs),
        quiet,
        progress,
        dry_run,
        list_removals,
    )
    raise typer.Exit(run(pipeline, request))
