"""Which lines are handed on once blocks are gone: blank lines around a block become those of its larger side."""

from __future__ import annotations

import numpy as np

from persclean.headlines.features import Bools, Lines
from persclean.headlines.page import Page


def left(page: Page, begins: bool, complete: bool) -> Bools:
    """Return which lines of a page stay. begins: its first line begins a document; complete: its last one ends one."""
    lines = page.lines
    there = np.frombuffer(bytes(page.there), np.uint8).astype(np.bool_)
    stay = there | ~lines.solid
    gone = np.flatnonzero(~stay).tolist()
    for first, last in _spans(lines, gone):
        stay[first : last + 1] = False
        before, after = _blanks(lines, first, -1), _blanks(lines, last, 1)
        starts, ends = first - before, last + after
        at_start = lines.doc[starts - 1] != lines.doc[first] if starts else begins
        at_end = lines.doc[ends + 1] != lines.doc[last] if ends + 1 < len(stay) else complete
        if at_start or (not at_end and before >= after):
            stay[last + 1 : ends + 1] = False
        else:
            stay[starts:first] = False
    return stay


def _spans(lines: Lines, gone: list[int]) -> list[tuple[int, int]]:
    """Return first and last line of the stretches that are gone or blank, each from one gone line to another."""
    spans: list[tuple[int, int]] = []
    for i in gone:
        if spans:
            first, last = spans[-1]
            if lines.doc[last] == lines.doc[i] and not lines.solid[last + 1 : i].any():
                spans[-1] = first, i
                continue
        spans.append((i, i))
    return spans


def _blanks(lines: Lines, at: int, step: int) -> int:
    """Return how many blank lines of the same document stand beside a line."""
    found = 0
    i = at + step
    while 0 <= i < len(lines.solid) and not lines.solid[i] and lines.doc[i] == lines.doc[at]:
        found, i = found + 1, i + step
    return found
