"""What is written is proved: an encoder that writes something else is caught, whatever the format."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest

from persclean.engine.engines import Engines
from persclean.engine.records import Work, clean_records
from persclean.errors import RecordsLostError
from persclean.io.records import csv_writing, json_text, xml_texts
from persclean.io.records.base import RecordFormat, RecordOptions
from persclean.io.records.csv_format import Csv
from persclean.io.records.json_array import JsonArray
from persclean.io.records.jsonl import JsonLines
from persclean.io.records.xml import Xml
from persclean.pipeline import Pipeline

TEXT = "كتابي كه \\n مي رود"
COLUMNS = RecordOptions(columns=("a",))
FORMATS: dict[str, tuple[RecordFormat, str]] = {
    "jsonl": (JsonLines(COLUMNS), '{"a": "%s", "b": "كتاب"}\n'),
    "json": (JsonArray(COLUMNS), '[{"a": "%s", "b": "كتاب"}]\n'),
    "csv": (Csv(COLUMNS), 'a,b\n"%s",x\n'),
    "backslash": (Csv(RecordOptions(columns=("a",), escape="\\")), "a,b\n%s,x\n"),
    "alone": (Csv(RecordOptions(columns=("a",), delimiter=",")), 'a\n"%s"\n'),
    "xml": (Xml(RecordOptions(record="r", texts=("a",))), "<r><a>%s</a></r>\n"),
    "cdata": (Xml(RecordOptions(record="r", texts=("a",))), "<r><a><![CDATA[%s]]></a></r>\n"),
}
JSON_FAULTS = (b'"a"', b'"a', b'a"', b'"a","c":"b"', b"1", b"", b'"\\q"', b'"\n"', b'"\xff"', b'"a", "a": "b"')
CSV_FAULTS = ('"a"', '"a', 'a,"b', "a,b", "a\n", "a\r", "", '"a"b', "\\", 'a"\\', "a\\")
XML_FAULTS = (
    b"a",
    b"a<b/>",
    b"a<b>c</b>",
    b"a</a><a>",
    b"<a>",
    b"&nothing;",
    b"&",
    b"\x01",
    b"<!-- -->",
    b"a]]>",
    b"\xff",
)


def cleaned(name: str, no_again: bool, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """Return a stream cleaned. no_again: reading whole frames again is out of order."""
    format, data = FORMATS[name]
    if no_again:

        def nothing(work: Work, data: bytes) -> tuple[int, list[str]]:
            return -1, []

        monkeypatch.setattr(Work, "found_in", nothing)
    out: list[bytes] = []
    bad: list[Any] = []
    read = BytesIO((data % TEXT).encode()).read
    clean_records(format, read, out.append, bad.append, engines=Engines(Pipeline.preset("default")))
    assert not bad
    return b"".join(out)


@pytest.mark.parametrize("name", FORMATS)
def test_new_texts_are_proved_without_reading_all_again(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "کتابی" in cleaned(name, True, monkeypatch).decode()


def _broken(name: str, fault: Any) -> tuple[Any, str, Callable[..., Any]]:
    if name.startswith("json"):
        return json_text, "literal_of", lambda *_: fault
    if name in ("xml", "cdata"):
        return xml_texts.Texts, "encode", lambda *_: fault
    return csv_writing.Writing, "encode", lambda *_: fault


CASES = [
    (name, fault)
    for name in FORMATS
    for fault in (JSON_FAULTS if name.startswith("json") else XML_FAULTS if name in ("xml", "cdata") else CSV_FAULTS)
]


@pytest.mark.parametrize(("name", "fault"), CASES)
@pytest.mark.parametrize("no_again", [False, True])
def test_an_encoder_that_is_broken_is_caught(
    name: str, fault: Any, no_again: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(*_broken(name, fault))
    with pytest.raises(RecordsLostError):
        cleaned(name, no_again, monkeypatch)
