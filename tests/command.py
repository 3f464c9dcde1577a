"""Runs the real executable, as a user's shell would."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from persclean.io.names import FOLDER

ROOT = Path(__file__).resolve().parent.parent
COMMAND = [sys.executable, "-m", "persclean"]
ZWNJ = "\N{ZERO WIDTH NON-JOINER}"

# PYTHONUNBUFFERED would hide what a full disk does to buffered output.
_UNSET = ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "PYTHONUNBUFFERED")

DIRTY = "او كتابي درباره تاريخ خريد.\nقيمت آن 3 هزار تومان بود.\n"
CLEAN = "او کتابی درباره تاریخ خرید.\nقیمت آن ۳ هزار تومان بود.\n"


def environment(**more: str) -> dict[str, str]:
    """A plain terminal-less environment in which this checkout is the package."""
    env = {key: value for key, value in os.environ.items() if key not in _UNSET}
    return env | {"PYTHONPATH": str(ROOT), "COLUMNS": "80", "PYTHONIOENCODING": "utf-8"} | more


def persclean(
    *args: str | os.PathLike[str],
    stdin: bytes = b"",
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    preexec: Callable[[], Any] | None = None,
    stdout: Any = subprocess.PIPE,
    timeout: float = 120,
    **more: Any,
) -> Result:
    done = subprocess.run(
        [*COMMAND, *map(os.fspath, args)],
        input=stdin,
        check=False,
        stdout=stdout,
        stderr=subprocess.PIPE,
        cwd=cwd,
        env=env or environment(),
        preexec_fn=preexec,
        timeout=timeout,
        **more,
    )
    return Result(done)


class Result:
    """What a run left behind: exit code, the bytes and the text of its output, its messages."""

    def __init__(self, done: subprocess.CompletedProcess[bytes]) -> None:
        self.code = done.returncode
        self.out = done.stdout or b""
        self.text = self.out.decode("utf-8", "surrogateescape")
        self.err = done.stderr.decode("utf-8", "replace")
        assert "Traceback" not in self.err, self.err


def temporaries(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob(".*.tmp")]


def listing(folder: Path) -> list[str]:
    """The names in a folder, but for what a run remembers there."""
    return sorted(path.name for path in folder.iterdir() if path.name != FOLDER)
