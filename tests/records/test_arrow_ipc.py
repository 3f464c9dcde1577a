from __future__ import annotations

import io
import json
from typing import Any

import pyarrow as pa
import pyarrow.feather as feather
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from persclean.errors import InputError
from persclean.io.records import base
from persclean.io.records.arrow_ipc import ArrowIpc
from persclean.io.records.arrow_messages import messages
from persclean.io.records.base import RecordOptions
from tests.records.arrow_drive import drive
from tests.records.test_parquet import VALUES, mapped, table

N = 3000
TEXTS = ("body", "cat", "tags", "article.body", "parts.text")
KINDS = ["file", "stream"]


def full() -> pa.Table:
    source = table()
    more: dict[str, pa.Array] = {
        "place": pa.array([f"o{i % 9}" if i % 4 else None for i in range(N)]).dictionary_encode(),
        "numbers": pa.array([i % 9 for i in range(N)]).dictionary_encode(),
        "runs": pa.array([[f"d{i % 3}"] for i in range(N)], pa.list_(pa.dictionary(pa.int8(), pa.string()))),
        "pairs": pa.array([[("k", "v")]] * N, pa.map_(pa.string(), pa.string())),
    }
    if hasattr(pa, "string_view"):
        more["view"] = pa.array(["v" * (i % 40) for i in range(N)], pa.string_view())
    for name, array in more.items():
        source = source.append_column(pa.field(name, array.type, metadata={"of": name}), array)
    return source


def written(of: pa.Table, kind: str = "file", rows: int = 1000, custom: bool = True, **options: Any) -> bytes:
    sink = io.BytesIO()
    new = pa.ipc.new_file if kind == "file" else pa.ipc.new_stream
    with new(sink, of.schema, options=pa.ipc.IpcWriteOptions(**options)) as writer:
        for n, batch in enumerate(of.to_batches(rows)):
            writer.write_batch(batch, custom_metadata={"number": str(n)} if custom else None)
    return sink.getvalue()


def opened(data: bytes) -> list[tuple[pa.RecordBatch, Any]]:
    if data.startswith(b"ARROW1"):
        reader = pa.ipc.open_file(io.BytesIO(data))
        return [tuple(reader.get_batch_with_custom_metadata(n)) for n in range(reader.num_record_batches)]
    stream, found = pa.ipc.open_stream(io.BytesIO(data)), []
    while True:
        try:
            found.append(tuple(stream.read_next_batch_with_custom_metadata()))
        except StopIteration:
            return found


def form(*columns: str, **options: Any) -> ArrowIpc:
    return ArrowIpc(RecordOptions(columns=columns, **options))


def shape(data: bytes) -> list[tuple[Any, ...]]:
    return [(one.kind, one.codec, one.delta, one.version, one.legacy) for one in messages(io.BytesIO(data))]


HOWS: dict[str, dict[str, Any]] = {
    "plain": {},
    "lz4": {"compression": "lz4"},
    "zstd": {"compression": "zstd"},
    "version 4": {"metadata_version": pa.ipc.MetadataVersion.V4},
    "before 0.15": {"metadata_version": pa.ipc.MetadataVersion.V4, "use_legacy_format": True},
}


@pytest.mark.parametrize("how", HOWS.values(), ids=HOWS)
@pytest.mark.parametrize("kind", KINDS)
def test_all_but_the_texts_is_kept(kind: str, how: dict[str, Any]) -> None:
    # pyarrow cannot read what it wrote with version 4 and metadata of a batch.
    data = written(full(), kind, custom="metadata_version" not in how, **how)
    ran = drive(form(*TEXTS), data, lambda text: text + "!")
    assert ran.failure is None and not ran.bad and ran.assembler.lost == [] and ran.records == N
    assert shape(ran.data) == shape(data) and ran.data[:6] == data[:6]
    before, after = opened(data), opened(ran.data)
    assert len(before) == len(after) == 3
    for (one, noted), (two, kept) in zip(before, after, strict=True):
        two.validate(full=True)
        assert two.schema.equals(one.schema, check_metadata=True) and two.num_rows == one.num_rows
        assert dict(kept or {}) == dict(noted or {})
        for name in one.schema.names:
            if name in ("body", "cat", "tags", "parts", "article"):
                assert two[name].to_pylist() == mapped(one[name].to_pylist(), lambda text: text + "!"), name
            else:
                assert str(two[name]) == str(one[name]) and two[name].type == one[name].type, name


