"""Unified diff, as `patch` and `git apply` read it."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections import deque
from pathlib import Path
from typing import IO

from persclean.differ.pairs import Group
from persclean.report.base import Write
from persclean.report.colour import BLUE, BOLD, GREEN, RED, RESET

_CONTEXT = 3
_RUN = 64  # changed lines of which the old ones stand before the new ones; longer runs are written in turns
_MEMORY = 4 << 20  # bytes of a hunk held in memory; more go to a temporary file
_NO_FEED = b"\n\\ No newline at end of file\n"


class Unified:
    """Writes hunks. A hunk is held until it is known how long it is, in a file if it is large. changed: if any was."""

    def __init__(self, write: Write, colour: bool = False) -> None:
        self._write, self._colour = write, colour
        self.changed = False
        self.begin("")

    def begin(self, name: str) -> None:
        """Begin with an input."""
        self._name, self._named = name, False
        self._line = [1, 1]  # next old and new line
        self._before: deque[bytes] = deque(maxlen=_CONTEXT)
        self._body: IO[bytes] | None = None
        self._start, self._count = [0, 0], [0, 0]
        self._after: list[bytes] = []  # lines that stay, behind a change
        self._minus: list[bytes] = []
        self._plus: list[bytes] = []

    def same(self, lines: list[bytes]) -> None:
        """Take in lines that stay."""
        self._flush_run()
        if self._body is None:
            self._before.extend(lines[-_CONTEXT:])
            self._advance(len(lines), len(lines))
            return
        need = 2 * _CONTEXT + 1 - len(self._after)
        self._after += lines[:need]
        if len(self._after) > 2 * _CONTEXT:
            self._advance(need, need)
            self._close()
            rest = lines[need:]
            self._before.extend(rest[-_CONTEXT:])
            self._advance(len(rest), len(rest))
        else:
            self._advance(len(lines), len(lines))

    def group(self, group: Group) -> None:
        """Take in lines that differ."""
        self._open()
        old, new = group
        self._minus += old
        self._plus += new
        self._advance(len(old), len(new))
        if len(self._minus) >= _RUN:
            self._flush_run()

    def end(self) -> None:
        """Write what is left."""
        self._flush_run()
        if self._body is not None:
            self._close()

    def _advance(self, old: int, new: int) -> None:
        self._line[0] += old
        self._line[1] += new

    def _open(self) -> None:
        if self._body is None:
            self._body = tempfile.SpooledTemporaryFile(_MEMORY)  # noqa: SIM115 - lives as long as the hunk
            self._start = [line - len(self._before) for line in self._line]
            self._count = [0, 0]
            for line in self._before:
                self._put(b" ", line)
            self._before.clear()
        if self._after:
            for line in self._after:
                self._put(b" ", line)
            self._after = []

    def _flush_run(self) -> None:
        for line in self._minus:
            self._put(b"-", line)
        for line in self._plus:
            self._put(b"+", line)
        self._minus, self._plus = [], []

    def _put(self, sign: bytes, line: bytes) -> None:
        assert self._body is not None
        self._count[0] += sign != b"+"
        self._count[1] += sign != b"-"
        whole = line.endswith(b"\n")
        text = sign + (line[:-1] if whole else line)
        if self._colour and sign != b" ":
            text = (RED if sign == b"-" else GREEN).encode() + text + RESET.encode()
        self._body.write(text + (b"\n" if whole else _NO_FEED))

    def _close(self) -> None:
        """Write the hunk; what is more of the lines behind it begins the context of the next one."""
        assert self._body is not None
        for line in self._after[:_CONTEXT]:
            self._put(b" ", line)
        self._before.extend(self._after[_CONTEXT:])
        self._after = []
        if not self._named:
            self._say(f"--- {header('a', self._name)}", BOLD)
            self._say(f"+++ {header('b', self._name)}", BOLD)
            self._named = self.changed = True
        ranges = [_range(start, count) for start, count in zip(self._start, self._count, strict=True)]
        self._say(f"@@ -{ranges[0]} +{ranges[1]} @@", BLUE)
        self._body.seek(0)
        shutil.copyfileobj(self._body, _Out(self._write), 1 << 20)
        self._body.close()
        self._body = None

    def _say(self, text: str, code: str) -> None:
        data = text.encode("utf-8", "surrogateescape")
        self._write((code.encode() + data + RESET.encode() if self._colour else data) + b"\n")


class _Out:
    def __init__(self, write: Write) -> None:
        self.write = write


def _range(start: int, count: int) -> str:
    """Return the lines of a hunk; none: the number of the line before."""
    if count == 1:
        return str(start)
    return f"{start if count else start - 1},{count}"


def header(side: str, name: str) -> str:
    r"""Return a file name as git writes it: below `a/` or `b/`, quoted if it holds odd characters.

    A tab ends one with spaces.

    >>> header("a", "two words.txt"), header("b", 'a"b.txt'), header("a", "/tmp/x")
    ('a/two words.txt\t', '"b/a\\"b.txt"', 'a/tmp/x')
    """
    path = Path(name)
    if path.is_absolute():
        try:
            path = path.relative_to(Path.cwd())
        except ValueError:
            path = Path(*path.parts[1:])
    whole = f"{side}/{path.as_posix()}"
    if any(c in '"\\' or (ord(c) < 32) or ord(c) == 127 for c in whole) or _is_odd(whole):
        return '"' + "".join(_quoted(byte) for byte in os.fsencode(whole)) + '"'
    return f"{whole}\t" if " " in whole else whole


def _is_odd(name: str) -> bool:
    return any(0xD800 <= ord(c) <= 0xDFFF for c in name)


def _quoted(byte: int) -> str:
    one = chr(byte)
    if one in '"\\':
        return f"\\{one}"
    return one if 32 <= byte < 127 else f"\\{byte:03o}"
