"""What the dump makes up as it goes: rare words, names, numbers, dates, Latin tokens.

A rare word is a function of its rank and ranks are drawn from a power law, so the vocabulary grows without end, as fast
as that of real news (Heaps' law). Only integers are used: the same seed gives the same bytes on every machine.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Sequence
from random import Random

from benchmarks.vocabulary import FILLS, HERE, tidy, typed

MONTHS = ("فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور", "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند")


def octaves(start: int, top: int, up: int, down: int) -> list[int]:
    """Return 4096 octave numbers from `start` to `top`, each `up/down` times as likely as the one before it."""
    shares = [up**k * down ** (top - k) for k in range(top - start)]
    total, mass, out = sum(shares), 0, list[int]()
    for k, share in enumerate(shares):
        mass += share
        out.extend([start + k] * (mass * 4096 // total - len(out)))
    return out


class Rare:
    """Makes up the fills of an article from a Random; the only state is the word lists."""

    def __init__(self) -> None:
        data = tomllib.loads((HERE / "words.toml").read_text(encoding="utf-8"))
        self.lists = {name: [typed(word) for word in text.split()] for name, text in data.items()}
        self.steep = octaves(6, 30, 12, 16)  # people, places: a few come again and again
        self.flat = octaves(12, 32, 11, 16)  # rare words: most are met once
        makers: dict[str, Callable[[Random], str]] = {
            "RARE": self.word,
            "SURNAME": self.surname,
            "PLACE": self.place,
            "FOREIGN": self.foreign,
            "NUM": number,
            "PCT": percent,
            "YEAR": year,
            "DATE": date,
            "TIME": time,
            "LAT": self.latin,
            "URL": self.url,
            "MAIL": self.mail,
            "TAG": self.tag,
        }
        self.makers = [makers[name] for name in FILLS]

    def rank(self, law: Sequence[int], rng: Random) -> int:
        k = law[rng.getrandbits(12)]
        return rng.getrandbits(k)

    def word(self, rng: Random) -> str:
        """Compounds of common nouns first, made-up loan words in the tail."""
        rank = self.rank(self.flat, rng)
        rank, kind = divmod(rank, 4)
        if kind == 0:
            return spell(rank, self.lists["foreign"], self.lists["foreign_tails"])
        if kind == 1:
            return spell(rank, self.lists["syllables"], self.lists["word_tails"])
        nouns = self.lists["nouns"]
        rank, i = divmod(rank, len(nouns))
        rank, j = divmod(rank, len(self.lists["word_tails"]))
        word = (
            nouns[i] + self.lists["word_tails"][j]
            if kind == 2 or not rank
            else self.lists["word_heads"][j % 25] + nouns[i]
        )
        return spell(rank - 1, self.lists["syllables"], [word]) if rank else tidy(word)

    def surname(self, rng: Random) -> str:
        rank = self.rank(self.steep, rng)
        stems, tails, heads = self.lists["surname_stems"], self.lists["surname_tails"], self.lists["surname_heads"]
        rank, i = divmod(rank * 7, len(stems))
        rank, j = divmod(rank, len(tails))
        rank, k = divmod(rank, len(heads))
        name = stems[i] + tails[j]
        if k > len(heads) // 2:
            name = heads[k] + name
        return spell(rank, self.lists["syllables"], [name]) if rank else name

    def place(self, rng: Random) -> str:
        rank = self.rank(self.steep, rng)
        rank, i = divmod(rank, len(self.lists["place_heads"]))
        rank, j = divmod(rank, len(self.lists["place_tails"]))
        name = self.lists["place_heads"][i] + self.lists["place_tails"][j]
        return spell(rank, self.lists["syllables"], [name]) if rank else name

    def foreign(self, rng: Random) -> str:
        return spell(self.rank(self.steep, rng), self.lists["foreign"], self.lists["foreign_tails"])

    def latin(self, rng: Random) -> str:
        known = self.lists["latin"]
        pick = rng.getrandbits(7)
        return (
            known[pick]
            if pick < len(known)
            else spell(self.rank(self.steep, rng), self.lists["latin_syllables"], ["n", "s", "r"]).title()
        )

    def url(self, rng: Random) -> str:
        host = self.latin(rng).lower()
        return (
            ("http://www.", "https://", "www.")[rng.getrandbits(8) % 3]
            + host
            + (".ir", ".com/news/" + str(rng.getrandbits(20)))[rng.getrandbits(1)]
        )

    def mail(self, rng: Random) -> str:
        return f"{self.latin(rng).lower()}{rng.getrandbits(4)}@{self.latin(rng).lower()}.ir"

    def tag(self, rng: Random) -> str:
        return "#" + (
            self.foreign(rng) if rng.getrandbits(1) else "_".join(MONTHS[rng.getrandbits(3)] for _ in range(2))
        )


def spell(rank: int, syllables: Sequence[str], tails: Sequence[str]) -> str:
    """Return the word of a rank: a tail and, in front of it, the rank in the number system of the syllables."""
    rank, i = divmod(rank, len(tails))
    out = tails[i]
    rank, i = divmod(rank, len(syllables))
    out = syllables[i] + out
    while rank:
        rank, i = divmod(rank - 1, len(syllables))
        out = syllables[i] + out
    return tidy(out)


def number(rng: Random) -> str:
    """Small counts mostly, then thousands with their signs, decimals and scores."""
    kind = rng.getrandbits(6)
    if kind < 36:
        return str(1 + rng.getrandbits(4))
    if kind < 52:
        return str(10 + rng.getrandbits(9))
    if kind < 56:
        return f"{1 + rng.getrandbits(3)}{rng.getrandbits(6) % 10}00"
    if kind < 59:
        return f"{1 + rng.getrandbits(8)}{',.'[rng.getrandbits(2) == 0]}{100 + rng.getrandbits(9)}"
    if kind < 62:
        return f"{rng.getrandbits(6)}.{rng.getrandbits(3)}"
    return f"{rng.getrandbits(2)}-{rng.getrandbits(2)}" if kind == 62 else str(rng.getrandbits(24))


def percent(rng: Random) -> str:
    return f"{number(rng)}%" if rng.getrandbits(3) == 0 else f"{number(rng)} درصد"


def year(rng: Random) -> str:
    return str(1350 + rng.getrandbits(6) % 48) if rng.getrandbits(2) else str(1990 + rng.getrandbits(5))


def date(rng: Random) -> str:
    day, month = 1 + rng.getrandbits(8) % 30, rng.getrandbits(8) % 12
    if rng.getrandbits(2):
        return f"{day} {MONTHS[month]}"
    return f"{year(rng)}/{month + 1:02}/{day:02}" if rng.getrandbits(1) else f"{day} {MONTHS[month]} {year(rng)}"


def time(rng: Random) -> str:
    return f"{rng.getrandbits(8) % 24}:{rng.getrandbits(8) % 60:02}"
