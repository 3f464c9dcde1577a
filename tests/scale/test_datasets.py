"""The adapter for Hugging Face datasets."""

from __future__ import annotations

from pathlib import Path

import pytest

import persclean
from persclean import Config
from persclean.errors import InputError
from tests.scale.texts import LINES

datasets = pytest.importorskip("datasets")

from persclean.scale.datasets import clean_dataset  # noqa: E402

BODIES = ["كتاب هاي 3", None, "", *LINES]
CLEAN = [body and persclean.clean(body) for body in BODIES]
ROWS = {"id": list(range(len(BODIES))), "body": BODIES, "tags": [["ي", "3"]] * len(BODIES)}


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path / "cache")
    datasets.disable_progress_bars()


@pytest.mark.parametrize("processes", [None, 2])
def test_a_dataset(processes: int | None) -> None:
    dataset = datasets.Dataset.from_dict(ROWS)
    made = clean_dataset(dataset, ["body", "tags"], batch_size=50, num_proc=processes)
    assert made["body"][:] == CLEAN
    assert made["tags"][0] == ["ی", "۳"]
    assert made["id"][:] == dataset["id"][:]
    assert made.features == dataset.features
    assert made.format == dataset.format
    assert dataset["body"][:] == BODIES


def test_selections_splits_formats_and_streams() -> None:
    dataset = datasets.Dataset.from_dict(ROWS).with_format("numpy", columns=["body"])
    part = clean_dataset(dataset.select([3, 0]), "body", Config(digits="latin"))
    assert part.format == dataset.format
    assert part.with_format(None)["body"][:] == [persclean.clean(BODIES[n] or "", digits="latin") for n in (3, 0)]
    parts = clean_dataset(datasets.DatasetDict({"train": dataset.with_format(None)}), "body")
    assert parts["train"]["body"][:] == CLEAN
    stream = clean_dataset(dataset.with_format(None).to_iterable_dataset(), "body")
    assert [row["body"] for row in stream] == CLEAN


def test_the_same_settings_have_the_same_fingerprint(tmp_path: Path) -> None:
    dataset = datasets.Dataset.from_dict(ROWS)
    one, two = clean_dataset(dataset, "body"), clean_dataset(dataset, "body")
    assert one._fingerprint == two._fingerprint
    assert one._fingerprint != clean_dataset(dataset, "body", Config(digits="latin"))._fingerprint


def test_a_column_without_text() -> None:
    with pytest.raises(InputError, match="'id' is no text; columns with text: body, tags"):
        clean_dataset(datasets.Dataset.from_dict(ROWS), "id")
