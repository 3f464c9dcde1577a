"""However the work is shared out, by -j or --shard, the bytes are the same."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.batch import QUICK, lines, mixed, stories, tree
from tests.command import COMMAND, environment, persclean


@pytest.mark.parametrize("scope", ["document", "file", "run"])
def test_document_filters_on_records(tmp_path: Path, scope: str) -> None:
    source, (story, other) = tmp_path / "in", stories()
    source.mkdir()
    for name in "ab":
        rows = [{"n": n, "body": f"{story}{other}{story}"} for n in range(4)]
        (source / f"{name}.jsonl").write_bytes(lines(*rows, b"{broken"))
    trees = []
    for jobs in ("1", "2"):
        out = tmp_path / jobs
        options = ("--preset", "page", "--headlines-scope", scope, "--column", "body")
        done = persclean("clean", source, "-o", out, "-j", jobs, *options)
        assert (done.code, "removed; 10 records = 8 out + 2 quarantined" in done.err) == (0, True)
        trees.append(tree(out))
    assert trees[0] == trees[1]


def test_two_shards_at_once_into_one_folder(tmp_path: Path) -> None:
    source, out, whole = mixed(tmp_path / "in"), tmp_path / "out", tmp_path / "whole"
    options = ("--column", "body", *QUICK)
    runs = [
        subprocess.Popen(
            [*COMMAND, "clean", str(source), "-o", str(out), "--shard", f"{share}/2", *options],
            env=environment(),
            stderr=subprocess.PIPE,
        )
        for share in (1, 2)
    ]
    said = [run.communicate()[1].decode() for run in runs]
    assert [run.returncode for run in runs] == [0, 0], said
    assert all("cleaned" in one for one in said)
    persclean("clean", source, "-o", whole, *options)
    assert tree(out) == tree(whole)
    again = persclean("clean", source, "-o", out, *options)
    assert again.err.startswith("0 files cleaned, 6 done before")


def test_a_second_run_of_the_same_share_is_refused(tmp_path: Path) -> None:
    source, out = mixed(tmp_path / "in"), tmp_path / "out"
    with subprocess.Popen(
        [*COMMAND, "clean", "--files-from", "-", "-o", str(out), *QUICK], stdin=subprocess.PIPE, env=environment()
    ) as run:
        from persclean.batch.manifest import Manifest

        with Manifest(out):
            done = persclean("clean", source, "-o", out, *QUICK)
        assert (done.code, "another run is writing to" in done.err, "--shard" in done.err) == (2, True, True)
        run.kill()


def test_a_worker_that_is_killed_fails_its_file_and_not_the_run(tmp_path: Path) -> None:
    """Run in a process of its own: the worker kills itself at one file."""
    source, out = tmp_path / "in", tmp_path / "out"
    source.mkdir()
    for name in (*"abcd", "killer", *"mnopqrstuz"):
        (source / f"{name}.txt").write_text("كتاب\n", "utf-8")
    script = (
        "import os, signal, sys\nimport persclean.batch.job as job\nimport persclean.batch.schedule as schedule\n"
        "real = job.clean_one\n"
        "def clean_one(engines, one, *more):\n"
        "    if one.source.name.endswith('killer.txt'): os.kill(os.getpid(), signal.SIGKILL)\n"
        "    return real(engines, one, *more)\n"
        "job.clean_one = schedule.clean_one = clean_one\n"
        "clean_one.__module__, clean_one.__qualname__ = 'persclean.batch.job', 'clean_one'\n"
        "from persclean.cli import main\nmain()\n"
    )
    path = tmp_path / "run.py"
    path.write_text(script)
    done = subprocess.run(
        [sys.executable, str(path), "clean", str(source), "-o", str(out), "-j", "2", *QUICK],
        env=environment(),
        capture_output=True,
        check=False,
        timeout=60,
    )
    said = done.stderr.decode()
    assert (done.returncode, "Traceback" in said, "killer.txt: a worker process was killed" in said) == (3, False, True)
    wanted = {f"{name}.txt" for name in "abcdmnopqrstuz"}
    assert "z.txt" in tree(out)
    # What a worker had done, but could not say before the other one was killed, is whole, and is named all the same.
    assert {name for name in wanted if f"/{name}: a worker process was killed" not in said} <= set(tree(out)) <= wanted
    assert {path.read_text("utf-8") for path in out.glob("*.txt")} == {"کتاب\n"}
    source.joinpath("killer.txt").unlink()
    assert persclean("clean", source, "-o", out, *QUICK).code == 0
    assert set(tree(out)) == wanted
