"""Guarantee 11: time is linear in the input, whatever stands in it: `python -m benchmarks.linear`.

Every filter and the presets default and page clean each text at one, two and four times its size, in this process;
printed is the factor per doubling. Exit 1 if it is above 2.3 where the times are long enough to mean something.
"""

from __future__ import annotations

import argparse
import sys
import time
import tomllib
from pathlib import Path

from benchmarks.dump import chunks
from benchmarks.measure import print_table
from persclean.filters import all_filters
from persclean.pipeline import Pipeline
from persclean.presets import presets

LIMIT = 2.3
FLOOR = 0.005  # seconds: what takes less at four times the size is noise
GIVE_UP = 20.0  # seconds: a filter this slow on the smallest size is not tried on larger ones


def texts(size: int, times: int = 1) -> dict[str, str]:
    """Return the texts at a size in code points: the runs, the same over and over, and ordinary news; `times` that."""
    runs: dict[str, str] = tomllib.loads((Path(__file__).parent / "runs.toml").read_text(encoding="utf-8"))
    made = {name: (period * (size * times // len(period) + 1))[: size * times] for name, period in runs.items()}
    news = b"".join(chunks(size * times * 2)).decode()[: size * times]
    return made | {"news": news, "news in one line": news.replace("\n", " ")}


def seconds(pipeline: Pipeline, text: str, tries: int = 3) -> float:
    """Return the least process time of several: what the machine adds is never negative."""
    best = float("inf")
    for _ in range(tries):
        start = time.process_time()
        pipeline(text)
        best = min(best, time.process_time() - start)
        if best > 1:
            break
    return best


def factor(pipeline: Pipeline, sizes: list[str]) -> tuple[float, float]:
    """Return the larger factor of the two doublings and the time at the largest size; a slow one is tried twice."""
    worst = float("inf")
    took: list[float] = []
    for _ in range(3):
        took = []
        for text in sizes:
            took.append(seconds(pipeline, text))
            if took[0] > GIVE_UP:
                return float("inf"), took[-1]
        worst = min(
            worst, (took[2] / took[0]) ** 0.5 if took[0] < FLOOR / 4 else max(took[1] / took[0], took[2] / took[1])
        )
        if worst <= LIMIT or took[2] < FLOOR:
            break
    return worst, took[-1]


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="benchmarks.linear", description=__doc__)
    parser.add_argument(
        "--size",
        type=int,
        default=16_000,
        help="smallest size in code points; default 16000; four times it above 65536 takes the engine",
    )
    parser.add_argument("--only", help="these filters (or `default`, `page`), with commas between")
    parser.add_argument("--all", action="store_true", help="print every line, not only the worst of each filter")
    options = parser.parse_args(argv)
    sets = [texts(options.size, times) for times in (1, 2, 4)]
    wanted = options.only.split(",") if options.only else [*all_filters(), "default", "page"]
    rows, failed = [], 0
    for name in wanted:
        pipeline = Pipeline.preset(name) if name in presets() else Pipeline((name,))
        results = [(*factor(pipeline, [one[text] for one in sets]), text) for text in sets[0]]
        for ratio, took, text in results:
            bad = ratio > LIMIT and took >= FLOOR
            failed += bad
            if bad or options.all:
                rows.append([name, text, f"{ratio:.2f}", f"{took * 1000:.1f}", "NOT LINEAR" if bad else ""])
        ratio, took, text = (
            max(r for r in results if r[1] >= FLOOR) if any(r[1] >= FLOOR for r in results) else max(results)
        )
        slow = max(results, key=lambda result: result[1])
        rows.append(
            [
                name,
                f"worst: {text}",
                f"{ratio:.2f}",
                f"{took * 1000:.1f}",
                f"slowest: {slow[2]}, {slow[1] * 1000:.0f} ms",
            ]
        )
        print(f"{name}: {len(results)} texts", file=sys.stderr, flush=True)
    print_table(["filter", "text", f"factor per doubling (at most {LIMIT})", "ms at the largest", ""], rows)
    return int(failed > 0)


if __name__ == "__main__":
    raise SystemExit(main())
