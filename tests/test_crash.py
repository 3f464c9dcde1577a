"""However a run ends (kill -9, signals, full disks, closed pipes), outputs are whole or absent (guarantees 5 and 6)."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from benchmarks.kills import Kills
from tests.command import CLEAN, COMMAND, DIRTY, environment, listing, persclean, temporaries

MANY = 30_000  # times DIRTY: some MB, more than the light path takes


def default_signals() -> None:
    """A shell without job control starts background programs with SIGINT ignored; the tests must not depend on it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def start(*args: str | os.PathLike[str], **more: Any) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [*COMMAND, *map(os.fspath, args)],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
        preexec_fn=default_signals,  # noqa: PLW1509
        **more,
    )


def wait_for(folder: Path) -> None:
    """Wait until the run has begun to write."""
    for _ in range(600):
        if temporaries(folder):
            return
        time.sleep(0.02)
    raise AssertionError("no temporary appeared")


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)], ids=["SIGINT", "SIGTERM"])
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_signal_removes_the_temporary(tmp_path: Path, number: signal.Signals, code: int, jobs: str) -> None:
    run = start("clean", "-j", jobs, "-", "-o", tmp_path / "out.txt", stdout=subprocess.PIPE)
    assert run.stdin
    assert run.stderr
    run.stdin.write(DIRTY.encode() * MANY)
    run.stdin.flush()
    wait_for(tmp_path)
    run.send_signal(number)
    assert run.wait(30) == code
    assert run.stderr.read() == b""
    assert listing(tmp_path) == []
    run.communicate()


@pytest.mark.parametrize("delay", [0, 0.1, 0.2, 0.3])
def test_ctrl_c_reaches_the_workers_too_and_nobody_prints_a_traceback(tmp_path: Path, delay: float) -> None:
    page, out = tmp_path / "page.txt", tmp_path / "out"
    page.write_bytes(DIRTY.encode() * MANY * 20)
    out.mkdir()
    run = start("clean", "-j", "2", page, "-o", out, start_new_session=True)
    wait_for(out)
    time.sleep(delay)
    os.killpg(run.pid, signal.SIGINT)
    assert run.communicate(timeout=30) == (None, b"")
    assert (run.returncode, listing(out)) == (130, [])


def test_a_signal_while_standard_input_is_slow_ends_at_once() -> None:
    run = start("clean", stdout=subprocess.PIPE)
    time.sleep(1.5)
    assert run.poll() is None
    run.send_signal(signal.SIGINT)
    assert run.wait(10) == 130
    assert run.communicate() == (b"", b"")


def test_kill_leaves_the_old_or_the_new_file_and_a_rerun_completes(tmp_path: Path) -> None:
    kills = Kills(tmp_path, files=12, seed=7)
    for _ in range(15):
        kills.once()
    kills.complete()
    assert kills.torn == []
    assert kills.cut_short > 0, "every run was over before it was killed: the test shows nothing"


@pytest.mark.parametrize("args", [("--help",), ("filters",), ("clean",)], ids=" ".join)
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_a_full_standard_output_is_an_error(args: tuple[str, ...]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = persclean(*args, stdin=DIRTY.encode(), stdout=full)
    assert done.code == 3
    assert done.err == "persclean: standard output: cannot be written: No space left on device\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_a_full_device_as_output_is_named() -> None:
    done = persclean("clean", "-o", "/dev/full", stdin=DIRTY.encode())
    assert (done.code, "/dev/full: cannot be written: No space left on device" in done.err) == (3, True)


def test_a_full_disk_is_named_the_rest_is_done_and_no_temporary_is_left(tmp_path: Path) -> None:
    big, small, out = tmp_path / "big.txt", tmp_path / "small.txt", tmp_path / "out"
    big.write_bytes(DIRTY.encode() * MANY)
    small.write_bytes(DIRTY.encode())

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    done = persclean("clean", big, small, "-o", out, preexec=limit)
    assert done.code == 3
    assert "big.txt: cannot be written: File too large" in done.err
    assert done.err.endswith("1 file cleaned, 1 failed\n")
    assert listing(out) == ["small.txt"]
    in_place = persclean("clean", "-w", big, preexec=limit)
    assert (in_place.code, big.read_bytes() == DIRTY.encode() * MANY) == (3, True)
    assert listing(tmp_path) == ["big.txt", "out", "small.txt"]


@pytest.mark.parametrize("args", [("clean",), ("filters", "unicode"), ("clean", "--help")], ids=" ".join)
def test_a_closed_pipe_ends_quietly(args: tuple[str, ...], tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_bytes(DIRTY.encode() * MANY)
    inputs = [str(page)] if args == ("clean",) else []
    reading, writing = os.pipe()
    os.close(reading)
    done = persclean(*args, *inputs, stdout=writing)
    os.close(writing)
    assert (done.code, done.err) == (0, "")


def test_behind_head(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_bytes(DIRTY.encode() * MANY)
    run = start("clean", page, stdout=subprocess.PIPE)
    assert run.stdout
    assert run.stderr
    assert run.stdout.readline().decode() == CLEAN.splitlines(keepends=True)[0]
    run.stdout.close()
    assert run.wait(60) == 0
    assert run.stderr.read() == b""


def test_a_closed_standard_output_is_an_error(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_bytes(DIRTY.encode())
    shell = 'exec "$0" -m persclean clean "$1" >&-'
    done = subprocess.run(
        ["sh", "-c", shell, sys.executable, str(page)], env=environment(), capture_output=True, check=False
    )
    assert (done.returncode, b"standard output is closed" in done.stderr) == (3, True)
    assert page.read_text("utf-8") == DIRTY


def test_closed_standard_error_does_not_matter(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_bytes(DIRTY.encode())
    done = subprocess.run(
        ["sh", "-c", 'exec "$0" -m persclean clean -w "$1" none.txt 2>&-', sys.executable, str(page)],
        env=environment(),
        capture_output=True,
        check=False,
    )
    assert (done.returncode, page.read_text("utf-8")) == (3, CLEAN)


@pytest.mark.parametrize(("name", "code"), [("SIGINT", 130), ("SIGTERM", 143)])
def test_a_signal_that_a_library_makes_an_error_of_is_still_a_signal(name: str, code: int) -> None:
    """DuckDB looks for signals while a query runs, and then raises a RuntimeError."""
    script = (
        "import os, signal, sys\nfrom persclean.process import StoppedError, guarded\n"
        "def main():\n"
        f"    try: os.kill(os.getpid(), signal.{name})\n"
        "    except StoppedError: pass\n"
        "    raise RuntimeError('Query interrupted')\n"
        "sys.exit(guarded(main))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, check=False, preexec_fn=default_signals, timeout=60
    )
    assert (done.returncode, done.stderr) == (code, b"")
