"""A diff for people: each line that changes, once, with what goes and what comes in its place."""

from __future__ import annotations

from collections.abc import Iterator

from persclean.differ.pairs import Group
from persclean.edits import line_edits
from persclean.report.base import Write
from persclean.report.colour import BOLD, DIM, GREEN, RED, painted
from persclean.report.marks import marked

_AROUND = 30  # characters shown on either side of a change
_RLI, _FSI, _PDI = "\N{RIGHT-TO-LEFT ISOLATE}", "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
_STRIKE = "\x1b[9m"
_RIGHT_TO_LEFT = range(0x590, 0x900)

#: What stays (both the same), or what goes and what comes.
Piece = tuple[str, str]


class Words:
    """Writes lines with their changes; `[-gone-]{+come+}` without colour.

    isolates: whether a line with right-to-left letters becomes a right-to-left paragraph of its own, and each piece of
    a change is kept apart from its neighbours: characters that only terminals should get.
    """

    def __init__(self, write: Write, colour: bool, isolates: bool) -> None:
        self._write, self._colour, self._isolates = write, colour, isolates
        self.changed = False
        self.begin("")

    def begin(self, name: str) -> None:
        """Begin with an input."""
        self._name, self._named, self._line = name, False, 1

    def same(self, lines: list[bytes]) -> None:
        """Count lines that stay."""
        self._line += len(lines)

    def group(self, group: Group) -> None:
        """Write lines that differ."""
        if not self._named:
            self._say(f"{painted(self._name, BOLD, self._colour)}\n")
            self._named = self.changed = True
        old, new = ("".join(line.decode("utf-8", "surrogateescape") for line in side) for side in group)
        count = len(group[0])
        label = f"{self._line}" if count < 2 else f"{self._line}-{self._line + count - 1}"
        self._line += count
        text = "".join(self._pieces(list(pieces(old.removesuffix("\n"), new.removesuffix("\n")))))
        if self._isolates and any(ord(c) in _RIGHT_TO_LEFT for c in old):
            text = f"{_RLI}{text}{_PDI}"
        self._say(f"{painted(f'{label:>6}:', DIM, self._colour)} {text}\n")

    def end(self) -> None:
        """End with an input."""

    def _pieces(self, found: list[Piece]) -> Iterator[str]:
        for n, (old, new) in enumerate(found):
            if old == new:
                yield _shortened(old, n > 0, n < len(found) - 1)
                continue
            if old:
                yield self._shown(old, "[-", "-]", RED + _STRIKE)
            if new:
                yield self._shown(new, "{+", "+}", GREEN)

    def _shown(self, text: str, start: str, stop: str, code: str) -> str:
        shown = marked(text)
        shown = painted(shown, code, True) if self._colour else f"{start}{shown}{stop}"
        return f"{_FSI}{shown}{_PDI}" if self._isolates else shown

    def _say(self, text: str) -> None:
        self._write(text.encode("utf-8", "backslashreplace"))


def pieces(old: str, new: str) -> Iterator[Piece]:
    """Yield what stays and what changes, by whole words.

    >>> list(pieces("او كتاب ها", "او کتاب\N{ZERO WIDTH NON-JOINER}ها")) == [
    ...     ("او ", "او "), ("كتاب ها", "کتاب\N{ZERO WIDTH NON-JOINER}ها")]
    True
    """
    done = [0, 0]
    spans: list[list[int]] = []
    for a0, a1, b0, b1 in line_edits(old, new):
        # Out to the ends of the words; what stands there is the same on both sides.
        while a0 > 0 and b0 > 0 and not old[a0 - 1].isspace() and old[a0 - 1] == new[b0 - 1]:
            a0, b0 = a0 - 1, b0 - 1  # noqa: PLW2901
        while a1 < len(old) and b1 < len(new) and not old[a1].isspace() and old[a1] == new[b1]:
            a1, b1 = a1 + 1, b1 + 1  # noqa: PLW2901
        if spans and (a0 <= spans[-1][1] or b0 <= spans[-1][3]):
            spans[-1][1], spans[-1][3] = max(a1, spans[-1][1]), max(b1, spans[-1][3])
        else:
            spans.append([a0, a1, b0, b1])
    for a0, a1, b0, b1 in spans:
        if a0 > done[0]:
            yield old[done[0] : a0], new[done[1] : b0]
        yield old[a0:a1], new[b0:b1]
        done = [a1, b1]
    if done[0] < len(old):
        yield old[done[0] :], new[done[1] :]


def _shortened(text: str, after: bool, before: bool) -> str:
    """Return what stays, as much as is near a change. after, before: whether it stands after or before one."""
    keep = _AROUND * (after + before)
    if len(text) <= keep + 5:
        return marked(text)
    left, right = text[:_AROUND] if after else "", text[-_AROUND:] if before else ""
    return f"{marked(left)} … {marked(right)}"
