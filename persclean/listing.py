"""What is said of inputs and of what document filters did to them: one line each."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from persclean.batch.outcome import Figures, Outcome
from persclean.io.failures import shown

if TYPE_CHECKING:
    from persclean.documents import Removal
    from persclean.engine.account import TextAccount

_WORDS = 8  # of a removed block that are shown


@dataclass(slots=True)
class Counts:
    """What became of the inputs. dry: nothing was written. looked: whether document filters looked at any."""

    dry: bool = False
    cleaned: int = 0
    unchanged: int = 0
    before: int = 0
    skipped: int = 0
    failed: int = 0
    boundaries: int = 0
    looked: bool = False
    figures: Figures = field(default_factory=Figures)

    def add(self, outcome: Outcome) -> None:
        """Count one input."""
        name = {"done before": "before", "partial": "failed"}.get(outcome.status, outcome.status)
        setattr(self, name, getattr(self, name) + 1)
        self.figures.add(outcome.figures)
        self.boundaries += outcome.boundaries
        self.looked = self.looked or outcome.status in ("cleaned", "unchanged")

    def __str__(self) -> str:
        """Return the summary line.

        >>> str(Counts(cleaned=3, unchanged=1))
        '3 files cleaned, 1 unchanged'
        >>> str(Counts(cleaned=1, dry=True, figures=Figures(records=20, records_out=19, quarantined=1, joined=2)))
        '1 file would be cleaned; 2 lines joined; 20 records = 19 out + 1 quarantined'
        """
        verb = "would be cleaned" if self.dry else "cleaned"
        rest = (
            (self.unchanged, "unchanged"),
            (self.before, "done before"),
            (self.skipped, "skipped"),
            (self.failed, "failed"),
        )
        files = [f"{counted(self.cleaned, 'file')} {verb}", *(f"{number} {name}" for number, name in rest if number)]
        figures = self.figures
        parts = [", ".join(files), documents_line(figures)]
        if figures.records:
            parts.append(
                f"{counted(figures.records, 'record')} = {figures.records_out} out + {figures.quarantined} quarantined"
            )
        return "; ".join(part for part in parts if part)


def documents_line(figures: Figures) -> str:
    """Return what document filters did, "" for nothing.

    >>> documents_line(Figures(joined=12, removed=1, removed_lines=3))
    '12 lines joined, 1 block of 3 lines removed'
    """
    said = []
    if figures.joined:
        said.append(f"{counted(figures.joined, 'line')} joined")
    if figures.removed:
        said.append(f"{counted(figures.removed, 'block')} of {counted(figures.removed_lines, 'line')} removed")
    return ", ".join(said)


def counted(number: int, noun: str) -> str:
    """Return a number with its noun.

    >>> counted(1, "line"), counted(2, "line")
    ('1 line', '2 lines')
    """
    return f"{number} {noun}{'' if number == 1 else 's'}"


def removal_line(source: str, removal: Removal) -> str:
    """Return where a block was removed, where its words stand, how alike both are, and its first words.

    >>> from persclean.documents import Removal
    >>> removal_line("a.txt", Removal("headlines", 1, 3, 7, 12, "", 0.984, "نخستین\\nسطرها", ""))
    'a.txt:1-3: removed by headlines, stands at lines 7-12 (98 % alike): نخستین سطرها'
    """
    from persclean.documents import line_range, where

    record, lines = line_range(removal.first, removal.last)
    if record:
        lines = f"record {record}:{lines}"
    words = removal.text.split(None, _WORDS)
    start = shown(" ".join(words[:_WORDS])) + (" …" if len(words) > _WORDS else "")
    stands = f"stands at {where(removal)} ({removal.similarity:.0%} alike)".replace("%", " %")
    return f"{source}:{lines}: removed by {removal.filter}, {stands}: {start}"


def change_line(source: str, account: TextAccount | None) -> str:
    """Return that an input would change, and what document filters would do to it."""
    said = str(account) if account is not None else ""
    return f"{source}: would change{': ' if said else ''}{said}"
