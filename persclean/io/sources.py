"""Which inputs there are: paths given, listed or matched, and what stands in folders, in a fixed order."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from persclean.errors import ConfigError, InputError
from persclean.io.failures import reason, shown
from persclean.io.patterns import Ignored, Patterns
from persclean.io.stdio import STDIN


@dataclass(frozen=True, slots=True)
class Source:
    """One input.

    path: None for standard input. relative: where it goes in a mirrored tree. walked: found in a folder, not named.
    failure: why it cannot even be tried.
    """

    path: Path | None
    relative: PurePosixPath
    walked: bool = False
    failure: InputError | None = None

    @property
    def name(self) -> str:
        """How messages name it."""
        return STDIN if self.path is None else shown(self.path)


def find_sources(paths: Iterable[str], patterns: Patterns, avoid: Path | None = None) -> list[Source]:
    """Return the inputs of the paths given (`-` and no path: standard input), folders walked, in order.

    avoid: the output folder, not to be taken for input where it stands inside an input folder. What cannot be read is
    a source with a failure, so that the rest is done. Raises ConfigError if standard input is named twice.
    """
    given = list(paths) or ["-"]
    if given.count("-") > 1:
        raise ConfigError("standard input ('-') can be read only once")
    found: list[Source] = []
    avoided = _identity(avoid)
    for one in given:
        if one == "-":
            found.append(Source(None, PurePosixPath("-")))
            continue
        for path in _matched(one):
            found += _named(path, PurePosixPath(path.name), patterns, avoided)
    return found


def is_pattern(given: str) -> bool:
    """Whether a path given is a pattern: it has the signs of one, and nothing is called so."""
    return any(sign in given for sign in "*?[") and not os.path.lexists(given)


def _matched(given: str) -> Sequence[Path]:
    """Return the path, or where nothing is called so what the pattern in it matches (`**`: any folders), sorted."""
    if not is_pattern(given):
        return (Path(given),)
    import glob

    return [Path(one) for one in sorted(glob.glob(given, recursive=True))] or (Path(given),)  # noqa: PTH207


def _named(
    path: Path, relative: PurePosixPath, patterns: Patterns, avoided: tuple[int, int] | None
) -> Iterable[Source]:
    try:
        info = path.stat()
    except (OSError, ValueError) as error:
        return (_failed(path, False, error),)
    if stat.S_ISDIR(info.st_mode):
        return _walk(path, "", patterns, Ignored(), avoided)
    return (Source(path, relative),)


def listed_sources(listing: bytes, patterns: Patterns, avoid: Path | None = None) -> list[Source]:
    """Return the inputs of a list of paths, one a line, or each ended by a NUL if there is one.

    A file is mirrored under its path as listed, without the root of an absolute one; a folder is walked. A path with
    `..` in it has no place in a mirrored tree: see `targets.plan`.
    """
    separator = b"\0" if b"\0" in listing else b"\n"
    found: list[Source] = []
    avoided = _identity(avoid)
    for one in listing.split(separator):
        name = os.fsdecode(one if separator == b"\0" else one.removesuffix(b"\r"))
        if name:
            path = Path(name)
            relative = PurePosixPath(*path.parts[1:] if path.is_absolute() else path.parts)
            found += _named(path, relative, patterns, avoided)
    return found


def _walk(
    folder: Path, base: str, patterns: Patterns, above: Ignored, avoided: tuple[int, int] | None
) -> Iterator[Source]:
    """Yield the files wanted under a folder, sorted; hidden ones, links and special files are passed over."""
    try:
        ignored = above.below(folder, base)
        with os.scandir(folder) as entries:
            children = sorted(entries, key=lambda entry: os.fsencode(entry.name))
    except (OSError, InputError) as error:
        yield _failed(folder, True, error)
        return
    for child in children:
        if child.name.startswith(".") or child.is_symlink():
            continue
        path = f"{base}{child.name}"
        if child.is_dir(follow_symlinks=False):
            inside = f"{path}/"
            if not (
                ignored(inside) or patterns.excluded(inside) or (avoided and _identity(folder / child.name) == avoided)
            ):
                yield from _walk(folder / child.name, inside, patterns, ignored, avoided)
        elif (
            child.is_file(follow_symlinks=False)
            and patterns.wanted(path)
            and not (ignored(path) or patterns.excluded(path))
        ):
            yield Source(folder / child.name, PurePosixPath(path), walked=True)


def _failed(path: Path, walked: bool, error: Exception) -> Source:
    why = error if isinstance(error, InputError) else InputError(f"cannot be read: {_words(error)}")
    return Source(path, PurePosixPath(path.name), walked, why)


def _words(error: Exception) -> str:
    return reason(error) if isinstance(error, OSError) else str(error)


def _identity(path: Path | None) -> tuple[int, int] | None:
    try:
        info = path.stat() if path is not None else None
    except (OSError, ValueError):
        return None
    return (info.st_dev, info.st_ino) if info is not None else None
