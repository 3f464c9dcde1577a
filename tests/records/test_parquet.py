from __future__ import annotations

import base64
import datetime
import decimal
import io
import json
import pickle
import subprocess
import sys
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from persclean.errors import InputError
from persclean.io.records import base
from persclean.io.records.base import RecordOptions
from persclean.io.records.parquet import Parquet
from tests.records.arrow_drive import drive

N = 3000


def table(n: int = N) -> pa.Table:
    zone = pa.timestamp("us", tz="Asia/Tehran")
    columns = {
        "id": pa.array(range(n)),
        "body": [None if i % 7 == 0 else f"متن {i} " * (i % 50) for i in range(n)],
        "cat": pa.array([f"دسته {i % 5}" for i in range(n)]).dictionary_encode(),
        "tags": [[f"t{i}"] * (i % 4) if i % 3 else None for i in range(n)],
        "article": [{"body": f"b{i}", "views": i} if i % 5 else None for i in range(n)],
        "parts": [[{"text": "x" * (i % 30)}] * (i % 3) for i in range(n)],
        "when": pa.array([datetime.datetime(2020, 1, 1) + datetime.timedelta(days=i) for i in range(n)], zone),
        "price": pa.array([decimal.Decimal(i) / 4 for i in range(n)], pa.decimal128(9, 2)),
        "count": pa.array(range(n), pa.uint32()),
        "blob": [b"\xff\xfe" * (i % 3) for i in range(n)],
        "flag": [None, True, False] * (n // 3),
        "number": [float("nan") if i % 9 == 0 else i / 7 for i in range(n)],
    }
    return pa.table(columns, metadata={"source": "ایرنا", "pandas": '{"index_columns": []}'})


def written(of: pa.Table, **how: Any) -> bytes:
    sink = io.BytesIO()
    pq.write_table(of, sink, **how)
    return sink.getvalue()


def form(*columns: str, **options: Any) -> Parquet:
    return Parquet(RecordOptions(columns=columns, **options))


TEXTS = ("body", "cat", "tags", "article.body", "parts.text")
OTHERS = ["id", "when", "price", "count", "blob", "flag", "number"]


def mapped(value: Any, function: Any) -> Any:
    """What shall come out, by plain Python: every string of the value through the function."""
    if isinstance(value, str):
        return function(value)
    if isinstance(value, list):
        return [mapped(one, function) for one in value]
    if isinstance(value, dict):
        return {key: mapped(one, function) for key, one in value.items()}
    return value


def same_settings(left: bytes, right: bytes) -> None:
    """The footers say the same but for offsets, sizes and statistics."""
    a, b = pq.read_metadata(io.BytesIO(left)), pq.read_metadata(io.BytesIO(right))
    assert a.schema.equals(b.schema)
    assert a.metadata == b.metadata
    assert a.format_version == b.format_version
    assert a.num_row_groups == b.num_row_groups
    for n in range(a.num_row_groups):
        x, y = a.row_group(n), b.row_group(n)
        assert x.num_rows == y.num_rows
        assert x.sorting_columns == y.sorting_columns
        for k in range(a.num_columns):
            p, q = x.column(k), y.column(k)
            assert (p.compression, p.encodings, p.num_values) == (q.compression, q.encodings, q.num_values)
            for name in ("is_stats_set", "has_dictionary_page", "has_column_index", "has_offset_index"):
                assert getattr(p, name) == getattr(q, name), (name, p.path_in_schema)
            assert (getattr(p, "bloom_filter_length", None) or 0) == (getattr(q, "bloom_filter_length", None) or 0)


HOWS: dict[str, dict[str, Any]] = {
    "plain": {},
    "groups": {"row_group_size": 1300, "compression": "zstd"},
    "codecs": {"compression": {"id": "zstd", "body": "gzip", "cat": "snappy", "blob": "none", "number": "lz4"}},
    "brotli": {"compression": "brotli"},
    "uncompressed": {"compression": "none", "write_statistics": False},
    "pages": {"data_page_version": "2.0", "write_page_index": True, "write_page_checksum": True},
    "dictionary": {"use_dictionary": ["cat", "id"], "write_statistics": ["id", "body"]},
    "encodings": {
        "use_dictionary": False,
        "column_encoding": {
            "id": "DELTA_BINARY_PACKED",
            "body": "DELTA_LENGTH_BYTE_ARRAY",
            "number": "BYTE_STREAM_SPLIT",
        },
    },
    "sorted": {"sorting_columns": [pq.SortingColumn(0)], "row_group_size": 999},
    "version 1": {"version": "1.0"},
    "old lists": {"use_compliant_nested_type": False},
    "decimals": {"store_decimal_as_integer": True},
    "no schema": {"store_schema": False},
    "int96": {"use_deprecated_int96_timestamps": True},
}


@pytest.mark.parametrize("how", HOWS.values(), ids=HOWS)
def test_all_but_the_texts_is_kept(how: dict[str, Any]) -> None:
    data = written(table(), **how)
    ran = drive(form(*TEXTS), data, lambda text: text + "!")
    assert ran.failure is None and not ran.bad and ran.assembler.lost == [] and ran.records == N
    before, after = pq.read_table(io.BytesIO(data)), pq.read_table(io.BytesIO(ran.data))
    after.validate(full=True)
    assert after.schema.equals(before.schema, check_metadata=True)
    assert str(after.select(OTHERS).to_pydict()) == str(before.select(OTHERS).to_pydict())  # NaN is not NaN
    for name in ("body", "cat", "tags", "parts"):
        assert after[name].to_pylist() == mapped(before[name].to_pylist(), lambda text: text + "!"), name
    articles = mapped(before["article"].to_pylist(), lambda text: text + "!")
    assert after["article"].to_pylist() == articles
    same_settings(data, ran.data)


@pytest.mark.parametrize("how", HOWS.values(), ids=HOWS)
def test_without_changes_the_values_are_the_same(how: dict[str, Any]) -> None:
    data = written(table(), **how)
    ran = drive(form(*TEXTS), data)
    before, after = pq.read_table(io.BytesIO(data)), pq.read_table(io.BytesIO(ran.data))
    assert str(after.to_pydict()) == str(before.to_pydict())
    same_settings(data, ran.data)


@pytest.mark.skipif("bloom_filter_options" not in pq.ParquetWriter.__init__.__code__.co_varnames, reason="old pyarrow")
def test_bloom_filters_are_kept() -> None:
    data = written(table(), bloom_filter_options={"body": {"ndv": N, "fpp": 0.05}, "id": {"ndv": 100, "fpp": 0.05}})
    assert pq.read_metadata(io.BytesIO(data)).row_group(0).column(0).bloom_filter_length
    same_settings(data, drive(form("body"), data).data)


def test_an_order_by_a_cleaned_column_is_not_claimed() -> None:
    order = [pq.SortingColumn(0), pq.SortingColumn(1), pq.SortingColumn(2)]
    data = written(table(), sorting_columns=order)
    ran = drive(form("body"), data)
    assert pq.read_metadata(io.BytesIO(ran.data)).row_group(0).sorting_columns == (pq.SortingColumn(0),)
    assert len(ran.assembler.lost) == 1 and "order" in ran.assembler.lost[0]


@pytest.mark.parametrize("how", ["plain", "groups", "pages"])
def test_bytes_do_not_depend_on_frames(how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    data = written(table(), **HOWS[how])
    outputs = set()
    for frame in (64 << 20, 100_000, 7777, 500):
        monkeypatch.setattr(base, "FRAME", frame)
        outputs.add(drive(form(*TEXTS), data, lambda text: text[::2] + "\u200c").data)
    assert len(outputs) == 1


def test_bytes_do_not_depend_on_spilling(monkeypatch: pytest.MonkeyPatch) -> None:
    from persclean.io.records import arrow_spill

    data = written(table())
    one = drive(form(*TEXTS), data, str.upper).data
    monkeypatch.setattr(arrow_spill, "HELD", 10_000)
    monkeypatch.setattr(arrow_spill, "_FORGET", 0.0001)
    assert drive(form(*TEXTS), data, str.upper).data == one


VALUES = st.one_of(st.none(), st.text(max_size=20), st.text("ابپ\u200c ", max_size=8))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "s": VALUES,
                "l": st.one_of(st.none(), st.lists(VALUES, max_size=3)),
                "a": st.one_of(st.none(), st.fixed_dictionaries({"b": VALUES, "n": st.integers(0, 9)})),
                "ls": st.one_of(
                    st.none(),
                    st.lists(st.one_of(st.none(), st.fixed_dictionaries({"t": st.lists(VALUES, max_size=2)}))),
                ),
            }
        ),
        max_size=30,
    ),
    st.integers(1, 10),
    st.sampled_from([1, 100, 1 << 20]),
)
def test_any_rows(rows: list[dict[str, Any]], group: int, frame: int) -> None:
    strings = pa.list_(pa.string())
    schema = pa.schema(
        [
            ("s", pa.large_string()),
            ("l", strings),
            ("a", pa.struct([("b", pa.string()), ("n", pa.int64())])),
            ("ls", pa.large_list(pa.struct([("t", strings)]))),
        ]
    )
    data = written(pa.Table.from_pylist(rows, schema), row_group_size=group)
    old, base.FRAME = base.FRAME, frame
    try:
        ran = drive(form("s", "l", "a.b", "ls.t"), data, lambda text: f"«{text}»")
    finally:
        base.FRAME = old
    back = pq.read_table(io.BytesIO(ran.data))
    assert back.to_pylist() == mapped(pa.Table.from_pylist(rows, schema).to_pylist(), lambda text: f"«{text}»")
    assert len(ran.texts) == len(ran.owners)
    for text, (row, column) in zip(ran.texts, ran.owners, strict=True):
        assert (
            text in str(rows[row][column[0] if "." not in column else column.split(".")[0]])
            or repr(text)[1:-1] != text  # a list shows its texts escaped
        )
    same_settings(data, ran.data)


