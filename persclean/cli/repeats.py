"""`persclean repeats`: the options; persclean.scale.repeats does the work."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from persclean.cli import options as o
from persclean.cli.groups import inputs, records, takes, writing

STAGES = ("run", "signatures", "group", "remove", "report")
_STAGES = "Stages"

Stage = Annotated[str, typer.Argument(metavar="|".join(STAGES), help="All stages, or one of them.", show_default=False)]
Inputs = Annotated[
    list[str] | None, typer.Argument(metavar="PATH", help="Files, folders, patterns. They are read twice.")
]
Output = Annotated[
    str | None,
    typer.Option(
        "-o", "--output", metavar="DIR", help="A folder for what is left, which mirrors the inputs.", show_default=False
    ),
]
Work = Annotated[
    str | None,
    typer.Option(
        "--work",
        metavar="DIR",
        help="Where the stages leave what the next one needs; the same command goes on from there. "
        "Default: .persclean/repeats in the output folder.",
        rich_help_panel=_STAGES,
        show_default=False,
    ),
]
Shards = Annotated[
    str,
    typer.Option(
        "--shards",
        metavar="N",
        help="How many shares the inputs are done in; no result depends on it.",
        rich_help_panel=_STAGES,
    ),
]
Shard = Annotated[
    str | None,
    typer.Option(
        "--shard",
        metavar="I/N",
        help="signatures and remove: do only the I-th of N shares, as one task of a cluster.",
        rich_help_panel=_STAGES,
        show_default=False,
    ),
]
NoNear = Annotated[
    bool,
    typer.Option(
        "--no-near", help="Look for no near duplicates: quicker.", rich_help_panel=_STAGES, show_default=False
    ),
]
Spark = Annotated[
    str | None,
    typer.Option(
        "--spark",
        metavar="MASTER",
        help="Do it on Spark: local[2], spark://..., yarn, or submit for that of spark-submit. Inputs, output and work "
        "folder must be on a file system that all its machines see.",
        rich_help_panel=_STAGES,
        show_default=False,
    ),
]
Top = Annotated[
    str, typer.Option("--top", metavar="N", help="How many blocks the report shows.", rich_help_panel=_STAGES)
]
Json = Annotated[
    bool, typer.Option("--json", help="Print the report as JSON.", rich_help_panel=_STAGES, show_default=False)
]


@takes(inputs, records, writing, before="quiet")
def repeats(
    stage: Stage,
    paths: Inputs = None,
    files_from: o.FilesFrom = None,
    output: Output = None,
    work: Work = None,
    shards: Shards = "16",
    shard: Shard = None,
    no_near: NoNear = False,
    spark: Spark = None,
    top: Top = "30",
    json: Json = False,
    force: o.Force = False,
    encoding: o.Encoding = None,
    errors: o.Errors = None,
    document_separator: o.DocumentSeparator = None,
    headlines_min_words: o.HeadlinesMinWords = None,
    headlines_similarity: o.HeadlinesSimilarity = None,
    quiet: o.Quiet = False,
    **given: Any,
) -> None:
    """Remove blocks that stand again anywhere in a corpus; keep one copy.

    Three stages: signatures (per shard), group, remove (per shard); then
    report lists the most repeated blocks. What is done is done: a run that
    was killed goes on with the same command. What may go is what the filter
    headlines may remove: copies of whole lines whose words all stand, in
    order, in the copy that is kept.

    \b
    Examples:
      persclean repeats run dump/ -o unique/ -j 0
      persclean repeats report dump/ --work unique/.persclean/repeats
      persclean repeats run dump/ -o unique/ --column title,body --shards 100
      persclean repeats signatures dump/ --work w/ --shard 3/100

    \b
    Exit codes: as of persclean clean.
    """
    given |= {
        "encoding": encoding,
        "errors": errors,
        "document_separator": document_separator,
        "headlines_min_words": headlines_min_words,
        "headlines_similarity": headlines_similarity,
    }
    from pathlib import Path

    from persclean.cli.given import settings_given, whole_number
    from persclean.config import Config
    from persclean.console import Console
    from persclean.errors import ConfigError, unknown_name
    from persclean.request import shard_of
    from persclean.scale.repeats import run
    from persclean.scale.repeats.wanted import Wanted
    from persclean.settings import resolved

    if stage not in STAGES:
        raise unknown_name("stage", stage, STAGES)
    if work is None and output is None:
        raise ConfigError("--work names the folder that the stages share: needed without -o/--output")
    settings = resolved(settings_given(given))
    config = settings.pipeline.config
    request = settings.request(
        paths=tuple(paths or ()),
        files_from=files_from,
        output=output and str(Path(output)) + "/",  # a folder, even for one input
        force=force,
        resume=False,
        shard=shard_of(shard),
        quiet=quiet,
    )
    wanted = Wanted.of(
        request,
        Config(
            document_separator=config.document_separator,
            headlines_min_words=config.headlines_min_words,
            headlines_similarity=config.headlines_similarity,
        ),
        Path(work) if work is not None else Path(output or "", ".persclean", "repeats"),
        request.shard[1] if request.shard is not None else whole_number("--shards", shards),
        near=not no_near,
    )
    with Console(quiet, False) as console:
        raise typer.Exit(run.stage(stage, wanted, console, whole_number("--top", top), json, spark))
