"""The HTML page of a review: one file, with its data, style and script in it; nothing is loaded from anywhere."""

from __future__ import annotations

import json
import pkgutil
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import Any

from persclean._version import __version__
from persclean.changes import Change, explain
from persclean.halfspace.confidence import confidences
from persclean.listing import counted
from persclean.pipeline import Pipeline
from persclean.report.review.collect import Collected
from persclean.report.review.sample import Line

MOST_BYTES = 4_800_000
_LONG = 1_200  # characters of a line that are shown
_AROUND = 200  # before the first change of a longer one
_CHARTED = 15  # files in the chart
_REMOVALS = 200
_SIGNS = "«»()[]{}\"'“”،؛؟.!…:,;?"
#: Signs that do not show: their mark, and their name.
MARKS = {
    "\N{ZERO WIDTH NON-JOINER}": ("|", "half-space (ZWNJ)"),
    "\N{ZERO WIDTH JOINER}": ("⁞", "zero width joiner"),
    "\N{ZERO WIDTH SPACE}": ("⁞", "zero width space"),
    "\N{NO-BREAK SPACE}": ("°", "no-break space"),
    "\N{SOFT HYPHEN}": ("⁃", "soft hyphen"),
    "\N{LEFT-TO-RIGHT MARK}": ("⇥", "left-to-right mark"),
    "\N{RIGHT-TO-LEFT MARK}": ("⇤", "right-to-left mark"),
    "\N{ZERO WIDTH NO-BREAK SPACE}": ("⁞", "byte order mark"),
    "\N{ARABIC TATWEEL}": ("ـ", "kashida"),
    "\t": ("⇢", "tab"),
}


def page(pipeline: Pipeline, found: Collected) -> str:
    """Return the page; what would make it larger than 5 MB is left out and counted as sampled."""
    filters = [{"code": one.code, "name": one.name, "why": one.why} for one in pipeline.filters]
    items = _items(pipeline, found.sample.chosen())
    room = MOST_BYTES - 60_000
    kept: list[dict[str, Any]] = []
    for item in items:
        room -= len(json.dumps(item, ensure_ascii=False).encode("utf-8", "replace")) + 2
        if room < 0:
            break
        kept.append(item)
    order = sorted(range(len(found.files)), key=lambda n: (-found.files[n].total, n))
    needed = {item["f"] for item in kept} | set(order[:_CHARTED])
    places = {n: place for place, n in enumerate(sorted(needed))}
    for item in kept:
        item["f"] = places[item["f"]]
    data = {
        "version": __version__,
        "summary": _summary(found, len(kept)),
        "filters": filters,
        "totals": found.totals(),
        "files": [{"name": found.files[n].name, "changes": found.files[n].total} for n in sorted(needed)],
        "charted": [places[n] for n in order[:_CHARTED] if found.files[n].total],
        "marks": MARKS,
        "items": kept,
        "removals": found.removals[:_REMOVALS],
    }
    parts = {
        "style": _part("style.css"),
        "script": _part("script.js"),
        # `<` could end the element the data stand in.
        "data": json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c"),
    }
    made = _part("page.html")
    for name, text in parts.items():
        before, _, after = made.partition(f"{{{{{name}}}}}")
        made = before + text + after
    return made


def _summary(found: Collected, shown: int) -> str:
    totals = found.totals()
    changes = sum(totals.values())
    lines = found.sample.lines
    parts = [f"{counted(changes, 'change')} in {counted(lines, 'line')} of {counted(len(found.files), 'file')}"]
    if found.joined or found.removed:
        parts.append(f"{counted(found.joined, 'line')} joined, {counted(found.removed, 'repeated block')} removed")
    if shown < lines:
        parts.append(f"a random sample of {shown:,} lines is shown, some of every filter")
    return "; ".join(parts) + f". persclean {__version__}."


def _items(pipeline: Pipeline, lines: Sequence[Line]) -> list[dict[str, Any]]:
    """Return what the page needs of each line; see script.js for the names."""
    codes = {one.code: n for n, one in enumerate(pipeline.filters)}
    one = pipeline.part([one for one in pipeline.filters if "document" not in one.reach])
    clipped = [_clipped(line) for line in lines]
    befores = [text for text, _ in clipped]
    # All lines as one text: filters other than those of documents never look across a line feed.
    joined = "\n".join(befores)
    afters = one(joined).split("\n")
    starts, after_starts = _starts(befores), _starts(afters)
    changes: list[list[Change]] = [[] for _ in lines]
    for change in explain(joined, one):
        changes[bisect_right(starts, change.start) - 1].append(change)
    words = [
        [_around(text, change.start - start, change.end - start) for change in each]
        for text, start, each in zip(befores, starts, changes, strict=True)
    ]
    pairs = (
        (word, change)
        for some, each in zip(words, changes, strict=True)
        for word, change in zip(some, each, strict=True)
    )
    sure = confidences((word for word, change in pairs if change.filter == "zwnj"), pipeline.config)
    found: list[dict[str, Any]] = []
    for n, line in enumerate(lines):
        start, after = starts[n], after_starts[n]
        rows = [
            [
                codes[change.code],
                change.start - start,
                change.end - start,
                change.after_start - after,
                change.after_end - after,
                word,
                _around(afters[n], change.after_start - after, change.after_end - after),
                *(sure[word] if change.filter == "zwnj" else (None, "")),
                word.strip(_SIGNS),
            ]
            for change, word in zip(changes[n], words[n], strict=True)
        ]
        if not rows:
            continue
        number = line.line or line.number
        item = {"id": len(found), "f": line.file, "l": number, "b": befores[n], "a": afters[n], "c": rows}
        if line.record:
            item["r"] = line.record
        if clipped[n][1]:
            item["m"] = clipped[n][1]
        found.append(item)
    return found


def _starts(lines: Sequence[str]) -> list[int]:
    """Return where lines start in the text they make, a line feed after each."""
    return list(accumulate((len(line) + 1 for line in lines[:-1]), initial=0))


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


def _around(text: str, start: int, end: int) -> str:
    """Return the words that a change is in, as they stood; without signs what an exceptions file would name."""
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    while end < len(text) and not text[end].isspace():
        end += 1
    return text[start:end]


def _part(name: str) -> str:
    data = pkgutil.get_data("persclean.data", f"review/{name}")
    assert data is not None
    return data.decode("utf-8")
