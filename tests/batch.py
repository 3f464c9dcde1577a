"""Runs `persclean clean` in this process, which is quick; what it writes is to be captured by `capfd`."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path
from typing import Any

import pytest
import typer

from persclean.cli.app import app
from persclean.errors import ConfigError, PerscleanError
from persclean.io.names import FOLDER, QUARANTINE

QUICK = ("--filters", "letters,digits")
DIRTY, CLEAN = "كتاب 3", "کتاب ۳"


class Ran:
    """Exit code and messages of a run; `out` is what went to standard output."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def summary(self) -> str:
        """The last line that was said."""
        return self.err.splitlines()[-1]


def clean(capfd: pytest.CaptureFixture[str], *args: str | os.PathLike[str], filters: bool = True) -> Ran:
    """Run the command; with the quickest filters unless told."""
    capfd.readouterr()
    said, code = "", 0
    try:
        given = ["clean", *(QUICK if filters else ()), *map(os.fspath, args)]
        code = app(given, standalone_mode=False) or 0
    except typer.Exit as end:
        code = end.exit_code
    except PerscleanError as error:
        code, said = 2 if isinstance(error, ConfigError) else 3, f"persclean: {error}\n"
    captured = capfd.readouterr()
    return Ran(code, captured.out, captured.err + said)


def tree(folder: Path, own: bool = False) -> dict[str, bytes]:
    """The files of a folder and their bytes; own: with what runs remember there."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    named = {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
    return {name: data for name, data in named.items() if own or not name.startswith(FOLDER)}


def lines(*values: object) -> bytes:
    """JSON lines; a bytes value stands for a line that is none."""
    made = (one if isinstance(one, bytes) else json.dumps(one, ensure_ascii=False).encode() for one in values)
    return b"".join(one + b"\n" for one in made)


def quarantined(folder: Path) -> list[dict[str, Any]]:
    """All that was set aside below a folder."""
    files = sorted(folder.rglob(f"*{QUARANTINE}"))
    return [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines()]


def mixed(folder: Path) -> Path:
    """Make a folder of small inputs: plain, compressed, records, two bad ones among them."""
    (folder / "sub").mkdir(parents=True)
    (folder / "a.txt").write_bytes(f"{DIRTY}\n".encode())
    (folder / "clean.txt").write_bytes(f"{CLEAN}\n".encode())
    (folder / "empty.txt").write_bytes(b"")
    (folder / "sub" / "b.txt.gz").write_bytes(gzip.compress(f"{DIRTY}\n".encode()))
    (folder / "c.jsonl").write_bytes(lines(*({"id": n, "body": DIRTY} for n in range(5)), b"{broken"))
    (folder / "d.csv").write_bytes(f"id,body\r\n1,{DIRTY}\r\n2,x,y\r\n3,{CLEAN}\r\n".encode())
    return folder
