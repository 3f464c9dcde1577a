"""Every change of a text, one by one: which filter made it, where it stood before, and where it stands after."""

from __future__ import annotations

from dataclasses import dataclass

from persclean.edits import Edit
from persclean.pipeline import Pipeline
from persclean.steps import steps


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
    made = list(steps(pipeline, text))
    if not made:
        return []
    sources = _through([(step.edits, len(step.before)) for step in made])
    turned = [([(b0, b1, a0, a1) for a0, a1, b0, b1 in step.edits], len(step.after)) for step in made]
    targets = _through(turned[::-1])[::-1]
    return [
        Change(step.filter.name, step.filter.code, *source, *target, step.before[a0:a1], step.after[b0:b1])
        for step, sources_of, targets_of in zip(made, sources, targets, strict=True)
        for (a0, a1, b0, b1), source, target in zip(step.edits, sources_of, targets_of, strict=True)
    ]


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
