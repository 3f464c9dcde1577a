"""Precision and recall of the filter headlines on a dump with known repeats: `python -m benchmarks.headlines`.

Exit code 1 below the floors, or where words are lost. A file with a paragraph a line gives the stories with --stories.
"""

from __future__ import annotations

import argparse
import itertools
import sys
import time
from collections import Counter
from pathlib import Path

from benchmarks.repeats import Line, dump, from_lines, stories
from persclean.config import Config
from persclean.documents import Chunk, Removal
from persclean.filters.headlines import Headlines

PRECISION, RECALL = 0.995, 0.98
CHUNK = 40_000  # lines


class Account:
    """Keeps what is told."""

    def __init__(self) -> None:
        self.removals: list[Removal] = []

    def removed(self, removal: Removal) -> None:
        self.removals.append(removal)

    def joined(self, filter_name: str, number: int) -> None:
        raise AssertionError

    def memory(self, filter_name: str, fresh: object) -> object:
        return fresh


def stays(lines: list[str], config: Config) -> tuple[set[int], list[Removal], float]:
    """Return the indices of the lines that stay, the removals, and the seconds it took."""
    chunks = []
    for at in range(0, len(lines), CHUNK):
        part = lines[at : at + CHUNK]
        data = "".join(line + "\n" for line in part).encode()
        chunks.append(Chunk(data, range(at + 1, at + 1 + len(part)), () if at else (0,)))
    account = Account()
    start = time.perf_counter()
    kept = {n - 1 for chunk in Headlines(config).documents(iter(chunks), account) for n in chunk.numbers}
    return kept, account.removals, time.perf_counter() - start


def score(lines: list[Line], kept: set[int], show: int) -> tuple[float, float]:
    """Print precision and recall by kind; return both over all lines."""
    goes, gone, good = Counter[str](), Counter[str](), Counter[str]()
    for i, line in enumerate(lines):
        if not line.text.strip():
            continue
        kind = line.kind or "other text"
        goes[kind] += line.goes
        gone[kind] += i not in kept
        good[kind] += line.goes and i not in kept
        if line.goes != (i not in kept) and show:
            show -= 1
            print(f"{'missed' if line.goes else 'WRONG'} {i + 1} [{kind}] {line.text[:150]}", file=sys.stderr)
    kinds = Counter(line.kind or "other text" for line in lines if line.text.strip())
    print(f"{'kind':22}{'lines':>9}{'to go':>9}{'gone':>9}{'right':>9}")
    for kind, number in sorted(kinds.items()):
        print(f"{kind:22}{number:9}{goes[kind]:9}{gone[kind]:9}{good[kind]:9}")
    return good.total() / max(gone.total(), 1), good.total() / max(goes.total(), 1)


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="benchmarks.headlines", description=__doc__)
    parser.add_argument("--articles", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--stories", type=Path, help="a file with a paragraph a line; default: made-up articles")
    parser.add_argument("--show", type=int, default=0, help="print this many lines that are judged wrong")
    options = parser.parse_args(argv)
    source = stories(options.seed)
    if options.stories:
        source = from_lines(options.stories.read_text(encoding="utf-8", errors="replace").split("\n"))
    lines = list(dump(source, options.articles, options.seed))
    texts = list(itertools.chain(line.text for line in lines))
    kept, removals, seconds = stays(texts, Config())
    precision, recall = score(lines, kept, options.show)
    size = sum(len(text.encode()) + 1 for text in texts) / 1e6
    print(f"precision {precision:.4f} (floor {PRECISION})  recall {recall:.4f} (floor {RECALL})")
    print(f"{len(removals)} blocks removed from {size:.1f} MB in {seconds:.2f} s")
    return 0 if precision >= PRECISION and recall >= RECALL else 1


if __name__ == "__main__":
    sys.exit(main())
