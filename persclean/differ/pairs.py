"""Which old lines each new line stands for: equal lines at once, changed ones in small groups."""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from collections.abc import Callable, Iterator, Sequence

#: Old lines and the new ones in their place; the same for lines that stay. Lines with their line feeds.
Group = tuple[Sequence[bytes], Sequence[bytes]]
_SMALL = 400  # lines that are compared one with another


class Lines:
    """Makes whole lines of bytes that come in pieces."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> list[bytes]:
        """Return the lines that are complete."""
        lines = (self._rest + data).split(b"\n")
        self._rest = lines.pop()
        return [line + b"\n" for line in lines]

    def finish(self) -> list[bytes]:
        """Return the last line, if it lacks its line feed."""
        rest, self._rest = self._rest, b""
        return [rest] if rest else []


def paired(old: Sequence[bytes], new: Sequence[bytes]) -> Iterator[Group]:
    """Yield groups of lines: one by one if there are as many, else what differs between equal beginnings and ends.

    Records that go, and texts in quotes whose lines were joined, make them fewer.
    """
    if len(old) == len(new):
        for a, b in zip(old, new, strict=True):
            yield (a,), (b,)
        return
    first = 0
    while first < min(len(old), len(new)) and old[first] == new[first]:
        first += 1
    last = 0
    while last < min(len(old), len(new)) - first and old[-1 - last] == new[-1 - last]:
        last += 1
    for line in old[:first]:
        yield (line,), (line,)
    middle, other = old[first : len(old) - last], new[first : len(new) - last]
    if len(middle) <= _SMALL and len(other) <= _SMALL:
        from difflib import SequenceMatcher

        for tag, a0, a1, b0, b1 in SequenceMatcher(None, middle, other, autojunk=False).get_opcodes():
            if tag == "equal":
                for line in middle[a0:a1]:
                    yield (line,), (line,)
            else:
                yield middle[a0:a1], other[b0:b1]
    else:
        yield middle, other
    for line in old[len(old) - last :]:
        yield (line,), (line,)


class ByNumber:
    """Pairs lines by their numbers, where document filters join and remove them.

    take: gets the groups.
    """

    def __init__(self, take: Callable[[Group], object]) -> None:
        self._take = take
        self._old: deque[bytes] = deque()
        self._first = 1  # number of the first old line held
        self._held: tuple[int, bytes] | None = None  # a new line, until it is known where the next one begins
        self._lines = Lines()

    def old(self, data: bytes) -> None:
        """Take in bytes of the input."""
        self._old += self._lines.feed(data)

    def new(self, numbers: Sequence[int], data: bytes) -> None:
        """Take in lines of the result, each with the number of the old one it begins with."""
        lines = [line + b"\n" for line in data.split(b"\n")]
        if data.endswith(b"\n"):
            lines.pop()
        else:
            lines[-1] = lines[-1][:-1]
        for number, line in zip(numbers, lines, strict=True):
            if self._held is not None and self._held[0] == number:  # the rest of an over-long line
                self._held = number, self._held[1] + line
                continue
            self._release(number)
            self._held = number, line

    def finish(self) -> None:
        """Take note that all has come."""
        self._old += self._lines.finish()
        self._release(self._first + len(self._old))

    def _release(self, number: int) -> None:
        """Hand on the old lines below this number."""
        old = [self._old.popleft() for _ in range(min(number - self._first, len(self._old)))]
        start = self._first
        self._first += len(old)
        if self._held is None:
            if old:
                self._take((old, ()))
            return
        at, line = self._held
        self._held = None
        before = bisect_left(range(start, start + len(old)), at)
        if before:
            self._take((old[:before], ()))
        rest = old[before:]
        if rest and rest[0] == line:
            self._take((rest[:1], (line,)))
            rest = rest[1:]
            if rest:
                self._take((rest, ()))
        else:
            self._take((rest, (line,)))
