"""What the page needs of each line: both sides, and every change in it with its reason; see script.js for the names."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate
from typing import Any

from persclean.changes import Change, explain
from persclean.errors import ConfigError
from persclean.halfspace.confidence import confidences
from persclean.listed.exceptions import Exceptions
from persclean.pipeline import Pipeline
from persclean.report.review.sample import Line

_LONG = 1_200  # characters of a line that are shown
_AT_ONCE = 100  # lines for which it is tried what an exceptions file would prevent
_AROUND = 200  # before the first change of a longer one
_SIGNS = "«»()[]{}\"'“”،؛؟.!…:,;?"

Span = tuple[int, int]


def items_of(pipeline: Pipeline, lines: Sequence[Line], codes: Mapping[str, int]) -> list[dict[str, Any]]:
    """Return the items of lines that are cleaned with this pipeline, in their order.

    codes: the number that the page gives to the filter of each code.
    """
    rest = iter(_texts(pipeline, [line for line in lines if not line.code], codes))
    return [_of_document(line, codes) if line.code else next(rest) for line in lines]


def _of_document(line: Line, codes: Mapping[str, int]) -> dict[str, Any]:
    """Return the item of a line that was joined, or of a block that was removed."""
    text, after = line.text, line.after
    start = 0
    while start < min(len(text), len(after)) and text[start] == after[start]:
        start += 1
    end = 0
    while end < min(len(text), len(after)) - start and text[-1 - end] == after[-1 - end]:
        end += 1
    a, b = len(text) - end, len(after) - end
    row: list[Any] = [codes[line.code], start, a, start, b, *_shown(text, after, start, a, b), None, line.why, []]
    return _item(line, text, after, [row], 0)


def _shown(text: str, after: str, start: int, a: int, b: int) -> tuple[str, str]:
    """Return the words of a change of a document filter, before and after."""
    if not after:
        return text[:_AROUND] + ("…" if len(text) > _AROUND else ""), ""
    return _around(text, start, a), _around(after, start, b)


def _texts(pipeline: Pipeline, lines: Sequence[Line], codes: Mapping[str, int]) -> Iterator[dict[str, Any]]:
    one = pipeline.part([one for one in pipeline.filters if "document" not in one.reach])
    clipped = [_clipped(line) for line in lines]
    befores = [text for text, _ in clipped]
    # All lines as one text: filters other than those of documents never look across a line feed.
    joined = "\n".join(befores)
    afters = one(joined).split("\n")
    starts, after_starts = _starts(befores), _starts(afters)
    changes = _changes(joined, one, starts)
    words = [
        [_entries(text, change.start - start, change.end - start) for change in each]
        for text, start, each in zip(befores, starts, changes, strict=True)
    ]
    around = [
        [_around(text, change.start - start, change.end - start) for change in each]
        for text, start, each in zip(befores, starts, changes, strict=True)
    ]
    able: list[list[bool]] = []
    for first in range(0, len(lines), _AT_ONCE):  # of a longer list of words, each takes its time
        some = slice(first, first + _AT_ONCE)
        able += _preventable(one, befores[some], changes[some], starts[some], words[some])
    pairs = zip((w for each in around for w in each), (c for each in changes for c in each), strict=True)
    sure = confidences((word for word, change in pairs if change.filter == "zwnj"), pipeline.config)
    for n, line in enumerate(lines):
        start, after = starts[n], after_starts[n]
        rows = [
            [
                codes[change.code],
                change.start - start,
                change.end - start,
                change.after_start - after,
                change.after_end - after,
                shown,
                _around(afters[n], change.after_start - after, change.after_end - after),
                *(sure[shown] if change.filter == "zwnj" else (None, "")),
                word if fine else [],
            ]
            for change, shown, word, fine in zip(changes[n], around[n], words[n], able[n], strict=True)
        ]
        yield _item(line, befores[n], afters[n], rows, clipped[n][1])


def _changes(text: str, one: Pipeline, starts: Sequence[int]) -> list[list[Change]]:
    """Return the changes of each line, by place."""
    found: list[list[Change]] = [[] for _ in starts]
    if starts:
        for change in explain(text, one):
            found[bisect_right(starts, change.start) - 1].append(change)
    return [sorted(each, key=lambda one: one.start) for each in found]


def _preventable(
    one: Pipeline, lines: list[str], changes: list[list[Change]], starts: Sequence[int], words: list[list[list[str]]]
) -> list[list[bool]]:
    """Return which changes an exceptions file with their words would prevent: it is tried."""
    keep = {word for each in words for some in each for word in some if _can_be_kept(word)}
    listed = one.config.exceptions
    try:
        ours = Exceptions((*listed.keep, *keep), listed.write)
    except ConfigError:  # a word of these is to be written in some way, too
        return [[False] * len(each) for each in words]
    held = replace(one, config=replace(one.config, exceptions=ours))
    shift = starts[0]
    still = _changes("\n".join(lines), held, [start - shift for start in starts])
    there = [{(c.code, c.start + shift, c.end + shift) for c in each} for each in still]
    return [
        [
            keep.issuperset(word) and bool(word) and (c.code, c.start, c.end) not in left
            for word, c in zip(some, each, strict=True)
        ]
        for some, each, left in zip(words, changes, there, strict=True)
    ]


def _can_be_kept(word: str) -> bool:
    try:
        return bool(word and Exceptions([word]))
    except ConfigError:
        return False


def _item(line: Line, before: str, after: str, rows: list[list[Any]], more: int) -> dict[str, Any]:
    item = {"f": line.file, "l": line.line or 1, "b": before, "a": after, "c": rows}
    if line.record:
        item |= {"r": line.record, "d": line.field}
    if more:
        item["m"] = more
    return item


def _starts(lines: Sequence[str]) -> list[int]:
    """Return where lines start in the text they make, a line feed after each."""
    return list(accumulate((len(line) + 1 for line in lines[:-1]), initial=0)) if lines else []


def _clipped(line: Line) -> tuple[str, int]:
    """Return a line, or the part of a long one with its first changes, and how many changes are not shown."""
    text = line.text
    if len(text) <= _LONG:
        return text, 0
    first = line.columns[0] if line.columns else 0
    start = text.rfind(" ", 0, max(first - _AROUND, 0)) + 1
    end = text.find(" ", start + _LONG)
    end = len(text) if end < 0 else end
    return text[start:end], sum(not start <= column < end for column in line.columns)


def _stretch(text: str, start: int, end: int) -> Span:
    """Return where the words begin and end that a change is in."""
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    return start, end


def _around(text: str, start: int, end: int) -> str:
    """Return the words that a change is in, as they stood."""
    a, b = _stretch(text, start, end)
    return text[a:b]


def _entries(text: str, start: int, end: int) -> list[str]:
    """Return what an exceptions file would name to prevent a change: the words it is in, or both beside a space."""
    a, b = _stretch(text, start, end)
    words = text[a:b].split() if text[start:end].strip() or start == end else [text[a:b]]
    return [word for word in (word.strip(_SIGNS) for word in words) if word]
