"""Zip archives: members read, checked and written anew; the rest copied as it stands; what is dangerous refused."""

from __future__ import annotations

import io
import os
import pickle
import shutil
import stat
import struct
import subprocess
import warnings
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from persclean.errors import InputError
from persclean.io.compression.archive import Archive
from persclean.io.compression.kinds import recognise
from persclean.io.compression.limits import BombError, DamagedError, Limits, TrailingError
from persclean.io.compression.write import LEVELS
from persclean.io.compression.zipwrite import ZipWriter
from persclean.io.failures import BinaryError
from tests.command import persclean
from tests.compressed import TEXT

METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
TIME = (2001, 2, 3, 4, 5, 6)


def entry(name: str, method: int = zipfile.ZIP_DEFLATED, **fields: object) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, TIME)
    info.compress_type, info.external_attr = method, 0o644 << 16
    for field, value in fields.items():
        setattr(info, field, value)
    return info


def packed(members: Sequence[tuple[zipfile.ZipInfo | str, bytes]], comment: bytes = b"") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        archive.comment = comment
        for info, data in members:
            archive.writestr(entry(info) if isinstance(info, str) else info, data)
    return out.getvalue()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.zip"


def opened(path: Path, data: bytes, limits: Limits | None = None) -> Archive:
    path.write_bytes(data)
    return Archive(path, limits)


def contents(archive: Archive, number: int, most: int = 1 << 30) -> tuple[bytes, Exception | None]:
    """What can be read of an entry, and the error that came after it."""
    got = bytearray()
    try:
        read = archive.open(archive.entries[number])
        while piece := read(most):
            got += piece
    except Exception as error:
        return bytes(got), error
    return bytes(got), None


def rewritten(archive: Archive, new: dict[str, bytes], step: int = 1 << 30) -> bytes:
    out = bytearray()
    writer = ZipWriter(out.extend, archive)
    for one in archive.members:
        if one.name in new and one.failure is None:
            made = writer.member(one)
            for start in range(0, len(new[one.name]), step):
                made.write(new[one.name][start : start + step])
            made.finish()
    writer.finish()
    return bytes(out)


@given(parts=st.lists(st.binary(max_size=300), max_size=5), most=st.integers(1, 100))
def test_round_trip(tmp_path_factory: pytest.TempPathFactory, parts: list[bytes], most: int) -> None:
    path = tmp_path_factory.mktemp("zip") / "a.zip"
    data = packed([(entry(f"{n}.txt", METHODS[n % 4]), part) for n, part in enumerate(parts)], b"a comment")
    found = recognise(data[:16])
    assert found is not None
    assert found.name == "zip"
    with opened(path, data) as archive:
        assert [contents(archive, n, most) for n in range(len(parts))] == [(part, None) for part in parts]
        assert rewritten(archive, {}) == data
        new = rewritten(archive, {one.name: b"new" + parts[one.number] for one in archive.members})
    with zipfile.ZipFile(io.BytesIO(new)) as other:
        assert other.comment == b"a comment"
        assert [other.read(f"{n}.txt") for n in range(len(parts))] == [b"new" + part for part in parts]


def test_what_is_rewritten_keeps_all_but_the_contents(path: Path) -> None:
    members = [(entry(f"پوشه/{m}.txt", m, comment=b"c", external_attr=0o600 << 16), TEXT) for m in METHODS]
    data = packed([(entry("پوشه/"), b""), *members, ("bin", bytes(range(256))), (entry("dos", external_attr=0), b"x")])
    with opened(path, data) as archive:
        assert [one.folder for one in archive.entries] == [True] + [False] * 6
        assert len(archive.members) == 6
        new = rewritten(archive, {"پوشه/8.txt": TEXT * 2, "پوشه/14.txt": b"", "dos": b"y"})
        assert new == rewritten(archive, {"پوشه/8.txt": TEXT * 2, "پوشه/14.txt": b"", "dos": b"y"}, 999)
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(io.BytesIO(new)) as other:
        assert other.testzip() is None
        for before, after in zip(old.infolist(), other.infolist(), strict=True):
            for field in ("filename", "date_time", "compress_type", "comment", "external_attr", "create_system"):
                assert getattr(before, field) == getattr(after, field)
        assert [len(other.read(info)) for info in other.infolist()] == [
            0,
            len(TEXT),
            len(TEXT) * 2,
            len(TEXT),
            0,
            256,
            1,
        ]
        assert other.read("bin") == bytes(range(256))
        deflate = zlib.compressobj(LEVELS["gz"][2], zlib.DEFLATED, -15)
        assert other.getinfo("پوشه/8.txt").compress_size == len(deflate.compress(TEXT * 2) + deflate.flush())


def test_members_come_in_order(path: Path) -> None:
    with opened(path, packed([("a", b"a"), ("b", b"b")])) as archive:
        writer = ZipWriter(bytearray().extend, archive)
        writer.member(archive.members[1]).finish()
        with pytest.raises(ValueError, match="order of the archive"):
            writer.member(archive.members[0])


