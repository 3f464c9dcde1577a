"""Kills `persclean clean -w` with SIGKILL at random moments and looks for torn files: guarantee 5.

`python -m benchmarks.kills --n 200` kills two hundred runs, then lets one finish, and ends with 1 if anything was torn.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

LINES = "او كتابي درباره تاريخ خريد.\nقيمت آن 3 هزار تومان بود.\n"
_ROOT = Path(__file__).resolve().parent.parent


class Kills:
    """A folder of dirty files of many sizes, and runs over it that are killed.

    torn: files found neither old nor new. cut_short: runs that were killed before they were done.
    """

    def __init__(self, folder: Path, files: int = 12, seed: int = 1) -> None:
        self._dice = random.Random(seed)
        self._folder = folder
        sizes = [self._dice.choice((1, 50, 3_000, 30_000)) for _ in range(files)]
        self._old = {folder / f"page{number:02}.txt": LINES * size for number, size in enumerate(sizes)}
        self._new: dict[Path, bytes] = {}
        self.torn: list[str] = []
        self.cut_short = 0
        self._dirty()
        self._seconds = self._whole_run()
        self._new = {path: path.read_bytes() for path in self._old}
        assert all(self._new[path] != text.encode() for path, text in self._old.items())

    def once(self) -> None:
        """Make all files dirty, start a run, kill it somewhere, look at every file."""
        self._dirty()
        run = self._start()
        # The first part of a run is Python's start; the files are written in the rest.
        time.sleep(self._seconds * self._dice.uniform(0.15, 1.1))
        run.send_signal(signal.SIGKILL)
        self.cut_short += run.wait() == -signal.SIGKILL
        self._look(finished=False)

    def complete(self) -> None:
        """Run to the end: every file must be new, and no temporary of the killed runs left."""
        self._whole_run()
        self._look(finished=True)
        self.torn += [f"{path.name} (left over)" for path in self._folder.iterdir() if path not in self._old]

    def _dirty(self) -> None:
        for path, text in self._old.items():
            path.write_bytes(text.encode())

    def _start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "persclean", "clean", "-q", "-w", str(self._folder)]
        environment = os.environ | {"PYTHONPATH": str(_ROOT)}
        return subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL)

    def _whole_run(self) -> float:
        begin = time.monotonic()
        assert self._start().wait() == 0
        return time.monotonic() - begin

    def _look(self, finished: bool) -> None:
        for path, text in self._old.items():
            data = path.read_bytes() if path.exists() else None
            if data != self._new[path] and (finished or data != text.encode()):
                self.torn.append(path.name)


def main() -> int:
    """Run the kills; print what was found."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.kills", description=__doc__)
    parser.add_argument("--n", type=int, default=200, help="how many runs to kill (200)")
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        kills = Kills(Path(folder), seed=wanted.seed)
        for number in range(wanted.n):
            kills.once()
            if sys.stderr.isatty():
                print(f"\r{number + 1} of {wanted.n}", end="", file=sys.stderr)
        kills.complete()
    print(f"{wanted.n} kills, {kills.cut_short} of them before the run was done, {len(kills.torn)} torn files")
    for one in kills.torn:
        print(f"  {one}")
    return 1 if kills.torn else 0


if __name__ == "__main__":
    sys.exit(main())
