"""No record is lost: counts are exact, texts are those of `persclean.clean`, all else is as it was."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import persclean
from tests.batch import clean, lines, quarantined

Capture = pytest.CaptureFixture[str]
# Letters and digits that filters change, signs that formats quote, and what else texts hold.
TEXTS = st.text(st.sampled_from("كيآبه 34۵٤\"\\,;'\t\n\N{ZERO WIDTH NON-JOINER}\N{PILE OF POO}é«»"), max_size=30)
VALUES = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), TEXTS)
JSON_BAD = st.sampled_from([b"{", b'{"id":1,"body":"x"', b"no json", b'{"id":1,"body":"\xff"}', b'{"body":}'])
CSV_BAD = st.sampled_from([b"1,2,3,4", b"one", b"1,\xff,2"])
quick = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def run(capfd: Capture, name: str, data: bytes, jobs: str) -> tuple[bytes, list[bytes], str]:
    """Return what came out, the data of what was set aside, and the summary."""
    with tempfile.TemporaryDirectory() as made:
        source, out = Path(made, "in", name), Path(made, "out")
        source.parent.mkdir()
        source.write_bytes(data)
        ran = clean(capfd, source.parent, "-o", out, "--column", "body", "-j", jobs)
        assert ran.code == 0, ran.err
        aside = [base64_or_text(one) for one in quarantined(out)]
        return (out / name).read_bytes(), aside, ran.summary


def base64_or_text(one: dict[str, str]) -> bytes:
    import base64

    return one["data"].encode() if "data" in one else base64.b64decode(one["data_base64"])


@pytest.mark.parametrize("jobs", ["1", "2"])
@quick
@given(st.lists(st.one_of(st.tuples(VALUES, TEXTS, VALUES), JSON_BAD), min_size=1, max_size=12))
def test_json_lines(capfd: Capture, jobs: str, made: list[tuple[object, str, object] | bytes]) -> None:
    good = [{"id": one[0], "body": one[1], "z": {"x": one[2]}} for one in made if not isinstance(one, bytes)]
    if not good:
        good, made = [{"id": 1, "body": "", "z": {"x": 1}}], [(1, "", 1), *made]
    bad = [one for one in made if isinstance(one, bytes)]
    values = iter(good)
    data = lines(*(one if isinstance(one, bytes) else next(values) for one in made))
    out, aside, summary = run(capfd, "a.jsonl", data, jobs)
    assert aside == bad
    assert f"{len(made)} record" in summary
    assert summary.endswith(f"= {len(good)} out + {len(bad)} quarantined")
    found = [json.loads(line) for line in out.split(b"\n") if line]
    wanted = [one | {"body": persclean.clean(str(one["body"]), filters=["letters", "digits"])} for one in good]
    assert found == wanted
    assert [list(one) for one in found] == [list(one) for one in wanted]


@pytest.mark.parametrize("jobs", ["1", "2"])
@quick
@given(st.lists(st.one_of(st.tuples(TEXTS, TEXTS, TEXTS), CSV_BAD), min_size=1, max_size=12))
def test_csv(capfd: Capture, jobs: str, made: list[tuple[str, str, str] | bytes]) -> None:
    parts, good, bad = [b"id,body,z\n"], [], []
    for one in made:
        if isinstance(one, bytes):
            bad.append(one)
            parts.append(one + b"\n")
            continue
        good.append(list(one))
        row = io.StringIO()
        csv.writer(row, lineterminator="\n", quoting=csv.QUOTE_ALL).writerow(one)
        parts.append(row.getvalue().encode())
    out, aside, summary = run(capfd, "a.csv", b"".join(parts), jobs)
    assert aside == bad
    assert summary.endswith(f"= {len(good)} out + {len(bad)} quarantined")
    found = list(csv.reader(io.StringIO(out.decode(), newline="")))
    cleaned = [[a, persclean.clean(b, filters=["letters", "digits"]), c] for a, b, c in good]
    assert found == [["id", "body", "z"], *cleaned]
