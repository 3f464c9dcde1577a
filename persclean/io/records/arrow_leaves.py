"""The strings at the end of a path through an array: which there are, whose they are, and how they are replaced.

Arrays must come from `unpack`: then they begin at offset 0, and lists at their first element.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from persclean.io.records.arrow_paths import is_list

Mask = np.ndarray[Any, np.dtype[np.bool_]]
Numbers = np.ndarray[Any, np.dtype[np.int64]]


class Leaf:
    """The strings of one path. values: all, with those that nobody sees. rows: of each its record. seen: a mask.

    tidy: whether there are no bytes under a null; else what was written would depend on where a frame begins.
    """

    def __init__(self, array: pa.Array, fields: tuple[int, ...]) -> None:
        self._above: list[tuple[pa.Array, int]] = []
        rows: Numbers = np.arange(len(array), dtype=np.int64)
        seen = _valid(array)
        steps = list(fields)
        while True:
            if is_list(array.type):
                self._above.append((array, 0))
                below = array.values
                lengths = _lengths(array)
                rows, seen = np.repeat(rows, lengths), np.repeat(seen, lengths)
                array = below.slice(0, len(rows))
            elif pa.types.is_struct(array.type):
                n = steps.pop(0)
                self._above.append((array, n))
                array = array.field(n)
            else:
                break
            seen = seen & _valid(array)
        self.rows, self.seen, self.values = rows, seen, array
        self.tidy = True

    def raw(self) -> list[memoryview]:
        """Return the bytes of the strings that are seen, in order."""
        large = self.values.cast(pa.binary() if pa.types.is_string(self.values.type) else pa.large_binary())
        width: type[Any] = np.int64 if pa.types.is_large_binary(large.type) else np.int32
        _, offsets, data = large.buffers()
        if not len(large):
            return []
        ends = np.frombuffer(offsets, width)[large.offset : large.offset + len(large) + 1]
        view = memoryview(data if data is not None else b"").cast("B")
        starts, stops = ends[:-1][self.seen], ends[1:][self.seen]
        self.tidy = int((stops - starts).sum()) == int(ends[-1] - ends[0])
        return [view[a:b] for a, b in zip(starts.tolist(), stops.tolist(), strict=True)]

    def replaced(self, texts: Sequence[str | bytes | None]) -> pa.Array:
        """Return the whole array with these strings where strings are seen; the rest of it is shared.

        texts: bytes for one that is no UTF-8. Raises ArrowException where its type has no room for them.
        """
        if not self.seen.all():
            # What nobody sees (under a null) stays valid where it was: its field may not be nullable.
            given = iter(texts)
            slots = zip(self.seen.tolist(), _valid(self.values).tolist(), strict=True)
            texts = [next(given) if seen else "" if valid else None for seen, valid in slots]
        new = _strings(texts, self.values.type)
        for array, n in reversed(self._above):
            if is_list(array.type):
                kept = array.buffers()[: 1 if pa.types.is_fixed_size_list(array.type) else 2]
                children = [new]
            else:
                kept = array.buffers()[:1]
                children = [new if k == n else array.field(k) for k in range(array.type.num_fields)]
            new = pa.Array.from_buffers(array.type, len(array), kept, array.null_count, 0, children=children)
        return new


def _strings(texts: Sequence[str | bytes | None], kind: pa.DataType) -> pa.Array:
    if any(isinstance(text, bytes) for text in texts):
        wide = pa.array(texts, type=pa.large_binary())
        narrow = pa.binary() if pa.types.is_string(kind) else pa.large_binary()
        strings = wide.cast(narrow).view(pa.string() if pa.types.is_string(kind) else pa.large_string())
        return strings if strings.type == kind else strings.cast(kind)
    array = pa.array(texts, type=kind)
    if isinstance(array, pa.ChunkedArray):  # what Arrow makes of more than 2 GiB
        raise pa.ArrowCapacityError("more than 2 GiB")
    return array


def _valid(array: pa.Array) -> Mask:
    if not array.null_count:
        return np.ones(len(array), dtype=bool)
    return np.asarray(array.is_valid().to_numpy(zero_copy_only=False), dtype=bool)


def _lengths(array: pa.Array) -> Numbers:
    """Return how many elements each list has, those under a null included."""
    if pa.types.is_fixed_size_list(array.type):
        return np.full(len(array), array.type.list_size, dtype=np.int64)
    return np.diff(np.asarray(array.offsets.to_numpy(), dtype=np.int64))
