from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from persclean.errors import ConfigError, InputError
from tests.records.json_drive import clean
from tests.records.json_values import DAMAGE, FRAMES, RECORDS, damaged, surrogates, written

ENDS = st.sampled_from([b"\n", b"\r\n", b"\n\n", b"\n \t\n"])


def more(text: str) -> str:
    return text + "ی"


@settings(deadline=None)
@given(
    st.lists(st.tuples(RECORDS, st.booleans(), st.booleans()), min_size=1, max_size=6), ENDS, FRAMES, st.integers(1, 9)
)
def test_texts_change_and_nothing_else(records, end, frame, step):
    data = b"".join(written(value, ascii_, None, loose) + end for value, ascii_, loose in records)
    assert clean("jsonl", data, frame=frame, step=step) == (data, [], len(records))
    out, bad, count = clean("jsonl", data, more, frame=frame, step=step)
    assert (bad, count) == ([], len(records))
    lines = [json.loads(line) for line in out.splitlines() if line.strip()]
    before = [json.loads(line) for line in data.splitlines() if line.strip()]
    assert lines == [{**value, "a": surrogates(more(value["a"]))} for value in before]
    # Undone, the bytes are what they were, so that no other byte has changed, and the style of these has not.
    assert clean("jsonl", out, lambda text: text.removesuffix("ی"))[0] == data


@settings(deadline=None)
@given(st.lists(RECORDS, min_size=1, max_size=6), DAMAGE, FRAMES, st.integers(1, 9), st.sampled_from([10, 60, 1 << 20]))
def test_nothing_is_lost_whatever_the_frames(records, damage, frame, step, longest):
    data = b'{"a": "x"}\n' + damaged(b"\n".join(written(value, False, None, False) for value in records), damage)
    out, bad, count = clean("jsonl", data, max_record=longest)
    kept = [line for line in out.split(b"\n") if line.strip()]
    gone = [line.strip(b"\n") for _, _, line in bad]
    assert sorted(kept + gone) == sorted(line for line in data.split(b"\n") if line.strip())
    assert count == len(kept) + len(gone)
    in_frames = clean("jsonl", data, frame=frame, step=step, max_record=longest)
    assert (in_frames[0], in_frames[2]) == (out, count)
    assert [one[2].strip(b"\r\n") for one in in_frames[1]] == [one[2].strip(b"\r\n") for one in bad]
    assert [one[0] for one in in_frames[1]] == [one[0] for one in bad]
    for line in kept:
        json.loads(line)


@pytest.mark.parametrize(
    ("line", "code", "reason"),
    [
        (b'{"a": NaN}', "syntax", "expected a JSON value, at byte 6"),
        ('{"ی": "ی" x}'.encode(), "syntax", "expected ',' or '}', at byte 12"),
        (b'{"a": "\xff"}', "bytes", "0xFF at byte 7"),
        (b'{"b": 1}', "column", "lacks 'a'"),
        (b'{"a": 1}', "column", "column 'a' holds a number, not text"),
        (b'{"a": ["x", {}]}', "column", "holds an object"),
        (b'["a"]', "column", "the record is an array"),
        (b'"a"', "column", "the record is a string"),
        (b"[" * 2000, "syntax", "depth limit"),
        (b'{"a": "' + b"x" * 3000 + b'"}', "size", "larger than 2500 bytes"),
    ],
)
def test_bad_lines(line, code, reason):
    good = b'{"a": "x"}\n'
    out, bad, count = clean("jsonl", good + line + b"\n" + good, max_record=2500)
    assert (out, count) == (good + good, 3)
    assert [(one[0], one[2]) for one in bad] == [(code, line)]
    assert reason in bad[0][1]


def test_cut_off():
    assert clean("jsonl", b'{"a": "x"}\n{"a": "\xd8')[1][0][::2] == ("truncated", b'{"a": "\xd8')
    assert clean("jsonl", b'{"a": "x"}\n{"a": x}')[1][0][0] == "syntax"
    assert clean("jsonl", b'{"a": "x"}\n{"a": "y"}', more)[0].endswith('{"a": "yی"}'.encode())


def test_paths():
    data = (
        rb'{"a": {"b": ["q", null, ["r"], {"c": "s"}], "b": "t"}, "x.y": "u", "\u0061": {"\u0062": "v"}, "b": "w",'
        rb' "z": {"a": {"b": "w"}}, "n": 1.0e5, "a\n": "w"}' + b"\n"
    )
    out, bad, _ = clean("jsonl", data, str.upper, ("a.b", r"x\.y", "a.b.c"))
    changed = data
    for letter in b"qrstuv":
        changed = changed.replace(b'"%c"' % letter, b'"%c"' % (letter - 32))
    assert (out, bad) == (changed, [])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (r'"\u064A"', r'"\u064Aی"'.replace("ی", r"\u06CC")),
        (r'"\u064a"', r'"\u064a\u06cc"'),
        ('"ي\\u200c"', '"ي\\u200cی"'),
        (r'"ي\/\n"', r'"ي\/\nی"'),
        (r'"\u003cي"', r'"\u003cيی"'),
        (r'"ي\\u06cC"', r'"ي\\u06cCی"'),
        (r'"\ud83d ي"', r'"\ud83d يی"'),
        (r'"a", "b": "\u064a"', r'"a\u06cc", "b": "\u064a"'),
        (r'"a", "b": "ي"', r'"aی", "b": "ي"'),
        (r'"\ud83d\ude00ي"', r'"\ud83d\ude00يی"'),
        ('""', '"ی"'),
    ],
)
def test_style_of_a_changed_text(old, new):
    assert clean("jsonl", f'{{"a":{old}}}\n'.encode(), more)[0].decode() == f'{{"a":{new}}}\n'


def test_refused_at_the_start():
    with pytest.raises(InputError, match=r"no column is named.*text in: t, a.b"):
        clean("jsonl", b'{"t": "x", "n": 1, "a": {"b": "y"}}\n', columns=())
    with pytest.raises(InputError, match=r"none of the first 1 valid records has 'a'.*text in: t"):
        clean("jsonl", b'{"t": "x"}\n')
    with pytest.raises(InputError, match="--format json"):
        clean("jsonl", b'[\n{"a": "x"}\n]\n')
    with pytest.raises(ConfigError, match="is no path"):
        clean("jsonl", b"", columns=("a..b",))
    assert clean("jsonl", b"", columns=()) == (b"", [], 0)
    assert clean("jsonl", b'{"a": null}\n') == (b'{"a": null}\n', [], 1)


def test_time_is_linear_in_a_record():
    inner = b"[" * 900 + b"]" * 900
    data = b'{"x": [' + b",".join([inner] * 300) + b'], "y": "' + b'\\"\\\\' * 300_000 + b'", "a": "x"}\n'
    out, bad, _ = clean("jsonl", data, max_record=1 << 24)
    assert (out, bad) == (data, [])
