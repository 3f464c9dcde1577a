"""Prose and markup within a line of Markdown: what may be cleaned, and which changes could become markup."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator

MASK = re.compile(
    r"""
    (?P<code>`+) | (?P<open><!--|<\?|<!\[CDATA\[)
    | ^[ \t]*(?:[0-9۰-۹٠-٩]{1,9}[.)]|[-+\#>=:~]+)(?=\s|$)  # what looks like the mark of a list, heading, or rule
    | \\[!-/:-@\[-`{-~]  # an escape
    | <[A-Za-z/!](?:[^<>"']{1,200}+|"[^"]{0,1000}+"|'[^']{0,1000}+'){0,40}+> | <[A-Za-z/!][^<>]*>  # HTML and addresses
    | \$\$[^$]+\$\$ | \$(?![\s$])[^$\n]*(?<!\s)\$(?!\d)  # formulas
    | \{\{[^{}]*\}\} | \{%[^{}]*%\} | \{[:\#.][^{}\n]*\}  # templates and attributes
    | \]\((?:\\.|[^()\\])*(?:\((?:\\.|[^()\\])*\)(?:\\.|[^()\\])*)*\)  # destination and title of a link
    | \]\[(?:\\.|[^\[\]\\])*\]  # its label
    | !?\[(?:\\.|[^\[\]\\])*\](?![(\[])  # a label, a foot note, a box to tick
    | !?\[ | \]
    | &(?!zwnj;)[#\w]{1,32};  # a character reference
    | \*+ | ~~+ | (?<!\w)_+ | _+(?!\w) | \|
    """,
    re.VERBOSE | re.MULTILINE,
)
LATIN = re.compile("[A-Za-z]")
CLOSING = {"<!--": "-->", "<?": "?>", "<![CDATA[": "]]>"}
TICKS = re.compile("`+")
# Stays beside markup: white space, and the joiners of a word that goes on behind it.
EDGES = " \t\f\v\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"
ACTIVE = re.compile(r"[\\`*_~<>\[\]&|$\r\n]")
MARKS = frozenset("-+#>=:*~<|(")


def stretches(content: str, mixed: bool = False) -> Iterator[tuple[int, int, int]]:
    """Yield the stretches of prose in the lines of a paragraph, heading or cell: line, start, end (in the line).

    mixed: a cell's row has Latin letters, so a number may be theirs.

    >>> text = "متن `کد` ۲\\n**متن** [متن](نشانی)"
    >>> [text.split("\\n")[line][start:end] for line, start, end in stretches(text)]
    ['متن', '۲', 'متن', 'متن']
    """
    at = line = first = 0
    latin = {0: mixed or _latin(content, 0)}  # by where the line starts
    for start, end in [*masks(content), (len(content), len(content))]:
        while True:
            stop = content.find("\n", at, start)
            piece = content[at : stop if stop >= 0 else start]
            left = at - first + len(piece) - len(piece.lstrip(EDGES))
            right = at - first + len(piece.rstrip(EDGES))
            if left < right and (any(map(str.isalpha, piece)) or not latin[first]):
                yield line, left, right
            if stop < 0:
                break
            at = first = stop + 1
            latin[first] = _latin(content, first)
            line += 1
        at = end
        if breaks := content.count("\n", start, end):
            line, first = line + breaks, content.rfind("\n", start, end) + 1
            latin[first] = _latin(content, first)


def _latin(content: str, first: int) -> bool:
    """Return whether a line has Latin letters: a number that markup parts from them is theirs."""
    stop = content.find("\n", first)
    return LATIN.search(content, first, stop if stop >= 0 else len(content)) is not None


def masks(content: str) -> Iterator[tuple[int, int]]:
    """Yield the stretches of markup, code, and destinations, ascending."""
    runs: dict[int, list[int]] = {}  # length of a run of backticks -> where such runs start
    for ticks in TICKS.finditer(content):
        runs.setdefault(ticks.end() - ticks.start(), []).append(ticks.start())
    at = 0
    absent: set[str] = set()
    while hit := MASK.search(content, at):
        at = _closed(runs, *hit.span()) if hit["code"] else hit.end()
        if (opening := hit["open"]) and opening not in absent:
            close = CLOSING[opening]
            there = content.find(close, hit.start() + 2)
            if there >= 0:
                at = there + len(close)
            else:
                absent.add(opening)
        if not hit["code"] and "`" in hit[0]:  # what looks like a destination may be none, and code begin in it
            at = max(at, *(_closed(runs, *ticks.span()) for ticks in TICKS.finditer(content, *hit.span())))
        yield hit.start(), at


def _closed(runs: dict[int, list[int]], start: int, end: int) -> int:
    """Return where the code ends that these backticks (of a run, those behind an escaped one) open, or they end."""
    starts = runs.get(end - start, [])
    n = bisect_left(starts, end)
    return starts[n] + end - start if n < len(starts) else end


def harmless(old: str, new: str, first: bool) -> bool:
    """Return whether a stretch can be changed without looking at the structure. first: it begins its line.

    It has no character of markup, does not begin as a block does, and its ends are as before to emphasis beside it.

    >>> harmless("كتاب 3", "کتاب ۳", True), harmless("-متن", "- متن", True)
    (True, False)
    """
    if not new or ACTIVE.search(new) or new[0] in EDGES or new[-1] in EDGES:
        return False
    if new[0] in MARKS or (first and new[0].isdigit()):
        return False
    if old[0] != new[0] and _sign(old[0]) != _sign(new[0]):
        return False
    return old[-1] == new[-1] or _sign(old[-1]) == _sign(new[-1])


def _sign(char: str) -> str:
    kind = unicodedata.category(char)[0]
    return kind if kind in "PSZC" else ""
