"""Runs CSV through framing, parsing, a function and rendering, and checks that nothing is lost on the way."""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable
from dataclasses import dataclass, field

from persclean.io.records.base import Bad, Frame, RecordOptions
from persclean.io.records.csv_format import Csv


@dataclass
class Outcome:
    out: bytes = b""
    bad: list[tuple[str, bytes]] = field(default_factory=list)  # code, bytes with the line end
    lines: list[int] = field(default_factory=list)  # of the bad ones, from 1
    reasons: list[str] = field(default_factory=list)
    texts: list[tuple[str, str]] = field(default_factory=list)  # column, text
    records: int = 0
    frames: list[Frame] = field(default_factory=list)


def clean(
    data: bytes,
    function: Callable[[str], str] = str,
    *,
    name: str = "csv",
    size: int = 1 << 16,
    reads: int = 0,
    **options: object,
) -> Outcome:
    csv = Csv(RecordOptions(**options), name, size)  # type: ignore[arg-type]
    stream, outcome, written = io.BytesIO(data), Outcome(), io.BytesIO()
    outcome.frames = list(csv.frames(lambda n: stream.read(min(n, reads) if reads else n)))
    assert b"".join(frame.data for frame in outcome.frames) == data
    assembler, part, done, kept = csv.assembler(written.write), b"", 0, []
    for frame in outcome.frames:
        line = 1 + data.count(b"\n", 0, done)
        done += len(frame.data)
        if frame.kind == "raw":
            assembler.add(frame.data, raw=True)
            kept.append(frame.data)
        elif frame.kind == "part":
            part += frame.data
        elif frame.kind == "bad":
            outcome.bad.append((frame.code, part + frame.data))
            outcome.lines.append(line - part.count(b"\n"))
            outcome.reasons.append(frame.reason)
            outcome.records += 1
            part = b""
        else:
            parsed = csv.parse(pickle.loads(pickle.dumps(frame)))
            note_bad(frame.data, parsed.bad, outcome, line)
            assert len(parsed.owners) == len(parsed.texts)
            outcome.texts += [(column, text) for (_, column), text in zip(parsed.owners, parsed.texts, strict=True)]
            outcome.records += parsed.records
            kept.append(parsed.render(parsed.texts))
            assembler.add(parsed.render([function(text) for text in parsed.texts]))
    assembler.finish()
    assert not part
    assert sorted(data) == sorted(b"".join([*kept, *(one for _, one in outcome.bad)]))  # nothing lost, nothing twice
    outcome.out = written.getvalue()
    return outcome


def note_bad(data: bytes, found: list[Bad], outcome: Outcome, line: int) -> None:
    for bad in found:
        end = bad.start + len(bad.data)
        assert data[bad.start : end] == bad.data and data.count(b"\n", 0, bad.start) == bad.line
        line_end = next(sign for sign in (b"\r\n", b"\n", b"") if data.startswith(sign, end))
        outcome.bad.append((bad.code, bad.data + line_end))
        outcome.lines.append(line + bad.line)
        outcome.reasons.append(bad.reason)
