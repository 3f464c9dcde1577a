"""Where bad records go: a file of JSON lines, each with the place, the reason and the bytes of one record."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from persclean.errors import InputError
from persclean.io.failures import OutputError, reason, shown
from persclean.io.sinks import Sink, open_sink
from persclean.io.targets import Target

if TYPE_CHECKING:
    from persclean.engine.records import Quarantined


@dataclass(frozen=True, slots=True)
class Place:
    """Where the bad records of an input go.

    own: the file is this tool's to remove where an earlier run left one and there is nothing to set aside any more.
    keep: what the file holds stays: it may be all that is left of those records.
    """

    target: Target
    own: bool = False
    keep: bool = False


class Quarantine:
    """Bad records, set aside. The file is made with the first of them, and put in place by `commit`.

    place: None where there is none: then a bad record is an InputError, as it is with `strict`.

    A line holds `file`, `record` (from 1), `line` (from 1), `byte` (from 0), `code`, `reason`, and `data`, or
    `data_base64` where the bytes are no UTF-8. A record too large to be held comes in several lines, with a number in
    `part`.
    """

    def __init__(self, place: Place | None, strict: bool = False) -> None:
        self.place, self._strict = place, strict
        self._sink: Sink | None = None

    @property
    def used(self) -> bool:
        """Whether there is anything in it."""
        return self._sink is not None

    def add(self, source: str, one: Quarantined) -> None:
        """Set a record aside; `source` is the name of its input.

        Raises InputError if that is not wanted, OutputError if it fails.
        """
        if self._strict or self.place is None:
            hint = "" if self._strict else "; to set bad records aside and go on, give --quarantine FILE"
            raise InputError(f"{where(one)}: {one.reason or 'the record is too large'}{hint}")
        if self._sink is None:
            self._sink = open_sink(self.place.target)
            if self.place.keep:
                self._keep(self.place.target.path)
        self._sink.write(entry(source, one))

    def commit(self) -> None:
        """Put the file in place; one of an earlier run goes, if it may."""
        if self._sink is not None:
            self._sink.commit()
        elif self.place is not None and self.place.own:
            path = self.place.target.path
            try:
                path.unlink(missing_ok=True)
            except NotADirectoryError:
                pass
            except OSError as error:
                raise OutputError(f"{shown(path)}: cannot be removed: {reason(error)}") from error

    def _keep(self, path: Path) -> None:
        assert self._sink is not None
        try:
            with path.open("rb") as old:
                while data := old.read(1 << 20):
                    self._sink.write(data)
        except FileNotFoundError:
            return
        except OSError as error:
            raise OutputError(f"{shown(path)}: cannot be read, and is to be added to: {reason(error)}") from error

    def __enter__(self) -> Quarantine:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        if self._sink is not None:
            self._sink.__exit__(kind, error, tb)


class Shelf(Quarantine):
    """The quarantine of a dry run: takes all, keeps nothing."""

    def __init__(self) -> None:
        super().__init__(None)

    def add(self, source: str, one: Quarantined) -> None:
        """Let a bad record go."""

    def commit(self) -> None:
        """Do nothing."""


def where(one: Quarantined) -> str:
    """Return the place of a bad record, in words.

    >>> from persclean.engine.records import Quarantined
    >>> where(Quarantined(12, 14, 3051, "syntax", "", b"")), where(Quarantined(12, None, None, "bytes", "", b""))
    ('record 12 (line 14, byte 3051)', 'record 12')
    """
    return f"record {one.record}" + ("" if one.line is None else f" (line {one.line}, byte {one.byte})")


def entry(source: str, one: Quarantined) -> bytes:
    """Return the line for a bad record.

    >>> from persclean.engine.records import Quarantined
    >>> entry("a.jsonl", Quarantined(2, 2, 30, "syntax", "no JSON", b"{")).decode()
    '{"file":"a.jsonl","record":2,"line":2,"byte":30,"code":"syntax","reason":"no JSON","data":"{"}\\n'
    """
    import base64
    import json

    line: dict[str, object] = {"file": source, "record": one.record, "line": one.line, "byte": one.byte}
    if one.part:
        line["part"] = one.part
    if one.code:
        line |= {"code": one.code, "reason": one.reason}
    try:
        line["data"] = one.data.decode("utf-8")
    except UnicodeDecodeError:
        line["data_base64"] = base64.b64encode(one.data).decode("ascii")
    return json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogateescape") + b"\n"
