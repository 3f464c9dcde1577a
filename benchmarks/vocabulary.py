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


def noun_forms(noun: str) -> Weighted:
    """Return a noun in the forms of a running text; after ه the endings stand apart."""
    apart = ZWNJ if noun[-1] == "ه" else ""
    vowel = "ی" if noun[-1] in "او" else ""
    return [
        (noun, 50), (noun + ZWNJ + "های", 12), (noun + ZWNJ + "ها", 5), (noun + (apart + "ای" if apart else vowel + "ی"), 7),
        (noun + ZWNJ + "هایی", 2), (noun + ZWNJ + "هایش", 0.4), (noun + ZWNJ + "هایشان", 0.5), (noun + ZWNJ + "هایی که", 0.3),
        (noun + vowel + (apart + "ا" if apart else "") + "ش", 1), (noun + vowel + ("" if not apart else ZWNJ) + "شان", 1),
        (noun + vowel + ("" if not apart else ZWNJ) + "مان", 0.8), (noun + ZWNJ + "هایمان", 0.3), (noun + vowel + "ی" * (not apart), 4),
    ]  # fmt: skip


def verb_forms(stem: str, ends: str) -> Weighted:
    """Return the forms of a verb as news use them; `stem/present` as in words.toml, `ends` for `pl` only plurals."""
    past, present = stem.split("/")
    short = present[:-1] if present[-1] == "ی" and present[-2] in "او" else present
    mi, na = "می" + ZWNJ, "نمی" + ZWNJ
    plural = [
        (past + "ند", 30), (mi + present + "ند", 25), (past + "ه" + ZWNJ + "اند", 15), (mi + past + "ند", 5), (na + present + "ند", 4),
        ("ن" + past + "ند", 3), ("ب" + present + "ند", 6), (mi + present + "یم", 8), (past + "یم", 5), (na + present + "یم", 3),
        (na + past + "ند", 1), ("خواهند " + past, 6), ("ب" + present + "یم", 3), (past + "ه بودند", 3), (past + "ه شدند", 3),
    ]  # fmt: skip
    single = [
        (past, 60), (mi + present + "د", 40), (past + "ه است", 20), (mi + past, 6), (na + present + "د", 6), ("ن" + past, 5),
        ("ب" + present + "د", 10), ("ن" + present + "د", 2), (mi + present + "م", 5), (past + "م", 3), (na + present + "م", 1),
        (mi + present + "ید", 2), ("خواهد " + past, 8), ("نخواهد " + past, 1), (past + "ه بود", 4), (past + "ه شد", 6), (past + "ه", 6),
        (mi + "توان" + " " + past, 1), (past + "ه شده است", 3), ("ب" + short, 0.3), (past + "ن", 4), (present + "نده", 0.5), (na + past, 1),
    ]  # fmt: skip
    return plural if ends == "pl" else single + [(form, weight / 8) for form, weight in plural]


def tables() -> dict[str, list[str]]:
    """Return the table of every slot of templates.toml."""
    data: dict[str, str | list[str]] = tomllib.loads((HERE / "words.toml").read_text(encoding="utf-8"))
    frame: dict[str, str | list[str]] = tomllib.loads((HERE / "templates.toml").read_text(encoding="utf-8"))
    nouns = zipf(words(data, "nouns"))
    adjectives = zipf(words(data, "adjectives"))
    inflected = [(form, a * b / 85) for noun, a in nouns for form, b in noun_forms(noun)]
    rare_noun = [(form, b) for form, b in noun_forms(MARK["RARE"])]
    grades = [("{}", 90.0), ("{}" + ZWNJ + "ترین", 3.0), ("{}" + ZWNJ + "تر", 4.0), ("{}ی", 1.0)]
    graded = [(form, weight / 98) for form, weight in forms(adjectives, grades)]
    stems = zipf(words(data, "verbs"))
    every = {end: [(f, a * b) for s, a in stems for f, b in verb_forms(s, end)] for end in ("sg", "pl")}
    out = {
        "N": [*nouns, (MARK["RARE"], 0.09)],
        "NN": inflected + [(form, 0.0014 * b) for form, b in rare_noun],
        "A": [*graded, (MARK["RARE"] + "ی", 0.06)],
        "LV": zipf(words(frame, "light")),
        "V": every["sg"],
        "VP": every["pl"],
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
    done |= {slot: [MARK[slot]] * SIZE for slot in ("RARE", "NUM", "PCT", "YEAR", "DATE", "TIME", "LAT", "URL", "MAIL", "TAG")}
    return done | {"NP": phrases(done)}


def phrases(done: dict[str, list[str]]) -> list[str]:
    """Return the shapes of noun phrases: slots again, filled when the template is."""
    shapes = [("{NN}", 30.0), ("این {NN}", 5.0), ("هر {N}", 2.0), ("آن {NN}", 3.0), ("{NN} و {N}", 4.0), ("{N} از {NN}", 3.0), ("{NN} {A}", 25.0), ("{NN} {N}", 15.0), ("{NN} {N} {A}", 10.0), ("{NN} {C}", 8.0), ("{N} {NN} {N}", 4.0)]
    shapes += [("{T} {N} {C}", 4.0), ("{NN} {RARE}", 2.0), ("{S}", 3.0), ("{LAT}", 0.2)]
    return table(shapes)
