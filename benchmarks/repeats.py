"""A dump with blocks that are repeated in known ways, and with texts whose repetition is meant; lines carry the truth.

How copies are damaged is decided here, without anything of the filter.
"""

from __future__ import annotations

import textwrap
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from benchmarks.articles import Writer
from benchmarks.vocabulary import HERE, ZWNJ

KICKERS = ("در نشست خبری دیروز اعلام شد", "گزارش ویژهٔ روزنامه", "یک مقام آگاه خبر داد", "گروه شهری")
TITLES = ("پربیننده\u200cترین خبرها", "خبرهای مرتبط", "تازه\u200cها")
_ARABIC = str.maketrans("یک", "يك")
_DIGITS = [str.maketrans("۰۱۲۳۴۵۶۷۸۹", digits) for digits in ("0123456789", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹")]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the dump. kind: what it is a copy or a near miss of, "" for other text. goes: whether it must go."""

    text: str
    kind: str = ""
    goes: bool = False


@dataclass(frozen=True, slots=True)
class Story:
    """An article: headline, lead and paragraphs."""

    headline: str
    lead: str
    body: tuple[str, ...]

    @property
    def lines(self) -> list[str]:
        """The article as lines."""
        return [self.headline, self.lead, *self.body]


def long_enough(text: str, least: int) -> bool:
    return sum(c.isalnum() for c in text) >= least


def stories(seed: int) -> Iterator[Story]:
    """Yield made-up articles with leads and paragraphs of the length they have in the news."""
    writer = Writer(seed, clean=True)
    number = 0
    while True:
        headline, *rest = [line for line in writer.article(number).split("\n") if line]
        number += 1
        found: list[str] = []
        for line in rest:
            if found and not long_enough(found[-1], 130):
                found[-1] += " " + line
            else:
                found.append(line)
        found = [line for line in found if long_enough(line, 130)]
        if len(found) >= 3 and len(headline.split()) >= 5:
            yield Story(headline, found[0], tuple(found[1:]))


def from_lines(lines: list[str]) -> Iterator[Story]:
    """Yield articles of a file with a paragraph a line: a headline, which has no full stop, and what is under it."""
    held: list[str] = []
    for line in [*lines, "-"]:
        if long_enough(line, 100) and line.rstrip().endswith((".", "!", "؟", "»")):
            held += [line] if held else []
            continue
        if len(held) >= 4:
            yield Story(held[0], held[1], tuple(held[2:]))
        is_headline = len(line.split()) >= 5 and not long_enough(line, 70) and line.rstrip()[-1:].isalpha()
        held = [line] if is_headline else []


class Maker:
    """Makes copies of stories."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng

    def dirty(self, text: str) -> str:
        """Return the text as another keyboard types it: letters, digits, half-spaces, signs."""
        rng = self.rng
        if rng.random() < 0.5:
            text = text.translate(_ARABIC)
        if rng.random() < 0.5:
            text = text.translate(rng.choice(_DIGITS))
        if rng.random() < 0.5:
            text = text.replace(ZWNJ, rng.choice(["", " "]))
        if rng.random() < 0.3:
            text = text.replace("،", ",").replace("«", '"').replace("»", '"')
        return text

    def fewer(self, text: str) -> str:
        """Return the text without one or two of its words."""
        parts = text.split(" ")
        for _ in range(self.rng.randint(1, 2)):
            if len(parts) > 24:
                del parts[self.rng.randrange(1, len(parts) - 1)]
        return " ".join(parts)

    def other(self, text: str) -> str:
        """Return the text with a word of its own in place of one, so that each copy has a word the other lacks."""
        parts = text.split(" ")
        place = self.rng.choice([i for i, part in enumerate(parts) if len(part) > 3])
        own = self.rng.choice(["احتمالا", "نیز", "دیروز", "هرگز", "قزوین", str(self.rng.randint(100, 999))])
        while own in parts:
            own += "ا"
        parts[place] = own
        return " ".join(parts)

    def cut(self, text: str, mark: str) -> str:
        """Return the beginning of a text, cut off behind a word."""
        end = text.rfind(" ", 0, self.rng.randint(90, max(91, min(len(text) - 30, 220))))
        return text[:end].rstrip("،؛: ") + mark

    def wrapped(self, lines: list[str]) -> list[str]:
        """Return the lines broken at another width."""
        return [
            part for line in lines for part in textwrap.wrap(line, self.rng.randint(100, 140), break_on_hyphens=False)
        ]

    def teaser(self, story: Story) -> tuple[str, list[str]]:
        """Return a kind of teaser and its lines."""
        kind = self.rng.choice(["teaser ...", "teaser page", "teaser more", "teaser whole"])
        page = self.rng.randint(2, 16)
        marks = {"teaser ...": ["...", "…", " ..."],
                 "teaser page": [f"... ادامه در صفحه {page}", f" ادامه در صفحهٔ {page}"],
                 "teaser more": ["... ادامه مطلب", "…\nادامه مطلب"]}  # fmt: skip
        lead = story.lead if kind == "teaser whole" else self.cut(story.lead, self.rng.choice(marks[kind]))
        return kind, self.dirty(f"{story.headline}\n{lead}").split("\n")


def near_misses() -> list[tuple[str, list[str]]]:
    """Return the texts whose repetition is meant, each with its kind."""
    table = tomllib.loads((HERE / "near_misses.toml").read_text(encoding="utf-8"))
    return [(text["kind"], text["lines"]) for text in table["text"]]


def dump(source: Iterator[Story], count: int, seed: int) -> Iterator[Line]:
    """Yield the lines of a dump of about `count` articles."""
    rng = Random(seed)
    make = Maker(rng)
    misses = near_misses()
    footers = [story.lead for _, story in zip(range(3), source, strict=False)]
    seen_footers: set[str] = set()
    old: list[Story] = []
    for _, story in zip(range(count), source, strict=False):
        pick = rng.random()
        if pick < 0.2:
            kind, lines = make.teaser(story)
            yield from (Line(line, kind, True) for line in lines)
            yield Line(rng.choice(KICKERS))
        body = story.lines
        if pick > 0.9:
            body = make.wrapped(body)
        yield from (Line(line) for line in body)
        if rng.random() < 0.3:
            footer = rng.choice(footers)
            yield Line(make.dirty(footer), "footer", footer in seen_footers)
            seen_footers.add(footer)
        if rng.random() < 0.2:
            kind, lines = rng.choice(misses)
            number = rng.randint(1000, 9999)
            yield Line("")
            yield from (Line(line.replace("{N}", str(number)), kind) for line in lines)
            yield Line("")
        if old:
            yield from _copies(rng, make, old)
        old = [*old[-30:], story]


def _copies(rng: Random, make: Maker, old: list[Story]) -> Iterator[Line]:
    """Yield copies of earlier stories, in one of the ways they are printed again."""
    story, pick = rng.choice(old), rng.random()
    if pick < 0.06:
        yield from (Line(make.dirty(line), "story again", True) for line in story.lines)
    elif pick < 0.12:
        yield from (Line(line, "story in other lines", True) for line in make.wrapped(story.lines))
    elif pick < 0.18:
        lines = [story.headline, *(make.fewer(line) for line in story.lines[1:])]
        yield from (Line(line, "story, fewer words", True) for line in lines)
    elif pick < 0.24:
        yield from (Line(make.other(line), "own words") for line in story.lines)
    elif pick < 0.32:
        yield Line(rng.choice(TITLES))
        yield from (Line(make.dirty(line), "headline and lead", True) for line in (story.headline, story.lead))
    elif pick < 0.4 and len(old) > 6:
        yield Line(rng.choice(TITLES))
        yield from (Line(make.dirty(one.headline), "box", True) for one in rng.sample(old, rng.randint(4, 6)))
    elif pick < 0.44:
        yield Line(rng.choice(TITLES))
        yield Line(story.headline, "teaser after", True)
        yield Line(make.cut(story.lead, "..."), "teaser after", True)
