"""Document filters in the engine: any cut, any path, any number of jobs give the same bytes, and no word is lost.

The filters here are small ones of the test's own; `unwrap` and `headlines` have files of theirs.
"""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from persclean import Config, Pipeline, filters
from persclean.changes import explain as explained
from persclean.documents import Account, Chunk, Removal
from persclean.engine import cutter, light, stream
from persclean.engine import documents as passes
from persclean.engine.account import MAX_KEPT, TextAccount
from persclean.engine.parallel import Workers
from persclean.engine.passes import passes as passes_of
from persclean.engine.proof import LinesProof
from persclean.engine.standing import missing
from persclean.engine.stream import clean_stream
from persclean.errors import ConfigError, LettersLostError
from persclean.filters.base import Effects, Filter

CUTS = r"ادامه(?: در صفحه \d+| متن)"
ZWNJ = "\N{ZERO WIDTH NON-JOINER}"


def lines_of(chunks: Iterator[Chunk]) -> Iterator[tuple[int, bool, bytes]]:
    """Yield each line: its number, whether a document begins with it, its bytes."""
    for chunk in chunks:
        for n, line in enumerate(io.BytesIO(chunk.data)):
            yield chunk.numbers[n], n in chunk.starts, line


class Joined(Filter):
    """A line that ends with a comma goes on with the next one of its document."""

    code, name, why = "XX2", "joined", "joins lines"
    reach = ("document",)

    def documents(self, chunks: Iterator[Chunk], account: Account) -> Iterator[Chunk]:
        held = Chunk(b"", ())
        for number, starts, line in lines_of(chunks):
            if held.data.endswith("،\n".encode()) and not starts:
                account.joined(self.name, number)
                held = replace(held, data=held.data[:-1] + b" " + line, again=True)
                continue
            yield held
            held = Chunk(line, (number,), (0,) if starts else ())
        yield held


class Once(Filter):
    """Of a line that stands a second time in its document (or file), the second is removed."""

    code, name, why = "XX3", "once", "removes repeated lines"
    reach = ("document",)

    def documents(self, chunks: Iterator[Chunk], account: Account) -> Iterator[Chunk]:
        seen: Any = {}
        if self.config.headlines_scope == "run":
            seen = account.memory(self.name, {})
        fresh = False
        for number, starts, line in lines_of(chunks):
            if starts and self.config.headlines_scope == "document":
                seen.clear()
            fresh |= starts
            source, first = seen.setdefault(line, (account.source, number))
            if (source, first) != (account.source, number) and line.strip():
                text = line.decode("utf-8", "surrogateescape")
                kept_in = "" if source == account.source else source
                account.removed(Removal(self.name, number, number, first, first, kept_in, 1.0, text, text))
                continue
            yield Chunk(line, (number,), (0,) if fresh else ())
            fresh = False


class Thief(Filter):
    """Loses words in the ways a faulty filter may."""

    code, name, why = "XX4", "thief", "loses words"
    reach = ("document",)

    def documents(self, chunks: Iterator[Chunk], account: Account) -> Iterator[Chunk]:
        for number, _, line in lines_of(chunks):
            text = line.decode()
            if "گم" in text:
                continue
            if "دروغ" in text:
                account.removed(Removal(self.name, number, number, 1, 1, "", 1.0, text, "سخنی دیگر"))
                continue
            if "نیمه" in text:
                account.removed(Removal(self.name, number, number, 1, 1, "", 1.0, "نیمه", "سخن نیمه"))
                continue
            yield Chunk(line.replace(b"a", b""), (number,))


@pytest.fixture(autouse=True)
def _known(monkeypatch: pytest.MonkeyPatch) -> None:
    known = filters.built_in() | {one.name: one for one in (Joined, Once, Thief)}
    monkeypatch.setattr(filters, "built_in", lambda: known)


