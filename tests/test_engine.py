"""Guarantee 4: whatever the path, the block size, the split of the reads or the jobs, the bytes are the same."""

from __future__ import annotations

import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from persclean.engine import cutter as cutting
from persclean.engine import light, mend, stream
from persclean.engine.blocks import BlockEngine, clean_text
from persclean.engine.cutter import Block, Cutter
from persclean.engine.parallel import Workers
from persclean.engine.stream import clean_stream
from persclean.pipeline import Pipeline
from persclean.presets import presets

ZWNJ, NBSP = "\N{ZERO WIDTH NON-JOINER}", "\N{NO-BREAK SPACE}"
RLM, HAMZA = "\N{RIGHT-TO-LEFT MARK}", "\N{ARABIC HAMZA ABOVE}"

# Small pieces that meet in every way the filters know; white space is drawn between them, or nothing.
PIECES = (
    "می نمی خواهند روم ها های هایی تر ترین ام ای اند رفته خانه کتاب بزرگ علي كتاب نام الله "
    '3 12 1,234 3.14 50% ۷ ٣ . ، ؛ : ؟ ! ... … ( ) « » [ ] " “ ” - / , ; ? '
    "Windows iPhone a@b.ir https://x.ir/a?b=1 #تهران 2026-11-23 10:00 GB MP3 &nbsp; &amp; &zwnj; "
    "ﻻ ﷲ سلاااام مـهم &quot; :) خیییلی"
).split() + [ZWNJ, NBSP, RLM, HAMZA, "\x01", "\x1f", "\udcd9", "\N{ZERO WIDTH JOINER}", "\N{SOFT HYPHEN}", "\N{MAN}"]
SPACES = ["", "", " ", " ", " ", "  ", "   ", "     ", "\n", "\n\n", "\t", "\r\n", " \n", "\n  ", "\f", "\r"]
texts = st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from(SPACES)), max_size=40).map(
    lambda pairs: "".join(a + b for a, b in pairs)
)
pipelines = st.sampled_from(
    [Pipeline.preset(name) for name in presets()]
    + [Pipeline((name,)) for name in (*presets()["default"].filters, "fold")]
)


def as_bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def by_definition(pipeline: Pipeline, data: bytes) -> bytes:
    return as_bytes(light.run(pipeline.filters, data.decode("utf-8", "surrogateescape")))


def by_blocks(pipeline: Pipeline, data: bytes, size: int) -> bytes:
    cutter, engine = Cutter(size), BlockEngine(pipeline)
    blocks = [*cutter.feed(data), *cutter.finish()]
    assert b"".join(b.data for b in blocks) == data
    return b"".join(engine.clean_block(block).data for block in blocks)


@settings(max_examples=400, deadline=None)
@given(pipelines, texts)
def test_engine_gives_what_the_definition_gives(pipeline: Pipeline, text: str) -> None:
    data = as_bytes(text)
    assert BlockEngine(pipeline).clean(data).data == by_definition(pipeline, data)


@settings(max_examples=60, deadline=None)
@given(pipelines, st.lists(texts, min_size=2, max_size=5))
def test_what_was_seen_before_does_not_matter(pipeline: Pipeline, many: list[str]) -> None:
    engine = BlockEngine(pipeline)
    for text in many:
        assert engine.clean(as_bytes(text)).data == BlockEngine(pipeline).clean(as_bytes(text)).data


@settings(max_examples=100, deadline=None)
@given(pipelines, texts, st.integers(1, 200), st.integers(1, 50))
def test_block_size_and_reads_do_not_matter(pipeline: Pipeline, text: str, size: int, step: int) -> None:
    data = as_bytes(text) * 3
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cutting, "LONG", 64)
        patch.setattr(stream, "LIGHT", 0)
        whole = by_blocks(pipeline, data, 1 << 20)
        assert by_blocks(pipeline, data, size) == whole
        source, out = io.BytesIO(data), io.BytesIO()
        report = clean_stream(pipeline, lambda n: source.read(min(n, step)), out.write)
        assert out.getvalue() == whole
        assert (report.bytes_in, report.bytes_out, report.lines) == (len(data), len(whole), data.count(b"\n"))


def test_jobs_do_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cutting, "BLOCK", 4096)
    monkeypatch.setattr(cutting, "LONG", 1024)
    line = 'علي 3 كتاب های مهم را نمی خواهد.او "رفت" 12% و https://x.ir/ي را ديد\n'
    data = as_bytes("".join(line * (k % 3 + 1) + f"سطر {k}\n" for k in range(900)))
    results = []
    for jobs in (1, 2, 3):
        source, out = io.BytesIO(data), io.BytesIO()
        done: list[int] = []
        places: list[int] = []

        def progress(count: int, replaced: int, done: list[int] = done, places: list[int] = places) -> None:
            done.append(count)
            places.append(replaced)

        with Workers(Pipeline.preset(), jobs) as workers:
            shared = workers if jobs > 1 else None
            report = clean_stream(Pipeline.preset(), source.read, out.write, workers=shared, progress=progress)
        assert len(done) > 10
        assert sum(done) == len(data)
        assert sum(places) == report.places > 900
        results.append(out.getvalue())
    assert results[0] == results[1] == results[2] == by_definition(Pipeline.preset(), data)


