"""What document filters see and say: stretches of whole lines, and an account of all they joined and removed.

Imports nothing heavy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Chunk:
    """Whole lines of a text on their way from one pass to the next; how lines are shared out to chunks says nothing.

    data: UTF-8, undecodable bytes as they were; each line with its line feed, which the last of the text may lack.
    numbers: for each line the number, from 1, of the input line that it begins with; a range where none was joined or
    removed. starts: the indices of the lines at which a new document begins, ascending; the first line of the text is
    one. again: lines were joined here, so the pass before must see these lines once more. A line of over 1 MiB is
    alone in its chunk, or comes in parts, each alone, all but the last without a line feed and all of one number.

    separator: this one line only parts two documents. The engine takes such lines out before a document filter sees the
    text, and puts them back where they stood: a document filter meets none, and the line after one is among `starts`.
    """

    data: bytes
    numbers: Sequence[int]
    starts: Sequence[int] = ()
    again: bool = False
    separator: bool = False


RECORD = 1 << 32  # in streams of records, a line's number is that of its record, from 1, times this, and its own


@dataclass(frozen=True, slots=True)
class Removal:
    """A block of lines that was removed because its words stand elsewhere.

    filter: who removed it. first, last: its input lines, from 1; where lines were joined, all that were. kept_first,
    kept_last: those of the kept copy. kept_in: the input the kept copy stands in, "" for the same one. similarity:
    share of the kept copy's matching words that are the same in both, 0 to 1. text, kept: the removed block and what it
    was found in, as UTF-8 text.
    """

    filter: str
    first: int
    last: int
    kept_first: int
    kept_last: int
    kept_in: str
    similarity: float
    text: str
    kept: str


def where(removal: Removal) -> str:
    """Return where the kept copy stands, in words.

    >>> where(Removal("headlines", 1, 3, 7, 12, "a.txt", 1.0, "", ""))
    'a.txt, lines 7-12'
    """
    record, lines = line_range(removal.kept_first, removal.kept_last)
    stands = f"line{'s' if '-' in lines else ''} {lines}"
    if record:
        stands = f"record {record}, {stands}"
    return f"{removal.kept_in}, {stands}" if removal.kept_in else stands


def line_range(first: int, last: int) -> tuple[int, str]:
    """Return the number of the record that two line numbers belong to (0: none), and the lines in it.

    >>> line_range(3, 3), line_range(3, 5), line_range(7 * RECORD + 1, 7 * RECORD + 2)
    ((0, '3'), (0, '3-5'), (7, '1-2'))
    """
    record, start = divmod(first, RECORD)
    stop = last - record * RECORD
    return record, f"{start}" if start == stop else f"{start}-{stop}"


class Account(Protocol):
    """Where a document filter says what it does, as it does it; proves that no word is lost.

    source: the name of the present input, as other inputs may cite it (`Removal.kept_in`). earlier: the names of the
    filters that the text has been through.
    """

    source: str
    earlier: Sequence[str]

    def removed(self, removal: Removal) -> None:
        """Take note of a removal, before the text after it is handed on.

        The words of its lines must stand in `kept`, or a LettersLostError follows.
        """

    def joined(self, filter_name: str, number: int) -> None:
        """Take note that the input line `number` was joined to what stands before it."""

    def memory(self, filter_name: str, fresh: object) -> object:
        """Return what this filter has kept of earlier inputs of the run; at first `fresh`, which it may then change."""
