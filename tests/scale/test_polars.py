"""The Polars adapter."""

from __future__ import annotations

from pathlib import Path

import pytest

import persclean
from persclean import Config
from persclean.errors import InputError
from tests.scale.texts import LINES

pl = pytest.importorskip("polars")

from persclean.scale.polars import clean_frame  # noqa: E402

BODIES = ["كتاب هاي 3", None, "", *LINES]
CLEAN = [body and persclean.clean(body) for body in BODIES]


def test_frames() -> None:
    frame = pl.DataFrame({"id": range(len(BODIES)), "body": BODIES})
    made = clean_frame(frame, "body")
    assert made["body"].to_list() == CLEAN
    assert made.schema == frame.schema
    assert made["id"].equals(frame["id"])
    assert clean_frame(frame.lazy(), ["body"]).collect().equals(made)
    assert clean_frame(frame.slice(3, 9), ["body"])["body"].to_list() == CLEAN[3:12]


def test_expressions() -> None:
    frame = pl.DataFrame({"id": [2, 1], "body": ["قيمت 3", "ي"]})
    by_name = frame.lazy().select(pl.col("body").persclean.clean(Config(digits="latin"))).collect()
    assert by_name["body"].to_list() == ["قیمت 3", "ی"]
    assert frame.group_by("id", maintain_order=True).agg(pl.col("body").persclean.clean())["body"].to_list() == [
        ["قیمت ۳"],
        ["ی"],
    ]


def test_lists_categories_and_structs() -> None:
    frame = pl.DataFrame(
        {
            "tags": [["ي", None], None, []],
            "kind": ["كتاب", "کتاب", None],
            "a": [{"b": "ي", "n": 1}, None, {"b": None, "n": 2}],
        },
        schema_overrides={"kind": pl.Categorical},
    )
    made = clean_frame(frame, ["tags", "kind"])
    assert made.schema == frame.schema
    assert made["tags"].to_list() == [["ی", None], None, []]
    assert made["kind"].to_list() == ["کتاب", "کتاب", None]
    fields = made.with_columns(pl.col("a").struct.with_fields(pl.field("b").persclean.clean()))
    assert fields["a"].to_list() == [{"b": "ی", "n": 1}, None, {"b": None, "n": 2}]
    with pytest.raises(InputError, match="Enum"):
        clean_frame(frame.with_columns(kind=pl.col("kind").cast(pl.String).cast(pl.Enum(["كتاب", "کتاب"]))), "kind")


def test_a_lazy_scan_through_the_streaming_engine(tmp_path: Path) -> None:
    pl.DataFrame({"id": range(len(BODIES)), "body": BODIES}).write_parquet(tmp_path / "in.parquet", row_group_size=40)
    clean_frame(pl.scan_parquet(tmp_path / "in.parquet"), ["body"]).sink_parquet(tmp_path / "out.parquet")
    assert pl.read_parquet(tmp_path / "out.parquet").sort("id")["body"].to_list() == CLEAN


def test_a_column_without_text() -> None:
    with pytest.raises((InputError, pl.exceptions.ComputeError), match="'n' is no text"):
        clean_frame(pl.DataFrame({"n": [1]}), "n")
    with pytest.raises(pl.exceptions.ColumnNotFoundError):
        clean_frame(pl.DataFrame({"n": [1]}), "body")
