"""The letters-survive check for many pieces at once: a table look-up; only what it cannot settle goes to `check`."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from persclean.config import Config
from persclean.engine.safety import check, counts
from persclean.engine.triggers import Units, units
from persclean.filters.base import Effects, Filter

_SURROGATES = slice(0xD800, 0xE000)


@lru_cache(maxsize=1)
def _letters() -> NDArray[np.uint16]:
    """Return a table over the BMP: each letter and digit to itself, all else to 0. Takes some 10 ms, once."""
    table = np.arange(1 << 16, dtype=np.uint16)
    table[~np.fromiter(map(counts, map(chr, range(1 << 16))), bool, 1 << 16)] = 0
    table[_SURROGATES] = np.arange(0xD800, 0xE000, dtype=np.uint16)
    return table


_tables: dict[tuple[type[Filter], Config], NDArray[np.uint16]] = {}


def _table(one: Filter) -> NDArray[np.uint16]:
    key = type(one), one.config
    if key not in _tables:
        _tables[key] = _make(one.effects)
    return _tables[key]


def _make(effects: Effects) -> NDArray[np.uint16]:
    table = _letters().copy()
    for source, target in effects.maps.items():
        if len(source) == len(target) == 1 and ord(source) < 1 << 16 and ord(target) < 1 << 16:
            table[ord(source)] = table[ord(target)]
    for dropped in effects.drops:
        if ord(dropped) < 1 << 16:
            table[ord(dropped)] = 0
    return table


def check_fast(one: Filter, before: str, after: str) -> None:
    """Do what `check` does, much faster where one letter stands for one; raises LettersLostError as it does."""
    table = _table(one)
    if not np.array_equal(_kept(table, units(before)), _kept(table, units(after))):
        check(one, before, after)


def _kept(table: NDArray[np.uint16], u: Units) -> NDArray[np.uint16]:
    mapped = table[u]
    kept: NDArray[np.uint16] = mapped[mapped != 0]
    return kept