def streamed(pipeline: Pipeline, data: bytes, *, step: int = 1 << 20, **more: Any) -> tuple[bytes, stream.StreamReport]:
    """Return what the fast path makes of the data, read in steps."""
    source, out = io.BytesIO(data), io.BytesIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stream, "LIGHT", 0)
        report = clean_stream(pipeline, lambda n: source.read(min(n, step)), out.write, **more)
    return out.getvalue(), report


def by_definition(pipeline: Pipeline, data: bytes) -> bytes:
    text = data.decode("utf-8", "surrogateescape")
    return light.run(pipeline.filters, text).encode("utf-8", "surrogateescape")


@pytest.mark.parametrize("names", [("joined",), ("letters", "joined", "zwnj"), ("joined", "spacing", "joined")])
def test_document_filters_are_passes_of_their_own(names: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cutter, "LONG", 256)
    pipeline = Pipeline(names)
    data = ("علي گفت كه می،\nخواهند کتاب ،\nها را بخوانند.او رفت\n" * 50 + "پایان،\n").encode()
    expected = by_definition(pipeline, data)
    assert expected.count(b"\n") == 51
    for size in (300, 1000, 1 << 20):
        monkeypatch.setattr(cutter, "BLOCK", size)
        made, report = streamed(pipeline, data)
        assert made == expected
        assert (report.bytes_in, report.bytes_out, report.changed) == (len(data), len(expected), True)
        assert report.account is not None
        assert report.account.joined >= 100


def test_joined_lines_are_cleaned_once_more_by_the_pass_before() -> None:
    class Glue(Joined):
        def documents(self, chunks: Iterator[Chunk], account: Account) -> Iterator[Chunk]:
            held = b""
            for number, _, line in lines_of(chunks):
                if held:
                    yield Chunk(held[:-1] + b" " + line, (number - 1,), (), again=True)
                    held = b""
                elif line.endswith(" می\n".encode()):
                    held = line
                else:
                    yield Chunk(line, (number,))
            yield Chunk(held, (number,)) if held else Chunk(b"", ())

    pipeline = Pipeline(("zwnj", "joined"))
    object.__setattr__(pipeline, "filters", (pipeline.filters[0], Glue()))
    data = "یک\nآنان می\nخواهند بروند\nدو\n".encode()
    assert by_definition(pipeline, data).decode() == f"یک\nآنان می{ZWNJ}خواهند بروند\nدو\n"
    assert streamed(pipeline, data)[0].decode() == f"یک\nآنان می{ZWNJ}خواهند بروند\nدو\n"
    changes = [(c.filter, c.before, c.after) for c in explained(data.decode(), pipeline)]
    assert changes == [("joined", "\n", " "), ("zwnj", " ", ZWNJ)]
    object.__setattr__(pipeline, "filters", (Glue(),))
    assert by_definition(pipeline, data).decode() == "یک\nآنان می خواهند بروند\nدو\n"


PIECES = ["علي رفت،", "سلام", "كتاب می", "خواهند", "=====", "### 12 ###", "\fصفحه", "\f", "", " ", "\udcd9", "،", "a b"]
texts = st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from(["\n", "\n", "\n", " ", "\r\n"])), max_size=30).map(
    lambda pairs: "".join(a + b for a, b in pairs)
)
names = st.sampled_from(
    [("joined",), ("once",), ("letters", "joined", "once"), ("joined", "letters", "zwnj", "once"), ("once", "joined")]
)
separators = st.sampled_from(["", "auto", "formfeed", "=+", " *"])


@settings(max_examples=150, deadline=None)
@given(names, separators, texts, st.integers(1, 200), st.integers(1, 50))
def test_any_cut_and_any_path_give_the_same(
    chosen: tuple[str, ...], separator: str, text: str, size: int, step: int
) -> None:
    pipeline = Pipeline(chosen, Config(document_separator=separator))
    data = text.encode("utf-8", "surrogateescape")
    expected = by_definition(pipeline, data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cutter, "BLOCK", size)
        patch.setattr(passes, "WORK", 64)
        made, report = streamed(pipeline, data, step=step)
    assert made == expected
    assert report.changed == (made != data)
    assert (report.bytes_in, report.bytes_out, report.lines) == (len(data), len(made), data.count(b"\n"))


