"""Lines under judgement: which are still there, what stands beside them, their words, read when first asked for."""

from __future__ import annotations

import numpy as np

from persclean.headlines.features import Lines, reading
from persclean.headlines.fold import is_closer, is_kept, is_starred, words

_START = 300  # bytes
PARAGRAPH = 80  # letters; a line of as many is running text, a shorter one may be a headline, a verse, a name
_ENDS = (".", "!", "?", "؟", "…", "»", '"', "؛", "]", ")")


class Page:
    """Lines that are judged together. name: the input they stand in. is_copy: kept of a block that was removed."""

    def __init__(self, lines: Lines, name: str = "", is_copy: bool = False) -> None:
        self.lines, self.name, self.is_copy = lines, name, is_copy
        self.ends = memoryview(lines.ends)  # of which an item costs no more than one of a list, and less memory
        self.there = bytearray(lines.solid.astype(np.uint8).tobytes())  # not blank, and not removed
        # Nothing is compared across a border, nor from one document to the next.
        parted = lines.border | np.concatenate(([False], lines.border[:-1]))
        self.zone = memoryview(np.cumsum(parted) + lines.doc)
        self._words: dict[int, list[str]] = {}
        self._joined: dict[int, str] = {}
        self._kept: dict[int, bool] = {}

    def text(self, i: int) -> str:
        """Return a line as it stands, with its line feed."""
        return self.line(i).decode("utf-8", "surrogateescape")

    def reading(self, i: int) -> bytes:
        """Return the cheap reading of how a line begins, of which the same words are mostly the same bytes."""
        return reading(self.line(i)[:_START]).rstrip()

    def line(self, i: int) -> bytes:
        """Return the bytes of a line, with its line feed."""
        return self.lines.data[self.ends[i - 1] if i else 0 : self.ends[i]]

    def words(self, i: int) -> list[str]:
        """Return the folded words of a line."""
        found = self._words.get(i)
        if found is None:
            found = self._words[i] = words(self.text(i))
        return found

    def joined(self, i: int) -> str:
        """Return the letters and digits of a line."""
        found = self._joined.get(i)
        if found is None:
            found = self._joined[i] = "".join(self.words(i))
        return found

    def letters(self, i: int) -> int:
        """Return the number of letters and digits of a line."""
        return len(self.joined(i))

    def is_kept(self, i: int) -> bool:
        """Whether the repetition of a line is meant. A star beside no other marks a headline, not an item of a list."""
        found = self._kept.get(i)
        if found is None:
            found = self._kept[i] = is_kept(self.text(i))
        return found and (self.is_paragraph(i) or not self._is_starred(i) or self._is_in_list(i))

    def _is_in_list(self, i: int) -> bool:
        return self._is_starred(self.prev(i)) or self._is_starred(self.next(i))

    def _is_starred(self, i: int | None) -> bool:
        return i is not None and is_starred(self.text(i))

    def is_closer(self, i: int) -> bool:
        """Whether a line closes an article."""
        return self.letters(i) < 40 and is_closer(self.text(i))

    def is_paragraph(self, i: int | None) -> bool:
        """Whether a line is long enough to be running text."""
        return i is not None and self.letters(i) >= PARAGRAPH

    def is_heading(self, i: int | None) -> bool:
        """Whether a line may be over what follows: short, without the end of a sentence, and no closing line."""
        if i is None or self.letters(i) >= PARAGRAPH or self.is_closer(i):
            return False
        return not self.text(i).rstrip().endswith(_ENDS)

    def next(self, i: int) -> int | None:
        """Return the line that comes next, blank ones apart; None at the end of what may be looked at."""
        found = self.there.find(1, i + 1)
        return found if found >= 0 and self.zone[found] == self.zone[i] else None

    def prev(self, i: int) -> int | None:
        """Return the line that stands before, blank ones apart; None where nothing may be looked at."""
        found = self.there.rfind(1, 0, i)
        return found if found >= 0 and self.zone[found] == self.zone[i] else None

    def number(self, i: int) -> int:
        """Return the number of the first input line that a line stands for."""
        return int(self.lines.number[i])

    def until(self, i: int) -> int:
        """Return the number of the last input line that a line stands for."""
        return int(self.lines.until[i])
