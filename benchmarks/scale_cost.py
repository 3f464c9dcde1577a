"""What a terabyte costs: `python -m benchmarks.scale_cost`: rates, start-up, memory and shuffle, and what follows.

Each way of cleaning is run on a small and on a large part of one dump: what the CPU time grows by with the text is the
rate, what is left of the small run is the start-up. CPU seconds are those of all processes of a run, user and system;
other programs on the machine hardly show in them. The stages of `persclean repeats` are run on the corpus of
benchmarks.repeats_corpus. The last table is computed from these figures alone: hours = MB / rate / 3600 / cores.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.measure import CACHE, PERSCLEAN, Run, print_table, run
from benchmarks.repeats_memory import corpus
from benchmarks.scale import dump, read
from benchmarks.scale_engines import COLUMNS

FOLDER = CACHE / "cost"
_SMALL = 1 / 8  # of the dump
_TERABYTE = 1e6  # MB
WAYS = {
    "clean_batch, Parquet": "parquet",
    "persclean clean, text": "txt",
    "persclean clean, JSON lines": "jsonl",
    "persclean clean, Parquet": "parquet",
}


def written(table: pa.Table, name: str) -> dict[str, Path]:
    """Write a table as Parquet, JSON lines and text; return the files by their suffixes."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    paths = {suffix: FOLDER / f"{name}.{suffix}" for suffix in ("parquet", "jsonl", "txt")}
    pq.write_table(table, paths["parquet"], row_group_size=2000)
    rows = table.to_pylist()
    lines = (json.dumps(row, ensure_ascii=False) for row in rows)
    paths["jsonl"].write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    texts = (f"{row['title']}\n{row['body'] or ''}\n" for row in rows)
    paths["txt"].write_text("".join(texts), encoding="utf-8")
    return paths


def cleaned(way: str, source: Path) -> Run:
    """Clean a file in one way, in one process."""
    if way.startswith("clean_batch"):
        return run([sys.executable, "-m", "benchmarks.scale_cost", "--batches", str(source)], watch=True)
    target = FOLDER / f"out{source.suffix}"
    target.unlink(missing_ok=True)
    columns = [] if source.suffix == ".txt" else ["--column", ",".join(COLUMNS)]
    return run([*PERSCLEAN, "clean", "-q", str(source), "-o", str(target), *columns], watch=True)


def batches(path: Path) -> None:
    """Clean the batches of a Parquet file with clean_batch."""
    from persclean.scale import clean_batch

    for batch in pq.ParquetFile(path).iter_batches(2000):
        clean_batch(batch, COLUMNS)


def rates(megabytes: float) -> list[list[str]]:
    """Return a row for each way: MB of text a CPU second, CPU seconds of the start, memory; and that of 1 TB."""
    table = read(dump(megabytes))
    some = table.slice(0, int(table.num_rows * _SMALL))
    sizes = [sum(column.nbytes for column in one.combine_chunks().columns[1:]) / 1e6 for one in (some, table)]
    files = [written(one, name) for one, name in ((some, "small"), (table, "large"))]
    rows = []
    for way, suffix in WAYS.items():
        small, large = (cleaned(way, one[suffix]) for one in files)
        rate = (sizes[1] - sizes[0]) / (large.cpu_all - small.cpu_all)
        start = max(small.cpu_all - sizes[0] / rate, 0.0)
        rows.append([way, f"{rate:.1f}", f"{start:.1f}", f"{large.peak_all / 1e6:.0f}", *_hours(rate)])
        print(" | ".join(rows[-1]), file=sys.stderr, flush=True)
    return rows


def repeats(megabytes: float) -> tuple[list[list[str]], list[list[str]]]:
    """Return a row for each stage, and one for each thing that goes between them."""
    source, out = corpus("news", megabytes), FOLDER / "repeats"
    size = sum(path.stat().st_size for path in source.iterdir()) / 1e6
    shutil.rmtree(out, ignore_errors=True)
    stages = []
    for stage in ("signatures", "group", "remove"):
        done = run([*PERSCLEAN, "repeats", stage, str(source), "-o", str(out), "--column", "body", "-q"], watch=True)
        rate = size / done.cpu_all
        stages.append([stage, f"{rate:.1f}", f"{done.peak_all / 1e6:.0f}", *_hours(rate)])
    work = out / ".persclean" / "repeats"
    moved = []
    for name in ("units", "signatures", "met", "proposals", "removals"):
        paths = list(work.glob(f"{name}-*.parquet"))
        count = sum(pq.read_metadata(path).num_rows for path in paths)
        share = sum(path.stat().st_size for path in paths) / 1e6 / size
        moved.append([name, f"{count / size:,.0f}", f"{share:.3f}", f"{share * 1000:,.0f}"])
    return stages, moved


def _hours(rate: float) -> list[str]:
    hours = _TERABYTE / rate / 3600
    return [f"{hours:.0f}", f"{hours / 100 * 60:.0f}"]


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="benchmarks.scale_cost", description=__doc__)
    parser.add_argument("--mb", type=float, default=100, help="text in the dump, in megabytes; default 100")
    parser.add_argument("--batches", type=Path, metavar="FILE", help="only clean a Parquet file, with clean_batch")
    options = parser.parse_args(argv)
    if options.batches:
        batches(options.batches)
        return 0
    then = ["1 TB, core hours", "on 100 cores, minutes"]
    print_table(["one process", "MB of text a CPU second", "start, CPU s", "memory, MB", *then], rates(options.mb))
    stages, moved = repeats(22)
    print()
    print_table(["persclean repeats, -j 1", "MB a CPU second", "memory, MB", *then], stages)
    print()
    print_table(["between the stages", "rows a MB", "bytes a byte of input", "GB for 1 TB"], moved)
    shutil.rmtree(FOLDER)
    return 0


if __name__ == "__main__":
    sys.exit(main())
