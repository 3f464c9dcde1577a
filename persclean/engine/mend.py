"""Mending single lines of a cleaned block: by the line parts, or by the whole reference path."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from persclean.engine import light
from persclean.engine.skeleton import check_fast
from persclean.filters.base import Filter


@dataclass(frozen=True, slots=True)
class Line:
    """A line as byte ranges, without its line feed: in the input, in the output so far; again: redo it from input."""

    start: int
    stop: int
    out_start: int
    out_stop: int
    again: bool


def mend(
    filters: Sequence[Filter],
    line_filters: Sequence[Filter],
    data: bytes,
    out: memoryview,
    lines: Sequence[Line],
    verify: bool,
) -> bytes:
    """Return the output with the given lines mended."""
    if not lines:
        return bytes(out)
    again = [line for line in lines if line.again]
    wanted = [line for line in lines if not line.again]
    texts = dict(zip(again, _redo(filters, data, again, verify), strict=True))
    texts |= dict(zip(wanted, _line_parts(line_filters, out, wanted, verify), strict=True))
    parts: list[bytes | memoryview] = []
    place = 0
    for line in lines:
        parts += (out[place : line.out_start], texts[line])
        place = line.out_stop
    parts.append(out[place:])
    return b"".join(parts)


def _redo(filters: Sequence[Filter], data: bytes, lines: Sequence[Line], verify: bool) -> list[bytes]:
    if not lines:
        return []
    text = b"\n".join(data[line.start : line.stop] for line in lines).decode("utf-8", "surrogateescape")
    return light.run(filters, text, verify).encode("utf-8", "surrogateescape").split(b"\n")


def _line_parts(line_filters: Sequence[Filter], out: memoryview, lines: Sequence[Line], verify: bool) -> list[bytes]:
    if not lines:
        return []
    text = b"\n".join(out[line.out_start : line.out_stop] for line in lines).decode("utf-8", "surrogateescape")
    for one in line_filters:
        after = one.lines(text)
        if verify and after != text:
            check_fast(one, text, after)
        text = after
    return text.encode("utf-8", "surrogateescape").split(b"\n")
