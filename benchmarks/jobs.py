"""How much quicker two processes are than one: `python -m benchmarks.jobs`; exit 1 below what is promised.

Over many files (text and JSON lines, a folder of them to a folder), at least 1.7 times; within one big file, of text
and of JSON lines, at least 1.6 times. `-j 1` and `-j N` take turns, pair by pair; printed are the medians of their wall
times, and the ratio of these. What else runs on the machine makes the ratio smaller: only an idle one can judge.
Small inputs (`--mb 200`) make it smaller, too: to start the processes, and to learn the words in each, takes its time.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

from benchmarks.archive_files import Made, content
from benchmarks.measure import PERSCLEAN, print_table, run
from benchmarks.news import Pool

PROMISED = {"files": 1.7, "one file": 1.6}
_STYLES = {"text": ("", "txt"), "jsonl": ("compact", "jsonl")}


def made(folder: Path, format: str, megabytes: float, files: int) -> Path:
    """Write so many files of a format with so much text in all; return the folder."""
    size = int(megabytes * 1e6) // files
    pool, first = Pool(min(size * files, 50_000_000), 1), 0
    style, suffix = _STYLES[format]
    folder.mkdir()
    for number in range(files):
        one = Made(number, format, suffix, style, "none", 1.0, first=first)
        while one.text < size:
            one.text += pool[first].size
            first += 1
        one.count = first - one.first
        (folder / f"{number:03}.{suffix}").write_bytes(content(one, pool))
    return folder


def seconds(source: Path, out: Path, jobs: int) -> float:
    """Return the wall time of a run."""
    shutil.rmtree(out, ignore_errors=True)
    done = run([*PERSCLEAN, "clean", "-q", str(source), "-o", str(out), "--column", "title,body", "-j", str(jobs)])
    if done.code:
        raise SystemExit(f"persclean failed ({done.code})")
    return done.wall


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="benchmarks.jobs", description=__doc__)
    parser.add_argument("--mb", type=float, default=1000, help="text in each input, in megabytes; default 1000")
    parser.add_argument("--files", type=int, default=50, help="files in a folder of many; default 50")
    parser.add_argument("--rounds", type=int, default=3, help="pairs of runs; default 3")
    parser.add_argument("-j", "--jobs", type=int, default=2, help="default 2")
    options = parser.parse_args(argv)
    rows, short = [], 0
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "out")
        for format in _STYLES:
            for kind, files in (("files", options.files), ("one file", 1)):
                source = made(Path(folder, f"{format}-{files}"), format, options.mb, files)
                took: dict[int, list[float]] = {1: [], options.jobs: []}
                for _ in range(options.rounds):
                    for jobs, times in took.items():
                        times.append(seconds(source, out, jobs))
                alone, shared = (statistics.median(times) for times in took.values())
                ratio = alone / shared
                short += ratio < PROMISED[kind]
                rows.append(
                    [f"{format}, {kind}", f"{alone:.1f}", f"{shared:.1f}", f"{ratio:.2f}", f"{PROMISED[kind]:g}"]
                )
                print(f"{format}, {kind}: {ratio:.2f}", file=sys.stderr, flush=True)
                shutil.rmtree(source)
    print_table(["input", "-j 1, s", f"-j {options.jobs}, s", "times as fast", "promised"], rows)
    return int(short > 0)


if __name__ == "__main__":
    sys.exit(main())
