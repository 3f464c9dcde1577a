"""Peak memory of each stage of `persclean repeats`: `python -m benchmarks.repeats_memory --mb 66`; exit 1 above 512 MB.

Two kinds of corpora: `news`, that of benchmarks.repeats_corpus, with new stories for each 22 MB; and `twice`, in which
every paragraph is new and stands in two files, so that there are as many distinct blocks as there can be. Memory and
CPU time are those of a stage's process and its children together.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from contextlib import ExitStack
from pathlib import Path
from random import Random

from benchmarks.measure import CACHE, PERSCLEAN, print_table, run
from benchmarks.memory import LIMIT
from benchmarks.repeats import stories
from benchmarks.repeats_corpus import FILES, Corpus

FOLDER = CACHE / "repeats"
STAGES = ("signatures", "group", "remove", "report")
_STORIES, _SIZE = 5000, 22e6  # of a corpus of benchmarks.repeats_corpus
_WORDS = 60_000
_LETTERS = "ابپتدرزسشکگلمنوهی"


def news(megabytes: float, folder: Path) -> None:
    """Write a corpus with copies in nine ways."""
    size, seed = 0, 0
    while size < megabytes * 1e6:
        seed += 1
        share = min(1.0, (megabytes * 1e6 - size) / _SIZE)
        size += Corpus(stories(seed), max(int(_STORIES * share), 50), seed).write(folder, f"{seed:03}-")


def twice(megabytes: float, folder: Path) -> None:
    """Write a corpus in which each paragraph stands in two files."""
    rng = Random(1)
    words = ["".join(rng.choices(_LETTERS, k=rng.randint(2, 8))) for _ in range(_WORDS)]
    size = number = 0
    with ExitStack() as stack:
        files = [stack.enter_context(Path(folder, f"{n:03}.jsonl").open("wb")) for n in range(FILES)]
        while size < megabytes * 1e6:
            body = [" ".join(rng.choices(words, k=rng.randint(20, 45))) + "." for _ in range(6)]
            for place in (number, number * 7 + 13):
                own = " ".join(rng.choices(words, k=30)) + "."
                row = {"id": number, "body": "\n".join([own, *body])}
                size += files[place % FILES].write(json.dumps(row, ensure_ascii=False).encode() + b"\n")
            number += 1


KINDS = {one.__name__: one for one in (news, twice)}


def corpus(kind: str, megabytes: float) -> Path:
    """Return a folder with a corpus of this size, made unless it is there."""
    folder = FOLDER / f"{kind}-{megabytes:g}"
    if not folder.is_dir():
        writing = FOLDER / "writing"
        shutil.rmtree(writing, ignore_errors=True)
        writing.mkdir(parents=True)
        KINDS[kind](megabytes, writing)
        writing.rename(folder)
    return folder


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="benchmarks.repeats_memory", description=__doc__)
    parser.add_argument("--mb", default="66", help="sizes, in megabytes; default 66")
    parser.add_argument("--kinds", default=",".join(KINDS), help="default: both")
    parser.add_argument("-j", "--jobs", type=int, default=2, help="default 2")
    parser.add_argument("--shards", type=int, default=16, help="default 16")
    options = parser.parse_args(argv)
    rows, worst = [], 0
    for megabytes in map(float, options.mb.split(",")):
        for kind in options.kinds.split(","):
            source = corpus(kind, megabytes)
            size = sum(path.stat().st_size for path in source.iterdir()) / 1e6
            out = FOLDER / "out"
            shutil.rmtree(out, ignore_errors=True)
            for stage in STAGES:
                more = ["-o", str(out), "--shards", str(options.shards), "-j", str(options.jobs), "-q"]
                done = run([*PERSCLEAN, "repeats", stage, str(source), "--column", "body", *more], watch=True)
                worst = max(worst, LIMIT + 1 if done.code else done.peak_all)
                peak = f"{done.peak_all / 1e6:.0f}" if not done.code else f"failed ({done.code})"
                rows.append([kind, f"{size:.0f}", stage, peak, f"{done.cpu_all:.0f}", f"{done.wall:.0f}"])
                print(f"{kind}, {size:.0f} MB, {stage}: {peak} MB", file=sys.stderr, flush=True)
            work = sum(path.stat().st_size for path in (out / ".persclean").rglob("*") if path.is_file()) / 1e6
            rows.append([kind, f"{size:.0f}", "work folder, MB on disk", f"{work:.0f}", "", ""])
    print_table(["corpus", "MB", "stage", f"peak memory, MB (at most {LIMIT / 1e6:.0f})", "CPU s", "wall s"], rows)
    return int(worst > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
