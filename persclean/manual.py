"""The filter table and the manual pages, written from the filters' own declarations and docstrings."""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
import unicodedata
from collections.abc import Iterable
from itertools import groupby

from persclean.errors import ConfigError
from persclean.filters.base import Effects, Filter
from persclean.lazy import pattern

_WIDEST = 100
_SHOWN = 8  # letters of a declaration that are spelled out
_IMPORT = pattern(r"^[ ]*>>> (?:from|import) .*\n", re.MULTILINE)
_EXAMPLE = pattern(r"^[ ]*>>> (?P<code>.*(?:\n[ ]*\.\.\. .*)*)(?P<result>(?:\n(?![ ]*>>>|\s*$).*)*)", re.MULTILINE)
_ARROW = "  ->  "


def table(filters: Iterable[type[Filter]], width: int = 80) -> str:
    """Return all filters, one a line or a few: code, name, reach, whether the default preset runs it, why."""
    rows = [("CODE", "NAME", "REACH", "DEFAULT", "WHY")]
    rows += [(f.code, f.name, ", ".join(f.reach), "yes" if f.default else "no", f.why) for f in filters]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    room = max(20, min(width, _WIDEST) - sum(widths) - 2 * 4)
    lines: list[str] = []
    for row in rows:
        start = "".join(f"{cell:<{wide}}  " for cell, wide in zip(row, widths, strict=False))
        why = textwrap.wrap(row[4], room) or [""]
        lines += [start + why[0], *(" " * len(start) + more for more in why[1:])]
    return "\n".join([*lines, "", "persclean filters NAME shows the manual of one."])


def page(one: type[Filter], width: int = 80) -> str:
    """Return the manual of a filter: its docstring with readable examples, and what it may do to a text."""
    head = f"{one.code} {one.name}: {one.why}"
    facts = f"Reach: {', '.join(one.reach)}. Default: {'yes' if one.default else 'no'}."
    width = min(width, _WIDEST)
    body = "\n\n".join(_wrapped(part, width) for part in examples(inspect.getdoc(one) or "").split("\n\n"))
    return "\n".join([textwrap.fill(head, width), "", body.rstrip(), "", facts, *_declared(one, width)])


def _declared(one: type[Filter], width: int) -> list[str]:
    """Return what a filter may do; where it cannot be run here, why that is."""
    try:
        return _effects(one().effects, width)
    except ConfigError as error:
        return textwrap.wrap(f"Cannot be run here: {error}", width)


def _wrapped(paragraph: str, width: int) -> str:
    """Return a paragraph filled to a width, each indented part on its own; lists and examples stay as they are."""
    filled: list[str] = []
    for indent, group in groupby(paragraph.strip("\n").split("\n"), _indent):
        lines = list(group)
        if any(_ARROW in line or line.lstrip().startswith(("- ", "* ")) for line in lines):
            filled += lines
        else:
            filled += textwrap.wrap(
                " ".join(map(str.strip, lines)), width, initial_indent=indent, subsequent_indent=indent
            )
    return "\n".join(filled)


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


def examples(text: str) -> str:
    r"""Return a docstring with its doctests shown as `before -> after`.

    >>> print(examples('So:\n\n>>> Letters()("علي")\n\'علی\'\n>>> 1 + 1\n2'))
    So:
    <BLANKLINE>
        علي  ->  علی
        1 + 1  ->  2
    """
    return re.sub(r"\n{3,}", "\n\n", _EXAMPLE.sub(_example, _IMPORT.sub("", text)))


def _example(found: re.Match[str]) -> str:
    code, result = re.sub(r"\n *\.\.\. ", "\n", found["code"]), found["result"].strip()
    try:
        call = ast.parse(code, mode="eval").body
        if (
            isinstance(call, ast.Compare)
            and len(call.ops) == 1
            and isinstance(call.ops[0], ast.Eq)
            and result == "True"
        ):
            before, after = _argument(call.left), ast.literal_eval(call.comparators[0])
        elif isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "print":
            before, after = _argument(call.args[0]), result
        else:
            before, after = _argument(call), ast.literal_eval(result)
    except (SyntaxError, ValueError):
        before = after = None
    if before is None or not isinstance(after, str):
        return f"    {code}{_ARROW if result else ''}{result}"
    setting = re.search(r"Config\((.*?)\)\)\(", code)
    return f"    {_visible(before)}{_ARROW}{_visible(after)}" + (f"    ({setting[1]})" if setting else "")


def _argument(call: ast.expr) -> str | None:
    """Return the text a filter is called with, if the expression is such a call."""
    if isinstance(call, ast.Call) and len(call.args) == 1 and isinstance(call.func, ast.Call):
        value = ast.literal_eval(call.args[0])
        return value if isinstance(value, str) else None
    return None


def _visible(text: str) -> str:
    """Return a text in which what does not print is written by its number, but for the half-space."""
    keep = "\N{ZERO WIDTH NON-JOINER}"
    return "".join(c if c.isprintable() or c == keep else f"<U+{ord(c):04X}>" for c in text)


def _effects(effects: Effects, width: int) -> list[str]:
    """Return what a filter declares it may do, in words."""
    lines = []
    if effects.maps:
        pairs = [f"{_letter(a)} to {_letter(b)}" for a, b in sorted(effects.maps.items(), key=_shows_first) if b]
        lines.append(f"May map {_some(pairs)}.")
    if effects.drops:
        lines.append(f"May drop {_some([_letter(c) for c in sorted(effects.drops, key=_shows_first)])}.")
    if effects.inserts:
        lines.append(f"May insert {_some([_letter(c) for c in sorted(effects.inserts, key=_shows_first)])}.")
    if effects.words:
        lines.append(f"May replace whole words: {_some([f'{a} by {b}' for a, b in sorted(effects.words.items())])}.")
    if effects.fold is not None:
        lines.append("Input and output are compared under a reading of the filter's own.")
    lines.append("Every other letter and digit comes through, which is checked while it runs.")
    return [row for line in lines for row in textwrap.wrap(line, width, subsequent_indent="    ")]


def _shows_first(item: str | tuple[str, str]) -> tuple[bool, str]:
    """Order letters before what has no name or shape of its own."""
    return unicodedata.category(item[0]) == "Cc", item[0]


def _some(items: list[str]) -> str:
    more = len(items) - _SHOWN
    return "; ".join(items[:_SHOWN]) + (f"; and {more} more" if more > 0 else "")


def _letter(text: str) -> str:
    """Return a letter that shows, or the name of one that does not."""
    if len(text) == 1 and (not text.isprintable() or unicodedata.category(text)[0] in "MZ" or text == "ـ"):
        return unicodedata.name(text, f"U+{ord(text):04X}")
    return _visible(text) or "nothing"
