"""clean_batch: every text as persclean.clean has it, everything else as it was."""

from __future__ import annotations

import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import persclean
from persclean import Config, Pipeline
from persclean.errors import ConfigError, InputError
from persclean.scale import clean_batch
from persclean.scale.cleaner import KEPT, cleaner
from tests.scale.texts import LINES, PAGES, SAMPLES, texts

DIRTY, CLEAN = "كتاب هاي 3 نويسنده", persclean.clean("كتاب هاي 3 نويسنده")
BODIES = [DIRTY, None, "", "مي روم\nكتاب", CLEAN, "\n", *LINES[:40]]


def expected(value: Any) -> Any:
    if isinstance(value, str):
        return persclean.clean(value)
    return [expected(one) for one in value] if isinstance(value, list) else value


def checked(batch: Any, columns: Any, *more: Any) -> Any:
    before = batch.to_pylist()
    made = clean_batch(batch, columns, *more)
    made.validate(full=True)
    assert type(made) is type(batch)
    assert made.schema.equals(batch.schema, check_metadata=True)
    assert batch.to_pylist() == before  # not changed in place
    return made


def same_buffers(one: Any, other: Any) -> bool:
    places = [[b and b.address for b in each.buffers()] for each in (one, other)]
    return one.offset == other.offset and places[0] == places[1]


def view() -> list[Any]:
    return [pa.string_view()] if hasattr(pa, "string_view") else []


@pytest.mark.parametrize(
    "kind", [pa.string(), pa.large_string(), *view(), pa.dictionary(pa.int16(), pa.string())], ids=str
)
@pytest.mark.parametrize("cut", [(0, None), (1, None), (2, 9), (3, 0)])
def test_columns_of_strings(kind: pa.DataType, cut: tuple[int, int | None]) -> None:
    numbers = pa.array(range(len(BODIES)))
    values = pa.array(BODIES, pa.string())
    bodies = values.dictionary_encode().cast(kind) if pa.types.is_dictionary(kind) else values.cast(kind)
    schema = pa.schema([pa.field("n", pa.int64()), pa.field("b", kind, metadata={"a": "b"})], {"k": "v"})
    batch = pa.RecordBatch.from_arrays([numbers, bodies], schema=schema).slice(*cut)
    made = checked(batch, "b")
    assert made["b"].to_pylist() == expected(batch["b"].to_pylist())
    assert same_buffers(made["n"], batch["n"])
    assert checked(made, "b") is made  # clean text comes back as it is


LISTS = [[DIRTY, None], None, [], [CLEAN, DIRTY, "ي"], [""], ["3"]]


@pytest.mark.parametrize("kind", [pa.list_(pa.string()), pa.large_list(pa.large_string())], ids=str)
@pytest.mark.parametrize("start", [0, 1, 3])
def test_lists(kind: pa.DataType, start: int) -> None:
    batch = pa.record_batch([pa.array(LISTS, kind)], ["b"]).slice(start)
    assert checked(batch, ["b"])["b"].to_pylist() == expected(LISTS[start:])


def test_lists_of_fixed_size() -> None:
    values = [["ي", None], None, [DIRTY, "3"]]
    batch = pa.record_batch([pa.array(values, pa.list_(pa.string(), 2))], ["b"])
    assert checked(batch, ["b"])["b"].to_pylist() == expected(values)
    assert checked(batch.slice(2), ["b"])["b"].to_pylist() == expected(values[2:])


def articles(rows: list[Any]) -> pa.RecordBatch:
    part = pa.struct([("text", pa.string()), ("n", pa.int64())])
    article = pa.struct([("body", pa.string()), ("raw", pa.string()), ("parts", pa.list_(part))])
    return pa.record_batch([pa.array(rows, article)], ["article"])


@pytest.mark.parametrize("start", [0, 1, 2])
def test_paths_through_structs(start: int) -> None:
    rows = [
        {"body": DIRTY, "raw": "ي", "parts": [{"text": "ي 3", "n": 1}, None, {"text": None, "n": 2}]},
        None,
        {"body": None, "raw": "ي", "parts": None},
        {"body": "ك", "raw": None, "parts": [{"text": "ك", "n": 3}]},
    ]
    batch = articles(rows).slice(start)
    made = checked(batch, ["article.body", "article.parts.text"])
    wanted = [
        {"body": CLEAN, "raw": "ي", "parts": [{"text": "ی ۳", "n": 1}, None, {"text": None, "n": 2}]},
        None,
        {"body": None, "raw": "ي", "parts": None},
        {"body": "ک", "raw": None, "parts": [{"text": "ک", "n": 3}]},
    ]
    assert made["article"].to_pylist() == wanted[start:]
    if not start:
        assert same_buffers(made["article"].field(1), batch["article"].field(1))


