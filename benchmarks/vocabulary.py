"""The tables that the generated dump draws its words from: a closed core by Zipf's law, an open tail without end.

A table is a list of 2**15 strings, a word standing in it as often as it is likely: one `getrandbits` draws it. What
cannot stand in a table (rare words, names, numbers) is a code point of `FILLS` there, made up when an article is done.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from pathlib import Path

BITS = 15
SIZE = 1 << BITS
ZWNJ = "\N{ZERO WIDTH NON-JOINER}"
HERE = Path(__file__).parent
_USELESS = re.compile(f"(?<=[اآأإدذرزژوؤء]){ZWNJ}")

# Private-use code points that stand for what is made up later; the names are those of `benchmarks.rare`.
FILLS = ("RARE", "SURNAME", "PLACE", "FOREIGN", "NUM", "PCT", "YEAR", "DATE", "TIME", "LAT", "URL", "MAIL", "TAG")
MARK = {name: chr(0xE000 + i) for i, name in enumerate(FILLS)}

Weighted = list[tuple[str, float]]


def typed(text: str) -> str:
    """Return a word of the data files with its ZWNJs and spaces.

    >>> typed("خواهد~شد")
    'خواهد شد'
    """
    return tidy(text.replace("_", ZWNJ).replace("~", " "))


def tidy(text: str) -> str:
    """Return the text without the ZWNJs that nobody types: after a letter that does not join."""
    return _USELESS.sub("", text)


def words(data: dict[str, str | list[str]], key: str) -> list[str]:
    """Return one list of words, in rank order."""
    value = data[key]
    return [typed(word) for word in (value.split() if isinstance(value, str) else value)]


def zipf(ranked: Iterable[str], share: float = 1.0, shift: float = 2.7) -> Weighted:
    """Return the words with weights that add up to `share`, falling with the rank as Zipf and Mandelbrot say."""
    items = list(ranked)
    weights = [1 / (rank + shift) for rank in range(1, len(items) + 1)]
    total = sum(weights)
    return [(word, share * weight / total) for word, weight in zip(items, weights, strict=True)]


def forms(stems: Weighted, patterns: Weighted, *, glue: str = "{}") -> Weighted:
    """Return every stem in every pattern, weights multiplied."""
    return [(pattern.replace(glue, stem), a * b) for stem, a in stems for pattern, b in patterns]


def table(items: Weighted) -> list[str]:
    """Return the table of SIZE entries in which each item has its share; only additions and divisions, so exact."""
    total = sum(weight for _, weight in items)
    out: list[str] = []
    mass = 0.0
    for item, weight in items:
        mass += weight
        out.extend([tidy(item)] * (int(mass / total * SIZE + 0.5) - len(out)))
    out.extend([items[-1][0]] * (SIZE - len(out)))
    return out[:SIZE]


def noun_forms(noun: str, patterns: list[str]) -> Weighted:
    """Return a noun in the forms of a running text, as `forms.toml` has them.

    y stands before ی and ش, w before شان: what the last letter of the noun asks for.
    """
    silent, vowel = noun[-1] == "ه", noun[-1] in "او"
    before = {"n": noun, "y": "_ا" if silent else "ی" if vowel else "", "w": "_" if silent else "ی" if vowel else ""}
    return [(typed(form.format(**before)), float(weight)) for form, weight in map(str.split, patterns)]


def verb_forms(stem: str, patterns: list[str]) -> Weighted:
    """Return the forms of a verb; `stem` is past/present, as words.toml has it."""
    past, _, present = stem.partition("/")
    pairs = map(str.split, patterns)
    return [(typed(form.format(past=past, present=present)), float(weight)) for form, weight in pairs]


def tables() -> dict[str, list[str]]:
    """Return the table of every slot of templates.toml."""
    data: dict[str, str | list[str]] = tomllib.loads((HERE / "words.toml").read_text(encoding="utf-8"))
    frame: dict[str, str | list[str]] = tomllib.loads((HERE / "templates.toml").read_text(encoding="utf-8"))
    shapes: dict[str, list[str]] = tomllib.loads((HERE / "forms.toml").read_text(encoding="utf-8"))
    nouns = zipf(words(data, "nouns"))
    adjectives = zipf(words(data, "adjectives"))
    inflected = [(form, a * b / 85) for noun, a in nouns for form, b in noun_forms(noun, shapes["noun"])]
    rare_noun = noun_forms(MARK["RARE"], shapes["noun"])
    grades = [("{}", 90.0), ("{}" + ZWNJ + "ترین", 3.0), ("{}" + ZWNJ + "تر", 4.0), ("{}ی", 1.0)]
    graded = [(form, weight / 98) for form, weight in forms(adjectives, grades)]
    stems = zipf(words(data, "verbs"))
    verbs = {key: [(f, a * b) for s, a in stems for f, b in verb_forms(s, shapes[key])] for key in ("single", "plural")}
    out = {
        "N": [*nouns, (MARK["RARE"], 0.09)],
        "NN": inflected + [(form, 0.0014 * b) for form, b in rare_noun],
        "A": [*graded, (MARK["RARE"] + "ی", 0.06)],
        "LV": zipf(words(frame, "light")),
        "V": verbs["single"] + [(form, weight / 8) for form, weight in verbs["plural"]],
        "VP": verbs["plural"],
        "P": zipf(words(data, "persons")),
        "S": [(MARK["SURNAME"], 1.0)],
        "C": [*zipf(words(data, "places"), 0.9), (MARK["PLACE"], 0.1)],
        "ACT": zipf(words(data, "acts")),
        "FR": zipf(words(frame, "func"), shift=0.5),
        "ADV": zipf(words(frame, "adverbs")),
        "T": zipf(words(frame, "titles")),
        "FN": [(MARK["FOREIGN"], 1.0)],
    }
    done = {slot: table(items) for slot, items in out.items()}
    done |= {slot: [MARK[slot]] * SIZE for slot in FILLS if slot not in ("SURNAME", "PLACE", "FOREIGN")}
    phrases = [(text.rpartition(" ")[0], float(text.rpartition(" ")[2])) for text in shapes["phrase"]]
    return done | {"NP": table(phrases)}
