"""The texts of an input with their places, as the commands see them that only look."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import pytest

from persclean.batch import texts
from persclean.batch.plan import planned
from persclean.errors import InputError
from persclean.io.failures import BinaryError
from persclean.io.records.base import RecordOptions
from persclean.request import Request


def _read(path: Path, **settings: object) -> tuple[list[tuple[str, texts.Place]], list[texts.Stream]]:
    """Every line of a path with its place, and the streams it was read as."""
    request = Request(paths=(str(path),), **settings)  # type: ignore[arg-type]
    seen: list[texts.Stream] = []
    found = []
    for job in planned(request).jobs:
        for part in texts.texts_of(job, request, seen):
            lines = part.data.decode("utf-8", "surrogateescape").split("\n")
            found += [(line, part.place(n)) for n, line in enumerate(lines) if line]
    return found, seen


def test_plain_text(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("یک\n\nسه\nچهار", encoding="utf-8")
    found, (stream,) = _read(path)
    assert found == [("یک", texts.Place(1)), ("سه", texts.Place(3)), ("چهار", texts.Place(4))]
    assert (stream.format, stream.encoding, stream.compression) == ("text", "utf-8", "")
    assert stream.bytes == path.stat().st_size


def test_numbers_go_on_over_blocks_and_parts_of_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from persclean.engine import cutter

    monkeypatch.setattr(cutter, "BLOCK", 400)
    monkeypatch.setattr(cutter, "LONG", 50)
    path = tmp_path / "a.txt"
    content = "\n".join(f"سطر {n} " + "دراز و " * (n % 7) for n in range(600))
    path.write_text(content, encoding="utf-8")
    request = Request(paths=(str(path),))
    lines = content.split("\n")
    parts = [part for job in planned(request).jobs for part in texts.texts_of(job, request)]
    assert "".join(part.data.decode() for part in parts) == content
    assert len(parts) > 10
    assert any(part.offset for part in parts)
    for part in parts:
        first = part.data.decode().split("\n")[0]
        assert lines[part.first - 1][part.offset :].startswith(first)


@pytest.mark.parametrize(
    ("name", "content", "places"),
    [
        (
            "a.jsonl",
            '{"t": "یک"}\n{"t": 5}\n{"t": "دو\\nسه"}\n',
            [("یک", 1, 1, 1), ("دو", 3, 3, 1), ("سه", 3, 3, 2)],
        ),
        (
            "a.csv",
            'id,t\n1,یک\n2,"دو\nسه"\n3,چهار\n',
            [("یک", 2, 1, 1), ("دو", 3, 2, 1), ("سه", 4, 2, 2), ("چهار", 5, 3, 1)],
        ),
        ("a.json", '[\n{"t": "یک"},\n\n{"t": "دو"}\n]\n', [("یک", 2, 1, 1), ("دو", 4, 2, 1)]),
    ],
)
def test_records(tmp_path: Path, name: str, content: str, places: list[tuple[str, int, int, int]]) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    found, (stream,) = _read(path, records=RecordOptions(columns=("t",)))
    assert [(line, place.line, place.record, place.row) for line, place in found] == places
    assert {place.field for _, place in found} == {"t"}
    assert stream.texts == len({(place.record, place.field) for _, place in found})


def test_xml_and_markdown_have_the_lines_of_the_file(tmp_path: Path) -> None:
    xml = tmp_path / "a.xml"
    xml.write_text("<r>\n<d><t>یک\nدو</t></d>\n<d>\n<t>سه</t></d>\n</r>\n", encoding="utf-8")
    found, _ = _read(xml, records=RecordOptions(record="d", texts=("t",)))
    assert [(line, place.line, place.record) for line, place in found] == [("یک", 2, 1), ("دو", 3, 1), ("سه", 5, 2)]
    markdown = tmp_path / "a.md"
    markdown.write_text("# سرتیتر\n\n- یک\n- دو\n\n```\nکد\n```\n\nپایان\n", encoding="utf-8")
    found, _ = _read(markdown)
    assert [(line, place.line) for line, place in found] == [("سرتیتر", 1), ("یک", 3), ("دو", 4), ("پایان", 10)]


def test_parquet_has_records_and_no_lines(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"t": ["یک", None, "سه"]}), path)
    found, (stream,) = _read(path, records=RecordOptions(columns=("t",)))
    assert found == [("یک", texts.Place(None, 1, "t")), ("سه", texts.Place(None, 3, "t"))]
    assert stream.records == 3


def test_bad_records_are_told_and_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"t": "یک"}\n{"t": \n{"t": "دو"}\n', encoding="utf-8")
    found, (stream,) = _read(path, records=RecordOptions(columns=("t",)))
    assert [(line, place.record) for line, place in found] == [("یک", 1), ("دو", 3)]
    assert stream.bad_records == 1
    assert (stream.first_bad[0].record, stream.first_bad[0].line) == (2, 2)
    with pytest.raises(InputError, match="record 2"):
        _read(path, records=RecordOptions(columns=("t",)), strict=True)


def test_archives_and_damage(tmp_path: Path) -> None:
    packed = tmp_path / "a.zip"
    inner = gzip.compress("دو\n".encode())
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("one.txt", "یک\n")
        archive.writestr("two.txt.gz", inner)
        archive.writestr("picture.bin", b"\0\1\2")
    found, streams = _read(packed)
    assert [line for line, _ in found] == ["یک", "دو"]
    assert [(one.name.rpartition("/")[2], one.binary) for one in streams] == [
        ("one.txt", False), ("two.txt.gz", False), ("picture.bin", True),
    ]  # fmt: skip
    whole = io.BytesIO()
    with gzip.GzipFile(fileobj=whole, mode="wb", compresslevel=0) as file:
        file.write("سطر\n".encode() * 20000)
    cut = tmp_path / "cut.txt.gz"
    cut.write_bytes(whole.getvalue()[:70000])
    found, (stream,) = _read(cut)
    assert len(found) > 5000
    assert stream.damage is not None


def test_what_cannot_be_read(tmp_path: Path) -> None:
    binary = tmp_path / "a.bin"
    binary.write_bytes(b"\0\1")
    with pytest.raises(BinaryError):
        _read(binary)
    with pytest.raises(InputError, match="No such file"):
        _read(tmp_path / "none.txt")
    legacy = tmp_path / "old.txt"
    legacy.write_bytes("سلام دنيا".encode("windows-1256"))
    found, (stream,) = _read(legacy, encoding="windows-1256")
    assert found[0][0] == "سلام دنيا"
    assert stream.encoding == "windows-1256"
