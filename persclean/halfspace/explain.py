"""What the half-space model saw: for each seam and each space that was in question, the margin and what spoke."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, pairwise

import numpy as np

from persclean.config import Config
from persclean.filters import zwnj
from persclean.halfspace import UNIT
from persclean.halfspace.features import NAMES, seam_features, seams
from persclean.halfspace.letters import ZWNJ, code_points, runs
from persclean.halfspace.model import Model
from persclean.halfspace.rules import split_verbs
from persclean.halfspace.spaces import Spaces, first_run, last_run
from persclean.halfspace.strays import drop_strays
from persclean.halfspace.strings import Substrings
from persclean.halfspace.tagger import Tagger

_SHOWN = -3 * UNIT  # seams with less for them are not worth a line
_MOST = 4  # pieces of evidence shown


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the model saw in one place.

    left, right: the letters on either side of it. by: `seam` within a word, `space` between two, `verb table` for a
    word (left) that the table of verbs made into another (right). choice: `nothing`, `half-space` or `space`. margin:
    how much spoke for a change, in units of evidence; limit: how much is asked (0 for a space, whose margin is what is
    above that). spoke: the pieces of evidence that weighed most, each with its weight.
    """

    left: str
    right: str
    by: str
    choice: str
    margin: float = 0.0
    limit: float = 0.0
    spoke: tuple[tuple[float, str], ...] = ()

    def __str__(self) -> str:
        """Return it in words."""
        if self.by == "verb table":
            return f"verb table: {_marked(self.left)} → {_marked(self.right)}"
        if self.by == "space":
            choice = "half-space" if self.choice == "half-space" else "space stays"
            return f"{self.left} · {self.right}: {choice}, {self.margin:+.2f} above what is asked"
        choice = "space, for these are two words" if self.choice == "space" else self.choice
        return (
            f"{self.left}·{self.right}: {choice}, margin {self.margin:+.2f} (more than {self.limit:.2f} is asked); "
            + ", ".join(f"{weight:+.2f} {name}" for weight, name in self.spoke)
        )


def evidence(text: str, config: Config) -> Iterator[Evidence]:
    """Yield what was seen in each place of a text that the half-space model had to think about, line by line.

    text: as the filters before it have left it.
    """
    return chain.from_iterable(evidence_of(text.split("\n"), config))


def evidence_of(lines: Sequence[str], config: Config) -> list[list[Evidence]]:
    """Return for each of many lines, without line feeds, what `evidence` yields; all are worked on at once."""
    one = zwnj.Zwnj(config)
    tagger, spaces, context = one.model
    found: list[list[Evidence]] = [[] for _ in lines]
    ready = drop_strays("\n".join(lines))
    by_table = split_verbs(ready)
    if by_table != ready:
        for old, new, each in zip(ready.split("\n"), by_table.split("\n"), found, strict=True):
            each.extend(_by_table(old, new))
    starts = [0, *accumulate(len(line) + 1 for line in by_table.split("\n"))]
    for place, seen in _seams(by_table, tagger, one.weights):
        found[bisect_right(starts, place) - 1].append(seen)
    read = [line.split(" ") for line in context(tagger(by_table)).split("\n")]
    spaces.prepare(pair for words in read for pair in pairwise(words))
    for words, each in zip(read, found, strict=True):
        each.extend(_gaps(words, spaces))
    return found


def _by_table(old: str, new: str) -> Iterator[Evidence]:
    words, others = old.split(" "), new.split(" ")
    pairs = zip(words, others, strict=True) if len(words) == len(others) else [(old, new)]
    return (Evidence(a, b, "verb table", "half-space") for a, b in pairs if a != b)


def _seams(text: str, tagger: Tagger, model: Model) -> Iterator[tuple[int, Evidence]]:
    """Yield what was seen of each seam, with its place in the text."""
    found = runs(code_points(text))
    at = seams(found, Substrings(found.codes), joining=True)
    margins, limits = tagger.margins(found, at), tagger.limits(at, found.tied, model.words(at.right))
    chosen = dict(zip(*(part.tolist() for part in tagger.find(found, found.tied)), strict=True))
    here = np.flatnonzero((margins > _SHOWN) | np.isin(at.at, list(chosen)))
    at, margins, limits = at.of(here), margins[here], limits[here]
    common = model.words(at.left), model.words(at.right), model.words(at.whole)
    table = np.stack([model.seams[c] for c in seam_features(found, at, *common, model.seam_bits)], axis=1).astype(int)
    single = model.single(at.ids).astype(int)
    for n in range(len(here)):
        run = int(at.run[n])
        start = int(found.places[found.starts[run]])
        stop = int(found.places[found.stops[run] - 1]) + 1
        place = int(found.places[at.at[n]])
        spoke = [(int(table[n, k]), NAMES[k]) for k in range(table.shape[1])]
        if single[n]:
            spoke.append((int(single[n]) - 128, "this very word"))
        spoke.sort(key=lambda item: (-abs(item[0]), item[1]))
        space = chosen.get(int(at.at[n]))
        choice = "nothing" if space is None else "space" if space else "half-space"
        weighed = tuple((weight / UNIT, name) for weight, name in spoke[:_MOST])
        margin, limit = float(margins[n] / UNIT), float(limits[n] / UNIT)
        yield place, Evidence(text[start:place], text[place:stop], "seam", choice, margin, limit, weighed)


def _gaps(words: Sequence[str], spaces: Spaces) -> Iterator[Evidence]:
    for left, right in pairwise(words):
        one, two = last_run(left), first_run(right)
        if one and two:
            margin = spaces.margin(one, two)
            if margin > _SHOWN:
                choice = "half-space" if spaces.joins(left, right) else "space"
                yield Evidence(one, two, "space", choice, float(margin / UNIT))


def _marked(text: str) -> str:
    return text.replace(ZWNJ, "|").replace(" ", "␣") if text.isspace() else text.replace(ZWNJ, "|")
