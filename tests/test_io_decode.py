"""Encodings: what is read is what was written, wherever reads cut it; bad bytes are counted where they stand."""

from __future__ import annotations

import codecs
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from persclean.errors import ConfigError, InputError
from persclean.io.decode import Text, open_text
from persclean.io.detect import detect
from persclean.io.encodings import encoding_of
from tests.command import persclean

# As an Arabic keyboard wrote it: the legacy encodings have no Persian yeh and kaf.
NEWS = (
    "شهردار تهران در جلسه علني شورا گفت كه بودجه سال آينده براي ساخت مدرسه و درمانگاه دو برابر مي شود.\r\n"
    "اين طرح از ابتداي بهار اجرا شد و با كمك مردم به پايان رسيد؛ اما مشكل آب هنوز هست.\r\n"
)
# ISO 8859-6 has no Persian letters at all; such texts wrote the nearest Arabic ones.
ISO_NEWS = NEWS.translate(str.maketrans("گپ", "كب"))
WIDE = "می\N{ZERO WIDTH NON-JOINER}روم 😀\r\n" * 3


# As much as is read at once to see what a file is: what follows it comes in the pieces that the test wants.
PAD = "آ" * 4096


def chunks(data: bytes, size: int | random.Random) -> Callable[[int], bytes]:
    """A read function that gives short pieces, as a pipe does."""
    place = 0

    def read(most: int) -> bytes:
        nonlocal place
        wanted = size if isinstance(size, int) else most if place < 8192 else size.randint(1, 7)
        piece = data[place : place + min(most, wanted)]
        place += len(piece)
        return piece

    return read


def everything(text: Text) -> bytes:
    out = bytearray()
    while data := text.reader.read(1 << 16):
        out += data
    return bytes(out)


