"""Blocks that need no parser are just those that the parser finds."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from persclean.io.records import markdown_blocks
from persclean.io.records.markdown_blocks import Place, pieces

ZWNJ = "\N{ZERO WIDTH NON-JOINER}"
WORDS = ["متن", "كتاب", "word", "۳", "3", "2.", "۴.", "-", "+", "#", ">", "=", "==", "---", ":", "~", "~~~", "*", "**"]
WORDS += [
    "_",
    "___",
    "`",
    "```",
    "`a`",
    "<b>",
    "<!--",
    "-->",
    "<pre>",
    "</pre>",
    "<div>",
    "<?",
    "|",
    "a|b",
    "|-|-|",
    "[",
]
WORDS += [
    "[a]: b",
    "[a](b)",
    "![",
    "]",
    "\\",
    "\\#",
    "&amp;",
    "$",
    "$x$",
    "{{",
    "}}",
    "{% a %}",
    "!",
    "«",
    "(",
    ".",
    ZWNJ,
]
WORDS += [
    "\N{NO-BREAK SPACE}",
    "\f",
    "\v",
    "\0",
    "\x1c",
    "\u2028",
    "\x85",
    "\udcff",
    "😀",
    "\t",
    "    ",
    "1)",
    "123456789.",
]
LINES = st.lists(st.sampled_from(WORDS), max_size=4).flatmap(
    lambda words: st.sampled_from(["", " ", "  ", "    ", "\t", "# ", "## ", "#", "- ", "> ", "1. "]).flatmap(
        lambda lead: st.sampled_from([" ", ""]).map(lambda between: lead + between.join(words))
    )
)
USUAL = st.lists(st.sampled_from(["متن", "كتاب", "word", "[a](b)", "۳", ".", "*a*", ZWNJ]), min_size=1, max_size=3).map(
    " ".join
)
ENDS = st.sampled_from(["\n", "\n", "\n\n", "\n\n", "\n \n", "\n\n\n", "\r\n", "\r"])
TEXTS = st.lists(st.tuples(USUAL | LINES, ENDS), max_size=14).map(lambda parts: "".join(a + b for a, b in parts))


def blocks(text: str, whole: bool) -> tuple[int, list[tuple[int, int, list[Place]]]]:
    """Return how much of a text its pieces are, and its blocks, by lines of the text."""
    found: list[tuple[int, int, list[Place]]] = []
    lines = size = 0
    for piece in pieces(text, whole=whole):
        assert "".join(piece.lines) == piece.text == text[size : size + len(piece.text)]
        found += [
            (lines + one.first, lines + one.last, [(lines + n, a, b) for n, a, b in one.places]) for one in piece.blocks
        ]
        lines += len(piece.lines)
        size += len(piece.text)
    assert size == sum(len(piece.text) for piece in pieces(text, whole=whole, prose=False))
    return size, found


def parsed(text: str, whole: bool) -> tuple[int, list[tuple[int, int, list[Place]]]]:
    """Return the same, all of it by the parser."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(markdown_blocks, "plain_blocks", lambda *_: iter(()))
        patch.setattr(markdown_blocks, "next_plain", lambda *_: -1)
        return blocks(text, whole)


@settings(max_examples=600, deadline=None)
@given(TEXTS, st.sampled_from([1, 40, 1 << 16]))
@example("متن\n\n[a]: b\n", 1 << 16)
@example("متن\n\n[a]: b\nمتن\n", 1)
@example("متن\nمتن \x1c\n\nمتن\n", 1)
@example("متن\n---\n\nمتن\n\n# متن\nمتن\n- متن\n\nمتن\n\n    متن\n\nمتن", 1 << 16)
@example("```\nمتن\n\nمتن\n\nمتن\n```\nمتن\n\n- a\n\n  متن\n\nمتن\n\nمتن", 1 << 16)
def test_blocks_are_those_of_the_parser(text: str, size: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(markdown_blocks, "PIECE", size)
        whole = blocks(text, True)
        assert whole == parsed(text, True)
        # The last block waits for what may follow. (What only defines links is no block: either may wait for one more.)
        some, others = blocks(text, False)[1], parsed(text, False)[1]
        least = min(len(some), len(others))
        assert some[:least] == others[:least] == whole[1][:least]
        assert len(some) >= len(others) - 1


def test_most_of_an_archive_needs_no_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    def no(inline: bool) -> None:
        raise AssertionError("there is something to be parsed")

    text = "# عنوان\n\nمتن *خوب* [a](b) ۳\nمتن\n\n«متن»\n\n" * 3
    expected = parsed(text + "متن", False)
    monkeypatch.setattr(markdown_blocks, "parser", no)
    found = markdown_blocks._without_parser(text + "متن", 0, prose=True)
    assert found is not None
    assert (len(found.text), [(one.first, one.last, one.places) for one in found.blocks]) == expected
