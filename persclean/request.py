"""What the user asked `persclean clean` for, checked for values that are wrong or contradict."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass

from persclean.errors import ConfigError, unknown_name
from persclean.io import encodings
from persclean.io.records.options import MAX_RECORD, RecordOptions

FORMATS = ("text", "markdown", "jsonl", "json", "csv", "tsv", "xml", "parquet", "arrow")
COMPRESSIONS = ("gz", "bz2", "xz", "zst", "lz4", "none")


@dataclass(frozen=True, slots=True)
class Request:
    """What the user asked for, apart from the pipeline. Raises ConfigError for values that are wrong or contradict.

    format: "" to find out. compress: None for that of the input. max_ratio: None for the default. shard: share and
    number of shares.
    """

    paths: tuple[str, ...] = ()
    files_from: str | None = None
    output: str | None = None
    in_place: bool = False
    force: bool = False
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    dry_run: bool = False
    encoding: str = encodings.UTF8
    errors: str = "keep"
    list_removals: bool = False
    format: str = ""
    records: RecordOptions = RecordOptions()
    quarantine: str | None = None
    strict: bool = False
    compress: str | None = None
    max_ratio: float | None = None
    jobs: int = 1
    resume: bool = True
    shard: tuple[int, int] | None = None
    report: str | None = None
    progress: bool = True
    quiet: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "encoding", encodings.encoding_of(self.encoding))
        encodings.errors_of(self.errors)
        if self.jobs < 0:
            raise ConfigError(f"--jobs {self.jobs}: 1 or more, or 0 for one a core")
        if self.in_place and self.output is not None:
            raise ConfigError("-w/--in-place and -o/--output exclude each other: choose one")
        if self.in_place and ("-" in self.paths or not (self.paths or self.files_from)):
            raise ConfigError("-w/--in-place needs files or folders: standard input has no place")
        if self.output == "":
            raise ConfigError("-o/--output names no file")
        if self.output == "-":
            object.__setattr__(self, "output", None)
        if self.files_from is not None and self.paths:
            raise ConfigError("--files-from and paths exclude each other: put all paths into the list")
        if self.format and self.format not in FORMATS:
            raise unknown_name("format", self.format, FORMATS)
        if self.compress is not None and self.compress not in COMPRESSIONS:
            raise unknown_name("compression", self.compress, COMPRESSIONS)
        if self.in_place and self.compress is not None:
            raise ConfigError("--compress would change what the files are: it goes with -o, not with -w/--in-place")
        if self.strict and self.quarantine is not None:
            raise ConfigError("--strict and --quarantine exclude each other: choose one")
        if self.max_ratio is not None and not self.max_ratio >= 1:
            raise ConfigError(f"--max-ratio {self.max_ratio:g}: 1 or more")

    @property
    def workers(self) -> int:
        """How many worker processes may run."""
        if self.jobs:
            return self.jobs
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1

    @property
    def wants_records(self) -> bool:
        """Whether the user has said which fields of records are text, or that there are records."""
        return bool(self.records.columns or self.records.texts or self.records.record) or self.format not in (
            "",
            "text",
        )


def record_options(
    *,
    columns: Iterable[str],
    record: str,
    texts: Iterable[str],
    delimiter: str | None,
    quote: str | None,
    escape: str | None,
    header: bool,
    max_record: float | None,
    encoding: str,
) -> RecordOptions:
    """Return the options of records; None or "" for one that was not given. max_record: MiB.

    Raises ConfigError for a wrong one.
    """
    if max_record is not None and not 0 < max_record <= 1024:
        raise ConfigError(f"--max-record {max_record:g}: more than 0, at most 1024 MiB")
    for name, sign in (("--delimiter", delimiter), ("--quote", quote), ("--escape", escape)):
        if sign is not None and sign != "\\t" and len(sign) > 1:
            raise ConfigError(f"{name} {sign!r}: one character")
    if delimiter == "":
        raise ConfigError("--delimiter '': one character")
    return RecordOptions(
        columns=tuple(columns),
        record=record,
        texts=tuple(texts),
        delimiter="\t" if delimiter == "\\t" else delimiter or "",
        quote='"' if quote is None else quote,
        escape=escape or "",
        header=header,
        max_record=MAX_RECORD if max_record is None else int(max_record * (1 << 20)),
        encoding=encoding,
    )


def shard_of(text: str | None) -> tuple[int, int] | None:
    """Return the share and the number of shares that `I/N` says; ConfigError for anything else.

    >>> shard_of("2/8")
    (2, 8)
    """
    if text is None:
        return None
    matched = re.fullmatch(r"([0-9]+)/([0-9]+)", text)
    index, count = (int(matched[1]), int(matched[2])) if matched else (0, 0)
    if not 1 <= index <= count:
        raise ConfigError(f"--shard {text!r}: I/N, with I from 1 to N: --shard 2/8")
    return index, count
