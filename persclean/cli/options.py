"""The options that commands share, each defined once: name, help, panel. Values are texts; persclean checks them."""

from __future__ import annotations

from typing import Annotated

import typer

from persclean.config import Config

_WHICH, _SETTINGS, _FILES = "What is cleaned", "How it is cleaned", "Where it goes"
_DOCUMENTS = "Whole documents (filters unwrap, headlines)"
_RECORDS, _RUNS = "Records and compressed files", "Long runs"
_SHOWN = "What is shown"
_DEFAULT = Config()


def _text(*names: str, metavar: str, help: str, panel: str | None, default: str = "") -> typer.models.OptionInfo:
    shown: str | bool = default or False
    option: typer.models.OptionInfo = typer.Option(
        *names, metavar=metavar, help=help, rich_help_panel=panel, show_default=shown
    )
    return option


def _flag(*names: str, help: str, panel: str | None) -> typer.models.OptionInfo:
    option: typer.models.OptionInfo = typer.Option(*names, help=help, rich_help_panel=panel, show_default=False)
    return option


Paths = Annotated[
    list[str] | None,
    typer.Argument(metavar="PATH|-", help="Files, folders, patterns; none or '-': standard input.", show_default=False),
]
FilesFrom = Annotated[
    str | None,
    _text(
        "--files-from", metavar="FILE|-", help="Take the paths from a list, one a line or ended by NUL.", panel=_FILES
    ),
]
StdinFilename = Annotated[
    str | None,
    _text(
        "--stdin-filename",
        metavar="NAME",
        help="What standard input is called: for its settings, its format, and in messages.",
        panel=_FILES,
    ),
]
Output = Annotated[
    str | None,
    _text(
        "-o",
        "--output",
        metavar="FILE|DIR",
        help="Write here: a file, or a folder that mirrors the inputs.",
        panel=_FILES,
    ),
]
InPlace = Annotated[bool, _flag("-w", "--in-place", help="Replace the files by their clean text.", panel=_FILES)]
Force = Annotated[bool, _flag("--force", help="Replace output files that exist.", panel=_FILES)]
Include = Annotated[
    list[str] | None,
    _text(
        "--include",
        metavar="PATTERN",
        help="Take these from folders (gitignore syntax), instead of *.txt, *.md, *.srt..., compressed or not, "
        "and with --column *.jsonl, *.csv...",
        panel=_FILES,
    ),
]
Exclude = Annotated[
    list[str] | None,
    _text(
        "--exclude",
        metavar="PATTERN",
        help="Leave these out (gitignore syntax), beside .perscleanignore.",
        panel=_FILES,
    ),
]
DryRun = Annotated[bool, _flag("--dry-run", help="Write nothing; list what would change.", panel=_FILES)]
Filters = Annotated[
    str | None, _text("--filters", metavar="A,B,...", help="Run exactly these filters, in this order.", panel=_WHICH)
]
Skip = Annotated[str | None, _text("--skip", metavar="A,B,...", help="Do not run these filters.", panel=_WHICH)]
Preset = Annotated[
    str | None,
    _text("--preset", metavar="NAME", help="default, news, page, web, search, minimal or typography.", panel=_WHICH),
]
Exceptions = Annotated[
    str | None,
    _text("--exceptions", metavar="FILE", help="Words never touched, words always written in one way.", panel=_WHICH),
]
ConfigFile = Annotated[
    str | None,
    _text(
        "--config",
        metavar="FILE",
        help="Read settings from here.",
        panel=_SETTINGS,
        default="persclean.toml or pyproject.toml, found upwards",
    ),
]
NoConfig = Annotated[bool, _flag("--no-config", help="Read no settings file.", panel=_SETTINGS)]
Digits = Annotated[
    str | None,
    _text("--digits", metavar="NAME", help="persian, latin, arabic or keep.", panel=_SETTINGS, default=_DEFAULT.digits),
]
Diacritics = Annotated[
    str | None,
    _text(
        "--diacritics", metavar="NAME", help="keep or drop vowel marks.", panel=_SETTINGS, default=_DEFAULT.diacritics
    ),
]
HehYe = Annotated[
    str | None,
    _text(
        "--heh-ye", metavar="NAME", help="Ezafe after heh: keep, hamza or ye.", panel=_SETTINGS, default=_DEFAULT.heh_ye
    ),
]
ZwnjConfidence = Annotated[
    str | None,
    _text(
        "--zwnj-confidence",
        metavar="P",
        help="How sure the half-space model must be, 0 to 1; more changes less.",
        panel=_SETTINGS,
        default=str(_DEFAULT.zwnj_confidence),
    ),
]
ZwnjModel = Annotated[
    str | None,
    _text(
        "--zwnj-model", metavar="FILE", help="Half-space weights of your own (see persclean train).", panel=_SETTINGS
    ),
]
Encoding = Annotated[
    str | None,
    _text(
        "--encoding",
        metavar="NAME",
        help="auto, utf-8, utf-16, utf-16-le, utf-16-be, windows-1256 or iso-8859-6. Output is UTF-8.",
        panel=_SETTINGS,
        default="utf-8",
    ),
]
Errors = Annotated[
    str | None,
    _text(
        "--errors",
        metavar="NAME",
        help="Bad bytes: keep and report, strict (fail), or replace by U+FFFD.",
        panel=_SETTINGS,
        default="keep",
    ),
]
DocumentSeparator = Annotated[
    str | None,
    _text(
        "--document-separator",
        metavar="REGEX",
        help="What parts the documents of a file: matches a whole line. Or formfeed, or auto: the marks of dumps.",
        panel=_DOCUMENTS,
        default="one file, one document",
    ),
]
HeadlinesScope = Annotated[
    str | None,
    _text(
        "--headlines-scope",
        metavar="NAME",
        help="Where a block must stand again to be removed: document, file or run.",
        panel=_DOCUMENTS,
        default=_DEFAULT.headlines_scope,
    ),
]
HeadlinesMinWords = Annotated[
    str | None,
    _text(
        "--headlines-min-words",
        metavar="N",
        help="The fewest words of a repeated block.",
        panel=_DOCUMENTS,
        default=str(_DEFAULT.headlines_min_words),
    ),
]
HeadlinesSimilarity = Annotated[
    str | None,
    _text(
        "--headlines-similarity",
        metavar="P",
        help="How much of it must agree, 0.5 to 1.",
        panel=_DOCUMENTS,
        default=str(_DEFAULT.headlines_similarity),
    ),
]
HeadlinesWindow = Annotated[
    str | None,
    _text(
        "--headlines-window",
        metavar="MIB",
        help="How much text is held and looked back on.",
        panel=_DOCUMENTS,
        default=f"{_DEFAULT.headlines_window:g}",
    ),
]
ListRemovals = Annotated[
    bool,
    _flag("--list-removals", help="Name each block that is removed, and where it stands again.", panel=_DOCUMENTS),
]