def with_bad_bytes() -> bytes:
    values = pa.array([b"ok", b"ab\xffcd", None, "خوب".encode(), b"\xc3"])
    body = pa.Array.from_buffers(pa.string(), 5, values.buffers())
    return written(pa.table({"id": range(5), "body": body, "raw": [b"\xfe"] * 5}), row_group_size=2)


def test_invalid_utf8_is_a_bad_row() -> None:
    ran = drive(form("body"), with_bad_bytes(), lambda text: text + "!")
    assert [(row, bad.code) for row, bad in ran.bad] == [(1, "bytes"), (4, "bytes")]
    assert ran.bad[0][1].reason == "column 'body' holds invalid UTF-8: 0xFF at byte 2"
    row = json.loads(ran.bad[0][1].data)
    assert row["id"] == 1 and base64.b64decode(row["body"]["base64"]) == b"ab\xffcd"
    back = pq.ParquetFile(io.BytesIO(ran.data))
    assert back.read().to_pydict() == {"id": [0, 2, 3], "body": ["ok!", None, "خوب!"], "raw": [b"\xfe"] * 3}
    assert [back.metadata.row_group(n).num_rows for n in range(3)] == [1, 2, 0]
    assert ran.owners == [(0, "body"), (3, "body")] and ran.records == 5


