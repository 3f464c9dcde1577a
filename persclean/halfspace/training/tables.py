"""Building the tables of strings that `persclean.halfspace.strings` reads."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from persclean.errors import PerscleanError
from persclean.halfspace.strings import Hashes, cells_of, fingerprint


def build(
    keys: Hashes, values: NDArray[np.uint32], cell: type[np.uint16] | type[np.uint32], value_bits: int
) -> NDArray[Any]:
    """Return the cells of an xor filter that gives each of the distinct keys its value.

    Raises PerscleanError in the unlikely case that the keys cannot be placed (another size would do).
    """
    size = int(len(keys) * 1.24 / 3) + 40
    for _ in range(20):
        rounds = _peel(keys, size)
        if rounds is not None:
            return _fill(keys, values, rounds, size, cell, value_bits)
        size += size // 50 + 1
    raise PerscleanError("the table of strings cannot be built from these words")


def _peel(keys: Hashes, size: int) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]] | None:
    """Return rounds of (keys, the cell that only this key still uses), or None where some keys cannot be parted."""
    where = np.stack([cell.astype(np.int64) for cell in cells_of(keys, np.uint64(size))], axis=1)
    left = np.ones(len(keys), bool)
    rounds = []
    while left.any():
        alive = np.flatnonzero(left)
        uses = np.bincount(where[alive].ravel(), minlength=3 * size)
        alone = uses[where[alive]] == 1
        free = alone.any(axis=1)
        if not free.any():
            return None
        chosen = alive[free]
        rounds.append((chosen, where[chosen, alone[free].argmax(axis=1)]))
        left[chosen] = False
    return rounds


def _fill(
    keys: Hashes,
    values: NDArray[np.uint32],
    rounds: list[tuple[NDArray[np.int64], NDArray[np.int64]]],
    size: int,
    cell: type[np.uint16] | type[np.uint32],
    value_bits: int,
) -> NDArray[Any]:
    cells = np.zeros(3 * size, cell)
    a, b, c = (part.astype(np.int64) for part in cells_of(keys, np.uint64(size)))
    wanted = fingerprint(keys, np.dtype(cell).itemsize * 8, value_bits) ^ values.astype(cell)
    for chosen, own in reversed(rounds):
        cells[own] = 0
        cells[own] = wanted[chosen] ^ cells[a[chosen]] ^ cells[b[chosen]] ^ cells[c[chosen]]
    return cells
