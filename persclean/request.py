"""What the user asked `persclean clean` for, checked for values that are wrong or contradict."""

from __future__ import annotations

import os
from dataclasses import dataclass

from persclean.errors import ConfigError
from persclean.io import encodings


@dataclass(frozen=True, slots=True)
class Request:
    """What the user asked for, apart from the pipeline. Raises ConfigError for values that are wrong or contradict."""

    paths: tuple[str, ...] = ()
    output: str | None = None
    in_place: bool = False
    force: bool = False
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    encoding: str = encodings.UTF8
    errors: str = "keep"
    jobs: int = 1
    quiet: bool = False
    progress: bool = True
    dry_run: bool = False
    list_removals: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "encoding", encodings.encoding_of(self.encoding))
        encodings.errors_of(self.errors)
        if self.jobs < 0:
            raise ConfigError(f"--jobs {self.jobs}: 1 or more, or 0 for one a core")
        if self.in_place and self.output is not None:
            raise ConfigError("-w/--in-place and -o/--output exclude each other: choose one")
        if self.in_place and (not self.paths or "-" in self.paths):
            raise ConfigError("-w/--in-place needs files or folders: standard input has no place")
        if self.output == "":
            raise ConfigError("-o/--output names no file")
        if self.output == "-":
            object.__setattr__(self, "output", None)

    @property
    def workers(self) -> int:
        """How many worker processes may run."""
        if self.jobs:
            return self.jobs
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
