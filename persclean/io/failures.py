"""What can go wrong with one input or output, in words for the user."""

from __future__ import annotations

import os

from persclean.errors import InputError, PerscleanError


class OutputError(PerscleanError):
    """An output that cannot be written (exit code 3 on the command line)."""


class BinaryError(InputError):
    """An input that is not text: refused when named, passed over when found in a folder."""


class OutputClosedError(Exception):
    """The reader of standard output has gone (`| head`): no error, there is just nothing more to do."""


def reason(error: OSError) -> str:
    """Return the system's words for an error, without its number and path.

    >>> reason(FileNotFoundError(2, "No such file or directory", "a.txt"))
    'No such file or directory'
    """
    return error.strerror or str(error) or type(error).__name__


def shown(path: str | os.PathLike[str]) -> str:
    r"""Return a path as one printable line, whatever bytes its name holds.

    >>> shown("a\nb.txt"), shown("متن.txt")
    ('a\\nb.txt', 'متن.txt')
    """
    keep = "\N{ZERO WIDTH NON-JOINER}"
    return "".join(
        c if c.isprintable() or c in keep else c.encode("unicode_escape", "surrogatepass").decode("ascii")
        for c in os.fspath(path)
    )
