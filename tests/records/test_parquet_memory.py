"""A row group larger than memory may be: 400 MB, and 400 more where values repeat, of which little may be held."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

MAKE = """
import sys, pyarrow as pa, pyarrow.parquet as pq
body = "متن بلند خبر " * 175
def batches():
    for n in range(100):
        texts, same = [f"{n} {i} {body}" for i in range(1000)], [f"{i % 9} {body}" for i in range(1000)]
        yield pa.table({"id": range(n * 1000, n * 1000 + 1000), "body": texts, "same": same})
pq.write_table(pa.concat_tables(batches()), sys.argv[1], row_group_size=1 << 20, compression="zstd")
"""

RUN = """
import sys
from persclean.io.records.base import RecordOptions
from persclean.io.records.parquet import Parquet
form = Parquet(RecordOptions(columns=("body",)))
with open(sys.argv[1], "rb") as source, open(sys.argv[2], "wb") as target:
    assembler = form.assembler(target.write, source)
    for frame in form.frames(source):
        if frame.kind == "raw":
            assembler.add(frame.data, raw=True)
        else:
            parsed = form.parse(frame)
            assembler.add(parsed.render([text + "." for text in parsed.texts]))
    assembler.finish()
with open("/proc/self/status") as status:  # unlike ru_maxrss, of this program alone
    print(next(line.split()[1] for line in status if line.startswith("VmHWM")))
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux says how much memory it was")
def test_memory_is_bounded(tmp_path: Path) -> None:
    before, after = str(tmp_path / "before.parquet"), str(tmp_path / "after.parquet")
    subprocess.run([sys.executable, "-c", MAKE, before], check=True)
    done = subprocess.run([sys.executable, "-c", RUN, before, after], check=True, capture_output=True, text=True)
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    # (400 of the 512 MB promised: what else is installed, pandas above all, is loaded by pyarrow and counts.)
    assert int(done.stdout) < 400 << 10, f"{int(done.stdout) >> 10} MB"
    one, two = pq.read_metadata(before), pq.read_metadata(after)
    assert two.num_row_groups == one.num_row_groups == 1
    assert two.row_group(0).total_byte_size > 380 << 20
    for left, right in zip(
        pq.ParquetFile(before).iter_batches(5000), pq.ParquetFile(after).iter_batches(5000), strict=True
    ):
        assert left["id"].equals(right["id"])
        assert pc.all(pc.equal(pc.binary_join_element_wise(left["body"], ".", ""), right["body"])).as_py()
