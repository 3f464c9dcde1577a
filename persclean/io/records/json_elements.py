"""The elements of an array of JSON, cut into frames: quickly as long as all is well, and on after what is broken."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator

from persclean.io.records import base
from persclean.io.records.base import Frame
from persclean.io.records.json_columns import PLAIN_VALUE, SPACE
from persclean.io.records.json_feed import Feed
from persclean.io.records.json_scan import Scanner

_BEHIND = b"(" + SPACE + rb")(?:," + SPACE + rb"(?=[^ \t\r\n])|(?=\]))"
_ELEMENT = re.compile(b"(" + PLAIN_VALUE + b")" + _BEHIND)
_SPACE = re.compile(SPACE)
_LEAD = re.compile(rb"\n[ \t,]*+")
_BLANK = b" \t\r\n"
_STEP = 1 << 12
UNCLOSED = "the stream ends before the ] of the array"
CUT = "the stream ends in the middle of this record (or a quotation mark or bracket is missing in it)"
BEHIND = "something stands behind the end of the array"


class Elements:
    """Cuts what follows the bracket of an array, and the space behind it.

    A frame is a sequence of elements, each with the comma and space before it; the first of all has none. Its layout
    are the offsets where elements start and end. After an element whose brackets or quotation marks do not match,
    the next one is where a line begins with the same space and a `{`; the frame of that may lack its first comma.
    """

    def __init__(self, feed: Feed, max_record: int) -> None:
        self._feed, self._max = feed, max_record
        self._spans = array("Q")
        self._done = self._place = 0  # where the last element of the frame ends, where the next one starts
        self._line = b""
        self._closed = False

    def frames(self) -> Iterator[Frame]:
        """Yield the frames up to the end of the stream."""
        while not self._closed:
            self._quick()
            if self._done >= base.FRAME:
                yield from self._flush()
            else:
                yield from self._slow()
        yield from self._flush()
        if self._feed.data:  # the bracket, and space before it
            yield Frame(self._feed.take(self._place + 1), "raw")
            yield from self._feed.space()
            if self._feed.data:
                yield from self._feed.rest("syntax", BEHIND)

    def _quick(self) -> None:
        plain, place, longest = self._feed.plain, self._place, self._max
        while self._done < base.FRAME:
            found = _ELEMENT.match(plain, place)
            if not found or found.end(2) - place > longest or _goes_on(plain, place, found.end(1)):
                break
            self._spans.extend(found.span(1))
            self._done, place = found.end(1), found.end()
        self._place = place

    def _flush(self) -> Iterator[Frame]:
        """Yield the elements so far; afterwards the data begin with what is before the next one."""
        if self._spans:
            yield Frame(self._feed.take(self._done), layout=self._spans)
            self._place -= self._done
            self._done, self._spans = 0, array("Q")

    def _slow(self) -> Iterator[Frame]:
        """Find the end of the next element, wherever it may be."""
        feed = self._feed
        lead = _LEAD.fullmatch(feed.line(self._place))
        self._line = (lead[0] if lead else b"\n") + b"{"
        scanner, fed, step = Scanner(self._line), self._place, _STEP
        while not scanner.feed(feed.data[fed : fed + step]):
            fed, step = min(fed + step, len(feed.data)), 2 * step
            if fed < len(feed.data):
                continue
            yield from self._flush()
            if scanner.at > self._max:
                yield from self._large(scanner)
                return
            fed = len(feed.data)
            if not feed.grow():
                yield from self._ended(scanner)
                return
        if scanner.broken >= 0:
            yield from self._broken(scanner)
        elif scanner.end > self._max:
            yield from self._large(scanner)
        else:
            yield from self._element(self._place + scanner.end)

    def _element(self, end: int) -> Iterator[Frame]:
        """Take an element whose comma or bracket is at `end`."""
        data, start = self._feed.data, self._place
        closed = data[end] == 0x5D
        if end > start or not closed or b"," in data[self._done : start]:
            self._done = start + len(data[start:end].rstrip(_BLANK))
            self._spans.extend((start, self._done))
        yield from self._behind(end)

    def _behind(self, end: int) -> Iterator[Frame]:
        """Go on at the comma or bracket at `end`, which is behind an element."""
        self._place = end
        if self._feed.data[end] == 0x5D:
            self._closed = True
            return
        self._place += 1
        while True:
            found = _SPACE.match(self._feed.data, self._place)
            self._place = found.end() if found else self._place
            if self._place < len(self._feed.data):
                return
            yield from self._flush()
            if not self._feed.grow():
                return

    def _broken(self, scanner: Scanner) -> Iterator[Frame]:
        """Find where to go on after an element whose end cannot be known."""
        yield from self._flush()
        feed, first = self._feed, self._place
        start = first + 1
        while scanner.broken <= self._max and (line := feed.data.find(self._line, start)) < 0:
            start = max(start, len(feed.data) - len(self._line) + 1)
            if start - first > self._max:
                break
            if not feed.grow():
                if len(feed.data) - first > self._max:
                    break
                yield from self._lost()
                return
        else:
            if scanner.broken <= self._max and line - first <= self._max:
                end = first + len(feed.data[first:line].rstrip(_BLANK).removesuffix(b",").rstrip(_BLANK))
                self._spans.extend((first, end))
                self._done, self._place = end, line + len(self._line) - 1
                yield from self._flush()
                return
        yield from self._large(scanner)

    def _lost(self) -> Iterator[Frame]:
        """Give up the rest of the stream as one record, but for the bracket at its end."""
        data, first = self._feed.data, self._place
        rest = data[first:].rstrip(_BLANK)
        closed = rest.endswith(b"]")
        end = first + len(rest[:-1].rstrip(_BLANK) if closed else rest)
        self._spans.extend((first, end))
        self._done, self._place, self._closed = end, first + len(rest) - closed, True
        yield from self._flush()
        if not closed:
            yield from self._feed.space()

    def _ended(self, scanner: Scanner) -> Iterator[Frame]:
        """Account for what is there when the stream ends without the bracket."""
        feed, first = self._feed, self._place
        if len(feed.data) - first > self._max:
            yield from self._large(scanner)
            return
        self._closed = True
        if first < len(feed.data) and not scanner.open:
            self._done = first + len(feed.data[first:].rstrip(_BLANK))
            self._spans.extend((first, self._done))
            yield from self._flush()
            yield from feed.space()
            yield Frame(b"", "bad", "truncated", UNCLOSED)
            return
        yield from self._separator()
        rest = feed.take(len(feed.data))
        yield Frame(rest, "bad", "truncated", CUT if rest else UNCLOSED)

    def _separator(self) -> Iterator[Frame]:
        """Yield what is before the next element as a frame of its own, which goes."""
        if self._place:
            yield Frame(self._feed.take(self._place), layout=array("Q"))
            self._place = 0

    def _large(self, scanner: Scanner) -> Iterator[Frame]:
        """Yield an element that cannot be held, read so far by the scanner, in parts."""
        yield from self._flush()
        yield from self._separator()
        feed, taken = self._feed, 0
        reason = f"the record is larger than {self._max} bytes (see --max-record)"
        while scanner.end < 0 and scanner.broken < 0:
            yield Frame(feed.take(scanner.at - taken), "part", "size", reason)
            taken, held = scanner.at, len(feed.data)
            if not feed.grow():
                break
            scanner.feed(feed.data[held:])
        if scanner.end >= 0:
            yield Frame(feed.take(scanner.end - taken), "bad", "size", reason)
            yield from self._behind(0)
            return
        start = 1 if scanner.broken <= self._max else scanner.broken - taken
        while (line := feed.data.find(self._line, start)) < 0:
            more = len(feed.data) - len(self._line) + 1
            if more > 0:
                yield Frame(feed.take(more), "part", "size", reason)
                start = 0
            if not feed.grow():
                yield Frame(feed.take(len(feed.data)), "bad", "size", reason)
                self._closed = True
                return
        yield Frame(feed.take(line), "bad", "size", reason)
        self._place = len(self._line) - 1


def _goes_on(plain: bytes, start: int, end: int) -> bool:
    """Return whether a string goes on behind a line feed: a sign that something is wrong."""
    # Each second part is a string; so much quicker than a pattern that looks for quotation marks and line feeds.
    return plain.find(b"\n", start, end) >= 0 and b"\n" in b"".join(plain[start:end].split(b'"')[1::2])
