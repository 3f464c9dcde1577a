"""Standard input and output as bare descriptors: no buffer that could fail after the work is done."""

from __future__ import annotations

import contextlib
import os
import stat
import sys
from collections.abc import Callable

from persclean.errors import InputError
from persclean.io.failures import OutputClosedError, OutputError, reason

STDIN, STDOUT = "standard input", "standard output"


def reader(descriptor: int) -> Callable[[int], bytes]:
    """Return `read(n)` of an open descriptor; what it raises is an InputError."""

    def read(size: int) -> bytes:
        try:
            return os.read(descriptor, size)
        except OSError as error:
            raise InputError(f"cannot be read: {reason(error)}") from error

    return read


def stdin_reader() -> Callable[[int], bytes]:
    """Return `read(n)` of standard input; InputError where there is none."""
    if sys.stdin is None:
        raise InputError("is closed; pipe a text in, or name a file")
    return reader(0)


def write_all(descriptor: int, data: bytes | memoryview) -> None:
    """Write every byte; OSError as the system gives it."""
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def same_file_as_stdout(info: os.stat_result) -> bool:
    """Whether standard output is the same regular file (`persclean clean a.txt >> a.txt` would never end)."""
    try:
        out = os.fstat(1)
    except OSError:
        return False
    return stat.S_ISREG(out.st_mode) and os.path.samestat(info, out)


def is_terminal() -> bool:
    """Whether standard output is a terminal."""
    return sys.stdout is not None and sys.stdout.isatty()


class Stdout:
    """Standard output, all inputs one after the other. Raises OutputError, or OutputClosedError behind `| head`."""

    def __init__(self) -> None:
        if sys.stdout is None:
            raise OutputError(f"{STDOUT} is closed; give -o FILE")
        self.written = False

    def write(self, data: bytes | memoryview) -> None:
        """Write every byte."""
        try:
            write_all(1, data)
        except OSError as error:
            raise _failure(error) from error
        self.written = True

    def finish(self) -> None:
        """Bring up what the system reports only when a file is closed (network file systems)."""
        try:
            os.close(os.dup(1))
        except OSError as error:
            raise _failure(error) from error


def _failure(error: OSError) -> Exception:
    if isinstance(error, BrokenPipeError):
        return OutputClosedError()
    return OutputError(f"{STDOUT}: cannot be written: {reason(error)}")


def silence() -> None:
    """Let what Python flushes at exit go nowhere, after standard output has been found closed."""
    with contextlib.suppress(OSError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.close(nowhere)
