"""On which line of a TOML text a key stands: the standard library's reader does not tell."""

from __future__ import annotations

import re

from persclean.lazy import pattern

# What is passed over: comments and texts of the four kinds, whole.
_SKIPPED = r'"""(?:\\.|[^\\])*?"""' "|" r"'''.*?'''" "|" r'"(?:\\.|[^"\\\n])*"' "|" r"'[^'\n]*'" "|" r"\#[^\n]*"
_TOKEN = pattern(rf"(?P<skipped>{_SKIPPED})|(?P<open>[\[{{])|(?P<close>[\]}}])|(?P<line>\n)", re.DOTALL)
_PART = r"""(?:[A-Za-z0-9_-]+|"(?:\\.|[^"\\\n])*"|'[^'\n]*')"""
_NAME = rf"{_PART}(?:[ \t]*\.[ \t]*{_PART})*"
_HEADER = pattern(rf"[ \t]*(?P<open>\[\[?)[ \t]*(?P<name>{_NAME})[ \t]*\]\]?")
_KEY = pattern(rf"[ \t]*(?P<name>{_NAME})[ \t]*=")
_PARTS = pattern(_PART)


class Lines:
    """The keys and tables of a TOML text that is known to be right, each with its line, counted from 1.

    >>> Lines("a = 1\\n[t]\\nb = 2\\n[[o]]\\nb = 3\\n").of(("o", "0", "b"))
    5
    """

    def __init__(self, text: str) -> None:
        self._found: dict[tuple[str, ...], int] = {}
        table: tuple[str, ...] = ()
        counts: dict[tuple[str, ...], int] = {}
        for number, line in _statements(text):
            header = _HEADER.match(line)
            if header:
                table = _parts(header["name"])
                if header["open"] == "[[":
                    count = counts[table] = counts.get(table, -1) + 1
                    self._found.setdefault(table, number)
                    table = (*table, str(count))
                self._found.setdefault(table, number)
                continue
            key = _KEY.match(line)
            if key:
                place = (*table, *_parts(key["name"]))
                for end in range(len(table) + 1, len(place) + 1):
                    self._found.setdefault(place[:end], number)

    def of(self, place: tuple[str, ...]) -> int:
        """Return the line of a key (of the table around it, if it stands within a value); 0 if there is none."""
        for end in range(len(place), 0, -1):
            if place[:end] in self._found:
                return self._found[place[:end]]
        return 0


def _statements(text: str) -> list[tuple[int, str]]:
    """Return the lines on which a statement begins, with their numbers: not those within a list or a long text."""
    found: list[tuple[int, str]] = []
    number, depth, start = 1, 0, 0
    lines = text.replace("\r\n", "\n").split("\n")
    text = "\n".join(lines)
    begins = True
    for match in _TOKEN.finditer(text):
        if begins:
            found.append((number, lines[number - 1]))
            begins = False
        if match["skipped"]:
            number += match[0].count("\n")
        elif match["open"]:
            depth += 1
        elif match["close"]:
            depth -= 1
        else:
            number += 1
            start = match.end()
            begins = depth <= 0
    if begins and start < len(text):
        found.append((number, lines[number - 1]))
    return found


def _parts(name: str) -> tuple[str, ...]:
    parts = _PARTS.findall(name)
    return tuple(part[1:-1] if part[0] in "\"'" else part for part in parts)
