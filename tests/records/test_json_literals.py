"""Strings of JSON: quick ways to find and to write them give what the general ones give."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from persclean.io.records.base import Frame, RecordOptions
from persclean.io.records.json_literal import in_style, literal_of
from persclean.io.records.jsonl import JsonLines

TEXTS = st.text(st.sampled_from('كa/\\"u0\n\t\x7f\x00é\ud800😀 ') | st.characters(), max_size=12)


@given(TEXTS, TEXTS, st.booleans())
def test_what_is_escaped_as_usual_is_written_in_its_style(before: str, text: str, slashes: bool) -> None:
    old = json.dumps(before).replace("/", "\\/" if slashes else "/").encode()
    assert literal_of(text, old, before, b"{}") == in_style(text, old, b"{}")


@given(st.lists(st.dictionaries(TEXTS.map(lambda key: f".{key}"), TEXTS | st.lists(TEXTS), max_size=4)), TEXTS)
def test_strings_end_behind_an_even_number_of_backslashes(records: list[dict[str, Any]], body: str) -> None:
    whole = [{**record, "a": f"{body}\\" * n, "b": [body] * n} for n, record in enumerate(records)]
    data = b"".join(json.dumps(record).encode() + b"\n" for record in whole)
    parsed = JsonLines(RecordOptions(columns=("a", "b"))).parse(Frame(data))
    expected = [text for record in whole for text in (record["a"], *record["b"])]
    assert parsed.texts == expected
    assert [json.loads(data[start:end]) for start, end in parsed.spans] == expected
