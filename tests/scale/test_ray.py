"""The Ray Data adapter: needs ray[data]; see docs/scale.md."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pytest

import persclean
from persclean import Config
from tests.command import ROOT
from tests.scale.texts import LINES

ray = pytest.importorskip("ray")
pytest.importorskip("ray.data")

from persclean.scale.ray import clean_dataset  # noqa: E402

BODIES = ["كتاب هاي 3", None, "", *LINES]
CLEAN = [body and persclean.clean(body) for body in BODIES]


@pytest.fixture(scope="module", autouse=True)
def cluster() -> Iterator[None]:
    ray.init(
        num_cpus=2, include_dashboard=False, runtime_env={"env_vars": {"PYTHONPATH": str(ROOT)}}, log_to_driver=False
    )
    yield
    ray.shutdown()


def test_a_dataset() -> None:
    table = pa.table({"id": range(len(BODIES)), "body": BODIES, "tags": [["ي", None]] * len(BODIES)})
    dataset: Any = ray.data.from_arrow(table).repartition(5)
    made = clean_dataset(dataset, ["body", "tags"], batch_size=30).sort("id").take_all()
    assert [row["id"] for row in made] == list(range(len(BODIES)))
    assert [row["body"] for row in made] == CLEAN
    assert list(made[0]["tags"]) == ["ی", None]
    assert clean_dataset(dataset, "body", Config(digits="latin")).sort("id").take(1)[0]["body"] == "کتاب\u200cهای 3"
    with pytest.raises(Exception, match="'id' is no text"):
        clean_dataset(dataset, "id").take_all()
