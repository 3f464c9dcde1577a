"""One input to its output, in whichever process: opened, recognised, cleaned, written whole."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from persclean.batch.outcome import Figures, Outcome
from persclean.batch.parts import Job, Live
from persclean.batch.reading import Opened, Read, limits_of, opened_input, seekable
from persclean.batch.writing import Counted, compressed
from persclean.engine.memory import give_back
from persclean.engine.stream import BadByte, StreamReport, add_counts, clean_stream
from persclean.errors import InputError, PerscleanError
from persclean.io import encodings, stdio
from persclean.io.bad import BadBytes
from persclean.io.decode import Text, open_text
from persclean.io.failures import BinaryError, OutputError, reason, shown
from persclean.io.formats import TEXT, format_name, record_format
from persclean.io.inputs import version
from persclean.io.sinks import Nowhere, Shared, Sink, open_sink
from persclean.io.targets import Target
from persclean.listing import change_line, removal_line

if TYPE_CHECKING:
    from persclean.documents import Removal
    from persclean.engine.account import TextAccount
    from persclean.engine.engines import Engines
    from persclean.engine.records import Quarantined, RecordsReport
    from persclean.engine.watch import Watch
    from persclean.io.compression.limits import Limits
    from persclean.io.quarantine import Quarantine
    from persclean.request import Request

_BOM = "\N{ZERO WIDTH NO-BREAK SPACE}".encode()


def clean_one(
    engines: Engines, job: Job, request: Request, live: Live | None = None, watch: Watch | None = None
) -> Outcome:
    """Clean one input into its output; what fails is said by the outcome.

    live: None in a worker process. watch: looks on, in a dry run.

    Raises OutputClosedError where standard output has gone, LettersLostError never.
    """
    outcome = Outcome(job.number, job.source.name)
    begin = time.monotonic()
    if job.own is not None:
        request = job.own.request
        if job.own.pipeline != engines.pipeline:
            engines = engines.beside(job.own.pipeline)
            live = replace(live, workers=None) if live is not None else None  # they have the pipeline of the run
    cleaning = Cleaning(engines, job, request, live, outcome, watch)
    try:
        cleaning.run()
    except BinaryError as error:
        outcome.error = str(error)
        outcome.status = "skipped" if job.source.walked else "failed"
    except (PerscleanError, OSError) as error:
        outcome.error = reason(error) if isinstance(error, OSError) else str(error)
        outcome.status = "failed"
        outcome.fatal = isinstance(error, OutputError) and job.target is None and not request.dry_run
        outcome.figures = Figures()  # nothing came out, and nothing was set aside
    finally:
        cleaning.close()
        give_back()
    # They are met in an order that depends on what the process has seen before.
    outcome.figures.changes = dict(sorted(outcome.figures.changes.items()))
    outcome.seconds = time.monotonic() - begin
    return outcome


class Cleaning:
    """The work on one input."""

    def __init__(
        self,
        engines: Engines,
        job: Job,
        request: Request,
        live: Live | None,
        outcome: Outcome,
        watch: Watch | None = None,
    ) -> None:
        self._engines, self._job, self.request, self._live, self.outcome = engines, job, request, live, outcome
        self._watch = watch
        self.source, self.target = job.source, job.target
        self._account = self._new_account() if len(engines.groups) > 1 else None
        self._stored: Callable[[], int] = int
        self._told = 0  # of the bytes stored, those that the progress display knows of
        self.damage: InputError | None = None  # why not all could be read; what could be is written all the same
        self._aside: Quarantine | None = None

    def run(self) -> None:
        """Do it."""
        source, target, outcome = self.source, self.target, self.outcome
        if source.failure:
            raise source.failure
        salvage = target is None or not target.in_place
        with opened_input(source, self.limits(), digest=self._job.digest, salvage=salvage) as opened:
            info = opened.info
            if info is not None:
                outcome.size, outcome.mtime = info.st_size, info.st_mtime_ns
                if target is None and (self._watch or not self.request.dry_run) and stdio.same_file_as_stdout(info):
                    raise InputError("is also standard output: write to another file, or use -w")
            self._stored = lambda: opened.stored.size
            if opened.compression is not None:
                outcome.compression = opened.compression.name
                shows = target is None and not self.request.dry_run and self.request.compress is None
                if shows and stdio.is_terminal():
                    raise InputError("would come out compressed, for a terminal: give -o FILE or --compress none")
            with self._sink() as sink:
                out = Counted(sink.write, self._job.digest)
                if outcome.compression == "zip":
                    from persclean.batch.archive import clean_archive

                    changed = clean_archive(self, opened, out.write)
                else:
                    changed = self.clean(opened, source.path, out.write)
                outcome.figures.bytes_out = outcome.output_size = out.size
                self._finish(opened, sink, changed)
            outcome.digest, outcome.output_digest = opened.stored.finish(), out.digest()
            outcome.figures.bytes_in = opened.stored.size
        outcome.figures.take(self._account)
        if self._account is not None:
            outcome.boundaries = self._account.boundaries

    def close(self) -> None:
        """Let go what is still open."""
        if self._aside is not None and (self._live is None or self._aside is not self._live.quarantine):
            self._aside.__exit__(None, None, None)

    def _finish(self, opened: Opened, sink: Sink, changed: bool) -> None:
        outcome, target, damage = self.outcome, self.target, opened.damage or self.damage
        if damage is not None and target is not None and target.in_place:
            raise damage
        outcome.status = "cleaned" if changed else "unchanged"
        if self.request.dry_run:
            if changed and self._watch is None:
                outcome.lines.append(change_line(outcome.name, self._account))
        elif target is not None and target.in_place:
            if not changed:
                return
            self._check_in_place(target, opened.info)
        self._close_quarantine()
        sink.commit()
        if damage is not None:
            outcome.status, outcome.error = "partial", str(damage)

    def clean(self, opened: Opened, path: Path | None, write: Callable[[bytes], object]) -> bool:
        """Clean a stream of text or records; return whether what is written differs from it.

        path: its name, None for standard input. write: takes the bytes as they are to be stored.
        """
        if path is not None and opened.compression is not None:
            from persclean.io.compression.kinds import without_suffix

            path = without_suffix(path)
        name = format_name(path, opened.head(), self.request)
        self.outcome.format = name
        if self._watch is not None:
            self._watch.begin(self.outcome.name, name)
        packing = opened.compression if self._watch is None else None
        writer = compressed(write, packing, self.request.compress)
        changed = self._text(opened, writer.write) if name == TEXT else self._records(name, opened, path, writer.write)
        writer.finish()
        if self._watch is not None:
            self._watch.end()
        return changed or writer.changes

    def _text(self, opened: Opened, write: Callable[[bytes], object]) -> bool:
        text = self._opened_text(opened)
        self._mark(text, write)
        report = clean_stream(
            self._engines.pipeline,
            text.reader.read,
            write,
            engines=self._engines,
            workers=self._live.workers if self._live is not None else None,
            progress=self._advance,
            account=self._account,
            watch=self._watch,
            total=opened.size,
        )
        self.outcome.figures.lines += report.lines
        add_counts(self.outcome.figures.changes, report.changes)
        self._tell(text, report)
        self._tell_watch(text)
        return report.changed or text.reader.recoded

    def _records(self, name: str, opened: Opened, path: Path | None, write: Callable[[bytes], object]) -> bool:
        from persclean.engine.records import clean_records

        options = self.request.records
        format = record_format(name, options)
        checker = record_format(name, replace(options, max_record=2 * options.max_record + (1 << 16)))
        quarantine = self._quarantine()

        def aside(one: Quarantined) -> None:
            quarantine.add(self.outcome.name, one)

        def clean(records: Read | BinaryIO) -> RecordsReport:
            return clean_records(
                format,
                records,
                write,
                aside,
                engines=self._engines,
                workers=self._live.workers if self._live is not None else None,
                progress=self._advance,
                account=self._account,
                checker=checker,
                watch=self._watch,
            )

        recoded = False
        if format.seeks:
            with seekable(path, opened) as file:
                report = clean(file)
        else:
            text = self._opened_text(opened)
            self._mark(text, write)
            report = clean(text.reader.read)
            recoded = text.reader.recoded
            self._tell_watch(text)
        figures = self.outcome.figures
        figures.records += report.records
        figures.records_out += report.records_out
        figures.quarantined += report.quarantined
        figures.texts += report.texts
        add_counts(figures.changes, report.changes)
        if report.passed_through:
            self.note(f"{report.passed_through} pieces of over 1 MB without a space kept as is")
        if report.damage is not None:
            self.damage = report.damage
        return report.changed or recoded

    def _tell_watch(self, text: Text) -> None:
        if self._watch is not None:
            self._watch.bad(text.encoding, text.reader.bad.first, text.reader.recoded)

    def _opened_text(self, opened: Opened) -> Text:
        text = open_text(opened.text.read, self.request.encoding, self.request.errors)
        self.outcome.encoding = text.encoding
        if text.confidence is not None:
            self.note(f"read as {text.encoding} (confidence {text.confidence:.0%})")
        return text

    def _mark(self, text: Text, write: Callable[[bytes], object]) -> None:
        """Begin with a byte order mark, if the input does and this is the beginning of an output."""
        stdout = self._live.stdout if self._live is not None and self.target is None else None
        if self.outcome.compression == "zip":
            stdout = None  # each member begins anew
        if text.bom and self._watch is not None:
            self._watch.mark(_BOM)
        if text.bom and not (stdout is not None and stdout.written):
            write(_BOM)

    def limits(self) -> Limits | None:
        """Return what decompressing may cost."""
        return limits_of(self.request)

    def _sink(self) -> Sink:
        if self.request.dry_run:
            return Nowhere(self.target)
        if self.target is not None:
            self.outcome.output = shown(self.target.path)
            return open_sink(self.target)
        assert self._live is not None and self._live.stdout is not None
        return Shared(self._live.stdout)

    def _quarantine(self) -> Quarantine:
        """Return where the bad records of this input go, made when first needed."""
        from persclean.io.quarantine import Quarantine, Shelf

        if self._aside is None:
            if self.request.dry_run and not self.request.strict:
                self._aside = Shelf()
            elif self._live is not None and self._live.quarantine is not None:
                self._aside = self._live.quarantine
            else:
                self._aside = Quarantine(self._job.place, self.request.strict)
        return self._aside

    def _close_quarantine(self) -> None:
        place = self._job.place
        if self._aside is None and place is not None and place.own and os.path.lexists(place.target.path):
            self._quarantine()  # plain text by now, and once it held bad records: their file goes
        aside = self._aside
        if aside is None:
            return
        if self._live is None or aside is not self._live.quarantine:
            aside.commit()
        if aside.used and aside.place is not None:
            self.outcome.quarantine = shown(aside.place.target.path)

    def _new_account(self) -> TextAccount:
        from persclean.engine.account import TextAccount

        def tell(removal: Removal) -> None:
            line = removal_line(self.outcome.name, removal)
            if self.request.dry_run:
                self.outcome.lines.append(line)
            else:
                self.note(line, named=True)

        memory = self._live.memory if self._live is not None else None
        if self._watch is not None:
            return TextAccount(self.source.name, memory, self._watch.removed, self._watch.joined)
        listed = self.request.dry_run or self.request.list_removals
        return TextAccount(self.source.name, memory, tell if listed else None)

    def _advance(self, _: int, places: int) -> None:
        """Say how much of the input, as it is stored, is done."""
        size = self._stored()
        self.outcome.places += places
        if self._live is not None:
            self._live.advance(size - self._told, places)
        self._told = size

    def note(self, text: str, named: bool = False) -> None:
        """Say something about the input that the user should know; `named`: it says of which."""
        text = text if named else f"{self.outcome.name}: {text}"
        (self._live.note if self._live is not None else self.outcome.notes.append)(text)

    def _check_in_place(self, target: Target, before: os.stat_result | None) -> None:
        """Raise InputError if someone else has written the file meanwhile; note that hard links will part."""
        now = target.path.stat()
        if before is None or version(before) != version(now):
            raise InputError("was changed by someone else while it was read; left as it is: run again")
        if now.st_nlink > 1:
            self.note(f"had {now.st_nlink} hard links; this name has the new text, the others keep the old")

    def _tell(self, text: Text, report: StreamReport) -> None:
        """Report bytes that could not be decoded, and pieces that are no text."""
        bad = text.reader.bad
        if not bad.count and report.bad_bytes:
            shift = len(text.bom)
            first = [BadByte(one.line, one.offset + shift, one.value) for one in report.first_bad]
            bad = BadBytes(encodings.UTF8, "kept", report.bad_bytes, first)
        self.outcome.figures.bad_bytes += bad.count
        if bad.count:
            self.note(str(bad))
        if report.passed_through:
            self.note(f"{report.passed_through} pieces of over 1 MB without a space kept as is")