Format = Annotated[
    str | None,
    _text(
        "--format",
        metavar="NAME",
        help="text, markdown, jsonl, json, csv, tsv, xml, parquet or arrow.",
        panel=_RECORDS,
        default="by name and content",
    ),
]
Column = Annotated[
    list[str] | None,
    _text(
        "--column",
        metavar="A,B,...",
        help="The fields with text, by name or path (article.body); #2: by place.",
        panel=_RECORDS,
    ),
]
Record = Annotated[str, _text("--record", metavar="ELEMENT", help="XML: the element of a record.", panel=_RECORDS)]
TextElement = Annotated[
    str, _text("--text", metavar="A,B,...", help="XML: the elements with text in a record.", panel=_RECORDS)
]
Delimiter = Annotated[
    str | None,
    _text("--delimiter", metavar="C", help="CSV: what parts fields.", panel=_RECORDS, default="found out"),
]
Quote = Annotated[
    str | None,
    _text("--quote", metavar="C", help="CSV: what quotes fields; '' for nothing.", panel=_RECORDS, default='"'),
]
Escape = Annotated[
    str | None,
    _text(
        "--escape",
        metavar="C",
        help="CSV: what stands before a quote in a quoted field.",
        panel=_RECORDS,
        default="found out",
    ),
]
NoHeader = Annotated[
    bool, _flag("--no-header", help="CSV: the first row is a record; name columns by place: #1.", panel=_RECORDS)
]
MaxRecord = Annotated[
    str | None,
    _text("--max-record", metavar="MIB", help="A larger record goes to quarantine.", panel=_RECORDS, default="16"),
]
QuarantineFile = Annotated[
    str | None,
    _text(
        "--quarantine",
        metavar="FILE|DIR",
        help="Where bad records go, with place and reason.",
        panel=_RECORDS,
        default="beside the output",
    ),
]
Strict = Annotated[bool, _flag("--strict", help="Fail a file at its first bad record.", panel=_RECORDS)]
Compress = Annotated[
    str | None,
    _text(
        "--compress",
        metavar="NAME",
        help="Output as gz, bz2, xz, zst, lz4 or none.",
        panel=_RECORDS,
        default="like its input",
    ),
]
MaxRatio = Annotated[
    str | None,
    _text(
        "--max-ratio",
        metavar="N",
        help="How many times its size a compressed file may grow.",
        panel=_RECORDS,
        default="1000",
    ),
]