@pytest.mark.parametrize("size", [1, 2, 3, 5, 1 << 20])
@pytest.mark.parametrize(
    ("encoding", "data", "text"),
    [
        ("utf-8", WIDE.encode(), WIDE),
        ("utf-16", WIDE.encode("utf-16"), WIDE),
        ("utf-16", codecs.BOM_UTF16_BE + WIDE.encode("utf-16-be"), WIDE),
        ("utf-16", WIDE.encode("utf-16-le"), WIDE),
        ("utf-16", WIDE.encode("utf-16-be"), WIDE),
        ("utf-16-le", WIDE.encode("utf-16-le"), WIDE),
        ("utf-16-be", WIDE.encode("utf-16-be"), WIDE),
        ("cp1256", NEWS.encode("cp1256"), NEWS),
        ("iso-8859-6", ISO_NEWS.encode("iso-8859-6"), ISO_NEWS),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 12 else "",
)
def test_every_encoding_is_read_wherever_reads_cut_it(encoding: str, data: bytes, text: str, size: int) -> None:
    data, text = data * 700, text * 700  # more than the head that is read at once
    if data.count(codecs.BOM_UTF16_LE) > 1 or data.count(codecs.BOM_UTF16_BE) > 1:
        text = text[: len(text) // 700] + ("\ufeff" + text[: len(text) // 700]) * 699
    opened = open_text(chunks(data, size), encoding_of(encoding))
    assert everything(opened).decode() == text
    assert opened.reader.bad.count == 0


@given(st.text(), st.randoms(use_true_random=False))
def test_any_text_comes_through_utf16(text: str, dice: random.Random) -> None:
    opened = open_text(chunks(codecs.BOM_UTF16_LE + (PAD + text).encode("utf-16-le"), dice), "utf-16")
    assert everything(opened).decode() == PAD + text


@given(st.binary(), st.sampled_from(["keep", "replace"]), st.randoms(use_true_random=False))
def test_any_bytes_are_read_as_utf8_without_loss(data: bytes, errors: str, dice: random.Random) -> None:
    data = PAD.encode() + data
    given_back = everything(open_text(chunks(data, dice), "utf-8", errors))
    if errors == "keep":
        assert given_back == data
    else:
        text = data.decode("utf-8", "surrogateescape")
        assert given_back.decode() == "".join("\ufffd" if "\udc80" <= c <= "\udcff" else c for c in text)


@pytest.mark.parametrize("encoding", ["cp1256", "iso-8859-6"])
def test_each_legacy_byte_can_be_told_from_the_others(encoding: str) -> None:
    data = bytes(range(1, 256))
    opened = open_text(chunks(data, 9), encoding_of(encoding))
    text = everything(opened).decode()
    assert len(set(text)) == 255
    assert opened.reader.bad.count == sum(bytes([b]).decode(encoding, "replace") == "\ufffd" for b in data)


@pytest.mark.parametrize(
    ("encoding", "data", "says"),
    [
        ("utf-8", "سلام\nب".encode() + b"\xff\xfe", "line 2, byte 11: invalid UTF-8 byte 0xFF"),
        ("iso-8859-6", b"\xc7\n\n\xc7\xdb\xa1", "line 3, byte 4: invalid iso-8859-6 byte 0xDB"),
        ("utf-16-le", "آب\n".encode("utf-16-le") + b"\x00\xd8\x41\x00", "line 2, byte 6: invalid UTF-16 byte 0x00"),
        ("utf-16-le", "آ".encode("utf-16-le") + b"\x06", "line 1, byte 2: invalid UTF-16 byte 0x06"),
    ],
    ids=["utf-8", "legacy", "lone surrogate", "half a unit"],
)
def test_bad_bytes_are_reported_with_their_place(encoding: str, data: bytes, says: str) -> None:
    for size in (1, 4, 100):
        opened = open_text(chunks(data, size), encoding, "replace")
        everything(opened).decode()
        assert str(opened.reader.bad).startswith(says)
        with pytest.raises(InputError, match=says):
            everything(open_text(chunks(data, size), encoding, "strict"))


def test_bad_bytes_are_kept_by_default_and_named() -> None:
    done = persclean("clean", stdin="سلام\nكتاب".encode() + b"\xff\xe9 \xc3")
    assert (done.code, done.out) == (0, "سلام\nکتاب".encode() + b"\xff\xe9 \xc3")
    assert done.err == "standard input: line 2, byte 17: invalid UTF-8 byte 0xFF kept (3 in all)\n"


def test_strict_fails_and_writes_nothing(tmp_path: Path) -> None:
    bad = tmp_path / "bad.txt"
    bad.write_bytes("سلام".encode() + b"\xff")
    done = persclean("clean", "--errors", "strict", bad, "-o", tmp_path / "out.txt")
    assert (done.code, "line 1, byte 8: invalid UTF-8 byte 0xFF found" in done.err) == (3, True)
    assert [path.name for path in tmp_path.iterdir()] == ["bad.txt"]


def test_replace_puts_the_replacement_character() -> None:
    done = persclean("clean", "--errors", "replace", stdin=b"a\xff\xfeb")
    assert (done.text, "replaced by U+FFFD (2 in all)" in done.err) == ("a\ufffd\ufffdb", True)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_stays_in_front(encoding: str) -> None:
    done = persclean("clean", "--encoding", encoding, stdin="كم\r\n".encode(encoding))
    assert done.text == "\ufeffکم\r\n"


def test_a_byte_order_mark_never_lands_between_two_files(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / name).write_bytes("كم\n".encode("utf-8-sig"))
    assert persclean("clean", tmp_path / "a", tmp_path / "b").text == "\ufeffکم\nکم\n"


@pytest.mark.parametrize("text", ["", "بي\N{ZERO WIDTH NON-JOINER}پايان", "a\r\nب\rج\n", "\n\n", "پايان\n"], ids=repr)
def test_line_ends_and_the_final_newline_stay(text: str) -> None:
    done = persclean("clean", "--filters", "letters", stdin=text.encode())
    assert done.text == text.replace("ي", "ی")


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (NEWS.encode(), "utf-8"),
        (NEWS.encode("utf-8-sig"), "utf-8"),
        (NEWS.encode("cp1256"), "windows-1256"),
        (ISO_NEWS.encode("iso-8859-6"), "iso-8859-6"),
        (NEWS.encode("utf-16"), "utf-16-le"),
        (NEWS.encode("utf-16-be"), "utf-16-be"),
        (b"plain ASCII\n", "utf-8"),
        ((NEWS * 5).encode() + b"\xff", "utf-8"),
    ],
    ids=["utf-8", "utf-8 BOM", "cp1256", "iso-8859-6", "utf-16", "utf-16-be no BOM", "ascii", "damaged utf-8"],
)
def test_auto_finds_the_encoding_and_says_so(data: bytes, encoding: str) -> None:
    assert detect(data, True)[0] == encoding
    done = persclean("clean", "--encoding", "auto", stdin=data)
    assert (done.code, f"read as {encoding} (confidence " in done.err) == (0, True)
    if len(data) > 100:
        assert "شهردار تهران در جلسه علنی شورا" in done.text


@pytest.mark.parametrize("cut", range(1, 5))
def test_auto_is_not_fooled_by_a_character_cut_at_the_end_of_the_sample(cut: int) -> None:
    assert detect(("ب" * 50 + "😀").encode()[:-cut], False)[0] == "utf-8"


@pytest.mark.parametrize(
    "data",
    [
        "Où est le café ? Il préfère l'été à l'hiver, évidemment.".encode("latin-1"),
        "日本語の文章です".encode("shift-jis"),
    ],
    ids=["French", "Japanese"],
)
def test_auto_asks_when_it_is_not_sure(data: bytes) -> None:
    done = persclean("clean", "--encoding", "auto", stdin=data)
    assert (done.code, done.out) == (3, b"")
    assert "encoding unclear" in done.err
    assert "--encoding" in done.err


def test_a_legacy_file_is_rewritten_in_utf8_but_plain_ascii_is_left(tmp_path: Path) -> None:
    legacy, plain = tmp_path / "a.txt", tmp_path / "b.txt"
    legacy.write_bytes("سال".encode("cp1256"))
    plain.write_bytes(b"plain")
    done = persclean("clean", "-w", "--encoding", "cp1256", legacy, plain)
    assert done.err == "1 file cleaned, 1 unchanged\n"
    assert legacy.read_bytes() == "سال".encode()


def test_an_unknown_encoding_is_a_config_error() -> None:
    with pytest.raises(ConfigError, match="did you mean 'windows-1256'"):
        encoding_of("windows-1265")
