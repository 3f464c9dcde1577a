"""Learning where a ZWNJ stands inside a letter run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from persclean.halfspace import UNIT
from persclean.halfspace.features import WHOLE, Seams, seam_features, seams
from persclean.halfspace.letters import FIRST, ZWNJ, Runs, code_points, runs
from persclean.halfspace.strings import Hashes, StringTable, Substrings
from persclean.halfspace.training.fit import Settings, drop_rare, fit, quantise
from persclean.halfspace.training.tables import build

BITS = 21
_RARE = 2  # words that a part must be seen in
_MOST = 50.0  # uses beyond which more say no more
_TRUSTED = 1.8  # uses from which a word is remembered with a margin
_ROUNDS = 12  # more change nothing on text kept apart
_DROPPED = 1.0  # weight of the copies that pretend not to know the word


@dataclass(frozen=True, slots=True)
class Laid:
    """Words laid out as runs, with their seams, whether each is a ZWNJ, and the uses of its word."""

    found: Runs
    strings: Substrings
    at: Seams
    split: NDArray[np.bool_]
    uses: NDArray[np.float64]


def lay_out(words: Sequence[tuple[str, float]]) -> Laid:
    """Return words (with ZWNJs; uses) as the model sees them."""
    found = runs(code_points(" ".join(word.replace(ZWNJ, "") for word, _ in words)))
    strings = Substrings(found.codes)
    at = seams(found, strings, joining=True)
    marks = np.frombuffer("".join(word for word, _ in words).encode("utf-32-le"), np.uint32) == ord(ZWNJ)
    after = np.concatenate([[False], marks[:-1]])[~marks]
    letter = np.cumsum(found.codes >= FIRST) - 1
    uses = np.array([uses for _, uses in words])
    return Laid(found, strings, at, after[letter[at.at]], uses[at.run])


def hashes_of(words: Sequence[str]) -> Hashes:
    """Return the hash of each letter run."""
    found = runs(code_points(" ".join(words)))
    return Substrings(found.codes).of(found.starts, found.stops)


def common_words(words: Sequence[tuple[str, float]]) -> NDArray[np.uint16]:
    """Return the table of words written in one piece: 1 for the rarest, a step for each threefold of uses, to 7."""
    whole = [(word, uses) for word, uses in words if ZWNJ not in word]
    steps = 3.03143 ** np.arange(1, 7)  # 2**1.6
    classes = np.searchsorted(steps, np.array([uses for _, uses in whole]) + 1, side="right") + 1
    return build(hashes_of([word for word, _ in whole]), classes.astype(np.uint32), np.uint16, 3)


def columns(laid: Laid, known: StringTable, with_whole: bool) -> NDArray[np.uint32]:
    """Return the features of all seams, shape (seams, columns); without `with_whole` as if the words were unknown."""
    whole = known(laid.at.whole) if with_whole else np.zeros(len(laid.at.at), np.uint32)
    found = seam_features(laid.found, laid.at, known(laid.at.left), known(laid.at.right), whole, BITS)
    table = np.stack(list(found), axis=1)
    for column in (WHOLE - 2, WHOLE - 1):
        table[:, column] = drop_rare(table[:, column], _RARE, BITS)
    if not with_whole:
        table[:, WHOLE] = 0
    return table


def train(words: Sequence[tuple[str, float]], known: StringTable) -> tuple[NDArray[np.int8], NDArray[np.uint32]]:
    """Return the weights of seams, and the cells of the corrections for single words."""
    laid = lay_out(words)
    worth = np.sqrt(np.minimum(laid.uses, _MOST))
    copy = _DROPPED * np.minimum(worth, 2.0)
    seen = columns(laid, known, with_whole=True)
    table = np.concatenate([seen, columns(laid, known, with_whole=False)])
    weight = np.concatenate([worth, copy])
    split = np.concatenate([laid.split, laid.split])
    weights = quantise(fit(table, weight * split, weight * ~split, BITS, Settings(rounds=_ROUNDS)), UNIT)
    return weights, _corrections(laid, weights, seen)


def _corrections(laid: Laid, weights: NDArray[np.int8], seen: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Return what known words lack of the margin that their evidence is worth."""
    # Parts too rare to learn from have weights of other features in their slots, if any: score as the tagger does.
    score = np.zeros(len(seen), np.int32)
    for column in seen.T:
        score += weights[column]
    sign = np.where(laid.split, 1, -1)
    trusted = laid.uses >= _TRUSTED
    steps = np.searchsorted(_TRUSTED * 2.0 ** np.arange(1, 7), laid.uses, side="right")
    want = np.where(trusted, (1.3 * UNIT + 0.3 * UNIT * np.minimum(steps, 6)).astype(np.int32), UNIT // 3)
    lack = np.minimum(want - score * sign, 127) * sign
    wrong = want > score * sign
    keys, first = np.unique(laid.at.ids[wrong], return_index=True)
    return build(keys, (lack[wrong][first] + 128).astype(np.uint32), np.uint32, 8)
