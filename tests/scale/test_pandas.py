"""The pandas adapter."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

import persclean
from persclean.errors import InputError
from tests.scale.texts import LINES

pd = pytest.importorskip("pandas")

from persclean.scale.pandas import clean_frame, clean_series  # noqa: E402

BODIES = ["كتاب هاي 3", None, "", *LINES]
CLEAN = [body and persclean.clean(body) for body in BODIES]


@pytest.mark.parametrize("kind", ["str", "string", object, pd.ArrowDtype(pa.string()), "string[pyarrow]"], ids=str)
def test_columns(kind: Any) -> None:
    frame = pd.DataFrame(
        {"id": range(len(BODIES)), "body": pd.Series(BODIES, dtype=kind)}, index=range(5, 5 + len(BODIES))
    )
    frame["body"] = pd.Series(BODIES, dtype=kind, index=frame.index)
    before = frame.copy()
    made = clean_frame(frame, ["body"])
    assert [None if pd.isna(value) else value for value in made["body"]] == CLEAN
    assert made.dtypes.equals(frame.dtypes)
    assert made.index.equals(frame.index)
    pd.testing.assert_frame_equal(frame, before)
    part = clean_frame(frame[3:9], "body")["body"]
    assert part.tolist() == CLEAN[3:9]


def test_what_is_missing_stays_as_it_was() -> None:
    made = clean_series(pd.Series(["ي", None, float("nan"), pd.NA], dtype=object))
    assert made[0] == "ی"
    assert made[1] is None
    assert made[2] != made[2]
    assert made[3] is pd.NA
    halved = pd.Series(["a\ud800ي"], dtype=object)  # half a character, which only objects can hold
    assert clean_series(halved).tolist() == [persclean.clean("a\ud800ي")]


def test_categories_that_become_one() -> None:
    series = pd.Series(["كتاب", "کتاب", None, "ي"], dtype="category", name="kind")
    made = clean_series(series)
    assert made.tolist()[:2] == ["کتاب", "کتاب"]
    assert sorted(made.cat.categories) == ["کتاب", "ی"]
    assert made.isna().tolist() == [False, False, True, False]


def test_arrow_lists() -> None:
    series = pd.Series([["ي", None], None], dtype=pd.ArrowDtype(pa.list_(pa.string())))
    assert pa.array(clean_series(series)).to_pylist() == [["ی", None], None]


def test_what_is_no_text() -> None:
    frame = pd.DataFrame({"n": [1], "o": [["ي"]], "a": pd.Series([1], dtype=pd.ArrowDtype(pa.int8()))})
    for name, message in (("n", "'n' is no text"), ("o", "'o', row 0: no text, but list"), ("x", "'x' is not there")):
        with pytest.raises(InputError, match=message):
            clean_frame(frame, name)
    with pytest.raises(InputError, match="'a' is no text"):
        clean_frame(frame, "a")
