"""The figures of a corpus as one page of HTML with plots: nothing is fetched, and no script runs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from pkgutil import get_data
from string import Template
from typing import Any

_WIDTH, _ROW, _LABEL, _VALUE = 600, 22, 170, 90  # of a plot: pixels, all but the height of a row are widths
_OPEN = 1  # blocks whose characters are shown at once

Bar = tuple[str, float, str, bool]  # label, length, what is written behind it, whether it is something to mend


def page(figures: dict[str, Any]) -> str:
    """Return the page."""
    template = (get_data("persclean.report", "stats.html") or b"").decode("utf-8")
    parts = [_facts(figures), *_plots(figures), _repeated(figures["repeats"]), _characters(figures["characters"])]
    return Template(template).substitute(body="\n".join(parts))


def _facts(figures: dict[str, Any]) -> str:
    inputs, lines, characters = figures["inputs"], figures["lines"], figures["characters"]
    rows = [
        ("texts", inputs["texts"]),
        ("bytes, as UTF-8", inputs["bytes"]),
        ("words", figures["words"]),
        ("characters", characters["total"]),
        ("distinct characters", characters["distinct"]),
        ("lines", lines["count"]),
        ("half-spaces per 1000 words", figures["zwnj"]["per_thousand_words"]),
        *((f"{name.replace('_', ' ')}", inputs[name]) for name in ("failed", "skipped", "bad_bytes", "bad_records")),
    ]
    cells = [(name, _number(value)) for name, value in rows if value or name in ("texts", "words")]
    cells += [
        (kind, ", ".join(f"{n} ({_number(c)})" for n, c in inputs[kind].items())) for kind in ("encodings", "formats")
    ]
    found = "".join(f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>" for name, value in cells)
    return f'<dl class="facts">{found}</dl>'


def _plots(figures: dict[str, Any]) -> Iterable[str]:
    for affix, counts in figures["affixes"].items():
        bars = [(way.replace("_", "-"), n, _number(n), way in ("space", "glued")) for way, n in counts.items()]
        yield _section(f"How <bdi dir=rtl>{affix}</bdi> is written", _plot(f"How {affix} is written", bars))
    letters = [
        bar
        for one in figures["letters"]
        for bar in (
            (f"{one['arabic']}  (U+{ord(one['arabic']):04X})", one["arabic_count"], f"{one['arabic_share']:.2%}", True),
            (
                f"{one['persian']}  (U+{ord(one['persian']):04X})",
                one["persian_count"],
                _number(one["persian_count"]),
                False,
            ),
        )
    ]
    yield _section("Arabic letters beside the Persian ones", _plot("Arabic letters", letters))
    digits = {"persian": "۰۱۲۳", "arabic": "٠١٢٣", "latin": "0123", "other": ""}
    bars = [(f"{kind} {digits[kind]}", n, _number(n), False) for kind, n in figures["digits"].items()]
    yield _section("Digits", _plot("Digits", bars))
    lengths = [(_span(one), one["count"], _number(one["count"]), False) for one in figures["lines"]["lengths"]]
    said = ", ".join(
        f"{float(share):.0%} have at most {size:,}" for share, size in figures["lines"]["percentiles"].items()
    )
    note = f'<p class="note">Characters in a line: {said}; the longest has {figures["lines"]["longest"]:,}.</p>'
    yield _section("Lengths of lines", _plot("Lengths of lines", lengths) + note)
    blocks = [(one["name"], one["count"], _number(one["count"]), False) for one in figures["characters"]["blocks"]]
    yield _section("Characters by Unicode block", _plot("Characters by Unicode block", blocks[:20]))


def _section(title: str, body: str) -> str:
    return f"<h2>{title}</h2>\n{body}"


def _plot(title: str, bars: Sequence[Bar]) -> str:
    """Return a bar chart. Labels stand at the right edge of their column, in whichever direction they run."""
    most = max((length for _, length, _, _ in bars), default=0) or 1
    room = _WIDTH - _LABEL - _VALUE
    parts = [
        f'<div class="scroll"><svg viewBox="0 0 {_WIDTH} {_ROW * len(bars)}" role="img" aria-label="{escape(title)}">'
    ]
    for n, (label, length, value, warn) in enumerate(bars):
        y, wide = n * _ROW, round(room * length / most, 1)
        kind = ' class="warn"' if warn else ""
        # In text that runs from the right, "start" is the right end: so the anchor follows the direction.
        side = 'direction="rtl" text-anchor="start"' if _persian(label) else 'text-anchor="end"'
        parts.append(f'<text x="{_LABEL - 10}" y="{y + 16}" {side}>{escape(label)}</text>')
        parts.append(f'<rect{kind} x="{_LABEL}" y="{y + 4}" width="{wide}" height="{_ROW - 8}" rx="2"/>')
        parts.append(f'<text class="soft" x="{_LABEL + wide + 6}" y="{y + 16}">{escape(value)}</text>')
    return "".join([*parts, "</svg></div>"])


def _repeated(repeats: dict[str, Any]) -> str:
    rows = []
    for name, title in (("lines", "lines"), ("blocks_of_three_lines", "blocks of three lines")):
        one = repeats[name]
        note = "" if one["sampled"] == 1 else f" (estimated from {one['sampled']:.4g} of them)"
        rows.append([title + note, *(_number(one[key]) for key in ("total", "distinct", "repeated"))])
    found = _table(("", "total", "distinct", "repeated"), rows)
    lines = [[f"<bdi>{escape(one['text'][:200])}</bdi>", _number(one["count"])] for one in repeats["commonest_lines"]]
    if lines:
        found += _table(("the commonest", "count"), lines, raw=True)
    return _section("What stands again", found)


def _characters(characters: dict[str, Any]) -> str:
    parts = []
    for n, block in enumerate(characters["blocks"]):
        rows = [[one["code"], _shown(one["code"]), one["name"], _number(one["count"])] for one in block["characters"]]
        opened = " open" if n < _OPEN else ""
        title = f"{escape(block['name'])}: {len(rows):,} characters, {_number(block['count'])} times"
        parts.append(
            f"<details{opened}><summary>{title}</summary>{_table(('code', '', 'name', 'count'), rows)}</details>"
        )
    return _section("All characters", "\n".join(parts))


def _table(head: Sequence[str], rows: Iterable[Sequence[str]], raw: bool = False) -> str:
    def cells(tag: str, row: Sequence[str], plain: bool) -> str:
        kinds = ['class="n"' if name in ("count", "total", "distinct", "repeated") else 'dir="auto"' for name in head]
        return "".join(f"<{tag} {k}>{escape(c) if plain else c}</{tag}>" for k, c in zip(kinds, row, strict=True))

    body = "".join(f"<tr>{cells('td', row, not raw)}</tr>" for row in rows)
    titles = f"<thead><tr>{cells('th', head, True)}</tr></thead>"
    return f'<div class="scroll"><table>{titles}<tbody>{body}</tbody></table></div>'


def _shown(code: str) -> str:
    char = chr(int(code[2:], 16))
    return char if char.isprintable() and not char.isspace() else ""


def _persian(text: str) -> bool:
    return any("\N{ARABIC NUMBER SIGN}" <= char < "\N{ARABIC-INDIC DIGIT ZERO}" or "ٮ" <= char <= "ۓ" for char in text)


def _number(value: float) -> str:
    return f"{value:,}"


def _span(one: dict[str, Any]) -> str:
    if one["to"] is None:
        return f"{one['from']:,} and more"
    return "none" if one["to"] == 0 else f"{one['from']:,} to {one['to']:,}"
