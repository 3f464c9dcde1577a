"""What the entries of an exceptions file mean: the forms of each, and whether they contradict each other."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise, product
from typing import TypeVar

from persclean.errors import ConfigError
from persclean.listed.match import Matcher
from persclean.tables import ZWNJ

_MOST = 6  # half-spaces of one word; the forms double with each
_WHITE = " \t\n\v\f\r"
Pair = tuple[str, str]
T = TypeVar("T", str, Pair)


class Forms:
    """The forms of exceptions.

    held: words that no filter touches: those kept, and those always written so. apart: pairs of words whose space
    stays. written: what becomes what. joined: pairs of words, and what stands between them in place of a space.

    Of what is always written so, the forms without half-spaces are not entries of their own: one that could stand for
    two words, or is itself listed, is none (حرفهای, where both حرف|های and حرفه|ای are listed).
    """

    def __init__(self, keep: Sequence[str], write: Sequence[Pair]) -> None:
        self.held: set[str] = set()
        self.apart: set[Pair] = set()
        self.written: dict[str, str] = {}
        self.joined: dict[Pair, str] = {}
        self.changed: dict[str, str] = {}  # of those written: where it is not only half-spaces that differ
        for word in keep:
            self._keep(word)
        for found, wanted in write:
            self._write(found, wanted)
        for word in keep:
            if word in self.written or word.partition(" ")[::2] in self.joined:
                raise ConfigError(f"'{word}' is never to be touched, and to be written '{self._of(word)}'")
        for found, wanted in write:
            for part in wanted.split(" "):
                if self.written.get(part, part) != part:
                    raise ConfigError(f"'{found}' is to be written '{wanted}', and '{part}' '{self.written[part]}'")
        self._take_forms({wanted for _, wanted in write if " " not in wanted})

    @cached_property
    def holding(self) -> Matcher:
        """What finds the words that are held."""
        return Matcher(self.held)

    @cached_property
    def writing(self) -> Matcher:
        """What finds the words that are to be written in another way."""
        return Matcher(self.written)

    @cached_property
    def changing(self) -> Matcher:
        """What finds those of them whose letters change."""
        return Matcher(self.changed)

    @cached_property
    def tails(self) -> frozenset[str]:
        """The ends of what stands before a space that may be closed."""
        return frozenset(left[at:] for left, _ in self.joined for at in range(len(left)))

    def _of(self, word: str) -> str:
        left, _, right = word.partition(" ")
        return self.written.get(word) or left + self.joined[left, right] + right

    def _keep(self, word: str) -> None:
        parts = _parts(word)
        if len(parts) == 1:
            self.held.add(word)
            return
        # A space is decided on between words whose letters are mended already.
        self.apart.update((*pairwise(parts), *pairwise(_mended(word).split(" "))))

    def _write(self, found: str, wanted: str) -> None:
        parts, into = _parts(found), _parts(wanted)
        if len(into) > 1:
            self.apart.update(pairwise(into))
        if len(parts) > 2:
            raise ConfigError(f"'{found}': one space at most")
        self.held.update(into)
        if len(parts) == 2:
            between = wanted[len(parts[0]) : len(wanted) - len(parts[1])]
            if wanted != parts[0] + between + parts[1] or between not in ("", ZWNJ):
                raise ConfigError(
                    f"'{found}' to '{wanted}': of two words only the space can be changed, into a half-space or nothing"
                )
            self._set(self.joined, (parts[0], parts[1]), between)
        elif found != wanted:
            self._set(self.written, found, wanted)
            if _letters(found) != _letters(wanted):
                self.changed[found] = wanted
        elif ZWNJ not in wanted:
            raise ConfigError(f"'{wanted}' has no half-space that could be lost: to keep it as it is, give it alone")
        if wanted.startswith(ZWNJ) or wanted.endswith(ZWNJ) or wanted.count(ZWNJ) > _MOST:
            raise ConfigError(f"{wanted!r}: half-spaces only between letters, and at most {_MOST}")

    def _take_forms(self, words: set[str]) -> None:
        written: dict[str, set[str]] = {}
        joined: dict[Pair, set[str]] = {}
        for word in words:
            parts = word.split(ZWNJ)
            for signs in product(("", ZWNJ), repeat=len(parts) - 1):
                form = parts[0] + "".join(sign + part for sign, part in zip(signs, parts[1:], strict=True))
                written.setdefault(form, set()).add(word)
            for at in range(1, len(parts)):
                pair = ZWNJ.join(parts[:at]), ZWNJ.join(parts[at:])
                joined.setdefault(pair, set()).add(word)
        for form, meant in written.items():
            if len(meant) == 1 and form not in self.held:
                self.written.setdefault(form, *meant)
        for pair, meant in joined.items():
            if len(meant) == 1 and pair not in self.apart:
                self.joined.setdefault(pair, ZWNJ)

    def _set(self, table: dict[T, str], form: T, wanted: str) -> None:
        if table.setdefault(form, wanted) != wanted:
            shown = form if isinstance(form, str) else " ".join(form)
            raise ConfigError(f"'{shown}' is to be written in two ways")


def _parts(entry: str) -> list[str]:
    """Return the words of an entry; ConfigError where it is none."""
    parts = entry.split(" ")
    if not all(parts) or any(white in entry for white in _WHITE[1:]):
        raise ConfigError(f"{entry!r}: words with one space between them, at most")
    return parts


def _mended(entry: str) -> str:
    """Return an entry as the filters of letters leave it."""
    from persclean.filters.letters import Letters
    from persclean.filters.marks import Marks
    from persclean.filters.unicode import Unicode

    for kind in (Unicode, Letters, Marks):
        entry = kind().words(entry)
    return entry


def _letters(text: str) -> str:
    return "".join(c for c in text if c not in (ZWNJ, " "))
