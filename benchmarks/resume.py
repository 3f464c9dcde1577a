"""Kills `persclean clean DIR -o OUT` at random moments and goes on each time: `python -m benchmarks.resume --n 200`.

A small archive of every format (see `benchmarks.archive`) is cleaned once without a break. Then again, with SIGKILL at
random moments, now of the first process, now of all of them, with -j 1 and -j 2, and with inputs that are touched or
overwritten between two runs. When a run gets through, the tree must be that of the first run byte for byte, manifest
and quarantine included, no temporary left; then all begins anew, until there were so many kills. Exit 1 otherwise.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.archive import OPTIONS, build
from benchmarks.archive_checks import tree
from benchmarks.measure import PERSCLEAN, ROOT

ENDS = (0, 3)  # 3: of the files that are cut off


class Resumed:
    """An archive, what a run without a break makes of it, and runs that are killed.

    kills: runs that were killed before they were done. torn: what of an output was neither absent nor whole, after a
    kill. wrong: what differed when all was done. rounds: how often all was done.
    """

    def __init__(self, folder: Path, megabytes: float, files: int, bad: int, seed: int) -> None:
        self._dice = random.Random(seed)
        self._source, self._out = folder / "dump", folder / "out"
        made, _ = build(self._source, megabytes, files, bad, seed)
        self._inputs = [self._source / one.name for one in made]
        self._bytes = {path: path.read_bytes() for path in self._inputs}
        self._times = {path: path.stat().st_mtime_ns for path in self._inputs}
        self.kills = self.rounds = self.changed = 0
        self.torn: list[str] = []
        self.wrong: list[str] = []
        self._seconds = self._whole()
        self._wanted = tree(self._out)

    def round(self, kills: int) -> None:
        """Begin anew, kill so many runs, finish, compare."""
        shutil.rmtree(self._out)
        spoilt: dict[Path, bytes] = {}
        for number in range(kills):
            # Most of what is left to do gets shorter from kill to kill.
            longest = self._seconds * max(0.15, 1 - number / kills)
            if not self._killed(self._dice.uniform(0, longest)):
                break
            self.kills += 1
            self._look(spoilt)
            self._restore(spoilt)
            if self._dice.random() < 0.5:
                self._meddle(spoilt)
        self._restore(spoilt)
        self._whole()
        found = tree(self._out)
        self.rounds += 1
        for name in sorted(found.keys() | self._wanted.keys()):
            if found.get(name) != self._wanted.get(name):
                kind = "missing" if name not in found else "too much" if name not in self._wanted else "differs"
                self.wrong.append(f"round {self.rounds}: {name} {kind}")

    def _start(self, jobs: int) -> subprocess.Popen[bytes]:
        command = [*PERSCLEAN, "clean", "-q", str(self._source), "-o", str(self._out), *OPTIONS, "-j", str(jobs)]
        return subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )

    def _whole(self) -> float:
        begin = time.monotonic()
        code = self._start(1).wait()
        if code not in ENDS:
            self.wrong.append(f"a run that was left alone ended with {code}")
        return time.monotonic() - begin

    def _killed(self, after: float) -> bool:
        """Start a run and kill it; False if it was done before."""
        run = self._start(self._dice.choice((1, 2)))
        time.sleep(after)
        if self._dice.random() < 0.5:
            run.send_signal(signal.SIGKILL)
        elif run.poll() is None:
            os.killpg(run.pid, signal.SIGKILL)
        code = run.wait()
        if code not in (-signal.SIGKILL, *ENDS):
            self.wrong.append(f"a run ended with {code}")
        return code == -signal.SIGKILL

    def _look(self, spoilt: dict[Path, bytes]) -> None:
        """Every output there is must be whole: what the first run made of its input."""
        names = {(self._out / path.relative_to(self._source)).as_posix() for path in spoilt}
        for path in self._outputs():
            name = path.relative_to(self._out).as_posix()
            if path.as_posix() in names or path.name.endswith((".lock", "manifest.jsonl")):
                continue
            if not _is_temporary(path) and _digest(path) != self._wanted.get(name):
                self.torn.append(name)

    def _outputs(self) -> Iterator[Path]:
        return (path for path in self._out.rglob("*") if path.is_file())

    def _meddle(self, spoilt: dict[Path, bytes]) -> None:
        """Touch an input, and put the bytes of another in place of one, with its old time or a new one."""
        touched, path, other = self._dice.sample(self._inputs, 3)
        os.utime(touched)
        if path.suffixes != other.suffixes:
            return
        path.write_bytes(self._bytes[other])
        spoilt[path] = self._bytes[path]
        self.changed += 1

    def _restore(self, spoilt: dict[Path, bytes]) -> None:
        """Bring the inputs back to what they were, when half of the time a run has seen them otherwise."""
        for path, data in list(spoilt.items()):
            path.write_bytes(data)
            del spoilt[path]
        for path, mtime in self._times.items():
            os.utime(path, ns=(mtime, mtime))


def _digest(path: Path) -> str:
    return next(iter(tree(path.parent).values())) if path.is_dir() else _blake(path)


def _blake(path: Path) -> str:
    import hashlib

    return hashlib.blake2b(path.read_bytes()).hexdigest()


def _is_temporary(path: Path) -> bool:
    return path.name.startswith(".") and path.name.endswith(".tmp")


def main(argv: list[str] | None = None) -> int:
    print("placeholder")
    return 0


if __name__ == "__main__":
    sys.exit(main())
