"""A block's entries: where they stand, which distinct ones they are, and what the vocabulary says of each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from persclean.engine.segment import Indices, Layout
from persclean.engine.vocabulary import Flags

Codes = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Entries:
    """The entries of a block, shape (n,) each.

    data: the block. layout: where its entries stand. flags: of each entry. local: which distinct entry of the block it
    is; known: the vocabulary's code of each distinct one.
    """

    data: bytes
    layout: Layout
    flags: Flags
    local: Codes
    known: Codes

    def codes(self, at: Indices) -> Codes:
        """Return the vocabulary's codes of these entries."""
        codes: Codes = self.known[self.local[at]]
        return codes

    def having(self, at: Indices, bits: int) -> Indices:
        """Return those of these entries that have one of the flags."""
        found: Indices = at[self.flags[at] & np.uint8(bits) != 0]
        return found

    def widths(self, at: Indices) -> NDArray[np.int32]:
        """Return how many bytes of white space follow these entries; none of them is the last."""
        widths: NDArray[np.int32] = self.layout.starts[at + 1] - self.layout.stops[at]
        return widths
