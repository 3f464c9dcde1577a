"""The blocks of docs/scale.md run as they stand there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.command import ROOT

BLOCKS = re.findall(r"<!-- needs (\w+) -->\n```python\n(.*?)```", (ROOT / "docs" / "scale.md").read_text("utf-8"), re.S)


def test_each_engine_has_a_block() -> None:
    engines = ["pyarrow", "polars", "duckdb", "pandas", "datasets", "pyspark", "ray", "datatrove"]
    assert [name for name, _ in BLOCKS] == engines


@pytest.mark.parametrize(("name", "block"), BLOCKS, ids=[name for name, _ in BLOCKS])
def test_a_block(name: str, block: str, tmp_path: Path) -> None:
    if find_spec(name) is None:
        pytest.skip(f"{name} is not installed")
    (tmp_path / "dump").mkdir()
    for n in range(3):
        table = pa.table({"id": [n], "title": ["كتاب"], "body": ["مي روم"], "article": [{"body": "ي"}]})
        pq.write_table(table, tmp_path / "dump" / f"{n}.parquet")
    (tmp_path / "block.py").write_text(block, "utf-8")
    more = {"PYTHONPATH": str(ROOT), "PYSPARK_PYTHON": sys.executable, "HF_HOME": str(tmp_path / "hf")}
    done = subprocess.run(
        [sys.executable, "block.py"], cwd=tmp_path, env=os.environ | more, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()[-3000:]
    made = [path for path in tmp_path.glob("clean*/**/*.parquet") if path.is_file()] or [tmp_path / "clean.parquet"]
    if name not in ("pyarrow", "datasets"):
        bodies = [body for path in made for body in pq.read_table(path, partitioning=None)["body"].to_pylist()]
        assert set(bodies) == {"می\u200cروم"}
