"""CSV of any dialect against Python's `csv`, which writes it and reads what came out."""

from __future__ import annotations

import csv
import io
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from persclean.io.records.csv_dialect import Dialect, is_field, split
from persclean.io.records.csv_writing import Writing
from tests.records.csv_drive import clean

PIECES = [*"abc ,;|\t\"'\n\r\\", "\r\n", "\\n", "ي", "گ", "\N{ZERO WIDTH NON-JOINER}", "😀", '""', '","']
LETTERS = st.sampled_from(PIECES)
VALUE = st.lists(LETTERS, max_size=8).map("".join)


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[list[str]], dict[str, object], tuple[int, ...]]:
    width = draw(st.integers(1, 4))
    rows = draw(st.lists(st.lists(VALUE, min_size=width, max_size=width), max_size=6))
    dialect: dict[str, object] = {
        "delimiter": draw(st.sampled_from(",;\t|")),
        "quotechar": draw(st.sampled_from("\"'")),
        "lineterminator": draw(st.sampled_from(["\n", "\r\n"])),
        "quoting": draw(st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL, csv.QUOTE_NONNUMERIC])),
    }
    if any("\r" in value for row in rows for value in row):
        dialect["lineterminator"] = "\r\n"  # else `csv` would write lone carriage returns without quotes
    if draw(st.booleans()):
        dialect |= {"escapechar": "\\", "doublequote": draw(st.booleans())}
    wanted = draw(st.sets(st.integers(0, width - 1), min_size=1).map(lambda found: tuple(sorted(found))))
    return rows, dialect, wanted


def written(rows: list[list[str]], dialect: dict[str, object]) -> str:
    stream = io.StringIO(newline="")
    csv.writer(stream, **dialect).writerows(rows)  # type: ignore[arg-type]
    return stream.getvalue()


def read(text: str, dialect: dict[str, object]) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, **dialect)  # type: ignore[arg-type]
    return [row for row in reader if row]


def options(dialect: dict[str, object]) -> dict[str, object]:
    names = {"delimiter": "delimiter", "quotechar": "quote", "escapechar": "escape"}
    return {"escape": dialect["quotechar"], **{names[name]: value for name, value in dialect.items() if name in names}}


def quotes(data: bytes, dialect: dict[str, object]) -> list[list[bool]]:
    """Return which fields are quoted."""
    quote, found, end = str(dialect["quotechar"]), [], 0
    ours = Dialect(str(dialect["delimiter"]), quote, str(dialect.get("escapechar", "")))
    while end < len(data):
        fields, end = split(ours, data, end)
        if fields != [b""]:
            found.append([field.startswith(quote.encode()) for field in fields])
    return found


def is_special(new: str, dialect: dict[str, object], alone: bool) -> bool:
    """Whether a text that had no quotes must get some."""
    quote, breaks = str(dialect["quotechar"]), {str(dialect["delimiter"]), "\r", "\n"}
    return bool(breaks & set(new)) or ("escapechar" not in dialect and quote in new) or (not new and alone)


FUNCTIONS = {
    "longer": lambda text: text + "!",
    "letters": lambda text: text.replace("ي", "ی").replace("a", "b"),
    "delimiters": lambda text: text.replace("a", ",;").replace("b", "\t|"),
    "quotes": lambda text: f'"{text}\'"',
    "lines": lambda text: f"{text}\n\r\n{text}\\",
    "nothing": lambda text: "",
}


@settings(max_examples=400, deadline=None)
@given(
    table=tables(),
    header=st.booleans(),
    function=st.sampled_from(sorted(FUNCTIONS)),
    size=st.integers(1, 200),
    reads=st.integers(1, 50),
)
def test_any_dialect(
    table: tuple[list[list[str]], dict[str, object], tuple[int, ...]],
    header: bool,
    function: str,
    size: int,
    reads: int,
) -> None:
    """Texts are the function's, all other fields as they were, and quotes where they were."""
    rows, dialect, wanted = table
    change = FUNCTIONS[function]
    if header:
        rows = [[f"column {n}" for n in range(len(rows[0]) if rows else 4)], *rows]
    text = written(rows, dialect)
    found = clean(
        text.encode(),
        change,
        columns=tuple(f"#{n + 1}" for n in wanted),
        header=header,
        size=size,
        reads=reads,
        **options(dialect),
    )
    before = read(text, dialect)
    assert not found.bad and found.records == len(before) - (header and bool(before))
    expected = [
        [change(old) if old and n in wanted and (row or not header) else old for n, old in enumerate(fields)]
        for row, fields in enumerate(before)
    ]
    assert read(found.out.decode(), dialect) == expected
    alone = bool(before) and len(before[0]) == 1
    assert quotes(found.out, dialect) == [
        [was or (old != new and is_special(new, dialect, alone)) for was, old, new in zip(*row, strict=True)]
        for row in zip(quotes(text.encode(), dialect), before, expected, strict=True)
    ]
    if dialect["quoting"] == csv.QUOTE_ALL and ("escapechar" not in dialect or not dialect["doublequote"]):
        assert found.out.decode() == written(expected, dialect)
    assert clean(text.encode(), columns=("#1",), header=header, **options(dialect)).out == text.encode()


