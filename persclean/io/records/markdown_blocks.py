"""The blocks of Markdown by markdown-it, a piece of the text at a time, and whether two texts are built the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from persclean.io.records.markdown_inline import LATIN, stretches
from persclean.io.records.markdown_plain import next_plain, plain_blocks, text_places

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

PIECE = 1 << 16  # characters parsed at a time
LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")
FRONT = re.compile(rb"(---|\+\+\+)[ \t]*\r?\n(?![ \t]*\r?\n)(?:.*\n)*?(?:\1|\.\.\.)[ \t]*(?:\r?\n|\Z)")
FRONT_SIZE = 1 << 16  # bytes; front matter is no longer
KEPT = frozenset(("code_inline", "code_block", "fence", "html_block", "html_inline"))  # content that is no prose

Place = tuple[int, int, int]  # line, start and end in it


@dataclass(frozen=True, slots=True)
class Block:
    """A block at the top level: from line `first` of its piece to before `last`, and where its prose stands."""

    first: int
    last: int
    places: list[Place]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of Markdown of whole blocks, and its lines with their ends."""

    text: str
    lines: list[str]
    blocks: list[Block]


@cache
def parser(inline: bool) -> MarkdownIt:
    """Return markdown-it for CommonMark with tables and strikethrough; with `inline`, it looks into paragraphs."""
    from markdown_it import MarkdownIt

    made = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    if not inline:
        made.core.ruler.enableOnly(["normalize", "block"])
    return made


def front(data: bytes) -> int:
    """Return how long the front matter of a file is (YAML or TOML, as site generators have it).

    >>> front(b"---\\ntitle: x\\n---\\ntext"), front(b"---\\ntext")
    (17, 0)
    """
    found = FRONT.match(data, 0, FRONT_SIZE)
    return found.end() if found else 0


def pieces(text: str, start: int = 0, *, whole: bool = True, prose: bool = True) -> Iterator[Piece]:
    """Yield the pieces of a text from `start`; unless it is `whole`, without its last block, which may go on.

    A block is what it is once the next one has begun, whatever follows; so a piece ends where its last block begins.
    prose: whether to look for blocks and their prose, not for pieces alone. What needs no parser is not given to it
    (markdown_plain.py).
    """
    size = 0  # characters parsed at a time; at first no more than up to what needs no parser
    while start < len(text):
        if not size and (piece := _without_parser(text, start, prose)):
            yield piece
            start += len(piece.text)
            continue
        end = next_plain(text, start, PIECE) if not size else -1
        if end < 0:
            size = size or PIECE
            end = min(start + size, len(text))
            if end < len(text):
                end = text.rfind("\n", start, end) + 1
        part = text[start : max(end, start)]
        tokens = parser(False).parse(part)
        tops = [n for n, token in enumerate(tokens) if token.level == 0 and token.map and token.nesting >= 0]
        lines = LINE.findall(part)
        if end < len(text) or not whole:
            if len(tops) < 2:
                if end == len(text):
                    return
                size = 2 * size or PIECE
                continue
            last = tops.pop()
            lines = lines[: _lines(tokens[last])[0]]
            del tokens[last:]
        blocks = [
            Block(*_lines(tokens[n]), list(places(tokens[n:after], lines)) if prose else [])
            for n, after in pairwise([*tops, len(tokens)])
        ]
        piece = Piece("".join(lines), lines, blocks)
        yield piece
        start += len(piece.text)
        size = 0


def _without_parser(text: str, start: int, prose: bool) -> Piece | None:
    """Return the blocks that need none, from `start` on; None if there is none of them."""
    found = list(plain_blocks(text, start, PIECE))
    if not found:
        return None
    part = text[start : found[-1].end]
    if not prose:
        return Piece(part, [], [])
    lines = LINE.findall(part)
    blocks: list[Block] = []
    line = counted = 0
    for plain in found:
        line += part.count("\n", counted, plain.start - start)
        counted = plain.start - start
        where = text_places(plain, line) if plain.text else list(_prose(plain.content, line, lines, bool(plain.mark)))
        blocks.append(Block(line, line + plain.content.count("\n") + 1, where))
    return Piece(part, lines, blocks)


def places(tokens: list[Token], lines: list[str]) -> Iterator[Place]:
    """Yield where prose stands. What is not found in its line as markdown-it gives it, is left alone."""
    row: list[Token] = []
    before = ""
    for token in tokens:
        if token.type == "inline":
            first = _lines(token)[0]
            if before in ("th_open", "td_open"):
                row.append(token)
            else:
                yield from _prose(token.content, first, lines, before == "heading_open")
        elif token.type == "tr_close" and row:
            yield from _cells(row, lines[_lines(row[0])[0]])
            row = []
        before = token.type


def _prose(content: str, first: int, lines: list[str], heading: bool) -> Iterator[Place]:
    """Yield where the prose of a paragraph or heading stands."""
    parts = content.split("\n")
    found = [_column(lines[n], part, heading and len(parts) == 1) for n, part in enumerate(parts, first)]
    for n, start, end in stretches(content):
        if found[n] >= 0:
            yield first + n, found[n] + start, found[n] + end


def _cells(row: list[Token], line: str) -> Iterator[Place]:
    found: list[Place] = []
    right, mixed = len(line), LATIN.search(line) is not None
    for token in reversed(row):  # a list mark on the left looks like a cell
        column = line.rfind(token.content, 0, right)
        if column >= 0 and token.content:
            right = column
            inside = [(_lines(token)[0], column + a, column + b) for _, a, b in stretches(token.content, mixed)]
            found[:0] = inside
    yield from found


def _column(line: str, part: str, heading: bool) -> int:
    """Return where a line of prose begins in its line of the file, behind what stands before it (-1: unknown)."""
    part, line = part.rstrip(), line.rstrip()
    if heading:
        return line.rfind(part)  # #s may close it
    return len(line) - len(part) if line.endswith(part) else -1


def _lines(token: Token) -> tuple[int, int]:
    first, last = token.map or [0, 0]
    return first, last


def shape(text: str) -> list[object]:
    """Return how a text is built: all that markdown-it makes of it, but for its prose.

    >>> shape("# علي") == shape("# علی"), shape("۱. متن") == shape("1. متن")
    (True, False)
    """
    return _shape(parser(True).parse(text))


def _shape(tokens: list[Token]) -> list[object]:
    return [
        (
            *(token.type, token.nesting, token.level, token.map),
            *((token.markup, token.info) if token.type != "text" else ()),  # there, how it was escaped
            *({k: v for k, v in token.attrs.items() if k != "alt"}, token.content if token.type in KEPT else ""),
            _shape(token.children or []),
        )
        for token in tokens
    ]
