"""Where bad records and the report go, and that these files replace nothing that is not theirs to replace."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from persclean.errors import ConfigError
from persclean.io.failures import shown
from persclean.io.names import FOLDER, QUARANTINE
from persclean.io.quarantine import Place
from persclean.io.sources import Source
from persclean.io.targets import Target, identity

if TYPE_CHECKING:
    from persclean.batch.job import Job
    from persclean.request import Request


def place_of(request: Request, source: Source, target: Target | None, root: Path | None) -> Place | None:
    """Return where the bad records of an input go; None where there is nothing to write to a file.

    root: the folder of a mirrored tree. With it they go below its own folder. An input that is replaced has them no
    more: what was set aside of it before is kept.
    """
    if request.strict or target is None:
        return None
    folder = None if request.quarantine is None else Path(request.quarantine)
    if root is None and not request.in_place:
        if folder is not None:
            return Place(Target(folder, force=request.force))
        path = target.path.with_name(target.path.name + QUARANTINE)
        return Place(Target(path, force=request.force), own=request.force)
    relative = source.relative if root is None else PurePosixPath(target.path.relative_to(root))
    if folder is None and root is None:
        return Place(Target(target.path.with_name(target.path.name + QUARANTINE), force=True), keep=True)
    if folder is None:
        assert root is not None
        folder = root
        path = Path(root, FOLDER, "quarantine", relative.parent, relative.name + QUARANTINE)
    else:
        path = Path(folder, relative.parent, relative.name + QUARANTINE)
    return Place(Target(path, folder, force=True), own=root is not None, keep=root is None)


def refuse_contradictions(request: Request, jobs: Sequence[Job], folder: bool) -> None:
    """Raise ConfigError where files of bad records or the report would replace an input, an output or each other.

    folder: whether `--quarantine` names a folder.
    """
    inputs = {found: job.source for job in jobs if job.source.path and (found := identity(job.source.path))}
    outputs = {os.path.abspath(job.target.path): job.source for job in jobs if job.target is not None}  # noqa: PTH100
    taken: dict[str, tuple[str, Path | None]] = {}
    for name, path, of in _files(request, jobs):
        where = os.path.abspath(path)  # noqa: PTH100 - it need not exist
        if (found := identity(path)) and found in inputs:
            raise ConfigError(f"{name} is the input {inputs[found].name}: name another file")
        if where in outputs:
            raise ConfigError(f"{name} is the output of {outputs[where].name}: name another file")
        other, same = taken.setdefault(where, (name, of))
        if same != of:
            raise ConfigError(f"{name} and {other} would be one file: name another, or clean the inputs in two runs")
    if request.quarantine is None or request.dry_run:
        return
    path, said = Path(request.quarantine), f"--quarantine {shown(request.quarantine)}"
    if folder and path.exists() and not path.is_dir():
        raise ConfigError(f"{said} is a file, and each input gets its own: name a folder")
    if not folder and path.is_dir():
        raise ConfigError(f"{said} is a folder: name a file")
    if not folder and path.is_file() and not request.force:
        raise ConfigError(f"{said} exists already; use --force to replace it")


def _files(request: Request, jobs: Iterable[Job]) -> Iterator[tuple[str, Path, Path | None]]:
    """Yield the files beside the outputs: what they are called in messages, where they are, of which output."""
    if request.report is not None:
        yield f"--report {shown(request.report)}", Path(request.report), None
    if request.quarantine is not None and all(job.target is None for job in jobs):
        yield f"--quarantine {shown(request.quarantine)}", Path(request.quarantine), Path()
    for job in jobs:
        if job.place is not None and job.target is not None:
            path = job.place.target.path
            yield f"{shown(path)} (bad records of {job.source.name})", path, job.target.path
