"""An explanation in words: the clean text, then each filter that did something, its reason, and its changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from persclean.report.colour import BLUE, BOLD, DIM, GREEN, RED, painted
from persclean.report.marks import marked, short

if TYPE_CHECKING:
    from persclean.explanation import Explained
    from persclean.filters.base import Filter
    from persclean.halfspace.explain import Evidence

    Change = tuple[int, int, str, str]

_FSI, _PDI = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"


def written(
    before: str, clean: str, steps: Sequence[Explained], colour: bool, isolates: bool, whole: bool = True
) -> str:
    """Return the lines; half-spaces are shown as |.

    isolates: keep words of both directions apart (for terminals). whole: show the clean text, too.
    """
    lines = list(_lines(before, clean, steps, colour, isolates))
    shown = lines if whole else lines[clean.count("\n") + 2 :]
    return "".join(f"{line}\n" for line in shown) or "nothing is changed by these filters\n"


def _lines(before: str, clean: str, steps: Sequence[Explained], colour: bool, isolates: bool) -> Iterator[str]:
    def apart(text: str) -> str:
        return f"{_FSI}{text}{_PDI}" if isolates else text

    for line in clean.split("\n"):
        yield apart(painted("".join(map(marked, line)), BOLD, colour))
    if before == clean:
        yield "nothing is changed"
    many = "\n" in before
    for one, changes, evidence in _by_filter(steps):
        yield ""
        name = painted(f"{one.code} {one.name}", BLUE, colour)
        yield f"{name}: {one.why}"
        for row, column, old, new in changes:
            at = painted(f"{row}:{column} " if many else f"{column} ", DIM, colour)
            yield f"  {at}{apart(painted(short(old), RED, colour))} → {apart(painted(short(new), GREEN, colour))}"
        if evidence:
            yield "  what the model saw:"
        for each in evidence:
            yield f"    {apart(str(each))}"


def _by_filter(steps: Sequence[Explained]) -> Iterator[tuple[Filter, list[Change], list[Evidence]]]:
    """Yield what each filter did, its parts as one, where it came first.

    A part that met words which others had changed since the filter's first part is an entry of its own, where it ran.
    """
    entries: list[tuple[Filter, list[Change], list[Evidence]]] = []
    seen: dict[str, tuple[int, str]] = {}  # by code, the number of its entry, and the text after its first part
    for step in steps:
        number, text = seen.get(step.filter.code, (-1, ""))
        if number >= 0 and all(old in text for _, _, old, _ in step.changes):
            _, changes, evidence = entries[number]
            changes += step.changes
            changes.sort(key=lambda one: one[:2])
            evidence += step.evidence
        else:
            seen[step.filter.code] = len(entries), step.after
            entries.append((step.filter, list(step.changes), list(step.evidence)))
    yield from entries
