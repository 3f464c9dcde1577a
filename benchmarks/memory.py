"""Peak memory of `persclean clean` on inputs of every shape: `python -m benchmarks.memory`; exit 1 above 512 MB.

Everything goes through a pipe as it is made up, so no disk is needed. Memory is that of the process and its children
together (pages they share are counted once).
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from itertools import islice

from benchmarks.dump import chunks
from benchmarks.measure import PERSCLEAN, print_table, run

LIMIT = 512_000_000  # guarantee 8


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


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="benchmarks.memory", description=__doc__)
    parser.add_argument("--gb", type=float, default=1, help="size of the large inputs; default 1, 10 takes its time")
    parser.add_argument("--quick", action="store_true", help="a tenth of every size")
    parser.add_argument("-j", "--jobs", type=int, default=2, help="jobs of the run with several; default 2")
    options = parser.parse_args(argv)
    small = 10_000_000 if options.quick else 100_000_000
    large = int(options.gb * 1e9) // (10 if options.quick else 1)
    tasks: list[tuple[str, int, list[str], Callable[[], Iterator[bytes]]]] = [
        ("dump", small, [], lambda: chunks(small)),
        ("dump", large, [], lambda: repeated(large)),
        (f"dump, -j {options.jobs}", large, ["-j", str(options.jobs)], lambda: repeated(large)),
        ("one line", large, [], lambda: one_line(large)),
        ("one word", small, [], lambda: one_word(small)),
    ]
    rows, worst = [], 0
    for name, size, extra, blocks in tasks:
        done = run([*PERSCLEAN, "clean", *extra], feeder(blocks), watch=True)
        worst = max(worst, LIMIT + 1 if done.code else done.peak_all)
        result = f"{done.peak_all / 1e6:.0f}" if not done.code else f"failed ({done.code})"
        rows.append([name, f"{size / 1e6:,.0f}", result, f"{done.wall:.0f}"])
        print(f"{name}, {size / 1e6:,.0f} MB: {result}", file=sys.stderr, flush=True)
    print_table(["input", "MB", f"peak memory, MB (at most {LIMIT / 1e6:.0f})", "seconds"], rows)
    return int(worst > LIMIT)


if __name__ == "__main__":
    raise SystemExit(main())
