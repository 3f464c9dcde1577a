"""An opened output: nothing of it is to be seen until `commit`, except where the output is a device or a pipe."""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path
from types import TracebackType
from typing import Protocol

from persclean.io.atomic import AtomicFile
from persclean.io.failures import OutputError, reason, shown
from persclean.io.stdio import Stdout, write_all
from persclean.io.targets import Target, make_folders


class Sink(Protocol):
    """What a cleaned text is written to."""

    def write(self, data: bytes) -> None:
        """Add bytes; OutputError if that fails."""

    def commit(self) -> None:
        """Make it final."""

    def __enter__(self) -> Sink: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None
    ) -> None: ...


def open_sink(target: Target) -> Sink:
    """Return the opened output. Raises OutputError if it exists and may not, or cannot be made.

    A link given as the output is followed: its file is replaced and the link stays. In a mirrored tree it is not:
    the link is replaced, because the file may be outside.
    """
    make_folders(target)
    path = target.path
    if path.is_symlink() and target.root is None:
        path = path.resolve()
    try:
        old = path.lstat()
    except FileNotFoundError:
        return AtomicFile(path)
    except (OSError, ValueError) as error:
        raise OutputError(
            f"{shown(path)}: cannot be written: {reason(error) if isinstance(error, OSError) else error}"
        ) from error
    if stat.S_ISDIR(old.st_mode):
        raise OutputError(f"{shown(path)}: is a folder")
    if target.root is None and not stat.S_ISREG(old.st_mode):
        return Device(path)
    if not target.force:
        raise OutputError(f"{shown(path)}: exists already; use --force to replace it")
    return AtomicFile(path, old if stat.S_ISREG(old.st_mode) else None)


class Device:
    """A device or named pipe: written to directly, because there is nothing to replace."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._descriptor = os.open(path, os.O_WRONLY)
        except OSError as error:
            raise self._failure(error) from error

    def write(self, data: bytes) -> None:
        """Add bytes."""
        try:
            write_all(self._descriptor, data)
        except OSError as error:
            raise self._failure(error) from error

    def commit(self) -> None:
        """Close it; only now may it say that it is full."""
        descriptor, self._descriptor = self._descriptor, -1
        try:
            os.close(descriptor)
        except OSError as error:
            raise self._failure(error) from error

    def _failure(self, error: OSError) -> OutputError:
        return OutputError(f"{shown(self._path)}: cannot be written: {reason(error)}")

    def __enter__(self) -> Device:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        if self._descriptor >= 0:
            with contextlib.suppress(OSError):
                os.close(self._descriptor)
            self._descriptor = -1


class Shared:
    """Standard output as the sink of one of several inputs."""

    def __init__(self, stdout: Stdout) -> None:
        self._stdout = stdout

    def write(self, data: bytes) -> None:
        """Add bytes."""
        self._stdout.write(data)

    def commit(self) -> None:
        """Do nothing: the others follow."""

    def __enter__(self) -> Shared:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        pass


class Nowhere:
    """The sink of a dry run: takes all and keeps nothing. Raises OutputError where a file stands in the way."""

    def __init__(self, target: Target | None) -> None:
        if target is not None and not target.force and target.path.is_file():
            raise OutputError(f"{shown(target.path)}: exists already; use --force to replace it")

    def write(self, data: bytes) -> None:
        """Let bytes go."""

    def commit(self) -> None:
        """Do nothing."""

    def __enter__(self) -> Nowhere:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        pass
