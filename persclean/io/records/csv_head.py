"""What the beginning of a CSV stream tells: its dialect, its columns, and which of them are wanted."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import product

from persclean.errors import ConfigError, InputError
from persclean.io.records.base import RecordOptions
from persclean.io.records.csv_dialect import Dialect, split, unclosed

HEAD = 1 << 16  # bytes by which the dialect is found out
DELIMITERS = ",;\t|"
_SAMPLE = 1000  # records looked at


@dataclass(frozen=True, slots=True)
class Layout:
    """What is known of a stream. count: of its fields. wanted, names: numbers (from 0) and names of those with text.

    faults: what in a frame is no well-formed record: where it starts and ends, code, reason.
    """

    dialect: Dialect
    count: int
    wanted: tuple[int, ...]
    names: tuple[str, ...]
    faults: tuple[tuple[int, int, str, str], ...] = ()


def dialect_of(options: RecordOptions, delimiter: str = "") -> Dialect:
    r"""Return the dialect the options ask for; delimiter "": to be found out, else the one unless they name another.

    Raises ConfigError.

    >>> dialect_of(RecordOptions(delimiter="\\t", escape="\\"))
    Dialect(delimiter='\t', quote='"', escape='\\', padded=False)
    """
    part = {"\\t": "\t", "tab": "\t"}.get(options.delimiter, options.delimiter) or delimiter
    quote, escape = options.quote, "" if options.escape == options.quote else options.escape
    if part and (len(part) != 1 or not part.isascii() or part.isalnum() or part in "\r\n\\"):
        raise ConfigError(f"--delimiter {part!r}: must be one ASCII sign, such as ',' ';' '|' or '\\t'")
    if quote and (len(quote) != 1 or not quote.isascii() or quote.isalnum() or quote in "\r\n\\ " or quote == part):
        raise ConfigError(f"--quote {quote!r}: must be one ASCII sign other than the delimiter, or '' for none")
    if escape not in ("", "\\"):
        raise ConfigError(f"--escape {escape!r}: must be a backslash, or the quote itself if quotes are doubled")
    return Dialect(part, quote, escape)


def study(head: bytes, whole: bool, options: RecordOptions, given: Dialect) -> tuple[Layout, int] | None:
    """Return the layout, and where the header ends (without one: 0), or None if the first record does not end here.

    head: the first bytes of a stream. whole: whether they are all of it. given: the dialect as far as it is known.

    Raises InputError if the delimiter is not clear, the header no record, or a wanted column is not there.
    """
    start = len(head) - len(head.lstrip(b"\r\n"))
    body = head[start:]
    ends = body.find(b"\n") + 1 or (len(body) if whole else 0)
    if not ends:
        return None
    if b"\r" in body[: ends - 1].rstrip(b"\r") and b"\n" not in body:
        raise InputError("its lines end in carriage returns alone, which is no CSV; give it line feeds: tr '\\r' '\\n'")
    dialect, counts = _find(body, whole, options, given)
    if not counts:
        return None
    fields, end = split(dialect, body, 0)
    if not options.header:
        return _columns([str(n + 1) for n in range(_width(counts, False))], options, dialect), 0
    if end < 0:
        raise InputError(_no_header(dialect))
    try:
        names = [_value(dialect, raw).decode("utf-8").strip() for raw in fields]
    except UnicodeDecodeError as error:
        raise InputError("the header, which names the columns, is no UTF-8; name the encoding of the input") from error
    return _columns(names, options, dialect), start + end


def _no_header(dialect: Dialect) -> str:
    return (
        "the first record, which should name the columns, is no CSV: a quote is not closed, or text follows it. "
        f"It was read with the delimiter {dialect.delimiter!r} and the quote {dialect.quote!r}: see --delimiter, "
        "--quote (--quote '' if there are none) and --escape"
    )


def _find(head: bytes, whole: bool, options: RecordOptions, given: Dialect) -> tuple[Dialect, list[int]]:
    """Return the dialect that makes most records of the head have the same number of fields, and those numbers."""
    parts = given.delimiter or DELIMITERS
    tried = {part: _counts(replace(given, delimiter=part), head, whole) for part in parts}
    marks = {part: _mark(counts, options.header) for part, counts in tried.items()}
    best = max(parts, key=lambda part: marks[part])  # of equal ones the first
    dialect, mark = replace(given, delimiter=best), marks[best]
    escapes = [given.escape]
    if given.quote and not options.escape and not _doubled(dialect, head):
        escapes.append("\\")
    for part, escape, padded in product(parts, escapes, (False, True) if given.quote else (False,)):
        if mark[1] == 1.0 and mark[0]:
            break
        other = Dialect(part, given.quote, escape, padded)
        if _hints(other, head) and (better := _mark(counts := _counts(other, head, whole), options.header)) > mark:
            dialect, mark, tried[part] = other, better, counts
    if not given.delimiter and (mark[1] < 0.5 if mark[0] else b"\n" in head and not options.header):
        raise InputError(
            "its delimiter is not clear: none of ',' ';' tab '|' makes records of the same number of fields; "
            "name it: --delimiter ';'"
        )
    return dialect, tried[dialect.delimiter]


def _hints(dialect: Dialect, head: bytes) -> bool:
    """Whether there is a sign of what is special in a dialect."""
    quote = dialect.quote.encode()
    escaped = not dialect.escape or b"\\" + quote in head
    return escaped and (not dialect.padded or b" " + quote in head or quote + b" " in head)


def _doubled(dialect: Dialect, head: bytes) -> bool:
    """Whether there are doubled quotes within others; an empty quoted field is none."""
    quote, part = re.escape(dialect.quote.encode()), re.escape(dialect.delimiter.encode())
    inside = rb"[^" + quote + part + rb"\r\n\\]"
    return re.search(inside + quote + quote + inside, head) is not None


def _counts(dialect: Dialect, head: bytes, whole: bool) -> list[int]:
    """Return how many fields each record of the head has, 0 for what is none; the last one, if cut, is left out."""
    counts: list[int] = []
    start = 0
    while start < len(head) and len(counts) < _SAMPLE:
        fields, end = split(dialect, head, start)
        if end < 0:
            if not whole and (unclosed(dialect, head[start:]) or b"\n" not in head[start:]):
                break
            end = head.find(b"\n", start) + 1 or len(head)
            fields = []
        elif end == len(head) and not whole and not head.endswith(b"\n"):
            break
        if head[start:end].strip(b"\r\n"):
            counts.append(len(fields))
        start = end
    return counts


def _width(counts: list[int], header: bool) -> int:
    """Return how many fields records should have: as many as the header has names, or as most of them have."""
    return counts[0] if header else Counter(n for n in counts if n).most_common(1)[0][0] if any(counts) else 1


def _mark(counts: list[int], header: bool) -> tuple[bool, float, int]:
    """Return how well these numbers speak for a dialect: whether it parts anything, the share that is right, fields."""
    width = _width(counts, header) if counts else 0
    return width > 1, counts.count(width) / max(len(counts), 1), width


def _value(dialect: Dialect, raw: bytes) -> bytes:
    quote = dialect.quote.encode()
    raw = raw.strip(b" ") if dialect.padded else raw
    if not quote or not raw.startswith(quote):
        return raw
    return raw[1:-1].replace(quote * 2, quote).replace(b"\\" + quote if dialect.escape else quote * 2, quote)


def _columns(names: list[str], options: RecordOptions, dialect: Dialect) -> Layout:
    """Return the layout for the columns wanted; InputError if they are not there."""
    shown = ", ".join(names)
    if not options.columns:
        raise InputError(f"which columns hold text must be said: --column NAME[,NAME]. Its columns: {shown}")
    wanted: dict[int, str] = {}
    for column in options.columns:
        number = column[1:] if column.startswith("#") else column if not options.header else ""
        if number.isdecimal() and number.isascii():
            if not 1 <= int(number) <= len(names):
                raise InputError(f"no column {column}: it has {len(names)} columns ({shown}), counted from 1")
            place = int(number) - 1
        elif names.count(column) == 1:
            place = names.index(column)
        elif column in names:
            raise InputError(f"{names.count(column)} columns are named '{column}': say which by its number, #2")
        else:
            near = difflib.get_close_matches(column, names, n=1, cutoff=0.5)
            hint = f" did you mean '{near[0]}'?" if near else ""
            raise InputError(f"no column '{column}':{hint} Its columns: {shown} (or by number: #2)")
        wanted[place] = names[place]
    places = tuple(sorted(wanted))
    return Layout(dialect, len(names), places, tuple(wanted[place] for place in places))
