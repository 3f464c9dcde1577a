"""What is said of inputs and of what document filters did to them: one line each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from persclean.io.failures import shown

if TYPE_CHECKING:
    from persclean.documents import Removal
    from persclean.engine.account import TextAccount

_WORDS = 8  # of a removed block that are shown


@dataclass(slots=True)
class Counts:
    """What became of the inputs. dry: nothing was written. account: what document filters did to all of them."""

    cleaned: int = 0
    unchanged: int = 0
    skipped: int = 0
    failed: int = 0
    dry: bool = False
    account: TextAccount | None = None

    def add(self, account: TextAccount | None) -> None:
        """Count what document filters did to one input."""
        if account is None:
            return
        if self.account is None:
            self.account = type(account)()
        self.account.add(account)

    def __str__(self) -> str:
        """Return the summary line.

        >>> str(Counts(cleaned=3, unchanged=1))
        '3 files cleaned, 1 unchanged'
        >>> str(Counts(cleaned=1, dry=True))
        '1 file would be cleaned'
        """
        verb = "would be cleaned" if self.dry else "cleaned"
        parts = [f"{self.cleaned} file{'' if self.cleaned == 1 else 's'} {verb}"]
        rest = (("unchanged", self.unchanged), ("skipped", self.skipped), ("failed", self.failed))
        said = ", ".join(parts + [f"{number} {name}" for name, number in rest if number])
        return f"{said}; {self.account}" if self.account is not None and str(self.account) else said


def removal_line(source: str, removal: Removal) -> str:
    """Return where a block was removed, where its words stand, how alike both are, and its first words.

    >>> from persclean.documents import Removal
    >>> removal_line("a.txt", Removal("headlines", 1, 3, 7, 12, "", 0.984, "نخستین\\nسطرها", ""))
    'a.txt:1-3: removed by headlines, stands at lines 7-12 (98 % alike): نخستین سطرها'
    """
    from persclean.documents import where

    lines = f"{removal.first}" if removal.first == removal.last else f"{removal.first}-{removal.last}"
    words = removal.text.split(None, _WORDS)
    start = shown(" ".join(words[:_WORDS])) + (" …" if len(words) > _WORDS else "")
    stands = f"stands at {where(removal)} ({removal.similarity:.0%} alike)".replace("%", " %")
    return f"{source}:{lines}: removed by {removal.filter}, {stands}: {start}"


def change_line(source: str, account: TextAccount | None) -> str:
    """Return that an input would change, and what document filters would do to it."""
    said = str(account) if account is not None else ""
    return f"{source}: would change{': ' if said else ''}{said}"
