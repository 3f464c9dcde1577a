"""The manifest of an output folder: what was done with which input, so that an interrupted run can go on.

`DIR/.persclean/manifest.jsonl`, a line of JSON for each event: `begin` before an input is worked on, `done` after its
output is in place. A run that was killed leaves a line behind at the most half-written, which counts as not written.
What a run finds is that of all manifests in the folder; it writes its own (a shard has one of its own name).
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from types import TracebackType

from persclean.batch.ledger import Entry, begin_line, done_line, read_ledger
from persclean.errors import ConfigError
from persclean.io.atomic import AtomicFile
from persclean.io.failures import OutputError, reason, shown
from persclean.io.names import FOLDER as FOLDER
from persclean.io.stdio import write_all
from persclean.io.temporary import locked


class Manifest:
    """The manifest that a run writes, and what it finds in all of them.

    root: the output folder, which is made. name: "" or that of a shard. write: False to look only.

    Raises ConfigError where another run is at work on the same manifest, OutputError where it cannot be written.
    """

    def __init__(self, root: Path, name: str = "", write: bool = True) -> None:
        self.folder = root / FOLDER
        stem = f"manifest-{name}" if name else "manifest"
        self._path = self.folder / f"{stem}.jsonl"
        self._descriptor = self._lock = -1
        self._torn, self._writes = False, write
        try:
            if write:
                self._open(root, stem)
            others = [path for path in sorted(self.folder.glob("manifest*.jsonl")) if path != self._path]
            self._own = read_ledger(self._path)
            self._all = [self._own, *map(read_ledger, others)]
            if write:
                self._rewrite()
                flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_CLOEXEC", 0)
                self._descriptor = os.open(self._path, flags, 0o666)
        except OSError as error:
            self.close()
            raise self._failure(error) from error
        except BaseException:
            self.close()
            raise

    def _open(self, root: Path, stem: str) -> None:
        if self.folder.is_symlink():
            raise OutputError(f"{shown(self.folder)}: is a link, and might lead out of the output folder; remove it")
        self.folder.mkdir(parents=True, exist_ok=True)
        flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0)
        self._lock = os.open(self.folder / f"{stem}.lock", flags, 0o666)
        if not locked(self._lock):
            raise ConfigError(
                f"another run is writing to {shown(root)}; wait for it, or share the work out with --shard I/N"
            )

    def entries(self, key: str) -> list[Entry]:
        """Return what manifests say of an output (the path in the folder): one entry at the most from each."""
        return [one.entries[key] for one in self._all if key in one.entries]

    def begun(self, key: str, source: str) -> bool:
        """Whether a run was interrupted while it made this output of that source."""
        return any(one.begun.get(key) == source for one in self._all)

    def begin(self, key: str, source: str) -> None:
        """Note that an input is about to be worked on: what stands at its output from now on is this tool's own."""
        if self._own.begun.get(key) != source:
            self._append(begin_line(key, source))
            self._own.begin(key, source)

    def done(self, key: str, entry: Entry) -> None:
        """Note that an output is in place."""
        self._own.done(key, entry)
        self._append(done_line(key, entry))

    def finish(self) -> None:
        """Bring the manifest in order; what it holds then depends on what was done, not on when."""
        try:
            if self._writes:
                self._rewrite()
        except OSError as error:
            raise self._failure(error) from error

    def close(self) -> None:
        """Let other runs at it."""
        for descriptor in (self._descriptor, self._lock):
            if descriptor >= 0:
                with contextlib.suppress(OSError):
                    os.close(descriptor)
        self._descriptor = self._lock = -1

    def _append(self, line: bytes) -> None:
        if not self._writes:
            return
        try:
            # After half a line (the disk was full) the next one begins anew.
            write_all(self._descriptor, b"\n" + line if self._torn else line)
            self._torn = False
        except OSError as error:
            self._torn = True
            raise self._failure(error) from error

    def _rewrite(self) -> None:
        with AtomicFile(self._path) as file:
            file.write(self._own.lines())
            file.commit()

    def _failure(self, error: OSError) -> OutputError:
        return OutputError(f"{shown(self._path)}: cannot be written: {reason(error)}")

    def __enter__(self) -> Manifest:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()
