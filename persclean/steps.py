"""Each step of a pipeline on a text, one part of one filter at a time, and the edits it makes."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from persclean.documents import Chunk, Removal
from persclean.edits import Edit, line_edits
from persclean.engine.account import FilterAccount, TextAccount
from persclean.engine.chunks import end_of, numbered
from persclean.engine.documents import run_document
from persclean.engine.light import encoding_errors, run_gaps
from persclean.engine.passes import passes
from persclean.engine.safety import check
from persclean.engine.separators import separators
from persclean.filters.base import Filter
from persclean.pipeline import Pipeline


@dataclass(frozen=True, slots=True)
class Step:
    """What a part of a filter did to a text. edits: offsets (old start, old end, new start, new end), ascending."""

    filter: Filter
    before: str
    after: str
    edits: list[Edit]


def steps(pipeline: Pipeline, text: str) -> Iterator[Step]:
    """Yield each part of each filter that changed the text, in the pipeline's order.

    Raises LettersLostError as cleaning does.
    """
    page = _Page(pipeline, text)
    first, *rest = passes(pipeline.filters)
    last = first
    yield from page.group(last, page.lines(separator=False))
    for place, group in enumerate(rest):
        if "document" in group[0].reach:
            earlier = [one.name for before in (first, *rest[:place]) for one in before]
            yield from page.document(group[0], place, earlier)
            yield from page.group(last, page.lines(again=True))
        else:
            last = group
            yield from page.group(last, page.lines(separator=False))


class _Page:
    """A text on its way through the steps, with what is known of its lines."""

    def __init__(self, pipeline: Pipeline, text: str) -> None:
        self._text, self._verify = text, pipeline.verify
        self._errors = encoding_errors(text)
        data = text.encode("utf-8", self._errors)
        found = separators(pipeline.config.document_separator)
        self._chunks = list(numbered([(data, data)], found, TextAccount()))

    def lines(self, **attributes: bool) -> list[int] | None:
        """Return the indices of the lines with these attributes of chunks, None for all lines."""
        wanted = [all(getattr(c, name) == value for name, value in attributes.items()) for c in self._chunks]
        if all(wanted):
            return None
        each = [one for chunk, one in zip(self._chunks, wanted, strict=True) for _ in chunk.numbers]
        return [index for index, one in enumerate(each) if one]

    def group(self, filters: Sequence[Filter], wanted: Sequence[int] | None) -> Iterator[Step]:
        """Yield the steps of a pass without a document filter, on the wanted lines."""
        for part in ("word", "gap", "line"):
            for one in filters:
                if part in one.reach:
                    yield from self._part(one, part, wanted)

    def _part(self, one: Filter, part: str, wanted: Sequence[int] | None) -> Iterator[Step]:
        lines = self._text.split("\n")
        before = self._text if wanted is None else "\n".join(lines[index] for index in wanted)
        if part == "word":
            after = one.words(before)
        elif part == "line":
            after = one.lines(before)
        else:
            after = run_gaps([one.gap], before) if one.gap is not None else before
        if after == before:
            return
        if self._verify:
            check(one, before, after)
        if wanted is not None:
            for index, line in zip(wanted, after.split("\n"), strict=True):
                lines[index] = line
            after = "\n".join(lines)
        yield Step(one, self._text, after, list(_edits(self._text, after)))
        self._text = after

    def document(self, one: Filter, place: int, earlier: Sequence[str]) -> Iterator[Step]:
        """Yield the step of a document filter, if it does anything. earlier: the names of those before it."""
        removals: list[Removal] = []
        account = FilterAccount(one, place, TextAccount(tell=removals.append), self._verify, earlier)
        old = self._text
        before = self._refreshed()
        self._chunks = list(run_document(one, iter(before), account))
        self._text = b"".join(chunk.data for chunk in self._chunks).decode("utf-8", self._errors)
        if self._text != old:
            removed = {n for removal in removals for n in range(removal.first, removal.last + 1)}
            edits = _merged(_document_edits(_Lines(before, old), _Lines(self._chunks, self._text), removed))
            yield Step(one, old, self._text, edits)

    def _refreshed(self) -> list[Chunk]:
        """Return the chunks with the text as it is by now."""
        data, place = self._text.encode("utf-8", self._errors), 0
        found = []
        for chunk in self._chunks:
            end = end_of(data, len(chunk.numbers), place)
            found.append(replace(chunk, data=data[place:end], again=False))
            place = end
        return found


class _Lines:
    """The lines of a text, each with its line feed; their numbers; the offsets at which they start, and the end."""

    def __init__(self, chunks: Sequence[Chunk], text: str) -> None:
        self.numbers = [number for chunk in chunks for number in chunk.numbers]
        parts = text.split("\n")
        self.lines = [part + "\n" for part in parts[:-1]] + parts[-1:] * bool(parts[-1])
        self.starts = list(accumulate(map(len, self.lines), initial=0))


def _document_edits(old: _Lines, new: _Lines, removed: set[int]) -> Iterator[Edit]:
    """Yield the edits of a document filter: by the numbers, which old lines each new one stands for is known."""
    firsts = [bisect_left(old.numbers, number) for number in new.numbers]
    if not firsts or firsts[0]:
        yield 0, old.starts[firsts[0] if firsts else -1], 0, 0
    for k, (first, past) in enumerate(zip(firsts, [*firsts[1:], len(old.lines)], strict=True)):
        gone = next((i for i in range(first + 1, past) if old.numbers[i] in removed), past)
        kept = "".join(old.lines[first:gone])
        if kept != new.lines[k]:
            yield from line_edits(kept, new.lines[k], old.starts[first], new.starts[k])
        if gone < past:
            yield old.starts[gone], old.starts[past], new.starts[k + 1], new.starts[k + 1]


def _merged(edits: Iterator[Edit]) -> list[Edit]:
    """Return the edits, a deletion made one with the edit that follows at once."""
    found: list[Edit] = []
    for a0, a1, b0, b1 in edits:
        if found and found[-1][1] == a0 and found[-1][2] == found[-1][3]:
            found[-1] = (found[-1][0], a1, found[-1][2], b1)
        else:
            found.append((a0, a1, b0, b1))
    return found


def _edits(old: str, new: str) -> Iterator[Edit]:
    """Yield the differing stretches of two texts with as many lines, as offsets (old start, end, new start, end)."""
    a = b = 0
    for before, after in zip(old.split("\n"), new.split("\n"), strict=True):
        if before != after:
            yield from line_edits(before, after, a, b)
        a += len(before) + 1
        b += len(after) + 1
