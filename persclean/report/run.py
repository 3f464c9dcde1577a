"""`--report FILE`: what a run did with each input and in all, as JSON; the schema is described in docs/batch.md."""

from __future__ import annotations

import json
import platform
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from persclean._version import __version__
from persclean.batch.outcome import Figures, Outcome
from persclean.errors import ConfigError
from persclean.io.failures import shown
from persclean.io.sinks import open_sink
from persclean.io.targets import Target
from persclean.pipeline import Pipeline
from persclean.request import Request

SCHEMA = "persclean-run-report/1"


class RunReport:
    """Collects outcomes; `write` puts the report in place as a whole. Raises ConfigError for a path that cannot be."""

    def __init__(self, path: Path, pipeline: Pipeline, request: Request) -> None:
        self._path, self._pipeline, self._request = path, pipeline, request
        self._files: list[dict[str, Any]] = []
        self._totals, self._statuses = Figures(), {"cleaned": 0, "unchanged": 0, "done before": 0}
        self._statuses |= {"skipped": 0, "partial": 0, "failed": 0}
        self._begin = time.monotonic()
        if path.is_dir() or not path.parent.is_dir():
            raise ConfigError(
                f"--report {shown(path)}: {'is a folder' if path.is_dir() else 'there is no such folder'}"
            )
        if not request.force and path.is_file() and not _is_report(path):
            raise ConfigError(f"--report {shown(path)}: exists already and is no report; use --force to replace it")

    def add(self, outcome: Outcome) -> None:
        """Take in what became of one input."""
        self._files.append(_file(outcome))
        self._totals.add(outcome.figures)
        self._statuses[outcome.status] += 1

    def write(self, code: int) -> None:
        """Write the report. code: the exit code. Raises OutputError."""
        totals = _figures(self._totals)
        totals["seconds"] = round(time.monotonic() - self._begin, 3)
        whole = {
            "schema": SCHEMA,
            "persclean": __version__,
            "python": platform.python_version(),
            "exit_code": code,
            "settings": self._settings(),
            "files": self._files,
            "statuses": {name.replace(" ", "_"): number for name, number in self._statuses.items()},
            "totals": totals,
        }
        text = json.dumps(whole, ensure_ascii=False, indent=1)
        with open_sink(Target(self._path, force=True)) as sink:
            sink.write(f"{text}\n".encode("utf-8", "surrogateescape"))
            sink.commit()

    def _settings(self) -> dict[str, Any]:
        request = self._request
        return {
            "filters": [{"code": one.code, "name": one.name} for one in self._pipeline.filters],
            "config": asdict(self._pipeline.config) | {"exceptions": self._pipeline.config.exceptions.digest},
            "verify": self._pipeline.verify,
            "encoding": request.encoding,
            "errors": request.errors,
            "format": request.format or None,
            "records": asdict(request.records),
            "compress": request.compress,
            "max_ratio": request.max_ratio,
            "strict": request.strict,
            "jobs": request.workers,
            "shard": f"{request.shard[0]}/{request.shard[1]}" if request.shard else None,
            "resume": request.resume,
            "dry_run": request.dry_run,
        }


def _is_report(path: Path) -> bool:
    """Whether a file is a report of an earlier run, which may be replaced."""
    try:
        with path.open("rb") as file:
            return file.read(64).replace(b" ", b"").startswith(b'{\n"schema":"persclean-run-report/')
    except OSError:
        return False


def _file(outcome: Outcome) -> dict[str, Any]:
    return {
        "input": outcome.name,
        "output": outcome.output or None,
        "status": outcome.status.replace(" ", "_"),
        "error": outcome.error or None,
        "format": outcome.format,
        "compression": outcome.compression or None,
        "encoding": outcome.encoding or None,
        "quarantine": outcome.quarantine or None,
        **_figures(outcome.figures),
        "seconds": round(outcome.seconds, 3),
    }


def _figures(figures: Figures) -> dict[str, Any]:
    return {
        "bytes": {"in": figures.bytes_in, "out": figures.bytes_out},
        "lines": figures.lines,
        "records": {"in": figures.records, "out": figures.records_out, "quarantined": figures.quarantined},
        "texts": figures.texts,
        "changes": dict(sorted(figures.changes.items())),
        "documents": {
            "lines_joined": figures.joined,
            "blocks_removed": figures.removed,
            "lines_removed": figures.removed_lines,
        },
        "bad_bytes": figures.bad_bytes,
    }
