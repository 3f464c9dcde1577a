"""Findings for people: each with the line it is in, its words marked, invisible characters shown."""

from __future__ import annotations

from persclean.check.found import Batch, messages
from persclean.engine.kinds import Kind
from persclean.report.base import Write
from persclean.report.colour import BLUE, BOLD, DIM, GREEN, RED, painted
from persclean.report.concise import located
from persclean.report.marks import marked, short

_AROUND = 40  # characters of the line shown on either side
_RLI, _FSI, _PDI = "\N{RIGHT-TO-LEFT ISOLATE}", "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"


class Terminal:
    """Three lines a finding: where and what; the change; the line.

    colour: whether to use it; without, the words are in [brackets]. isolates: whether what is right to left is kept
    apart from what is not, by the characters that terminals know for it.
    """

    def __init__(self, write: Write, colour: bool, isolates: bool, whys: dict[str, str]) -> None:
        self._write, self._colour, self._isolates, self._whys = write, colour, isolates, whys

    def add(self, batch: Batch) -> None:
        """Write findings."""
        for n, which in enumerate(batch.which.tolist()):
            self._write(self._finding(batch, n, batch.kinds[which]).encode("utf-8", "backslashreplace"))

    def input(self, name: str, error: str) -> None:
        """Note that an input is through."""

    def finish(self, code: int) -> None:
        """Write nothing more."""

    def _finding(self, batch: Batch, n: int, kind: Kind) -> str:
        on = self._colour
        where = painted(located(batch.source, batch.place(n)), BOLD, on)
        code = painted(kind.code, RED, on)
        lines = [f"{where}: {code} {painted(kind.name, BLUE, on)}: {self._whys.get(kind.code, '')}".rstrip(": ")]
        if kind.before and kind.after is not None:
            before, after = painted(short(kind.before), RED, on), painted(short(kind.after), GREEN, on)
            lines.append(f"  {self._apart(before)} → {self._apart(after)}")
        else:
            lines.append(f"  {self._apart(messages([kind])[0])}")
        text, column = batch.context(n)
        if text:
            lines.append(f"  {painted('│', DIM, on)} {self._line(text, column, kind.before or '')}")
        return "\n".join(lines) + "\n\n"

    def _line(self, text: str, column: int, before: str) -> str:
        """Return the part of a line around a finding; `before`: its words, which an earlier filter may have changed."""
        start = column
        while start > 0 and not text[start - 1].isspace():
            start -= 1
        found = text.startswith(before, start) and before and "\n" not in before
        end = start + len(before) if found else column
        while not found and end < len(text) and not text[end].isspace():
            end += 1
        left, right = max(0, start - _AROUND), min(len(text), end + _AROUND)
        words = marked(text[start:end])
        words = painted(words, RED + BOLD, True) if self._colour else f"[{words}]"
        line = f"{marked(text[left:start])}{words}{marked(text[end:right])}"
        line = f"{'…' * (left > 0)}{line}{'…' * (right < len(text))}"
        return f"{_RLI}{line}{_PDI}" if self._isolates else line

    def _apart(self, text: str) -> str:
        return f"{_FSI}{text}{_PDI}" if self._isolates else text
