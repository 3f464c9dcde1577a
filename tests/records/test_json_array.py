from __future__ import annotations

import io
import json
import pickle
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from persclean.errors import InputError
from persclean.io.records.base import RecordOptions
from persclean.io.records.json_array import JsonArray
from tests.records.json_drive import clean
from tests.records.json_values import DAMAGE, FRAMES, RECORDS, damaged, surrogates, written

LAYOUTS = st.tuples(st.booleans(), st.sampled_from([None, 0, 2]), st.booleans())
# Elements that are bad, but end where they seem to.
BROKEN = st.sampled_from(
    [b'{"a": 1}', b"{}", b"[]", b'{"a": x}', b"NaN", b'{"a": "\xff"}', b"", b'{"a": "x"} "b"', b"1}"]
)
GAPS = st.sampled_from([b",", b", ", b" ,\n  ", b",\r\n"])


def more(text: str) -> str:
    return text + "ی"


def small(result):
    """Return a result without the reasons."""
    return result[0], [(code, data) for code, _, data in result[1]], result[2]


@settings(deadline=None)
@given(st.lists(RECORDS, max_size=6), LAYOUTS, FRAMES, st.integers(1, 9))
def test_texts_change_and_nothing_else(values, layout, frame, step):
    data = b" " + written(values, *layout) + b"\n"
    assert clean("json", data, frame=frame, step=step) == (data, [], len(values))
    out, bad, count = clean("json", data, more, frame=frame, step=step)
    assert (bad, count) == ([], len(values))
    assert json.loads(out) == [{**value, "a": surrogates(more(value["a"]))} for value in json.loads(data)]
    assert clean("json", out, lambda text: text.removesuffix("ی"))[0] == data


@settings(deadline=None)
@given(
    st.lists(RECORDS.map(lambda value: written(value, False, None, False)) | BROKEN, min_size=2, max_size=7),
    GAPS,
    FRAMES,
)
def test_bad_elements_go_with_their_commas(elements, gap, frame):
    elements = [*elements, b'{"a": ""}'] if elements[-1] == b"" else elements
    data = b"[\n  " + gap.join(elements) + b"\n]\n"
    good = [one for one in elements if b'"a": "' in one and b"\xff" not in one and not one.endswith(b'"b"')]
    if not good:
        return
    out, bad, count = clean("json", data, frame=frame, step=frame)
    assert count == len(elements)
    assert Counter(one for _, _, one in bad) == Counter(elements) - Counter(good)
    assert json.loads(out) == [json.loads(one) for one in good]
    if not bad:
        assert out == data


@settings(deadline=None, max_examples=300)
@given(st.lists(RECORDS, max_size=5), LAYOUTS, DAMAGE, FRAMES, st.integers(1, 9), st.sampled_from([20, 80, 1 << 20]))
def test_nothing_is_lost_whatever_the_frames(values, layout, damage, frame, step, longest):
    data = written([{"a": "x"}, *values], *layout)
    data = data[:22] + damaged(data[22:], damage)  # one record at least is good
    whole = clean("json", data, max_record=longest)
    assert small(clean("json", data, frame=frame, step=step, max_record=longest)) == small(whole)
    out, bad, count = whole
    assert len(json.loads(out)) + len(bad) == count
    kept = Counter(out + b"".join(one for _, _, one in bad))
    for free in b"[], \r\n":  # what parts records, and the bracket that is added
        kept.pop(free, None)
    assert kept == Counter(byte for byte in data if byte not in b"[], \r\n")


def array(*lines: str) -> bytes:
    return "\n".join(lines).encode()


