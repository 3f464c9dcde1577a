"""What a terminal shows while a run goes on: one line, whatever its width."""

from __future__ import annotations

import io
import re
import sys

import pytest

from persclean import console


class Terminal(io.StringIO):
    """A text stream that says that it is a terminal."""

    def isatty(self) -> bool:
        return True


def shown(monkeypatch: pytest.MonkeyPatch, width: int) -> list[str]:
    """Return what a run of three files shows, line by line, without the codes that move the cursor."""
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr(console, "_PATIENCE", -1.0)
    for name, value in (("COLUMNS", str(width)), ("LINES", "24"), ("TERM", "xterm")):
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("NO_COLOR", raising=False)
    with console.Console(total=30_000_000_000) as shows:
        for number in range(1, 4):
            shows.advance(10_000_000_000, 1_234_567)
            shows.count(number, 3)
        shows.note("a note between")
    text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", terminal.getvalue())
    return [line.rstrip() for line in re.split(r"[\r\n]+", text) if line.strip()]


@pytest.mark.parametrize("width", [80, 132])
def test_progress_is_one_line(monkeypatch: pytest.MonkeyPatch, width: int) -> None:
    lines = shown(monkeypatch, width)
    assert "a note between" in lines
    bars = [line for line in lines if "GB" in line]
    assert any(line.startswith("3/3 files, 3,703,701 changes") and "30.0/30.0 GB" in line for line in bars)
    assert max(map(len, lines)) <= width
    assert {*lines} == {*bars, "a note between"}


def test_a_pipe_gets_no_progress(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    monkeypatch.setattr(console, "_PATIENCE", -1.0)
    with console.Console(total=10) as shows:
        shows.advance(10, 1)
        shows.count(1, 2)
    assert sys.stderr.getvalue() == ""