def test_a_long_line_is_cleaned_in_parts_and_a_long_piece_is_passed_through(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cutting, "LONG", 100)
    pipeline = Pipeline.preset()
    data = as_bytes("علي كريم " * 40 + "ي" * 300 + " علي\n")
    cutter, engine = Cutter(64), BlockEngine(pipeline)
    blocks = [*cutter.feed(data), *cutter.finish()]
    out = b"".join(engine.clean_block(block).data for block in blocks).decode()
    assert out.startswith("علی کریم " * 40)
    assert "ي" * 200 in out
    assert out.endswith(" علی\n")
    assert any(block.raw for block in blocks)


def test_bad_bytes_are_kept_and_found() -> None:
    data = "سلام\nعلي ".encode() + b"\xff\xd9" + " كتاب\n".encode() + b"ab\x80c"
    engine = BlockEngine(Pipeline.preset())
    result = engine.clean(data)
    assert result.data == data.replace("ي".encode(), "ی".encode()).replace("ك".encode(), "ک".encode())
    assert [(b.line, b.offset, b.value) for b in result.bad] == [(1, 16, 0xFF), (1, 17, 0xD9), (2, 30, 0x80)]
    out = io.BytesIO()
    report = clean_stream(Pipeline.preset(), io.BytesIO(data).read, out.write)
    assert out.getvalue() == result.data
    assert [(b.line, b.offset) for b in report.first_bad] == [(2, 16), (2, 17), (3, 30)]


def test_text_without_repetition_empties_the_vocabulary(monkeypatch: pytest.MonkeyPatch) -> None:
    from persclean.engine import blocks

    monkeypatch.setattr(blocks, "MAX_ENTRIES", 50)
    engine = BlockEngine(Pipeline.preset())
    for k in range(5):
        text = " ".join(f"كلمه{n}" for n in range(k * 60, k * 60 + 60)) + "\n"
        assert engine.clean(text.encode()).data == by_definition(Pipeline.preset(), text.encode())


def test_lone_surrogates_in_a_large_text() -> None:
    text = "علي \ud800 \udcd8\udca7 " * 20_000
    assert clean_text(Pipeline(("letters",)), text) == light.run(Pipeline(("letters",)).filters, text)


def test_raw_blocks_are_untouched() -> None:
    assert BlockEngine(Pipeline.preset()).clean_block(Block("ي".encode(), raw=True)).data == "ي".encode()


@pytest.mark.parametrize(
    "beside", [*'\n\t\x1c\x1f\x85\xa0\u2028\u202f\u3000 .،«»("', "ر", "َ", "۳", "a", ZWNJ, "\N{DEVANAGARI LETTER KA}"]
)
def test_a_zwnj_is_judged_alike_by_both_paths(beside: str) -> None:
    for text in (f"کتاب{ZWNJ}{beside}ب", f"ب{beside}{ZWNJ}کتاب", f"{beside}{ZWNJ}{beside}"):
        for pipeline in (Pipeline(("zwnj",)), Pipeline.preset()):
            assert BlockEngine(pipeline).clean(text.encode()).data == by_definition(pipeline, text.encode())


@given(st.lists(st.tuples(st.booleans(), st.booleans(), st.booleans()), min_size=1, max_size=40))
def test_spans_reach_out_over_all_gaps_in_question(entries: list[tuple[bool, bool, bool]]) -> None:
    """Each entry to do again, one on either side of it on its line, and out to gaps that are not in question."""
    ends = [end for end, _, _ in entries[:-1]] + [True]
    may = [gap and not end for end, (_, gap, _) in zip(ends, entries, strict=True)]
    at = [n for n, (_, _, again) in enumerate(entries) if again]
    wanted: set[int] = set()
    for n in at:
        first, last = (n if n == 0 or ends[n - 1] else n - 1), (n if ends[n] else n + 1)
        while first > 0 and may[first - 1]:
            first -= 1
        while may[last]:
            last += 1
        wanted |= set(range(first, last + 1))
    found = list(mend.spans_around(len(entries), np.flatnonzero(ends), np.array(may), np.array(at, np.int64)))
    assert sorted(wanted) == [n for first, last in found for n in range(first, last + 1)]


@given(st.integers(1, 1 << 34), st.integers(2, 16))
def test_each_job_gets_as_many_blocks(total: int, jobs: int) -> None:
    size = cutting.even_size(total, jobs)
    assert size <= cutting.BLOCK
    assert size == cutting.LONG or -(-total // size) % jobs in (0, jobs - 1)  # (one less where sizes are rounded up)
