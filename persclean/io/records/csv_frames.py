"""CSV streams are cut into frames of whole records, even where quotes are broken."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import replace

from persclean.io.records.base import Frame
from persclean.io.records.csv_dialect import Patterns, patterns, split, unclosed
from persclean.io.records.csv_head import Layout
from persclean.io.records.csv_window import Window


class Framer:
    """Cuts a window that begins with a record.

    What is a record, whatever the size of frames and reads: at each start of a record,

    1. a well-formed record of at most `limit` bytes is one (if the number of its fields is wrong, `parse` says so);
    2. else (a quote that does not close, or has text after it, or a record too large) a faulty record begins here. It
       ends before the next line from whose start a well-formed record follows with the right number of fields and at
       most `limit` bytes, or else with the stream. So a stray quote costs the line it stands in, not the rest.

    A faulty record of at most `limit` bytes stays in its frame, noted in the layout; a larger one leaves in parts. No
    more than two records at their limit, and a frame, are ever held.
    """

    def __init__(self, window: Window, layout: Layout, size: int, limit: int) -> None:
        self._window, self._layout, self._size, self._limit = window, layout, size, limit
        self._patterns: Patterns = patterns(layout.dialect, layout.count)
        self._marks = [mark.encode() for mark in (layout.dialect.quote, layout.dialect.escape) if mark]
        self._faults: list[tuple[int, int, str, str]] = []
        self._seen = 0

    def frames(self) -> Iterator[Frame]:
        """Yield the frames."""
        done = 0  # bytes of the window that are judged
        while True:
            end = self._judge(done)
            if end > done:
                done = end
            elif done == len(self._window.data):
                break
            else:
                done = yield from self._fault(done)
            if 2 * done >= self._size:
                yield self._frame(done)
                done = 0
        if done:
            yield self._frame(done)

    def _frame(self, size: int) -> Frame:
        faults, self._faults = tuple(self._faults), []
        return Frame(self._window.take(size), layout=replace(self._layout, faults=faults))

    def _judge(self, start: int) -> int:
        """Return where the last of the well-formed records ends that begin here and follow one another."""
        window, size = self._window, min(self._size, self._limit)
        while True:
            window.fill(start + size + 1)  # one more, so that the stream is known to end where it does
            stop = min(start + size, len(window.data))
            end = self._many(start, stop, window.whole and stop == len(window.data))
            if end > start or size == self._limit or stop == len(window.data):
                return end
            size = min(2 * size, self._limit)

    def _many(self, start: int, stop: int, last: bool) -> int:
        data = self._window.data
        if all(data.find(mark, start, stop) < 0 for mark in self._marks):  # then records are lines
            return stop if last else max(data.rfind(b"\n", start, stop) + 1, start)
        match = (self._patterns.many_last if last else self._patterns.many).match(data, start, stop)
        assert match is not None  # it matches nothing as well
        return match.end()

    def _fault(self, start: int) -> Generator[Frame, None, int]:
        """Yield what must leave because of the faulty record that begins here; return what is judged after it."""
        window, seen, large = self._window, start, False
        while (end := self._resume(seen)) is None:
            seen = self._seen
            if seen - start > (self._size if large else self._limit):
                if not large and start:
                    yield self._frame(start)
                yield Frame(window.take(seen - start), "part")
                start, seen, large = 0, 0, True
        if large or end - start > self._limit:
            if start:
                yield self._frame(start)
            reason = f"no record ends within {self._limit} bytes (see --max-record)"
            yield Frame(window.take(end - start), "bad", "size", reason)
            return 0
        self._faults.append((start, end, *self._reason(bytes(window.data[start:end]), end == len(window.data))))
        return end

    def _resume(self, seen: int) -> int | None:
        """Return where records go on after a faulty one, or None if that is not known before more has been read.

        seen: before here they do not; if None is returned, `_seen` is moved on, and there is more to read, or was read.
        """
        window = self._window
        while True:
            pattern = self._patterns.fits_last if window.whole else self._patterns.fits
            if not (match := pattern.search(window.data, seen)):
                if window.whole:
                    return len(window.data)
                self._seen = len(window.data)
                window.fill(self._seen + self._size)
                return None
            seen, line = match.start(), match.start() + 1
            if match.end() - line > self._limit:
                seen = line
            elif match[1] is not None:
                return line
            else:  # it could become one
                self._seen = seen
                window.fill(line + min(2 * (len(window.data) - line) + self._size, self._limit) + 1)
                return None

    def _reason(self, data: bytes, last: bool) -> tuple[str, str]:
        dialect = self._layout.dialect
        number = len(split(dialect, data, 0)[0]) + 1
        if unclosed(dialect, data):
            if last:
                return "truncated", f"the stream ends within quotes, in field {number}"
            return "syntax", f"the quote that opens field {number} is not closed"
        escape = "" if dialect.escape else "; if a backslash stands before quotes: --escape '\\'"
        plain = "; if quotes are plain text: --quote ''"
        return "syntax", f"text follows the closing quote of field {number}{escape}{plain}"
