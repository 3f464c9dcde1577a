"""A zip archive as one input: its texts and records cleaned, all other members copied, in the same order."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from persclean.batch.reading import Opened, seekable
from persclean.errors import InputError
from persclean.io.failures import BinaryError, shown

if TYPE_CHECKING:
    from persclean.batch.job import Cleaning
    from persclean.io.compression.members import Member
    from persclean.io.compression.zipwrite import ZipWriter


def clean_archive(cleaning: Cleaning, opened: Opened, write: Callable[[bytes], object]) -> bool:
    """Clean the members of an archive into another one; return whether that changed anything.

    A member that is no text is copied; one that cannot be read is copied, one that breaks off is cleaned up to there,
    and either is said to have failed. Raises InputError for what is no archive that can be read, where `--compress` is
    wanted, for a bomb, and with `--strict` for a bad record.
    """
    from persclean.io.compression.archive import Archive
    from persclean.io.compression.zipwrite import ZipWriter

    if cleaning.request.compress is not None:
        raise InputError("is a zip archive and stays one: unpack it to use --compress")
    changed = False
    failed = []
    with (
        seekable(cleaning.source.path, opened) as file,
        Archive(file, cleaning.limits()) as archive,
        ZipWriter(write, archive) as writer,
    ):
        whole = cleaning.outcome.name
        for one in archive.members:
            cleaning.outcome.name = f"{whole}/{shown(one.name)}"
            output = _Output(writer, one)
            try:
                inner = Opened(archive.open(one), None, cleaning.limits(), False, True)
                changed |= cleaning.clean(inner, Path(one.name), output.write)
            except InputError as error:
                if output.begun or (cleaning.request.strict and not isinstance(error, BinaryError)):
                    cleaning.outcome.name = whole
                    raise InputError(f"{shown(one.name)}: {error}") from error
                if isinstance(error, BinaryError):
                    cleaning.note("copied: it is no text")
                else:
                    failed.append(f"{shown(one.name)}: {error} (copied as it is)")
            else:
                output.finish()
                damage = inner.damage or cleaning.damage
                if damage is not None:
                    failed.append(f"{shown(one.name)}: {damage}")
            cleaning.damage = None
        cleaning.outcome.name, cleaning.outcome.format, cleaning.outcome.encoding = whole, "zip", ""
        writer.finish()
    if failed:
        cleaning.damage = InputError("; ".join(failed))
    return changed


class _Output:
    """The output of a member, begun with the first byte: until then the member may still be copied instead."""

    def __init__(self, writer: ZipWriter, member: Member) -> None:
        self._writer, self._member = writer, member
        self._compressor: Any = None

    @property
    def begun(self) -> bool:
        """Whether anything was written."""
        return self._compressor is not None

    def write(self, data: bytes) -> None:
        """Add bytes."""
        if self._compressor is None:
            self._compressor = self._writer.member(self._member)
        self._compressor.write(data)

    def finish(self) -> None:
        """End the member, which may be empty."""
        self.write(b"")
        self._compressor.finish()
