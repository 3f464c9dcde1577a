"""How a CSV file parts its fields, and the patterns that follow from it.

The grammar is RFC 4180 as Python's `csv` reads it (`strict=True`): a field is quoted if a quote begins it, and ends
with it; a quote within an unquoted field is a letter like any other. Records end at LF or CRLF outside of quotes.
Every repetition is possessive, so no pattern ever goes back: time is linear.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

END = rb"\r?\n"
LAST = rb"\r?(?:\n|\Z)"  # the last record of a stream may lack its line end


@dataclass(frozen=True, slots=True)
class Dialect:
    r"""What parts fields and quotes them; each one ASCII character.

    quote: "" if there is none. escape: "" if a quote within quotes is doubled, or a backslash, which then makes any
    character after it a plain one, in quoted fields and others (a doubled quote is understood too). padded: spaces
    around the quotes of a field are not part of it (`1, "a, b"`).
    """

    delimiter: str = ","
    quote: str = '"'
    escape: str = ""
    padded: bool = False


class Patterns(NamedTuple):
    """Patterns of a dialect and a number of fields; those that end in `last` take the end of the data for a line end.

    many: as many records as there are, well-formed but of any number of fields. fits: a line end and after it a record
    of the right number (group 1), or the beginning of what could become one if there were more data.
    """

    many: re.Pattern[bytes]
    many_last: re.Pattern[bytes]
    fits: re.Pattern[bytes]
    fits_last: re.Pattern[bytes]


@cache
def patterns(dialect: Dialect, count: int) -> Patterns:
    """Return the patterns by which a stream is framed."""
    pieces = []
    for end in (END, LAST):
        pieces.append(rb"(?:(?!\Z)(?:" + any_record(dialect, count, end) + rb"))*+")
    cut = rb"|" + beginning(dialect, count)
    for end, more in ((END, cut), (LAST, rb"")):
        pieces.append(rb"\n(?:((?!\Z)(?!\r?\n)" + exact(dialect, count, (), end) + rb")" + more + rb")")
    return Patterns(*(re.compile(piece, re.DOTALL) for piece in pieces))


@cache
def texts(dialect: Dialect, count: int, wanted: tuple[int, ...]) -> re.Pattern[str]:
    """Return what matches a blank line (no group), a record (a group each text), or (one group more) a wrong record.

    It is for decoded text; framing, which need not know letters, goes without decoding.
    """
    good, wrong = exact(dialect, count, wanted, LAST), any_record(dialect, count, LAST)
    return re.compile((rb"(?!\Z)(?:\r?\n|" + good + rb"|(" + wrong + rb"))").decode("ascii"), re.DOTALL)


@cache
def _parted(dialect: Dialect) -> re.Pattern[str]:
    return re.compile((field(dialect, group=True) + re.escape(dialect.delimiter.encode())).decode("ascii"), re.DOTALL)


def is_field(dialect: Dialect, raw: str, whole: bool = False) -> bool:
    r"""Whether this is just one field wherever in a record it stands. whole: it is all of its record.

    >>> [is_field(Dialect(), raw) for raw in ('"a,\n""b"', 'a"b', "", '"a', "a,b", "a\r", '"a"b')]
    [True, True, True, False, False, False, False]
    """
    found = _parted(dialect).fullmatch(raw + dialect.delimiter)
    # A carriage return would be taken for that of a line end, nothing at all for a blank line.
    return found is not None and found[1] == raw and not raw.endswith("\r") and (raw != "" or not whole)


def exact(dialect: Dialect, count: int, wanted: tuple[int, ...], end: bytes) -> bytes:
    """Return the pattern of a record of so many fields, with a group for each one wanted."""
    part, inner, found, before = re.escape(dialect.delimiter.encode()), field(dialect), b"", 0
    for place in wanted:
        found += b"(?:%b%b){%d}+" % (inner, part, place - before) if place > before else b""
        found += field(dialect, group=True) + (part if place < count - 1 else b"")
        before = place + 1
    if before < count:
        found += b"(?:%b%b){%d}+" % (inner, part, count - 1 - before) + inner
    return found + end


def beginning(dialect: Dialect, count: int) -> bytes:
    """Return the pattern of what the end of the data has cut out of a record of so many fields."""
    inner, part = field(dialect), re.escape(dialect.delimiter.encode())
    before = b"(?:%b%b){0,%d}+" % (inner, part, count - 1)
    return before + rb"(?:" + (opened(dialect) + rb"|" if dialect.quote else rb"") + inner + rb"\r?\Z)"


def opened(dialect: Dialect) -> bytes:
    """Return the pattern of a quoted field that does not close before the end of the data."""
    pad = rb"[ ]*+" if dialect.padded else rb""
    return pad + quoted(dialect, closed=False) + (rb"\\?" if dialect.escape else rb"") + rb"\Z"


def any_record(dialect: Dialect, count: int, end: bytes) -> bytes:
    """Return the pattern of a record of any number of fields.

    One of several lines may have but about twice the right number: if an opened quote was never closed, fields would
    be sought up to the end of the stream, and from each such line anew.
    """
    inner, line = field(dialect), field(dialect, newlines=False)
    part, most = re.escape(dialect.delimiter.encode()), b"%d" % (2 * count + 8)
    several = inner + rb"(?:" + part + inner + rb"){0," + most + rb"}+" + end
    return several + rb"|" + line + rb"(?:" + part + line + rb")*+" + end


def field(dialect: Dialect, newlines: bool = True, group: bool = False) -> bytes:
    """Return the pattern of a field. newlines: whether it may go on over lines. group: capture it, with quotes."""
    part, quote = re.escape(dialect.delimiter.encode()), re.escape(dialect.quote.encode())
    escape = re.escape(dialect.escape.encode())
    pair = escape + (rb"(?:.|\Z)" if newlines else rb"(?:[^\n]|\Z)") if escape else rb""
    pad = rb"[ ]*+" if dialect.padded and quote else rb""
    # The carriage return of CRLF belongs to no field, but only who wants the field must know it.
    free = rb"[^" + part + rb"\n" + escape + (rb"\r]" if group else rb"]")
    others = rb"|".join([*([pair] if pair else []), *([rb"\r(?!\n|\Z)"] if group else [])])
    plain = free + rb"*+" + (rb"(?:(?:" + others + rb")" + free + rb"*+)*+" if others else rb"")
    if quote:
        plain = rb"(?!" + quote + rb")" + plain
        plain = quoted(dialect, newlines) + rb"|" + plain
    return pad + (rb"(" if group else rb"(?:") + plain + rb")" + pad


def quoted(dialect: Dialect, newlines: bool = True, closed: bool = True) -> bytes:
    """Return the pattern of a quoted field; closed: up to its closing quote, else up to where that should be."""
    quote, escape = re.escape(dialect.quote.encode()), re.escape(dialect.escape.encode())
    line = rb"" if newlines else rb"\n"
    free = rb"[^" + quote + escape + line + rb"]*+"
    pairs = quote + quote + (rb"|" + escape + (rb"." if newlines else rb"[^\n]") if escape else rb"")
    return quote + free + rb"(?:(?:" + pairs + rb")" + free + rb")*+" + (quote if closed else rb"")


@cache
def _field(dialect: Dialect) -> re.Pattern[bytes]:
    return re.compile(field(dialect), re.DOTALL)


def split(dialect: Dialect, data: bytes, start: int) -> tuple[list[bytes], int]:
    """Return the fields of the record that begins at `start`, as they are written, and where it ends.

    The end is -1 if it does not end there as a record should: then the last field returned is the one before the fault.
    """
    found: list[bytes] = []
    while match := _field(dialect).match(data, start):
        start = match.end()
        if data.startswith(dialect.delimiter.encode(), start):
            found.append(match[0])
            start += 1
            continue
        if not (ended := _LAST.match(data, start)):
            break
        raw = match[0]
        if raw.endswith(b"\r") and ended[0] == b"\n":
            raw = raw[:-1]
        return [*found, raw], ended.end()
    return found, -1


_LAST = re.compile(LAST)


@cache
def _unclosed(dialect: Dialect) -> re.Pattern[bytes]:
    part = re.escape(dialect.delimiter.encode())
    return re.compile(rb"(?:" + field(dialect) + part + rb")*+" + opened(dialect), re.DOTALL)


def unclosed(dialect: Dialect, data: bytes) -> bool:
    """Whether a quote opens in the record that begins the data, and is not closed in it."""
    return bool(dialect.quote) and _unclosed(dialect).match(data) is not None
