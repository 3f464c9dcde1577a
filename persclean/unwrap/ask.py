"""Asks, of stretches of lines that a filter would leave behind, which of their lines `unwrap` would join."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise

from persclean.documents import Chunk, Removal
from persclean.unwrap.stream import unwrap


class _Heard:
    """An account that only keeps which lines were joined."""

    source = ""
    earlier: Sequence[str] = ()

    def __init__(self) -> None:
        self.lines: list[int] = []

    def removed(self, removal: Removal) -> None:
        """Never called."""

    def joined(self, filter_name: str, number: int) -> None:
        """Take note of a line."""
        self.lines.append(number)

    def memory(self, filter_name: str, fresh: object) -> object:
        """Nothing is kept."""
        return fresh


def joins(stretches: Sequence[Sequence[bytes]]) -> list[list[int]]:
    """Return for each stretch, taken as a document of its own, the indices of the lines that would be joined to the one
    before, ascending. A stretch is whole lines, each with its line feed, which the last may lack.
    """
    starts = list(accumulate(map(len, stretches), initial=0))
    data = b"".join(line if line.endswith(b"\n") else line + b"\n" for stretch in stretches for line in stretch)
    heard = _Heard()
    for _ in unwrap([Chunk(data, range(starts[-1]), starts[:-1])], heard, ""):
        pass
    found: list[list[int]] = []
    lines = iter(sorted(heard.lines))
    line = next(lines, None)
    for first, last in pairwise(starts):
        own: list[int] = []
        while line is not None and line < last:
            own.append(line - first)
            line = next(lines, None)
        found.append(own)
    return found