def test_long_lines_come_in_parts_and_go_through(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cutter, "LONG", 100)
    monkeypatch.setattr(cutter, "BLOCK", 64)
    monkeypatch.setattr(passes, "WORK", 64)
    data = ("علي رفت\n" + "علي كريم " * 60 + "x" * 300 + " علي\n" + "علي رفت").encode()
    out, _ = streamed(Pipeline(("joined", "letters", "joined")), data)
    assert out.decode() == data.decode().replace("ي", "ی").replace("ك", "ک")


def test_jobs_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cutter, "BLOCK", 4096)
    monkeypatch.setattr(cutter, "LONG", 1024)
    data = "".join(f"علي رفت،\nاو كتاب می،\nخواهند {k}\nسطر\n" for k in range(900)).encode()
    pipeline = Pipeline(("letters", "zwnj", "joined", "once"), Config(headlines_scope="file"))
    one, report = streamed(pipeline, data)
    with Workers(pipeline.part(passes_of(pipeline.filters)[0]), 2) as workers:
        two, other = streamed(pipeline, data, workers=workers)
    assert one == two == by_definition(pipeline, data)
    assert one.count("سطر\n".encode()) == 1
    assert report.account is not None
    assert other.account is not None
    assert str(report.account) == str(other.account) == "1800 lines joined, 899 blocks of 899 lines removed"


def test_removals_and_joins_are_counted_and_the_first_are_kept() -> None:
    account = TextAccount("a.txt")
    data = "سطر\n".encode() * (MAX_KEPT + 51)
    out, _ = streamed(Pipeline(("once",)), data, account=account)
    assert out.decode() == "سطر\n"
    assert (account.removed, account.removed_lines, len(account.removals)) == (MAX_KEPT + 50, MAX_KEPT + 50, MAX_KEPT)
    one = account.removals[0]
    assert (one.first, one.last, one.kept_first, one.kept_last, one.text) == (2, 2, 1, 1, "سطر\n")


def test_numbers_are_those_of_the_input_behind_a_join() -> None:
    account = TextAccount()
    text = "یک،\nدو\nسه\nسه\n"
    assert light.run(Pipeline(("joined", "once")).filters, text, account=account) == "یک، دو\nسه\n"
    assert account.joins == [("joined", 2)]
    assert [(one.first, one.kept_first) for one in account.removals] == [(4, 3)]


def test_memory_goes_from_one_text_of_a_run_to_the_next() -> None:
    memory: dict[tuple[int, str], object] = {}
    pipeline = Pipeline(("once",), Config(headlines_scope="run"))
    made = []
    for name in ("a.txt", "b.txt"):
        account = TextAccount(name, memory)
        made.append(streamed(pipeline, "سطر\nدیگر\nسطر\n".encode(), account=account)[0].decode())
    assert made == ["سطر\nدیگر\n", ""]
    assert account.removals[0].kept_in == "a.txt"
    assert streamed(pipeline, "سطر\n".encode())[0].decode() == "سطر\n"


@pytest.mark.parametrize("text", ["سخن گم\n", "سخن\nگم شد", "یک دروغ\n", "جمله\u200cای نیمه تمام\nدیگر\n", "xay\n"])
@pytest.mark.parametrize("path", ["light", "fast"])
def test_a_lost_word_is_refused(text: str, path: str) -> None:
    def run(verify: bool) -> None:
        pipeline = Pipeline(("thief",), verify=verify)
        if path == "light":
            light.run(pipeline.filters, text, verify)
        else:
            streamed(pipeline, text.encode())

    with pytest.raises(LettersLostError, match=r"'thief' lost words at line"):
        run(True)
    run(False)


