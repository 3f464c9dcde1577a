"""Broken CSV: what is bad, where it begins, and that the rest is as it was, however the stream is cut."""

from __future__ import annotations

import csv
import io
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from persclean.errors import ConfigError, InputError
from persclean.io.records.base import RecordOptions
from persclean.io.records.csv_format import Csv
from persclean.io.records.csv_head import HEAD as HEAD_SIZE
from tests.records.csv_drive import clean

HEAD = b"id,title,body\n"
GOOD = b'1,one,"a\nb"\n'
CASES = {
    "a quote that never closes costs its line": (b'2,"two,x\n' + GOOD, ["syntax"], GOOD),
    "though others close far below": (b'2,"two,x\n3,a,b\n4,"x",y\n5,z,z\n', ["syntax"], b'3,a,b\n4,"x",y\n5,z,z\n'),
    "up to the next record that fits": (b'2,"two,x\n3,a\n4,a,b\n', ["syntax"], b"4,a,b\n"),
    "text after a closing quote": (b'2,"two" x,y\n' + GOOD, ["syntax"], GOOD),
    "too few fields": (b"2,two\n" + GOOD, ["fields"], GOOD),
    "too many fields": (b"2,two,x,y\n" + GOOD, ["fields"], GOOD),
    "too many fields, of many lines": (b'2,two,x,"a,b,c\nd,e,f\n"\n' + GOOD, ["fields"], GOOD),
    "two in a row": (b"2\n3\n" + GOOD, ["fields", "fields"], GOOD),
    "bad bytes, in whatever field": (b"\xff,two,x\n" + GOOD + b'3,"\xd8",x\n', ["bytes", "bytes"], GOOD),
    "a stream that ends within quotes": (GOOD + b'2,two,"x\ny', ["truncated"], GOOD),
    "a stream that ends within a record": (GOOD + b"2,tw", ["truncated"], GOOD),
    "blank lines": (b"\n\r\n" + GOOD + b"\n\n", [], b"\n\r\n" + GOOD + b"\n\n"),
    "no line feed at the end": (GOOD + b"2,a,b", [], GOOD + b"2,a,b"),
    "carriage returns": (b'2,a,b\r\n3,"a",\r\n4,\r,"x"\r\n', [], b'2,a,b\r\n3,"a",\r\n4,\r,"x"\r\n'),
}


@pytest.mark.parametrize("size", [1, 7, 1 << 16])
@pytest.mark.parametrize("case", CASES)
def test_broken(case: str, size: int) -> None:
    data, codes, out = CASES[case]
    found = clean(HEAD + data, columns=("title", "body"), size=size, reads=size)
    assert ([code for code, _ in found.bad], found.out) == (codes, HEAD + out)


def test_line_and_reason() -> None:
    found = clean(HEAD + GOOD + b'2,"two,x\n' + GOOD + b'3,"a" b,c\n' + GOOD + b"4,a\n", columns=("body",))
    assert found.lines == [4, 7, 10]
    assert [bad for _, bad in found.bad] == [b'2,"two,x\n', b'3,"a" b,c\n', b"4,a\n"]
    assert found.reasons[0] == "the quote that opens field 2 is not closed"
    assert "text follows the closing quote of field 2" in found.reasons[1] and "--quote ''" in found.reasons[1]
    assert found.reasons[2] == "2 fields, should be 3"


@pytest.mark.parametrize("size", [64, 1000, 1 << 16])
@pytest.mark.parametrize(
    "large",
    [b'5,x,"' + b"z" * 500_000 + b'"\n', b'5,x,"' + b"\nwell, well" * 50_000 + b'"\n', b"z" * 500_000 + b"\n"],
    ids=["one line", "many lines", "no quotes"],
)
def test_a_large_record_leaves_in_parts(large: bytes, size: int) -> None:
    found = clean(HEAD + GOOD + large + GOOD, columns=("body",), size=size, max_record=1000)
    assert (found.bad, found.lines) == ([("size", large)], [4])
    assert found.out == HEAD + GOOD + GOOD
    assert max(len(frame.data) for frame in found.frames) <= HEAD_SIZE + 1000 + size


