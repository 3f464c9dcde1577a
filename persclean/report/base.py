"""What writes findings in one format."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from persclean.check.found import Batch

Write = Callable[[bytes | memoryview], object]


class Format(Protocol):
    """Takes findings, input by input, in order."""

    def add(self, batch: Batch) -> None:
        """Take in findings of an input."""

    def input(self, name: str, error: str) -> None:
        """Take note that an input is through; error: why it could not be looked at, or only in part, "" if it could."""

    def finish(self, code: int) -> None:
        """Write what comes last. code: the exit code."""
