"""The texts of one Arrow array, replaced by clean ones; what stands beside them is shared with the old array."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, cast

import pyarrow as pa
import pyarrow.compute as pc

from persclean.errors import InputError
from persclean.io.records.arrow_frames import pack, unpack
from persclean.io.records.arrow_leaves import Leaf
from persclean.io.records.arrow_paths import TextPath, is_list
from persclean.scale.cleaner import Cleaner

Errors = Literal["strict", "keep"]
_DICTIONARIES = 4  # that are kept


@dataclass(frozen=True, slots=True)
class _Dictionary:
    """Values, what they became, and of each the number it has now (None: the number it had)."""

    values: pa.Array
    errors: Errors
    clean: pa.Array
    places: pa.Array | None


class Arrays:
    """Cleans arrays. errors: what becomes of invalid UTF-8; see clean_batch."""

    def __init__(self, cleaner: Cleaner, errors: Errors) -> None:
        self._cleaner, self._errors = cleaner, errors

    def clean(self, array: pa.Array, path: TextPath, first: int) -> pa.Array:
        """Return the array with clean texts at the end of a path; the very same one if nothing changes.

        first: the number of its first row, for errors. Raises InputError, LettersLostError.
        """
        if pa.types.is_dictionary(array.type):
            return self._encoded(array, path, first)
        leaf = Leaf(_from_zero(array), path.fields)
        old = self._texts(leaf, path, first)
        good = [text for text in old if text is not None]
        new = self._cleaner(good)
        if new == good:
            return array
        cleaned = iter(new)
        if len(good) == len(old):
            return _replaced(leaf, new, path)
        pairs = zip(old, leaf.raw(), strict=True)
        return _replaced(leaf, [bytes(raw) if text is None else next(cleaned) for text, raw in pairs], path)

    def _texts(self, leaf: Leaf, path: TextPath, first: int) -> list[str | None]:
        """Return the texts that are seen; with errors="keep", None for one that is not UTF-8."""
        raw = leaf.raw()
        texts: list[str | None] = []
        try:
            texts += [str(one, "utf-8") for one in raw]
            return texts
        except UnicodeDecodeError:
            texts.clear()
        for row, one in zip(leaf.rows[leaf.seen].tolist(), raw, strict=True):
            try:
                texts.append(str(one, "utf-8"))
            except UnicodeDecodeError as error:
                if self._errors == "strict":
                    raise InputError(
                        f"column '{path.name}', row {first + row:,}: invalid UTF-8: 0x{one[error.start]:02X} at byte "
                        f"{error.start}; mend it, or keep such values as they are with errors='keep'"
                    ) from None
                texts.append(None)
        return texts

    def _encoded(self, array: pa.DictionaryArray, path: TextPath, first: int) -> pa.DictionaryArray:
        """Return a dictionary array: each value cleaned once, and values that have become the same made one."""
        known = self._dictionary(array.dictionary, path, first)
        if known.clean is known.values:
            return array
        numbers = array.indices if known.places is None else pc.take(known.places, array.indices)
        kind = array.type
        return pa.DictionaryArray.from_arrays(numbers.cast(kind.index_type), known.clean, ordered=kind.ordered)

    def _dictionary(self, values: pa.Array, path: TextPath, first: int) -> _Dictionary:
        """Return what has become of the values; batches of one stream share theirs, so the last ones are kept."""
        with self._cleaner.lock:
            memo = cast("OrderedDict[int, _Dictionary]", self._cleaner.memo)
            for key, entry in memo.items():
                if entry.errors == self._errors and entry.values.equals(values):
                    memo.move_to_end(key)
                    return entry
            new = self.clean(values, TextPath(path.name, path.column), first)
            clean, places = (values, None) if new is values else _distinct(new)
            entry = _Dictionary(values, self._errors, clean, places)
            memo[id(entry)] = entry
            if len(memo) > _DICTIONARIES:
                memo.popitem(last=False)
            return entry


def _distinct(values: pa.Array) -> tuple[pa.Array, pa.Array | None]:
    """Return each value once, in order of its first place, and for each old number the new one."""
    once = values.unique()
    if len(once) == len(values):
        return values, None
    return once, pc.index_in(values, value_set=once)


def _replaced(leaf: Leaf, texts: Sequence[str | bytes], path: TextPath) -> pa.Array:
    try:
        return leaf.replaced(texts)
    except (pa.ArrowInvalid, pa.ArrowCapacityError, TypeError) as error:
        raise InputError(
            f"column '{path.name}': its clean texts cannot be held by {leaf.values.type}: {error}; use smaller batches"
        ) from error


def _from_zero(array: pa.Array) -> pa.Array:
    """Return the array as Leaf needs it: offset 0, lists from their first element on; copied only where it must be."""
    if _begins(array):
        return array
    batch, _ = unpack(pack(pa.RecordBatch.from_arrays([array], ["column"]), {}))
    return batch.column(0)


def _begins(array: pa.Array) -> bool:
    if array.offset:
        return False
    if pa.types.is_struct(array.type):
        return all(_begins(array.field(n)) for n in range(array.type.num_fields))
    if not is_list(array.type):
        return True
    starts = pa.types.is_fixed_size_list(array.type) or not len(array) or not array.offsets[0].as_py()
    return bool(starts) and _begins(array.values)
