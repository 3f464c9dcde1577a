"""The functions of Arrow that the engine calls.

Importing `pyarrow.compute` takes 40 ms, because it writes wrappers for three hundred functions. Where what it wraps has
moved, it is imported after all.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

try:
    from pyarrow._compute import call_function
except ImportError:  # pragma: no cover - not so in any version up to 26
    from pyarrow.compute import call_function


def encode(values: Any) -> Any:
    """Return an array with the distinct values numbered in the order in which they first stand."""
    return call_function("dictionary_encode", [values])


def encoded(values: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Return the distinct numbers in the order in which they first stand, and which of them each one is."""
    found = encode(pa.array(values))
    return found.dictionary.to_numpy(), found.indices.to_numpy()


def take(values: pa.Array, indices: pa.Array) -> pa.Array:
    """Return the values at these indices."""
    return call_function("take", [values, indices])


def select(values: pa.Array, mask: pa.Array) -> pa.Array:
    """Return the values where the mask is true."""
    return call_function("filter", [values, mask])
