"""Temporaries: their names, whose they are, and how those of killed runs go away."""

from __future__ import annotations

import contextlib
import os
import time
from functools import cache
from pathlib import Path

try:
    import fcntl
except ImportError:  # no advisory locks on this system
    fcntl = None  # type: ignore[assignment]

_BEFORE, _AFTER = ".persclean-", ".tmp"
_NAME_MAX, _PROCESS_MAX = 255, 10  # bytes of a file name, digits of a process number
_live: dict[str, int] = {}  # temporaries of this process, and its number: a forked worker must not remove them


def claim(path: Path) -> str:
    """Return the temporary name for a file, noted as this process's own."""
    before, after = _around(path.name)
    temporary = str(path.parent / f"{before}{os.getpid()}{after}")
    _live[temporary] = os.getpid()
    return temporary


def release(temporary: str) -> bool:
    """Forget a temporary (it is in place now, or its owner removes it); False if it is not known any more."""
    return _live.pop(temporary, None) is not None


def sweep() -> None:
    """Remove what this process has left, however it ends (a signal may strike between any two steps)."""
    for temporary, process in list(_live.items()):
        if process == os.getpid():
            _live.pop(temporary, None)
            unlink(temporary)


def remove_stale(path: Path) -> None:
    """Remove temporaries for this file that killed runs have left; those of living processes stay."""
    before, after = _around(path.name)
    for name in _leftovers(path.parent):
        process = name[len(before) : -len(after)]
        if name.startswith(before) and name.endswith(after) and process.isdecimal() and not _runs(int(process)):
            with contextlib.suppress(OSError):
                _unlink_unlocked(str(path.parent / name))


@cache
def _leftovers(folder: Path) -> list[str]:
    """Return the temporaries in a folder, looked up once: for each file anew, big folders would take forever."""
    try:
        return [name for name in os.listdir(folder) if name.endswith(_AFTER) and _BEFORE in name]  # noqa: PTH208
    except OSError:
        return []  # what is wrong with the folder is said when the file is opened


def _around(name: str) -> tuple[str, str]:
    """Return what stands before and after the process number; a long name is cut so that the whole fits."""
    room = _NAME_MAX - len(_BEFORE) - len(_AFTER) - _PROCESS_MAX - 1
    return f".{os.fsdecode(os.fsencode(name)[:room])}{_BEFORE}", _AFTER


def _runs(process: int) -> bool:
    """Whether a process of this number may be writing; this one has not begun, so its own number is an old run's."""
    if process == os.getpid():
        return False
    if os.name == "nt":
        return True  # os.kill would end it there
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return not _has_ended(process)


def _has_ended(process: int) -> bool:
    """Whether a process is but a number that nobody has asked for yet: in a container that may stay so for ever."""
    try:
        return Path(f"/proc/{process}/stat").read_bytes().rpartition(b")")[2].split()[:1] in ([b"Z"], [b"X"])
    except OSError:
        return False


def lock(descriptor: int) -> None:
    """Lock an open temporary for as long as it is open, where that is possible."""
    if fcntl is not None:
        with contextlib.suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def locked(descriptor: int, patience: float = 2.0) -> bool:
    """Lock an open file for as long as it is open; False if another process holds it and goes on holding it.

    patience: seconds; the workers of a run that was just killed take a moment to end. True where there are no locks.
    """
    if fcntl is None:
        return True
    until = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                return False
            time.sleep(0.05)
        except OSError:
            return True  # a file system without locks
        else:
            return True


def _unlink_unlocked(temporary: str) -> None:
    """Remove a temporary unless it is locked: in another container, the number of a living process looks dead."""
    if fcntl is None:
        return unlink(temporary)
    descriptor = os.open(temporary, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        unlink(temporary)
    finally:
        os.close(descriptor)


def unlink(temporary: str) -> None:
    """Remove a temporary, if it is there."""
    with contextlib.suppress(OSError):
        os.unlink(temporary)  # noqa: PTH108
