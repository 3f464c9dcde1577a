"""Folders with everything in them: recognised, cleaned, compressed as before or as wanted; broken as far as can be."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import zipfile
from pathlib import Path

import pytest

from tests.batch import CLEAN, DIRTY, QUICK, clean, lines, mixed, quarantined, tree
from tests.command import persclean

Capture = pytest.CaptureFixture[str]
COLUMN = ("--column", "body")
BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"


def test_a_mixed_folder(tmp_path: Path, capfd: Capture) -> None:
    source, out = mixed(tmp_path / "in"), tmp_path / "out"
    assert clean(capfd, source, "-o", out, *COLUMN).code == 0
    made = tree(out)
    assert gzip.decompress(made.pop("sub/b.txt.gz")) == f"{CLEAN}\n".encode()
    assert made == {
        "a.txt": f"{CLEAN}\n".encode(),
        "clean.txt": f"{CLEAN}\n".encode(),
        "empty.txt": b"",
        "c.jsonl": lines(*({"id": n, "body": CLEAN} for n in range(5))),
        "d.csv": f"id,body\r\n1,{CLEAN}\r\n3,{CLEAN}\r\n".encode(),
    }
    syntax, fields = quarantined(out)
    assert (syntax["record"], syntax["line"], syntax["byte"], syntax["code"]) == (6, 6, 160, "syntax")
    assert (fields["record"], fields["line"], fields["data"]) == (2, 3, "2,x,y")


@pytest.mark.parametrize(
    ("name", "suffix", "opened"),
    [
        ("gz", ".gz", gzip.decompress),
        ("bz2", ".bz2", bz2.decompress),
        ("xz", ".xz", lzma.decompress),
        ("none", "", bytes),
    ],
)
def test_compress_says_how_and_names_say_so(
    tmp_path: Path, capfd: Capture, name: str, suffix: str, opened: type[bytes]
) -> None:
    source, out = mixed(tmp_path / "in"), tmp_path / "out"
    assert clean(capfd, source, "-o", out, "--compress", name).code == 0
    assert sorted(tree(out)) == [f"{one}.txt{suffix}" for one in ("a", "clean", "empty", "sub/b")]
    assert opened((out / f"sub/b.txt{suffix}").read_bytes()) == f"{CLEAN}\n".encode()


def test_a_stream_cut_short_gives_what_is_readable_and_is_tried_again(tmp_path: Path, capfd: Capture) -> None:
    source, out = tmp_path / "in", tmp_path / "out"
    source.mkdir()
    rows = [{"n": n, "body": f"{DIRTY} {n * 7919 % 10007}"} for n in range(5000)]
    whole = gzip.compress(lines(*rows), mtime=0)
    (source / "a.jsonl.gz").write_bytes(whole[: len(whole) // 2])
    for _ in range(2):
        ran = clean(capfd, source, "-o", out, *COLUMN)
        assert (ran.code, "a.jsonl.gz: is cut short" in ran.err) == (3, True)
        assert "what was readable is in the output" in ran.err
        assert ran.summary.startswith("0 files cleaned, 1 failed")
    found = gzip.decompress((out / "a.jsonl.gz").read_bytes()).splitlines()
    assert 100 < len(found) < 5000
    assert [json.loads(line)["n"] for line in found] == list(range(len(found)))
    dry = clean(capfd, source, "--dry-run", *COLUMN)
    assert (dry.code, "in the output" in dry.err) == (3, False)
    (source / "a.jsonl.gz").write_bytes(whole)
    assert clean(capfd, source, "-o", out, *COLUMN).summary.startswith("1 file cleaned; 5000 records = 5000 out")


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_mark_and_carriage_returns_stay(tmp_path: Path, capfd: Capture, newline: str) -> None:
    for name, text in (("a.jsonl", '{{"body":"{0}"}}{1}'), ("a.csv", "body,n{1}{0},1{1}"), ("a.txt", "{0}{1}")):
        path = tmp_path / name
        path.write_bytes((BOM + text.format(DIRTY, newline)).encode())
        assert clean(capfd, "-w", path, *COLUMN).code == 0
        assert path.read_bytes() == (BOM + text.format(CLEAN, newline)).encode()


def test_windows_1256(tmp_path: Path, capfd: Capture) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("id,body\r\n1,كتاب علي و تاريخ اين است كه در آن بود 3\r\n".encode("windows-1256"))
    ran = clean(capfd, path, *COLUMN, "--encoding", "auto")
    assert (ran.code, "read as windows-1256" in ran.err) == (0, True)
    assert ran.out == "id,body\r\n1,کتاب علی و تاریخ این است که در آن بود ۳\r\n"


def test_standard_input_with_a_format(tmp_path: Path) -> None:
    done = persclean(
        "clean", "--format", "jsonl", "--column", "a.b", *QUICK, stdin=lines({"a": {"b": DIRTY}, "c": 1.50})
    )
    assert (done.code, done.text, done.err) == (0, f'{{"a": {{"b": "{CLEAN}"}}, "c": 1.5}}\n', "")
    unknown = persclean("clean", "--column", "b", *QUICK, stdin=b"x\n")
    assert (unknown.code, "--format" in unknown.err) == (3, True)


def packed(*members: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()


def test_an_archive(tmp_path: Path, capfd: Capture) -> None:
    source, out = tmp_path / "in", tmp_path / "out"
    source.mkdir()
    members = (
        ("x.txt", f"{BOM}{DIRTY}\n".encode()),
        ("y.png", b"\x89PNG\0\0"),
        ("z.txt.lz4", b"\x04\x22\x4d\x18\0\0\0"),
        ("w.jsonl", lines({"body": DIRTY}, b"{broken")),
        ("../evil.txt", DIRTY.encode()),
    )
    (source / "a.txt.zip").write_bytes(packed(*members))
    ran = clean(capfd, source, "-o", out, *COLUMN)
    assert (ran.code, "y.png: copied: it is no text" in ran.err, "../evil.txt: has a name" in ran.err) == (
        3,
        True,
        True,
    )
    with zipfile.ZipFile(out / "a.txt.zip") as archive:
        assert archive.namelist() == [name for name, _ in members]
        assert archive.read("x.txt") == f"{BOM}{CLEAN}\n".encode()
        assert archive.read("y.png") == members[1][1]
        assert archive.read("w.jsonl") == lines({"body": CLEAN})
        assert archive.read("../evil.txt") == members[4][1]
    (one,) = quarantined(out)
    assert (one["file"], one["record"]) == (f"{source}/a.txt.zip/w.jsonl", 2)
    strict = clean(capfd, source, "-o", tmp_path / "strict", *COLUMN, "--strict")
    assert (strict.code, "a.txt.zip: w.jsonl: record 2" in strict.err, tree(tmp_path / "strict")) == (3, True, {})
    refused = clean(capfd, source, "-o", tmp_path / "gz", "--compress", "gz")
    assert (refused.code, "stays one" in refused.err) == (3, True)


def test_an_archive_in_place_that_has_a_bad_member_stays(tmp_path: Path, capfd: Capture) -> None:
    path = tmp_path / "a.zip"
    data = packed(("a.jsonl", lines({"body": DIRTY}, b"{broken")), ("/evil.txt", DIRTY.encode()))
    path.write_bytes(data)
    ran = clean(capfd, "-w", path, *COLUMN)
    assert (ran.code, ran.summary, path.read_bytes()) == (3, "0 files cleaned, 1 failed", data)
    assert quarantined(tmp_path) == []


def test_a_record_over_the_cap_is_set_aside(tmp_path: Path, capfd: Capture) -> None:
    path, out = tmp_path / "a.jsonl", tmp_path / "out"
    path.write_bytes(lines({"body": DIRTY}, {"body": "ب" * 3000}, {"body": DIRTY}))
    assert clean(capfd, path, "-o", f"{out}/", *COLUMN, "--max-record", "0.002").code == 0
    assert (out / "a.jsonl").read_bytes() == lines({"body": CLEAN}, {"body": CLEAN})
    assert "".join(one["data"] for one in quarantined(out)) == lines({"body": "ب" * 3000}).decode().rstrip()


def test_a_bomb_is_refused(tmp_path: Path, capfd: Capture) -> None:
    path = tmp_path / "a.txt.gz"
    path.write_bytes(gzip.compress(b"\n" * 3_000_000))
    ran = clean(capfd, path, "-o", tmp_path / "out.txt.gz", "--max-ratio", "2")
    assert (ran.code, "--max-ratio" in ran.err, (tmp_path / "out.txt.gz").exists()) == (3, True, False)
