"""Markdown: prose is cleaned, all else stays, and markdown-it reads the same structure before and after."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from persclean.config import Config
from persclean.io.records import base, markdown_large
from persclean.io.records.base import Frame, RecordOptions
from persclean.io.records.markdown import Markdown
from persclean.pipeline import Pipeline

PIPELINE = Pipeline.preset("default")
LATIN = Pipeline.preset("default", config=Config(digits="latin"))
READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def drive(
    data: bytes, function: Callable[[str], str] = PIPELINE, limit: int = base.MAX_RECORD, step: int = 1 << 20
) -> tuple[bytes, list[tuple[str, bytes]], list[Frame]]:
    """Return the output, the code and bytes of each bad block, and the frames."""
    stream = io.BytesIO(data)
    form, out = Markdown(RecordOptions(max_record=limit)), io.BytesIO()
    assembler = form.assembler(out.write)
    bad, frames, part = [], [], b""
    for frame in form.frames(lambda n: stream.read(min(n, step))):
        frames.append(frame)
        if frame.kind == "raw":
            assembler.add(frame.data, raw=True)
        elif frame.kind in ("part", "bad"):
            part += frame.data
            if frame.kind == "bad":
                bad.append((frame.code, part))
                part = b""
        else:
            parsed = form.parse(frame)
            assert len(parsed.texts) == len(parsed.owners)
            assert all(record < parsed.records for record, _ in parsed.owners)
            assembler.add(parsed.render([function(text) for text in parsed.texts]))
            for one in parsed.bad:
                assert frame.data[one.start :].startswith(one.data)
                assert one.line == frame.data.count(b"\n", 0, one.start)
                bad.append((one.code, one.data))
    assembler.finish()
    assert b"".join(frame.data for frame in frames) == data
    return out.getvalue(), bad, frames


def structure(text: str) -> list[object]:
    """Return what markdown-it makes of a text, without its prose."""

    def walk(tokens: list) -> list[object]:
        return [
            (
                *(token.type, token.tag, token.nesting, token.level, token.map),
                *((token.markup, token.info) if token.type != "text" else ()),  # there, how it was escaped
                *(token.attrGet("href"), token.attrGet("src"), token.attrGet("start"), token.attrGet("title")),
                token.content if "code" in token.type or "html" in token.type or token.type == "fence" else "",
                walk(token.children or []),
            )
            for token in tokens
        ]

    return walk(READER.parse(text))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("علي", "علی"),
        ("# علي 3 #\n", "# علی ۳ #\n"),
        ("علي 3\n====\n", "علی ۳\n====\n"),
        ("1. علي 3\n2) علي\n   * علي\n", "1. علی ۳\n2) علی\n   * علی\n"),
        ("1. 1\n", "1. ۱\n"),
        ("> علي\nعلي\n> > 3 نفر\n", "> علی\nعلی\n> > ۳ نفر\n"),
        ("| علي | b\\|ي |\n|:--|---|\n| 3 | كتاب 2 |\n|3|a|", "| علی | b\\|ي |\n|:--|---|\n| ۳ | کتاب ۲ |\n|3|a|"),
        ("**علي** _علي_ ~~علي~~ ***3***", "**علی** _علی_ ~~علی~~ ***۳***"),
        ("علي\\\nعلي  \nعلي \r\nعلي", "علی\\\nعلی  \nعلی \r\nعلی"),
        ("[علي](نشاني/ي_3 'علي') ![علي](<ي 3>)", "[علی](نشاني/ي_3 'علي') ![علی](<ي 3>)"),
        ("مي&zwnj;خواهم &nbsp; &lt;b&gt;", "می\u200cخواهم &nbsp; &lt;b&gt;"),
        ("می\u200c**خواهم** و **می**\u200cخواهم", "می\u200c**خواهم** و **می**\u200cخواهم"),
        ("علي\n\n\n  \n\nعلي\n", "علی\n\n\n  \n\nعلی\n"),
        ("- [ ] 3\n- [x] علي\n", "- [ ] ۳\n- [x] علی\n"),
        ("---\n\nعلي\n\n---\n", "---\n\nعلی\n\n---\n"),
    ],
)
def test_prose_is_cleaned(before: str, after: str) -> None:
    assert drive(before.encode())[0].decode() == after


@pytest.mark.parametrize(
    "same",
    [
        "---\ntitle: علي 3\n---\n",
        "+++\ntitle = 'علي'\n+++\n",
        "    علي\n",
        "```\nعلي\n\nعلي\n```\n",
        "~~~ علي\nعلي\n",
        "- ```\n  علي\n  ```\n",
        "`علي` ``علي ` 3``\n",
        "<div title='علي'>\nعلي\n</div>\n",
        "<!--\n\nعلي\n\n-->\n",
        "<b title='علي'>\n",
        "[علي]: /علي 'علي'\n",
        "[علي]\n[^3]\n",
        "<http://علي.ir/3>\n",
        "$علي_3$ $$\nعلي\n$$ {{ علي }} {% علي %} {#علي}\n",
        "۳. متن\n",
        "* * *\n- - -\n",
        "a **10** b\n",
        "\\*علی\\*\n",
        "|---|\n",
        "",
        "\n\n",
    ],
)
def test_what_stays(same: str) -> None:
    assert drive(same.encode())[0].decode() == same


@pytest.mark.parametrize(
    "text", ["۳. متن علي\n", "-متن علي\n", "علي\n۱) متن علي\n", "\u200f# علي\n", "\u200f    علي\n"]
)
@pytest.mark.parametrize("function", [PIPELINE, LATIN])
def test_prose_does_not_become_markup(text: str, function: Pipeline) -> None:
    assert structure(drive(text.encode(), function)[0].decode()) == structure(text)


def test_a_change_that_would_be_markup_is_taken_back_alone() -> None:
    out, _, _ = drive("علي\nبد\n\nعلي\n".encode(), lambda text: {"بد": "- بد", "علي": "علی"}[text])
    assert out.decode() == "علی\nبد\n\nعلی\n"
    out, _, _ = drive("علي **بد** علي".encode(), lambda text: {"بد": "ب**د", "علي": "علی"}[text])
    assert out.decode() == "علی **بد** علی"
    out, _, _ = drive("علي\n".encode(), lambda text: "علی\n\nعلی")
    assert out.decode() == "علي\n"


def test_bad_bytes_and_blocks_over_the_limit() -> None:
    data = "علي\n# بد \udcff\nعلي\n\n".encode("utf-8", "surrogateescape") + b"x " * 60 + "\n\nعلي\n".encode()
    out, bad, _ = drive(data, limit=100)
    assert bad == [("bytes", "# بد \udcff".encode("utf-8", "surrogateescape")), ("size", (b"x " * 60).rstrip())]
    assert out.decode() == "علی\n\nعلی\n\n \n\nعلی\n"


@pytest.mark.parametrize(
    ("opening", "closing"), [("```\n", "\n```\n"), ("", "\n\n"), ("<!--\n", "\n-->\n"), ("<pre>\n", "\n</pre>\n")]
)
def test_a_block_that_is_too_large_to_parse(monkeypatch: pytest.MonkeyPatch, opening: str, closing: str) -> None:
    monkeypatch.setattr(base, "FRAME", 1000)
    monkeypatch.setattr("persclean.io.records.markdown.FRONT_SIZE", 1000)
    for module in ("markdown", "markdown_large"):
        monkeypatch.setattr(f"persclean.io.records.{module}.LARGE", 4000)
    inner = "علي\n\nعلي\n" * 2000 if opening else "علي " * 5000
    large = f"{opening}{inner}{closing}"
    out, bad, frames = drive(f"علي\n\n{large}علي\n\nعلي\n".encode())
    assert bad == [("size", large.encode())]
    assert out.decode() == "علی\n\nعلی\n\nعلی\n"
    assert max(len(frame.data) for frame in frames) < 4000 + 2 * 1000
    assert markdown_large.LARGE == 4000


LINES = st.sampled_from(
    [
        *[
            "علي",
            "كتاب هاي 3نفر",
            "متن.",
            "...",
            "«",
            '"متن"',
            "3",
            "1.",
            "۲.",
            "2)",
            "-",
            "*",
            "**",
            "_",
            "~~",
            "#",
            "##",
        ],
        *[
            "`",
            "``",
            "```",
            "~~~",
            ">",
            "|",
            "|---|",
            "---",
            "===",
            "[",
            "](",
            "]",
            ")",
            "(",
            "![",
            "<",
            ">",
            "<b>",
            "</b>",
        ],
        *[
            "<div>",
            "<!--",
            "-->",
            "http://a.ir/ي3",
            "[علي]: /ي",
            "[علي]",
            "&amp;",
            "&zwnj;",
            "\\",
            "!",
            "$",
            "{{",
            "}}",
        ],
        *[
            " ",
            " ",
            " ",
            "  ",
            "    ",
            "\t",
            "\n",
            "\n",
            "\n",
            "\n\n",
            "\n\n",
            "\r\n",
            "\r",
            "\0",
            "\u200c",
            "\u200f",
            "\xa0",
        ],
        *[
            "MP3",
            "a",
            "%",
            "\u2028",
            "\x85",
            "\x0b",
            "ـ",
            "+",
            ":",
            "٫",
            "<a@b.c>",
            "1",
            "\ufeff",
            "\n- ",
            "\n1. ",
            "\n> ",
        ],
        *[
            "\n| علي | 3 |\n|---|---|\n| ي | ي |\n",
            "\n```\nعلي\n```\n",
            "\n    علي\n",
            "\n# علي\n",
            "**علي**",
            "[علي](ي)",
        ],
    ]
)
documents = st.lists(LINES, max_size=40).map("".join)


@settings(max_examples=1500, deadline=None)
@given(documents, st.sampled_from([PIPELINE, LATIN]))
@example("علي\n۱. علي", LATIN)
@example("علي<!--[علي*<--> <a b='علي > ي < ي'> <?علي < ? ?>", PIPELINE)
@example("](`)علي`", PIPELINE)
@example("\\```علي``", PIPELINE)
def test_the_structure_is_the_same(text: str, function: Pipeline) -> None:
    out, bad, _ = drive(text.encode(), function)
    assert bad == []
    if not text.startswith(("---", "+++")):
        assert structure(out.decode()) == structure(text)
    assert len(out.decode().split("\n")) == len(text.split("\n"))


@settings(max_examples=300, deadline=None)
@given(documents, st.sampled_from([(1, 1), (7, 3), (100, 1000)]), st.integers(1, 200))
def test_frames_and_pieces_make_no_difference(text: str, sizes: tuple[int, int], piece: int) -> None:
    whole = drive(text.encode())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(base, "FRAME", sizes[0])
        patch.setattr("persclean.io.records.markdown.FRONT_SIZE", 1)
        patch.setattr("persclean.io.records.markdown_blocks.PIECE", piece)
        if text.startswith(("---", "+++")):
            text = "x\n\n" + text
            whole = drive(text.encode())
        small = drive(text.encode(), step=sizes[1])
    assert whole[:2] == small[:2]
