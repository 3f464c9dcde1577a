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
    from pyarrow._compute import CastOptions, call_function
except ImportError:  # pragma: no cover - not so in any version up to 26
    from pyarrow.compute import CastOptions, call_function


def encode(values: Any) -> Any:
    """Return an array with the distinct values numbered in the order in which they first stand."""
    return call_function("dictionary_encode", [values])


def encoded(values: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Return the distinct numbers in the order in which they first stand, and which of them each one is."""
    found = encode(int64(values))
    distinct = found.dictionary
    kept: NDArray[np.int64] = np.frombuffer(distinct.buffers()[1], np.int64, len(distinct), 8 * distinct.offset)
    return kept, numbers(found.indices)


def int64(values: NDArray[np.int64]) -> pa.Int64Array:
    """Return an array of these numbers."""
    data = pa.py_buffer(np.ascontiguousarray(values, np.int64))
    return pa.Array.from_buffers(pa.int64(), len(values), [None, data])


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


def decimals(values: NDArray[np.int64]) -> pa.BinaryArray:
    """Return numbers as their digits."""
    digits = call_function("cast", [int64(values)], CastOptions.safe(pa.string()))
    return call_function("cast", [digits], CastOptions.safe(pa.binary()))


def joined(*parts: bytes | pa.BinaryArray) -> memoryview:
    """Return rows, one after the other: of arrays each row has its value, what is no array all have in common."""
    # (An element of an array, because pa.scalar imports pandas where it is installed.)
    given = [binary([part])[0] if isinstance(part, bytes) else part for part in (*parts, b"")]
    _, _, data = call_function("binary_join_element_wise", given).buffers()
    return memoryview(data)[: data.size] if data is not None else memoryview(b"")
