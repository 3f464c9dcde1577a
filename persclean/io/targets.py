"""Where each input goes: standard output, one file, a mirrored tree, or its own place; decided before writing."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from persclean.errors import ConfigError
from persclean.io.failures import OutputError, reason, shown
from persclean.io.names import FOLDER
from persclean.io.sources import Source, is_pattern


@dataclass(frozen=True, slots=True)
class Target:
    """One output file. root: the tree it must not leave. in_place: it is the input itself. force: it may exist."""

    path: Path
    root: Path | None = None
    in_place: bool = False
    force: bool = False


def is_tree(paths: Sequence[str], output: str) -> bool:
    """Whether `-o` means a folder: it is one, it ends with a slash, or the input is a folder or several."""
    if output.endswith(("/", os.sep)) or Path(output).is_dir() or len(paths) > 1:
        return True
    return any(p != "-" and (Path(p).is_dir() or is_pattern(p)) for p in paths)


def plan(
    sources: Sequence[Source], output: str, tree: bool, force: bool, compress: str | None = None
) -> list[Target | OutputError]:
    """Return the output of each source, or why it can have none.

    compress: what outputs of a tree are to be compressed with, which their names then say; None for what inputs are.

    Raises ConfigError, before anything is written, if two inputs would get one output, or one would overwrite an input.
    """
    root = Path(output)
    if tree and root.exists() and not root.is_dir():
        raise ConfigError(f"-o {shown(output)} is a file, and there are several inputs: name a folder")
    planned: list[Target | OutputError] = []
    for source in sources:
        if not tree:
            planned.append(Target(root, force=force))
        elif source.path is None:
            planned.append(OutputError(f"-o {shown(output)} is a folder: name a file for standard input"))
        elif source.relative.parts[:1] == (FOLDER,):
            planned.append(OutputError(f"{FOLDER} in {shown(output)} is where runs keep what they remember"))
        elif ".." in source.relative.parts:
            planned.append(OutputError(f"'..' in its path would lead out of {shown(output)}: list it without"))
        else:
            planned.append(Target(root / _named(source.relative, compress), root, force=force))
    _refuse_collisions(sources, planned)
    _refuse_inputs(sources, planned)
    return planned


def _named(relative: PurePosixPath, compress: str | None) -> PurePosixPath:
    if compress is None:
        return relative
    from persclean.io.compression.kinds import by_name, without_suffix

    bare = without_suffix(relative)
    return bare.with_name(bare.name + by_name(compress).suffix)


def in_place(source: Source) -> Target:
    """Return a source as its own output; behind a link given by name, the file itself is replaced and the link stays.

    Raises OutputError for what is no regular file.
    """
    assert source.path is not None
    path = source.path.resolve()
    if not path.is_file():
        raise OutputError("is not a regular file and cannot be cleaned in place")
    return Target(path, in_place=True, force=True)


def _refuse_collisions(sources: Sequence[Source], planned: Sequence[Target | OutputError]) -> None:
    taken: dict[PurePosixPath, Source] = {}
    for source, target in zip(sources, planned, strict=True):
        if isinstance(target, OutputError) or target.root is None or source.failure:
            continue
        other = taken.setdefault(PurePosixPath(target.path.relative_to(target.root)), source)
        if other is not source:
            raise ConfigError(f"{other.name} and {source.name} would both be written to {shown(target.path)}")
    for relative, source in taken.items():
        for parent in relative.parents:
            if parent in taken:
                raise ConfigError(
                    f"{shown(parent)} would be the output of {taken[parent].name} and a folder for {source.name}"
                )


def _refuse_inputs(sources: Sequence[Source], planned: Sequence[Target | OutputError]) -> None:
    inputs = {found: source for source in sources if source.path and (found := identity(source.path))}
    for target in planned:
        if isinstance(target, Target) and ((found := identity(target.path)) and (same := inputs.get(found))):
            raise ConfigError(f"{same.name} is input and output ({shown(target.path)}): use -w to clean it in place")


def identity(path: Path) -> tuple[int, int] | None:
    """Return what tells a regular file from all others, under any name; None for what is none."""
    try:
        info = path.stat()
    except (OSError, ValueError):
        return None
    return (info.st_dev, info.st_ino) if stat.S_ISREG(info.st_mode) else None


def make_folders(target: Target) -> None:
    """Make the folders a mirrored file needs; OutputError if that would lead out of the tree."""
    if target.root is None:
        return
    inside = target.path.relative_to(target.root).parts
    if ".." in inside or not inside:
        raise OutputError(f"{shown(target.path)}: leads out of the output folder")
    folder = target.root
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for part in inside[:-1]:
            folder = folder / part
            if folder.is_symlink():
                raise OutputError(f"{shown(folder)}: is a link, and might lead out of the output folder; remove it")
            folder.mkdir(exist_ok=True)
    except OSError as error:
        raise OutputError(f"{shown(folder)}: cannot be made: {reason(error)}") from error
