"""What a filter is: a pure function on text with a declaration that drives engine, safety check, docs and tests."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Literal

from persclean.config import Config

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from persclean.documents import Account, Chunk

Reach = Literal["word", "gap", "line", "document"]
Chars = frozenset[str]
NONE: Chars = frozenset()


@dataclass(frozen=True, slots=True)
class Trigger:
    """What must stand in a piece before a word part can change it; all sets hold single code points of the BMP.

    It lets the engine pass over the pieces a filter has no business with. A trigger too many costs time; one too few
    is a bug (the property tests compare with and without). A word part with `always` is run on every piece.

    chars: any of these. pairs: one of the first directly before one of the second. repeats: the same one three times
    in a row.
    """

    chars: Chars = NONE
    pairs: tuple[tuple[Chars, Chars], ...] = ()
    repeats: Chars = NONE
    always: bool = False


@dataclass(frozen=True)
class Effects:
    """What a filter may do to the letters and digits of a text; anything else is a `LettersLostError`.

    maps: code point to the text that may stand for it (letters, digits, signs). drops: code points that may be
    deleted. inserts: code points that may appear. words: runs of letters, any ZWNJ in them
    left out, and what each may become as a whole; both sides are read so. fold: a reading of the text under which input
    and output agree, for what neither can say (an HTML entity, a letter stretched for emphasis); applied to both sides.
    cuts: for a document filter that removes what was cut off: the regular expression of the marks that say so
    («ادامه در صفحه ۳»), over words of plain letters and ASCII digits, a space between any two; a mark at the end of a
    line may be lost. Dots need no mention.
    """

    maps: Mapping[str, str] = field(default_factory=dict)
    drops: Chars = NONE
    inserts: Chars = NONE
    words: Mapping[str, str] = field(default_factory=dict)
    fold: Callable[[str], str] | None = None
    cuts: str = ""


class Gap:
    """The gap part of a filter: decides the spaces between two neighbouring words of a line.

    A gap is a run of U+0020 between two words (runs of anything but ASCII whitespace). `decide` is asked from left to
    right; `left` is all that stands joined up to the gap, earlier decisions included, `right` the next word as it was.
    It must give the gap back unchanged unless `left_may(left)` or `right_may(right)` holds, the gap is longer than one
    space, or the numbers of `screen` add up: the engine asks only then; and what is true of a joined left word must be
    true of its last part, too. `left_ends` and `right_starts` are a cheap superset of those two: the code points that
    such a left word ends with, such a right word starts with; `longest` bounds the length of either word.
    `any_ends`, for a part with a `screen`: the code points that the left word of a gap it may change ends with.
    """

    left_ends: Chars = NONE
    right_starts: Chars = NONE
    longest: int = 1 << 30
    any_ends: Chars = NONE

    def left_may(self, left: str) -> bool:
        """Whether the gap after this word may change, whatever follows."""
        return False

    def right_may(self, right: str) -> bool:
        """Whether the gap before this word may change, whatever stands before."""
        return False

    def prepare(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Get ready to be asked about pairs of words: a part that works on many at once does it here."""

    def decide_all(self, pairs: Sequence[tuple[str, str]]) -> list[str]:
        """Return what `decide` makes of one space between the words of each of these pairs."""
        self.prepare(pairs)
        ends, starts = self.left_ends | self.any_ends, self.right_starts
        return [
            self.decide(left, " ", right) if left[-1:] in ends or right[:1] in starts else " " for left, right in pairs
        ]

    def screen(self, points: NDArray[np.uint32]) -> tuple[NDArray[np.int16], NDArray[np.uint64]] | None:
        """Return what pieces (in one text, each ended by a line feed) say as the left and as the right one of two.

        Numbers, shape (pieces, 2): wherever `decide` may change one space between two pieces, the left number of the
        first and the right number of the second add up to more than 0. Keys, shape (pieces, 2), for `confirm`. None for
        a part that has no such numbers; then `left_may` and `right_may` say it all.
        """
        return None

    def confirm(
        self, left: NDArray[np.uint64], right: NDArray[np.uint64], sums: NDArray[np.int32]
    ) -> NDArray[np.bool_]:
        """Return for pairs that passed the screen, by their keys and sums, whether to ask `decide`; shape (pairs,)."""
        raise NotImplementedError

    def decide(self, left: str, gap: str, right: str) -> str:
        """Return what shall stand between the two words: spaces, ZWNJ, or nothing."""
        return gap


class Filter:
    """Base of all filters. A subclass is one file; it declares itself in class attributes and overrides its parts.

    code: stable (`PC101`). name: what users type. why: one line. reach: which parts it has. default: whether the
    default preset runs it. trigger: see Trigger. phrase: whether the word part looks across the space inside a phrase
    (`Windows 10`, see `words`). line_trigger: what a piece of a line must hold for the line part to change that line;
    a line feed in a pair stands for the edge of a piece.

    The class docstring is the manual that `persclean filters NAME` prints: what it does, why, doctests.
    """

    code: ClassVar[str]
    name: ClassVar[str]
    why: ClassVar[str]
    reach: ClassVar[tuple[Reach, ...]] = ("word",)
    default: ClassVar[bool] = True
    trigger: ClassVar[Trigger] = Trigger(always=True)
    phrase: ClassVar[bool] = False
    line_trigger: ClassVar[Trigger] = Trigger()

    def __init__(self, config: Config | None = None) -> None:
        self.config = config or Config()
        self.gap: Gap | None = self.make_gap()

    @property
    def effects(self) -> Effects:
        """What this filter, with its settings, may do to letters and digits."""
        return Effects()

    def make_gap(self) -> Gap | None:
        """Return the gap part, for filters that reach it."""
        return None

    def words(self, text: str) -> str:
        """Word part: a text in, a text out; the same whether run on the whole or on each piece alone.

        A piece is a run of anything but ASCII whitespace; two pieces with one space between them stay together where
        both sides of the space are ASCII letters or digits (`Windows 10`), so that numbers see a Latin neighbour.
        Must neither add nor remove line feeds.
        """
        return text

    def lines(self, text: str) -> str:
        """Line part: a text of whole lines in, as many lines out; looks at nothing outside each line."""
        return text

    def wants_line(self, piece: str) -> bool:
        """Whether the line of a piece that pulls the line trigger is wanted; for a closer look than a trigger's."""
        return True

    def documents(self, chunks: Iterator[Chunk], account: Account) -> Iterator[Chunk]:
        """Document part: the lines of a text in, in order, those of the result out; `account` is told what was done.

        May join lines and remove blocks whose words stand elsewhere, nothing else: of the text only white space,
        hyphens, kashidas and half-spaces where lines were joined. Holds no more than a bounded window. How the lines
        are shared out to chunks must not matter. Separators and over-long lines: see Chunk.
        """
        return chunks

    def __call__(self, text: str) -> str:
        """Return the text as this filter alone leaves it."""
        from persclean.engine.light import run

        return run((self,), text)
