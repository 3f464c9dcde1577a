"""Document filters over records: each text is a document, and comes back with the lines that are left of it."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
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
class _Texts:
    """Some texts, each a document, until all their lines are through.

    ends: for each text, the number that those of its lines stay below. whole: whether it ended with a line feed. lines:
    what has come back of it.
    """

    ends: list[int] = field(default_factory=list)
    whole: list[bool] = field(default_factory=list)
    lines: list[list[bytes]] = field(default_factory=list)

    def chunks(self, texts: Iterable[str], owners: Iterable[int], first: int) -> Iterator[Chunk]:
        """Yield them as chunks of documents. owners: for each text its record. first: the number of record 0."""
        gathered = _Gathered()
        latest, line = -1, 1
        for text, owner in zip(texts, owners, strict=True):
            data = text.encode("utf-8", ERRORS)
            whole = data.endswith(b"\n")
            if data and not whole:
                data += b"\n"
            line, latest = (line if owner == latest else 1), owner
            begin = (first + owner) * RECORD + line
            line += data.count(b"\n")
            self.ends.append((first + owner) * RECORD + line)
            self.whole.append(whole)
            self.lines.append([])
            if not data:
                continue
            yield from gathered.room(len(data))
            if len(data) > LONG:
                yield from _of_long(data, begin)
            else:
                gathered.add(data, range(begin, self.ends[-1]))
        yield from gathered.room(LONG)

    def made(self) -> list[str]:
        """Return what has become of them."""
        pairs = zip(self.lines, self.whole, strict=True)
        made = [b"".join(lines) if whole else b"".join(lines).removesuffix(b"\n") for lines, whole in pairs]
        return [one.decode("utf-8", ERRORS) for one in made]


@dataclass(slots=True)
class _Held:
    """A frame until all its texts are through."""

    work: Work
    done: Done
    parsed: Parsed | None = None
    texts: _Texts = field(default_factory=_Texts)

    def finished(self, engines: Engines) -> tuple[Work, Done]:
        """Return the frame, rendered."""
        if self.parsed is not None:
            self.done.data = rendered(engines, self.work, self.parsed, self.texts.made())
            self.done.changed = self.done.data != self.work.data
        return self.work, self.done


def documents(engines: Engines, texts: Sequence[str]) -> list[str]:
    """Return texts that the first pass has been through, each a document and a file of its own, after all passes.

    The settings are taken to say so: headlines_scope `document`, no document_separator. Raises LettersLostError.
    """
    held = _Texts()
    chunks = held.chunks(texts, range(len(texts)), 1)
    text = 0
    for chunk in run_passes(engines.groups, chunks, engines.cleaner, TextAccount(), engines.pipeline.verify):
        for number, line in zip(chunk.numbers, chunk.data.split(b"\n"), strict=False):
            while number >= held.ends[text]:
                text += 1
            held.lines[text] += (line, b"\n")
        if not chunk.data.endswith(b"\n"):
            held.lines[text].pop()  # a part of a long line
    return held.made()


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
            while text >= len(held[0].texts.ends) or number >= held[0].texts.ends[text]:
                text += 1
                if text >= len(held[0].texts.ends):
                    yield held.popleft().finished(engines)
                    text = 0
            held[0].texts.lines[text] += (line, b"\n")
        if not chunk.data.endswith(b"\n"):
            held[0].texts.lines[text].pop()  # a part of a long line
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
        owners = (owner for owner, _ in parsed.owners)
        yield from frame.texts.chunks(parted(done.data, parsed.texts), owners, records)
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
