"""Running the word parts over distinct pieces: each filter as one text of the pieces its trigger names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import compress
from operator import ne

import numpy as np
from numpy.typing import NDArray

from persclean.engine.skeleton import check_fast
from persclean.engine.triggers import Mask, Triggers, units
from persclean.errors import PerscleanError
from persclean.filters.base import Filter

Tell = Callable[[Filter, Sequence[int], Sequence[str], Sequence[str]], object]


def run_words(
    filters: Sequence[Filter],
    triggers: Triggers,
    pieces: list[str],
    mask: Mask,
    verify: bool,
    tell: Tell | None = None,
) -> tuple[list[int], list[int]]:
    """Run the word parts over the pieces, in place; `mask` is kept up to date.

    Returns the indices of the changed pieces, ascending, and of those whose ASCII edge changed before a filter ran that
    looks at phrases (one may have formed or parted there, which the pieces alone cannot show). tell: gets each filter,
    and which pieces it has changed from what to what.

    Raises LettersLostError, and PerscleanError for a filter that adds or removes line feeds.
    """
    changed, unsure = np.zeros(len(pieces), bool), np.zeros(len(pieces), bool)
    for k, one in enumerate(filters):
        if "word" not in one.reach:
            continue
        at = np.flatnonzero(mask & np.uint32(1 << k))
        if not len(at):
            continue
        before = list(map(pieces.__getitem__, at.tolist()))
        text = "\n".join(before)
        phrase_later = any(other.phrase for other in filters[k + 1 :])
        result = one.words(text)
        if result == text:
            continue
        after = result.split("\n")
        if len(after) != len(before):
            raise PerscleanError(f"filter '{one.name}' added or removed line feeds, which a word part must not do")
        differ = list(map(ne, before, after))
        olds, news = list(compress(before, differ)), list(compress(after, differ))
        if verify:
            check_fast(one, "\n".join(olds), "\n".join(news))
        places = at[differ]
        numbers = places.tolist()
        for i, new in zip(numbers, news, strict=True):
            pieces[i] = new
        if tell is not None:
            tell(one, numbers, olds, news)
        changed[places] = True
        if phrase_later:
            unsure[places[list(map(_edge_changed, olds, news))]] = True
        _refresh(triggers, news, mask, places, k)
    return np.flatnonzero(changed).tolist(), np.flatnonzero(unsure).tolist()


_TYING = frozenset("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")


def _edge_changed(old: str, new: str) -> bool:
    """Whether a space before or after a piece could tie it into a phrase, and now cannot, or the other way round."""
    if old[:1] == new[:1] and old[-1:] == new[-1:]:
        return False
    return (old[:1] in _TYING) != (new[:1] in _TYING) or (old[-1:] in _TYING) != (new[-1:] in _TYING)


def _refresh(triggers: Triggers, news: list[str], mask: Mask, at: NDArray[np.int64], done: int) -> None:
    """Look up the triggers of changed pieces again, for the filters after number `done`."""
    u = units("\n".join(news) + "\n")
    ends: NDArray[np.int64] = np.flatnonzero(u == 10)
    past = np.uint32((1 << (done + 1)) - 1)
    mask[at] = (mask[at] & past) | (triggers.masks(u, ends) & ~past)
