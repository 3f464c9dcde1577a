"""Records through the engine: frames of a stream are parsed, their texts cleaned, and put back, in order.

Texts are lines of one block to the engine: no word, gap or line filter looks across a line feed. Document filters take
each text for a document (engine/record_documents.py). A bad record never meets the engine: it goes to quarantine, and
is counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, BinaryIO

from persclean.engine import light
from persclean.engine.cutter import blocks_of
from persclean.engine.engines import Engines
from persclean.engine.stream import LIGHT, Progress, Write, add_counts
from persclean.errors import InputError, RecordsLostError
from persclean.io.records.base import Bad, Frame, Parsed, Read, RecordFormat

if TYPE_CHECKING:
    from persclean.engine.account import TextAccount
    from persclean.engine.parallel import Workers
    from persclean.engine.places import FramePlaces
    from persclean.engine.watch import Watch

ERRORS = "surrogatepass"  # halves of characters, which JSON can hold, come through


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A bad record, or a part of one that is too large to be held.

    record: its number in the stream, from 1. line, byte: where it starts: its line, from 1, and offset, from 0, in the
    stream as UTF-8; None in formats that have no lines or offsets. code, reason: see Bad; "" for all parts but the
    last. part: which part this is, from 1; 0 for a whole record.
    """

    record: int
    line: int | None
    byte: int | None
    code: str
    reason: str
    data: bytes
    part: int = 0


@dataclass(slots=True)
class RecordsReport:
    """What a run over one stream of records did; bytes are those of the stream as the format reads it.

    records: all of them; the `quarantined` ones did not come out. damage: why the stream could not be read to its end.
    """

    records: int = 0
    quarantined: int = 0
    texts: int = 0
    bytes_in: int = 0
    bytes_out: int = 0
    changed: bool = False
    passed_through: int = 0
    changes: dict[str, int] = field(default_factory=dict)
    account: TextAccount | None = None
    damage: InputError | None = None

    @property
    def records_out(self) -> int:
        """How many records came out."""
        return self.records - self.quarantined


@dataclass(frozen=True, slots=True)
class Work:
    """A frame on its way to a worker, its data apart.

    checker: the format that reads what was written: its records may be a little larger than those that were read.
    """

    data: bytes
    frame: Frame
    format: RecordFormat
    checker: RecordFormat

    def parsed(self) -> Parsed:
        """Return the texts of the frame."""
        return self.format.parse(replace(self.frame, data=self.data))

    def found_in(self, data: bytes) -> tuple[int, list[str]]:
        """Return how many good records what was rendered holds, and their texts."""
        records, texts = 0, []
        for frame in self.checker.again(self.frame, data):
            if frame.kind == "records":
                parsed = self.checker.parse(frame)
                records += parsed.records - len(parsed.bad)
                texts += parsed.texts
        return records, texts


@dataclass(slots=True)
class Done:
    """What became of a frame. data: rendered, or for document filters its clean texts, a line feed between any two.

    findings: the changes in its texts, if each is traced. places: how many stretches of them were replaced.
    """

    data: bytes
    records: int = 0
    texts: int = 0
    bad: list[Bad] = field(default_factory=list)
    changed: bool = False
    passed_through: int = 0
    changes: dict[str, int] = field(default_factory=dict)
    findings: FramePlaces | None = None
    places: int = 0


def clean_frame(engines: Engines, work: Work) -> Done:
    """Return a frame with its texts cleaned."""
    parsed = work.parsed()
    joined = "\n".join(parsed.texts).encode("utf-8", ERRORS)
    done = Done(b"", parsed.records, len(parsed.texts), parsed.bad)
    out = clean_joined(engines, joined, done, parsed, work.data)
    texts = parted(out, parsed.texts) if done.changed else parsed.texts
    done.data = rendered(engines, work, parsed, texts)
    done.changed = done.data != work.data
    return done


def rendered(engines: Engines, work: Work, parsed: Parsed, texts: Sequence[str]) -> bytes:
    """Return a frame with its clean texts; what was written is read and compared, unless nothing was changed.

    Where the format knows how, just the new texts are read, each as it is written, else the whole frame. Raises
    RecordsLostError if that finds other records or texts.
    """
    data = parsed.render(texts)
    if engines.pipeline.verify and data != work.data and not parsed.proved(texts):
        records, found = work.found_in(data)
        # A format may keep a text as it was, where the new one could not be written.
        pairs = zip(found, texts, parsed.texts, strict=True) if len(found) == len(texts) else ()
        same = len(found) == len(texts) and all(one in (new, old) for one, new, old in pairs)
        if records != parsed.records - len(parsed.bad) or not same:
            raise RecordsLostError(work.format.name, parsed.records - len(parsed.bad), records)
    return data


def clean_texts(engines: Engines, work: Work) -> Done:
    """Return the clean texts of a frame, for document filters."""
    parsed = work.parsed()
    joined = "\n".join(parsed.texts).encode("utf-8", ERRORS)
    done = Done(b"", parsed.records, len(parsed.texts), parsed.bad)
    done.data = clean_joined(engines, joined, done, parsed, work.data)
    return done


