"""Cutting an XML stream into records by their tags, without parsing it.

A record runs from its start tag to the first end tag of its name that stands in no comment, CDATA section or processing
instruction; records do not hold records. What is not closed must not swallow its neighbours: a section with the end of
one record and the start of the next in it was not closed, and a start tag in a record means: no end tag.
All this looks at no more than `limit` bytes from the start of a record: how the stream comes makes no difference.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from persclean.io.records.base import Frame, Read, fill

NAME = rb"[A-Za-z_:\x80-\xff][-.\w:\x80-\xff]*"
REST = rb"""[^<>"']*+(?:(?:"[^"<]*+"|'[^'<]*+')[^<>"']*+)*+>"""  # of a start tag, after its name
TAG = re.compile(rb"<(?:!--(?:.*?-->|.*)|!\[CDATA\[(?:.*?\]\]>|.*)|\?(?:.*?\?>|.*)|(" + NAME + rb"))", re.DOTALL)
NEAR = 1 << 12  # bytes that are searched first for the end of a section
INDENT = 64  # bytes of white space before a record that belong to it
SECTIONS = {b"<!--": b"-->", b"<![CDATA[": b"]]>", b"<?": b"?>"}
DOCTYPE = re.compile(
    rb"""<!DOCTYPE(?:[^\[\]<>"']|"[^"]*"|'[^']*')*+"""
    rb"""(?:\[(?:[^\]"'<]|"[^"]*"|'[^']*'|<!--.*?-->|<\?.*?\?>|<(?!!--|\?))*+\]\s*)?>""",
    re.DOTALL,
)

Record = tuple[int, int, str, str]  # start, end, code and reason if it is bad


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the records of a frame stand, and whether references to entities we do not know may stand in them."""

    records: tuple[Record, ...]
    entities: bool


class Cutter:
    """Cuts what `read` gives into frames of about `size` bytes."""

    def __init__(self, read: Read, name: bytes, limit: int, size: int) -> None:
        self._read, self._limit, self._size = read, limit, size
        self.buffer, self.ended = b"", False
        self._taken = 0  # bytes of the stream before the buffer
        self._none: dict[bytes, tuple[int, int, int]] = {}  # from where to where no such end is; where to look next
        self._overlap = len(name) + 3
        name = re.escape(name)
        self._mark = re.compile(rb"<(?:(!--|!\[CDATA\[|\?)|(/)" + name + rb"\s*>|" + name + rb"(?=[\s/>])|!DOCTYPE)")
        self._tag = re.compile(b"<" + name + rb"(?=[\s/>])" + REST)
        self._end = re.compile(b"</" + name + rb"\s*>")
        self._start = re.compile(b"<" + name + rb"[\s/>]")
        self._seam = re.compile(b"(</" + name + rb"\s*>)\s*<" + name + rb"[\s/>]")
        self._partial = re.compile(b"</" + name + rb"\s*(?:>\s*(?:<[^<>]*)?)?")
        self._began = False  # a record was seen
        self._rooted = self._typed = False  # an element stands around the records; there is a document type

    def fill(self) -> None:
        """Read a frame's worth more into the buffer, or what there is."""
        self.buffer, self.ended = fill(self._read, self.buffer, self._size)

    def take(self, count: int) -> bytes:
        """Return the first bytes of the buffer and remove them from it."""
        self._taken += count
        data, self.buffer = self.buffer[:count], self.buffer[count:]
        return data

    def frames(self) -> Iterator[Frame]:
        """Yield the frames of the stream."""
        records: list[Record] = []
        at = 0
        while True:
            if (cut := self._gap(at, records)) >= self._size:
                yield self._frame(cut, records)
                records, at = [], at - cut
            at, start = self._outside(at)
            if start < 0:
                if self.ended:
                    break
                if self._gap(at, records) < self._size:
                    self.fill()
                continue
            end, code, reason = self._inside(start)
            if code in ("more", "size"):
                cut = start if code == "size" else self._gap(start, records)
                if cut:
                    yield self._frame(cut, records)
                    records, start = [], start - cut
            if code == "more":
                at = start
                self.fill()
            elif code == "size":
                at, self._began = 0, True
                yield from self._oversize(reason)
            else:
                records.append((start, end, code, reason))
                at = end
        if self.buffer:
            yield self._frame(len(self.buffer), records)

    def _gap(self, at: int, records: list[Record]) -> int:
        """Return where the white space before a record starts, which stays in its frame: it goes with a bad one."""
        first = max(at - INDENT, records[-1][1] if records else 0)
        return first + len(self.buffer[first:at].rstrip())

    def _frame(self, end: int, records: list[Record]) -> Frame:
        if not self._began:
            before = self.buffer[: records[0][0] if records else end]
            self._rooted = self._rooted or any(m[1] for m in TAG.finditer(before))
            self._began = bool(records)
        layout = Layout(tuple(records), self._typed or not self._rooted)
        return Frame(self.take(end), "records", layout=layout) if records else Frame(self.take(end), "raw")

    def _outside(self, at: int) -> tuple[int, int]:
        """Return where to go on between records, and where a record starts (-1: not in the buffer)."""
        data = self.buffer
        while hit := self._mark.search(data, at):
            if hit[1]:
                close = SECTIONS[hit[0]]
                there, _ = self._close(close, hit.end(), hit.start() + self._limit)
                end = hit.end() if there < 0 else there + len(close)
            elif hit[0] == b"<!DOCTYPE":
                whole = DOCTYPE.match(data, hit.start(), hit.start() + self._limit)
                there, end = (whole.end(), whole.end()) if whole else (-1, hit.end())
                self._typed = True
            elif hit[2]:
                there = end = hit.end()  # of a record that was not there
            else:
                return hit.start(), hit.start()
            if there < 0 and not self.ended and len(data) - hit.start() < self._limit:
                return hit.start(), -1
            at = end
        if self.ended:
            return len(data), -1
        last = data.rfind(b"<", at)  # it may be a mark when there is more
        return (len(data) if last < 0 else last), -1

    def _close(self, close: bytes, at: int, limit: int) -> tuple[int, int]:
        """Return where a section from there is closed, and where a record ends if it meets another before that (or -1).

        Both are looked for further and further on; what was found empty is not searched again.
        """
        data, stop, size = self.buffer, min(limit, len(self.buffer)), NEAR
        first, upto, resume = self._none.get(close, (0, 0, 0))
        fresh = at
        if first <= at + self._taken < upto:
            fresh = max(at, resume - self._taken)
        else:
            first = at + self._taken
        end = fresh
        while end < stop:
            end = min(fresh + size, stop)
            there = data.find(close, fresh, end)
            if seams := self._seam.search(data, fresh, there if there >= 0 else end):
                return there, seams.end(1)
            if there >= 0:
                return there, -1
            size *= 4
        resume = max(fresh, stop - self._overlap)
        last = data.rfind(b"</", fresh, stop)  # it could reach into what is not there yet
        if last >= 0 and (part := self._partial.match(data, last, stop)) and part.end() == stop:
            resume = min(resume, last)
        self._none[close] = first, stop + self._taken, resume + self._taken
        return -1, -1

    def _inside(self, start: int) -> tuple[int, str, str]:
        """Return where the record that starts there ends, its code (`more`: the buffer must be filled) and reason."""
        data, limit = self.buffer, start + self._limit
        tag = self._tag.match(data, start, limit)
        if tag and tag[0].endswith(b"/>"):
            return tag.end(), "", ""
        if tag is None and data.find(b"<", start + 1, limit) < 0 and len(data) < limit and not self.ended:
            return 0, "more", ""
        body = at = tag.end() if tag else start + 1
        open_section = b""
        while hit := self._mark.search(data, at, limit):
            if hit[2]:
                return hit.end(), "", ""
            if hit[0] == b"<!DOCTYPE":
                at = hit.end()
                continue
            if not hit[1]:
                return start + len(data[start : hit.start()].rstrip()), "syntax", "its end tag is missing"
            close = SECTIONS[hit[0]]
            there, seam = self._close(close, hit.end(), limit)
            if seam >= 0:
                return seam, "syntax", f"{hit[0].decode()} is not closed"
            if there < 0:
                open_section = hit[0]
                break
            at = there + len(close)
        if len(data) <= limit and not self.ended:
            return 0, "more", ""
        if open_section and (naive := self._end.search(data, body, limit)):
            return naive.end(), "syntax", f"{open_section.decode()} is not closed"
        if len(data) > limit:
            return 0, "size", f"the record has more than {self._limit} bytes (--max-record)"
        return len(data), "truncated", "the input ends in the middle of the record"

    def _oversize(self, reason: str) -> Iterator[Frame]:
        """Yield the record at the start of the buffer, over the limit, to the first end or start tag after that."""
        last = self.buffer.rfind(b"<", 1, self._limit)
        yield Frame(self.take(last if last > 0 else self._limit), "part", "size", reason)
        while True:
            end = self._end.search(self.buffer)
            start = self._start.search(self.buffer, 0, end.start() if end else len(self.buffer))
            if start or end:
                at = start.start() if start else end.end() if end else 0
                break
            if self.ended:
                at = len(self.buffer)
                break
            at = self.buffer.rfind(b"<")
            if at != 0:
                yield Frame(self.take(at if at > 0 else len(self.buffer)), "part", "size", reason)
            self.fill()
        yield Frame(self.take(at), "bad", "size", reason)
