"""`persclean repeats` stopped in each of its stages, by kill -9 and by Ctrl-C, goes on to the same bytes."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.command import COMMAND, environment, persclean, temporaries
from tests.test_repeats import FOOTER, other, write

#: What stands in the work folder when a stage has begun, and what is not there before it has ended.
MOMENTS = {
    "signatures": ("shard-0.json", "shard-7.json"),
    "group, met": ("asked.parquet", "met-0.json"),
    "group, judged": ("met-0.json", "settled-0.json"),
    "group, settled": ("settled-0.json", "group.json"),
    "remove": ("begun-1.json", "removed-7.json"),
}


def files(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in out.glob("*.txt")}


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    texts = {f"f{i:02}.txt": [line for j in range(60) for line in (other(i * 90 + j), FOOTER)] for i in range(16)}
    return write(tmp_path_factory.mktemp("killed") / "in", texts)


@pytest.fixture(scope="module")
def whole(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    out = tmp_path_factory.mktemp("whole") / "out"
    assert persclean("repeats", "run", corpus, "-o", out, "--shards", "8").code == 0
    found = files(out)
    assert b"".join(found.values()).count(FOOTER.encode()) == 1
    return found


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize(("sent", "code"), [(signal.SIGKILL, -signal.SIGKILL), (signal.SIGINT, 130)])
def test_stopped_amidst_a_stage(
    sent: signal.Signals, code: int, moment: str, corpus: Path, whole: dict[str, bytes], tmp_path: Path
) -> None:
    begun, ended = MOMENTS[moment]
    out = tmp_path / "out"
    work = out / ".persclean" / "repeats"
    command = [*COMMAND, "repeats", "run", os.fspath(corpus), "-o", os.fspath(out), "--shards", "8"]
    child = subprocess.Popen(command, env=environment(), stdin=subprocess.DEVNULL, stderr=subprocess.PIPE)
    while not (work / begun).exists():
        assert child.poll() is None
        time.sleep(0.001)
    child.send_signal(sent)
    said = child.communicate(timeout=60)[1].decode()
    assert child.returncode == code, said
    assert "Traceback" not in said
    assert not (work / ended).exists()
    if sent == signal.SIGINT:
        assert not temporaries(out)
        assert not list(work.glob(".duckdb-*"))
    assert all(data == whole[name] for name, data in files(out).items())
    done = persclean("repeats", "run", corpus, "-o", out, "--shards", "8")
    assert done.code == 0, done.err
    assert files(out) == whole
    assert not temporaries(out)
    assert not list(work.glob(".duckdb-*"))
