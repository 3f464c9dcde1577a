"""What a format of records is: a stream is framed, frames are parsed into texts, and rendered with the clean ones.

The flow: `frames` (in the main process, quick) cuts a stream into frames of whole records; `parse` (in any process)
finds the texts of a frame; the engine cleans them; `Parsed.render` puts them back; an `Assembler` (in the main process,
in order) writes what came out. What cannot be parsed is a Bad record: it leaves the text and goes to quarantine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Protocol

from persclean.io.records.options import MAX_RECORD as MAX_RECORD
from persclean.io.records.options import RecordOptions as RecordOptions

Read = Callable[[int], bytes]
Write = Callable[[bytes], object]

FRAME = 4 << 20  # bytes of records in a frame, about


def fill(read: Read, data: bytes, size: int) -> tuple[bytes, bool]:
    """Return `data` and `size` bytes more, or what there is, and whether the stream has ended."""
    parts, ended = [data], False
    while size > 0 and not ended:
        new = read(size)
        parts.append(new)
        size -= len(new)
        ended = not new
    return b"".join(parts), ended


@dataclass(frozen=True, slots=True)
class Frame:
    """A stretch of a stream.

    data: its bytes (UTF-8 with what errors there are; formats of columns: an Arrow IPC stream of one record batch).
    kind: `records`, to be parsed; `raw`, to be passed through as it is; `bad`, one bad record as a whole; `part`, part
    of a bad record too large to be held, the last of them being followed by a `bad` frame with the rest of it. code,
    reason: of a bad one (see Bad). layout: what `parse` must know of the stream (column numbers, dialect); picklable.
    """

    data: bytes
    kind: str = "records"
    code: str = ""
    reason: str = ""
    layout: object = None


@dataclass(frozen=True, slots=True)
class Bad:
    """A record of a frame that goes to quarantine.

    record: how many records of the frame stand before it. start: its offset in the frame (-1: it has none). line: line
    feeds of the frame before it. code: `syntax`, `fields`, `bytes`, `column`, `size` or `truncated`. reason: what is
    wrong, in words for the user. data: its bytes as they stand, without what parts it from its neighbours.
    """

    record: int
    start: int
    line: int
    code: str
    reason: str
    data: bytes


class Parsed(Protocol):
    """The texts of a frame. records: how many records it holds, the bad ones included. bad: those, ascending.

    texts: what is to be cleaned, in order. owners: for each text the number of its record in the frame (from 0, bad
    ones counted), and its column.
    """

    texts: list[str]
    owners: list[tuple[int, str]]
    records: int
    bad: list[Bad]

    def render(self, cleaned: Sequence[str]) -> bytes:
        """Return the frame without its bad records and with these texts; where a text is as it was, no byte changes."""

    def proved(self, cleaned: Sequence[str]) -> bool | None:
        """Return whether what `render` put in the places of texts, just now, reads as these do: as new, or as before.

        All else must then be the bytes that were there. None where only reading the whole again can tell.
        """

    def lines(self) -> list[tuple[int, int]] | None:
        """Return for each text how many line feeds of the frame stand before its start and before its end.

        None where the stream has no lines.
        """


class Assembler(Protocol):
    """Puts together what comes out, in the order of the frames."""

    def add(self, data: bytes, raw: bool = False) -> None:
        """Write a rendered frame, or with `raw` one that was passed through."""

    def finish(self) -> None:
        """Write what must come last."""


class RecordFormat(Protocol):
    """A format; picklable, without state of a stream. Made from RecordOptions; ConfigError if these do not fit.

    name: as `--format` calls it. seeks: whether `frames` needs a file that can seek, not just be read.
    """

    name: str
    seeks: bool

    def frames(self, source: Read | BinaryIO) -> Iterator[Frame]:
        """Yield the frames of a stream, which together hold all its bytes, in order.

        source: `read(n)` of UTF-8 without a byte order mark; if `seeks`, a binary file that can seek.

        Raises InputError for a stream that is no such format from the start, or lacks the columns wanted altogether.
        """

    def parse(self, frame: Frame) -> Parsed:
        """Return the texts of a frame of kind `records`. Never raises for what is in the frame."""

    def again(self, frame: Frame, data: bytes) -> Iterator[Frame]:
        """Yield the frames of what was rendered from a frame, found anew, to prove that it reads as it should."""

    def assembler(self, write: Write, source: BinaryIO | None = None) -> Assembler:
        """Return what writes the output. source: the input, if `seeks` (for its schema and settings)."""


@dataclass(slots=True)
class Spliced:
    """A frame of text in which stretches are replaced; implements Parsed. A format says how texts are written and read.

    spans: where each text stands in the data, with its quotes, ascending, none overlapping. dropped: stretches that go,
    ascending: bad records with what parts them from their neighbours. written: what `render` encoded.
    No part of a frame may refer back to it: with its texts it would stay in memory until garbage is looked for.
    """

    data: bytes
    texts: list[str] = field(default_factory=list)
    spans: list[tuple[int, int]] = field(default_factory=list)
    owners: list[tuple[int, str]] = field(default_factory=list)
    records: int = 0
    bad: list[Bad] = field(default_factory=list)
    dropped: list[tuple[int, int]] = field(default_factory=list)
    written: list[tuple[int, bytes]] = field(default_factory=list)

    def encode(self, number: int, text: str) -> bytes:
        """Return what stands in the data for a text, by its number, that has changed."""
        return text.encode()

    def read(self, numbers: list[int], written: list[bytes]) -> list[str] | None:
        """Return what encoded texts of these numbers read as, each by itself; None if they are broken."""
        return [one.decode() for one in written]

    def render(self, cleaned: Sequence[str]) -> bytes:
        """Return the data with these texts and without what is dropped."""
        pairs = zip(self.texts, cleaned, strict=True)
        self.written = [(n, self.encode(n, new)) for n, (old, new) in enumerate(pairs) if old != new]
        spans = self.spans
        edits = [(*spans[n], new) for n, new in self.written]
        if self.dropped:
            edits = sorted([*edits, *((start, end, b"") for start, end in self.dropped)])
        if not edits:
            return self.data
        parts: list[bytes | memoryview] = []
        view, done = memoryview(self.data), 0
        for start, end, new in edits:
            parts += (view[done:start], new)
            done = end
        parts.append(view[done:])
        return b"".join(parts)

    def proved(self, cleaned: Sequence[str]) -> bool | None:
        """Return whether what was written reads as it should; None if records are dropped."""
        if self.dropped:
            return None
        numbers = [n for n, _ in self.written]
        found = self.read(numbers, [new for _, new in self.written])
        if found is None:
            return False
        # A format may keep a text as it was, where the new one could not be written.
        return all(one == cleaned[n] or one == self.texts[n] for n, one in zip(numbers, found, strict=True))

    def lines(self) -> list[tuple[int, int]]:
        """Return between which line feeds each text stands."""
        return feeds(self.data, self.spans)


def feeds(data: bytes | str, spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    r"""Return how many line feeds stand before the start and before the end of each span; spans ascend.

    >>> feeds("a\nbc\nd", [(0, 1), (2, 6)])
    [(0, 0), (1, 2)]
    """
    found: list[tuple[int, int]] = []
    count = place = 0
    feed: Any = b"\n" if isinstance(data, bytes) else "\n"
    for start, end in spans:
        first = count + data.count(feed, place, start)
        count = first + data.count(feed, start, end)
        place = end
        found.append((first, count))
    return found


class Plain:
    """The assembler of formats that are text: what comes out is written one after the other."""

    def __init__(self, write: Write) -> None:
        self._write = write

    def add(self, data: bytes, raw: bool = False) -> None:
        """Write a frame."""
        if data:
            self._write(data)

    def finish(self) -> None:
        """Write nothing."""
