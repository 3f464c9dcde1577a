"""Runs a format of columns over bytes: frames, parse, a function on each text, render, assembler."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from persclean.errors import InputError
from persclean.io.records.base import Bad


@dataclass
class Ran:
    data: bytes = b""
    bad: list[tuple[int, Bad]] = field(default_factory=list)  # with the number of the row in the file
    records: int = 0
    texts: list[str] = field(default_factory=list)
    owners: list[tuple[int, str]] = field(default_factory=list)
    failure: InputError | None = None
    assembler: Any = None


def drive(form: Any, data: bytes | Any, function: Callable[[str], str] = str) -> Ran:
    source = BytesIO(data) if isinstance(data, bytes) else data
    ran, parts = Ran(), []
    try:
        ran.assembler = form.assembler(parts.append, source)
        for frame in form.frames(source):
            if frame.kind == "raw":
                ran.assembler.add(frame.data, raw=True)
                continue
            parsed = form.parse(frame)
            ran.bad += [(ran.records + bad.record, bad) for bad in parsed.bad]
            ran.owners += [(ran.records + row, column) for row, column in parsed.owners]
            ran.records += parsed.records
            ran.texts += parsed.texts
            ran.assembler.add(parsed.render([function(text) for text in parsed.texts]))
    except InputError as error:
        ran.failure = error
    if ran.assembler is not None:
        ran.assembler.finish()
    ran.data = b"".join(parts)
    return ran
