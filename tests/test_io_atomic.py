"""Files written: mode, owner, links and names stay as they were; temporaries go."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from persclean.io import temporary
from persclean.io.atomic import AtomicFile
from persclean.io.failures import OutputError
from tests.command import CLEAN, DIRTY, environment, persclean, temporaries


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.txt"
    path.write_bytes(DIRTY.encode())
    return path


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o755, 0o444], ids=oct)
def test_the_mode_is_kept(page: Path, mode: int) -> None:
    page.chmod(mode)
    assert persclean("clean", "-w", page).code == 0
    assert (stat.S_IMODE(page.stat().st_mode), page.read_text("utf-8")) == (mode, CLEAN)


def test_a_new_file_has_the_mode_that_the_umask_leaves(page: Path, tmp_path: Path) -> None:
    persclean("clean", page, "-o", tmp_path / "new.txt", preexec=lambda: os.umask(0o027))
    assert stat.S_IMODE((tmp_path / "new.txt").stat().st_mode) == 0o640


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root can give files away")
def test_the_owner_is_kept(page: Path) -> None:
    os.chown(page, 12345, 23456)
    persclean("clean", "-w", page)
    assert (page.stat().st_uid, page.stat().st_gid, page.read_text("utf-8")) == (12345, 23456, CLEAN)


def test_behind_a_symlink_the_file_is_replaced_and_the_link_stays(page: Path, tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    link = tmp_path / "sub" / "link.txt"
    link.symlink_to("../page.txt")
    assert persclean("clean", "-w", link).code == 0
    assert link.is_symlink()
    assert page.read_text("utf-8") == CLEAN


def test_output_through_a_symlink_keeps_the_link(page: Path, tmp_path: Path) -> None:
    old, link = tmp_path / "old.txt", tmp_path / "link.txt"
    old.write_text("x")
    link.symlink_to("old.txt")
    assert persclean("clean", page, "-o", link, "--force").code == 0
    assert (link.is_symlink(), old.read_text("utf-8")) == (True, CLEAN)


def test_hard_links_part_and_a_note_says_so(page: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    os.link(page, other)
    done = persclean("clean", "-w", page)
    assert (done.code, "had 2 hard links" in done.err) == (0, True)
    assert (page.read_text("utf-8"), other.read_text("utf-8")) == (CLEAN, DIRTY)


def test_a_name_of_255_bytes_can_be_written(tmp_path: Path) -> None:
    path = tmp_path / ("ب" * 125 + "x.txt")
    path.write_bytes(DIRTY.encode())
    assert persclean("clean", "-w", path).code == 0
    assert path.read_text("utf-8") == CLEAN


def test_stale_temporaries_of_this_name_go_others_stay(page: Path, tmp_path: Path) -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    stale, living, other = (
        tmp_path / name
        for name in (
            f".page.txt.persclean-{dead.pid}.tmp",
            f".page.txt.persclean-{os.getppid()}.tmp",
            f".another.txt.persclean-{dead.pid}.tmp",
        )
    )
    for path in (stale, living, other):
        path.write_text("torn")
    persclean("clean", "-w", page)
    assert (stale.exists(), living.exists(), other.exists()) == (False, True, True)


def test_a_temporary_that_someone_holds_stays(tmp_path: Path) -> None:
    """In another container the writer's process number means nothing; its lock does."""
    fcntl = pytest.importorskip("fcntl")
    held = tmp_path / ".a.txt.persclean-999999999.tmp"
    with held.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        temporary.remove_stale(tmp_path / "a.txt")
        assert held.exists()
    temporary.remove_stale(tmp_path / "a.txt")
    assert not held.exists()


def test_a_leftover_of_an_old_process_with_our_number_goes(page: Path) -> None:
    """In a container the first process has the same number each time."""
    (page.parent / f".page.txt.persclean-{os.getpid()}.tmp").write_text("torn")
    with AtomicFile(page, page.stat()) as new:
        new.write(b"whole")
        new.commit()
    assert page.read_bytes() == b"whole"


def test_leaving_without_commit_leaves_the_old_file(page: Path, tmp_path: Path) -> None:
    with AtomicFile(page, page.stat()) as new:
        new.write(b"half")
        assert temporaries(tmp_path) == [f".page.txt.persclean-{os.getpid()}.tmp"]
        assert page.read_text("utf-8") == DIRTY
    assert (temporaries(tmp_path), page.read_text("utf-8")) == ([], DIRTY)


def test_a_folder_that_cannot_be_written_is_named(page: Path) -> None:
    with pytest.raises(OutputError, match=r"cannot be written: No such file"):
        AtomicFile(page.parent / "none" / "a.txt")
    target = Path("/proc/persclean.txt")
    if target.parent.is_dir():
        done = persclean("clean", page, "-o", target)
        assert (done.code, f"{target}: cannot be written" in done.err) == (3, True)


def as_if_not_root() -> None:
    """Give up the right of root to pass over modes (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH), for a new program."""
    if os.geteuid() == 0:
        import ctypes

        for capability in (1, 2):
            if ctypes.CDLL(None).prctl(24, capability, 0, 0, 0):  # PR_CAPBSET_DROP
                raise PermissionError


def test_unreadable_inputs_and_read_only_folders_fail_and_the_rest_is_done(tmp_path: Path) -> None:
    for name in ("secret.txt", "fine.txt", "locked/a.txt", "walk/closed/b.txt", "walk/c.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_bytes(DIRTY.encode())
    closed = [tmp_path / "secret.txt", tmp_path / "walk/closed", tmp_path / "locked"]
    for path, mode in zip(closed, (0, 0, 0o555), strict=True):
        path.chmod(mode)
    try:
        done = persclean(
            "clean",
            "-w",
            *(tmp_path / name for name in ("secret.txt", "locked/a.txt", "walk", "fine.txt")),
            preexec=as_if_not_root,
        )
    finally:
        for path in closed:
            path.chmod(0o755)
    assert done.code == 3
    assert "secret.txt: cannot be read: Permission denied" in done.err
    assert "a.txt: cannot be written: Permission denied" in done.err
    assert "closed: cannot be read: Permission denied" in done.err
    assert done.err.endswith("2 files cleaned, 3 failed\n")
    assert (tmp_path / "fine.txt").read_text("utf-8") == (tmp_path / "walk/c.txt").read_text("utf-8") == CLEAN
    assert (tmp_path / "locked/a.txt").read_text("utf-8") == DIRTY
    assert temporaries(tmp_path) == []


def test_a_file_that_someone_else_changes_meanwhile_is_left(page: Path, tmp_path: Path) -> None:
    code = (
        "import sys\nfrom pathlib import Path\nimport persclean.batch.job as job\nreal = job.clean_stream\n"
        "def slow(*args, **more):\n"
        f"    report = real(*args, **more)\n    Path({str(page)!r}).write_text('newer')\n    return report\n"
        f"job.clean_stream = slow\nsys.argv[1:] = ['clean', '-w', {str(page)!r}]\n"
        "from persclean.cli import main\nmain()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, env=environment())
    assert (done.returncode, b"changed by someone else" in done.stderr) == (3, True)
    assert (page.read_text(), temporaries(tmp_path)) == ("newer", [])
