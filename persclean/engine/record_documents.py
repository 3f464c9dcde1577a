"""Document filters over records: each text is a document, and comes back with the lines that are left of it."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from persclean.documents import RECORD, Chunk
from persclean.engine.account import TextAccount
from persclean.engine.chunks import stretches
from persclean.engine.cutter import LONG
from persclean.engine.documents import run_passes
from persclean.engine.engines import Engines
from persclean.engine.records import ERRORS, Done, RecordsReport, Work, clean_texts, parted, rendered, untouched

if TYPE_CHECKING:
    from persclean.engine.parallel import Workers
    from persclean.io.records.base import Parsed


@dataclass(slots=True)
class _Held:
    """A frame until all its texts are through.

    ends: for each text, the number that those of its lines stay below. whole: whether it ended with a line feed. lines:
    what has come back of it.
    """

    work: Work
    done: Done
    parsed: Parsed | None = None
    ends: list[int] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    lines: list[list[bytes]] = field(default_factory=list)

    def finished(self, engines: Engines) -> tuple[Work, Done]:
        """Return the frame, rendered."""
        if self.parsed is not None:
            pairs = zip(self.lines, self.whole, strict=True)
            made = [b"".join(lines) if whole else b"".join(lines).removesuffix(b"\n") for lines, whole in pairs]
            texts = [one.decode("utf-8", ERRORS) for one in made]
            self.done.data = rendered(engines, self.work, self.parsed, texts)
            self.done.changed = self.done.data != self.work.data
        return self.work, self.done


def with_documents(
    engines: Engines, workers: Workers | None, works: Iterable[Work], report: RecordsReport
) -> Iterator[tuple[Work, Done]]:
    """Yield the frames, in order, after all passes; the account in the report gets what document filters do.

    Lines are numbered through the texts of a record, from 1; added to that is RECORD times the number of the record.
    """
    account = report.account = report.account or TextAccount()
    held: deque[_Held] = deque()
    chunks = _chunks(_first_pass(engines, workers, works), held)
    text = 0  # of the first frame held: what comes belongs to it or to a later one
    for chunk in run_passes(engines.groups, chunks, engines.cleaner, account, engines.pipeline.verify):
        for number, line in zip(chunk.numbers, chunk.data.split(b"\n"), strict=False):
            while text >= len(held[0].ends) or number >= held[0].ends[text]:
                text += 1
                if text >= len(held[0].ends):
                    yield held.popleft().finished(engines)
                    text = 0
            held[0].lines[text] += (line, b"\n")
        if not chunk.data.endswith(b"\n"):
            held[0].lines[text].pop()  # a part of a long line
    while held:
        yield held.popleft().finished(engines)


def _first_pass(engines: Engines, workers: Workers | None, works: Iterable[Work]) -> Iterator[tuple[Work, Done]]:
    if workers is not None:
        return workers.ordered(clean_texts, works, untouched)
    return ((work, untouched(work) or clean_texts(engines, work)) for work in works)


def _chunks(frames: Iterable[tuple[Work, Done]], held: deque[_Held]) -> Iterator[Chunk]:
    """Yield the texts of the frames as chunks of documents; `held` gets the frames."""
    records = 1
    for work, done in frames:
        frame = _Held(work, done)
        held.append(frame)
        if work.frame.kind == "bad":
            records += 1
        if work.frame.kind != "records":
            continue
        frame.parsed = parsed = work.parsed()
        gathered = _Gathered()
        latest, line = -1, 1
        for text, (owner, _) in zip(parted(done.data, parsed.texts), parsed.owners, strict=True):
            data = text.encode("utf-8", ERRORS)
            whole = data.endswith(b"\n")
            if data and not whole:
                data += b"\n"
            line, latest = (line if owner == latest else 1), owner
            first = (records + owner) * RECORD + line
            line += data.count(b"\n")
            frame.ends.append((records + owner) * RECORD + line)
            frame.whole.append(whole)
            frame.lines.append([])
            if not data:
                continue
            yield from gathered.room(len(data))
            if len(data) > LONG:
                yield from _of_long(data, first)
            else:
                gathered.add(data, range(first, frame.ends[-1]))
        yield from gathered.room(LONG)
        records += parsed.records


class _Gathered:
    """Texts that become one chunk: a chunk for each short text would be slow."""

    def __init__(self) -> None:
        self._empty()

    def _empty(self) -> None:
        self._data: list[bytes] = []
        self._numbers: list[int] = []
        self._starts: list[int] = []
        self._size = 0

    def add(self, data: bytes, numbers: range) -> None:
        """Add a document."""
        self._starts.append(len(self._numbers))
        self._numbers += numbers
        self._data.append(data)
        self._size += len(data)

    def room(self, size: int) -> Iterator[Chunk]:
        """Yield what was gathered unless so many bytes still go with it."""
        if self._data and self._size + size > LONG:
            yield Chunk(b"".join(self._data), self._numbers, self._starts)
            self._empty()


def _of_long(data: bytes, number: int) -> Iterator[Chunk]:
    starts: tuple[int, ...] = (0,)
    for part in stretches(data, middle=False):
        feeds = part.count(b"\n")
        yield Chunk(part, range(number, number + feeds), starts)
        number += feeds
        starts = ()
