"""Every change of a text, one by one: which filter made it, where it stood before, and where it stands after."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from persclean.engine.light import run_gaps
from persclean.engine.safety import check
from persclean.filters.base import Filter
from persclean.pipeline import Pipeline

_FAR = 200  # code points that one edit may span, old and new together
_AGREE = 6  # code points that must agree for an edit to be over
Edit = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Change:
    """One change by one filter.

    filter, code: who made it. start, end: code point offsets in the text given to `explain` (what it was made of).
    after_start, after_end: offsets in the cleaned text (what has become of it). before, after: the text at this
    filter's step, which may itself be the work of an earlier filter.
    """

    filter: str
    code: str
    start: int
    end: int
    after_start: int
    after_end: int
    before: str
    after: str


def explain(text: str, pipeline: Pipeline | None = None) -> list[Change]:
    """Return the changes that a pipeline (by default the default preset) makes to a text, in the order of its steps.

    Takes the reference path: meant for a page, not for an archive. Raises LettersLostError as cleaning does.

    >>> for change in explain("كتاب ها"):
    ...     print(change.filter, change.start, change.end, ascii(change.before), ascii(change.after))
    letters 0 1 '\\u0643' '\\u06a9'
    zwnj 4 5 ' ' '\\u200c'
    """
    pipeline = pipeline or Pipeline.preset()
    steps = [(one, old, list(_edits(old, new))) for one, old, new in _steps(pipeline, text)]
    if not steps:
        return []
    sources = _through([(edits, len(old)) for _, old, edits in steps])
    news = [step[1] for step in steps[1:]] + [pipeline(text)]
    turned = [([(b0, b1, a0, a1) for a0, a1, b0, b1 in e], len(n)) for (_, _, e), n in zip(steps, news, strict=True)]
    targets = _through(turned[::-1])[::-1]
    return [
        Change(one.name, one.code, *source, *target, old[a0:a1], new[b0:b1])
        for (one, old, edits), before, after, new in zip(steps, sources, targets, news, strict=True)
        for (a0, a1, b0, b1), source, target in zip(edits, before, after, strict=True)
    ]


def _steps(pipeline: Pipeline, text: str) -> Iterator[tuple[Filter, str, str]]:
    """Yield each part of each filter that changed the text, as (filter, before, after), in the pipeline's order."""
    for part in ("word", "gap", "line"):
        for one in pipeline.filters:
            if part not in one.reach:
                continue
            if part == "word":
                after = one.words(text)
            elif part == "line":
                after = one.lines(text)
            else:
                after = run_gaps([one.gap], text) if one.gap is not None else text
            if after != text:
                if pipeline.verify:
                    check(one, text, after)
                yield one, text, after
                text = after


def _edits(old: str, new: str) -> Iterator[Edit]:
    """Yield the differing stretches of two texts with as many lines, as offsets (old start, end, new start, end)."""
    a = b = 0
    for before, after in zip(old.split("\n"), new.split("\n"), strict=True):
        if before != after:
            yield from _line_edits(before, after, a, b)
        a += len(before) + 1
        b += len(after) + 1


def _line_edits(old: str, new: str, a: int, b: int) -> Iterator[Edit]:
    """Yield the edits of one line; a, b: where the lines start.

    Filters edit locally, so at a difference the nearest place where both texts agree again for a while is the right
    one; a general diff would pair words over half the line.
    """
    i = j = 0
    while i < len(old) or j < len(new):
        if old[i : i + 1] == new[j : j + 1]:
            i, j = i + 1, j + 1
            continue
        x, y = _agree_again(old, new, i, j)
        yield a + i, a + x, b + j, b + y
        i, j = x, y


def _agree_again(old: str, new: str, i: int, j: int) -> tuple[int, int]:
    for skipped in range(1, _FAR):
        for x in range(i, min(i + skipped, len(old)) + 1):
            y = j + skipped - (x - i)
            if y > len(new):
                continue
            if old[x : x + _AGREE] == new[y : y + _AGREE]:
                return x, y
    return len(old), len(new)


def _through(steps: list[tuple[list[Edit], int]]) -> list[list[tuple[int, int]]]:
    """Return for each step where its edits' old stretches stood in the text before the first step.

    steps: edits and length of the text they were made in, in order.
    """
    found = []
    # Where text was deleted, a boundary stands for two places: a stretch starts at the later and ends at the earlier.
    low = list(range(steps[0][1] + 1))
    high = low
    for edits, length in steps:
        found.append([(min(high[a0], low[a1]), low[a1]) for a0, a1, _, _ in edits])
        low, high = _carry(low, edits, length, later=False), _carry(high, edits, length, later=True)
    return found


def _carry(places: list[int], edits: list[Edit], length: int, later: bool) -> list[int]:
    """Return, for each boundary of the text after the edits, the place that its boundary before them had.

    places: for each boundary before, shape (length + 1,). A boundary inside a replaced stretch gets the stretch's end,
    the one where a stretch was deleted its start, or with `later` its end.
    """
    carried: list[int] = []
    last = 0
    for a0, a1, b0, b1 in edits:
        carried += places[last:a0]
        if b1 > b0:
            carried += [places[a0]] + [places[a1]] * (b1 - b0 - 1)
            last = a1
        elif later:
            last = a1
        else:
            carried.append(places[a0])
            last = a1 + 1
    return carried + places[last : length + 1]
