"""What the half-space model saw: for each seam and each space that was in question, the margin and what spoke."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from persclean.changes import explain
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
from persclean.pipeline import Pipeline

_SHOWN = -3 * UNIT  # seams with less for them are not worth a line
_LONG = 40  # characters of either end of a long change
_MOST = 4  # pieces of evidence shown


def report(text: str, config: Config, preset: str = "default") -> str:
    """Return lines that tell what a preset changes in a text, and why half-spaces go where they go."""
    pipeline = Pipeline.preset(preset, config=config)
    lines = [_marked(pipeline(text))]
    lines += [
        f"  {change.code} {change.filter}: {_shown(change.before)} → {_shown(change.after)}"
        for change in explain(text, pipeline)
    ]
    before = Pipeline(tuple(name for name in pipeline.names if name in ("unicode", "letters", "marks")), config)(text)
    if "zwnj" in pipeline.names:
        lines += evidence(before, config)
    return "\n".join(lines)


def evidence(text: str, config: Config) -> Iterator[str]:
    """Yield a line for each place in a text that the half-space model had to think about."""
    one = zwnj.Zwnj(config)
    tagger, spaces, context = one.model
    ready = drop_strays(text)
    by_table = split_verbs(ready)
    if by_table != ready:
        yield f"verb table: {_marked(ready)} → {_marked(by_table)}"
    yield from _seams(by_table, tagger, one.weights)
    read = context(tagger(by_table))
    yield from _gaps(read, spaces)


def _seams(text: str, tagger: Tagger, model: Model) -> Iterator[str]:
    found = runs(code_points(text))
    at = seams(found, Substrings(found.codes), joining=True)
    common = model.words(at.left), model.words(at.right), model.words(at.whole)
    margins, limits = tagger.margins(found, at), tagger.limits(at, found.tied, common[1])
    chosen = dict(zip(*(part.tolist() for part in tagger.find(found, found.tied)), strict=True))
    table = np.stack([model.seams[c] for c in seam_features(found, at, *common, model.seam_bits)], axis=1).astype(int)
    single = model.single(at.ids).astype(int)
    for n in np.flatnonzero((margins > _SHOWN) | np.isin(at.at, list(chosen))).tolist():
        run = int(at.run[n])
        start = int(found.places[found.starts[run]])
        stop = int(found.places[found.stops[run] - 1]) + 1
        place = int(found.places[at.at[n]])
        spoke = [(int(table[n, k]), NAMES[k]) for k in range(table.shape[1])]
        if single[n]:
            spoke.append((int(single[n]) - 128, "this very word"))
        spoke.sort(key=lambda item: (-abs(item[0]), item[1]))
        space = chosen.get(int(at.at[n]))
        choice = "nothing" if space is None else "space, for these are two words" if space else "half-space"
        yield (
            f"{text[start:place]}·{text[place:stop]}: {choice}, margin {margins[n] / UNIT:+.2f}"
            f" (more than {limits[n] / UNIT:.2f} is asked); "
            + ", ".join(f"{weight / UNIT:+.2f} {name}" for weight, name in spoke[:_MOST])
        )


def _gaps(text: str, spaces: Spaces) -> Iterator[str]:
    words = text.split(" ")
    for left, right in pairwise(words):
        one, two = last_run(left), first_run(right)
        if one and two:
            margin = spaces.margin(one, two)
            if margin > _SHOWN:
                choice = "half-space" if spaces.joins(left, right) else "space stays"
                yield f"{one} · {two}: {choice}, {margin / UNIT:+.2f} above what is asked"


def _shown(text: str) -> str:
    """Return what stood or stands in one place; ⏎ for the end of a line, and long texts by their two ends."""
    one = _marked(text).replace("\n", "⏎") or "nothing"
    return one if len(one) <= 2 * _LONG else f"{one[:_LONG]} … {one[-_LONG:]}"


def _marked(text: str) -> str:
    return text.replace(ZWNJ, "|").replace(" ", "␣") if text.isspace() else text.replace(ZWNJ, "|")