def louder(text: str) -> str:
    return text + "!"


@pytest.mark.parametrize(
    ("data", "options", "out"),
    [
        # What parts the fields is found out.
        ("a;b\n1,5;x\n2,5;y, z\n", {}, "a;b\n1,5;x!\n2,5;y, z!\n"),
        ("a\tb\n1\tx, y; z\n", {}, "a\tb\n1\tx, y; z!\n"),
        ("a|b|c\n1|x|,\n2|y|,\n", {}, "a|b|c\n1|x!|,\n2|y!|,\n"),
        ("b\nx\n\ny\n", {}, "b\nx!\n\ny!\n"),
        ("a,b\n" + '1,"x ""y"" \\"\n' * 3, {}, "a,b\n" + '1,"x ""y"" \\!"\n' * 3),
        ("a,b\n" + '1,"x \\"y\\", z"\n' * 3, {}, "a,b\n" + '1,"x \\"y\\", z!"\n' * 3),
        ('a, "b"\n1, "x, y"\n2, "z" \n', {}, 'a, "b"\n1, "x, y!"\n2, "z!" \n'),
        # Columns by name and by number.
        ("a,b\n1,x\n", {"columns": ("#2", "#1")}, "a,b\n1!,x!\n"),
        ("a,b\n1,x\n", {"columns": ("2",), "header": False}, "a,b!\n1,x!\n"),
        ("a,b,c\nx,y\nz,w\n", {"columns": ("#2",), "header": False, "delimiter": ","}, "x,y!\nz,w!\n"),
        ('"a","b, or c"\n1,x\n', {"columns": ("b, or c",)}, '"a","b, or c"\n1,x!\n'),
        # Other quotes, or none.
        ("a,b\n'1','it''s, well'\n", {"quote": "'"}, "a,b\n'1','it''s, well!'\n"),
        ('a\tb\n1\t"x\n2\ty "z" \\n\n3\t\\N\n', {"name": "tsv", "quote": ""}, 'a\tb\n1\t"x!\n2\ty "z" \\n!\n3\t\\N\n'),
        ('a\tb\n"1"\t"x\ty\nz"\n', {"name": "tsv"}, 'a\tb\n"1"\t"x\ty\nz!"\n'),
        # Backslashes that mean something to some readers keep it.
        ('a,b\n1,"x\\n\\\\ \\"y"\n2,\\N\n', {"escape": "\\"}, 'a,b\n1,"x\\n\\\\ \\"y!"\n2,\\N\n'),
        ("a,b\n1,x\\, y\\\nz\n", {"escape": "\\"}, "a,b\n1,x\\, y\\\nz!\n"),
        ("a,b\n1,x\\, y\\\nz\n", {"escape": "\\", "quote": ""}, "a,b\n1,x\\, y\\\nz!\n"),
        # Nothing, a quote within a word, no quotes where none are needed.
        ('a,b\n1,\n2,""\n3,5" disk\n4,"x"\n', {}, 'a,b\n1,\n2,""\n3,5" disk!\n4,"x!"\n'),
    ],
)
def test_written(data: str, options: dict[str, object], out: str) -> None:
    found = clean(data.encode(), louder, **{"columns": ("b",), **options})
    assert (found.out.decode(), [bad for _, bad in found.bad if bad != b"a,b,c\n"]) == (out, [])


def test_columns_are_told() -> None:
    data = "شناسه,عنوان,متن\n1,یک,دو\n".encode()
    assert clean(data, columns=("متن", "عنوان")).texts == [("عنوان", "یک"), ("متن", "دو")]
    assert clean(b"1,x\n", columns=("#2", "1"), header=False).texts == [("1", "1"), ("2", "x")]


def test_without_quotes_what_cannot_be_written_stays() -> None:
    data = b"a\tb\nx\ty\nz\tw\n"
    found = clean(data, lambda text: text.replace("x", "x\tx") + "!", columns=("a", "b"), name="tsv", quote="")
    assert found.out == b"a\tb\nx\ty!\nz!\tw!\n"


@given(st.text('\\"a,\n\r;كn', max_size=10))
def test_escaped_quotes_alone_are_read_as_all_escapes_are(text: str) -> None:
    writing = Writing(Dialect(escape="\\"))
    raw = f'"{text}"'
    if not is_field(Dialect(escape="\\"), raw):
        return
    usual = re.fullmatch(r'(?:[^\\]|\\[",\r\n\\])*', text) is not None
    taken = '",\r\n' + ("\\" if usual else "")
    expected = re.sub(
        r'\\(.)|"(")', lambda one: one[one.lastindex] if one[one.lastindex] in taken else one[0], text, flags=re.DOTALL
    )
    assert writing.decode(raw) == expected
    assert writing.decode(writing.encode(raw, expected, expected + "ی")) == expected + "ی"
