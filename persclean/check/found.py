"""Findings as they are reported: what each kind says, and where each one stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from persclean.engine.findings import Kind, Longs
from persclean.report.marks import short

#: Findings of no filter: code, name, why.
BAD_BYTES = "PC900", "bytes", "Bytes that are no text in the encoding of the input."
BAD_RECORD = "PC901", "record", "A record that cannot be read; clean sets it aside."


class Told(NamedTuple):
    """What a finding says. code, name: of its filter. message: in one line. before, after: None for none."""

    code: str
    name: str
    message: str
    before: str | None = None
    after: str | None = None


def told(kind: Kind) -> Told:
    """Return what a change of words says."""
    message = f"{short(kind.before)} → {short(kind.after)}"
    return Told(kind.code, kind.name, message, kind.before, kind.after)


class Place(NamedTuple):
    """Where a finding stands. line, column: in the file, from 1; 0 where there is none or it cannot be said.

    record: its number, from 1; 0 for plain text. field: the column of the record. text_line, text_column: in the text
    of that field.
    """

    line: int
    column: int
    record: int = 0
    field: str = ""
    text_line: int = 0
    text_column: int = 0


@dataclass(slots=True)
class Batch:
    """Findings of one input in the order of their places; arrays of shape (n,).

    which: the number of each one's kind. lines, columns: see Place. places: for findings in records, each one's place.
    context: gives for a number the line of text that finding is in, and its column there (from 0).
    """

    source: str
    kinds: Sequence[Told]
    which: NDArray[np.int32]
    lines: Longs
    columns: Longs
    places: list[Place] | None
    context: Callable[[int], tuple[str, int]]

    def __len__(self) -> int:
        return len(self.which)

    def place(self, n: int) -> Place:
        """Return where a finding stands."""
        return self.places[n] if self.places is not None else Place(int(self.lines[n]), int(self.columns[n]))

    def only(self, wanted: Callable[[Told], bool]) -> Batch:
        """Return the findings whose kinds are wanted."""
        fine = np.array([wanted(kind) for kind in self.kinds], bool)
        if fine.all():
            return self
        at = np.flatnonzero(fine[self.which])
        context, numbers = self.context, at.tolist()
        return replace(
            self,
            which=self.which[at],
            lines=self.lines[at],
            columns=self.columns[at],
            places=None if self.places is None else [self.places[n] for n in numbers],
            context=lambda n: context(numbers[n]),
        )

    def counts(self) -> dict[tuple[str, str], int]:
        """Return how many findings there are by code and name."""
        found: dict[tuple[str, str], int] = {}
        numbers = np.bincount(self.which, minlength=len(self.kinds)).tolist()
        for kind, number in zip(self.kinds, numbers, strict=True):
            if number:
                found[kind.code, kind.name] = found.get((kind.code, kind.name), 0) + number
        return found
