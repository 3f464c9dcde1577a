"""Kills `persclean clean DIR -o OUT` at random moments and goes on each time: `python -m benchmarks.resume --n 200`.

A small archive of every format (see `benchmarks.archive`) is cleaned once without a break. Then again, with SIGKILL at
random moments, now of the first process, now of all of them, with -j 1 and -j 2, and with inputs that are touched or
overwritten between two runs. When a run gets through, the tree must be that of the first run byte for byte, manifest
(but for the times of outputs) and quarantine included, no temporary left; then all begins anew, until there were so
many kills. Exit 1 otherwise.
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
from hashlib import blake2b
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
        self._spoilt: set[str] = set()  # outputs that may be those of other bytes
        self._bytes = {path: path.read_bytes() for path in self._inputs}
        self._times = {path: path.stat().st_mtime_ns for path in self._inputs}
        self.kills = self.rounds = self.changed = 0
        self.torn: list[str] = []
        self.wrong: list[str] = []
        self._seconds = self._whole()
        self._wanted = tree(self._out)

    def round(self, most: int) -> None:
        """Begin anew; kill runs, at most so many, until one gets through; compare."""
        shutil.rmtree(self._out)
        self._spoilt.clear()
        for number in range(most):
            # What is left to do gets less from kill to kill.
            if not self._killed(self._dice.uniform(0.1, self._seconds * max(0.1, 0.8**number))):
                break
            self.kills += 1
            self._look()
            self._restore()
            if self._dice.random() < 0.5:
                self._meddle()
        self._restore()
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

    def _look(self) -> None:
        """Every output there is must be whole: what the first run made of its input."""
        for path in self._out.rglob("*"):
            name = path.relative_to(self._out).as_posix()
            own = name.removeprefix(".persclean/quarantine/").removesuffix(".quarantine.jsonl")
            if path.name.endswith((".tmp", ".lock", "manifest.jsonl")) or own in self._spoilt:
                continue
            if path.is_file() and blake2b(path.read_bytes()).hexdigest() != self._wanted.get(name):
                self.torn.append(name)

    def _meddle(self) -> None:
        """Touch an input; put the bytes of another one of its kind in place of one."""
        os.utime(self._dice.choice(self._inputs))
        path = self._dice.choice(self._inputs)
        others = [other for other in self._inputs if other.suffix == path.suffix and other != path]
        if others:
            path.write_bytes(self._bytes[self._dice.choice(others)])
            self._spoilt.add(path.relative_to(self._source).as_posix())
            self.changed += 1

    def _restore(self) -> None:
        """Bring the inputs back to what they were."""
        for path, mtime in self._times.items():
            if path.stat().st_mtime_ns != mtime:
                path.write_bytes(self._bytes[path])
                os.utime(path, ns=(mtime, mtime))


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="benchmarks.resume", description=__doc__)
    parser.add_argument("--n", type=int, default=200, help="how many runs to kill; default 200")
    parser.add_argument("--mb", type=float, default=6, help="text in the archive, in megabytes; default 6")
    parser.add_argument("--files", type=int, default=40, help="default 40")
    parser.add_argument("--bad", type=int, default=100, help="bad records in them; default 100")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        resumed = Resumed(Path(folder), options.mb, options.files, options.bad, options.seed)
        while resumed.kills < options.n and not (resumed.torn or resumed.wrong):
            resumed.round(min(15, options.n - resumed.kills))
            print(f"{resumed.kills} kills, {resumed.rounds} runs finished", file=sys.stderr, flush=True)
    print(
        f"{resumed.kills} kills before the run was done, {resumed.changed} times with an input overwritten; "
        f"{len(resumed.torn)} torn files; {resumed.rounds} times gone on to the end, "
        f"{len(resumed.wrong)} differences from a run without a break"
    )
    for one in (resumed.torn + resumed.wrong)[:20]:
        print(f"  {one}")
    return int(bool(resumed.torn or resumed.wrong))


if __name__ == "__main__":
    sys.exit(main())
