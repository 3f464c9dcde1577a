"""Which lines part the documents of one text: what the setting `document_separator` says, applied to a block."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from persclean.errors import ConfigError
from persclean.tables import rows

FORM_FEED, AUTO = "formfeed", "auto"


@dataclass(frozen=True, slots=True)
class Boundary:
    """A document begins here. line: index of the line in its block. alone: that line is a separator, not text.

    data: the line as it is, without its line feed.
    """

    line: int
    alone: bool
    data: bytes


class Separators:
    """What finds the boundaries: `formfeed`, `auto`, or a regular expression that matches a whole separator line.

    The expression sees a line without its line feed and carriage return. Raises ConfigError for one that is wrong.

    >>> Separators("=+").find(b"a\\n===\\nb\\n")
    [Boundary(line=1, alone=True, data=b'===')]
    >>> [one.alone for one in Separators("formfeed").find(b"a\\n\\fb\\n\\f\\n")]
    [False, True]
    """

    def __init__(self, setting: str) -> None:
        self._alone, self._text = _patterns(setting)
        self._sign = b"\f" if setting == FORM_FEED else b""

    def find(self, block: bytes) -> list[Boundary]:
        """Return the boundaries among the lines of a block."""
        if self._sign not in block:
            return []
        found = []
        alone, begins = self._alone.fullmatch, self._text.fullmatch if self._text else None
        lines = block.decode("utf-8", "surrogateescape").split("\n")
        for number, line in enumerate(lines if lines[-1] else lines[:-1]):
            bare = line.removesuffix("\r")
            if (matched := alone(bare)) or (begins is not None and begins(bare)):
                found.append(Boundary(number, bool(matched), line.encode("utf-8", "surrogateescape")))
        return found


def separators(setting: str) -> Separators | None:
    """Return what finds the boundaries, None for the setting that asks for none."""
    return Separators(setting) if setting else None


@cache
def _patterns(setting: str) -> tuple[re.Pattern[str], re.Pattern[str] | None]:
    """Return the patterns of lines that are separators, and of lines of text with which a document begins."""
    if setting not in (FORM_FEED, AUTO):
        try:
            return re.compile(setting), None
        except re.error as error:
            where = "" if error.pos is None else f" at position {error.pos + 1}"
            raise ConfigError(
                f"document_separator {setting!r} is no regular expression{where}: {error.msg}; "
                f"it may also be {FORM_FEED} or {AUTO}"
            ) from None
    found: dict[str, list[str]] = {"yes": [], "no": []}
    for kind, alone, regex, _ in rows("separators.tsv"):
        if setting in (AUTO, kind):
            found[alone].append(regex)
    return re.compile("|".join(found["yes"])), re.compile("|".join(found["no"]))
