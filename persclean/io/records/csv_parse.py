"""The texts of a frame of CSV, and how a new text is written where the old one stood."""

from __future__ import annotations

from persclean.io.records.base import Bad, Frame, Spliced
from persclean.io.records.csv_dialect import split, texts
from persclean.io.records.csv_head import Layout
from persclean.io.records.csv_writing import Writing


def parse(frame: Frame) -> Spliced:
    """Return the texts of a frame; what is faulty in it is known from its layout."""
    layout, data = frame.layout, frame.data
    assert isinstance(layout, Layout)
    writing = Writing(layout.dialect, alone=layout.count == 1)
    parsed = Spliced(data, lambda n, new: writing.encode(data[slice(*parsed.spans[n])], parsed.texts[n], new))
    start = 0
    for fault_start, fault_end, code, reason in layout.faults:
        _records(parsed, layout, writing, start, fault_start)
        _bad(parsed, fault_start, fault_end, code, reason)
        start = fault_end
    _records(parsed, layout, writing, start, len(data))
    return parsed


def _records(parsed: Spliced, layout: Layout, writing: Writing, start: int, end: int) -> None:
    """Note the records of a stretch that are well-formed; their fields may be too few or many, their bytes no UTF-8."""
    data, good = parsed.data, len(layout.wanted)
    columns = list(enumerate(layout.names, 1))
    add_text, add_span, add_owner = parsed.texts.append, parsed.spans.append, parsed.owners.append
    sound = _is_utf8(data[start:end])
    for match in texts(layout.dialect, layout.count, layout.wanted).finditer(data, start, end):
        kind = match.lastindex
        if kind == good and (sound or _is_utf8(match[0])):
            for group, name in columns:
                raw = match[group]
                if raw and raw not in writing.nothing:
                    add_text(writing.decode(raw))
                    add_span(match.span(group))
                    add_owner((parsed.records, name))
            parsed.records += 1
        elif kind == good:
            _bad(parsed, *match.span(), "bytes", _where(match[0]))
        elif kind is not None:
            _bad(parsed, *match.span(), *_wrong(layout, match[0]))


def _wrong(layout: Layout, record: bytes) -> tuple[str, str]:
    found = len(split(layout.dialect, record, 0)[0])
    reason = f"{found} fields, should be {layout.count}"
    if found < layout.count and not record.endswith(b"\n"):
        return "truncated", f"the stream ends within a record: {reason}"
    return "fields", reason


def _bad(parsed: Spliced, start: int, end: int, code: str, reason: str) -> None:
    data, before = parsed.data, parsed.bad[-1] if parsed.bad else None
    line = before.line + data.count(b"\n", before.start, start) if before else data.count(b"\n", 0, start)
    record = data[start:end].removesuffix(b"\n")
    if len(record) < end - start:
        record = record.removesuffix(b"\r")
    parsed.bad.append(Bad(parsed.records, start, line, code, reason, record))
    parsed.dropped.append((start, end))
    parsed.records += 1


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _where(record: bytes) -> str:
    try:
        record.decode("utf-8")
    except UnicodeDecodeError as error:
        return f"byte {record[error.start]:#04x} at offset {error.start} of the record is no UTF-8"
    raise AssertionError("the record is UTF-8")