@pytest.mark.parametrize("kind", KINDS)
def test_without_changes_the_values_and_dictionaries_are_the_same(kind: str) -> None:
    data = written(full(), kind, compression="zstd")
    ran = drive(form(*TEXTS), data)
    for (one, _), (two, _) in zip(opened(data), opened(ran.data), strict=True):
        assert str(one.to_pydict()) == str(two.to_pydict())
        for name in ("cat", "place", "numbers"):
            assert one[name].dictionary.equals(two[name].dictionary) and one[name].indices.equals(two[name].indices)


@pytest.mark.parametrize("kind", KINDS)
def test_bytes_do_not_depend_on_frames(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from persclean.io.records import arrow_spill

    data = written(full(), kind, compression="lz4")
    outputs = set()
    for frame in (64 << 20, 50_000, 500):
        monkeypatch.setattr(base, "FRAME", frame)
        outputs.add(drive(form(*TEXTS), data, lambda text: text[::2] + "!" if "9" in text else text).data)
    monkeypatch.setattr(arrow_spill, "HELD", 1000)
    outputs.add(drive(form(*TEXTS), data, lambda text: text[::2] + "!" if "9" in text else text).data)
    assert len(outputs) == 1


def test_bytes_under_a_null_do_not_make_frames_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    values = pa.array(["one", "hidden", "three", "four"] * 100)
    validity = pa.array([True, False, True, True] * 100).buffers()[1]
    body = pa.Array.from_buffers(pa.string(), 400, [validity, *values.buffers()[1:]])
    data = written(pa.table({"body": body}))
    outputs = set()
    for frame in (64 << 20, 300):
        monkeypatch.setattr(base, "FRAME", frame)
        ran = drive(form("body"), data, lambda text: text.replace("x", "y"))
        assert len(ran.texts) == 300
        outputs.add(ran.data)
    assert len(outputs) == 1


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.tuples(VALUES, VALUES, st.one_of(st.none(), st.lists(VALUES, max_size=3)), st.integers(0, 3)), max_size=30
    ),
    st.integers(1, 10),
    st.sampled_from([1, 100, 1 << 20]),
    st.sampled_from(KINDS),
)
def test_any_rows(rows: list[tuple[Any, ...]], size: int, frame: int, kind: str) -> None:
    whole = pa.table(
        {
            "s": pa.array([row[0] for row in rows], pa.large_string()),
            "d": pa.array([row[1] for row in rows], pa.string()).dictionary_encode(),
            "l": pa.array([row[2] for row in rows], pa.list_(pa.string())),
            "n": pa.array([row[3] for row in rows], pa.int16()),
        }
    )
    data = written(whole, kind, size)
    function = lambda text: text.replace("ا", "") + "."  # noqa: E731
    old, base.FRAME = base.FRAME, frame
    try:
        ran = drive(form("s", "d", "l"), data, function)
    finally:
        base.FRAME = old
    back = [batch for batch, _ in opened(ran.data)]
    assert [batch.num_rows for batch in back] == [batch.num_rows for batch, _ in opened(data)]
    assert [row for batch in back for row in batch.to_pylist()] == mapped(whole.to_pylist(), function)


@pytest.mark.parametrize("kind", KINDS)
def test_values_of_a_dictionary_are_cleaned_once(kind: str) -> None:
    whole = pa.table({"cat": pa.array(["علي", "علی", None, "حسن"] * 200).dictionary_encode()})
    ran = drive(form("cat"), written(whole, kind, 300), lambda text: text.replace("ي", "ی"))
    assert ran.texts == ["علي", "علی", "حسن"] and ran.records == 800
    for batch, _ in opened(ran.data):
        assert batch["cat"].dictionary.to_pylist() == ["علی", "حسن"]  # what became the same is one value
    assert [row for batch, _ in opened(ran.data) for row in batch["cat"].to_pylist()] == [
        "علی",
        "علی",
        None,
        "حسن",
    ] * 200


