"""Measuring the zwnj filter on edited text: damage, mend, compare, place by place."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from persclean.config import Config
from persclean.filters._letters import NON_JOINING
from persclean.halfspace import ENDING, VERB
from persclean.halfspace.letters import ALPHABET, ZWNJ
from persclean.halfspace.training.sources import read
from persclean.halfspace.training.style import tidy

TASKS = ("lost", "spaced", "mixed", "clean")
_LETTERS = frozenset(ALPHABET)
_PLURAL = frozenset("ها های هایی هایم هایت هایش هایمان هایتان هایشان هاست هایند".split())
_VERB = frozenset(VERB.split())
_COMPARED = frozenset("تر ترین تری ترها ترهای ترند".split())
_ENDING = frozenset(ENDING.split())


@dataclass
class Score:
    """Counts of one task. right, missed: damaged places mended, or not. wrong: changes where the text had none. kinds:
    right and missed by the kind of place."""

    task: str
    words: int = 0
    right: int = 0
    missed: int = 0
    wrong: int = 0
    kinds: dict[str, Counter[str]] = field(default_factory=dict)

    @property
    def precision(self) -> float:
        """Share of the changes that are right."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """Share of the damaged places that were mended."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    @property
    def per_10k(self) -> float:
        """Wrong changes in ten thousand words."""
        return 10_000 * self.wrong / max(self.words, 1)


def damage(line: str, task: str, number: int) -> str:
    """Return a line with its ZWNJs taken away as a task does; `number` of the line picks what happens in `mixed`."""
    if task == "clean":
        return line
    parts = line.split(ZWNJ)
    out = parts[0]
    for n, part in enumerate(parts[1:]):
        how = {"lost": 0, "spaced": 1}.get(task, (number * 7 + n * 5) % 3)
        out += ("", " ", ZWNJ)[how] + part
    return out


def places(line: str) -> tuple[str, list[str]]:
    """Return the letters of a line and what stands before each: nothing, a ZWNJ, a space, or a sign ("x")."""
    letters, before, mark = [], [], "x"
    for char in line:
        if char in _LETTERS:
            letters.append(char)
            before.append("" if mark == ZWNJ and letters[-2:-1] and letters[-2] in NON_JOINING else mark)
            mark = ""
        elif char == ZWNJ:
            mark = mark or ZWNJ
        else:
            mark = " " if char == " " and mark in ("", ZWNJ, " ") else "x"
    return "".join(letters), before


def kind(letters: str, before: list[str], at: int) -> str:
    """Return the kind of place a ZWNJ before letter `at` stands in."""
    start = at
    while before[start - 1] == "" and start > 1:
        start -= 1
    stop = at + 1
    while stop < len(letters) and before[stop] == "":
        stop += 1
    left, right = letters[start - 1 : at], letters[at:stop]
    if right in _PLURAL:
        return "plural"
    if left in _VERB:
        return "می"
    if right in _COMPARED:
        return "comparison"
    return "ending" if right in _ENDING else "compound or name"


def measure(model: str, path: Path) -> list[Score]:
    """Return the scores of all tasks on edited text, one sentence or paragraph a line.

    model: path of a weights file, empty for the shipped one. Raises PerscleanError for a file that cannot be used.
    """
    from persclean.filters.zwnj import Zwnj

    repair = Zwnj(Config(zwnj_model=model))
    gold = [tidy_line(line) for line in read(path).splitlines() if line.strip()]
    found = []
    for task in TASKS:
        given = [damage(line, task, number) for number, line in enumerate(gold)]
        got = repair("\n".join(given)).split("\n")
        score = Score(task)
        for line, hurt, mended in zip(gold, given, got, strict=True):
            _compare(score, line, hurt, mended)
        found.append(score)
    return found


def tidy_line(line: str) -> str:
    """Return a line whose words have no stray ZWNJ."""
    return " ".join(tidy(word) for word in line.split(" "))


def _compare(score: Score, gold: str, hurt: str, mended: str) -> None:
    letters, want = places(gold)
    _, given = places(hurt)
    same, have = places(mended)
    if same != letters:
        score.wrong += 1
        return
    score.words += sum(1 for mark in want if mark in (" ", "x"))
    for at in _differing(want, given, have):
        if want[at] == ZWNJ and given[at] != ZWNJ:
            fine = have[at] == ZWNJ
            score.right += fine
            score.missed += not fine
            of = score.kinds.setdefault(kind(letters, want, at), Counter())
            of["right" if fine else "missed"] += 1
        else:
            score.wrong += 1


def _differing(want: list[str], given: list[str], have: list[str]) -> Iterator[int]:
    for at, (one, two, three) in enumerate(zip(want, given, have, strict=True)):
        if one != two or two != three:
            yield at


def as_table(found: list[Score]) -> str:
    """Return the scores as lines of text."""
    lines = ["task     precision  recall    F1      wrong changes in 10,000 words"]
    for one in found:
        if one.task == "clean":
            lines.append(f"{one.task:8}                             {one.per_10k:6.2f}")
        else:
            lines.append(f"{one.task:8} {one.precision:8.4f} {one.recall:8.4f} {one.f1:8.4f}  {one.per_10k:6.2f}")
    lines += ["", "places mended of those damaged, by kind:"]
    for name in sorted({name for one in found for name in one.kinds}):
        shares = []
        for one in found[:3]:
            of = one.kinds.get(name, Counter())
            total = of["right"] + of["missed"]
            shares.append(f"{one.task} {of['right']}/{total}")
        lines.append(f"  {name}: {', '.join(shares)}")
    return "\n".join(lines)


def as_json(found: list[Score]) -> str:
    """Return the scores as JSON, one object a task."""
    rows = [
        {
            "task": one.task,
            "words": one.words,
            "precision": round(one.precision, 4),
            "recall": round(one.recall, 4),
            "f1": round(one.f1, 4),
            "per_10k": round(one.per_10k, 2),
            "kinds": {name: dict(sorted(of.items())) for name, of in sorted(one.kinds.items())},
        }
        for one in found
    ]
    return json.dumps(rows, ensure_ascii=False, indent=2)
