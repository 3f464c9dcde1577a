"""A block's entries: where they stand, which distinct ones they are, and what the vocabulary says of each."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from persclean.engine.segment import Indices, Layout, Offsets
from persclean.engine.vocabulary import Flags

Codes = NDArray[np.int32]


class Entries:
    """The entries of a block. data: the block. layout: where its entries stand."""

    def __init__(self, data: bytes, layout: Layout, local: Codes, known: Codes, flags: Flags) -> None:
        """Take in the tiles of a block.

        local: which distinct one of the block's each tile is. known, flags: of each distinct one, the vocabulary's code
        and flags (-1 and none for a blank one).
        """
        self.data = data
        self.layout = layout
        self._local = local
        self._known = known
        self._flags = flags.take(local)
        tiles = np.flatnonzero(self._flags.view(bool))
        self._flagged, self._marks = layout.entry(tiles), self._flags[tiles]

    def having(self, bits: int) -> Indices:
        """Return the entries that have one of the flags."""
        found: Indices = self._flagged[self._marks & np.uint8(bits) != 0]
        return found

    def flags(self, at: Indices) -> Flags:
        """Return the flags of these entries."""
        flags: Flags = self._flags[self.layout.tile(at)]
        return flags

    def codes(self, at: Indices) -> Codes:
        """Return the vocabulary's codes of these entries."""
        codes: Codes = self._known.take(self._local.take(self.layout.tile(at)))
        return codes

    def each(self, numbers: NDArray[np.int16]) -> NDArray[np.int16]:
        """Return for every entry the number that the vocabulary has for it, shape (entries,)."""
        of = numbers.take(self._known).take(self._local)
        found: NDArray[np.int16] = np.delete(of, self.layout.blank) if len(self.layout.blank) else of
        return found

    def widths(self, at: Indices) -> Offsets:
        """Return how many bytes of white space follow these entries; none of them is the last."""
        return self.layout.starts(at + 1) - self.layout.stops(at)
