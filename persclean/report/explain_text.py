"""An explanation in words: the clean text, then each filter that did something, its reason, and its changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from persclean.report.colour import BLUE, BOLD, DIM, GREEN, RED, painted
from persclean.report.marks import marked, short

if TYPE_CHECKING:
    from persclean.explanation import Explained

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
    for step in steps:
        yield ""
        name = painted(f"{step.filter.code} {step.filter.name}", BLUE, colour)
        yield f"{name}: {step.filter.why}"
        for row, column, old, new in step.changes:
            at = painted(f"{row}:{column} " if many else f"{column} ", DIM, colour)
            yield f"  {at}{apart(painted(short(old), RED, colour))} → {apart(painted(short(new), GREEN, colour))}"
        if step.evidence:
            yield "  what the model saw:"
        for one in step.evidence:
            yield f"    {apart(str(one))}"
