"""What became of one input: picklable, the same for the summary, the manifest and the report."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Literal

from persclean.engine.stream import add_counts

if TYPE_CHECKING:
    from persclean.engine.account import TextAccount

Status = Literal["cleaned", "unchanged", "skipped", "failed", "partial", "done before"]


@dataclass(slots=True)
class Figures:
    """Counts that add up over inputs; none of them depends on the machine, the time or the number of processes.

    bytes_in, bytes_out: as stored, compressed or not. records, records_out, quarantined: 0 for plain text. texts: of
    the records. joined, removed, removed_lines: lines joined and blocks removed by document filters. changes: those of
    the other filters, by code, where they are counted.
    """

    bytes_in: int = 0
    bytes_out: int = 0
    lines: int = 0
    records: int = 0
    records_out: int = 0
    quarantined: int = 0
    texts: int = 0
    joined: int = 0
    removed: int = 0
    removed_lines: int = 0
    bad_bytes: int = 0
    changes: dict[str, int] = field(default_factory=dict)

    def add(self, other: Figures) -> None:
        """Add the counts of another input."""
        for one in fields(self):
            if one.name != "changes":
                setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))
        add_counts(self.changes, other.changes)

    def take(self, account: TextAccount | None) -> None:
        """Take over what document filters did."""
        if account is not None:
            self.joined, self.removed, self.removed_lines = account.joined, account.removed, account.removed_lines


@dataclass(slots=True)
class Outcome:
    """What became of one input.

    number: of the input in the run. status: `partial`: what could be read of it came out, the rest could not be read.
    error: why it failed, or is partial. notes: what the user should know, in order. lines: what a dry run lists.
    size, mtime, digest: of the input, as it was read. output_size, output_digest: of the output. quarantine: where bad
    records went. boundaries: how many documents began by a separator. places: how
    many stretches of the text were replaced, for the progress display.
    """

    number: int
    name: str
    output: str = ""
    status: Status = "failed"
    error: str = ""
    fatal: bool = False
    format: str = "text"
    compression: str = ""
    encoding: str = ""
    notes: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    figures: Figures = field(default_factory=Figures)
    boundaries: int = 0
    places: int = 0
    quarantine: str = ""
    size: int = -1
    mtime: int = -1
    digest: str = ""
    output_size: int = -1
    output_digest: str = ""
    seconds: float = 0.0