@pytest.mark.skipif(not (shutil.which("zip") and shutil.which("unzip")), reason="zip and unzip are not installed")
def test_with_the_command_line_tools(path: Path, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    (folder / "sub").mkdir(parents=True)
    (folder / "sub" / "متن.txt").write_bytes(TEXT)
    (folder / "photo.bin").write_bytes(os.urandom(5000))
    (folder / "link").symlink_to("/etc/passwd")
    subprocess.run(["zip", "-qry", path, "."], cwd=folder, check=True)
    (folder / "secret").write_bytes(b"secret")
    subprocess.run(["zip", "-q", "-P", "word", path, "secret"], cwd=folder, check=True)
    with Archive(path) as archive:
        by_name = {one.name: one for one in archive.members}
        assert contents(archive, by_name["sub/متن.txt"].number) == (TEXT, None)
        assert "is encrypted" in str(by_name["secret"].failure)
        assert "is a link" in str(by_name["link"].failure)
        assert type(contents(archive, by_name["secret"].number)[1]) is InputError
        new = rewritten(archive, {"sub/متن.txt": TEXT[::-1]})
    (tmp_path / "new.zip").write_bytes(new)
    subprocess.run(["unzip", "-qP", "word", "-d", tmp_path / "out", tmp_path / "new.zip"], check=True)
    assert (tmp_path / "out" / "sub" / "متن.txt").read_bytes() == TEXT[::-1]
    assert (tmp_path / "out" / "secret").read_bytes() == b"secret"
    assert (tmp_path / "out" / "photo.bin").read_bytes() == (folder / "photo.bin").read_bytes()
    assert (tmp_path / "out" / "link").is_symlink()


def named(raw: bytes, utf8: bool = False, extra: bytes = b"") -> bytes:
    """An archive whose one member has a name of these bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        info = entry("x" * len(raw))
        info.extra = extra
        archive.writestr(info, b"text")
    data = bytearray(out.getvalue().replace(b"x" * len(raw), raw))
    for mark, flags in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        data[data.index(mark) + flags + 1] |= 8 * utf8
    return bytes(data)


_UNICODE = "خبر.txt".encode()
_FIELD = b"\1" + struct.pack("<I", zlib.crc32(b"____.txt")) + _UNICODE


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (named("خبر.txt".encode(), True), "خبر.txt"),
        (named("خبر.txt".encode()), "خبر.txt"),  # as macOS does
        (named("é.txt".encode("cp437")), "é.txt"),
        (named("خبر.txt".encode("cp1256")), "خبر.txt".encode("cp1256").decode("cp437")),
        (named(b"____.txt", extra=struct.pack("<HH", 0x7075, len(_FIELD)) + _FIELD), "خبر.txt"),
        (named(b"other.txt", extra=struct.pack("<HH", 0x7075, len(_FIELD)) + _FIELD), "other.txt"),
    ],
)
def test_names(path: Path, data: bytes, name: str) -> None:
    with opened(path, data) as archive:
        assert [one.name for one in archive.members] == [name]
        assert archive.members[0].failure is None
        assert contents(archive, 0) == (b"text", None)
        assert rewritten(archive, {}) == data
        new = rewritten(archive, {name: b"text"})
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(io.BytesIO(new)) as other:
        assert old.infolist()[0].orig_filename == other.infolist()[0].orig_filename


ESCAPES = [
    "../a",
    "a/../../b",
    "/etc/passwd",
    "C:\\a",
    "c:a",
    "\\\\host\\a",
    "a\\..\\b",
    "a//b",
    "./a",
    "..",
    "../",
    "a/../",
]


@pytest.mark.parametrize("name", ESCAPES)
def test_names_that_escape_are_refused(path: Path, name: str) -> None:
    with opened(path, named(name.encode())) as archive:
        (one,) = archive.members
        assert "may lead out of the output folder" in str(one.failure)
        assert contents(archive, 0)[0] == b""
        assert str(pickle.loads(pickle.dumps(one)).failure) == str(one.failure)


def test_names_that_only_look_so_are_read(path: Path) -> None:
    with opened(path, packed([("خبر: روز.txt", b"1"), ("..a/b..", b"2"), ("a:b", b"3")])) as archive:
        assert [one.failure is None for one in archive.members] == [True, True, False]


def test_members_that_cannot_be_read_are_failures_and_stay(path: Path) -> None:
    link = entry("link", external_attr=(stat.S_IFLNK | 0o777) << 16)
    data = packed([("a", b"1"), ("a", b"2"), (link, b"/etc/passwd"), ("c", b"3")])
    unknown = data[: data.rindex(b"PK\1\2") + 10] + b"\x63\0" + data[data.rindex(b"PK\1\2") + 12 :]
    with opened(path, unknown) as archive:
        failures = [str(one.failure or "") for one in archive.members]
        assert [failure.partition(" (")[0] for failure in failures] == [
            "",
            "has the name of another member of the archive: rename one",
            "is a link or a special file: it is not followed",
            "is compressed by a method that is not supported",
        ]
        again = rewritten(archive, {"a": b"new"})
    with zipfile.ZipFile(io.BytesIO(again)) as other:
        assert len(other.infolist()) == 4
        assert other.read(other.infolist()[0]) == b"new"
        assert other.read(other.infolist()[1]) == b"2"


def patched(data: bytes, field: int, form: str, value: int) -> bytes:
    """An archive of one member whose directory says something else."""
    place = data.index(b"PK\1\2") + field
    return data[:place] + struct.pack(form, value) + data[place + struct.calcsize(form) :]


@pytest.mark.parametrize("method", METHODS)
def test_damage_is_found_and_what_is_readable_given(path: Path, method: int) -> None:
    data = packed([(entry("a", method), TEXT)])
    with opened(path, patched(data, 16, "<I", 1)) as archive:
        got, error = contents(archive, 0)
        assert got == TEXT
        assert isinstance(error, DamagedError)
        assert (error.readable, "another checksum" in str(error)) == (len(TEXT), True)
    flipped = bytearray(data)
    flipped[2000] ^= 4
    with opened(path, bytes(flipped)) as archive:
        got, error = contents(archive, 0)
        assert isinstance(error, DamagedError)
        assert error.readable == len(got)
        assert rewritten(archive, {}) == bytes(flipped)


def test_sizes_that_lie(path: Path) -> None:
    data = packed([("a", TEXT)])
    for size, what in ((10, "more than the 10 bytes"), (len(TEXT) + 1, f"{len(TEXT):,} bytes, not the")):
        with opened(path, patched(data, 24, "<I", size)) as archive:
            error = contents(archive, 0)[1]
            assert isinstance(error, DamagedError)
            assert what in str(error)
    size = archive.members[0].packed
    with opened(path, patched(data, 20, "<I", size - 9)) as archive:
        got, error = contents(archive, 0)
        assert TEXT.startswith(got)
        assert isinstance(error, DamagedError)
    inside = packed([("a", TEXT)]).replace(b"PK\1\2", b"garbage!PK\1\2", 1)
    end = inside.rindex(b"PK\5\6")
    inside = inside[: end + 16] + struct.pack("<I", inside.index(b"PK\1\2")) + inside[end + 20 :]
    with opened(path, patched(inside, 20, "<I", size + 8)) as archive:
        got, error = contents(archive, 0)
        assert got == TEXT
        assert isinstance(error, TrailingError)


@pytest.mark.parametrize("cut", [30, 300, -1, -30])
def test_an_archive_cut_short(path: Path, cut: int) -> None:
    with pytest.raises(DamagedError, match="damaged or cut short: its directory"):
        opened(path, packed([("a", TEXT), ("b", TEXT)])[:cut])


def test_members_that_overlap_are_refused(path: Path) -> None:
    data = packed([("a", bytes(1000))])
    start, end = data.index(b"PK\1\2"), data.index(b"PK\5\6")
    directory = data[start:end] * 100
    tail = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, 100, 100, len(directory), start, 0)
    with pytest.raises(InputError, match=r"members that overlap .*bomb"):
        opened(path, data[:start] + directory + tail)
    kernel = packed([("a", b"x" * 100), (entry("b", zipfile.ZIP_STORED), data[:start])])
    inner = kernel.index(b"PK\3\4", kernel.index(b"PK\3\4", 4) + 4)
    place = kernel.index(b"PK\1\2")  # the first entry now is what the second one holds
    with pytest.raises(InputError, match="members that overlap"):
        opened(path, kernel[: place + 42] + struct.pack("<I", inner) + kernel[place + 46 :])


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_bombs(path: Path, method: int) -> None:
    data = packed([(entry(f"{n}", method), bytes(5 << 20)) for n in range(4)])
    with pytest.raises(BombError, match="--max-ratio"):
        opened(path, data)
    with opened(path, data, Limits(max_ratio=10**6)) as archive:
        assert contents(archive, 3) == (bytes(5 << 20), None)
    with pytest.raises(BombError, match="max_bytes"):
        opened(path, data, Limits(max_bytes=1 << 20, max_ratio=10**6))
    one = patched(packed([(entry("a", method), bytes(40 << 20))]), 24, "<I", 100)  # says it were small
    with opened(path, one) as archive:
        got, error = contents(archive, 0)
        assert isinstance(error, DamagedError)
        assert len(got) <= 100 or error.readable <= 1 << 17


@pytest.mark.parametrize("name", ["[Content_Types].xml", "META-INF/MANIFEST.MF", "mimetype"])
def test_documents_are_no_archives_of_texts(path: Path, name: str) -> None:
    with pytest.raises(BinaryError, match="not an archive of texts"):
        opened(path, packed([(name, b"x"), ("word/document.xml", TEXT)]))


def test_an_archive_that_fails_writes_nothing_later(tmp_path: Path) -> None:
    """Standard output belongs to the next input by then: no directory of the archive may come behind its text."""
    path, after = tmp_path / "a.zip", tmp_path / "b.jsonl"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("a.jsonl", '{"t": "كتاب"}\n' * 50_000 + "{broken\n")
    after.write_text('{"t": "كتاب"}\n', "utf-8")
    done = persclean("clean", "--strict", "--column", "t", path, after)
    assert done.code == 3
    assert b"PK\x05\x06" not in done.out
    assert done.out.endswith('{"t": "کتاب"}\n'.encode())
