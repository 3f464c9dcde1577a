"""Peak memory of `persclean clean` on inputs of every shape: `python -m benchmarks.memory`; exit 1 above 512 MB.

Everything goes through a pipe as it is made up, so no disk is needed. A JSON record of 500 MB is above the cap: it goes
to quarantine in parts, which the run must say. Memory is that of the process and its children together (pages they
share are counted once).
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import zlib
from collections.abc import Callable, Iterator
from itertools import islice

from benchmarks.dump import chunks
from benchmarks.measure import PERSCLEAN, print_table, run

LIMIT = 512_000_000  # guarantee 8
RECORDS = ["--format", "jsonl", "--column", "body"]
ARRAY = ["--format", "json", "--column", "body"]
REFUSED = " out + 1 quarantined"


def feeder(blocks: Callable[[], Iterator[bytes]]) -> Callable[[int], None]:
    """Return a function that writes the blocks to a file descriptor."""

    def feed(out: int) -> None:
        for block in blocks():
            view = memoryview(block)
            while view:
                view = view[os.write(out, view) :]

    return feed


def repeated(size: int, block: int = 50_000_000, seed: int = 1) -> Iterator[bytes]:
    """Yield a dump of any size quickly: 50 MB of it new, then again and again, with the lines' order kept."""
    kept: list[bytes] = []
    for one in chunks(min(size, block), seed):
        kept.append(one)
        size -= len(one)
        yield one
    while size > 0:
        for one in kept:
            yield one[:size] if len(one) > size else one
            size -= len(one)
            if size <= 0:
                return


def one_line(size: int, seed: int = 1) -> Iterator[bytes]:
    """Yield a dump as one line."""
    return (block.replace(b"\n", b" ") for block in repeated(size, seed=seed))


def one_word(size: int) -> Iterator[bytes]:
    """Yield one word without an end."""
    block = "سلامتی".encode() * 80_000
    return islice(iter(lambda: block, b""), size // len(block))


def objects(size: int) -> Iterator[bytes]:
    """Yield JSON lines, whose texts are a dump's lines."""
    for block in repeated(size):
        lines = block.decode(errors="ignore").splitlines()
        yield "".join(f'{{"id": 1, "body": {json.dumps(line, ensure_ascii=False)}}}\n' for line in lines).encode()


def one_record(size: int, before: bytes = b"", between: bytes = b"\n", after: bytes = b"\n") -> Iterator[bytes]:
    """Yield a JSON record of this size, and a small one behind it."""
    yield before + b'{"id": 1, "body": "'
    yield from (block.replace(b"\n", b" ").replace(b'"', b" ").replace(b"\\", b" ") for block in repeated(size))
    yield b'"}' + between + '{"id": 2, "body": "كتاب"}'.encode() + after


def gzipped(blocks: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the blocks compressed."""
    packer = zlib.compressobj(1, wbits=31)
    for block in blocks:
        yield packer.compress(block)
    yield packer.flush()


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="benchmarks.memory", description=__doc__)
    parser.add_argument("--gb", type=float, default=1, help="size of the large inputs; default 1, 10 takes its time")
    parser.add_argument("--quick", action="store_true", help="a tenth of every size")
    parser.add_argument("-j", "--jobs", type=int, default=2, help="jobs of the run with several; default 2")
    parser.add_argument("--only", default="", metavar="WORDS", help="only the inputs whose names hold these words")
    options = parser.parse_args(argv)
    small = 10_000_000 if options.quick else 100_000_000
    large = int(options.gb * 1e9) // (10 if options.quick else 1)
    tasks: list[tuple[str, int, list[str], Callable[[], Iterator[bytes]]]] = [
        ("dump", small, [], lambda: chunks(small)),
        ("dump", large, [], lambda: repeated(large)),
        (f"dump, -j {options.jobs}", large, ["-j", str(options.jobs)], lambda: repeated(large)),
        ("one line", large, [], lambda: one_line(large)),
        ("one word", small, [], lambda: one_word(small)),
        ("JSON lines", large, RECORDS, lambda: objects(large)),
        ("JSON lines, gz", large, RECORDS, lambda: gzipped(objects(large))),
        ("one JSON record", 5 * small, RECORDS, lambda: one_record(5 * small)),
        ("one JSON record, an array", 5 * small, ARRAY, lambda: one_record(5 * small, b"[", b",", b"]")),
    ]
    tasks = [task for task in tasks if options.only in task[0]]
    rows, worst = [], 0
    for name, size, extra, blocks in tasks:
        with tempfile.TemporaryDirectory() as folder:
            aside = ["--quarantine", f"{folder}/bad.jsonl"] if "--column" in extra else []
            done = run([*PERSCLEAN, "clean", *extra, *aside], feeder(blocks), watch=True)
        if name.startswith("one JSON") and REFUSED not in done.said:
            print(f"{name}: not refused: {done.said}", file=sys.stderr)
            worst = LIMIT + 1
        worst = max(worst, LIMIT + 1 if done.code else done.peak_all)
        result = f"{done.peak_all / 1e6:.0f}" if not done.code else f"failed ({done.code})"
        rows.append([name, f"{size / 1e6:,.0f}", result, f"{done.wall:.0f}"])
        print(f"{name}, {size / 1e6:,.0f} MB: {result}", file=sys.stderr, flush=True)
    print_table(["input", "MB", f"peak memory, MB (at most {LIMIT / 1e6:.0f})", "seconds"], rows)
    return int(worst > LIMIT)


if __name__ == "__main__":
    raise SystemExit(main())
