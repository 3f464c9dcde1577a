"""The same dump through the plain command and every engine: `python -m benchmarks.scale --mb 100`.

Compares all columns, ordered by key, and prints what each engine costs over the plain command with as many processes,
in CPU seconds of all its processes and in wall time. benchmarks.scale_failures is about killed workers and slow ones.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.articles import Writer
from benchmarks.measure import CACHE, PERSCLEAN, Run, print_table, run
from benchmarks.scale_engines import COLUMNS

FOLDER = CACHE / "scale"
FILES = 16
NEEDS = {"spark": "pyspark"}
# How many processes clean at a time, which is what the plain command is given to be compared with.
PROCESSES = {
    "polars": 1,
    "duckdb": 1,
    "pandas": 1,
    "datasets": 1,
    "datatrove": 2,
    "spark": 2,
    "ray": 2,
}


HEAD = ["engine", "processes", "wall s", "CPU s", "MB a CPU second", "CPU over plain", "wall over plain", "memory MB",
        "texts"]  # fmt: skip


def dump(megabytes: float) -> Path:
    """Return a folder of Parquet files with so much text: id, title, body, and a column that nobody cleans."""
    folder = FOLDER / f"dump-{megabytes:g}"
    if folder.is_dir():
        return folder
    writing = FOLDER / "writing"
    shutil.rmtree(writing, ignore_errors=True)
    writing.mkdir(parents=True)
    writer, number = Writer(1), 0
    for n in range(FILES):
        ids, titles, bodies, size = [], [], [], 0
        while size < megabytes * 1e6 / FILES:
            title, _, body = writer.article(number).partition("\n")
            ids.append(number)
            titles.append(title)
            bodies.append(body if number % 100 else None)
            size += len((title + body).encode())
            number += 1
        table = pa.table({"id": ids, "title": titles, "body": bodies})
        pq.write_table(table, writing / f"{n:03d}.parquet", row_group_size=2000)
    writing.rename(folder)
    return folder


def read(folder: Path) -> pa.Table:
    """Return what stands in a folder, ordered by key, types apart."""
    paths = sorted(path for path in folder.rglob("*.parquet") if path.name[0] not in "._")
    tables = [pq.read_table(path, partitioning=None).select(["id", *COLUMNS]) for path in paths]
    kinds = pa.schema([("id", pa.int64()), *((name, pa.large_string()) for name in COLUMNS)])
    return pa.concat_tables([one.cast(kinds) for one in tables]).sort_by("id").combine_chunks()


def fresh(name: str) -> Path:
    """Return an empty folder."""
    for path in FOLDER.glob(f"{name}*"):
        if path.name in (name, f"{name}-logs", f"{name}-cache"):
            shutil.rmtree(path)
    (FOLDER / name).mkdir(parents=True)
    return FOLDER / name


def plain(source: Path, jobs: int) -> tuple[Path, Run]:
    """Run the plain command."""
    target = fresh(f"plain-{jobs}")
    return target, run(plain_command(source, target, jobs), watch=True)


def plain_command(source: Path, target: Path, jobs: int) -> list[str]:
    """Return the plain command."""
    column = ",".join(COLUMNS)
    return [*PERSCLEAN, "clean", str(source), "-o", str(target), "--column", column, "-j", str(jobs), "-q"]


def engine(name: str, source: Path, target: Path) -> list[str]:
    """Return the command of an engine."""
    return [sys.executable, "-m", "benchmarks.scale_engines", name, str(source), str(target)]


def main() -> int:
    """Print the comparison; exit code 1 if any output differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mb", type=float, default=100)
    parser.add_argument("--engines", default=",".join(PROCESSES))
    given = parser.parse_args()
    source = dump(given.mb)
    texts = sum(column.nbytes for column in read(source).columns[1:]) / 1e6
    rows, bases, good = [], dict[int, Run](), True
    base, bases[1] = plain(source, 1)
    _, bases[2] = plain(source, 2)
    wanted = read(base)
    good = wanted.num_rows == read(source).num_rows and not wanted.equals(read(source))
    for jobs, took in bases.items():
        rows.append(row(f"persclean clean -j {jobs}", took, texts, None, True, jobs))
    for name in given.engines.split(","):
        if find_spec(NEEDS.get(name, name)) is None:
            print(f"{name}: not installed, left out")
            continue
        target = fresh(name)
        took = run(engine(name, source, target), watch=True)
        same = not took.code and read(target).equals(wanted)
        good = good and same
        rows.append(row(name, took, texts, bases[PROCESSES[name]], same, PROCESSES[name]))
        print(" | ".join(rows[-1]), file=sys.stderr, flush=True)
    print(f"{texts:.0f} MB of text, {wanted.num_rows:,} rows in {FILES} Parquet files")
    head = [
        "engine",
        "processes",
        "wall s",
        "CPU s",
        "MB a CPU second",
        "CPU over plain",
        "wall over plain",
        "memory MB",
    ]
    print_table([*head, "texts"], rows)
    return 0 if good else 1


def row(name: str, took: Run, texts: float, base: Run | None, same: bool, processes: int) -> list[str]:
    over, slower = (_over(getattr(took, one), getattr(base, one)) if base else "" for one in ("cpu_all", "wall"))
    verdict = "identical" if same else "DIFFER"
    rate = texts / took.cpu_all
    memory = f"{took.peak_all / 1e6:.0f}"
    return [
        name,
        str(processes),
        f"{took.wall:.1f}",
        f"{took.cpu_all:.1f}",
        f"{rate:.1f}",
        over,
        slower,
        memory,
        verdict,
    ]


def _over(one: float, base: float) -> str:
    return f"{(one / base - 1) * 100:+.0f}%"


if __name__ == "__main__":
    sys.exit(main())
