"""Entries are found again among those that are known, whatever their hashes are."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from persclean.engine import known, vocabulary
from persclean.engine.arrow import encode
from persclean.engine.blocks import BlockEngine
from persclean.engine.vocabulary import Codes, Vocabulary, buffers
from persclean.pipeline import Pipeline

WORDS = st.lists(st.text("اهيك1a\x00", max_size=4).map(str.encode), unique=True, min_size=1, max_size=30)
HASHES = {
    "as it is": known.hashed,
    "by length": lambda data, offsets: np.diff(offsets).astype(np.uint64) % np.uint64(3),
    "one for all": lambda data, offsets: np.zeros(len(offsets) - 1, np.uint64),
}


def entries(words: list[bytes]) -> pa.BinaryArray:
    return pa.array([word + b" " for word in words], pa.binary())


def by_definition(raw: pa.BinaryArray, distinct: pa.BinaryArray) -> Codes:
    codes: Codes = encode(pa.chunked_array([raw, distinct])).chunks[-1].indices.to_numpy()
    return codes


@pytest.mark.parametrize("name", HASHES)
@settings(deadline=None)  # the first entries wait for the tables of the filters
@given(blocks=st.lists(WORDS, max_size=4))
def test_codes_are_those_of_the_order_in_which_entries_come(name: str, blocks: list[list[bytes]]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vocabulary, "hashed", HASHES[name])
        one = Vocabulary(Pipeline.preset().filters, True)
        for words in blocks:
            distinct = entries(words)
            expected = by_definition(one.raw, distinct)
            assert one.codes(distinct).tolist() == expected.tolist()
            assert one.raw.take(pa.array(expected)).equals(distinct)
            assert len(one) == len(one.raw) == len(set(one.raw.to_pylist()))


@given(words=WORDS, step=st.integers(1, 40), skipped=st.integers(0, 3))
def test_hashes_depend_on_the_bytes_alone(words: list[bytes], step: int, skipped: int) -> None:
    array = entries(words)
    expected = [int(known.hashed(*buffers(array.slice(n, 1)))[0]) for n in range(len(words))]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(known, "_STEP", step)
        assert known.hashed(*buffers(array)).tolist() == expected
        assert known.hashed(*buffers(array.slice(skipped))).tolist() == expected[skipped:]


def test_words_have_hashes_of_their_own() -> None:
    words = [f"كلمه{n}".encode() for n in range(100_000)] + [b"\x00" * n for n in range(100)]
    assert len(np.unique(known.hashed(*buffers(entries(words))))) == len(words)


@pytest.mark.parametrize("name", HASHES)
def test_blocks_come_out_alike_whatever_the_hashes_are(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vocabulary, "hashed", HASHES[name])
    engine = BlockEngine(Pipeline.preset())
    for first in (0, 20, 10):
        text = " ".join(f"كتاب{n} مي رود" for n in range(first, first + 30)) + "\n"
        assert engine.clean(text.encode()).data == Pipeline.preset()(text).encode()
