"""No record is lost: counts are exact, texts are those of `persclean.clean`, all else is as it was."""

from __future__ import annotations

import base64
import csv
import io
import json
import random
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import persclean
from tests.batch import QUICK, clean, lines, quarantined, tree
from tests.command import persclean as persclean_command

Capture = pytest.CaptureFixture[str]
# Letters and digits that filters change, signs that formats quote, and what else texts hold.
TEXTS = st.text(st.sampled_from("كيآبه 34۵٤\"\\,;'\t\n\N{ZERO WIDTH NON-JOINER}\N{PILE OF POO}é«»"), max_size=30)
VALUES = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), TEXTS)
JSON_BAD = st.sampled_from([b"{broken", b'{"id":1,"body":"x"', b"no json", b'{"id":1,"body":"\xff"}', b'{"body":}'])
CSV_BAD = st.sampled_from([b"1,2,3,4", b"one", b"1,\xff,2"])
# A backslash before a quote would leave open which of them escapes.
DIALECT = ("--delimiter", ",", "--escape", '"')
quick = settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def run(capfd: Capture, name: str, data: bytes, *more: str) -> tuple[bytes, list[bytes], str]:
    """Return what came out, the data of what was set aside, and the summary."""
    with tempfile.TemporaryDirectory() as made:
        source, out = Path(made, "in", name), Path(made, "out")
        source.parent.mkdir()
        source.write_bytes(data)
        ran = clean(capfd, source.parent, "-o", out, "--column", "body", *more)
        assert ran.code == 0, ran.err
        aside = [base64_or_text(one) for one in quarantined(out)]
        return (out / name).read_bytes(), aside, ran.summary


def base64_or_text(one: dict[str, str]) -> bytes:
    return one["data"].encode() if "data" in one else base64.b64decode(one["data_base64"])


@quick
@given(st.lists(st.one_of(st.tuples(VALUES, TEXTS, VALUES), JSON_BAD), min_size=1, max_size=12))
def test_json_lines(capfd: Capture, made: list[tuple[object, str, object] | bytes]) -> None:
    good = [{"id": one[0], "body": one[1], "z": {"x": one[2]}} for one in made if not isinstance(one, bytes)]
    if not good:
        good, made = [{"id": 1, "body": "", "z": {"x": 1}}], [(1, "", 1), *made]
    bad = [one for one in made if isinstance(one, bytes)]
    values = iter(good)
    data = lines(*(one if isinstance(one, bytes) else next(values) for one in made))
    out, aside, summary = run(capfd, "a.jsonl", data)
    assert aside == bad
    assert f"{len(made)} record" in summary
    assert summary.endswith(f"= {len(good)} out + {len(bad)} quarantined")
    found = [json.loads(line) for line in out.split(b"\n") if line]
    wanted = [one | {"body": persclean.clean(str(one["body"]), filters=["letters", "digits"])} for one in good]
    assert found == wanted
    assert [list(one) for one in found] == [list(one) for one in wanted]


@quick
@given(st.lists(st.one_of(st.tuples(TEXTS, TEXTS, TEXTS), CSV_BAD), min_size=1, max_size=12))
def test_csv(capfd: Capture, made: list[tuple[str, str, str] | bytes]) -> None:
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
    out, aside, summary = run(capfd, "a.csv", b"".join(parts), *DIALECT)
    assert aside == bad
    assert summary.endswith(f"= {len(good)} out + {len(bad)} quarantined")
    found = list(csv.reader(io.StringIO(out.decode(), newline="")))
    cleaned = [[a, persclean.clean(b, filters=["letters", "digits"]), c] for a, b, c in good]
    assert found == [["id", "body", "z"], *cleaned]


def test_many_files_in_two_processes(tmp_path: Path) -> None:
    chance, source, bad, records = random.Random(7), tmp_path / "in", 0, 0
    source.mkdir()
    for number in range(8):
        made: list[object] = []
        for place in range(chance.randrange(1, 400)):
            planted = place > 0 and chance.random() < 0.1
            made.append(
                chance.choice([b"{broken", b'{"body":"\xff"}', b"1"]) if planted else {"n": place, "body": "كتاب 3"}
            )
            bad += planted
        records += len(made)
        (source / f"{number}.jsonl").write_bytes(lines(*made))
    trees = []
    for jobs in ("1", "2"):
        out = tmp_path / jobs
        done = persclean_command("clean", source, "-o", out, "--column", "body", "-j", jobs, *QUICK)
        assert done.code == 0
        assert done.err.endswith(f"8 files cleaned; {records} records = {records - bad} out + {bad} quarantined\n")
        assert len(quarantined(out)) == bad
        trees.append((tree(out), quarantined(out)))
    assert trees[0] == trees[1]
    assert sum(data.count(b"\n") for data in trees[0][0].values()) == records - bad
    assert all(one["body"] == "کتاب ۳" for data in trees[0][0].values() for one in map(json.loads, data.splitlines()))
