"""What an output is written through: counted, and compressed as its input was or as the user wants it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from persclean.io.compression.kinds import Compression

Write = Callable[[bytes], object]


class Counted:
    """Passes bytes on, counts them, and digests them if that is wanted."""

    def __init__(self, write: Write, digest: bool = False) -> None:
        self._write, self.size = write, 0
        self._digest = None
        if digest:
            from persclean.io.digest import new_digest

            self._digest = new_digest()

    def write(self, data: bytes) -> None:
        """Pass bytes on."""
        self.size += len(data)
        if self._digest is not None:
            self._digest.update(data)
        self._write(data)

    def digest(self) -> str:
        """Return the digest of all bytes, "" if none is wanted."""
        return self._digest.hexdigest() if self._digest is not None else ""


class Writer(Protocol):
    """Takes the bytes of a text. changes: whether what is written is compressed in another way than its input."""

    changes: bool

    def write(self, data: bytes) -> object:
        """Take bytes."""

    def finish(self) -> object:
        """Write what is still held."""


class Plain:
    """Writes bytes as they are."""

    def __init__(self, write: Write, changes: bool = False) -> None:
        self.write, self.changes = write, changes

    def finish(self) -> None:
        """Do nothing."""


class Packed:
    """Writes bytes compressed."""

    def __init__(self, write: Write, compression: Compression, changes: bool) -> None:
        from persclean.io.compression.write import compressor

        made = compressor(write, compression)
        self.write, self.finish, self.changes = made.write, made.finish, changes


def compressed(write: Write, before: Compression | None, wanted: str | None) -> Writer:
    """Return what writes a text.

    before: the compression of the input, None for none. wanted: the name of another one, `none`, or None.
    """
    given = before.name if before is not None else "none"
    name = wanted or given
    if name == "none":
        return Plain(write, given != name)
    from persclean.io.compression.kinds import by_name

    return Packed(write, by_name(name), given != name)
