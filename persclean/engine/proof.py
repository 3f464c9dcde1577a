"""The run-time proof for document filters: every line that comes in goes out, or is in a declared removal.

A filter's output is compared with the input lines it stands for, by line numbers. Where the bytes are the same that
costs next to nothing; where they are not (lines joined, blocks removed), the letters and digits must be the same.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import deque
from collections.abc import Sequence

from persclean.documents import Chunk, Removal, where
from persclean.engine.chunks import end_of, parted, split
from persclean.engine.safety import counts
from persclean.engine.standing import missing
from persclean.errors import WordsLostError

# What a filter may write or take out where it joins lines, as bytes: kashida, half-space, soft hyphen, hyphen.
_SEAMS = tuple(sign.encode() for sign in "\N{ARABIC TATWEEL}\N{ZERO WIDTH NON-JOINER}\N{SOFT HYPHEN}\N{HYPHEN}")
_WHITE = b" \t\n\v\f\r-"
_TOGETHER = 1 << 10  # bytes that are compared at one go


class LinesProof:
    """Holds the lines a filter has taken until they have been accounted for. Raises WordsLostError for one that is not.

    name: of the filter. cuts: see Effects.
    """

    def __init__(self, name: str, cuts: str = "") -> None:
        self._name, self._cuts = name, cuts
        self._taken: deque[Chunk] = deque()
        self._line = self._place = 0  # of the first of them, so many lines and bytes are done with
        self._given: list[Chunk] = []  # what is to be compared next
        self._size = 0  # of it
        self._removed: list[tuple[int, int]] = []  # ascending
        self._found: dict[tuple[int, int], tuple[Removal, bytearray]] = {}  # of each, what its lines are

    def taken(self, chunk: Chunk) -> None:
        """Take note of lines that the filter sees."""
        self._taken.append(chunk)

    def removed(self, removal: Removal) -> None:
        """Take note of a removal: its lines need not come out, but their words must stand in the kept copy."""
        lines = removal.first, removal.last
        if lines not in self._found:
            insort(self._removed, lines)
        self._found[lines] = removal, bytearray()

    def given(self, chunk: Chunk) -> None:
        """Compare what the filter hands on, parted where something was removed: all else is mostly the same."""
        first, last = chunk.numbers[0], chunk.numbers[-1]
        cuts = {bisect_left(chunk.numbers, one[0]) for one in self._removed if first < one[0] <= last}
        for part in parted(chunk, sorted(cuts)):
            self._compare(part)

    def _compare(self, chunk: Chunk) -> None:
        """Compare many chunks at once, from one that differs on."""
        first = chunk.numbers[0]
        if not self._given or (self._size >= _TOGETHER and first > self._given[-1].numbers[-1]):
            self._settle(first)
            if self._same(chunk):
                return
        self._given.append(chunk)
        self._size += len(chunk.data)

    def finish(self) -> None:
        """Compare what is left."""
        self._settle(None)

    def _same(self, chunk: Chunk) -> bool:
        """Whether these are just the next lines taken; then they are done with.

        The last one's number tells, for of two lines with the same bytes one may have been removed.
        """
        data, done, last = chunk.data, 0, 0
        line, place = self._line, self._place
        past = 0  # so many chunks are the same to their ends
        for head in self._taken:
            count = min(len(head.data) - place, len(data) - done)
            if not data.startswith(head.data[place : place + count], done):
                return False
            line += data.count(b"\n", done, done + count)
            done, place = done + count, place + count
            last = head.numbers[-1] if place == len(head.data) else head.numbers[line - (data[-1:] == b"\n")]
            if place < len(head.data):
                break
            past, line, place = past + 1, 0, 0
            if done == len(data):
                break
        if done < len(data) or last != chunk.numbers[-1]:
            return False
        for _ in range(past):
            self._taken.popleft()
        self._line, self._place = line, place
        return True

    def _settle(self, end: int | None) -> None:
        """Compare what was given with all lines taken before the line of number `end`."""
        lines: list[Chunk] = []
        while self._taken:
            head = self._taken[0]
            numbers, line, place = head.numbers, self._line, self._place
            stop = len(numbers) if end is None or numbers[-1] < end else bisect_left(numbers, end, line)
            past = len(head.data) if stop == len(numbers) else end_of(head.data, stop - line, place)
            if past > place:
                lines.append(Chunk(head.data[place:past], numbers[line:stop]))
            if stop < len(numbers):
                self._line, self._place = stop, past
                break
            self._taken.popleft()
            self._line = self._place = 0
        given, self._given, self._size = self._given, [], 0
        kept = [part for chunk in lines for part in self._without_removed(chunk)]
        self._check_removed(end)
        if not _agree(kept, given):
            raise WordsLostError(self._name, *_where(kept, given), "what it handed on has not the same letters")

    def _without_removed(self, chunk: Chunk) -> list[Chunk]:
        """Return the lines of a chunk that no removal names; the others go to theirs.

        A line within two belongs to the smaller one: it had gone before the other block was found.
        """
        here = [one for one in self._removed if one[0] <= chunk.numbers[-1] and chunk.numbers[0] <= one[1]]
        parts = [chunk]
        for first, last in sorted(here, key=lambda one: one[1] - one[0]):
            left: list[Chunk] = []
            for part in parts:
                before, rest = split(part, bisect_left(part.numbers, first))
                out, after = split(rest, bisect_left(rest.numbers, last + 1))
                self._found[first, last][1].extend(out.data)
                left += [one for one in (before, after) if one.data]
            parts = left
        return parts

    def _check_removed(self, end: int | None) -> None:
        """Look for the words of the lines that were removed before line `end`, and forget these removals."""
        while self._removed and (end is None or self._removed[0][1] < end):
            lines = self._removed.pop(0)
            removal, data = self._found.pop(lines)
            word = missing(data.decode("utf-8", "surrogateescape"), removal.kept, self._cuts)
            if word:
                raise WordsLostError(self._name, *lines, f"'{word}' does not stand in the kept copy, {where(removal)}")


def _agree(before: Sequence[Chunk], after: Sequence[Chunk]) -> bool:
    """Whether lines have the same letters and digits; what costs least is tried first."""
    one, two = (b"".join(chunk.data for chunk in chunks) for chunks in (before, after))
    if one.replace(b"\n", b" ") == two.replace(b"\n", b" "):
        return True
    one, two = one.translate(None, _WHITE), two.translate(None, _WHITE)
    return one == two or _letters(one) == _letters(two)


def _where(before: Sequence[Chunk], after: Sequence[Chunk]) -> tuple[int, int]:
    """Return the first and the last of the lines that do not agree."""
    rest = list(before)
    firsts = [chunk.numbers[0] for chunk in after]
    first = last = rest[0].numbers[0] if rest else firsts[0]
    for k, end in enumerate([*firsts, None]):
        lines = [split(chunk, len(chunk.numbers) if end is None else bisect_left(chunk.numbers, end)) for chunk in rest]
        here, rest = [part for part, _ in lines if part.data], [part for _, part in lines if part.data]
        if here:
            first, last = here[0].numbers[0], here[-1].numbers[-1]
        if not _agree(here, after[k - 1 : k] if k else ()):
            break
    return first, last


def _letters(data: bytes) -> str:
    data = data.translate(None, _WHITE)
    for sign in _SEAMS:
        data = data.replace(sign, b"")
    return "".join(c for c in data.decode("utf-8", "surrogateescape") if counts(c))
