"""Precision and recall of the filter `unwrap` on pages with known paragraphs; see wrapping.py for how they are made.

    python -m benchmarks.unwrap                      # generated news
    python -m benchmarks.unwrap FILE... --pages 500  # paragraphs of your own, one a line
    python -m benchmarks.unwrap --show 20            # also mistakes, with the lines around

Exits with 1 where precision is under 0.99 or recall under 0.97.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

from benchmarks.articles import Writer
from benchmarks.measure import ROOT, print_table
from benchmarks.wrapping import Builder, Page, Style
from persclean.documents import Chunk, Removal
from persclean.filters import find

PRECISION, RECALL = 0.99, 0.97
_PARAGRAPHS = 8  # of a file's, to an article


class Joined:
    """An account that keeps the numbers of the joined lines."""

    def __init__(self) -> None:
        self.numbers: list[int] = []

    def removed(self, removal: Removal) -> None:
        raise AssertionError("unwrap removes nothing")

    def joined(self, filter_name: str, number: int) -> None:
        self.numbers.append(number)

    def memory(self, filter_name: str, fresh: object) -> object:
        return fresh


def joined_lines(lines: Sequence[str]) -> set[int]:
    """Return the indices of the lines that unwrap joins to the ones before."""
    account = Joined()
    data = "\n".join([*lines, ""]).encode()
    for _ in find("unwrap")().documents(iter([Chunk(data, range(len(lines)), (0,))]), account):
        pass
    return set(account.numbers)


def generated(seed: int) -> Iterator[list[str]]:
    """Yield clean articles of the generated dump without end, each a list of paragraphs, with the project's samples."""
    writer = Writer(seed, clean=True)
    for path in sorted((ROOT / "samples" / "clean").glob("*.txt")):
        lines = [line for line in path.read_text(encoding="utf-8").split("\n") if len(line) > 120]
        if lines:
            yield [path.stem, *lines]
    number = 0
    while True:
        yield writer.article(number).splitlines()
        number += 1


def of_files(paths: Sequence[str], seed: int) -> Iterator[list[str]]:
    """Yield articles made of some neighbouring lines of the files, at places drawn at random, without end."""
    rng = Random(seed)
    texts = [[line for raw in Path(p).read_text(encoding="utf-8").split("\n") if (line := " ".join(raw.split()))]
             for p in paths]  # fmt: skip
    while True:
        lines = rng.choice(texts)
        start = rng.randrange(max(1, len(lines) - _PARAGRAPHS))
        yield lines[start : start + _PARAGRAPHS]


def measure(articles: Iterator[Sequence[str]], pages: int, seed: int) -> tuple[Counter[tuple[str, str]], list[str]]:
    """Return how many breaks of each kind were joined, kept, wrongly joined, missed; and the mistakes to read."""
    counts: Counter[tuple[str, str]] = Counter()
    shown: list[str] = []
    builder = Builder(iter(articles), seed)
    for _ in range(pages):
        page, style = builder.page()
        found = joined_lines(page.lines)
        made = f"[{style.parted}, {'pdf' if style.proportional else 'fixed'}]"
        for index, kind in [*page.joins.items(), *page.kinds.items()]:
            if index in page.joins:
                sort = "joined" if index in found else "missed"
            else:
                sort = "wrong" if index in found else "kept"
            counts[kind, sort] += 1
            counts[made, sort] += 1
        shown += _mistakes(page, style, found)
    return counts, shown


def _mistakes(page: Page, style: Style, found: set[int]) -> Iterator[str]:
    for index in sorted(found ^ page.joins.keys()):
        kind = page.joins.get(index) or page.kinds.get(index, "?")
        near = range(max(0, index - 3), min(len(page.lines), index + 2))
        around = "\n".join(f"  {'>' if n == index else '|'} {page.lines[n]}" for n in near)
        yield f"{'WRONG' if index in found else 'MISSED'} ({kind}; {style})\n{around}"


def main() -> int:
    """Print the figures; return 1 where a floor is not held."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", help="texts with a paragraph a line")
    parser.add_argument("--pages", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=0, help="print so many mistakes of each sort, drawn at random")
    options = parser.parse_args()
    articles = of_files(options.files, options.seed) if options.files else generated(options.seed)
    counts, mistakes = measure(articles, options.pages, options.seed)
    rows = []
    total: Counter[str] = Counter()
    for kind in sorted({kind for kind, _ in counts}):
        row = {sort: counts[kind, sort] for sort in ("joined", "missed", "wrong", "kept")}
        if not kind.startswith("["):
            total.update(row)
        shares = (_share(row["joined"], row["wrong"]), _share(row["joined"], row["missed"]))
        rows.append([kind, *map(str, row.values()), *shares])
    precision = total["joined"] / max(1, total["joined"] + total["wrong"])
    recall = total["joined"] / max(1, total["joined"] + total["missed"])
    rows.append(["all", *map(str, total.values()), f"{precision:.4f}", f"{recall:.4f}"])
    print_table(["line", "joined", "missed", "wrongly", "kept", "precision", "recall"], rows)
    for sort in ("WRONG", "MISSED"):
        some = [one for one in mistakes if one.startswith(sort)]
        print("\n".join(Random(0).sample(some, min(options.show, len(some)))))
    return int(precision < PRECISION or recall < RECALL)


def _share(good: int, bad: int) -> str:
    return f"{good / (good + bad):.4f}" if good + bad else "-"


if __name__ == "__main__":
    sys.exit(main())
