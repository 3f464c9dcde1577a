"""The figures of a corpus as tables: drawn by Rich on a terminal, plain lines elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

_SHOWN = 12  # characters of a block

Row = Sequence[str]
Table = tuple[str, Row, list[Row]]


def tables(figures: dict[str, Any], drawn: bool) -> str:
    """Return all tables. drawn: for a terminal, with colours and lines."""
    found = [*_overview(figures), *_characters(figures)]
    return _rich(found) if drawn else "\n".join(map(_plain, found))


def _overview(figures: dict[str, Any]) -> list[Table]:
    inputs, lines, repeats = figures["inputs"], figures["lines"], figures["repeats"]
    kinds = [
        (f"{kind}: {name}", _number(count))
        for kind in ("formats", "compressions", "encodings")
        for name, count in inputs[kind].items()
    ]
    facts = [(name.replace("_", " "), _number(inputs[name])) for name in inputs if not isinstance(inputs[name], dict)]
    zwnj = figures["zwnj"]
    facts += [
        ("words", _number(figures["words"])),
        ("half-spaces", _number(zwnj["count"])),
        ("half-spaces per thousand words", f"{zwnj['per_thousand_words']:.1f}"),
    ]
    ways = list(next(iter(figures["affixes"].values())))
    letters = [
        (
            f"{one['arabic']} for {one['persian']}",
            _number(one["arabic_count"]),
            _number(one["persian_count"]),
            f"{one['arabic_share']:.2%}",
        )
        for one in figures["letters"]
    ]
    again = [
        (
            name.replace("_", " "),
            *(_number(repeats[name][key]) for key in ("total", "distinct", "repeated")),
            _sampled(repeats[name]),
        )
        for name in ("lines", "blocks_of_three_lines")
    ]
    lengths = [(_span(one), _number(one["count"])) for one in lines["lengths"] if one["count"]]
    facts_of_lines = [(name, _number(lines[name])) for name in ("count", "blank", "mean", "longest")]
    facts_of_lines += [
        (f"{float(share):.0%} have at most", _number(size)) for share, size in lines["percentiles"].items()
    ]
    return [
        ("Inputs", ("", "count"), [*facts, *kinds]),
        (
            "Affixes, how written",
            ("affix", *(way.replace("_", "-") for way in ways)),
            [(affix, *(_number(counts[way]) for way in ways)) for affix, counts in figures["affixes"].items()],
        ),
        ("Arabic letters", ("letter", "arabic", "persian", "share"), letters),
        ("Digits", ("kind", "count"), [(kind, _number(count)) for kind, count in figures["digits"].items()]),
        ("Lines", ("characters", "lines"), [*facts_of_lines, *lengths]),
        ("Repeats", ("", "total", "distinct", "repeated", ""), again),
        (
            "Commonest repeated lines",
            ("count", "line"),
            [(_number(one["count"]), one["text"][:100]) for one in repeats["commonest_lines"]],
        ),
    ]


def _characters(figures: dict[str, Any]) -> list[Table]:
    blocks = figures["characters"]["blocks"]
    found: list[Table] = [
        (
            "Characters by block",
            ("block", "distinct", "count"),
            [(b["name"], _number(len(b["characters"])), _number(b["count"])) for b in blocks],
        )
    ]
    for block in blocks:
        rows: list[Row] = [(one["code"], one["name"], _number(one["count"])) for one in block["characters"][:_SHOWN]]
        rest = len(block["characters"]) - _SHOWN
        if rest > 0:
            rows.append(("", f"{rest} more: see --output-format json", ""))
        found.append((block["name"], ("code", "name", "count"), rows))
    return found


def _number(value: float) -> str:
    return f"{value:,}"


def _span(one: dict[str, Any]) -> str:
    return (
        f"{one['from']} and more"
        if one["to"] is None
        else f"{one['from']} to {one['to']}"
        if one["to"] > one["from"]
        else str(one["from"])
    )


def _sampled(figures: dict[str, Any]) -> str:
    return "" if figures["sampled"] == 1 else f"estimated from {figures['sampled']:.4g} of them"


def _plain(table: Table) -> str:
    title, head, rows = table
    if not rows:
        return f"{title}: none\n"
    every = [head, *rows] if any(head) else rows
    widths = [max(len(row[n]) for row in every) for n in range(len(head))]
    lines = ["  ".join(cell.ljust(wide) for cell, wide in zip(row, widths, strict=True)).rstrip() for row in every]
    return "\n".join([title, *(f"  {line}" for line in lines)]) + "\n"


def _rich(found: list[Table]) -> str:
    from rich.console import Console
    from rich.table import Table as RichTable
    from rich.text import Text

    console = Console()
    with console.capture() as capture:
        for title, head, rows in found:
            if not rows:
                continue
            table = RichTable(title=title, title_justify="left", title_style="bold")
            for n, name in enumerate(head):
                table.add_column(name, justify="right" if name in ("count", "total", "lines") and n else "left")
            for row in rows:
                table.add_row(*map(Text, row))
            console.print(table)
    return capture.get()
