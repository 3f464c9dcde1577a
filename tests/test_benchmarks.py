"""The dump generator: the same bytes everywhere, whole lines, a real dump's growth; and the tools around it."""

from __future__ import annotations

import hashlib
import json
import sys
import tomllib

import pytest

from benchmarks import (
    archive,
    archive_files,
    damage,
    dump,
    linear,
    measure,
    memory,
    news,
    packing,
    peers,
    plants,
    vocabulary,
)


@pytest.fixture(scope="module")
def text() -> bytes:
    return b"".join(dump.chunks(1_000_000, seed=7))


def test_same_bytes_on_every_machine(text: bytes) -> None:
    assert hashlib.sha256(text).hexdigest() == "d22656dac1c54ad5aa8fa57d8425174560c26a5c4f6dcb074e9011626eb9684d"


def test_seeds_differ(text: bytes) -> None:
    assert b"".join(dump.chunks(100_000, seed=8)) != text[:100_000]


def test_smaller_dump_is_the_beginning_of_a_larger_one(text: bytes) -> None:
    small = b"".join(dump.chunks(100_000, seed=7))
    assert text.startswith(small)
    assert small.endswith(b"\n")
    assert 90_000 < len(small) <= 100_000


def test_vocabulary_grows_as_in_real_news(text: bytes) -> None:
    pieces = text.split()
    assert 8.5 < len(text) / len(pieces) < 10
    assert 11_000 < len(set(pieces)) < 18_000


@pytest.mark.parametrize(
    "sign",
    [
        "ي",
        "ك",
        "ـ",
        '"',
        "&zwnj;",
        "...",
        "  ",
        "\N{NO-BREAK SPACE}",
        "\N{ZERO WIDTH SPACE}",
        "\N{NOT SIGN}",
        "\N{SOFT HYPHEN}",
        "\N{RIGHT-TO-LEFT MARK}",
        "می ",
        " ها",
        "٣",
        "۳",
        "3",
        "http",
        "@",
        "#",
    ],
)
def test_dump_is_dirty(text: bytes, sign: str) -> None:
    assert sign in text.decode()


def test_no_fill_is_left(text: bytes) -> None:
    assert not set(text.decode()) & set(vocabulary.MARK.values())


def test_undamaged_twin_is_clean() -> None:
    clean = b"".join(dump.chunks(200_000, seed=7, clean=True)).decode()
    assert not set(clean) & set('يكـ"\N{NO-BREAK SPACE}\N{ZERO WIDTH SPACE}')
    assert "  " not in clean
    assert " \N{ZERO WIDTH NON-JOINER}" not in clean


def test_every_rate_names_a_defect() -> None:
    data = tomllib.loads((vocabulary.HERE / "damage.toml").read_text(encoding="utf-8"))
    for source, rates in data["rates"].items():
        assert source == "common" or source in data["sources"]
        assert not set(rates) - set(data["defects"])
    assert set(damage.Damage().steps) == set(data["sources"]) == set(data["straight_quotes"])


def test_run_measures_a_child() -> None:
    done = measure.run(
        [sys.executable, "-c", "import sys; sys.stdin.read(); x = bytearray(50_000_000)"], b"text", watch=True
    )
    assert done.code == 0
    assert done.peak > 50_000_000
    assert done.wall > 0


def test_stretch_is_whole_lines(tmp_path: object) -> None:
    path = vocabulary.Path(str(tmp_path)) / "lines.txt"
    path.write_bytes(b"".join(b"%d line\n" % i for i in range(1000)))
    start, size = peers.stretch(path, 3000, 500)
    part = path.read_bytes()[start : start + size]
    assert part.endswith(b"line\n")
    assert path.read_bytes()[start - 1 : start] == b"\n"
    assert peers.stretch(path, 0, 10**9) == (0, path.stat().st_size)


def test_memory_inputs_have_the_size_they_say() -> None:
    assert sum(map(len, memory.repeated(300_000, block=100_000))) == 300_000
    assert b"\n" not in b"".join(memory.one_line(10_000))
    assert sum(map(len, memory.one_word(2_000_000))) <= 2_000_000


def test_adversarial_texts_double() -> None:
    small, large = linear.texts(1000), linear.texts(1000, 2)
    assert small.keys() == large.keys()
    assert all(len(small[name]) == 1000 and len(large[name]) == 2000 for name in small)


def test_every_slot_is_filled(text: bytes) -> None:
    assert not set(text.decode()) & set("{}")


def test_the_archive_has_as_many_faults_as_it_says_and_of_every_kind() -> None:
    made = archive_files.planned(archive.FEWEST, 500, seed=1)
    codes = [code for one in made for code in one.plants.values()]
    assert len(codes) == 500
    assert set(codes) == {"syntax", "fields", "bytes", "column", "size", "truncated"}
    assert sum(bool(one.cut) for one in made) == len(archive_files.CUT) == 5
    assert {one.format for one in made} == set(archive_files.SETTINGS["wrong"])


@pytest.mark.parametrize("style", ["compact", "pretty", "escaped"])
def test_planted_json_is_wrong_and_good_json_is_not(style: str) -> None:
    one = news.written("json", style, {})(plants.plain(news.News(5, "", ""))).removesuffix(b",\n")
    assert json.loads(one)["body"] == "متن خبر از امروز"
    assert b'"score":100.000' in one.replace(b" ", b"")
    for code in ("syntax", "bytes", "truncated"):
        with pytest.raises(ValueError):
            json.loads(plants.spoilt("json", code, one))
    assert "body" not in json.loads(plants.spoilt("json", "column", one))


@pytest.mark.parametrize("pack", ["none", "gz", "bz2", "xz", "zst", "lz4", "zip"])
def test_packed_files_come_back(pack: str) -> None:
    data = b"".join(dump.chunks(50_000))
    assert packing.unpacked(pack, packing.packed(pack, data, "a.txt")) == data
