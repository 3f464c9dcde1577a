"""Pages with known paragraphs, wrapped as PDF extraction and e-mail wrap them, with what must stay a line between."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random

from benchmarks.vocabulary import HERE

_NARROW, _WIDE = set("اآأإلدذرزژوءئ1۱.،:؛!|()[]'ij"), set("سشصضثMWmw—…")


@dataclass
class Page:
    """Lines of a page; joins: index of each line that goes on the one before, with the kind of its break; the kind of
    every other line by its index in `kinds`.
    """

    lines: list[str] = field(default_factory=list)
    joins: dict[int, str] = field(default_factory=dict)
    kinds: dict[int, str] = field(default_factory=dict)

    def add(self, line: str, kind: str, join: bool = False) -> None:
        (self.joins if join else self.kinds)[len(self.lines)] = kind
        self.lines.append(line)

    def blank(self, count: int = 1) -> None:
        self.lines += [""] * count


@dataclass(frozen=True)
class Style:
    """How a page is made: width in characters, font, what parts paragraphs, where blank lines are thrown in."""

    width: int
    proportional: bool
    parted: str  # blank, dense, indent
    thrown: str  # never, last (before the last line of a paragraph), some
    breaks: str  # never, blank, feed, number

    @classmethod
    def draw(cls, rng: Random) -> Style:
        parted = rng.choices(("blank", "indent", "dense"), (7, 1.5, 1.5))[0]
        thrown = rng.choices(("never", "last", "some"), (6, 2, 2))[0] if parted != "dense" else "never"
        return cls(rng.randint(40, 120), rng.random() < 0.5, parted, thrown,
                   rng.choice(("never", "blank", "feed", "number")))  # fmt: skip


def breadth(word: str, proportional: bool) -> float:
    """Return the breadth of a word, in characters."""
    if not proportional:
        return len(word)
    return sum(0.6 if c in _NARROW else 1.4 if c in _WIDE else 0.0 if c == "\u200c" else 1.0 for c in word)


def wrap(text: str, style: Style, first: float = 0) -> list[str]:
    """Return the lines of a paragraph; every line takes all words that fit."""
    lines: list[str] = []
    line: list[str] = []
    used = first
    space = 0.6 if style.proportional else 1.0
    for word in text.split():
        wide = breadth(word, style.proportional)
        if line and used + space + wide > style.width:
            lines.append(" ".join(line))
            line, used = [], 0.0
        used += wide + (space if line else 0)
        line.append(word)
    return [*lines, " ".join(line)]


class Builder:
    """Builds pages from a stream of articles, each a list of paragraphs; the first of an article is its headline."""

    def __init__(self, articles: Iterator[Sequence[str]], seed: int) -> None:
        self.articles = articles
        self.rng = Random(seed)
        self.fixed: dict[str, list[str]] = tomllib.loads((HERE / "wrapping.toml").read_text(encoding="utf-8"))

    def page(self) -> tuple[Page, Style]:
        """Return a page of some paragraphs and a few lines on purpose, and its style."""
        style, page = Style.draw(self.rng), Page()
        self._since = 0
        self._until = self.rng.randint(20, 45)
        for _ in range(self.rng.randint(1, 3)):
            headline, *paragraphs = next(self.articles)
            page.add(headline, "headline")
            if self.rng.random() < 0.5:
                page.blank(style.parted == "blank")
                page.add(self.rng.choice(self.fixed["byline"]), "byline")
            page.blank()
            for paragraph in paragraphs:
                self._paragraph(page, paragraph, style)
                if self.rng.random() < 0.3:
                    self._on_purpose(page, style)
            page.blank(2)
        return page, style

    def _paragraph(self, page: Page, text: str, style: Style, kind: str = "paragraph") -> None:
        indent = 4 if style.parted == "indent" and kind == "paragraph" else 0
        lines = wrap(text, style, indent)
        for index, line in enumerate(lines):
            after = "next line"
            self._since += 1
            if index and self._since > self._until and style.breaks != "never":
                self._since = 0
                after = self._break(page, style)
            elif index and self._thrown(style, index == len(lines) - 1):
                page.blank()
                after = "blank line"
            page.add(
                " " * (0 if index else indent) + line,
                self._kind(lines, index, after) if index else kind,
                bool(index) and after != "number",
            )
        if style.parted == "blank":
            page.blank()

    def _thrown(self, style: Style, last: bool) -> bool:
        return last if style.thrown == "last" else style.thrown == "some" and self.rng.random() < 0.07

    def _kind(self, lines: list[str], index: int, after: str) -> str:
        stop = lines[index - 1].rstrip('»") ').endswith((".", "؟", "!", "…", "..."))
        return f"{after}, {'after a stop' if stop else 'mid-sentence'}" if after != "number" else "after a page number"

    def _break(self, page: Page, style: Style) -> str:
        if style.breaks == "number":
            page.blank()
            page.add(str(self.rng.randint(1, 300)), "page number")
            page.blank()
            return "number"
        if style.breaks == "feed":
            page.add("\f", "form feed")
            page.kinds.pop(len(page.lines) - 1)
        else:
            page.blank(2)
        return "page break"

    def _on_purpose(self, page: Page, style: Style) -> None:
        kind = self.rng.choice([kind for kind in self.fixed if kind != "byline"])
        chosen = self.fixed[kind]
        start = self.rng.randrange(len(chosen))
        if page.lines[-1]:
            page.blank()
        for index in range(1 if kind == "heading" else self.rng.randint(2, 5)):
            line = chosen[(start + index) % len(chosen)]
            if kind in ("list", "dialogue") and breadth(line, style.proportional) > style.width:
                self._paragraph_of(page, line, style, kind)
            else:
                page.add(line.replace("\\t", "\t"), kind)
        page.blank()

    def _paragraph_of(self, page: Page, text: str, style: Style, kind: str) -> None:
        lines = wrap(text, style)
        for index, line in enumerate(lines):
            page.add(line, self._kind(lines, index, kind) if index else kind, bool(index))
