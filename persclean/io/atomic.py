"""Writing a file so that at every moment there is the whole old one or the whole new one, never a torn one."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from pathlib import Path
from types import TracebackType

from persclean.io import temporary
from persclean.io.failures import OutputError, reason, shown
from persclean.io.stdio import write_all


class AtomicFile:
    """A file written under a temporary name in the same folder; `commit` puts it in place, leaving undoes it.

    path: where it shall stand; `old` the file that stands there now, whose mode and (where permitted) owner are kept.

    Raises OutputError, which names the file and the system's reason.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with AtomicFile(Path(folder, "a.txt")) as new:
    ...         _ = new.write(b"salam")
    ...         new.commit()
    ...     os.listdir(folder), Path(folder, "a.txt").read_bytes()
    (['a.txt'], b'salam')
    """

    def __init__(self, path: Path, old: os.stat_result | None = None) -> None:
        self.path, self._old = path, old
        temporary.remove_stale(path)
        self._temporary = temporary.claim(path)
        try:
            flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
            # A new file gets what the umask leaves; a replacement is nobody else's until it has its old mode.
            self._descriptor = os.open(self._temporary, flags, 0o666 if old is None else 0o600)
            temporary.lock(self._descriptor)
        except OSError as error:
            temporary.release(self._temporary)
            raise self._failure(error) from error

    def write(self, data: bytes) -> None:
        """Add bytes."""
        try:
            write_all(self._descriptor, data)
        except OSError as error:
            raise self._failure(error) from error

    def commit(self) -> None:
        """Put the file in place, on disk with all it holds."""
        try:
            if self._old is not None:
                self._keep_owner_and_mode(self._old)
            os.fsync(self._descriptor)
            descriptor, self._descriptor = self._descriptor, -1
            os.close(descriptor)
            os.replace(self._temporary, self.path)  # noqa: PTH105
            temporary.release(self._temporary)
            _sync_folder(self.path.parent)
        except OSError as error:
            raise self._failure(error) from error

    def _keep_owner_and_mode(self, old: os.stat_result) -> None:
        mode = stat.S_IMODE(old.st_mode)
        if hasattr(os, "fchown"):
            new = os.fstat(self._descriptor)
            if (new.st_uid, new.st_gid) != (old.st_uid, old.st_gid):
                try:
                    os.fchown(self._descriptor, old.st_uid, old.st_gid)
                except OSError:  # only root may give files away; then no one gets rights meant for the old owner
                    mode &= ~(stat.S_ISUID | stat.S_ISGID)
            os.fchmod(self._descriptor, mode)
        else:
            os.chmod(self._temporary, mode)  # noqa: PTH101

    def _failure(self, error: OSError) -> OutputError:
        return OutputError(f"{shown(self.path)}: cannot be written: {reason(error)}")

    def __enter__(self) -> AtomicFile:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        if self._descriptor >= 0:
            with contextlib.suppress(OSError):
                os.close(self._descriptor)
            self._descriptor = -1
        if temporary.release(self._temporary):
            temporary.unlink(self._temporary)


def _sync_folder(folder: Path) -> None:
    """Bring the new name to disk; some file systems cannot, and need not."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP, errno.EBADF):
            raise
    finally:
        os.close(descriptor)
