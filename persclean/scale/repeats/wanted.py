"""What a run over a corpus was asked for, and its work folder: what is done is marked, so that a killed run goes on."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from pathlib import Path
from typing import Any

from persclean._version import __version__
from persclean.batch.parts import Job
from persclean.batch.plan import planned
from persclean.config import Config
from persclean.errors import ConfigError
from persclean.io.atomic import AtomicFile
from persclean.io.failures import OutputError, reason, shown
from persclean.io.temporary import locked
from persclean.request import Request

DEFAULT_SHARDS = 16
VERSION = 2  # of what the work folder holds


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a run was asked for; picklable. jobs: all inputs, in order, whatever the shards. near: look for near
    duplicates, too.

    Raises ConfigError for inputs that can be read only once.
    """

    request: Request
    config: Config
    work: Path
    shards: int = DEFAULT_SHARDS
    near: bool = True
    jobs: tuple[Job, ...] = field(default=())

    @classmethod
    def of(cls, request: Request, config: Config, work: Path, shards: int, near: bool = True) -> Wanted:
        """Return what is wanted, inputs found and outputs planned; the same order of inputs on every run."""
        if shards < 1:
            raise ConfigError(f"--shards {shards}: 1 or more")
        if "-" in request.paths or not (request.paths or request.files_from):
            raise ConfigError("repeats reads its inputs twice: name files or folders, not standard input")
        plan = planned(replace(request, shard=None, resume=False, force=True))
        for error in plan.refused.values():
            raise ConfigError(str(error))
        if not plan.jobs:
            raise ConfigError("no files to look at: see --include and --exclude")
        return cls(request, config, work, shards, near, tuple(plan.jobs))

    def shard(self, number: int) -> Sequence[Job]:
        """Return the inputs of a shard, from 0; every input is in one."""
        return self.jobs[number :: self.shards]

    def path(self, name: str) -> Path:
        """Return where something stands in the work folder."""
        return self.work / name

    def begin(self) -> None:
        """Make the work folder, or see that it is that of this run. ConfigError if it is another's."""
        now = {"persclean": __version__, "version": VERSION, "shards": self.shards, "asked": self._digest()}
        mark = self.path("run.json")
        try:
            self.work.mkdir(parents=True, exist_ok=True)
            before = json.loads(mark.read_bytes()) if mark.exists() else None
        except ValueError:
            before = {}
        except OSError as error:
            raise OutputError(f"{shown(self.work)}: cannot be used: {reason(error)}") from error
        if before is None and any(not path.name.startswith(".") for path in self.work.iterdir()):
            raise ConfigError(f"--work {shown(self.work)}: is not empty, and not a work folder: name a new folder")
        if before is None:
            write(mark, now)
        elif before != now:
            raise ConfigError(
                f"--work {shown(self.work)}: holds the work of a run with other inputs, settings or shards: "
                "give them as before, or name a new folder"
            )

    def _digest(self) -> str:
        """Return a digest of all that decides what comes out, but the contents of the inputs."""
        request = self.request
        asked = (
            [(str(job.source.path), job.source.relative.as_posix()) for job in self.jobs],
            self.config,
            (request.encoding, request.errors, request.format, request.records, request.strict, request.max_ratio),
            self.near,
        )
        return blake2b(repr(asked).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def write(path: Path, value: object) -> None:
    """Write a value as JSON, whole or not at all."""
    with AtomicFile(path) as file:
        file.write(json.dumps(value, ensure_ascii=False, sort_keys=True, indent=0).encode("utf-8", "surrogatepass"))
        file.commit()


def read(path: Path) -> Any:
    """Return what was written; ConfigError where the stage that writes it has not been done."""
    try:
        return json.loads(path.read_bytes())
    except FileNotFoundError:
        raise ConfigError(f"{shown(path)} is missing: the stage before has not been finished") from None


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Be the only process at a piece of work; ConfigError where another one is."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o666)
    try:
        if not locked(descriptor):
            raise ConfigError(f"another run is at work in {shown(path.parent)}: wait for it")
        yield
    finally:
        os.close(descriptor)


def once(mark: Path, work: Callable[[], object]) -> None:
    """Do a piece of work and mark it as done with what it returns, unless that has been done."""
    if not mark.exists():
        write(mark, work())
