"""The case files tests/cases/NAME.tsv: id, input, expected (empty: must not change), note.

What does not show is written in braces: a short name of SHORT, any Unicode name, or a code point (U+200C).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from persclean.config import Config

FOLDER = Path(__file__).parent / "cases"
SHORT = {
    "ZWNJ": "\u200c", "ZWJ": "\u200d", "ZWSP": "\u200b", "NBSP": "\u00a0", "NNBSP": "\u202f", "RLM": "\u200f",
    "LRM": "\u200e", "ALM": "\u061c", "RLE": "\u202b", "LRE": "\u202a", "PDF": "\u202c", "RLI": "\u2067",
    "PDI": "\u2069", "SHY": "\u00ad", "NOT": "\u00ac", "BOM": "\ufeff", "WJ": "\u2060", "TATWEEL": "\u0640",
    "THINSP": "\u2009", "TAB": "\t", "FF": "\f", "LF": "\n", "CR": "\r", "NEL": "\u0085", "LS": "\u2028", "NUL": "\0",
    "ESC": "\x1b", "BS": "\b", "DEL": "\x7f", "SPACE": " ", "LBRACE": "{", "RBRACE": "}",
    "HAMZA": "\u0654", "MADDA": "\u0653", "FATHA": "\u064e", "DAMMA": "\u064f", "KASRA": "\u0650",
    "SHADDA": "\u0651", "SUKUN": "\u0652", "FATHATAN": "\u064b",
}  # fmt: skip
_BRACED = re.compile(r"\{([^{}]+)\}")


@dataclass(frozen=True, slots=True)
class Case:
    """One row; expected is None where the text must not change."""

    id: str
    input: str
    expected: str | None
    note: str

    @property
    def config(self) -> Config:
        """The settings the id begins with: `digits=latin:` or `digits=keep,heh_ye=ye:`."""
        head, colon, _ = self.id.partition(":")
        if not colon or "=" not in head:
            return Config()
        return Config.of(**dict(setting.split("=") for setting in head.split(",")))


def expand(text: str) -> str:
    """Return the text with every brace replaced by its code point.

    >>> expand("می{ZWNJ}رود{U+002E}") == "می\\u200cرود."
    True
    """

    def one(match: re.Match[str]) -> str:
        name = match[1]
        if name.startswith("U+"):
            return chr(int(name[2:], 16))
        return SHORT[name] if name in SHORT else unicodedata.lookup(name)

    return _BRACED.sub(one, text)


def names() -> list[str]:
    """Return the names of all case files."""
    return sorted(path.stem for path in FOLDER.glob("*.tsv"))


def load(name: str) -> list[Case]:
    """Return the cases of tests/cases/NAME.tsv; ValueError for a row that is not four cells, or an id given twice."""
    cases: list[Case] = []
    seen: set[str] = set()
    lines = (FOLDER / f"{name}.tsv").read_text(encoding="utf-8").split("\n")
    for number, line in enumerate(lines[1:], 2):
        if not line or line.startswith("#"):
            continue
        cells = line.split("\t")
        if len(cells) != 4 or cells[0] in seen:
            raise ValueError(f"{name}.tsv:{number}: expected four cells and a new id, got {cells!r}")
        seen.add(cells[0])
        cases.append(Case(cells[0], expand(cells[1]), expand(cells[2]) if cells[2] else None, cells[3]))
    return cases
