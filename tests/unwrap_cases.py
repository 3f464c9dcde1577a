"""The cases of tests/unwrap: texts, each under a line `### id: note`; under `===` what joining makes of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.casefile import expand

FOLDER = Path(__file__).parent / "unwrap"


@dataclass(frozen=True, slots=True)
class Page:
    """One case; expected is the text itself where it must not change."""

    id: str
    text: str
    expected: str


def load(name: str) -> list[Page]:
    """Return the cases of tests/unwrap/NAME.txt."""
    found = []
    for case in (FOLDER / f"{name}.txt").read_text(encoding="utf-8").split("### ")[1:]:
        head, _, body = case.partition("\n")
        text, _, expected = body.partition("=== joined\n")
        found.append(Page(head.partition(":")[0], expand(text), expand(expected or text)))
    return found