def test_invalid_utf8_in_other_columns_stays() -> None:
    values = pa.array([b"\xff", b"ok"])
    other = pa.Array.from_buffers(pa.string(), 2, values.buffers())
    ran = drive(form("body"), written(pa.table({"body": ["a", "b"], "other": other})), str.upper)
    back = pq.read_table(io.BytesIO(ran.data))
    assert not ran.bad and back["other"].cast(pa.binary()).to_pylist() == [b"\xff", b"ok"]


def test_invalid_utf8_deep_within_a_row() -> None:
    values = pa.Array.from_buffers(pa.string(), 3, pa.array([b"ok", b"\xff", b"fine"]).buffers())
    tags = pa.ListArray.from_arrays(pa.array([0, 2, 3], pa.int32()), values)
    ran = drive(form("tags"), written(pa.table({"id": [1, 2], "tags": tags})), str.upper)
    assert json.loads(ran.bad[0][1].data) == {"id": 1, "tags": ["ok", {"base64": "/w=="}]}
    assert pq.read_table(io.BytesIO(ran.data)).to_pylist() == [{"id": 2, "tags": ["FINE"]}]


def test_a_value_over_the_limit_is_a_bad_row() -> None:
    data = written(pa.table({"id": [1, 2, 3], "body": ["x" * 101, "y" * 100, None]}))
    ran = drive(form("body", max_record=100), data, str.upper)
    assert [(row, bad.code) for row, bad in ran.bad] == [(0, "size")]
    assert "101 bytes, more than the 100" in ran.bad[0][1].reason
    assert json.loads(ran.bad[0][1].data) == {"id": 1, "body": "x" * 101}
    assert pq.read_table(io.BytesIO(ran.data))["body"].to_pylist() == ["Y" * 100, None]