Jobs = Annotated[
    str | None, _text("-j", "--jobs", metavar="N", help="Worker processes; 0: one a core.", panel=_RUNS, default="1")
]
Resume = Annotated[
    bool,
    typer.Option(
        "--resume/--no-resume",
        help="With -o DIR: pass over what an earlier run has done (default), or do all again.",
        rich_help_panel=_RUNS,
        show_default=False,
    ),
]
Shard = Annotated[
    str | None, _text("--shard", metavar="I/N", help="Do only the I-th of N shares of the inputs.", panel=_RUNS)
]
ReportFile = Annotated[
    str | None, _text("--report", metavar="FILE", help="Write what was done with each file, as JSON.", panel=_RUNS)
]
Progress = Annotated[
    bool,
    typer.Option(
        "--progress/--no-progress",
        help="Show progress, where there is a terminal.",
        rich_help_panel=_RUNS,
        show_default=False,
    ),
]
Quiet = Annotated[bool, _flag("-q", "--quiet", help="Say nothing but failures.", panel=_RUNS)]
NoVerify = Annotated[bool, _flag("--no-verify", help="Do not prove that nothing is lost.", panel=_RUNS)]

Select = Annotated[
    list[str] | None,
    _text(
        "--select", metavar="A,B,...", help="Show only these: codes, beginnings of codes (PC1), names.", panel=_SHOWN
    ),
]
Ignore = Annotated[list[str] | None, _text("--ignore", metavar="A,B,...", help="Do not show these.", panel=_SHOWN)]
OutputFormat = Annotated[
    str,
    _text(
        "--output-format",
        metavar="NAME",
        help="text, concise, json, github, sarif or junit.",
        panel=_SHOWN,
        default="text",
    ),
]
ExplainFormat = Annotated[
    str, _text("--output-format", metavar="NAME", help="text or json.", panel=_SHOWN, default="text")
]
Statistics = Annotated[bool, _flag("--statistics", help="Show how many there are by code.", panel=_SHOWN)]
ExitZero = Annotated[bool, _flag("--exit-zero", help="Exit with 0 even if there are findings.", panel=_SHOWN)]
Color = Annotated[str, _text("--color", metavar="WHEN", help="auto, always or never.", panel=_SHOWN, default="auto")]
Word = Annotated[bool, _flag("--word", help="Show the words that change, for people; not for patch.", panel=_SHOWN)]
Code = Annotated[
    list[str] | None,
    _text("--code", metavar="A,B,...", help="Explain only these filters: codes or names.", panel=_SHOWN),
]
