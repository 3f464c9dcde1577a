"""Sections joined until nothing more is: what comes out comes through unchanged a second time."""

from __future__ import annotations

from collections.abc import Sequence

from persclean.unwrap.line import Line
from persclean.unwrap.section import unwrap_section

PIECE = 2048  # lines looked at together at the most


def settle(lines: Sequence[Line]) -> list[Line]:
    """Return the lines with all that is broken joined.

    Long lines part sections, and joining makes long lines. So each section of the result is joined again, until none
    changes: those are the sections that a second run would see, and it finds nothing in them to do.
    """
    found: list[Line] = []
    # Sections still to do, the first one last.
    todo = sections(lines)[::-1]
    while todo:
        section = todo.pop()
        joined = section if section[0].long else unwrap_section(section)
        if joined is section:
            found += section
        else:
            todo += sections(joined)[::-1]
    return found


def sections(lines: Sequence[Line]) -> list[list[Line]]:
    """Return the lines in order: sections without long lines, and long lines each for itself."""
    found: list[list[Line]] = []
    opened = False
    for line in lines:
        if line.long:
            found.append([line])
            opened = False
        elif opened:
            found[-1].append(line)
        else:
            found.append([line])
            opened = True
    return found


def settle_piece(lines: Sequence[Line]) -> tuple[list[Line], int]:
    """Return the first part of a section that goes on after these lines, joined, and how many lines it was made of.

    The part ends with a long line, because there a second run begins a new section, too; so the rest can wait for the
    lines that follow. A piece in which joining leaves no long line is a list of some kind, and is handed on as it is.
    """
    done = settle(lines)
    for index in range(len(done) - 2, -1, -1):
        if done[index].long:
            return done[: index + 1], done[index + 1].place - lines[0].place
    return list(lines), len(lines)
