"""The reference path: the pipeline on a text, in plain Python. What it gives is what every other path must give.

It is also the light path: small inputs take it, because it imports nothing heavy.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from persclean.classes import chars
from persclean.engine.passes import passes
from persclean.engine.safety import check
from persclean.filters.base import Filter, Gap
from persclean.protect import LETTER, MARK

if TYPE_CHECKING:
    from persclean.engine.account import TextAccount
    from persclean.engine.documents import Clean

_WHITE = " \t\n\v\f\r"
_WORD = re.compile(r"[^ \t\n\v\f\r]*")
_LETTERS = chars(LETTER + MARK)
_TURNS = 8  # each but the last makes the text shorter
Checker = Callable[[Filter, str, str], None]


def run(filters: Sequence[Filter], text: str, verify: bool = True, account: TextAccount | None = None) -> str:
    """Return the text after all passes: of each the word parts, then the gap parts, then the line parts, in order.

    account: gets what document filters do. Raises LettersLostError when `verify` is on and a filter changes a letter it
    has not declared, or removes words that stand nowhere else.
    """
    groups = passes(filters)
    cleaned = run_group(groups[0], text, verify)
    return cleaned if len(groups) == 1 else _run_documents(groups, text, cleaned, verify, account)


def _run_documents(
    groups: Sequence[tuple[Filter, ...]], text: str, cleaned: str, verify: bool, account: TextAccount | None
) -> str:
    """Return the text after the passes that follow the first one."""
    from persclean.engine.account import TextAccount
    from persclean.engine.chunks import numbered
    from persclean.engine.documents import run_passes
    from persclean.engine.separators import separators

    account = account or TextAccount()
    errors = encoding_errors(text)

    def cleaner(group: tuple[Filter, ...]) -> Clean:
        def clean(parts: Iterable[bytes]) -> Iterator[bytes]:
            yield run_group(group, b"".join(parts).decode("utf-8", errors), verify).encode("utf-8", errors)

        return clean

    blocks = [(text.encode("utf-8", errors), cleaned.encode("utf-8", errors))]
    chunks = numbered(blocks, separators(groups[1][0].config.document_separator), account)
    made = run_passes(groups, chunks, cleaner, account, verify)
    return b"".join(chunk.data for chunk in made).decode("utf-8", errors)


def encoding_errors(text: str) -> str:
    """Return how a text becomes bytes: bad bytes as they were, but for half characters, which no UTF-8 can hold."""
    try:
        text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return "surrogatepass"
    return "surrogateescape"


def run_group(filters: Sequence[Filter], text: str, verify: bool = True) -> str:
    """Return the text after one pass without a document filter."""
    return run_lines(filters, run_words(filters, text, verify), verify)


def run_words(filters: Sequence[Filter], text: str, verify: bool = True, checker: Checker = check) -> str:
    """Return the text after all word parts, then all gap parts. checker: what does the work of `check`."""
    for one in filters:
        if "word" in one.reach:
            text = _checked(one, text, one.words(text), verify, checker)
    gaps = [one.gap for one in filters if one.gap is not None]
    if gaps:
        text = run_gaps(gaps, text)
    return text


def run_lines(filters: Sequence[Filter], text: str, verify: bool = True) -> str:
    """Return the text after all line parts."""
    for one in filters:
        if "line" in one.reach:
            text = _checked(one, text, one.lines(text), verify)
    return text


def _checked(one: Filter, before: str, after: str, verify: bool, checker: Checker = check) -> str:
    if verify and before != after:
        checker(one, before, after)
    return after


def run_gaps(gaps: Sequence[Gap], text: str) -> str:
    """Return the text with every run of spaces between two words decided, from left to right.

    Where two words have become one without a ZWNJ between them (کار ها), their neighbours meet another word than
    before: the line is decided again until nothing changes.
    """
    text, melted = _run_gaps_once(gaps, text)
    if not melted:
        return text
    lines = text.split("\n")
    for _ in range(_TURNS - 1):
        some, again = _run_gaps_once(gaps, "\n".join([lines[n] for n in melted]))
        for n, line in zip(melted, some.split("\n"), strict=True):
            lines[n] = line
        if not again:
            break
        melted = [melted[n] for n in again]
    return "\n".join(lines)


def _run_gaps_once(gaps: Sequence[Gap], text: str) -> tuple[str, list[int]]:
    """Return the text with its gaps decided, and in which lines of it two words have melted, by number."""
    out: list[str] = []
    done = 0  # up to here the text is in `out`
    joined = ""  # what stands joined to the word that starts at `done`
    lines: list[int] = []
    line = counted = 0  # the line feeds up to `counted`
    melted = -1  # where a word ends that has melted with the one before it: what follows is decided in the next turn
    words = text.split()
    for one in gaps:
        one.prepare(pairwise(words))
    for match in _candidates(tuple(gaps)).finditer(text):
        start, end = match.span()
        if start == melted:
            continue
        # The word before the gap; a break that was not looked at may stand between it and `done`.
        head = max(text.rfind(white, done, start) for white in _WHITE) + 1
        left = text[head:start] if head else joined + text[done:start]
        if not left:
            continue
        stop = _WORD.match(text, end).end()  # type: ignore[union-attr]
        new = decide(gaps, left, match[0], text[end:stop])
        if not new and melts(left, text[end:stop]):
            melted = stop
            line += text.count("\n", counted, start)
            counted = start
            if lines[-1:] != [line]:
                lines.append(line)
        out += (text[done:start], new)
        done = end
        joined = "" if new[:1] == " " else left + new
    out.append(text[done:])
    return "".join(out), lines


def melts(left: str, right: str) -> bool:
    """Whether two words written without anything between them make one run of letters: کار and ها."""
    return left[-1:] in _LETTERS and right[:1] in _LETTERS


@cache
def _candidates(gaps: tuple[Gap, ...]) -> re.Pattern[str]:
    """Return what finds the gaps that the declared edges do not rule out: all that a filter needs to be asked about."""
    ends = "".join(map(re.escape, sorted(frozenset().union(*(gap.left_ends | gap.any_ends for gap in gaps)))))
    starts = "".join(map(re.escape, sorted(frozenset().union(*(gap.right_starts for gap in gaps)))))
    sides = [" {2,}(?![ \t\n\v\f\r])"]
    if ends:
        sides.append(f"(?<=[{ends}]) (?![ \t\n\v\f\r])")
    if starts:
        sides.append(f" (?=[{starts}])")
    return re.compile(f"(?<![ \t\n\v\f\r])(?:{'|'.join(sides)})(?!\\Z)")


def decide(gaps: Sequence[Gap], left: str, gap: str, right: str) -> str:
    """Return what the gap parts, one after the other, make of one gap."""
    for part in gaps:
        if gap[:1] != " ":
            break
        gap = part.decide(left, gap, right)
    return gap
