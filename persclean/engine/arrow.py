"""The functions of Arrow that the engine calls.

Importing `pyarrow.compute` takes 40 ms, because it writes wrappers for three hundred functions. Where what it wraps has
moved, it is imported after all.

Arrays are made from buffers, and read as such: `pyarrow.array` and `Array.to_numpy` import pandas, where that is
installed, to ask whether a Series is meant; that takes a third of a second in every process.
"""

from __future__ import annotations

from collections.abc import Sequence
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


def numbers(indices: pa.Int32Array) -> NDArray[np.int32]:
    """Return the numbers of an array that has no nulls; a view of its memory."""
    found: NDArray[np.int32] = np.frombuffer(indices.buffers()[1], np.int32, len(indices), 4 * indices.offset)
    return found


def take(values: pa.Array, indices: NDArray[np.int32]) -> pa.Array:
    """Return the values at these indices."""
    numbers = pa.py_buffer(np.ascontiguousarray(indices, np.int32))
    return call_function("take", [values, pa.Array.from_buffers(pa.int32(), len(indices), [None, numbers])])


def select(values: pa.Array, mask: NDArray[np.bool_]) -> pa.Array:
    """Return the values where the mask is true."""
    bits = pa.py_buffer(np.packbits(mask, bitorder="little"))
    return call_function("filter", [values, pa.Array.from_buffers(pa.bool_(), len(mask), [None, bits])])


def binary(values: Sequence[bytes] = ()) -> pa.BinaryArray:
    """Return an array of these values."""
    offsets = np.zeros(len(values) + 1, np.int32)
    np.cumsum(np.fromiter(map(len, values), np.int32, len(values)), out=offsets[1:])
    data = pa.py_buffer(b"".join(values))
    return pa.BinaryArray.from_buffers(pa.binary(), len(values), [None, pa.py_buffer(offsets), data])
