"""What a change is, and how the filters that made it are kept in mind while a block is cleaned."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import repeat
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from persclean.filters.base import Filter

#: A filter, and texts before and after it, with line feeds between what it was run on.
Step = tuple[Filter, str, str]
L = TypeVar("L", str, tuple[str, str])


class Kind(NamedTuple):
    """What a change is. code, name: of the filter. before, after: the words it is in, before and after this filter.

    said: what is told of a finding that is no change of words (then before and after may be None); else "".
    """

    code: str
    name: str
    before: str | None
    after: str | None
    said: str = ""


def kinds_of(one: Filter, olds: Iterable[str], news: Iterable[str]) -> Iterator[Kind]:
    """Yield what a filter has made of each of these words."""
    return map(Kind._make, zip(repeat(one.code), repeat(one.name), olds, news, repeat(""), strict=False))


def counted(labels: Iterable[L], which: NDArray[np.int32]) -> dict[L, int]:
    """Return how often each label stands; labels: of each kind, which: the kinds, by number."""
    table: dict[L, int] = {}
    of_kinds = np.array([table.setdefault(label, len(table)) for label in labels], np.int32)
    numbers = np.bincount(of_kinds[which], minlength=len(table)).tolist() if len(which) else [0] * len(table)
    return {label: number for label, number in zip(table, numbers, strict=True) if number}


class Trail:
    """What each filter has done to distinct pieces; of a piece, all changes in their order."""

    def __init__(self) -> None:
        self._of: dict[int, tuple[Kind, ...]] = {}

    def __call__(self, one: Filter, places: Sequence[int], olds: Sequence[str], news: Sequence[str]) -> None:
        """Take note of what a filter has made of the pieces with these numbers."""
        of, none = self._of, ()
        for n, kind in zip(places, kinds_of(one, olds, news), strict=True):
            of[n] = (*of.get(n, none), kind)

    def of(self, places: Iterable[int]) -> list[tuple[Kind, ...]]:
        """Return the changes of these pieces, all of which have some."""
        return [self._of[n] for n in places]