@pytest.mark.parametrize(
    ("removed", "kept", "word"),
    [
        ("كتاب هاي 3 نويسنده", f"این کتاب{ZWNJ}های «۳» نویسنده است", ""),
        (f"زمینه{ZWNJ}ساز خارجاز کشور", "زمینهساز ارتقا در خارج از کشور", ""),
        ("هیأت پیش برده است...", "هيات پیش بردهاست، در", ""),
        ("هیأت پیش بر…", "هیأت پیش برده است", ""),
        ("هیأت پیش بر", "هیأت پیش برده است", "بر"),
        ("برد ادامه در صفحه ۳", "این برده بود", ""),
        ("برد... [ادامه متن]\nو رفت", "این برده بود و رفت و متن نوشت", ""),
        ("برد ادامه در صفحه ۳ نوشت", "این برده بود", "برد"),
        ("برد ۳۰", "این برده بود ۴۰", "برد"),
        ("بود ۳۰", "این بود ۴۰", "30"),
        ("نبرد ادامه در صفحه ۳", "این برده بود", "نبرد"),
        ("برده است", "است برده", "است"),
        ("یک یک", "یک", "یک"),
        ("یک دو", "یکدوم", "یک"),
        ("در", "درخت", "در"),
        ("", "", ""),
    ],
)
def test_words_stand_in_order_in_the_kept_copy(removed: str, kept: str, word: str) -> None:
    assert missing(removed, kept, CUTS) == word


def test_a_removal_within_another_has_a_kept_copy_of_its_own() -> None:
    class Nested(Once):
        def documents(self, chunks: Iterator[Chunk], account: Account) -> Iterator[Chunk]:
            data = b"".join(chunk.data for chunk in chunks)
            account.removed(Removal(self.name, 4, 4, 1, 1, "", 1.0, "دو\n", "یک دو سه\n"))
            account.removed(Removal(self.name, 3, 5, 2, 2, "", 1.0, "چهار\nپنج\n", "چهار پنج\n"))
            yield Chunk(b"".join(data.splitlines(keepends=True)[:2]), (1, 2))

    text = "یک دو سه\nچهار پنج\nچهار\nدو\nپنج\n"
    account = TextAccount()
    assert light.run((Nested(),), text, account=account) == "یک دو سه\nچهار پنج\n"
    assert str(account) == "2 blocks of 3 lines removed"
    with pytest.raises(LettersLostError, match="lines 3-5"):
        light.run((Nested(),), text.replace("\nپنج", "\nشش"))


def test_a_filter_declares_what_it_takes_for_a_cut_mark() -> None:
    class Cut(Once):
        @property
        def effects(self) -> Effects:
            return Effects(cuts=CUTS)

        def documents(self, chunks: Iterator[Chunk], account: Account) -> Iterator[Chunk]:
            text = "برد ادامه در صفحه ۳\n"
            for number, _, line in lines_of(chunks):
                if line == text.encode():
                    account.removed(Removal(self.name, number, number, 1, 1, "", 1.0, text, "این برده بود"))
                else:
                    yield Chunk(line, (number,))

    text = "این برده بود\nبرد ادامه در صفحه ۳\n"
    assert light.run((Cut(),), text) == "این برده بود\n"


DUMP = "سطر\nدیگر،\n=====\nسطر\n### 12 ###\nسطر\nپایان\n"


@pytest.mark.parametrize(
    ("setting", "made"),
    [
        ("", "سطر\nدیگر، =====\n### ۱۲ ###\nپایان\n"),
        ("auto", DUMP),
        ("=+", "سطر\nدیگر،\n=====\nسطر\n### ۱۲ ###\nپایان\n"),
        (r"### \d+ ###", "سطر\nدیگر، =====\n### 12 ###\nسطر\nپایان\n"),
        ("==", "سطر\nدیگر، =====\n### ۱۲ ###\nپایان\n"),
    ],
)
def test_separators_part_documents_and_come_through_as_they_were(setting: str, made: str) -> None:
    pipeline = Pipeline(("digits", "joined", "once"), Config(document_separator=setting))
    assert by_definition(pipeline, DUMP.encode()).decode() == made
    assert by_definition(pipeline, made.encode()).decode() == made
    assert streamed(pipeline, DUMP.encode())[1].changed is (made != DUMP)


