"""One manifest file: what it says of each output, read and written as lines of JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from persclean.batch.outcome import Figures

_VERSION = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """An input that is done.

    source: its absolute path. size, mtime, digest: of the input (bytes, nanoseconds, BLAKE2b of 16 bytes). settings:
    digest of all that decides what comes out, the version of persclean included. output_size, output_mtime,
    output_digest: of the output. quarantine: whether there is a file of bad records.
    """

    source: str
    size: int
    mtime: int
    digest: str
    settings: str
    output_size: int
    output_mtime: int
    output_digest: str
    quarantine: bool = False
    status: str = "cleaned"
    format: str = "text"
    compression: str = ""
    encoding: str = ""
    figures: Figures | None = None


@dataclass(slots=True)
class Ledger:
    """What a manifest says, by the path of the output. entries: of those done. begun: the sources of the others."""

    entries: dict[str, Entry] = field(default_factory=dict)
    begun: dict[str, str] = field(default_factory=dict)

    def begin(self, key: str, source: str) -> None:
        """Take note that an input is worked on."""
        self.entries.pop(key, None)
        self.begun[key] = source

    def done(self, key: str, entry: Entry) -> None:
        """Take note that an output is in place."""
        self.begun.pop(key, None)
        self.entries[key] = entry

    def lines(self) -> bytes:
        """Return all of it, in an order that does not depend on when things were done."""
        lines = [done_line(key, entry) for key, entry in sorted(self.entries.items())]
        lines += [begin_line(key, source) for key, source in sorted(self.begun.items())]
        return b"".join(lines)


def begin_line(key: str, source: str) -> bytes:
    """Return the line that an input is worked on."""
    return _line({"event": "begin", "output": key, "source": source})


def done_line(key: str, entry: Entry) -> bytes:
    """Return the line that an output is in place."""
    return _line({"event": "done", "output": key} | asdict(entry))


def _line(event: dict[str, object]) -> bytes:
    text = json.dumps({"version": _VERSION} | event, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "surrogateescape") + b"\n"


def read_ledger(path: Path) -> Ledger:
    """Return what a manifest says; one that is not there says nothing. OSError if it cannot be read."""
    ledger = Ledger()
    for event in _events(path):
        key, source = event.pop("output", None), event.get("source")
        if not isinstance(key, str) or not isinstance(source, str):
            continue
        if event.pop("event", None) == "begin":
            ledger.begin(key, source)
            continue
        figures = event.pop("figures", None)
        try:
            entry = Entry(**event, figures=Figures(**figures) if isinstance(figures, dict) else None)  # type: ignore[arg-type]
        except TypeError:
            ledger.begin(key, source)  # of another version: ours, and to be done again
        else:
            ledger.done(key, entry)
    return ledger


def _events(path: Path) -> Iterator[dict[str, object]]:
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return
    for line in data.split(b"\n"):
        try:
            event = json.loads(line.decode("utf-8", "surrogateescape"))
        except (ValueError, RecursionError):
            continue  # half a line of a killed run, or the end
        if isinstance(event, dict) and event.pop("version", None) == _VERSION:
            yield event
