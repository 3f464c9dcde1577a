"""Opening an input."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from persclean.errors import InputError
from persclean.io import stdio
from persclean.io.failures import reason
from persclean.io.sources import Source


@contextmanager
def opened(source: Source) -> Iterator[tuple[Callable[[int], bytes], os.stat_result | None]]:
    """Open an input: its `read(n)` and its status."""
    if source.path is None:
        if sys.stdin is not None and sys.stdin.isatty():
            print("persclean: reading from the terminal; end with Ctrl-D", file=sys.stderr)
        yield stdio.stdin_reader(), os.fstat(0) if sys.stdin is not None else None
        return
    try:
        # A file that was found in a folder must not have become a link or a pipe since.
        flags = os.O_NOFOLLOW | os.O_NONBLOCK if source.walked and os.name != "nt" else 0
        descriptor = os.open(source.path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | flags)
    except OSError as error:
        raise InputError(f"cannot be read: {reason(error)}") from error
    try:
        yield stdio.reader(descriptor), os.fstat(descriptor)
    finally:
        os.close(descriptor)


def version(info: os.stat_result) -> tuple[int, int, int, int]:
    """Return what changes when a file is written or replaced."""
    return info.st_dev, info.st_ino, info.st_size, info.st_mtime_ns
