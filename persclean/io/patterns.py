"""Which files of a folder are wanted: gitignore patterns from the command line and from `.perscleanignore` files."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from persclean.errors import ConfigError, InputError
from persclean.io.failures import reason
from persclean.io.formats import RECORD_SUFFIXES
from persclean.io.names import QUARANTINE

if TYPE_CHECKING:
    from pathlib import Path

    from pathspec import GitIgnoreSpec

IGNORE_FILE = ".perscleanignore"
TEXT_SUFFIXES = (".txt", ".text", ".md", ".markdown", ".rst", ".srt", ".vtt")


_PACKED = (".gz", ".bz2", ".xz", ".zst", ".lz4", ".lzma", ".zip")


class Patterns:
    """What to take from a folder. Paths are relative to the folder, with `/`, folders with a `/` at the end.

    include: patterns of files wanted (none: those with the suffixes of texts, compressed or not, in any case of
    letters). exclude: patterns of files and folders not wanted. records: whether files of records are wanted, too.
    Raises ConfigError for a pattern that is none.
    """

    def __init__(self, include: Iterable[str] = (), exclude: Iterable[str] = (), records: bool = False) -> None:
        self._include = _spec(include, "--include")
        self._suffixes = TEXT_SUFFIXES + RECORD_SUFFIXES if records else TEXT_SUFFIXES
        self._exclude = _spec(exclude, "--exclude")

    def wanted(self, file: str) -> bool:
        """Whether the patterns of the command line take this file; what was set aside by earlier runs never is."""
        if file.endswith(QUARANTINE):
            return False
        if self._include is None:
            name = file.lower()
            return name.endswith(self._suffixes) or (
                name.endswith(_PACKED) and name.rpartition(".")[0].endswith(self._suffixes)
            )
        return self._include.match_file(file)

    def excluded(self, path: str) -> bool:
        """Whether `--exclude` takes this file or folder out."""
        return self._exclude is not None and self._exclude.match_file(path)


class Ignored:
    """The patterns of the `.perscleanignore` files from a folder down to one in it; the deepest that speaks decides."""

    def __init__(self, above: Ignored | None = None, base: str = "", spec: GitIgnoreSpec | None = None) -> None:
        self._above, self._base, self._spec = above, base, spec

    def below(self, folder: Path, base: str) -> Ignored:
        """Return the patterns that hold in a folder (`base`: its path from the root, empty or ending with `/`)."""
        try:
            lines = (folder / IGNORE_FILE).read_text("utf-8", "surrogateescape").splitlines()
        except FileNotFoundError:
            return self
        except OSError as error:
            raise InputError(f"cannot be read: {reason(error)}") from error
        return Ignored(self, base, _spec(lines, str(folder / IGNORE_FILE)))

    def __call__(self, path: str) -> bool:
        """Whether this path is ignored."""
        answer = self._spec.check_file(path[len(self._base) :]).include if self._spec is not None else None
        if answer is None:
            return self._above is not None and self._above(path)
        return answer


def _spec(patterns: Iterable[str], where: str) -> GitIgnoreSpec | None:
    lines = list(patterns)
    if not lines:
        return None
    from pathspec import GitIgnoreSpec

    try:
        return GitIgnoreSpec.from_lines(lines)
    except ValueError as error:
        raise ConfigError(f"{where}: {error}") from error
