"""The account of what document filters do to a text: counted, kept for the report, and proved while it happens."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import replace

from persclean.documents import Chunk, Removal
from persclean.engine.proof import LinesProof
from persclean.filters.base import Filter

MAX_KEPT = 1_000  # removals, joins: more are counted only
_SHOWN = 400  # characters of their texts that are kept

Memory = dict[tuple[int, str], object]


class TextAccount:
    """What the document filters of a pipeline did to one text.

    source: the name of the text. memory: what filters keep from one text of a run to the next; one dict for all texts.
    tell, tell_join: called with each removal, each join, as it is made. removed, removed_lines, joined: how many blocks
    and lines. removals, joins: the first of them; a join is the filter's name and the number of the input line that was
    joined. boundaries: how many documents began by `document_separator`.
    """

    def __init__(
        self,
        source: str = "",
        memory: Memory | None = None,
        tell: Callable[[Removal], object] | None = None,
        tell_join: Callable[[str, int], object] | None = None,
    ) -> None:
        self.source = source
        self.memory: Memory = {} if memory is None else memory
        self.tell, self.tell_join = tell, tell_join
        self.removed = self.removed_lines = self.joined = self.boundaries = 0
        self.removals: list[Removal] = []
        self.joins: list[tuple[str, int]] = []

    def __str__(self) -> str:
        """Return the counts in words, "" where there are none.

        >>> account = TextAccount()
        >>> account.joined, account.removed, account.removed_lines = 12, 1, 3
        >>> str(account)
        '12 lines joined, 1 block of 3 lines removed'
        """
        said = []
        if self.joined:
            said.append(f"{counted(self.joined, 'line')} joined")
        if self.removed:
            said.append(f"{counted(self.removed, 'block')} of {counted(self.removed_lines, 'line')} removed")
        return ", ".join(said)

    def add(self, other: TextAccount) -> None:
        """Add the counts of another text."""
        self.removed += other.removed
        self.removed_lines += other.removed_lines
        self.joined += other.joined
        self.boundaries += other.boundaries


class FilterAccount:
    """The account as one filter of the pipeline sees it; implements persclean.documents.Account.

    With `verify`, raises WordsLostError for a removal whose words do not stand in the kept copy, and for lines that are
    neither handed on nor removed.
    """

    def __init__(self, one: Filter, place: int, text: TextAccount, verify: bool, earlier: Sequence[str] = ()) -> None:
        self.source, self.earlier = text.source, earlier
        self._blocks: list[tuple[int, int]] = []  # removed, none in another, ascending; as long as others may come
        self._filter, self._place, self._text = one, place, text
        self._proof = LinesProof(one.name, one.effects.cuts) if verify else None

    def removed(self, removal: Removal) -> None:
        """Take note of a removal, before the text after it is handed on."""
        if self._proof is not None:
            self._proof.removed(removal)
        text = self._text
        text.removed += 1
        text.removed_lines += self._uncounted(removal.first, removal.last)
        if len(text.removals) < MAX_KEPT:
            text.removals.append(replace(removal, text=removal.text[:_SHOWN], kept=removal.kept[:_SHOWN]))
        if text.tell is not None:
            text.tell(removal)

    def _uncounted(self, first: int, last: int) -> int:
        """Return how many of these lines were not yet removed: a block may enclose others that went before it."""
        start = bisect_left(self._blocks, (first, 0))
        end = bisect_left(self._blocks, (last + 1, 0), start)
        counted = sum(b - a + 1 for a, b in self._blocks[start:end])
        self._blocks[start:end] = [(first, last)]
        return last - first + 1 - counted

    def joined(self, filter_name: str, number: int) -> None:
        """Take note that the input line `number` was joined to what stands before it."""
        text = self._text
        text.joined += 1
        if len(text.joins) < MAX_KEPT:
            text.joins.append((filter_name, number))
        if text.tell_join is not None:
            text.tell_join(filter_name, number)

    def memory(self, filter_name: str, fresh: object) -> object:
        """Return what this filter has kept of earlier texts of the run; at first `fresh`."""
        return self._text.memory.setdefault((self._place, filter_name), fresh)

    def taken(self, chunk: Chunk) -> None:
        """Take note of lines that the filter sees."""
        if self._proof is not None:
            self._proof.taken(chunk)

    def given(self, chunk: Chunk) -> None:
        """Take note of lines that the filter hands on."""
        del self._blocks[: bisect_left(self._blocks, (chunk.numbers[0], 0))]
        if self._proof is not None:
            self._proof.given(chunk)

    def finish(self) -> None:
        """Take note that the filter is done."""
        if self._proof is not None:
            self._proof.finish()


def counted(number: int, noun: str) -> str:
    """Return a number with its noun.

    >>> counted(1, "line"), counted(2, "line")
    ('1 line', '2 lines')
    """
    return f"{number} {noun}{'' if number == 1 else 's'}"