@pytest.mark.parametrize("frame", [1, 5, 1 << 20])
@pytest.mark.parametrize(
    ("lines", "kept", "codes"),
    [
        (('[{"a":"1"},', '{"a":"2,"b":"c"},', '{"a":"3"}]'), "13", ["syntax"]),  # a quotation mark lacks
        (('[{"a":"1"},', '{"a":["2"},', '{"a":"3"}]'), "13", ["syntax"]),  # a bracket of an array
        (('[{"a":"1"},', '{"a":{"b":"2"},', '{"a":"3"}]'), "13", ["syntax"]),  # a brace
        (('[{"a":"1"},', '{"a":"2"}},', '{"a":"3"}]'), "13", ["syntax"]),  # a brace too many
        (('[{"a":"1"},', '{"a":"2" "b"},', '{"a":"3"}]'), "13", ["syntax"]),  # a comma within
        (('[{"a":"1"},{"a":"2" x},{"a":"3"}]',), "13", ["syntax"]),
        (('[{"a":"1"},', '{"a":"2"', '{"a":"3"},', '{"a":"4"}]'), "134", ["syntax"]),
        (("[", "  {", '    "a": "1', "  },", "  {", '    "a": "2"', "  }", "]"), "2", ["syntax"]),  # pretty-printed
        (("[", '  { "a": "1" }', '  , { "a": "2 }', '  , { "a": "3" }', "]"), "13", ["syntax"]),  # commas in front
        (('[{"a":"1"},{"a":["2"},{"a":"3"}]',), "1", ["syntax"]),  # nowhere to go on
        (('[{"a":"1"},{"a":"2',), "1", ["truncated"]),
        (('[{"a":"1"}, {"a":"2"}',), "12", ["truncated"]),
        (('[{"a":"1"},',), "1", ["truncated"]),
        (('[{"a":"1"}', "] , 2"), "1", ["syntax"]),
        (('[{"a":"1"},]',), "1", ["syntax"]),
        (('[{"a":"1"},,{"a":"2"}]',), "12", ["syntax"]),
    ],
)
def test_goes_on_behind_what_is_broken(lines, kept, codes, frame):
    out, bad, _ = clean("json", array(*lines), frame=frame)
    assert "".join(one["a"] for one in json.loads(out)) == kept
    assert [code for code, _, _ in bad] == codes


def test_backslash_outside_of_a_string():
    data = b'[{"a": "x"}, {"b": \\]}, {"a": "y"}, {"c": \\"}]'
    for longest in (20, 1 << 20):
        assert small(clean("json", data, frame=1, max_record=longest)) == small(clean("json", data, max_record=longest))


@pytest.mark.parametrize("frame", [7, 1000, 1 << 20])
@pytest.mark.parametrize("last", [True, False])
def test_large_record(frame, last):
    large = '{"b": [' + ",".join(['"]},{\\""', "{}"] * 2000) + "]}"
    data = array("[", *[f'{{"a": "x"}},\n{large},\n{{"a": "y"}}'] * 3, *([] if last else [',{"a": "z"}']), "]")
    data = data.replace(b'"y"}\n{', b'"y"},\n{')
    out, bad, count = clean("json", data, frame=frame, max_record=5000)
    assert [one["a"] for one in json.loads(out)] == ["x", "y"] * 3 + ([] if last else ["z"])
    assert [(code, one) for code, _, one in bad] == [("size", large.encode())] * 3
    assert count == 9 + (not last)


def test_one_object():
    data = b' {\n  "a": "x"\n}\n'
    assert clean("json", data, str.upper, frame=1) == (data.replace(b"x", b"X"), [], 1)
    assert clean("json", data[:-3], frame=3) == (
        b" ",
        [("truncated", "the stream ends in the middle of this record", data[1:-3])],
        1,
    )
    assert clean("json", data, frame=3, max_record=9)[1][0][::2] == ("size", data[1:])


def test_refused_at_the_start():
    with pytest.raises(InputError, match="--format jsonl"):
        clean("json", b'{"a": "x"}\n{"a": "y"}\n')
    with pytest.raises(InputError, match="no JSON array or object"):
        clean("json", b"a,b\n")
    with pytest.raises(InputError, match=r"no column is named.*text in: t"):
        clean("json", b'[{"t": "x"}]', columns=())
    with pytest.raises(InputError, match=r"none of the first 2 valid records has 'a'.*text in: t"):
        clean("json", b'[{"t": "x"}, {"t": "y"}]')
    for data in (b"", b" \n", b"[]", b"[ ]\n"):
        assert clean("json", data, columns=()) == (data, [], 0)


def test_memory_is_bounded():
    class Stream:
        """A hundred megabytes that are one record, in which every byte is counted that is held at once."""

        left = 100

        def read(self, size: int) -> bytes:
            self.left -= 1
            return b'[{"a": "x"}, {"b": "' if self.left == 99 else b"x" * min(size, 1 << 20) if self.left > 0 else b""

    frames = JsonArray(RecordOptions(("a",), max_record=1 << 20)).frames(Stream().read)
    sizes = [(frame.kind, len(frame.data)) for frame in frames]
    assert sizes[-1][0] == "bad"
    assert max(size for _, size in sizes) < 10 << 20


def test_format_and_frames_go_to_other_processes():
    form = JsonArray(RecordOptions(("a", "b.c")))
    stream = io.BytesIO(b'[{"a": "x", "b": {"c": "y"}}, {"a": 1}]')
    for frame in pickle.loads(pickle.dumps(list(form.frames(stream)))):
        if frame.kind == "records":
            parsed = pickle.loads(pickle.dumps(form)).parse(frame)
            assert (parsed.texts, parsed.owners, len(parsed.bad)) == (["x", "y"], [(0, "a"), (0, "b.c")], 1)
