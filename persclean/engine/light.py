"""The reference path: the pipeline on a text, in plain Python. What it gives is what every other path must give.

It is also the light path: small inputs take it, because it imports nothing heavy.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from persclean.engine.safety import check
from persclean.filters.base import Filter, Gap

_WHITE = " \t\n\v\f\r"
_BREAK = re.compile(r"([ \t\n\v\f\r]+)")


def run(filters: Sequence[Filter], text: str, verify: bool = True) -> str:
    """Return the text after all word parts, then all gap parts, then all line parts, each in the order given.

    Raises LettersLostError when `verify` is on and a filter changes a letter it has not declared.
    """
    for one in filters:
        if "word" in one.reach:
            text = _checked(one, text, one.words(text), verify)
    gaps = [one.gap for one in filters if one.gap is not None]
    if gaps:
        text = run_gaps(gaps, text)
    for one in filters:
        if "line" in one.reach:
            text = _checked(one, text, one.lines(text), verify)
    return text


def _checked(one: Filter, before: str, after: str, verify: bool) -> str:
    if verify and before != after:
        check(one, before, after)
    return after


def run_gaps(gaps: Sequence[Gap], text: str) -> str:
    """Return the text with every run of spaces between two words decided, from left to right."""
    ends = frozenset().union(*(gap.left_ends for gap in gaps))
    starts = frozenset().union(*(gap.right_starts for gap in gaps))
    parts = _BREAK.split(text)
    joined = ""  # what stands joined to the word at hand, up to it
    for i in range(0, len(parts) - 2, 2):
        word, gap, right = parts[i], parts[i + 1], parts[i + 2]
        left, joined = joined + word, ""
        # The declared edges rule most gaps out before any filter is asked.
        if not left or not right or (gap == " " and left[-1] not in ends and right[0] not in starts) or gap.strip(" "):
            continue
        new = parts[i + 1] = decide(gaps, left, gap, right)
        if not new or new[0] not in _WHITE:
            joined = left + new
    return "".join(parts)


def decide(gaps: Sequence[Gap], left: str, gap: str, right: str) -> str:
    """Return what the gap parts, one after the other, make of one gap."""
    for part in gaps:
        if gap[:1] != " ":
            break
        gap = part.decide(left, gap, right)
    return gap
