"""From a stream of bytes to a clean one: memory bounded, results independent of how the bytes arrive."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import chain, islice
from typing import TYPE_CHECKING

from persclean.engine.cutter import Block, Read, read_blocks
from persclean.engine.result import BlockResult, bad_bytes

if TYPE_CHECKING:
    from persclean.pipeline import Pipeline

LIGHT = 1 << 16  # bytes; a whole input up to this takes the reference path, and nothing heavy is imported
MAX_REPORTED = 20

Write = Callable[[bytes], object]
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class BadByte:
    """An undecodable byte: its line (from 1) and its offset in the stream (from 0), and its value."""

    line: int
    offset: int
    value: int


@dataclass(slots=True)
class StreamReport:
    """What a run over one stream did; bytes are those of the UTF-8 stream."""

    bytes_in: int = 0
    bytes_out: int = 0
    lines: int = 0
    changed: bool = False
    bad_bytes: int = 0
    first_bad: list[BadByte] = field(default_factory=list)
    passed_through: int = 0

    def add(self, block: Block, result: BlockResult) -> None:
        """Count one block, in stream order."""
        for bad in result.bad[: MAX_REPORTED - len(self.first_bad)]:
            self.first_bad.append(BadByte(self.lines + bad.line + 1, self.bytes_in + bad.offset, bad.value))
        self.bad_bytes += len(result.bad)
        self.bytes_in += len(block.data)
        self.lines += result.lines
        self.passed_through += block.raw
        self.changed = self.changed or result.data != block.data


def clean_stream(
    pipeline: Pipeline, read: Read, write: Write, *, jobs: int = 1, progress: Progress | None = None
) -> StreamReport:
    """Clean a stream of UTF-8 bytes, block by block.

    read: as of a binary file (b"" ends it). write: takes bytes, in order. jobs: worker processes. progress: called with
    the number of input bytes done since the last call.

    Raises LettersLostError; what read and write raise comes through. Blocks written before an error stay written.
    """
    report = StreamReport()
    head = bytearray()
    while len(head) <= LIGHT and (data := read(LIGHT + 1 - len(head))):
        head += data
    if len(head) <= LIGHT:
        results: Iterable[BlockResult] = (_light(pipeline, bytes(head), report),)
    else:
        blocks = read_blocks(read, bytes(head))
        first = list(islice(blocks, 2))
        # One block is cleaned before worker processes would have started.
        results = _in_passes(pipeline, chain(first, blocks), jobs if len(first) > 1 else 1, report)
    seen = 0
    for result in results:
        report.bytes_out += len(result.data)
        if result.data:
            write(result.data)
        if progress is not None:
            progress(report.bytes_in - seen)
            seen = report.bytes_in
    return report


def _in_passes(pipeline: Pipeline, blocks: Iterable[Block], jobs: int, report: StreamReport) -> Iterator[BlockResult]:
    """Yield the results of the last pass; the first one, which sees the stream as it came, makes the report."""
    from persclean.engine.passes import passes, run_documents

    first, *rest = passes(pipeline.filters)
    results = _reported(_cleaned(pipeline.part(first), blocks, jobs), report)
    if not rest:
        yield from results
        return
    before, after = blake2b(), blake2b()
    parts = _hashed(results, before)
    for group in rest:
        again = run_documents(group[0], parts) if "document" in group[0].reach else None
        if again is None:
            # One pass has the worker processes: a pool that starts beside another's threads may not fork safely.
            cleaned = _cleaned(pipeline.part(group), _recut(parts), 1)
            parts = (result.data for _, result in cleaned)
        else:
            parts = (block.data for block in again)
    for part in parts:
        after.update(part)
        yield BlockResult(part, part.count(b"\n"))
    report.changed = report.changed or before.digest() != after.digest()


def _hashed(results: Iterable[BlockResult], digest: blake2b) -> Iterator[bytes]:
    for result in results:
        digest.update(result.data)
        yield result.data


def _recut(parts: Iterable[bytes]) -> Iterator[Block]:
    from persclean.engine.cutter import Cutter

    cutter = Cutter()
    for part in parts:
        yield from cutter.feed(part)
    yield from cutter.finish()


def _cleaned(pipeline: Pipeline, blocks: Iterable[Block], jobs: int) -> Iterator[tuple[Block, BlockResult]]:
    if jobs > 1:
        from persclean.engine.parallel import clean_blocks
    else:
        from persclean.engine.serial import clean_blocks
    return clean_blocks(pipeline, blocks, jobs)


def _reported(pairs: Iterable[tuple[Block, BlockResult]], report: StreamReport) -> Iterator[BlockResult]:
    for block, result in pairs:
        report.add(block, result)
        yield result


def _light(pipeline: Pipeline, data: bytes, report: StreamReport) -> BlockResult:
    from persclean.engine import light

    text = data.decode("utf-8", "surrogateescape")
    cleaned = light.run(pipeline.filters, text, pipeline.verify).encode("utf-8", "surrogateescape")
    result = BlockResult(cleaned, data.count(b"\n"), bad_bytes(text))
    report.add(Block(data), result)
    return result
