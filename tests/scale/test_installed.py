"""What CI installs: the engines whose tests must not be passed over there."""

from __future__ import annotations

import os
import re
import tomllib
from importlib.util import find_spec

import pytest

from tests.command import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
ENGINES = ("pyarrow", "polars", "duckdb", "datatrove", "pandas", "datasets", "rensa")


def test_dev_has_the_engines() -> None:
    wanted = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"]]
    assert set(ENGINES) <= {re.split(r"[<>=;\[ ]", one)[0] for one in wanted}


@pytest.mark.skipif("CI" not in os.environ, reason="elsewhere one may do without some")
@pytest.mark.parametrize("name", ENGINES)
def test_ci_has_the_engines(name: str) -> None:
    assert find_spec(name) is not None
