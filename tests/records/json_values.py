"""Generated JSON: values, their layouts, and damage to it."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st

TEXTS = st.text(st.sampled_from('aا\u200cی"\\/\n\t{}[],:\u00e9\U0001f600\ud83d\u2028'), max_size=8)
_NUMBERS = st.sampled_from([0, -1, 1.5e300, 12345678901234567890123, True, False])
VALUES = st.recursive(
    TEXTS | _NUMBERS | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)
RECORDS = st.tuples(st.dictionaries(TEXTS, VALUES, max_size=3), TEXTS, st.dictionaries(TEXTS, VALUES, max_size=2)).map(
    lambda three: {**three[0], "a": three[1], **{f"x{key}": value for key, value in three[2].items()}}
)
_SIGNS = st.sampled_from([b"", b'"', b"\\", b"}", b"]", b"\n", b"\xff"])
DAMAGE = st.lists(st.tuples(st.integers(0, 10**6), _SIGNS), max_size=4)
FRAMES = st.sampled_from([1, 2, 7, 50, 1 << 20])


def surrogates(text: str) -> str:
    """Return a text as reading JSON gives it: two halves of a pair, side by side, are one character."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def written(value: Any, ascii_: bool, indent: int | None, loose: bool) -> bytes:
    """Return a value as JSON."""
    separators = (" , ", ": ") if loose and indent is None else None
    text = json.dumps(value, ensure_ascii=ascii_, indent=indent, separators=separators)
    return "".join(f"\\u{ord(c):04X}" if "\ud800" <= c <= "\udfff" else c for c in text).encode()


def damaged(data: bytes, damage: list[tuple[int, bytes]]) -> bytes:
    """Return data of which some bytes are replaced."""
    for number, new in damage:
        place = number % (len(data) + 1)
        data = data[:place] + new + data[place + 1 :]
    return data
