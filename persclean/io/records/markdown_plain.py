"""Blocks of Markdown that need no parser: paragraphs and headings whose lines begin as no other block does.

What begins so at the top level and ends with a blank line is a paragraph to CommonMark, and nothing else: no other rule
takes its first line, and none breaks in at a later one. Most of an archive is so; a parser, which asks each rule about
each line, takes ten times as long as all the rest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from persclean.io.records.markdown_inline import EDGES

# Neither white space nor what begins a list, heading, quotation, rule, table, fence, HTML, or definition of a link.
_BEGIN = rf"(?![\s\-+#>=:~*_`<|\[\0{EDGES}]|\d{{1,9}}[.)])"
_LINE = _BEGIN + r"[^\r\n\0]++"
_BLANK = r"(?:[ \t]*+\n)"
_BLOCK = (
    rf"(?:(#{{1,6}}[ \t]++){_BEGIN}([^#\r\n\0]++)\n{_BLANK}*+|({_LINE}(?:\n{_LINE})*+)\n{_BLANK}++)"
    r"(?=[ \t]*+[^ \t\r\n])"  # the next block has begun
)
_HERE = re.compile(_BLOCK)
_LATER = re.compile(rf"\n{_BLANK}++(?={_BLOCK})")
_MARKUP = re.compile(r"[\\`<${\[\]&*~_|]")  # without these there is nothing but text (see markdown_inline.MASK)


class Plain(NamedTuple):
    """A paragraph or heading. start, end: where it stands, with the blank lines behind it.

    mark: what stands before its content, of a heading. content: as markdown-it gives it. text: whether that is all
    text.
    """

    start: int
    end: int
    mark: str
    content: str
    text: bool


def plain_blocks(text: str, start: int, size: int) -> Iterator[Plain]:
    """Yield the blocks from `start` on, where one begins, up to the first that is none of these, or about `size`."""
    limit = start + size
    while start < limit and (found := _HERE.match(text, start)):
        mark, heading, paragraph = found.groups()
        content = (heading or paragraph).rstrip(" \t")
        if content[-1].isspace():  # what of it is content depends on the version of markdown-it
            return
        yield Plain(start, found.end(), mark or "", content, _MARKUP.search(content) is None)
        start = found.end()


def next_plain(text: str, start: int, size: int) -> int:
    """Return where the first block of this kind ends that stands behind a blank line, -1 if none does within `size`.

    It is one only if none of what is before it is still open.
    """
    found = _LATER.search(text, start, min(start + size, len(text)))
    block = _HERE.match(text, found.end()) if found else None
    return block.end() if block else -1


def text_places(plain: Plain, first: int) -> list[tuple[int, int, int]]:
    """Return where the prose of a block that is all text stands: line, start, and end in it. first: its first line."""
    left = len(plain.mark)
    lines = plain.content.split("\n")
    return [(n, left, left + len(line.rstrip(EDGES))) for n, line in enumerate(lines, first)]
