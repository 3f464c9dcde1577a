"""Options that several commands pass on as they are, in groups: a command names the groups, not each option again."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, TypeVar

from persclean.cli import options as o

C = TypeVar("C", bound=Callable[..., None])


def inputs(include: o.Include = None, exclude: o.Exclude = None, jobs: o.Jobs = None) -> None:
    """Which files of folders are meant, and how many processes share them."""


def settings(
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
    no_verify: o.NoVerify = False,
) -> None:
    """What texts are cleaned with."""


def records(
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
) -> None:
    """How records and compressed files are read."""


def writing(list_removals: o.ListRemovals = False, strict: o.Strict = False, compress: o.Compress = None) -> None:
    """How what is cleaned is written, and what is said of it."""


def takes(*groups: Callable[..., None], before: str | None = None) -> Callable[[C], C]:
    """Return a decorator that gives a command the options of the groups in place of its `**given`.

    before: the parameter of the command that they stand before, in the help; None for the end.
    """

    def with_options(command: C) -> C:
        own = inspect.signature(command, eval_str=True)
        more = [one for group in groups for one in inspect.signature(group, eval_str=True).parameters.values()]
        more = [one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in more]
        named = [one for one in own.parameters.values() if one.kind is not inspect.Parameter.VAR_KEYWORD]
        place = len(named) if before is None else [one.name for one in named].index(before)
        every = [one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in named[:place]] + more
        every += [one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in named[place:]]
        shown: Any = command
        shown.__signature__ = own.replace(parameters=every)
        shown.__annotations__ = {one.name: one.annotation for one in every} | {"return": None}
        return command

    return with_options
