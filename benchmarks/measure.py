"""Runs a command and says what it took: wall time, process time, peak memory. And prints tables."""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

PERSCLEAN = (sys.executable, "-m", "persclean")
ROOT = Path(__file__).parent.parent
CACHE = Path(__file__).parent / "data"  # git-ignored: dumps and what comes of them
# As it is installed: pip has written the byte code of every module, whatever the machine does with a source tree.
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
KB = 1024 if sys.platform != "darwin" else 1  # the unit of ru_maxrss


@dataclass(frozen=True)
class Run:
    """One finished child: seconds on the wall, user and system seconds, peak memory of one process and of all.

    peak_one: that of the largest of its processes, as /proc says it. said: what it wrote to standard error.
    cpu_all: with those of descendants that nobody waited for, if it was watched.
    """

    wall: float
    cpu: float
    peak: int
    peak_all: int
    code: int
    peak_one: int = 0
    said: str = ""
    cpu_all: float = 0.0


def run(
    command: Sequence[str],
    feed: Callable[[int], None] | bytes = b"",
    *,
    watch: bool = False,
    expected: Sequence[int] = (0,),
) -> Run:
    """Run a command to its end, output thrown away, and return what it took.

    feed: bytes for its standard input, or a function that writes to that file descriptor. watch: add up the memory of
    the child and its children twenty times a second (needs /proc; elsewhere peak_all is that of the largest process).
    expected: exit codes that are no news.
    """
    reader, writer = os.pipe()
    start = time.perf_counter()
    child = subprocess.Popen(
        command, stdin=reader, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=ROOT, env=ENVIRONMENT
    )
    os.close(reader)
    said: list[bytes] = []
    threads = [threading.Thread(target=_feed, args=(writer, feed), daemon=True)]
    assert child.stderr is not None
    threads.append(threading.Thread(target=lambda: said.append(child.stderr.read()), daemon=True))  # type: ignore[union-attr]
    done, peaks, times = threading.Event(), [0, 0], dict[int, float]()
    if watch:
        threads.append(threading.Thread(target=_watch, args=(child.pid, done, peaks, times), daemon=True))
    for thread in threads:
        thread.start()
    _, status, used = os.wait4(child.pid, 0)
    wall = time.perf_counter() - start
    done.set()
    child.returncode = code = os.waitstatus_to_exitcode(status)
    threads[1].join()
    child.stderr.close()
    words = said[0].decode(errors="replace")
    if code not in expected:
        sys.stderr.write(f"exit {code}: {' '.join(command)}\n{words[-2000:]}\n")
    peak = used.ru_maxrss * KB
    cpu = used.ru_utime + used.ru_stime
    everyone = max(cpu, sum(list(times.values())))
    # That of the system would begin with the memory of this process, which may be large.
    return Run(wall, cpu, peak, max(peaks) or peak, code, peaks[1] or peak, words, everyone)


def _feed(writer: int, feed: Callable[[int], None] | bytes) -> None:
    try:
        if callable(feed):
            feed(writer)
        else:
            os.write(writer, feed)
    except BrokenPipeError:
        pass
    finally:
        os.close(writer)


def _watch(pid: int, done: threading.Event, peaks: list[int], times: dict[int, float]) -> None:
    while not done.wait(0.05):
        processes = family(pid)
        peaks[0] = max(peaks[0], sum(map(_resident, processes)))
        peaks[1] = max(peaks[1], *map(_highest, processes))
        times |= {one: spent for one in processes if (spent := _cpu(one))}


def family(pid: int) -> list[int]:
    """Return a process and all its descendants, as /proc knows them."""
    found, rest = [], [pid]
    while rest:
        one = rest.pop()
        found.append(one)
        for tasks in Path(f"/proc/{one}/task").glob("*/children"):
            try:
                rest += map(int, tasks.read_text().split())
            except OSError:
                continue
    return found


def _cpu(pid: int) -> float:
    """Return the user and system seconds of a process so far, 0 for one that is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _resident(pid: int) -> int:
    """Return the memory of a process, its share of what it has in common with others counted as a share (PSS)."""
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    found = re.search(r"^Pss:\s+(\d+) kB", rollup, re.MULTILINE)
    return int(found[1]) * 1024 if found else 0


def _highest(pid: int) -> int:
    """Return the most memory a process has had so far (VmHWM); ru_maxrss would begin with that of its parent."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    found = re.search(r"^VmHWM:\s+(\d+) kB", status, re.MULTILINE)
    return int(found[1]) * 1024 if found else 0


def spread(values: Iterable[float], digits: int = 2) -> str:
    """Return median and range.

    >>> spread([1, 2, 4])
    '2.00 (1.00-4.00)'
    """
    items = list(values)
    low, middle, high = min(items), statistics.median(items), max(items)
    return f"{middle:.{digits}f} ({low:.{digits}f}-{high:.{digits}f})"


def print_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a Markdown table with its columns in line."""
    widths = [max(len(row[i]) for row in (head, *rows)) for i in range(len(head))]
    for row in (head, ["-" * width for width in widths], *rows):
        print("| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |", flush=True)
