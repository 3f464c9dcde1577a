"""What a review shows: counts of all changes, and a sample of the places they are in."""

from __future__ import annotations

from dataclasses import dataclass, field

from persclean.engine.stream import add_counts
from persclean.pipeline import Pipeline
from persclean.report.review.sample import Sample


@dataclass(slots=True)
class File:
    """A file, or a member of an archive. pipeline: what would clean it. changes: by the code of the filter."""

    name: str
    pipeline: Pipeline
    changes: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """How many changes there are."""
        return sum(self.changes.values())


@dataclass(slots=True)
class Collected:
    """Everything that is to be shown. joined, removed: how many lines were joined, and blocks removed."""

    sample: Sample
    files: list[File] = field(default_factory=list)
    joined: int = 0
    removed: int = 0

    def totals(self) -> dict[str, int]:
        """Return the number of changes by the code of the filter."""
        found: dict[str, int] = {}
        for one in self.files:
            add_counts(found, one.changes)
        return dict(sorted(found.items()))
