"""The exceptions as one immutable value, and their file."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from persclean.errors import ConfigError, InputError
from persclean.io.failures import reason, shown

if TYPE_CHECKING:
    from persclean.listed.forms import Forms


class Exceptions:
    """Words that are never touched (keep), and what is always written in one way (write: as found, as wanted).

    Immutable, hashable, picklable. Raises ConfigError for entries that contradict each other.

    >>> sorted(Exceptions(write=[("x", "آن\N{ZERO WIDTH NON-JOINER}ها")]).forms.written)
    ['x', 'آنها']
    """

    __slots__ = ("__dict__", "_hash", "keep", "write")

    def __init__(self, keep: Iterable[str] = (), write: Iterable[tuple[str, str]] = ()) -> None:
        self.keep = tuple(sorted(set(keep)))
        self.write = tuple(sorted(set(write)))
        self._hash = hash((self.keep, self.write))
        if self:
            self.forms  # noqa: B018 - complains of contradictions

    @cached_property
    def forms(self) -> Forms:
        """What the filters ask."""
        from persclean.listed.forms import Forms  # most texts have no exceptions

        return Forms(self.keep, self.write)

    @cached_property
    def digest(self) -> str:
        """A digest of all entries."""
        from hashlib import blake2b

        return blake2b(repr((self.keep, self.write)).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self.keep or self.write)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Exceptions) and (self.keep, self.write) == (other.keep, other.write)

    def __hash__(self) -> int:
        return self._hash

    def __repr__(self) -> str:
        return f"Exceptions({self.digest if self else ''})"

    def __reduce__(self) -> tuple[object, tuple[tuple[str, ...], tuple[tuple[str, str], ...]]]:
        return _known, (self.keep, self.write)


@lru_cache(maxsize=32)
def _known(keep: tuple[str, ...], write: tuple[tuple[str, str], ...]) -> Exceptions:
    """Return the exceptions that were pickled, made once in a process: a worker gets them with many a file."""
    return Exceptions(keep, write)


def read(path: Path) -> Exceptions:
    """Return the exceptions of a file: UTF-8, an entry a line, `#` begins a comment.

    One column: never touched. Two, with a tab between them: what the first says is always written as the second, and
    so is the second where its half-spaces were lost or are spaces. A third column is a note.

    Raises ConfigError that names the line, InputError for a file that cannot be read.
    """
    from persclean.listed.forms import Forms

    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise InputError(f"exceptions {shown(path)}: cannot be read: {reason(error)}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"exceptions {shown(path)}: byte {error.start}: not UTF-8") from None
    keep: list[str] = []
    write: list[tuple[str, str]] = []
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith("#") or not line.strip():
            continue
        columns = [column.strip(" \r") for column in line.split("\t")]
        word, wanted = columns[0], columns[1] if len(columns) > 1 else ""
        try:
            if wanted:
                Forms((), ((word, wanted),))
                write.append((word, wanted))
            else:
                Forms((word,), ())
                keep.append(word)
        except ConfigError as error:
            raise ConfigError(f"{shown(path)}:{number}: {error}") from None
    try:
        return Exceptions(keep, write)
    except ConfigError as error:
        raise ConfigError(f"{shown(path)}: {error}") from None
