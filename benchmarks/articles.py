"""Articles of the generated dump: headline, byline, lead, paragraphs, closers; each a function of seed and number."""

from __future__ import annotations

import re
import tomllib
from random import Random

from benchmarks.damage import ARABIC_LETTERS, Damage, digit_style
from benchmarks.rare import Rare
from benchmarks.vocabulary import BITS, FILLS, HERE, MARK, ZWNJ, tables, tidy, typed

Template = list[str | list[str]]
_SLOT = re.compile(r"\{([A-Z]+)\}")
_FILL = re.compile(f"([{MARK[FILLS[0]]}-{MARK[FILLS[-1]]}])")
_OWN = ("RARE", "SURNAME", "PLACE", "FOREIGN", "LAT", "TAG")  # an article keeps to its own people, places and things
_NUMBERS = ("NUM", "PCT", "YEAR", "DATE", "TIME")


class Writer:
    """Writes the articles of one seed; holds only tables, so memory does not grow with what was written."""

    def __init__(self, seed: int, *, clean: bool = False) -> None:
        self.seed = seed
        self.clean = clean
        self.tables = tables()
        self.rare = Rare()
        self.damage = Damage()
        frame = tomllib.loads((HERE / "templates.toml").read_text(encoding="utf-8"))
        self.frame = {
            key: [self.parse(item) for item in frame[key]]
            for key in ("headlines", "leads", "openers", "clauses", "closers")
        }
        self.joints: list[str] = frame["joints"]
        self.ends: list[str] = frame["ends"]
        self.shapes = {shape: self.parse(shape) for shape in self.tables["NP"]}

    def parse(self, template: str) -> Template:
        parts: Template = list(_SLOT.split(typed(template)))
        parts[1::2] = [self.tables[str(slot)] for slot in parts[1::2]]
        return parts

    def write(self, template: Template, rng: Random) -> str:
        """Return the template with every slot drawn."""
        out = []
        for part in template:
            if isinstance(part, str):
                out.append(part)
                continue
            word = part[rng.getrandbits(BITS)]
            out.append(self.write(self.shapes[word], rng) if "{" in word else word)
        return "".join(out)

    def draw(self, key: str, rng: Random) -> str:
        items = self.frame[key]
        return self.write(items[int(rng.random() * len(items))], rng)

    def sentence(self, rng: Random) -> str:
        text = self.draw("openers", rng) + self.draw("clauses", rng)
        while rng.random() < 0.5:
            text += self.joints[int(rng.random() * len(self.joints))] + self.draw("clauses", rng)
        return text + self.ends[rng.getrandbits(4)]

    def article(self, number: int) -> str:
        """Return one article, ending in a line feed."""
        rng = Random((self.seed << 40) + number)
        source = "edited" if self.clean else self.damage.pick(rng)
        headline, lead = self.draw("headlines", rng), self.draw("leads", rng)
        lines = [headline, lead]
        if source == "pdf":
            lines = [headline, "", lead[: lead.rfind(" ", 0, 120)] + "...", "", headline, "", lead]
        if rng.random() < 0.3:
            lines.append(self.draw("closers", rng))
        for _ in range(2 + int(rng.random() * 10)):
            lines.append(" ".join(self.sentence(rng) for _ in range(1 + int(rng.random() * 3))))
        if rng.random() < 0.3:
            lines.append(self.draw("closers", rng))
        text = "\n".join(lines) + "\n"
        if not self.clean:
            text = self.damage.apply(text, source, rng)
        return self.fill(text, source, rng)

    def fill(self, text: str, source: str, rng: Random) -> str:
        """Return the article with its marks made into names, numbers and rare words, as the source types them."""
        digits = {} if self.clean else digit_style(source, rng)
        letters = ARABIC_LETTERS if source == "arabic" else {}
        parts = _FILL.split(text)
        seen: dict[str, list[str]] = {name: [] for name in _OWN}
        for i in range(1, len(parts), 2):
            kind = ord(parts[i]) - ord(MARK[FILLS[0]])
            name = FILLS[kind]
            own = seen.get(name)
            if own and rng.random() < 0.4:
                parts[i] = own[int(rng.random() * len(own))]
                continue
            word = self.rare.makers[kind](rng)
            word = word.translate(digits if name in _NUMBERS else letters)
            if own is not None:
                own.append(word)
            parts[i] = word
            if parts[i + 1][:1] == ZWNJ:
                parts[i + 1] = tidy(word[-1] + parts[i + 1])[1:]
        return "".join(parts)