def test_chunks_of_a_table() -> None:
    bodies = pa.chunked_array([BODIES[:3], [], BODIES[3:9], [CLEAN]], pa.string())
    table = pa.table({"n": range(len(bodies)), "b": bodies}).replace_schema_metadata({"k": "v"})
    for cut in ((0, None), (2, 5), (3, 0)):
        part = table.slice(*cut)
        made = checked(part, ["b"])
        assert made["b"].to_pylist() == expected(part["b"].to_pylist())
        assert same_buffers(made["n"].chunk(0), part["n"].chunk(0))
    assert checked(table.slice(9), ["b"])["b"].to_pylist() == [CLEAN]


def test_values_of_a_dictionary_that_become_one() -> None:
    values = pa.array(["كتاب", None, "کتاب", "ي"])
    column = pa.DictionaryArray.from_arrays(pa.array([0, 2, None, 3, 1, 0], pa.int8()), values, ordered=True)
    made = checked(pa.record_batch([column, pa.array(["x"] * 6)], ["b", "c"]), "b")["b"]
    assert made.to_pylist() == ["کتاب", "کتاب", None, "ی", None, "کتاب"]
    assert made.dictionary.to_pylist() == ["کتاب", None, "ی"]
    assert made.type.ordered


def test_a_dictionary_is_cleaned_once_for_all_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    values = pa.array([f"كتاب {n} الف" for n in range(50)])
    batches = [
        pa.record_batch([pa.DictionaryArray.from_arrays(pa.array([n, 0], pa.int32()), values)], ["b"]) for n in range(9)
    ]
    first = clean_batch(batches[0], "b")
    monkeypatch.setattr(type(cleaner()), "__call__", lambda *_: pytest.fail("cleaned again"))
    later = [clean_batch(batch, "b")["b"] for batch in batches]
    assert all(one.dictionary.equals(first["b"].dictionary) for one in later)


@settings(deadline=None)
@given(values=st.lists(st.none() | texts, max_size=8))
def test_a_text_is_what_it_is_alone(values: list[str | None]) -> None:
    batch = pa.record_batch([pa.array(values, pa.string())], ["b"])
    assert checked(batch, "b")["b"].to_pylist() == expected(values)


PAGE = [
    Pipeline.preset("page"),
    Pipeline.preset("page", config=Config(headlines_scope="run", headlines_min_words=3)),
    Pipeline.preset("page", config=Config(document_separator="auto", headlines_scope="file")),
    Pipeline(("headlines", "letters")),
    Pipeline(("unwrap",)),
]


@pytest.mark.parametrize("pipeline", PAGE, ids=range(len(PAGE)))
def test_each_value_is_a_document(pipeline: Pipeline) -> None:
    values = [*PAGES, "", *SAMPLES, *(page.rstrip("\n") for page in PAGES), "\n", *PAGES[:4]]
    batch = pa.record_batch([pa.array(values)], ["b"])
    assert checked(batch, "b", pipeline)["b"].to_pylist() == [pipeline(value) for value in values]


@settings(deadline=None)
@given(values=st.lists(texts, max_size=6))
def test_a_document_is_what_it_is_alone(values: list[str]) -> None:
    batch = pa.record_batch([pa.array(values, pa.string())], ["b"])
    assert checked(batch, "b", PAGE[0])["b"].to_pylist() == [PAGE[0](value) for value in values]


@pytest.mark.parametrize("pipeline", [None, PAGE[0]], ids=["lines", "documents"])
def test_long_values(pipeline: Pipeline | None) -> None:
    long = "كتاب هاي 3 نويسنده، مي روم. " * 60_000
    values = ["ي", long, "a" * (1 << 20) + "ي", f"{long}\nكتاب\n" + long, "ك"]
    made = checked(pa.table({"b": values}), "b", pipeline)["b"].to_pylist()
    assert made == [(pipeline or Pipeline.preset())(value) for value in values]


def test_settings() -> None:
    batch = pa.record_batch([pa.array(["قيمت 3"])], ["b"])
    assert clean_batch(batch, "b", Config(digits="latin"))["b"].to_pylist() == ["قیمت 3"]
    assert clean_batch(batch, "b", Pipeline(("digits",)))["b"].to_pylist() == ["قيمت ۳"]
    assert clean_batch(batch, "b", pickle.loads(pickle.dumps(Pipeline(("digits",)))))["b"].to_pylist() == ["قيمت ۳"]


