"""Write a dump of made-up Persian news, dirty in every way the filters know: `python -m benchmarks.dump --mb 100`.

The same size and seed give the same bytes on any machine; a smaller dump is the beginning of a larger one.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from benchmarks.articles import Writer

BATCH = 200  # articles written at a time


def chunks(size: int, seed: int = 1, *, clean: bool = False) -> Iterator[bytes]:
    """Yield at most `size` bytes of whole lines (and at least `size` less one line), a batch of articles at a time."""
    writer = Writer(seed, clean=clean)
    number = 0
    while size > 0:
        block = "".join(writer.article(i) for i in range(number, number + BATCH)).encode()
        number += BATCH
        if len(block) >= size:
            yield block[: block.rfind(b"\n", 0, size) + 1]
            return
        yield block
        size -= len(block)


def write(path: Path, megabytes: float, seed: int = 1, *, clean: bool = False) -> Path:
    """Write a dump to a file and return its path."""
    with path.open("wb") as out:
        out.writelines(chunks(int(megabytes * 1e6), seed, clean=clean))
    return path


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.dump", description=__doc__)
    parser.add_argument("--mb", type=float, default=10, help="size in megabytes (10^6 bytes); default 10")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--clean", action="store_true", help="the same kind of text, undamaged")
    parser.add_argument("-o", "--output", type=Path, help="file to write; default stdout")
    options = parser.parse_args(argv)
    if options.output:
        write(options.output, options.mb, options.seed, clean=options.clean)
        return
    out: BinaryIO = sys.stdout.buffer
    try:
        out.writelines(chunks(int(options.mb * 1e6), options.seed, clean=options.clean))
        out.flush()
    except BrokenPipeError:
        sys.stderr.close()


if __name__ == "__main__":
    main()