def test_a_row_that_json_has_no_words_for() -> None:
    year = pa.array([2**60, 0], pa.timestamp("us"))
    data = written(pa.table({"t": year, "f": [float("nan"), 1.0], "body": ["x" * 9, "y"]}))
    row = json.loads(drive(form("body", max_record=5), data).bad[0][1].data)
    stream = pa.ipc.open_stream(base64.b64decode(row["t"]["arrow"]))
    assert stream.read_all().column(0).cast(pa.int64()).to_pylist() == [2**60] and row["f"] == "nan"


def test_damage_in_the_middle_leaves_what_stands_before_it() -> None:
    source = table()
    data = bytearray(written(source, row_group_size=1000, write_page_checksum=True))
    chunk = pq.read_metadata(io.BytesIO(bytes(data))).row_group(1).column(1)
    middle = chunk.data_page_offset + chunk.total_compressed_size // 2
    data[middle : middle + 8] = b"\0\xff" * 4
    ran = drive(form("body"), bytes(data), str.upper)
    assert ran.failure is not None and "row group 2 of 3" in str(ran.failure) and "byte" in str(ran.failure)
    back = pq.read_table(io.BytesIO(ran.data))
    assert 1000 <= back.num_rows == ran.records < 2000
    assert str(back["id"].to_pylist()) == str(source["id"].to_pylist()[: back.num_rows])


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "no Parquet"),
        (b"PAR1", "damaged"),
        (b"id,body\n1,x\n", "no Parquet"),
        (written(table(3))[:-1], "cut off at byte"),
        (written(table(3))[:200], "cut off at byte 200"),
        (b"PAR1" + b"\0" * 100 + b"PAR1", "damaged"),
        (b"PARE" + b"\0" * 100 + b"PARE", "encrypted"),
    ],
)
def test_what_is_no_parquet(data: bytes, words: str) -> None:
    with pytest.raises(InputError, match=words):
        list(form("body").frames(io.BytesIO(data)))


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ((), "Name them with --column; columns with text: body, cat, tags, article.body, parts.text"),
        (("titel",), "column 'titel' is not there; columns with text: body"),
        (("id",), "column 'id' is no text; columns with text: body"),
        (("article",), "column 'article' is no text"),
        (("article.views",), "column 'article.views' is no text"),
    ],
)
def test_columns_that_are_not_there(columns: tuple[str, ...], words: str) -> None:
    with pytest.raises(InputError) as caught:
        list(form(*columns).frames(io.BytesIO(written(table(3)))))
    assert words in str(caught.value)


def test_a_name_with_a_dot_and_one_that_stands_twice() -> None:
    ran = drive(form("a.b"), written(pa.table({"a.b": ["x"], "c": ["y"]})), str.upper)
    assert pq.read_table(io.BytesIO(ran.data)).to_pydict() == {"a.b": ["X"], "c": ["y"]}
    twice = pa.Table.from_arrays([pa.array(["x"]), pa.array(["y"])], ["t", "t"])
    assert "there 2 times" in str(drive(form("t"), written(twice)).failure)


@pytest.mark.parametrize("rows", [0, 1])
def test_empty_files_and_row_groups(rows: int) -> None:
    schema = pa.schema([pa.field("body", pa.string(), nullable=False)])
    sink = io.BytesIO()
    with pq.ParquetWriter(sink, schema) as writer:
        for _ in range(rows):
            writer.write_table(schema.empty_table())
            writer.write_table(pa.table({"body": ["x"]}, schema=schema))
    ran = drive(form("body"), sink.getvalue(), str.upper)
    assert pq.read_table(io.BytesIO(ran.data)).to_pydict() == {"body": ["X"] * rows}
    same_settings(sink.getvalue(), ran.data)


