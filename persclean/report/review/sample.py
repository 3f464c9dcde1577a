"""Which lines a page shows when not all of them fit: some of every filter, chosen by their place alone."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as dataclass_field
from hashlib import blake2b
from heapq import heappush, heappushpop

import numpy as np
from numpy.typing import NDArray

from persclean.engine.findings import Longs

Numbers = NDArray[np.uint64]


@dataclass(slots=True)
class Line:
    """A line with changes. file: its number. number: of the line in the stream, unlike those of all others.

    line: in the file, or in its text where the file has none. record, field: where it is in records. columns: of its
    first changes. code: of the document filter that changes it, with what it becomes (`after`), and `why`; else "".
    """

    file: int
    number: int
    text: str = ""
    line: int | None = None
    record: int | None = None
    field: str = ""
    columns: list[int] = dataclass_field(default_factory=list)
    code: str = ""
    after: str = ""
    why: str = ""

    @property
    def place(self) -> tuple[int, int, int, int, str]:
        """What lines are sorted by."""
        return self.file, self.record or 0, self.line or 0, self.number, self.code


class Sample:
    """Keeps for each filter the lines with the least hashes of file and line: an even share, the same in every run.

    most: how many lines are wanted in all. lines: how many there were.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self.lines = 0
        self._heaps: dict[str, list[tuple[int, int, Line]]] = {}
        self._times = 0

    def offer(self, file: int, name: str, numbers: Longs, codes: NDArray[np.str_]) -> dict[int, Line]:
        """Return the lines that are kept for now, by their number, to be filled in.

        numbers, codes: of each change, the number of its line in the stream, and the code of its filter, shape (n,).
        """
        kept: dict[int, Line] = {}
        self.lines += len(np.unique(numbers))
        seed = int.from_bytes(blake2b(name.encode("utf-8", "surrogateescape"), digest_size=8).digest(), "little")
        for code in np.unique(codes).tolist():
            mine = np.unique(numbers[codes == code])
            hashes = _mixed(mine.astype(np.uint64) ^ np.uint64(seed))
            heap = self._heaps.setdefault(code, [])
            if len(heap) >= self.most:
                low = hashes < np.uint64(-heap[0][0])
                mine, hashes = mine[low], hashes[low]
            best = np.argsort(hashes, kind="stable")[: self.most]
            for number, value in zip(mine[best].tolist(), hashes[best].tolist(), strict=True):
                line = kept.setdefault(number, Line(file, number))
                self._times += 1
                entry = (-value, self._times, line)
                if len(heap) < self.most:
                    heappush(heap, entry)
                else:
                    heappushpop(heap, entry)
        return kept

    def chosen(self) -> list[Line]:
        """Return the sample: of each filter in turn the next line, until there are enough."""
        queues = [sorted(heap, reverse=True) for _, heap in sorted(self._heaps.items())]
        found: dict[tuple[int, str, int], Line] = {}
        for turn in range(max(map(len, queues), default=0)):
            for queue in queues:
                if turn < len(queue) and len(found) < self.most:
                    line = queue[turn][2]
                    found[line.file, line.code, line.number] = line
        return list(found.values())


def _mixed(values: Numbers) -> Numbers:
    """Return well-spread hashes of numbers (splitmix64, by Steele, Lea and Flood 2014)."""
    x = values + np.uint64(0x9E3779B97F4A7C15)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed: Numbers = x ^ (x >> np.uint64(31))
    return mixed
