"""The HTML page of a review: one file, with its data, style and script in it; nothing is loaded from anywhere."""

from __future__ import annotations

import json
import pkgutil
from collections.abc import Mapping
from typing import Any

from persclean._version import __version__
from persclean.listing import counted
from persclean.report.review.collected import Collected
from persclean.report.review.items import items_of

MOST_BYTES = 4_800_000
_CHARTED = 15  # files in the chart
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


def page(found: Collected) -> str:
    """Return the page; what would make it larger than 5 MB is left out and counted as sampled."""
    filters = list({one.code: one for file in found.files for one in file.pipeline.filters}.values())
    kept = _kept(found, {one.code: n for n, one in enumerate(filters)})
    order = sorted(range(len(found.files)), key=lambda n: (-found.files[n].total, n))
    needed = {item["f"] for item in kept} | set(order[:_CHARTED])
    places = {n: place for place, n in enumerate(sorted(needed))}
    for item in kept:
        item["f"] = places[item["f"]]
    data = {
        "version": __version__,
        "summary": _summary(found, len(kept)),
        "filters": [{"code": one.code, "name": one.name, "why": one.why} for one in filters],
        "totals": found.totals(),
        "files": [{"name": found.files[n].name, "changes": found.files[n].total} for n in sorted(needed)],
        "charted": [places[n] for n in order[:_CHARTED] if found.files[n].total],
        "marks": MARKS,
        "items": kept,
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


def _kept(found: Collected, codes: Mapping[str, int]) -> list[dict[str, Any]]:
    """Return the items that there is room for, by place; what does not fit is left out of all filters alike."""
    lines = found.sample.chosen()
    made: dict[int, dict[str, Any]] = {}
    for pipeline in dict.fromkeys(found.files[line.file].pipeline for line in lines):
        mine = [n for n, line in enumerate(lines) if found.files[line.file].pipeline == pipeline]
        made |= zip(mine, items_of(pipeline, [lines[n] for n in mine], codes), strict=True)
    room = MOST_BYTES - 60_000
    fitting = []
    for n, item in sorted(made.items()):
        room -= len(json.dumps(item, ensure_ascii=False).encode("utf-8", "replace")) + 16
        if room < 0:
            break
        if item["c"]:
            fitting.append(n)
    return [{"id": place} | made[n] for place, n in enumerate(sorted(fitting, key=lambda n: lines[n].place))]


def _summary(found: Collected, shown: int) -> str:
    totals = found.totals()
    changes = sum(totals.values())
    lines = found.sample.lines
    parts = [f"{_counted(changes, 'change')} in {_counted(lines, 'place')} of {_counted(len(found.files), 'file')}"]
    if found.joined or found.removed:
        parts.append(f"{_counted(found.joined, 'line')} joined, {_counted(found.removed, 'repeated block')} removed")
    if shown < lines:
        parts.append(f"a random sample of {shown:,} is shown, some of every filter")
    return "; ".join(parts) + f". persclean {__version__}."


def _counted(number: int, noun: str) -> str:
    return counted(number, noun).replace(str(number), f"{number:,}", 1)


def _part(name: str) -> str:
    data = pkgutil.get_data("persclean.data", f"review/{name}")
    assert data is not None
    return data.decode("utf-8")