def test_a_record_at_the_limit() -> None:
    record = b"1,x," + b"y" * 95 + b"\n"
    assert not clean(HEAD + record, columns=("body",), max_record=100).bad
    assert clean(HEAD + record, columns=("body",), max_record=99).bad == [("size", record)]
    assert clean(HEAD + record[:-1], columns=("body",), max_record=99).bad == []


PIECES = ["a", "b", ",", ",", '"', '"', '""', "\n", "\n", "\r\n", "\\", "گ", "\udcff", "c,d,e\n", '"x",', " "]


@settings(max_examples=600, deadline=None)
@given(
    noise=st.lists(st.sampled_from(PIECES), max_size=60).map("".join),
    size=st.integers(1, 40),
    reads=st.integers(1, 9),
    limit=st.integers(20, 200),
    escape=st.sampled_from(['"', "\\"]),
    columns=st.sampled_from([1, 2, 3]),
)
def test_noise(noise: str, size: int, reads: int, limit: int, escape: str, columns: int) -> None:
    """Whatever the stream: it does not depend on how it is cut, and what remains is CSV for a strict reader."""
    header = ",".join("xyz"[:columns]) + "\n"
    data = (header + noise).encode("utf-8", "surrogateescape")
    options = {"columns": ("x",), "max_record": limit, "escape": escape, "delimiter": ","}
    whole = clean(data, **options)
    cut = clean(data, size=size, reads=reads, **options)
    assert (whole.out, whole.bad, whole.lines, whole.reasons, whole.texts, whole.records) == (
        *(cut.out, cut.bad, cut.lines, cut.reasons, cut.texts, cut.records),
    )
    text = whole.out.decode()
    padded = '" ' in text or ' "' in text  # a dialect of its own, which a strict reader does not take
    if escape == '"' and not padded:
        rows = [row for row in csv.reader(io.StringIO(text, newline=""), strict=True) if row]
        assert all(len(row) == columns for row in rows)
        assert len(rows) - 1 == whole.records - len(whole.bad)
        assert [row[0] for row in rows[1:] if row[0]] == [text for _, text in whole.texts]


def test_no_stray_opener_makes_it_slow() -> None:
    """Each line opens a quote that the next one closes and opens anew: from none must the end be sought in vain."""
    began = time.process_time()
    found = clean(b"a,b\n" + b'x","\n1,2\n' * 20_000, columns=("b",), max_record=1 << 20)
    assert found.out.count(b"1,2\n") == 20_000 and len(found.bad) == 20_000
    assert time.process_time() - began < 20  # it takes 1 s; sought in vain, minutes


@pytest.mark.parametrize(
    ("data", "options", "says"),
    [
        (HEAD, {}, "Its columns: id, title, body"),
        (HEAD, {"columns": ("titel",)}, "did you mean 'title'?"),
        (HEAD, {"columns": ("#4",)}, "it has 3 columns"),
        (b"a,b,a\n1,2,3\n", {"columns": ("a",)}, "2 columns are named 'a'"),
        (b'a,"b\n1,2\n', {"columns": ("a",), "delimiter": ","}, "which should name the columns, is no CSV"),
        (b"a,\xff\n1,2\n", {"columns": ("a",)}, "no UTF-8"),
        (b"a,b\r1,2\r", {"columns": ("a",)}, "carriage returns"),
        (b"a^b\n1^2\n", {"columns": ("1",), "header": False}, "delimiter is not clear"),
        (b"a,b;c\n1;2;,\n3\n4\n5\n", {"columns": ("a",)}, "delimiter is not clear"),
        (b'"' + b"x\n" * 50_000, {"columns": ("a",), "max_record": 80_000}, "no record ends"),
    ],
)
def test_refused(data: bytes, options: dict[str, object], says: str) -> None:
    with pytest.raises(InputError, match=says.replace("?", r"\?")):
        clean(data, **options)


@pytest.mark.parametrize("wrong", [{"delimiter": "ab"}, {"delimiter": "،"}, {"quote": "xy"}, {"escape": "^"}])
def test_a_dialect_that_cannot_be(wrong: dict[str, str]) -> None:
    with pytest.raises(ConfigError, match=f"--{next(iter(wrong))}"):
        Csv(RecordOptions(**wrong))  # type: ignore[arg-type]
