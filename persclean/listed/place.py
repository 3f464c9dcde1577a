"""Where exceptions stand among the filters of a pipeline."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from persclean.filters.base import Filter
from persclean.filters.exceptions import Exceptions
from persclean.listed.held import held

_BEFORE = "zwnj"
_SPACES = "spacing"


def with_exceptions(filters: Sequence[type[Filter]]) -> list[type[Filter]]:
    """Return the filters, each with its hands off listed words, and the filter `exceptions` among them.

    It comes first, last, and before the half-space filter: what earlier filters have made of a word may be listed, too.
    What it has written last is spaced like any other word, so that the next run finds nothing to do. A pipeline that
    names it keeps its order.
    """
    ready = [
        one if one is Exceptions or "document" in one.reach else held(one)  # type: ignore[arg-type]
        for one in filters
    ]
    if Exceptions in filters:
        return ready
    out: list[type[Filter]] = []
    for document, group in groupby(ready, lambda one: "document" in one.reach):
        if document:
            out += [*([] if out else [Exceptions]), *group]
            continue
        some = list(group)
        out.append(Exceptions)
        for n, one in enumerate(some):
            if one.name == _BEFORE and n:
                out.append(Exceptions)
            out.append(one)
        out.append(Exceptions)
        out += [one for one in some if one.name == _SPACES]
    return out or [Exceptions]
