"""Runs a format of JSON over bytes as a records run does, and checks what holds for every stream."""

from __future__ import annotations

import io
from collections.abc import Callable

from persclean.io.records import base
from persclean.io.records.base import Bad, RecordOptions
from persclean.io.records.json_array import JsonArray
from persclean.io.records.jsonl import JsonLines

FORMATS = {"jsonl": JsonLines, "json": JsonArray}
Result = tuple[bytes, list[tuple[str, str, bytes]], int]


def clean(
    name: str,
    data: bytes,
    change: Callable[[str], str] = lambda text: text,
    columns: tuple[str, ...] = ("a",),
    frame: int = 1 << 20,
    step: int = 1 << 20,
    max_record: int = 1 << 20,
) -> Result:
    """Return the output, (code, reason, bytes) of the bad records, and the number of records.

    frame: its size. step: what one read gives at most.
    """
    form, stream, out, bad = FORMATS[name](RecordOptions(columns, max_record=max_record)), io.BytesIO(data), [], []
    writer = form.assembler(out.append)
    seen, held, records = b"", b"", 0
    old, base.FRAME = base.FRAME, frame
    try:
        for one in form.frames(lambda n: stream.read(min(n, step))):
            seen += one.data
            if one.kind == "raw":
                writer.add(one.data, True)
            elif one.kind == "part":
                held += one.data
            elif one.kind == "bad":
                bad.append((one.code, one.reason, held + one.data))
                held, records = b"", records + 1
            else:
                assert not held
                parsed = form.parse(one)
                records += parsed.records
                bad += [_checked(one.data, each) for each in parsed.bad]
                assert len(parsed.texts) == len(parsed.owners)
                assert all(column in columns for _, column in parsed.owners)
                writer.add(parsed.render([change(text) for text in parsed.texts]))
        writer.finish()
    finally:
        base.FRAME = old
    assert not held
    assert seen == data
    return b"".join(out), bad, records


def _checked(data: bytes, bad: Bad) -> tuple[str, str, bytes]:
    assert data[bad.start : bad.start + len(bad.data)] == bad.data
    assert data.count(b"\n", 0, bad.start) == bad.line
    return bad.code, bad.reason, bad.data
