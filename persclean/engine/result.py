"""What comes back from a block, whichever path cleaned it; imports nothing heavy."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from persclean.engine.cutter import Block
    from persclean.engine.findings import Findings

_BAD = re.compile("[\udc80-\udcff]")


@dataclass(frozen=True, slots=True)
class BadInBlock:
    """An undecodable byte: the line feeds before it in the block, its offset in the block, its value."""

    line: int
    offset: int
    value: int


@dataclass(slots=True)
class BlockResult:
    """A cleaned block, the line feeds it held, its undecodable bytes (kept in data), and if traced its changes.

    findings: each of them, where they are wanted. changes: how many there are of each filter, by its code.
    places: how many stretches of the block were replaced, whatever replaced them; costs nothing to know.
    """

    data: bytes
    lines: int
    bad: list[BadInBlock] = field(default_factory=list)
    findings: Findings | None = None
    changes: dict[str, int] = field(default_factory=dict)
    places: int = 0


def bad_bytes(text: str, line: int = 0, offset: int = 0) -> list[BadInBlock]:
    """Return the undecodable bytes of a text that was decoded with surrogateescape.

    line, offset: the line feeds and bytes that stand before the text.
    """
    found = []
    place = 0
    for match in _BAD.finditer(text):
        between = text[place : match.start()]
        line += between.count("\n")
        offset += len(between.encode("utf-8", "surrogateescape"))
        found.append(BadInBlock(line, offset, ord(match[0]) - 0xDC00))
        place = match.start()
    return found


def untouched(block: Block) -> BlockResult:
    """Return the result of no filter at all; what cutting the block into words would cost is saved."""
    bad: list[BadInBlock] = []
    try:
        block.data.decode()
    except UnicodeDecodeError:
        bad = [] if block.raw else bad_bytes(block.data.decode("utf-8", "surrogateescape"))
    return BlockResult(block.data, block.data.count(b"\n"), bad)
