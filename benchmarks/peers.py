"""The other cleaners, each in a virtual environment of its own, for the side-by-side."""

from __future__ import annotations

import subprocess
import sys
import venv
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent
VENVS = HERE / "venvs"  # git-ignored
# what is installed, and the slice in megabytes that each takes in one round: a few seconds
PACKAGES = {"hazm": "hazm==0.12.1", "shekar": "shekar==1.7.0", "rishe": "rishe==0.5.1"}
SLICE = {"hazm": 1.0, "shekar": 1.0, "rishe": 4.0, "rishe-chars": 20.0}


def python(name: str, venvs: Path) -> Path:
    """Return the Python of a peer's environment, which is made when it is not there."""
    home = venvs / name
    binary = home / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    if not binary.exists():
        print(f"installing {PACKAGES[name]} into {home}", file=sys.stderr)
        venv.create(home, with_pip=True)
        subprocess.run([binary, "-m", "pip", "install", "-q", PACKAGES[name]], check=True)
    return binary


class Peer:
    """A cleaner that waits in its own process for stretches of the file to clean."""

    def __init__(self, name: str, path: Path, venvs: Path = VENVS) -> None:
        self.name = name
        self.path = path
        self.size = path.stat().st_size
        binary = python(name.partition("-")[0], venvs)
        command = [str(binary), str(HERE / "worker.py"), name, str(path)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        if self._answer() != "ready":
            raise RuntimeError(f"{name} did not start")

    def _answer(self) -> str:
        assert self.process.stdout is not None
        return str(self.process.stdout.readline()).strip()

    def speed(self, number: int) -> float:
        """Return MB/s over the stretch of a round; rounds take stretches that lie apart in the file."""
        wanted = min(int(SLICE[self.name] * 1e6), self.size)
        start, size = stretch(self.path, self.size * (number * 7 % 10) // 10, wanted)
        assert self.process.stdin is not None
        self.process.stdin.write(f"{start} {size}\n")
        self.process.stdin.flush()
        return size / float(self._answer()) / 1e6

    def close(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait()


def stretch(path: Path, start: int, wanted: int) -> tuple[int, int]:
    """Return offset and size of about so many bytes of whole lines, from the first line that begins after `start`."""
    size = path.stat().st_size
    start = max(0, min(start, size - wanted))
    with path.open("rb") as file:
        if start:
            file.seek(start - 1)
            start += len(file.readline()) - 1
        file.seek(min(start + wanted, size))
        file.readline()
        return start, file.tell() - start


def started(names: Iterator[str] | list[str], path: Path, venvs: Path) -> list[Peer]:
    """Return the peers, ready; one that cannot be installed or started is named and left out."""
    peers = []
    for name in names:
        try:
            peers.append(Peer(name, path, venvs))
        except (RuntimeError, OSError, subprocess.CalledProcessError) as error:
            print(f"{name} left out: {error}", file=sys.stderr)
    return peers
