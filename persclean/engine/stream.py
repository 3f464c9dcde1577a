"""From a stream of bytes to a clean one: memory bounded, results independent of how the bytes arrive."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import chain, islice
from operator import ne
from typing import TYPE_CHECKING

from persclean.engine.cutter import Block, Read, even_size, read_blocks
from persclean.engine.engines import Engines
from persclean.engine.result import BlockResult, bad_bytes, untouched

if TYPE_CHECKING:
    from persclean.engine.account import TextAccount
    from persclean.engine.parallel import Workers
    from persclean.engine.watch import Watch
    from persclean.pipeline import Pipeline

LIGHT = 1 << 16  # bytes; a whole input up to this takes the reference path, and nothing heavy is imported
MAX_REPORTED = 20

Write = Callable[[bytes], object]
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class BadByte:
    """An undecodable byte: its line (from 1) and its offset in the stream (from 0), and its value."""

    line: int
    offset: int
    value: int


@dataclass(slots=True)
class StreamReport:
    """What a run over one stream did; bytes are those of the UTF-8 stream.

    changes: how many there are of each filter, by its code, if they were traced. account: what document filters did, if
    there were any. places: how many stretches of it were replaced before any document filter.
    """

    bytes_in: int = 0
    bytes_out: int = 0
    lines: int = 0
    changed: bool = False
    bad_bytes: int = 0
    first_bad: list[BadByte] = field(default_factory=list)
    passed_through: int = 0
    changes: dict[str, int] = field(default_factory=dict)
    account: TextAccount | None = None
    places: int = 0

    def add(self, block: Block, result: BlockResult) -> None:
        """Count one block, in stream order."""
        for bad in result.bad[: MAX_REPORTED - len(self.first_bad)]:
            self.first_bad.append(BadByte(self.lines + bad.line + 1, self.bytes_in + bad.offset, bad.value))
        self.bad_bytes += len(result.bad)
        self.bytes_in += len(block.data)
        self.lines += result.lines
        self.places += result.places
        self.passed_through += block.raw
        self.changed = self.changed or result.data != block.data
        add_counts(self.changes, result.changes)


def add_counts(to: dict[str, int], counts: dict[str, int]) -> None:
    """Add numbers by name."""
    for name, number in counts.items():
        to[name] = to.get(name, 0) + number


def clean_stream(
    pipeline: Pipeline,
    read: Read,
    write: Write,
    *,
    engines: Engines | None = None,
    workers: Workers | None = None,
    progress: Progress | None = None,
    account: TextAccount | None = None,
    watch: Watch | None = None,
    total: int = 0,
) -> StreamReport:
    """Clean a stream of UTF-8 bytes, block by block.

    read: as of a binary file (b"" ends it). write: takes bytes, in order. engines: those of this pipeline that earlier
    streams have used. workers: processes that run what stands before the first document filter. progress: called with
    the number of input bytes done, and of stretches replaced, since the last call. account: gets what document filters
    do, one of its own if there is none. watch: looks on. total: about how many bytes there are, where that is known:
    the blocks are then shared out evenly.

    Raises LettersLostError; what read and write raise comes through. Blocks written before an error stay written.
    """
    engines = engines or Engines(pipeline)
    report = StreamReport()
    if len(engines.groups) > 1:
        from persclean.engine.account import TextAccount

        report.account = account or TextAccount()
    head = bytearray()
    while len(head) <= LIGHT and (data := read(LIGHT + 1 - len(head))):
        head += data
    results: Iterable[bytes]
    if len(head) <= LIGHT and not engines.warm and not engines.traced and watch is None:
        results = (_light(pipeline, bytes(head), report),)
    else:
        blocks = read_blocks(read, bytes(head), even_size(total, workers.jobs) if total and workers else None)
        first = list(islice(blocks, 2))
        # One block is cleaned before worker processes would have started.
        results = _in_passes(engines, chain(first, blocks), workers if len(first) > 1 else None, report, watch)
    seen = places = 0
    for result in results:
        report.bytes_out += len(result)
        if result:
            write(result)
        if progress is not None:
            progress(report.bytes_in - seen, report.places - places)
            seen, places = report.bytes_in, report.places
    return report


def _in_passes(
    engines: Engines, blocks: Iterable[Block], workers: Workers | None, report: StreamReport, watch: Watch | None
) -> Iterator[bytes]:
    """Yield the results of the last pass; the first one, which sees the stream as it came, makes the report."""
    results = _reported(_first(engines, blocks, workers), report, watch)
    if report.account is None:
        for _, data in results:
            yield data
        return
    from persclean.engine.chunks import numbered
    from persclean.engine.documents import run_passes
    from persclean.engine.separators import separators

    pipeline = engines.pipeline
    setting = pipeline.config.document_separator
    before, after = blake2b(), blake2b()

    def unsure() -> bool:
        """Whether only the bytes can tell if anything changed; a separator may have been put back as it was."""
        return not report.changed or bool(setting)

    def compared() -> Iterator[tuple[bytes, bytes]]:
        for block, data in results:
            if unsure():
                before.update(block.data)
            yield block.data, data

    chunks = numbered(compared(), separators(setting), report.account)
    for chunk in run_passes(engines.groups, chunks, engines.cleaner, report.account, pipeline.verify):
        if unsure():
            after.update(chunk.data)
        if watch is not None:
            watch.chunk(chunk)
        yield chunk.data
    if unsure():
        report.changed = before.digest() != after.digest()


def _first(engines: Engines, blocks: Iterable[Block], workers: Workers | None) -> Iterator[tuple[Block, BlockResult]]:
    """Yield the blocks of a stream with what the first group makes of them."""
    if not engines.groups[0]:
        return ((block, untouched(block)) for block in blocks)
    if workers is not None:
        from persclean.engine.parallel import clean_block

        return workers.ordered(clean_block, blocks)
    return ((block, engines.clean_block(block)) for block in blocks)


def _reported(
    pairs: Iterable[tuple[Block, BlockResult]], report: StreamReport, watch: Watch | None
) -> Iterator[tuple[Block, bytes]]:
    for block, result in pairs:
        report.add(block, result)
        if watch is not None:
            watch.block(block, result)
        yield block, result.data


def _light(pipeline: Pipeline, data: bytes, report: StreamReport) -> bytes:
    from persclean.engine import light

    text = data.decode("utf-8", "surrogateescape")
    cleaned = light.run(pipeline.filters, text, pipeline.verify, report.account).encode("utf-8", "surrogateescape")
    # (Small as it is, lines will do.)
    places = sum(map(ne, data.split(b"\n"), cleaned.split(b"\n"))) if cleaned != data else 0
    report.add(Block(data), BlockResult(cleaned, data.count(b"\n"), bad_bytes(text), places=places))
    return cleaned
