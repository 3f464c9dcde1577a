"""What the half-space model saw in many lines at once: each place in question, with its margin and what spoke."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from persclean.config import Config
from persclean.filters import zwnj
from persclean.halfspace import UNIT
from persclean.halfspace.features import NAMES, seam_features, seams
from persclean.halfspace.letters import code_points, runs
from persclean.halfspace.rules import split_verbs
from persclean.halfspace.spaces import first_run, last_run
from persclean.halfspace.strays import drop_strays
from persclean.halfspace.strings import Substrings

if TYPE_CHECKING:
    from persclean.halfspace.model import Model
    from persclean.halfspace.tagger import Tagger

_SHOWN = -3 * UNIT  # places with less for them are not worth a word
_MOST = 4  # pieces of evidence


@dataclass(frozen=True, slots=True)
class Fact:
    """A place that the model thought about.

    left, right: what stands on its two sides, joined up. choice: `nothing`, `half-space`, `space` (two words), `stays`
    (a space), or `verb table`: left and right are the whole line before and after verb forms were parted. margin: what speaks for a change, in log odds. limit: what it must be more than. spoke: the
    weightiest pieces of evidence, in log odds, and what each is.
    """

    left: str
    right: str
    choice: str
    margin: float
    limit: float
    spoke: tuple[tuple[float, str], ...] = ()

    @property
    def excess(self) -> float:
        """By how much the margin is above the limit."""
        return self.margin - self.limit

    def __str__(self) -> str:
        """Return one line for people."""
        if self.choice == "verb table":
            return f"verb table: {self.left} → {self.right}"
        if self.choice == "space":
            return f"{self.left}·{self.right}: two words that were glued"
        said = ", ".join(f"{weight:+.2f} {name}" for weight, name in self.spoke)
        asked = f"margin {self.margin:+.2f} (more than {self.limit:.2f} is asked)"
        return f"{self.left}·{self.right}: {self.choice}, {asked}" + (f"; {said}" if said else "")


def facts(lines: Sequence[str], config: Config) -> list[list[Fact]]:
    """Return for each line (without line feeds) what the model thought of its places, in order.

    lines: as the filters before `zwnj` leave them.
    """
    one = zwnj.Zwnj(config)
    tagger, spaces, context = one.model
    found: list[list[Fact]] = [[] for _ in lines]
    ready = drop_strays("\n".join(lines))
    text = split_verbs(ready)
    if text != ready:
        for n, (before, after) in enumerate(zip(ready.split("\n"), text.split("\n"), strict=True)):
            if before != after:
                found[n].append(Fact(before, after, "verb table", 0.0, 0.0))
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    for place, fact in _seams(text, tagger, one.weights):
        found[bisect_right(starts, place) - 1].append(fact)
    read = context(tagger(text)).split("\n")
    pairs = [[pair for pair in pairwise(line.split(" ")) if last_run(pair[0]) and first_run(pair[1])] for line in read]
    spaces.prepare(pair for each in pairs for pair in each)
    for n, each in enumerate(pairs):
        for left, right in each:
            margin = spaces.margin(last_run(left), first_run(right))
            if margin > _SHOWN:
                choice = "half-space" if spaces.joins(left, right) else "stays"
                found[n].append(Fact(last_run(left), first_run(right), choice, margin / UNIT, 0.0))
    return found


def _seams(text: str, tagger: Tagger, model: Model) -> Iterator[tuple[int, Fact]]:
    """Yield each seam inside a run of letters that is worth a word, with its place in the text."""
    found = runs(code_points(text))
    at = seams(found, Substrings(found.codes), joining=True)
    margins, limits = tagger.margins(found, at), tagger.limits(at, found.tied)
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
        yield (
            place,
            Fact(
                text[start:place], text[place:stop], choice, float(margins[n]) / UNIT, float(limits[n]) / UNIT, weighed
            ),
        )
