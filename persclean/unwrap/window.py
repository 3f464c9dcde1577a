"""What a stretch of lines says about itself: is it wrapped, how wide, where is its edge, how are paragraphs parted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from persclean.unwrap.row import NEARLY, Row

NARROWEST = 24  # letters and digits: what a column of 36 characters holds; narrower lines are lists, verse, captions

# Log-odds that a line says the stretch is wrapped: how often prose wrapped anywhere shows it, against lines that end on
# purpose. Prose ends one line in four with a word that cannot end anything; sentences, headings and verse one in two
# hundred. The others end in prose as often as lines of verse do, and less often with a stop than sentences do.
_SURE = 3.0
_NEAR = {"stop": -1.0, "comma": 0.7, "colon": -0.7, "verb": -0.5, "plain": -0.2}
_EVEN = 0.5  # more for each where lines are wider than verse: few lines on purpose are so even
_VERSE = 34  # letters and digits of a line wider than verse
_PRIOR = -2.1
_TOO_WIDE = -1.2  # for a line that the width cannot explain
_RAGGED = -1.5  # for a line too short, with no stop, that another line follows at once
_SHORT = -0.4  # the same for one much too short: headings and lists stand on wrapped pages, too


@dataclass(frozen=True, slots=True)
class Window:
    """width: in letters and digits. wrapped: log-odds that its lines were broken by a width. edge: share of the width
    that a line and the first word of the next reach at least where a line was broken. parted, run_in: how many
    paragraphs end with a short line before a blank line or an indent, and how many before another line. indent:
    columns of white space that its lines begin with.
    """

    width: float
    wrapped: float
    edge: float
    parted: int
    run_in: int
    indent: int


NOT_WRAPPED = Window(0.0, -9.0, 1.0, 0, 0, 0)


def look(rows: Sequence[Row]) -> Window:
    """Return what these rows, neighbours all, say."""
    width = _width(rows)
    if width < NARROWEST:
        return NOT_WRAPPED
    near = NEARLY * width
    score = _PRIOR
    indents = sorted(row.indent for row in rows if row.prose)
    indent = indents[len(indents) // 3] if indents else 0
    edges: list[float] = []
    parted = joined = 0
    for row, following in pairwise(rows):
        if not row.prose:
            continue
        size, ending = row.size, row.ending
        if size > 1.22 * width:
            score += _TOO_WIDE
        elif size < near:
            if row.blanks or following.item or following.indent > indent + 1:
                parted += ending == "stop"
            elif ending == "stop":
                joined += 1
            elif not following.item:
                score += _RAGGED if size > 0.5 * width else _SHORT
        elif row.runs_on:
            score += _SURE
            edges.append((size + following.line.first + 1) / width)
        elif not row.blanks and not following.item:
            score += _NEAR[ending] + (_EVEN if width >= _VERSE else 0.0)
    if not (parted or joined) and not any(row.blanks for row in rows[:-1]):
        joined = 1  # nothing tells how paragraphs are parted: the worst case
    return Window(width, score, _edge(edges), parted, joined, indent)


def _width(rows: Sequence[Row]) -> float:
    """Return the width: nearly the longest of the lines that surely were broken."""
    sizes = sorted(row.size for row in rows[:-1] if row.runs_on)
    if sizes:
        return float(sizes[int(0.9 * (len(sizes) - 1) + 0.5)])
    sizes = sorted(row.size for row in rows if row.prose)
    return float(sizes[int(0.85 * (len(sizes) - 1))]) if sizes else 0.0


def _edge(edges: list[float]) -> float:
    if len(edges) < 3:
        return 0.9
    edges.sort()
    return min(0.97, max(0.8, edges[1] if len(edges) > 5 else edges[0]))
