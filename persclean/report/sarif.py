"""Findings as SARIF 2.1.0, for code scanning and viewers."""

from __future__ import annotations

from collections.abc import Iterable
from json.encoder import encode_basestring as quoted
from typing import Any
from urllib.parse import quote

from persclean._version import __version__
from persclean.check.found import BAD_BYTES, BAD_RECORD, Batch, Place
from persclean.engine.kinds import Kind
from persclean.filters.base import Filter
from persclean.report.base import Write
from persclean.report.json_list import dumped
from persclean.report.rows import Row, parted

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


class Sarif:
    """One run; a rule for each filter. Written as it comes: inputs that failed are named at the end."""

    def __init__(self, write: Write, filters: Iterable[Filter]) -> None:
        self._write, self._begun = write, False
        self.known: dict[Kind, str] = {}
        self._failed: list[dict[str, Any]] = []
        rules = [_rule(one.code, one.name, one.why) for one in dict.fromkeys(filters)]
        rules += [_rule(*BAD_BYTES), _rule(*BAD_RECORD)]
        self._rules = {rule["id"]: n for n, rule in enumerate(rules)}
        driver = {"name": "persclean", "semanticVersion": __version__, "rules": rules}
        head = f'{{"$schema":"{SCHEMA}","version":"2.1.0","runs":[{{"tool":{dumped({"driver": driver})},'
        write(_encoded(f'{head}"columnKind":"unicodeCodePoints","results":['))

    def row(self, source: str) -> Row:
        """Return the parts of a row."""
        return Row(f'{_artifact(source)},"region":{{"startLine":', ',"startColumn":', "}}}],")

    def place(self, source: str, place: Place) -> str:
        """Return a place in a record: the region in the file, if it has one, and the record as a logical location."""
        region: dict[str, int] = {"startLine": place.line} if place.line else {}
        if place.column:
            region["startColumn"] = place.column
        shown = f',"region":{dumped(region)}' if region else ""
        name = f"record {place.record}" + (f"/{place.field}" if place.field else "")
        at = f"#{place.text_line}:{place.text_column}" if place.text_line else ""
        logical = dumped([{"fullyQualifiedName": f"{name}{at}", "kind": "element"}])
        return f'{_artifact(source)}{shown}}},"logicalLocations":{logical}}}],'

    def what(self, kind: Kind, message: str) -> str:
        """Return what a finding says."""
        rule = f',"ruleIndex":{self._rules[kind.code]}' if kind.code in self._rules else ""
        found = f'"ruleId":{quoted(kind.code)}{rule},"level":"warning","message":{{"text":{quoted(message)}}}'
        if kind.before is None:
            return f"{found}}}"
        after = "null" if kind.after is None else quoted(kind.after)
        return f'{found},"properties":{{"before":{quoted(kind.before)},"suggestion":{after}}}}}'

    def add(self, batch: Batch) -> None:
        """Write findings."""
        if not len(batch):
            return
        self._write(b",\n" if self._begun else b"\n")
        self._begun = True
        for part in parted(batch, self, ",\n"):
            self._write(part)

    def input(self, name: str, error: str) -> None:
        """Keep an input that could not be looked at."""
        if error:
            self._failed.append({"level": "error", "message": {"text": f"{name}: {error}"}})

    def finish(self, code: int) -> None:
        """End the document."""
        run: dict[str, Any] = {"executionSuccessful": not self._failed, "exitCode": code}
        if self._failed:
            run["toolExecutionNotifications"] = self._failed
        self._write(_encoded(f'\n],"invocations":[{dumped(run)}]}}]}}\n'))


def _rule(code: str, name: str, why: str) -> dict[str, Any]:
    return {"id": code, "name": name, "shortDescription": {"text": why}, "defaultConfiguration": {"level": "warning"}}


def _artifact(source: str) -> str:
    uri = quote(source.replace("\\", "/").removeprefix("./"), safe="/", errors="surrogateescape")
    return f'{{"locations":[{{"physicalLocation":{{"artifactLocation":{{"uri":{dumped(uri)}}}'


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "backslashreplace")
