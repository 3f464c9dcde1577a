"""A block of Markdown too large to be parsed: it is bad as a whole, and where it ends is found without parsing it."""

from __future__ import annotations

import re
from collections.abc import Generator

from persclean.io.records import base
from persclean.io.records.base import Frame, Read
from persclean.io.records.markdown_blocks import parser

LARGE = 4 << 20  # bytes; to parse a block takes 50 times as much memory
HEAD = 1 << 16  # bytes of a block that tell what it is
OVERLAP = 1 << 10  # bytes in which an end may stand
NEXT = re.compile(rb"\n[ \t]*\r?\n(?=[^ \t\r\n])")  # a block begins
HTML = (  # kinds of HTML blocks that empty lines do not end
    (re.compile("<(script|pre|style|textarea)", re.IGNORECASE), rb"(?i:</(?:script|pre|style|textarea)>).*\n"),
    (re.compile("<!--"), rb"-->.*\n"),
    (re.compile(r"<\?"), rb"\?>.*\n"),
    (re.compile(r"<!\[CDATA\["), rb"\]\]>.*\n"),
)


def reason(limit: int) -> str:
    """Return what is wrong with a block over the limit, for the user."""
    return f"the block has more than {limit} bytes"


def ending(head: bytes) -> re.Pattern[bytes]:
    """Return what ends the block that begins so."""
    tokens = parser(False).parse(head.decode("utf-8", "replace"))
    if tokens and tokens[0].type == "fence":
        mark = tokens[0].markup.encode()
        return re.compile(rb"\n {0,3}" + re.escape(mark) + re.escape(mark[:1]) + rb"*[ \t]*\r?\n")
    if tokens and tokens[0].type == "html_block":
        for opening, end in HTML:
            if opening.match(tokens[0].content.lstrip()):
                return re.compile(end)
    return NEXT


def oversize(read: Read, data: bytes) -> Generator[Frame, None, tuple[bytes, bool]]:
    """Yield the block at the start of `data` as `part` frames and a `bad` one; return what was read behind, and if all.

    The end is looked for behind the first LARGE bytes, so it does not depend on how the stream comes.
    """
    end, ended, at = ending(data[:HEAD]), False, LARGE
    while True:
        found = end.search(data, at)
        if found or ended:
            stop = found.end() if found else len(data)
            yield Frame(data[:stop], "bad", "size", reason(LARGE))
            return data[stop:], ended
        keep = max(at, len(data) - OVERLAP)
        if keep > at:
            yield Frame(data[:keep], "part", "size", reason(LARGE))
            data, at = data[keep:], 0
        data, ended = base.fill(read, data, base.FRAME)
