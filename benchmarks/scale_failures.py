"""Killed workers and slow ones, engine by engine: `python -m benchmarks.scale_failures`; exit 1 if a row is wrong.

A worker is killed with SIGKILL while it cleans; where the engine does not go on by itself, the run is started again as
a user would: no row may be lost or doubled. Then one worker is slowed down to a tenth (SIGSTOP and SIGCONT in turn):
what the wall time becomes with few large shares, with many small ones, and on Spark with speculation. Engines that are
not installed are left out.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pyarrow as pa

from benchmarks.measure import ROOT, family, print_table
from benchmarks.scale import FILES, FOLDER, dump, engine, fresh, plain, plain_command, read

Find = Callable[[int, Path], int]
_PATIENCE = 900  # seconds
_SLICE, _SHARE = 0.2, 0.1  # of a slowed process: seconds of a turn, and the part of it in which it works
_BUSY = 0.3  # CPU seconds after which a Python worker of Spark is taken to be at a task


def writer(_: int, target: Path) -> int:
    """Return the process that is writing a file in a folder, as the name of its temporary says; 0 for none."""
    for path in target.glob(".*.tmp"):
        if found := re.search(r"\.persclean-(\d+)\.tmp$", path.name):
            return int(found[1])
    return 0


def titled(words: str, busy: float = 0.0) -> Find:
    """Return what finds the descendant whose command line has these words, the youngest of those, after some work."""

    def find(pid: int, _: Path) -> int:
        found = [one for one in family(pid)[1:] if words in _said(one, "cmdline").replace("\0", " ")]
        fields = {one: _said(one, "stat").rpartition(")")[2].split() for one in found}
        parents = {int(some[1]) for some in fields.values() if some}
        tick = os.sysconf("SC_CLK_TCK")
        for one, some in sorted(fields.items(), reverse=True):
            if some and one not in parents and (int(some[11]) + int(some[12])) / tick >= busy:
                return one
        return 0

    return find


def _said(pid: int, name: str) -> str:
    try:
        return Path(f"/proc/{pid}/{name}").read_text(errors="replace")
    except OSError:
        return ""


@dataclass(frozen=True)
class Kill:
    """A run in which a worker is killed. needs: the package. find: who. hangs: says that nothing ends the run."""

    name: str
    needs: str
    command: Callable[[Path, Path], list[str]]
    find: Find
    hangs: Callable[[Path], bool] | None = None


@dataclass(frozen=True)
class Slow:
    """A run in which a worker is slowed. shares: into how many the work is cut."""

    name: str
    needs: str
    shares: str
    command: Callable[[Path, Path], list[str]]
    find: Find


def _engine(name: str) -> Callable[[Path, Path], list[str]]:
    return lambda source, target: engine(name, source, target)


def _plain(source: Path, target: Path) -> list[str]:
    return plain_command(source, target, 2)


def _others_done(target: Path) -> bool:
    completions = target.with_name(f"{target.name}-logs") / "completions"
    return completions.is_dir() and len(list(completions.iterdir())) == 3


_SPARK = titled("pyspark.daemon", _BUSY)
KILLS = (
    Kill("persclean clean -j 2", "pyarrow", _plain, writer),
    Kill("datatrove, 4 ranks", "datatrove", _engine("datatrove4"), writer, _others_done),
    Kill("Spark local[2,4]", "pyspark", _engine("spark_again"), _SPARK),
    Kill("Ray", "ray", _engine("ray"), titled("MapBatches")),
    Kill("datasets, num_proc=2", "datasets", _engine("datasets2"), titled("scale_engines", _BUSY)),
)
SLOW = (
    Slow("persclean clean -j 2", "pyarrow", f"{FILES} files", _plain, writer),
    Slow("datatrove, 2 workers", "datatrove", "2 ranks", _engine("datatrove_2"), writer),
    Slow("datatrove, 2 workers", "datatrove", f"{FILES} ranks", _engine("datatrove_16"), writer),
    Slow("Spark, 2 executors", "pyspark", "2 tasks", _engine("spark_2"), _SPARK),
    Slow("Spark, 2 executors", "pyspark", f"{FILES} tasks", _engine("spark_16"), _SPARK),
    Slow("Spark, 2 executors, speculation", "pyspark", f"{FILES} tasks", _engine("spark_speculation"), _SPARK),
)


def killed(case: Kill, source: Path, wanted: pa.Table) -> list[str]:
    """Return what became of a run whose worker was killed, as a row of the table; the last cell says if all is well."""
    target = fresh("killed")
    command = case.command(source, target)
    child = _started(command)
    victim = _found(case.find, child, target)
    if victim:
        os.kill(victim, signal.SIGKILL)
    limit = time.monotonic() + _PATIENCE
    while child.poll() is None and not (case.hangs and case.hangs(target)) and time.monotonic() < limit:
        time.sleep(0.1)
    ended = f"exit {child.returncode}" if child.returncode is not None else "waits for ever"
    _end(child)
    torn, runs = _torn(target, wanted), 1
    if ended != "exit 0":
        runs += 1
        if "spark" in command or "datasets2" in command:
            shutil.rmtree(target, ignore_errors=True)  # they write all outputs anew
            target.mkdir()
        again = _started(command)
        with suppress(subprocess.TimeoutExpired):
            again.wait(_PATIENCE)
        _end(again)
    return [
        case.name,
        "a worker" if victim else "NOBODY",
        ended,
        "none" if runs == 1 else "started again",
        str(torn),
        _verdict(target, wanted) if victim and not torn else "FAILED",
    ]


def slowed(case: Slow, source: Path, wanted: pa.Table) -> list[str]:
    """Return how long a run takes with all workers alike, and with a slow one, as a row of the table."""
    took, verdict = [], ""
    for slow in (False, True):
        target = fresh("slowed")
        begin = time.monotonic()
        child = _started(case.command(source, target))
        if slow:
            victim = _found(case.find, child, target)
            threading.Thread(target=_slow_down, args=(victim, child), daemon=True).start()
        with suppress(subprocess.TimeoutExpired):
            child.wait(_PATIENCE)
        took.append(time.monotonic() - begin)
        _end(child)
        verdict = _verdict(target, wanted)
        if verdict != "identical":
            break
    return [case.name, case.shares, *(f"{one:.1f}" for one in took), f"{took[-1] / took[0]:.1f}", verdict]


def _started(command: list[str]) -> subprocess.Popen[bytes]:
    nowhere = subprocess.DEVNULL
    return subprocess.Popen(command, cwd=ROOT, start_new_session=True, stdin=nowhere, stdout=nowhere, stderr=nowhere)


def _found(find: Find, child: subprocess.Popen[bytes], target: Path) -> int:
    while child.poll() is None:
        if pid := find(child.pid, target):
            return pid
        time.sleep(0.005)
    return 0


def _slow_down(pid: int, child: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        while child.poll() is None:
            os.kill(pid, signal.SIGSTOP)
            time.sleep(_SLICE * (1 - _SHARE))
            os.kill(pid, signal.SIGCONT)
            time.sleep(_SLICE * _SHARE)


def _end(child: subprocess.Popen[bytes]) -> None:
    """End what is left of a run: the processes that it started."""
    left = family(child.pid) if child.poll() is None else []
    for one in left:
        with suppress(ProcessLookupError):
            os.kill(one, signal.SIGKILL)
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def _torn(target: Path, wanted: pa.Table) -> int:
    """Return how many rows of finished files are not what they shall be, or stand there twice."""
    try:
        found = read(target)
    except pa.ArrowInvalid:
        return 0 if not any(target.rglob("[!.]*.parquet")) else 1
    texts, left = _rows(wanted), _rows(found)
    return found.num_rows - len(left) + sum(texts.get(key) != row for key, row in left.items())


def _rows(table: pa.Table) -> dict[int, tuple[str | None, ...]]:
    ids, *columns = (column.to_pylist() for column in table.columns)
    return dict(zip(ids, zip(*columns, strict=True), strict=True))


def _verdict(target: Path, wanted: pa.Table) -> str:
    try:
        found = read(target)
    except (pa.ArrowInvalid, OSError):
        return "NOTHING READABLE"
    if found.equals(wanted):
        return "identical"
    ids = found["id"].to_pylist()
    doubled, lost = len(ids) - len(set(ids)), len(set(wanted["id"].to_pylist()) - set(ids))
    return f"LOST {lost}, DOUBLED {doubled}, or other texts"


def main(argv: list[str] | None = None) -> int:
    """Print both tables; exit code 1 if any output differs from that of a run in which nothing happens."""
    parser = argparse.ArgumentParser(prog="benchmarks.scale_failures", description=__doc__)
    parser.add_argument("--mb", type=float, default=50, help="text in the dump, in megabytes; default 50")
    parser.add_argument("--only", default="", metavar="WORDS", help="only the engines whose names hold these words")
    options = parser.parse_args(argv)
    source = dump(options.mb)
    wanted = read(plain(source, 1)[0])
    tables = (
        (["killed", "who", "the run", "by hand", "torn rows", "rows and texts at the end"], KILLS, killed),
        (["one worker at a tenth", "shares", "all alike, s", "one slow, s", "times", "rows and texts"], SLOW, slowed),
    )
    good = True
    for head, cases, judged in tables:
        rows = []
        for case in cases:
            if options.only.lower() not in case.name.lower():
                continue
            if find_spec(case.needs) is None:
                print(f"{case.name}: not installed, left out")
                continue
            rows.append(judged(case, source, wanted))  # type: ignore[operator]
            good = good and rows[-1][-1] == "identical"
            print(" | ".join(rows[-1]), file=sys.stderr, flush=True)
        print(f"{options.mb:g} MB of text, {wanted.num_rows:,} rows in {FILES} Parquet files")
        print_table(head, rows)
    shutil.rmtree(FOLDER / "killed", ignore_errors=True)
    shutil.rmtree(FOLDER / "slowed", ignore_errors=True)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
