"""Findings as they are reported: what each kind says, and where each one stands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import compress
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from persclean.engine.findings import Longs
from persclean.engine.kinds import Kind, counted
from persclean.report.marks import shorts

#: Findings of no filter: code, name, why.
BAD_BYTES = "PC900", "bytes", "Bytes that are no text in the encoding of the input."
BAD_RECORD = "PC901", "record", "A record that cannot be read; clean sets it aside."


def told(code: str, name: str, said: str, before: str | None = None, after: str | None = None) -> Kind:
    """Return a finding that says something else than what words become."""
    return Kind(code, name, before, after, said)


def messages(kinds: Sequence[Kind]) -> list[str]:
    """Return what each of these findings says, in one line.

    >>> messages([Kind("PC102", "letters", "علي", "علی"), told("PC900", "bytes", "no text")])
    ['علي → علی', 'no text']
    """
    befores, afters = shorts([kind.before or "" for kind in kinds]), shorts([kind.after or "" for kind in kinds])
    found = zip(kinds, befores, afters, strict=True)
    return [kind.said or f"{before} → {after}" for kind, before, after in found]


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
    kinds: Sequence[Kind]
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

    def only(self, wanted: Callable[[Kind], bool]) -> Batch:
        """Return the findings whose kinds are wanted."""
        fine = np.array([wanted(kind) for kind in self.kinds], bool)
        if fine.all():
            return self
        at = np.flatnonzero(fine[self.which])
        context, numbers = self.context, at.tolist()
        number = np.cumsum(fine, dtype=np.int32) - 1
        return replace(
            self,
            kinds=list(compress(self.kinds, fine.tolist())),
            which=number[self.which[at]],
            lines=self.lines[at],
            columns=self.columns[at],
            places=None if self.places is None else [self.places[n] for n in numbers],
            context=lambda n: context(numbers[n]),
        )

    def counts(self) -> dict[tuple[str, str], int]:
        """Return how many findings there are by code and name."""
        return counted((kind[:2] for kind in self.kinds), self.which)
