"""The weights file: what it holds, how it is written, how it is mapped into memory."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from persclean.errors import PerscleanError
from persclean.halfspace.strings import StringTable

MAGIC = b"PCHALFSPACE\0\3\0\0\0"  # the last four bytes: version of the format
_ALIGN = 64
SHIPPED = Path(__file__).parent.parent / "data" / "halfspace.model"


@dataclass(frozen=True, slots=True)
class Model:
    """The half-space model; all weights in units of 1/UNIT (natural log odds).

    seams: weights of `seam_features`, shape (2**seam_bits,), int8. words: how common a letter run is as a word, 1 to
    7. single: by `Seams.ids`, a correction for one place in one word, 128 for 0. pairs: weights of `word_features`.
    pair_single: by `pair_ids`, a correction for one pair (low 8 bits, 128 for 0), and whether the pair is known to be
    written as one (bit 8). sides: whether a word is the left (1) or right (2) of such a pair. splits: weights of
    `split_features`. limits: the margin each kind of change must reach. twofold: runs with two readings (see
    context). turns: weights of `context_features`. about: what it was made from.
    """

    seams: NDArray[np.int8]
    words: StringTable
    single: StringTable
    pairs: NDArray[np.int8]
    pair_single: StringTable
    sides: StringTable
    splits: NDArray[np.int8]
    turns: NDArray[np.int8]
    limits: Mapping[str, int]
    twofold: Mapping[str, tuple[str, str, int]]
    about: Mapping[str, Any]

    @property
    def seam_bits(self) -> int:
        """Return the bits of a feature of a seam."""
        return len(self.seams).bit_length() - 1

    @property
    def pair_bits(self) -> int:
        """Return the bits of a feature of a pair."""
        return len(self.pairs).bit_length() - 1

    @property
    def split_bits(self) -> int:
        """Return the bits of a feature of a lost space."""
        return len(self.splits).bit_length() - 1


_VALUE_BITS = {"words": 3, "single": 8, "pair_single": 9, "sides": 2}
_ARRAYS = ("seams", "words", "single", "pairs", "pair_single", "sides", "splits", "turns")


def pack(arrays: Mapping[str, NDArray[Any]], head: Mapping[str, Any]) -> bytes:
    """Return the bytes of a weights file: arrays by the names of Model, the rest of it in `head`."""
    places, offset, parts = {}, 0, []
    for name in _ARRAYS:
        array = np.ascontiguousarray(arrays[name])
        little = array.astype(array.dtype.newbyteorder("<"))
        places[name] = {"type": little.dtype.str, "length": len(little), "at": offset}
        data = little.tobytes()
        data += b"\0" * (-len(data) % _ALIGN)
        parts.append(data)
        offset += len(data)
    header = json.dumps({**head, "arrays": places}, ensure_ascii=False, sort_keys=True).encode("utf-8")
    start = MAGIC + struct.pack("<Q", len(header)) + header
    return start + b" " * (-len(start) % _ALIGN) + b"".join(parts)


def load(path: Path) -> Model:
    """Return the model of a weights file, its arrays mapped and not read.

    Raises PerscleanError where the file is missing, is no weights file, or is cut off.
    """
    try:
        mapped = np.memmap(path, np.uint8, mode="r")
    except FileNotFoundError:
        raise PerscleanError(f"{path}: no such weights file; train one with: persclean train") from None
    except (OSError, ValueError) as error:
        raise PerscleanError(f"{path}: cannot be read as a weights file: {error}") from None
    data = np.asarray(mapped)
    top = len(MAGIC) + 8
    if data[: len(MAGIC)].tobytes() != MAGIC:
        raise PerscleanError(f"{path}: not a weights file of this version of persclean; train it again")
    length = int.from_bytes(data[len(MAGIC) : top].tobytes(), "little")
    try:
        head = json.loads(data[top : top + length].tobytes())
        places, twofold = head["arrays"], {key: (a, b, odds) for key, (a, b, odds) in head["twofold"].items()}
        limits, about = head["limits"], head["about"]
        kinds = {name: np.dtype(places[name]["type"]) for name in _ARRAYS}
    except (ValueError, KeyError, TypeError, AttributeError):
        raise PerscleanError(f"{path}: the weights file is cut off or damaged; train it again") from None
    base = top + length + (-(top + length) % _ALIGN)
    arrays: dict[str, Any] = {}
    for name in _ARRAYS:
        place, kind = places[name], kinds[name]
        start = base + place["at"]
        part = data[start : start + place["length"] * kind.itemsize]
        if len(part) != place["length"] * kind.itemsize:
            raise PerscleanError(f"{path}: the weights file is cut off; copy or train it again")
        array = part.view(kind)
        arrays[name] = StringTable(array, _VALUE_BITS[name]) if name in _VALUE_BITS else array
    return Model(**arrays, limits=limits, twofold=twofold, about=about)


@cache
def shipped() -> Model:
    """Return the model that comes with the package."""
    return load(SHIPPED)
