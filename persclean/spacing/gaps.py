"""The gap part of spacing: spaces too many before closing and after opening signs, and two or three between words."""

from __future__ import annotations

from persclean.filters.base import Gap
from persclean.lazy import pattern
from persclean.protect import ARABIC_DIGITS, LATIN, PERSIAN_DIGITS, spans
from persclean.spacing.lists import PM, P
from persclean.spacing.words import mend

_OPENING = pattern(r"[(\[]{1,2}\Z")
# Purely closing: not :) ): ... .com !=
# Nor »: alone it may be a pointer (خانه » اخبار); the line part sees whether it closes.
_CLOSING = pattern(r"(?:[،؛؟!]+|[.:]|[)\]]{1,2}[.،؛؟!]*)\Z")
_PERSIAN_END = pattern(rf"[{PM}{PERSIAN_DIGITS}{ARABIC_DIGITS})»\]]\Z")
_LATIN_END = pattern(rf"[{LATIN}]\Z")
_PERSIAN_START = pattern(rf"[{P}{PERSIAN_DIGITS}{ARABIC_DIGITS}«]")
_PERSIAN = pattern(rf"[{P}]")
# Longer pieces are not text, and reading them again at each gap would take quadratic time.
_LONGEST = 400


class SpacingGap(Gap):
    """Decides the spaces between two words; leaves layout (four spaces or more) and Latin text alone."""

    left_ends = frozenset("([")
    right_starts = frozenset(".،؛:؟!)]")

    def left_may(self, left: str) -> bool:
        """Opening brackets on their own: the space after them goes."""
        return bool(_OPENING.match(left))

    def right_may(self, right: str) -> bool:
        """Closing signs on their own: the space before them goes."""
        return bool(_CLOSING.match(right))

    def decide(self, left: str, gap: str, right: str) -> str:
        """Return no space, one space, or the gap as it was."""
        if len(gap) > 3 or len(left) > _LONGEST or len(right) > _LONGEST:
            return gap
        if self._close_up(left, right):
            return ""
        # A bracket on its own may be joined to a Persian word later: it counts as Persian.
        persian = _PERSIAN.search(left) or _PERSIAN.search(right) or _OPENING.match(right)
        return " " if len(gap) > 1 and persian and "|" not in left + right else gap

    def _close_up(self, left: str, right: str) -> bool:
        if self.left_may(left):
            if not _PERSIAN_START.match(right):
                return False
        elif self.right_may(right):
            if not _PERSIAN_END.search(left) and not (right[0] in "،؛؟" and _LATIN_END.search(left)):
                return False
            # A ratio or a time keeps its spaces: ۲ : ۱
            if right == ":" and not _PERSIAN.search(left[-2:]) and left[-1] not in ")»]":
                return False
        else:
            return False
        # What is joined here must be left alone by the next run, and must not become part of an address.
        joined = left + right
        return mend(joined) == joined and not any(start < len(left) < end for start, end in spans(joined))
