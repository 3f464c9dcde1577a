"""datatrove as the cluster runner for files: a step that cleans its rank's share of them by persclean's own means.

No document passes through datatrove's readers and writers: formats, compression, quarantine, atomic outputs, the
manifest and the report are those of `persclean clean`, which a rank runs with `--shard RANK/RANKS`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from datatrove.pipeline.base import PipelineStep

from persclean.config import Config
from persclean.errors import ConfigError, InputError
from persclean.pipeline import Pipeline
from persclean.request import Request
from persclean.scale.cleaner import pipeline_of


class CleanFiles(PipelineStep):  # type: ignore[misc]
    """Cleans files into a folder; the first and only step of a pipeline, of as many tasks as there shall be shares.

    paths: files, folders, patterns, the same for all ranks, on a file system that all share. output: a folder, which
    mirrors the inputs. config: a Pipeline, or a Config for the default preset. columns: the fields with text. reports:
    a folder for the report of each rank (`00000.json`), which `persclean merge-reports` makes one. failures: `raise`
    fails a rank whose inputs are not all done, after it has done the others, so that datatrove runs it again; `report`
    leaves that to the report. options: further fields of persclean.request.Request (`compress="zst"`).

    A rank that was killed goes on where it was: what its manifest says is done is not done again. Raises ConfigError
    for settings that are wrong.
    """

    name = "persclean"
    type = "CLEANER"

    def __init__(
        self,
        paths: str | Sequence[str],
        output: str,
        config: Pipeline | Config | None = None,
        *,
        columns: Sequence[str] = (),
        reports: str | None = None,
        failures: Literal["raise", "report"] = "raise",
        **options: Any,
    ) -> None:
        super().__init__()
        if failures not in ("raise", "report"):
            raise ConfigError(f"failures {failures!r}: raise or report")
        self.pipeline = pipeline_of(config)
        if self.pipeline.config.headlines_scope == "run" and "headlines" in self.pipeline.names:
            raise ConfigError("headlines_scope 'run' looks back over all files: ranks cannot; use 'file' or 'document'")
        if not output or output == "-":
            raise ConfigError("CleanFiles: output names no folder")
        try:
            request = Request((paths,) if isinstance(paths, str) else tuple(paths), output=output, **options)
        except TypeError as error:
            raise ConfigError(f"CleanFiles: {error}") from error
        if not request.paths or "-" in request.paths or request.shard or request.in_place:
            raise ConfigError("CleanFiles: files or folders, no standard input, no shard of their own, not in place")
        records = replace(request.records, columns=tuple(columns) or request.records.columns)
        self.request = replace(request, records=records, progress=False)
        self.reports, self.failures = reports, failures

    def run(self, data: Any = None, rank: int = 0, world_size: int = 1) -> Iterator[Any]:
        """Clean the share of a rank; yields nothing. Raises InputError if some of its inputs failed."""
        from persclean.run import run

        if data:
            raise ConfigError("CleanFiles reads files itself: it must be the first step")
        assert self.request.output is not None
        Path(self.request.output).mkdir(parents=True, exist_ok=True)  # so that it is a folder, even for one input
        report = None
        if self.reports is not None:
            Path(self.reports).mkdir(parents=True, exist_ok=True)
            report = str(Path(self.reports, f"{rank:05d}.json"))
        with self.track_time("rank"):
            code = run(self.pipeline, replace(self.request, shard=(rank + 1, world_size), report=report))
        if report is not None:
            self._count(report)
        if code and self.failures == "raise":
            raise InputError(f"rank {rank}: some inputs failed (named above); the others of this rank are done")
        yield from ()

    def _count(self, report: str) -> None:
        whole = json.loads(Path(report).read_bytes().decode("utf-8", "surrogateescape"))
        totals = whole["totals"]
        counts = {f"files_{status}": number for status, number in whole["statuses"].items()}
        counts |= {f"bytes_{way}": number for way, number in totals["bytes"].items()}
        counts |= {f"records_{way}": number for way, number in totals["records"].items()}
        for name, number in counts.items():
            self.stat_update(name, value=number, unit="rank")