def clean_joined(engines: Engines, data: bytes, done: Done, parsed: Parsed | None, frame: bytes) -> bytes:
    """Return texts as the first group of filters leaves them; `done` is told what happened to them.

    data: the texts, a line feed between any two. parsed, frame: what they were found in, for the places of findings.
    """
    group = engines.groups[0]
    if not group or not data:
        return data
    if len(data) <= LIGHT and not engines.warm and not engines.traced:
        text = light.run_group(group, data.decode("utf-8", ERRORS), engines.pipeline.verify)
        cleaned = text.encode("utf-8", ERRORS)
        done.changed = cleaned != data
        return cleaned
    from persclean.engine.places import Walk, in_texts, merged

    parts, walk, found = [], Walk(), []
    for block in blocks_of(data):
        result = engines.clean_block(block)
        parts.append(result.data)
        done.passed_through += block.raw
        add_counts(done.changes, result.changes)
        done.places += result.places
        placed = walk.placed(block.data, result.findings) if engines.traced == "each" else None
        if placed is not None:
            found.append(placed)
    whole = merged(found)
    if whole is not None and parsed is not None:
        done.findings = in_texts(parsed, frame, whole)
    cleaned = b"".join(parts)
    done.changed = cleaned != data
    return cleaned


def parted(data: bytes, before: Sequence[str]) -> list[str]:
    """Return clean texts, each with as many lines as the text before it had."""
    text = data.decode("utf-8", ERRORS)
    if text.count("\n") + 1 == len(before):
        return text.split("\n")
    found, place = [], 0
    for old in before:
        end = text.find("\n", place)
        for _ in range(old.count("\n")):
            end = text.find("\n", end + 1) if end >= 0 else end
        end = end if end >= 0 else len(text)
        found.append(text[place:end])
        place = end + 1
    return found


def clean_records(
    format: RecordFormat,
    source: Read | BinaryIO,
    write: Write,
    quarantine: Callable[[Quarantined], object],
    *,
    engines: Engines,
    workers: Workers | None = None,
    progress: Progress | None = None,
    account: TextAccount | None = None,
    checker: RecordFormat | None = None,
    watch: Watch | None = None,
) -> RecordsReport:
    """Clean a stream of records.

    source: what the format reads (see RecordFormat.frames). write: takes bytes, in order. quarantine: takes each bad
    record. workers, progress, account: as of `clean_stream`. checker: the format with a larger `max_record`, to prove
    by reading again what was written. watch: looks on.

    Raises InputError for a stream that is not of this format; one that turns out to be damaged later is cleaned up to
    there (`damage`). Raises LettersLostError; what source, write and quarantine raise comes through.
    """
    report = RecordsReport(account=account)

    def counted(data: bytes) -> None:
        report.bytes_out += len(data)
        write(data)

    assembler = format.assembler(counted, None if callable(source) else source)
    place = Places(report, quarantine)
    results = works(format, checker or format, source, report)
    if len(engines.groups) > 1:
        from persclean.engine.record_documents import with_documents

        finished = with_documents(engines, workers, results, report)
    else:
        from persclean.engine.gathered import cleaned

        finished = cleaned(engines, workers, results)
    for work, done in finished:
        frame = work.frame
        if watch is not None:
            watch.frame(work, done)
        place.take(work, done)
        if frame.kind in ("records", "raw"):
            assembler.add(done.data, frame.kind == "raw")
        if progress is not None:
            progress(len(work.data), done.places)
    assembler.finish()
    return report


def works(
    format: RecordFormat, checker: RecordFormat, source: Read | BinaryIO, report: RecordsReport
) -> Iterator[Work]:
    """Yield the frames; where the stream breaks off later than at its start, say so in the report.

    Raises InputError for a stream that is not of this format.
    """
    frames = iter(format.frames(source))
    first = next(frames, None)
    try:
        while first is not None:
            yield Work(first.data, replace(first, data=b""), format, checker)
            first = next(frames, None)
    except InputError as error:
        report.damage = error


def untouched(work: Work) -> Done | None:
    """Return the outcome of a frame that holds no records to clean, None for one that does."""
    return Done(work.data) if work.frame.kind != "records" else None


class Places:
    """Where in the stream the frames stand; counts them, and sends bad records to quarantine with their places."""

    def __init__(self, report: RecordsReport, quarantine: Callable[[Quarantined], object]) -> None:
        self._report, self._quarantine = report, quarantine
        self.line = self._part = 0

    def take(self, work: Work, done: Done) -> None:
        """Count a frame, in stream order."""
        report, frame = self._report, work.frame
        if frame.kind in ("bad", "part"):
            last = frame.kind == "bad"
            self._part += bool(self._part) or not last
            self._bad(Bad(0, 0, 0, frame.code, frame.reason, work.data), self._part)
            if last:
                report.records += 1
                report.quarantined += 1
                self._part = 0
        for one in done.bad:
            self._bad(one, 0)
        report.records += done.records
        report.quarantined += len(done.bad)
        report.texts += done.texts
        report.passed_through += done.passed_through
        add_counts(report.changes, done.changes)
        report.changed = report.changed or done.changed or bool(done.bad) or frame.kind in ("bad", "part")
        report.bytes_in += len(work.data)
        self.line += work.data.count(b"\n")

    def _bad(self, one: Bad, part: int) -> None:
        number = self._report.records + one.record + 1
        if one.start < 0:
            self._quarantine(Quarantined(number, None, None, one.code, one.reason, one.data, part))
            return
        line, byte = self.line + one.line + 1, self._report.bytes_in + one.start
        self._quarantine(Quarantined(number, line, byte, one.code, one.reason, one.data, part))
