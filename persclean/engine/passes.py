"""Passes: a document filter parts a pipeline into passes; neighbouring filters of other kinds are one.

The word, gap and line parts of neighbours work together on distinct words. A document filter looks at lines far apart:
see engine.documents for how it is run.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from persclean.filters.base import Filter


def passes(filters: Sequence[Filter]) -> list[tuple[Filter, ...]]:
    """Return the filters grouped: a document filter alone, all others with their neighbours, in order.

    The first group has no document filter; it may be empty.
    """
    found: list[tuple[Filter, ...]] = []
    for document, group in groupby(filters, lambda one: "document" in one.reach):
        members = tuple(group)
        found += [(one,) for one in members] if document else [members]
    return found if found and "document" not in found[0][0].reach else [(), *found]
