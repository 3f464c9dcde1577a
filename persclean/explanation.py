"""`persclean explain`: a text step by step through the filters, with the reason of each change."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from persclean.changes import explain as explain_changes
from persclean.errors import ConfigError, InputError, unknown_name
from persclean.filters.base import Filter
from persclean.lazy import pattern
from persclean.pipeline import Pipeline
from persclean.steps import Step, steps

if TYPE_CHECKING:
    from persclean.halfspace.explain import Evidence

#: What is meant as a path: in Persian no word is written so.
_PATH = pattern(r"[\w./\\~-]*(?:[/\\][\w./\\~-]*|\.[A-Za-z][A-Za-z0-9]{0,7})", re.ASCII)
LIMIT = 1 << 20  # bytes: every step is kept, by the slow path
FORMATS = ("text", "json")


@dataclass(frozen=True, slots=True)
class Explained:
    """What a part of a filter did. before, after: the text, before it and after it.

    changes: line and column of each in the text as it was given, from 1, and its words before and after this part.
    evidence: what the half-space model saw, if this is its filter.
    """

    filter: Filter
    before: str
    after: str
    changes: tuple[tuple[int, int, str, str], ...]
    evidence: tuple[Evidence, ...] = ()


def explained(pipeline: Pipeline, text: str, wanted: Callable[[Filter], bool]) -> list[Explained]:
    """Return what each filter that is wanted does to a text, in the order of the pipeline.

    The half-space filter is there even if it changed nothing: what it decided against is of interest, too.
    """
    found: list[Explained] = []
    now = text
    seen: set[str] = set()
    half_space = next((one for one in pipeline.filters if one.name == "zwnj"), None)
    before_model = _before_model(pipeline, text) if half_space is not None and wanted(half_space) else None
    made = iter(explain_changes(text, pipeline))
    for step in steps(pipeline, text):
        now = step.after
        starts = [next(made).start for _ in step.edits]
        if not wanted(step.filter):
            continue
        evidence: tuple[Evidence, ...] = ()
        if step.filter.name == "zwnj" and "zwnj" not in seen and before_model is not None:
            evidence = _evidence(before_model, pipeline)
        seen.add(step.filter.name)
        found.append(Explained(step.filter, step.before, step.after, tuple(_changes(step, text, starts)), evidence))
    if half_space is not None and before_model is not None and "zwnj" not in seen:
        evidence = _evidence(before_model, pipeline)
        if evidence:
            found.append(Explained(half_space, now, now, (), evidence))
    return found


def _before_model(pipeline: Pipeline, text: str) -> str:
    """Return the text as it is when the half-space model sees it."""
    before = pipeline.names[: pipeline.names.index("zwnj")]
    words = tuple(one.name for one in pipeline.filters if one.name in before and "word" in one.reach)
    return pipeline.part([one for one in pipeline.filters if one.name in words])(text)


def _evidence(text: str, pipeline: Pipeline) -> tuple[Evidence, ...]:
    from persclean.halfspace.explain import evidence

    return tuple(evidence(text, pipeline.config))


def _changes(step: Step, text: str, starts: Sequence[int]) -> Iterator[tuple[int, int, str, str]]:
    """Yield the changes of a step. starts: where each of its edits stands in the text as it was given."""
    for start, edit in zip(starts, step.edits, strict=True):
        before, after, moved = _words(step, *edit)
        line = text.rfind("\n", 0, start) + 1
        yield text.count("\n", 0, start) + 1, max(start - moved - line, 0) + 1, before, after


def _words(step: Step, a0: int, a1: int, b0: int, b1: int) -> tuple[str, str, int]:
    """Return an edit out to the ends of its words, and how far its start moved; one over lines as it is."""
    old, new = step.before, step.after
    if "\n" in old[a0:a1]:
        return old[a0:a1], new[b0:b1], 0
    start = a0
    while a0 > 0 and b0 > 0 and not old[a0 - 1].isspace() and old[a0 - 1] == new[b0 - 1]:
        a0, b0 = a0 - 1, b0 - 1
    while a1 < len(old) and b1 < len(new) and not old[a1].isspace() and old[a1] == new[b1]:
        a1, b1 = a1 + 1, b1 + 1
    return old[a0:a1], new[b0:b1], start - a0


def text_of(given: str, encoding: str, errors: str) -> tuple[str, Path | None]:
    """Return the text that TEXT, `-` or the name of a file means, and the file.

    Raises InputError for a file that cannot be read, or is too large to be explained.
    """
    from persclean.io import stdio
    from persclean.io.decode import open_text
    from persclean.io.failures import reason, shown

    path: Path | None = None
    if given == "-":
        read = stdio.stdin_reader()
    else:
        try:
            is_file = Path(given).is_file()
            is_folder = bool(given) and given.isascii() and Path(given).is_dir()
        except (OSError, ValueError):
            is_file = is_folder = False
        if not is_file:
            if is_folder or _PATH.fullmatch(given):
                raise InputError(f"{shown(given)}: no such file, and no Persian text; of folders see 'check'")
            return given, None
        path = Path(given)
        try:
            read = path.open("rb").read
        except OSError as error:
            raise InputError(f"{shown(given)}: cannot be read: {reason(error)}") from error
    name = stdio.STDIN if path is None else shown(path)
    try:
        text = open_text(read, encoding, errors)
        parts: list[bytes] = []
        size = 0
        while data := text.reader.read(1 << 16):
            parts.append(data)
            size += len(data)
            if size > LIMIT:
                raise InputError("is over 1 MiB: explain is for a page; take a part of it, or see 'persclean check'")
    except InputError as error:
        raise InputError(f"{name}: {error}") from error
    return b"".join(parts).decode("utf-8", "surrogateescape"), path


def explain(
    options: Mapping[str, object], given: str, *, codes: Sequence[str] = (), output_format: str = "text", color: str
) -> str:
    """Return the explanation of a text as it is printed.

    options: see Resolver. given: TEXT, `-` or FILE. codes: which filters, by code or name; all if there are none.
    """
    from persclean.check.select import codes_of
    from persclean.report import explain_json, explain_text
    from persclean.report.colour import colours, is_terminal
    from persclean.settings import Resolver

    if output_format not in FORMATS:
        raise unknown_name("output format", output_format, FORMATS)
    resolver = Resolver(options)
    settings = resolver.of()
    text, path = text_of(given, settings["encoding"], settings["errors"])
    pipeline = (resolver.of(path) if path is not None else settings).pipeline
    chosen = None
    if codes:
        chosen = codes_of(codes, {one.code: one.name for one in pipeline.filters}, "--code")
        if not chosen:
            raise ConfigError("--code names no filter that runs")
    bare = text.removesuffix("\n")
    made = explained(pipeline, bare, lambda one: chosen is None or one.code in chosen)
    clean = pipeline(bare)
    if output_format == "json":
        return explain_json.written(text, bare, clean, pipeline, made)
    return explain_text.written(bare, clean, made, colours(color), is_terminal(), whole=chosen is None)