@pytest.mark.parametrize("deltas", [True, False])
@pytest.mark.parametrize("kind", KINDS)
def test_dictionaries_that_grow_or_are_replaced(kind: str, deltas: bool) -> None:
    if kind == "file" and not deltas:
        pytest.skip("no such files")
    schema = pa.schema([("c", pa.dictionary(pa.int8(), pa.string()))])
    sink = io.BytesIO()
    options = pa.ipc.IpcWriteOptions(emit_dictionary_deltas=deltas)
    dictionaries = [["a", "b"], ["a", "b", "c"], ["a", "b", "c"]] + ([["q", "a"]] if kind == "stream" else [])
    with (pa.ipc.new_file if kind == "file" else pa.ipc.new_stream)(sink, schema, options=options) as writer:
        for values in dictionaries:
            numbers = pa.array([0, len(values) - 1, None], pa.int8())
            writer.write_batch(
                pa.record_batch([pa.DictionaryArray.from_arrays(numbers, pa.array(values))], schema=schema)
            )
    ran = drive(form("c"), sink.getvalue(), str.upper)
    assert shape(ran.data) == shape(sink.getvalue())
    rows = [batch["c"].to_pylist() for batch, _ in opened(ran.data)]
    assert rows == [["A", "B", None], ["A", "C", None], ["A", "C", None], ["Q", "A", None]][: len(dictionaries)]
    # Values sent once are cleaned once: of a dictionary that grows, what is new.
    assert ran.texts == ["a", "b", "c"] + (["q", "a"] if kind == "stream" else [])


@pytest.mark.parametrize("kind", KINDS)
def test_bad_rows(kind: str) -> None:
    values = pa.array([b"ok", b"a\xff", None, b"fine"])
    body = pa.Array.from_buffers(pa.string(), 4, values.buffers())
    words = pa.Array.from_buffers(pa.string(), 2, pa.array([b"x", b"\xfe"]).buffers())
    cat = pa.DictionaryArray.from_arrays(pa.array([0, 0, 1, None], pa.int8()), words)
    other = pa.array(["p", "q", "p", "q"]).dictionary_encode()
    data = written(pa.table({"body": body, "cat": cat, "other": other}), kind)
    ran = drive(form("body", "cat"), data, lambda text: text + "!")
    assert [(row, bad.code) for row, bad in ran.bad] == [(1, "bytes"), (2, "bytes")] and ran.records == 4
    assert json.loads(ran.bad[0][1].data) == {"body": {"base64": "Yf8="}, "cat": "x", "other": "q"}
    assert json.loads(ran.bad[1][1].data) == {"body": None, "cat": {"base64": "/g=="}, "other": "p"}
    (batch, _), *_ = opened(ran.data)
    batch.validate(full=True)
    assert batch.to_pylist() == [
        {"body": "ok!", "cat": "x!", "other": "p"},
        {"body": "fine!", "cat": None, "other": "q"},
    ]


def test_a_batch_of_bad_rows_alone_stays_as_an_empty_one() -> None:
    data = written(pa.table({"body": ["xxxxxx", "xxxxxx", "y"], "id": [1, 2, 3]}), rows=2)
    ran = drive(form("body", max_record=5), data)
    assert [bad.code for _, bad in ran.bad] == ["size", "size"]
    assert [batch.to_pylist() for batch, _ in opened(ran.data)] == [[], [{"body": "y", "id": 3}]]


