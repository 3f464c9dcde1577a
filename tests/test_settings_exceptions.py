"""Exceptions: words never touched, words always written so; on both paths, twice as once, nothing lost."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from persclean import Config, Pipeline, clean
from persclean.engine.blocks import BlockEngine
from persclean.engine.safety import check
from persclean.errors import ConfigError, LettersLostError
from persclean.filters.exceptions import Exceptions as Filter
from persclean.listed.exceptions import Exceptions, read
from persclean.presets import presets
from tests.command import ZWNJ, persclean


def run(text: str, keep: list[str] | None = None, write: list[tuple[str, str]] | None = None, **more: object) -> str:
    shown = [(a.replace("|", ZWNJ), b.replace("|", ZWNJ)) for a, b in write or ()]
    config = Config.of(exceptions=Exceptions([one.replace("|", ZWNJ) for one in keep or ()], shown), **more)
    return Pipeline.preset(config=config)(text.replace("|", ZWNJ)).replace(ZWNJ, "|")


@pytest.mark.parametrize(
    ("text", "keep", "cleaned"),
    [
        ("میشود و نمیشود", ["میشود"], "میشود و نمی|شود"),
        ("كتاب علي", ["كتاب"], "كتاب علی"),
        ("«كتاب»،علي", ["كتاب"], "«كتاب»، علی"),
        ("كتابي كتاب", ["كتاب"], "کتابی كتاب"),
        ("کتاب ها", ["کتاب"], "کتاب ها"),
        ("کتاب ها", ["ها"], "کتاب ها"),
        ("می شود می رود", ["می شود"], "می شود می|رود"),
        ("نماینده3", ["نماینده3"], "نماینده3"),
        ("سـلام", ["سـلام"], "سـلام"),
        ("علي،خبر.گزاری", ["خبر.گزاری"], "علی،خبر.گزاری"),
        ("ﷲ ﷲ،ﷲ", ["ﷲ"], "ﷲ ﷲ،ﷲ"),
    ],
)
def test_words_that_are_never_touched(text: str, keep: list[str], cleaned: str) -> None:
    assert run(text) != run(text, keep) == cleaned
    assert run(cleaned, keep) == cleaned


@pytest.mark.parametrize(("text", "cleaned"), [("کتاب  خوب", "کتاب خوب"), ("(کتاب )، کتاب .", "(کتاب)، کتاب.")])
def test_signs_and_spaces_beside_them_are_mended(text: str, cleaned: str) -> None:
    assert run(text, ["کتاب"]) == cleaned


@pytest.mark.parametrize(
    ("text", "write", "cleaned"),
    [
        ("آنها و آن ها و آن|ها", ("آن|ها", "آن|ها"), "آن|ها و آن|ها و آن|ها"),
        ("آنهایی", ("آن|ها", "آن|ها"), run("آنهایی")),
        ("آن   ها، آن    ها", ("آن|ها", "آن|ها"), "آن|ها، آن    ها"),
        ("«آنها»؟", ("آنها", "آن|ها"), "«آن|ها»؟"),
        ("تهرون", ("تهرون", "تهران"), "تهران"),
        ("آن جا رفت", ("آن جا", "آنجا"), "آنجا رفت"),
        ("علیرغم", ("علیرغم", "به رغم"), "به رغم"),
        ("#آنها http://a.ir/آنها", ("آنها", "آن|ها"), "#آنها http://a.ir/آنها"),
        ("بین المللیسازی", ("بین|المللی|سازی", "بین|المللی|سازی"), "بین|المللی|سازی"),
        ("كتابخانه", ("کتابخانه", "کتاب|خانه"), "کتاب|خانه"),
    ],
)
def test_words_that_are_always_written_so(text: str, write: tuple[str, str], cleaned: str) -> None:
    assert run(text, write=[write]) == cleaned
    assert run(cleaned, write=[write]) == cleaned


def test_what_could_stand_for_two_words_or_is_listed_itself_is_left_alone() -> None:
    both = [("حرف|های", "حرف|های"), ("حرفه|ای", "حرفه|ای")]
    assert run("حرفهای", write=both) == run("حرفهای")
    assert run("حرف های حرفه ای", write=both) == "حرف|های حرفه|ای"
    assert run("میشود", ["میشود"], [("می|شود", "می|شود")]) == "میشود"
    assert run("می شود", ["می شود"], [("می|شود", "می|شود")]) == "می شود"
    assert run("آن ها", ["ها"], [("آن|ها", "آن|ها")]) == "آن ها"


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ("a\tb\n#\nآن\tآن", "x.tsv:3: 'آن' has no half-space that could be lost"),
        ("آن جا\tاینجا", "only the space can be changed"),
        ("a b c\tabc", "x.tsv:1: 'a b c': one space at most"),
        ("a  b", "words with one space between them"),
        ("a\tb\na\tc", "x.tsv: 'a' is to be written in two ways"),
        ("a\tb\na", "'a' is never to be touched, and to be written 'b'"),
        ("a\tb\nb\tc", "'a' is to be written 'b', and 'b' 'c'"),
    ],
)
def test_what_is_wrong_is_named(lines: str, says: str, tmp_path: Path) -> None:
    path = tmp_path / "x.tsv"
    path.write_text(lines, "utf-8")
    with pytest.raises(ConfigError) as caught:
        read(path)
    assert says in str(caught.value)


def test_a_file_with_notes_comments_and_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "x.tsv"
    path.write_bytes("\ufeff# names\r\nمیشود\t\tour style\r\n\r\nتهرون\tتهران\tspoken\r\n".encode())
    assert read(path) == Exceptions(["میشود"], [("تهرون", "تهران")])
    assert clean("تهرون میشود", exceptions=path) == "تهران میشود"
    done = persclean("clean", "--exceptions", path, stdin="تهرون میشود".encode())
    assert done.text == "تهران میشود"
    done = persclean("clean", "--exceptions", "none.tsv", stdin=b"x", cwd=tmp_path)
    assert (done.code, "none.tsv: cannot be read" in done.err) == (3, True)


def test_they_are_a_value() -> None:
    one, same, other = Exceptions(["b", "a"]), Exceptions(["a", "b"]), Exceptions(["a"])
    assert (one, hash(one), repr(one)) == (same, hash(same), repr(same))
    assert one != other
    assert repr(one) != repr(other)
    pipeline = Pipeline.preset(config=Config(exceptions=one))
    again = pickle.loads(pickle.dumps(pipeline))
    assert (again, hash(again)) == (pipeline, hash(pipeline))
    assert [f.name for f in again.filters] == [f.name for f in pipeline.filters]
    assert not Exceptions()
    assert [f.name for f in Pipeline.preset().filters] == list(Pipeline.preset().names)


def test_letters_survive_but_for_those_listed() -> None:
    one = Filter(Config(exceptions=Exceptions(write=[("تهرون", "تهران")])))
    check(one, "تهرون!", "تهران!")
    for before, after in (("تهرون", "تهرا"), ("تهرونی", "تهرانی"), ("x", "y")):
        with pytest.raises(LettersLostError):
            check(one, before, after)


WORDS = (
    (
        "كتاب کتاب ها های می شود میشود می|شود آن آنها آن|ها علي ق.م سـلام ﷲ ۳ 3 MP3 Windows 10 خارجاز تر خانه|ی خانهی "
        "نامه ای نام|های زمینه|ها ه ا گفت: ،علي « » .. ? سلاااام رفته اند"
    )
    .replace("|", ZWNJ)
    .split(" ")
)
GLUE = ["", " ", " ", " ", "  ", "\n", "،", ".", ZWNJ, "\t"]
words = st.sampled_from([one for one in WORDS if one])
texts = st.lists(st.tuples(words, st.sampled_from(GLUE)), max_size=25).map(
    lambda pairs: "".join(a + b for a, b in pairs)
)


@st.composite
def exceptions(draw: st.DrawFn) -> Exceptions:
    keep = draw(st.lists(st.one_of(words, st.tuples(words, words).map(" ".join)), max_size=4))
    written = st.sampled_from([("آنها", f"آن{ZWNJ}ها"), ("می شود", "میشود"), ("کتاب ها", f"کتاب{ZWNJ}ها")])
    more = st.sampled_from([("ها", "هاي"), ("MP3", "ام پی"), (f"نامه{ZWNJ}ای", f"نامه{ZWNJ}ای"), ("علي", "علی")])
    write = draw(st.lists(st.one_of(written, more), max_size=3))
    try:
        return Exceptions(keep, write)
    except ConfigError:
        return Exceptions(keep)


@given(texts, exceptions(), st.sampled_from(sorted(set(presets()) - {"news", "web"})))
@settings(max_examples=300, deadline=None)
def test_both_paths_agree_and_twice_is_once(text: str, listed: Exceptions, preset: str) -> None:
    config = Config.of(**{**presets()[preset].config, "exceptions": listed})
    pipeline = Pipeline.preset(preset, config=config)
    once = pipeline(text)
    assert ascii(pipeline(once)) == ascii(once)
    if preset != "page":
        assert ascii(BlockEngine(pipeline).clean(text.encode()).data.decode()) == ascii(once)
    held = listed.forms.holding
    assert held.count(text) <= held.count(once)
