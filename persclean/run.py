"""The driver behind `persclean clean`: every input through the pipeline to its output, failures named."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from persclean.console import Console
from persclean.engine.stream import BadByte, StreamReport, clean_stream
from persclean.errors import InputError, PerscleanError
from persclean.io import encodings, stdio, targets
from persclean.io.bad import BadBytes
from persclean.io.decode import Text, open_text
from persclean.io.failures import BinaryError, OutputError, reason
from persclean.io.inputs import opened, version
from persclean.io.patterns import IGNORE_FILE, Patterns
from persclean.io.sinks import Nowhere, Shared, Sink, open_sink
from persclean.io.sources import Source, find_sources
from persclean.io.targets import Target
from persclean.listing import Counts, change_line, removal_line
from persclean.pipeline import Pipeline
from persclean.request import Request

if TYPE_CHECKING:
    from persclean.documents import Removal
    from persclean.engine.account import Memory, TextAccount

DONE, FAILED = 0, 3


def run(pipeline: Pipeline, request: Request) -> int:
    """Clean all that the request names; return the exit code. ConfigError before anything is written."""
    output = request.output
    tree = output is not None and targets.is_tree(request.paths, output)
    patterns = Patterns(request.include, request.exclude)
    sources = find_sources(request.paths, patterns, Path(output) if output is not None and tree else None)
    planned: Sequence[Target | OutputError] | None = None
    if output is not None:
        planned = targets.plan(sources, output, tree, request.force)
    with Console(request.quiet, _shows_progress(request), _total(sources)) as console:
        session = _Session(pipeline, request, console)
        if pipeline.config.document_separator and not any("document" in one.reach for one in pipeline.filters):
            console.note("--document-separator has no effect: none of the filters looks at whole documents")
        if not sources:
            console.note(f"no files to clean: see --include, --exclude and {IGNORE_FILE}")
        for number, source in enumerate(sources):
            if not session.one(source, planned[number] if planned is not None else None):
                break
        return session.finish()


class _Session:
    """One run over all inputs."""

    def __init__(self, pipeline: Pipeline, request: Request, console: Console) -> None:
        self._pipeline, self._request, self._console = pipeline, request, console
        self._counts = Counts(dry=request.dry_run)
        self._to_files = request.in_place or request.output is not None
        self._stdout = stdio.Stdout() if request.dry_run or not self._to_files else None
        self._documents = any("document" in one.reach for one in pipeline.filters)
        self._memory: Memory = {}  # what document filters keep of one input for the next

    def one(self, source: Source, target: Target | OutputError | None) -> bool:
        """Clean one input; False if there is no use in going on."""
        try:
            if source.failure:
                raise source.failure
            if isinstance(target, OutputError):
                raise target
            if self._request.in_place:
                target = targets.in_place(source)
            changed = self._clean(source, target)
        except BinaryError as error:
            if not source.walked:
                return self._failed(source, error)
            self._memory.clear()
            self._counts.skipped += 1
            self._console.note(f"{source.name}: skipped: it {error}")
        except (PerscleanError, OSError) as error:
            return self._failed(source, error)
        else:
            self._counts.cleaned += changed
            self._counts.unchanged += not changed
        return True

    def finish(self) -> int:
        """Close standard output, say what was done, return the exit code."""
        try:
            if self._stdout is not None:
                self._stdout.finish()
        except OutputError as error:
            self._counts.failed += 1
            self._console.fail(str(error))
        if self._to_files or self._request.dry_run:
            self._console.note(str(self._counts))
        setting, account = self._pipeline.config.document_separator, self._counts.account
        if setting and account is not None and not account.boundaries:
            self._console.note(f"--document-separator {setting!r} matched no line: it has to match a whole one")
        return FAILED if self._counts.failed else DONE

    def _failed(self, source: Source, error: Exception) -> bool:
        self._counts.failed += 1
        # Nothing of this input was written: no later one may lose words because they stand here.
        self._memory.clear()
        what = reason(error) if isinstance(error, OSError) else str(error)
        broken = isinstance(error, OutputError) and not self._to_files
        self._console.fail(what if broken else f"{source.name}: {what}")
        return not broken

    def _clean(self, source: Source, target: Target | None) -> bool:
        """Clean one input into its output; whether that changed anything."""
        with opened(source) as (raw, info):
            if self._stdout is not None and info is not None and stdio.same_file_as_stdout(info):
                raise InputError("is also standard output: write to another file, or use -w")
            text = open_text(raw, self._request.encoding, self._request.errors)
            if text.confidence is not None:
                self._console.note(f"{source.name}: read as {text.encoding} (confidence {text.confidence:.0%})")
            account = self._account(source)
            with self._sink(target) as sink:
                if text.bom and not (self._stdout is not None and self._stdout.written):
                    sink.write("\N{ZERO WIDTH NO-BREAK SPACE}".encode())
                report = clean_stream(
                    self._pipeline,
                    text.reader.read,
                    sink.write,
                    jobs=self._request.workers,
                    progress=self._console.advance,
                    account=account,
                )
                changed = report.changed or text.reader.recoded
                if self._request.dry_run:
                    if changed:
                        self._write_line(change_line(source.name, account))
                elif target is not None and target.in_place:
                    if not changed:
                        self._tell(source, text, report)
                        return False
                    self._check_in_place(source, target, info)
                sink.commit()
        self._tell(source, text, report)
        self._counts.add(account)
        return changed

    def _account(self, source: Source) -> TextAccount | None:
        """Return the account of an input, if there are document filters."""
        if not self._documents:
            return None
        from persclean.engine.account import TextAccount

        def note(removal: Removal) -> None:
            self._console.note(removal_line(source.name, removal))

        def write(removal: Removal) -> None:
            self._write_line(removal_line(source.name, removal))

        listed = note if self._request.list_removals else None
        return TextAccount(source.name, self._memory, write if self._request.dry_run else listed)

    def _write_line(self, line: str) -> None:
        assert self._stdout is not None
        self._stdout.write(f"{line}\n".encode("utf-8", "surrogateescape"))

    def _sink(self, target: Target | None) -> Sink:
        if self._request.dry_run:
            return Nowhere(target)
        if target is not None:
            return open_sink(target)
        assert self._stdout is not None
        return Shared(self._stdout)

    def _check_in_place(self, source: Source, target: Target, before: os.stat_result | None) -> None:
        """Raise InputError if someone else has written the file meanwhile; note that hard links will part."""
        now = target.path.stat()
        if before is None or version(before) != version(now):
            raise InputError("was changed by someone else while it was read; left as it is: run again")
        if now.st_nlink > 1:
            self._console.note(
                f"{source.name}: had {now.st_nlink} hard links; this name has the new text, the others keep the old"
            )

    def _tell(self, source: Source, text: Text, report: StreamReport) -> None:
        """Report bytes that could not be decoded, and pieces that are no text."""
        bad = text.reader.bad
        if not bad.count and report.bad_bytes:
            shift = len(text.bom)
            first = [BadByte(one.line, one.offset + shift, one.value) for one in report.first_bad]
            bad = BadBytes(encodings.UTF8, "kept", report.bad_bytes, first)
        if bad.count:
            self._console.note(f"{source.name}: {bad}")
        if report.passed_through:
            self._console.note(f"{source.name}: {report.passed_through} pieces of over 1 MB without a space kept as is")


def _total(sources: Sequence[Source]) -> int:
    """Return the bytes to read, 0 if that is unknown."""
    try:
        return sum(source.path.stat().st_size if source.path else 0 for source in sources if not source.failure)
    except OSError:
        return 0


def _shows_progress(request: Request) -> bool:
    """Whether a bar can be shown: not between lines of text that go to, or come from, the same terminal."""
    busy = request.output is None and not request.in_place and sys.stdout is not None and sys.stdout.isatty()
    typing = (not request.paths or "-" in request.paths) and sys.stdin is not None and sys.stdin.isatty()
    return request.progress and not busy and not typing
