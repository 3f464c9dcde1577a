"""What newsrooms, keyboards, browsers and PDF extraction do to an article: the rates are in damage.toml."""

from __future__ import annotations

import tomllib
from random import Random

from benchmarks.vocabulary import HERE

PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
ARABIC_LETTERS = str.maketrans("یک", "يك")
WRAP = 110  # columns at which the PDF sources break their lines


class Damage:
    """The sources, each with the (find, put, rate) that its articles go through, in the order of damage.toml."""

    def __init__(self) -> None:
        data = tomllib.loads((HERE / "damage.toml").read_text(encoding="utf-8"))
        self.sources: list[str] = [name for name, weight in data["sources"].items() for _ in range(weight)]
        self.straight: dict[str, float] = data["straight_quotes"]
        self.steps: dict[str, list[tuple[str, str, float]]] = {}
        for source in data["sources"]:
            rates = data["rates"]["common"] | data["rates"][source]
            self.steps[source] = [(*pair, rates[name]) for name, pair in data["defects"].items() if name in rates]

    def pick(self, rng: Random) -> str:
        """Return the source of the next article."""
        return self.sources[int(rng.random() * len(self.sources))]

    def apply(self, text: str, source: str, rng: Random) -> str:
        """Return the article as the source leaves it; the fills are still marks."""
        if rng.random() < self.straight[source]:
            text = text.replace("«", '"').replace("»", '"')
        for find, put, rate in self.steps[source]:
            text = text.replace(find, put) if rate >= 1 else some(text, find, put, rate, rng)
        return wrapped(text) if source == "pdf" else text


def some(text: str, find: str, put: str, rate: float, rng: Random) -> str:
    """Return the text with a share of the places changed; draws once for each change, not once for each place."""
    count = text.count(find)
    hits = int(count * rate + rng.random())
    if not hits:
        return text
    breaks = [find] * count
    for _ in range(min(hits, count)):
        breaks[int(rng.random() * count)] = put
    out = [""] * (2 * count + 1)
    out[::2] = text.split(find)
    out[1::2] = breaks
    return "".join(out)


def wrapped(text: str) -> str:
    """Return the text with its long lines broken, as extraction from columns gives them."""
    lines: list[str] = []
    for line in text.split("\n"):
        start = 0
        while len(line) - start > WRAP and (cut := line.rfind(" ", start + 1, start + WRAP)) > 0:
            lines.append(line[start:cut])
            start = cut + 1
        lines.append(line[start:])
    return "\n".join(lines)


def digit_style(source: str, rng: Random) -> dict[int, int]:
    """Return the table of the article's digits: nearly always Latin, as real news has them."""
    draw = rng.random()
    if source == "arabic" and draw < 0.15:
        return ARABIC
    return PERSIAN if draw < 0.1 else {}
