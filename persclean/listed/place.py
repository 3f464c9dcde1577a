"""Where exceptions stand among the filters of a pipeline."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from persclean.filters.base import Filter
from persclean.filters.exceptions import Exceptions
from persclean.listed.held import held

_BEFORE = "zwnj"


def with_exceptions(filters: Sequence[type[Filter]]) -> list[type[Filter]]:
    """Return the filters, each with its hands off listed words, and the filter `exceptions` among them.

    It comes first, last, and before the half-space filter: what earlier filters have made of a word may be listed, too.
    A pipeline that names it keeps its order.
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
        out.append(Exceptions)
        first = True
        for one in group:
            if one.name == _BEFORE and not first:
                out.append(Exceptions)
            out.append(one)
            first = False
        out.append(Exceptions)
    return out or [Exceptions]