@pytest.mark.parametrize("compression", [None, "lz4", "zstd"])
@pytest.mark.parametrize("kind", KINDS)
def test_cut_off_anywhere(kind: str, compression: str | None) -> None:
    whole = table(60)
    data = written(whole, kind, 20, compression=compression)
    ends = [one.end for one in messages(io.BytesIO(data)) if one.is_batch]
    for size in {*range(0, len(data), 97), *ends, *(end - 1 for end in ends), len(data) - 1}:
        ran = drive(form("body"), data[:size], str.upper)
        rows = 20 * sum(end <= size for end in ends)
        assert ran.records == rows, size
        if ran.assembler is not None:
            assert sum(batch.num_rows for batch, _ in opened(ran.data)) == rows
        if size in ends and kind == "stream":
            assert ran.failure is None  # a stream may end after any message
        else:
            assert ran.failure is not None and ("byte" in str(ran.failure) or "no schema" in str(ran.failure)), size
        if rows and ran.failure:
            assert f"record batch {rows // 20 + 1}, at byte" in str(ran.failure)


@pytest.mark.parametrize("kind", KINDS)
def test_damage_is_an_error_and_never_a_crash(kind: str) -> None:
    whole = table(60)
    data = written(whole, kind, 20)
    first = next(one for one in messages(io.BytesIO(data)) if one.is_batch)
    for at in range(first.end, len(data) - 8, 61):
        hurt = data[:at] + b"\xff\x7f\xff\x7f" + data[at + 4 :]
        ran = drive(form("body", "cat"), hurt, str.upper)
        if not ran.failure:
            assert ran.records == 60
        assert opened(ran.data)[0][0]["id"].to_pylist() == list(range(20))


def test_bytes_after_a_stream_are_not_passed_over() -> None:
    data = written(table(30), "stream")
    ran = drive(form("body"), data + data)
    assert ran.records == 30 and f"the stream ends at byte {len(data):,}, but {len(data):,} bytes follow" in str(
        ran.failure
    )


@pytest.mark.parametrize("data", [b"", b"id,body\n1,x\n", b"\0" * 100, b"FEA1" + b"\0" * 100, b"ARROW1\0\0"])
def test_what_is_no_arrow(data: bytes) -> None:
    with pytest.raises(InputError, match=r"no Arrow IPC file or stream|Feather V1|cut off"):
        list(form("body").frames(io.BytesIO(data)))


def test_columns_that_are_not_there() -> None:
    with pytest.raises(InputError, match=r"columns with text: body, cat, tags, article\.body, parts\.text"):
        list(form("titel").frames(io.BytesIO(written(table(3)))))


@pytest.mark.parametrize("compression", ["lz4", "zstd", "uncompressed"])
def test_feather(compression: str) -> None:
    sink = io.BytesIO()
    feather.write_feather(table(), sink, compression=compression, chunksize=700)
    ran = drive(form("body"), sink.getvalue(), lambda text: text + "!")
    before, after = feather.read_table(io.BytesIO(sink.getvalue())), feather.read_table(io.BytesIO(ran.data))
    assert after.schema.equals(before.schema, check_metadata=True)
    assert str(after.drop_columns(["body"]).to_pydict()) == str(before.drop_columns(["body"]).to_pydict())
    assert after["body"].to_pylist() == mapped(before["body"].to_pylist(), lambda text: text + "!")
    assert shape(ran.data) == shape(sink.getvalue())


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("rows", [0, 3])
def test_empty_batches(kind: str, rows: int) -> None:
    schema = pa.schema([("body", pa.string()), ("c", pa.dictionary(pa.int8(), pa.string()))])
    sink = io.BytesIO()
    with (pa.ipc.new_file if kind == "file" else pa.ipc.new_stream)(sink, schema) as writer:
        for _ in range(rows):
            writer.write_batch(pa.RecordBatch.from_pylist([], schema))
    ran = drive(form("body", "c"), sink.getvalue())
    assert ran.failure is None and [batch.num_rows for batch, _ in opened(ran.data)] == [0] * rows


@pytest.mark.skipif(not hasattr(pa.ipc.RecordBatchFileReader, "metadata"), reason="pyarrow cannot")
def test_metadata_of_the_footer() -> None:
    sink = io.BytesIO()
    whole = table(3)
    with pa.ipc.new_file(sink, whole.schema, metadata={"made": "by hand"}) as writer:
        writer.write_table(whole)
    ran = drive(form("body"), sink.getvalue())
    assert dict(pa.ipc.open_file(io.BytesIO(ran.data)).metadata) == {b"made": b"by hand"}
