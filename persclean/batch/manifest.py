"""The manifest of an output folder: what was done with which input, so that an interrupted run can go on.

`DIR/.persclean/manifest.jsonl`, a line of JSON for each event: `begin` before an input is worked on, `done` after its
output is in place. A run that was killed leaves a line behind at the most half-written, which counts as not written.
What a run finds is that of all manifests in the folder; it writes its own (a shard has one of its own name).
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from hashlib import blake2b
from pathlib import Path
from types import TracebackType

from persclean.batch.outcome import Figures
from persclean.errors import ConfigError
from persclean.io.atomic import AtomicFile
from persclean.io.failures import OutputError, reason, shown
from persclean.io.temporary import locked

FOLDER = ".persclean"
_VERSION = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """An input that is done.

    source: its absolute path. size, mtime, digest: of the input (bytes, nanoseconds, BLAKE2b of 16 bytes). settings:
    digest of all that decides what comes out, the version of persclean included. output_size: in bytes. quarantine:
    name of the file of bad records, "" for none.
    """

    source: str
    size: int
    mtime: int
    digest: str
    settings: str
    output_size: int
    quarantine: str = ""
    status: str = "cleaned"
    format: str = "text"
    compression: str = ""
    encoding: str = ""
    figures: Figures | None = None


class Manifest:
    """The manifest that a run writes, and what it finds in all of them.

    root: the output folder, which is made. name: "" or that of a shard. Raises ConfigError where another run is at work
    on the same manifest, OutputError where it cannot be written.
    """

    def __init__(self, root: Path, name: str = "") -> None:
        self.folder = root / FOLDER
        stem = f"manifest-{name}" if name else "manifest"
        self._path = self.folder / f"{stem}.jsonl"
        self._descriptor = self._lock = -1
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            if self.folder.is_symlink():
                raise OutputError(
                    f"{shown(self.folder)}: is a link, and might lead out of the output folder; remove it"
                )
            self._lock = os.open(
                self.folder / f"{stem}.lock", os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o666
            )
            if not locked(self._lock):
                raise ConfigError(
                    f"another run is writing to {shown(root)}; wait for it, or share the work out with --shard I/N"
                )
            self.entries: dict[str, Entry] = {}
            self.begun: set[str] = set()
            for path in sorted(self.folder.glob("manifest*.jsonl")):
                if path != self._path:
                    self._read(path)
            others = dict(self.entries), set(self.begun)
            self.entries, self.begun = {}, set()
            self._read(self._path)
            self._own, self._own_begun = dict(self.entries), set(self.begun)
            self.entries, self.begun = others[0] | self.entries, others[1] | self.begun
            self._rewrite()
            flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_CLOEXEC", 0)
            self._descriptor = os.open(self._path, flags, 0o666)
        except OSError as error:
            self.close()
            raise OutputError(f"{shown(self._path)}: cannot be written: {reason(error)}") from error
        except BaseException:
            self.close()
            raise

    def begin(self, key: str) -> None:
        """Note that an input is about to be worked on: what stands at its output from now on is this tool's own.

        key: the path of the output in the folder.
        """
        for entries in (self.entries, self._own):
            entries.pop(key, None)
        if key not in self._own_begun:
            self._own_begun.add(key)
            self.begun.add(key)
            self._append({"event": "begin", "output": key})

    def done(self, key: str, entry: Entry) -> None:
        """Note that an output is in place."""
        self._own[key] = self.entries[key] = entry
        self._own_begun.discard(key)
        self._append({"event": "done", "output": key} | asdict(entry))

    def owns(self, key: str) -> bool:
        """Whether what stands at this output was written by a run that this manifest knows of."""
        return key in self.entries or key in self.begun

    def finish(self) -> None:
        """Bring the manifest in order; what it holds then depends on what was done, not on when."""
        try:
            self._rewrite()
        except OSError as error:
            raise OutputError(f"{shown(self._path)}: cannot be written: {reason(error)}") from error

    def close(self) -> None:
        """Let other runs at it."""
        for descriptor in (self._descriptor, self._lock):
            if descriptor >= 0:
                with contextlib.suppress(OSError):
                    os.close(descriptor)
        self._descriptor = self._lock = -1

    def _append(self, event: dict[str, object]) -> None:
        try:
            os.write(self._descriptor, _line(event))
        except OSError as error:
            raise OutputError(f"{shown(self._path)}: cannot be written: {reason(error)}") from error

    def _rewrite(self) -> None:
        lines = [{"event": "done", "output": key} | asdict(self._own[key]) for key in sorted(self._own)]
        lines += [{"event": "begin", "output": key} for key in sorted(self._own_begun - set(self._own))]
        with AtomicFile(self._path) as file:
            file.write(b"".join(map(_line, lines)))
            file.commit()

    def _read(self, path: Path) -> None:
        for event in _events(path):
            key = event.pop("output", None)
            if not isinstance(key, str):
                continue
            if event.pop("event", None) == "begin":
                self.begun.add(key)
                self.entries.pop(key, None)
                continue
            figures = event.pop("figures", None)
            try:
                entry = Entry(**event, figures=Figures(**figures) if isinstance(figures, dict) else None)  # type: ignore[arg-type]
            except TypeError:
                self.begun.add(key)  # of another version: ours, and to be done again
                continue
            self.entries[key] = entry
            self.begun.discard(key)

    def __enter__(self) -> Manifest:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()


def _line(event: dict[str, object]) -> bytes:
    text = json.dumps({"version": _VERSION} | event, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "surrogateescape") + b"\n"


def _events(path: Path) -> Iterator[dict[str, object]]:
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return
    for line in data.split(b"\n"):
        try:
            event = json.loads(line.decode("utf-8", "surrogateescape"))
        except ValueError:
            continue  # half a line of a killed run, or the end
        if isinstance(event, dict) and event.pop("version", None) == _VERSION:
            yield event


def digest_of(path: Path) -> str:
    """Return the digest of a file's bytes; OSError if it cannot be read."""
    from hashlib import file_digest

    with path.open("rb") as file:
        return file_digest(file, new_digest).hexdigest()


def new_digest() -> blake2b:
    """Return the digest that manifests use, of nothing as yet."""
    return blake2b(digest_size=16)
