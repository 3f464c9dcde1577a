"""The texts of a frame of CSV, and how the frame is put together with new ones."""

from __future__ import annotations

import re
from collections.abc import Sequence

from persclean.io.records.base import Bad, Frame, feeds
from persclean.io.records.csv_dialect import split, texts
from persclean.io.records.csv_head import Layout
from persclean.io.records.csv_writing import Writing

_NO_UTF8 = re.compile("[\udc80-\udcff]")  # what `surrogateescape` makes of bytes that are none


class Texts:
    """The texts of a frame (see base.Parsed); what is faulty in it is known from its layout.

    The frame is decoded once, and all fields are cut from that: to decode each for itself takes twice the time.
    """

    def __init__(self, frame: Frame) -> None:
        assert isinstance(frame.layout, Layout)
        self.texts: list[str] = []
        self.owners: list[tuple[int, str]] = []
        self.records = 0
        self.bad: list[Bad] = []
        self._data, self._layout = frame.data, frame.layout
        self._writing = Writing(self._layout.dialect, alone=self._layout.count == 1)
        self._spans: list[tuple[int, int]] = []  # of the texts, in characters of what is decoded, with quotes
        self._dropped: list[tuple[int, int]] = []
        self._byte = self._char = self._line = 0  # the same place in the frame, that of the last bad record
        try:
            self._decoded, self._sound = self._data.decode("utf-8"), True
        except UnicodeDecodeError:
            self._decoded, self._sound = self._data.decode("utf-8", "surrogateescape"), False
        start = byte = 0
        for fault, fault_end, code, reason in self._layout.faults:  # in bytes
            end = start + len(self._data[byte:fault].decode("utf-8", "surrogateescape"))
            self._records(start, end)
            start = end + len(self._data[fault:fault_end].decode("utf-8", "surrogateescape"))
            self._bad(end, start, code, reason)
            byte = fault_end
        self._records(start, len(self._decoded))

    def _records(self, start: int, end: int) -> None:
        """Note the records of a stretch that are well-formed; their fields may be too few or many, their bytes bad."""
        layout, good, sound = self._layout, len(self._layout.wanted), self._sound
        columns = list(enumerate(layout.names, 1))
        decode, nothing = self._writing.decode, self._writing.nothing
        add_text, add_span, add_owner = self.texts.append, self._spans.append, self.owners.append
        for match in texts(layout.dialect, layout.count, layout.wanted).finditer(self._decoded, start, end):
            kind = match.lastindex
            if kind == good and (sound or not _NO_UTF8.search(match[0])):
                record = self.records
                for group, name in columns:
                    raw = match[group]
                    if raw not in nothing:
                        add_text(decode(raw))
                        add_span(match.span(group))
                        add_owner((record, name))
                self.records += 1
            elif kind == good:
                self._bad(*match.span(), "bytes", _where(match[0]))
            elif kind is not None:
                self._bad(*match.span(), *_wrong(layout, match[0]))

    def _bad(self, start: int, end: int, code: str, reason: str) -> None:
        before, record = self._decoded[self._char : start], self._decoded[start:end]
        self._byte += len(before.encode("utf-8", "surrogateescape"))
        self._line += before.count("\n")
        self._char = start
        bare = record.removesuffix("\n")
        if len(bare) < len(record):
            bare = bare.removesuffix("\r")
        data = bare.encode("utf-8", "surrogateescape")
        self.bad.append(Bad(self.records, self._byte, self._line, code, reason, data))
        self._dropped.append((start, end))
        self.records += 1

    def render(self, cleaned: Sequence[str]) -> bytes:
        """Return the frame without its bad records and with these texts; where a text is as it was, no byte changes."""
        text, encode = self._decoded, self._writing.encode
        edits = [
            (start, end, encode(text[start:end], old, new))
            for (start, end), old, new in zip(self._spans, self.texts, cleaned, strict=True)
            if old != new
        ]
        if self._dropped:
            edits = sorted([*edits, *((start, end, "") for start, end in self._dropped)])
        if not edits:
            return self._data
        parts: list[str] = []
        done = 0
        for start, end, new in edits:
            parts += (text[done:start], new)
            done = end
        parts.append(text[done:])
        return "".join(parts).encode("utf-8")

    def lines(self) -> list[tuple[int, int]]:
        """Return between which line feeds of the frame each text stands."""
        return feeds(self._decoded, self._spans)


def _wrong(layout: Layout, record: str) -> tuple[str, str]:
    found = len(split(layout.dialect, record.encode("utf-8", "surrogateescape"), 0)[0])
    reason = f"{found} fields, should be {layout.count}"
    if found < layout.count and not record.endswith("\n"):
        return "truncated", f"the stream ends within a record: {reason}"
    return "fields", reason


def _where(record: str) -> str:
    data = record.encode("utf-8", "surrogateescape")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        return f"byte {data[error.start]:#04x} at offset {error.start} of the record is no UTF-8"
    raise AssertionError("the record is UTF-8")