def test_engines_are_few_and_kept() -> None:
    assert cleaner() is cleaner(Config()) is cleaner(pickle.loads(pickle.dumps(Pipeline.preset())))
    first = cleaner()
    for share in range(KEPT):
        cleaner(Config(zwnj_confidence=0.6 + share / 100))
    assert cleaner() is not first


def test_columns_without_text() -> None:
    batch = pa.record_batch([pa.array([1]), pa.array([None], pa.null()), pa.array(["ي"])], ["n", "none", "b"])
    assert checked(batch, ["none"]) is batch
    assert checked(batch, ["none", "b"])["b"].to_pylist() == ["ی"]
    for columns, message in ((["n"], "'n' is no text.*: b"), (["x"], "'x' is not there"), ([], "which columns")):
        with pytest.raises(InputError, match=message):
            clean_batch(batch, columns)
    assert clean_batch(batch.slice(1), "b").num_rows == 0


def test_invalid_utf8() -> None:
    raw = pa.array([b"\xd9\x8a", b"a\xffb", None, b"\xd9\x83"], pa.binary())
    for kind in (pa.string(), pa.large_string()):
        data = raw.cast(pa.large_binary()) if kind == pa.large_string() else raw
        table = pa.table({"b": pa.chunked_array([["ي"], data.view(kind)], kind)})
        with pytest.raises(InputError, match=r"column .b., row 2: invalid UTF-8: 0xFF at byte 1.*errors='keep'"):
            clean_batch(table, "b")
        made = clean_batch(table, "b", errors="keep")["b"]
        assert made.type == kind
        assert [made.chunk(1).view(data.type)[n].as_py() for n in range(4)] == [
            "ی".encode(),
            b"a\xffb",
            None,
            "ک".encode(),
        ]
    with pytest.raises(ConfigError, match="keep"):
        clean_batch(table, "b", errors="replace")  # type: ignore[arg-type]


def test_threads_take_turns() -> None:
    from concurrent.futures import ThreadPoolExecutor

    batches = [pa.record_batch([pa.array(LINES[n : n + 50])], ["b"]) for n in range(0, len(LINES), 50)] * 3
    alone = [clean_batch(batch, "b") for batch in batches]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda batch: clean_batch(batch, "b"), batches)) == alone


def test_persclean_alone_imports_no_arrow() -> None:
    code = "import sys, persclean, persclean.cli.app; persclean.clean('كتاب 3'); sys.exit('pyarrow' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


KINDS = [pa.string(), pa.list_(pa.string()), pa.dictionary(pa.int8(), pa.string()), pa.struct([("x", pa.string())])]


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_tables_without_rows_or_chunks(kind: pa.DataType) -> None:
    path = "b.x" if pa.types.is_struct(kind) else "b"
    for chunks in ([], [pa.array([], kind)], [pa.array([], kind), pa.array([None], kind)]):
        table = pa.table({"b": pa.chunked_array(chunks, kind)}).replace_schema_metadata({"k": "v"})
        made = checked(table, path)
        assert made["b"].to_pylist() == [None] * (len(chunks) // 2)


def test_types_that_are_not_taken_are_named() -> None:
    encoded = pa.array([DIRTY]).dictionary_encode()
    columns = [
        pa.ListArray.from_arrays([0, 1], encoded),
        pa.array([[("k", DIRTY)]], pa.map_(pa.string(), pa.string())),
        pa.array([[DIRTY]], pa.list_view(pa.string())),
        pa.RunEndEncodedArray.from_arrays([1], pa.array([DIRTY])),
    ]
    for column in columns:
        with pytest.raises(InputError, match=r"'b' is no text; columns with text: c"):
            clean_batch(pa.table({"b": column, "c": ["x"]}), "b")


def test_a_mapped_file_is_not_copied(tmp_path: Path) -> None:
    table = pa.table({"n": range(9), "clean": [CLEAN] * 9, "b": [DIRTY] * 9})
    with pa.OSFile(str(tmp_path / "t.arrow"), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)
    with pa.memory_map(str(tmp_path / "t.arrow")) as source:
        mapped = pa.ipc.open_file(source).read_all()
        before = pa.total_allocated_bytes()
        made = clean_batch(mapped, ["clean", "b"])
        assert made["b"].to_pylist() == [CLEAN] * 9
        for name in ("n", "clean"):
            assert same_buffers(made[name].chunk(0), mapped[name].chunk(0))
        assert clean_batch(made, ["clean", "b"]) is made
        assert pa.total_allocated_bytes() - before < 4096  # the texts of one column