def test_a_form_feed_before_words_begins_a_document_with_them() -> None:
    pipeline = Pipeline(("digits", "joined", "once"), Config(document_separator="formfeed"))
    text = "یک،\n\fدو\nدو ۳\nدو ۳\n\f\nدو 3\n"
    assert by_definition(pipeline, text.encode()).decode() == "یک،\n\fدو\nدو ۳\n\f\nدو ۳\n"


@pytest.mark.parametrize(
    "line",
    ["=====", "-" * 40, "#####", '<doc id="12" url="https://x.ir/?a=1">', "</doc>", ".DID\t1S1", ".Date\t75/04/02",
     "### 12 ###", "### ۱۲ ###", "\f", "=====\r"],
)  # fmt: skip
def test_the_usual_marks_of_dumps_are_known(line: str) -> None:
    pipeline = Pipeline(("digits", "once"), Config(document_separator="auto"))
    text = f"سطر\nسطر\n{line}\nسطر\n{line}\nسطر\nسطر\n"
    expected = f"سطر\n{line}\nسطر\n{line}\nسطر\n"
    assert by_definition(pipeline, text.encode()).decode() == expected


@pytest.mark.parametrize("line", ["====", "= = = = =", "<docs>", ".DIDI", "## سطر ##", "-----."])
def test_other_lines_are_no_marks(line: str) -> None:
    pipeline = Pipeline(("once",), Config(document_separator="auto"))
    assert by_definition(pipeline, f"سطر\n{line}\nسطر\n".encode()).decode() == f"سطر\n{line}\n"


def test_a_wrong_separator_names_the_position() -> None:
    with pytest.raises(ConfigError, match=r"document_separator '=\(' is no regular expression at position 2"):
        Config(document_separator="=(")


def test_small_texts_need_nothing_heavy() -> None:
    code = (
        "import sys; from tests.test_documents import Joined; from persclean.filters.letters import Letters\n"
        "from persclean.engine.light import run\n"
        "assert run((Letters(), Joined()), 'ي،\\nك') == 'ی، ک'\n"
    )
    check = "import persclean, sys; before = 'pyarrow' in sys.modules\n" + code + "sys.exit('pyarrow' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0


@settings(max_examples=100, deadline=None)
@given(names, separators, texts)
def test_explain_covers_every_difference(chosen: tuple[str, ...], separator: str, text: str) -> None:
    pipeline = Pipeline(chosen, Config(document_separator=separator))
    cleaned = pipeline(text)
    found = explained(text, pipeline)
    touched, written = set[int](), set[int]()
    for change in found:
        touched.update(range(change.start, change.end))
        written.update(range(change.after_start, change.after_end))
    before = "".join(c for i, c in enumerate(text) if i not in touched)
    after = "".join(c for i, c in enumerate(cleaned) if i not in written)
    assert before == after
    assert bool(found) >= (text != cleaned)


def test_explain_shows_joins_removals_and_what_is_cleaned_at_a_seam() -> None:
    text = "نخست\nعلی گفت،\nبرو\nنخست\nپایان"
    found = explained(text, Pipeline(("joined", "once")))
    assert [(c.filter, c.before, c.after) for c in found] == [("joined", "\n", " "), ("once", "نخست\n", "")]
    assert [text[c.start : c.end] for c in found] == ["\n", "نخست\n"]
    found = explained("رفت ،\nو آمد", Pipeline(("zwnj", "spacing", "joined")))
    assert [(c.filter, c.before, c.after) for c in found] == [("spacing", " ", ""), ("joined", "\n", " ")]


def test_of_two_equal_lines_the_first_may_go() -> None:
    proof = LinesProof("headlines")
    proof.taken(Chunk(b"a\nb c\nb c\n", range(1, 4)))
    proof.removed(Removal("headlines", 2, 2, 3, 3, "", 1.0, "b c", "b c"))
    proof.given(Chunk(b"a\nb c\n", [1, 3]))
    proof.finish()
