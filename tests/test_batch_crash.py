"""However a run over many files ends, the same command goes on, and what comes out is that of a run undisturbed."""

from __future__ import annotations

import contextlib
import os
import random
import resource
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

from tests.batch import QUICK, lines, tree
from tests.command import COMMAND, environment, persclean, temporaries

FILES = 20


def many(folder: Path) -> Path:
    """Make a folder of files that take a moment each."""
    folder.mkdir()
    for number in range(FILES):
        rows = [{"n": n, "body": f"كتاب {n} {number}"} for n in range(2000)]
        (folder / f"{number:02}.jsonl").write_bytes(lines(*rows, b"{broken"))
    return folder


def start(source: Path, out: Path, *more: str, **options: Any) -> subprocess.Popen[bytes]:
    def default_signals() -> None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)

    command = [*COMMAND, "clean", str(source), "-o", str(out), "--column", "body", *QUICK, *more]
    return subprocess.Popen(
        command,
        env=environment(),
        stderr=subprocess.PIPE,
        preexec_fn=default_signals,  # noqa: PLW1509
        start_new_session=True,
        **options,
    )


def wait_for_output(run: subprocess.Popen[bytes], out: Path) -> None:
    """Wait until the first file is in place."""
    for _ in range(1000):
        if out.is_dir() and list(out.glob("*.jsonl")):
            return
        assert run.poll() is None, run.communicate()
        time.sleep(0.01)
    raise AssertionError("no output appeared")


def test_ctrl_c_says_how_to_go_on(tmp_path: Path) -> None:
    source, out, whole = many(tmp_path / "in"), tmp_path / "out", tmp_path / "whole"
    persclean("clean", source, "-o", whole, "--column", "body", *QUICK)
    run = start(source, out, "-j", "2")
    wait_for_output(run, out)
    os.killpg(run.pid, signal.SIGINT)
    said = run.communicate(timeout=30)[1].decode()
    assert run.returncode == 130
    assert f" of {FILES} files are done, the others are as they were; the same command goes on from here\n" in said
    assert said.count("\n") == 1
    assert temporaries(out) == []
    done = tree(out)
    assert 0 < len(done) < FILES
    assert done.items() <= tree(whole).items()
    again = persclean("clean", source, "-o", out, "--column", "body", *QUICK)
    # What a worker had finished, and the run had not yet heard of, is done again.
    known = int(said.split(" of ")[0].rsplit(" ", 1)[1])
    assert (again.code, f" {known} done before; " in again.err) == (0, known > 0)
    assert tree(out) == tree(whole)


def test_killed_again_and_again(tmp_path: Path) -> None:
    source, out, whole = many(tmp_path / "in"), tmp_path / "out", tmp_path / "whole"
    persclean("clean", source, "-o", whole, "--column", "body", *QUICK)
    wanted, chance, cut_short = tree(whole), random.Random(3), 0
    for kill in range(6):
        run = start(source, out, "-j", str(1 + kill % 2))
        time.sleep(0.2 + chance.random() * 0.6)
        cut_short += run.poll() is None
        with contextlib.suppress(ProcessLookupError):  # it is through, and nothing of it is left
            os.killpg(run.pid, signal.SIGKILL)
        run.communicate()
        assert {one for one in tree(out).items() if not one[0].startswith(".")} <= set(wanted.items())
    assert cut_short > 0, "every run was over before it was killed: the test shows nothing"
    done = persclean("clean", source, "-o", out, "--column", "body", *QUICK)
    assert (done.code, tree(out)) == (0, wanted)
    assert done.err.endswith(f"{FILES * 2001} records = {FILES * 2000} out + {FILES} quarantined\n")
    assert temporaries(out) == []


def test_a_full_disk_fails_what_does_not_fit_and_a_rerun_does_it(tmp_path: Path) -> None:
    source, out = tmp_path / "in", tmp_path / "out"
    source.mkdir()
    (source / "big.jsonl").write_bytes(lines(*({"body": "كتاب 3"} for _ in range(20_000))))
    (source / "small.jsonl").write_bytes(lines({"body": "كتاب 3"}))

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    for jobs in ("1", "2"):
        done = persclean("clean", source, "-o", out, "--column", "body", "-j", jobs, *QUICK, preexec=limit)
        assert (done.code, "big.jsonl: cannot be written: File too large" in done.err) == (3, True)
        assert (list(tree(out)), temporaries(out)) == (["small.jsonl"], [])
    assert persclean("clean", source, "-o", out, "--column", "body", *QUICK).code == 0
    assert sorted(tree(out)) == ["big.jsonl", "small.jsonl"]


def test_a_manifest_that_cannot_grow_stops_nobody_and_loses_nothing(tmp_path: Path) -> None:
    source, out = tmp_path / "in", tmp_path / "out"
    source.mkdir()
    for number in range(12):
        (source / f"{number:02}.txt").write_text("كتاب 3\n", "utf-8")

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (3000, 3000))

    done = persclean("clean", source, "-o", out, *QUICK, preexec=limit)
    assert (done.code, "manifest.jsonl: cannot be written: File too large" in done.err) == (3, True)
    again = persclean("clean", source, "-o", out, *QUICK)
    assert (again.code, len(tree(out))) == (0, 12)
    assert "done before" in again.err