def test_types_that_only_arrow_knows() -> None:
    columns = {
        "body": pa.array(["x", None]),
        "d": pa.array([1, 2], pa.duration("s")),
        "h": pa.array([1.5, 2], pa.float16()),
        "m": pa.array([[("k", "v")], None], pa.map_(pa.string(), pa.string())),
        "z": pa.array(["p", "q"], pa.large_string()),
        "f": pa.array([b"ab", b"cd"], pa.binary(2)),
        "g": pa.array([[1, 2], [3, 4]], pa.list_(pa.int8(), 2)),
        "t": pa.array([1, 2], pa.time32("ms")),
        "n": pa.nulls(2),
        "dn": pa.array([["p"], ["q", "p"]], pa.list_(pa.dictionary(pa.int32(), pa.string()))),
    }
    if hasattr(pa, "string_view"):
        columns["v"] = pa.array(["view" * 9, None], pa.string_view())
    if hasattr(pa, "json_"):
        columns["j"] = pa.array(["{}", None], pa.json_())
    if hasattr(pa, "uuid"):
        columns["u"] = pa.array([b"0123456789abcdef", None], pa.uuid())
    data = written(pa.table(columns))
    texts = ("body", "z", "v") if "v" in columns else ("body", "z")
    ran = drive(form(*texts), data, str.upper)
    before, after = pq.read_table(io.BytesIO(data)), pq.read_table(io.BytesIO(ran.data))
    assert after.schema.equals(before.schema, check_metadata=True) and ran.assembler.lost == []
    assert after.drop_columns(list(texts)).equals(before.drop_columns(list(texts)))
    for name in texts:
        assert after[name].to_pylist() == mapped(before[name].to_pylist(), str.upper)


def test_a_format_travels_to_workers_and_costs_no_import() -> None:
    assert pickle.loads(pickle.dumps(form("body"))) == form("body")
    frame = next(form("body").frames(io.BytesIO(written(table(30)))))
    assert pickle.loads(pickle.dumps(frame)) == frame
    code = "import sys, persclean.io.records.parquet, persclean.io.records.arrow_ipc; print('pyarrow' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_another_reader_agrees(tmp_path: Any) -> None:
    duckdb = pytest.importorskip("duckdb")
    data = written(table(), row_group_size=1000, compression="zstd")
    before, after = tmp_path / "before.parquet", tmp_path / "after.parquet"
    before.write_bytes(data)
    after.write_bytes(drive(form(*TEXTS), data, lambda text: text + "!").data)
    other = ", ".join(f'"{name}"' for name in OTHERS)
    for query in (
        f"select {other} from '{{}}'",
        "select name, type, repetition_type, logical_type from parquet_schema('{}')",
        "select key, value from parquet_kv_metadata('{}')",
        "select row_group_id, row_group_num_rows, path_in_schema, compression, encodings from parquet_metadata('{}')",
    ):
        one, two = (duckdb.sql(query.format(path)).fetchall() for path in (before, after))
        one, two = ([row[1:] if "schema(" in query else row for row in rows] for rows in (one, two))
        assert len(one) > 0 and str(one) == str(two), query
    changed = f"select body || '!', cat || '!', [x || '!' for x in tags], article.body || '!' from '{before}'"
    assert (
        duckdb.sql(changed).fetchall() == duckdb.sql(f"select body, cat, tags, article.body from '{after}'").fetchall()
    )


def test_a_file_that_another_wrote(tmp_path: Any) -> None:
    duckdb = pytest.importorskip("duckdb")
    before, after = tmp_path / "before.parquet", tmp_path / "after.parquet"
    duckdb.sql(
        "copy (select i::uinteger as id, 'متن ' || i as body, [i::varchar, null] as tags, {'a': i, 'b': 'x'} as s, "
        "i::decimal(9, 2) as d, now()::timestamp as t, 'j' as e, (i % 200)::utinyint as u from range(5000) r(i)) "
        f"to '{before}' (format parquet, codec zstd, row_group_size 2048)"
    )
    ran = drive(form("body", "tags", "s.b"), before.read_bytes(), lambda text: text + "!")
    after.write_bytes(ran.data)
    assert ran.failure is None
    for lost in ran.assembler.lost:  # pyarrow annotates no integer of 64 bits, which says nothing new
        assert "(INT64, Int(bitWidth=64, isSigned=true)) is written as" in lost
    query = "select id, {} from '{}' order by id"
    one = duckdb.sql(query.format("body || '!', [x || '!' for x in tags], s.a, s.b || '!', d, t, e, u", before))
    assert one.fetchall() == duckdb.sql(query.format("body, tags, s.a, s.b, d, t, e, u", after)).fetchall()
    assert pq.read_schema(before).equals(pq.read_schema(after), check_metadata=True)
    groups = "select distinct row_group_id, row_group_num_rows from parquet_metadata('{}') order by 1"
    assert duckdb.sql(groups.format(before)).fetchall() == duckdb.sql(groups.format(after)).fetchall()
