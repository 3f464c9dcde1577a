"""`persclean diff`: what patch makes of it is what clean writes; and the diff for people."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from persclean.differ.pairs import ByNumber, paired
from persclean.differ.unified import Unified
from persclean.differ.words import Words, pieces
from tests.command import CLEAN, DIRTY, ROOT, ZWNJ, persclean

needs_patch = pytest.mark.skipif(shutil.which("patch") is None, reason="patch is not installed")
BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"


def applied(folder: Path, *args: str) -> None:
    """Check that the diff of a folder, applied, yields what clean writes."""
    shutil.copytree(folder, folder.with_name("clean"))
    done = persclean("clean", "-w", "-q", *args, ".", cwd=folder.with_name("clean"))
    assert done.code == 0, done.err
    made = persclean("diff", *args, ".", cwd=folder)
    assert made.code == 1, made.err
    patch = subprocess.run(["patch", "-p1", "-s"], input=made.out, cwd=folder, capture_output=True, check=False)
    assert patch.returncode == 0, patch.stdout + patch.stderr
    for path in folder.iterdir():
        assert path.read_bytes() == (folder.with_name("clean") / path.name).read_bytes(), path.name
    again = persclean("diff", *args, ".", cwd=folder)
    assert (again.code, again.text) == (0, "")


@needs_patch
@pytest.mark.parametrize("preset", ["default", "page"])
def test_patch_yields_the_clean_files(tmp_path: Path, preset: str) -> None:
    folder = tmp_path / "work"
    shutil.copytree(ROOT / "samples", folder, ignore=shutil.ignore_patterns("clean", "page", "*.md"))
    page = (folder / "news_pdf.txt").read_text()
    (folder / "two words.txt").write_text(page.removesuffix("\n"))
    (folder / "crlf.txt").write_bytes(page.replace("\n", "\r\n").encode())
    (folder / "bom.txt").write_text(BOM + "علي\nb\n")
    (folder / "علي «۲».txt").write_text("علي")
    (folder / 'quo"te.txt').write_text("a\nb\nc\nd\nعلي\n\n")
    (folder / "bytes.txt").write_bytes(b"\xff\n" + "علي\n".encode() + b"\xfe")
    (folder / "same.txt").write_text("سلام\n")
    (folder / "many.txt").write_text("".join(f"{'علي' if n % 9 == 0 else 'سلام'} a{n}\n" for n in range(500)))
    (folder / "all.txt").write_text("".join(f"علي a{n}\n" for n in range(500)))
    (folder / "blocks.txt").write_text(page * 40)
    applied(folder, "--preset", preset)


@needs_patch
def test_records_are_lines_of_a_diff(tmp_path: Path) -> None:
    folder = tmp_path / "work"
    folder.mkdir()
    (folder / "a.jsonl").write_text('{"t":"علي"}\n{"t":"سلام"}\n' * 3)
    (folder / "a.csv").write_text('n,t\n1,"علي\nرفت"\n2,سلام\n')
    applied(folder, "--column", "t")


@needs_patch
def test_bad_records_and_joined_lines_in_quotes(tmp_path: Path) -> None:
    page = (ROOT / "samples/news_pdf.txt").read_text().replace('"', "")
    (tmp_path / "a.csv").write_text(f'n,t\n1,"{page}"\n2,سلام\n3,علي\n')
    (tmp_path / "a.jsonl").write_text('{"t":"سلام"}\n{"t"\n{"t":"سلام"}\n')
    for name in ("a.csv", "a.jsonl"):
        args = ("--preset", "page", "--column", "t", name)
        done = persclean("diff", *args, cwd=tmp_path)
        clean = persclean("clean", *args, "--quarantine", "bad", cwd=tmp_path)
        subprocess.run(["patch", "-p1", "-s"], input=done.out, cwd=tmp_path, check=True)
        assert (tmp_path / name).read_bytes() == clean.out


@needs_patch
@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(["x\n", "y\n", "z\n", "\n", "w\r\n"]), max_size=40), st.data())
def test_any_lines_apply(tmp_path_factory: pytest.TempPathFactory, old: list[str], data: st.DataObject) -> None:
    """Hunks, contexts and ends of files: lines are changed, dropped, merged at random."""
    tail = data.draw(st.sampled_from(["", "t"]))
    groups = [
        ((one.encode(),), tuple(line.encode() for line in data.draw(st.sampled_from([[one]] * 6 + [["n\n"], []]))))
        for one in old
    ]
    if tail:
        groups.append(((b"t",), data.draw(st.sampled_from([(b"t",), (b"u",)]))))
    parts: list[bytes] = []
    writer = Unified(parts.append)
    writer.begin("a.txt")
    for group in groups:
        if group[0] == group[1]:
            writer.same(list(group[0]))
        else:
            writer.group(group)
    writer.end()
    folder = tmp_path_factory.mktemp("any")
    (folder / "a.txt").write_bytes(b"".join(line for side, _ in groups for line in side))
    if parts:
        subprocess.run(["patch", "-p1", "-s"], input=b"".join(parts), cwd=folder, check=True, capture_output=True)
    new = b"".join(line for _, side in groups for line in side)
    assert ((folder / "a.txt").read_bytes() if (folder / "a.txt").exists() else b"") == new


def test_exit_codes(tmp_path: Path) -> None:
    (tmp_path / "dirty.txt").write_text(DIRTY)
    (tmp_path / "clean.txt").write_text(CLEAN)
    assert persclean("diff", "clean.txt", cwd=tmp_path).code == 0
    assert persclean("diff", "dirty.txt", cwd=tmp_path).code == 1
    done = persclean("diff", "dirty.txt", "gone.txt", cwd=tmp_path)
    assert (done.code, "gone.txt: cannot be read" in done.err) == (3, True)
    assert persclean("diff", "--color", "x", "dirty.txt", cwd=tmp_path).code == 2
    assert (tmp_path / "dirty.txt").read_text() == DIRTY


def test_what_has_no_lines_or_another_encoding(tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.table({"t": ["علي"]}), tmp_path / "a.parquet")
    done = persclean("diff", "--column", "t", "a.parquet", cwd=tmp_path)
    assert (done.code, "a.parquet: is parquet, which has no lines" in done.err) == (3, True)
    (tmp_path / "a.txt").write_bytes("كتاب\n".encode("windows-1256"))
    done = persclean("diff", "--encoding", "windows-1256", "a.txt", cwd=tmp_path)
    assert (done.code, "a.txt: is windows-1256; its diff is of the text in UTF-8" in done.err) == (1, True)


def test_a_hunk_of_any_length_is_held_outside_of_memory() -> None:
    parts: list[bytes] = []
    writer = Unified(parts.append)
    writer.begin("a")
    for n in range(120_000):
        writer.group(((b"a" * 40 + b"\n",), (b"b%d\n" % n,)))
        assert len(writer._minus) < 100
    assert writer._body is not None and writer._body._rolled  # type: ignore[attr-defined]
    writer.end()
    assert b"".join(parts).count(b"\n") == 240_003


def test_lines_by_number() -> None:
    """A join, a removal at the start, in the middle and at the end, and an over-long line in parts."""
    found: list[tuple[list[bytes], list[bytes]]] = []
    lines = ByNumber(lambda group: found.append((list(group[0]), list(group[1]))))
    lines.old(b"0\n1\n2\n3\n4\n5")
    lines.new([2], b"1 2\n")
    lines.new([4], b"3")
    lines.new([4], b"\n")
    lines.finish()
    assert found == [([b"0\n"], []), ([b"1\n", b"2\n"], [b"1 2\n"]), ([b"3\n"], [b"3\n"]), ([b"4\n", b"5"], [])]
    assert list(paired([b"a", b"b", b"c"], [b"a", b"c"])) == [((b"a",), (b"a",)), ([b"b"], []), ((b"c",), (b"c",))]


def test_word_diff_marks_what_cannot_be_seen(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("سلام\nاو كتاب ها را امروز\N{NO-BREAK SPACE}خواند\n")
    done = persclean("diff", "--word", "a.txt", cwd=tmp_path)
    assert done.code == 1
    assert done.text.splitlines()[0] == "a.txt"
    assert done.text.splitlines()[1] == ("     2: او [-كتاب ها-]{+کتاب|ها+} را [-امروز<U+00A0>خواند-]{+امروز خواند+}")
    assert ZWNJ not in done.text
    coloured = persclean("diff", "--word", "--color", "always", "a.txt", cwd=tmp_path).text
    assert re.search("\x1b\\[31m\x1b\\[9mكتاب ها\x1b\\[0m\x1b\\[32mکتاب\\|ها\x1b\\[0m", coloured)
    assert "[-" not in coloured


def test_word_diff_is_right_to_left_on_terminals_only() -> None:
    parts: list[bytes] = []
    writer = Words(parts.append, colour=False, isolates=True)
    writer.begin("a.txt")
    writer.group((("علي 3\n".encode(),), ("علی ۳\n".encode(),)))
    line = b"".join(parts).decode().splitlines()[1]
    rli, fsi, pdi = "\N{RIGHT-TO-LEFT ISOLATE}", "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
    assert line.startswith(f"     1: {rli}{fsi}[-علي") and line.endswith(f"{pdi}{pdi}")
    assert line.count(rli) + line.count(fsi) == line.count(pdi)


@settings(deadline=None)
@given(st.text("ab \N{ZERO WIDTH NON-JOINER}", max_size=60), st.text("ab \N{ZERO WIDTH NON-JOINER}", max_size=60))
def test_pieces_make_both_lines(old: str, new: str) -> None:
    found = list(pieces(old, new))
    assert "".join(a for a, _ in found) == old
    assert "".join(b for _, b in found) == new
