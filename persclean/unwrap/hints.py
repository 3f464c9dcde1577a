"""Quick hints, from bytes alone, that a line was broken: its last word, or the first of the next.

Of one line, or of many at once: both must give the same, for which is asked depends on how the text comes.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from persclean.tables import KASHIDA, ZWNJ
from persclean.unwrap.words import words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_SIZE = 16  # bytes looked at; no word of the lists has as many
_HALF_SPACE = ZWNJ.encode()
_COMMA = "،".encode()
_BREAKS = (b"-", KASHIDA.encode(), _HALF_SPACE, "\N{SOFT HYPHEN}".encode())
_VARIANTS = str.maketrans("یک", "يك"), str.maketrans("ی", "ى")


@cache
def _bytes(name: str) -> frozenset[bytes]:
    """Return the words of a list as they may be typed, in UTF-8."""
    typed = {form for word in words(name) for form in (word, *(word.translate(table) for table in _VARIANTS))}
    return frozenset(form.encode() for form in typed if len(form.encode()) < _SIZE)


def hint(data: bytes, end: int, following: int) -> bool:
    """Whether a line whose last byte but its line end and white space stands before `end`, and the next line, which
    begins at `following`, look as if they were one.
    """
    tail = data[max(0, end - _SIZE) : end]
    if tail.endswith(_BREAKS):
        return True
    half = tail.rfind(_HALF_SPACE)
    cut = max(tail.rfind(b" "), half + 2 if half >= 0 else -1)
    if cut >= 0 and tail[cut + 1 :] in _bytes("hanging"):
        return True
    head = data[following : following + _SIZE]
    stops = [place for sign in (b" ", b"\n", b"\r", b".", _HALF_SPACE, _COMMA) if (place := head.find(sign)) >= 0]
    return bool(stops) and head[: min(stops)] in _bytes("clinging")


def hints(points: NDArray[np.uint8], ends: NDArray[np.int64], following: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return what `hint` says of many lines at once."""
    import numpy as np

    tails = points[np.maximum(ends[:, None] + np.arange(-_SIZE, 0), 0)]
    found = np.zeros(len(ends), np.bool_)
    for sign in _BREAKS:
        found |= (tails[:, _SIZE - len(sign) :] == np.frombuffer(sign, np.uint8)).all(axis=1)
    parted = tails == ord(" ")
    parted[:, 2:] |= _three(tails, _HALF_SPACE)
    before = np.logical_or.accumulate(parted[:, ::-1], axis=1)[:, ::-1]
    tails[before] = 0
    found |= before[:, 0] & np.isin(_key(tails), _keys("hanging", True))
    heads = points[np.minimum(following[:, None] + np.arange(_SIZE), len(points) - 1)]
    parted = (heads == 32) | (heads == 10) | (heads == 13) | (heads == 46)  # space, line feed, return, full stop
    parted[:, :-2] |= _three(heads, _HALF_SPACE)
    parted[:, :-1] |= (heads[:, :-1] == _COMMA[0]) & (heads[:, 1:] == _COMMA[1])
    after = np.logical_or.accumulate(parted, axis=1)
    heads[after] = 0
    return np.asarray(found | (after[:, -1] & np.isin(_key(heads), _keys("clinging", False))))


def _three(rows: NDArray[np.uint8], sign: bytes) -> NDArray[np.bool_]:
    return (rows[:, :-2] == sign[0]) & (rows[:, 1:-1] == sign[1]) & (rows[:, 2:] == sign[2])  # type: ignore[no-any-return]


def _key(rows: NDArray[np.uint8]) -> NDArray[np.uint64]:
    """Return one number for each row of bytes."""
    import numpy as np

    halves = np.ascontiguousarray(rows).view(np.uint64)
    return halves[:, 0] * np.uint64(0x9E3779B97F4A7C15) ^ halves[:, 1]


@cache
def _keys(name: str, right: bool) -> NDArray[np.uint64]:
    import numpy as np

    listed = sorted(_bytes(name))
    padded = b"".join(word.rjust(_SIZE, b"\0") if right else word.ljust(_SIZE, b"\0") for word in listed)
    return _key(np.frombuffer(padded, np.uint8).reshape(-1, _SIZE))
