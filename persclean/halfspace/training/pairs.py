"""Learning which two words, written apart, editors write with a ZWNJ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from persclean.filters._letters import JOINING
from persclean.halfspace import UNIT
from persclean.halfspace.features import pair_ids, word_features
from persclean.halfspace.letters import ZWNJ, code_points, runs
from persclean.halfspace.pairs import step_slots, steps_as_one
from persclean.halfspace.strings import StringTable, Substrings
from persclean.halfspace.training.fit import Floats, Settings, drop_rare, fit, order, quantise, sigmoid
from persclean.halfspace.training.seams import hashes_of
from persclean.halfspace.training.style import canonical
from persclean.halfspace.training.tables import build
from persclean.halfspace.training.words import Evidence, numerals
from persclean.halfspace.vetoes import LISTS, PARTICIPLES, SPELLED, never

BITS = 20
Pair = tuple[str, str]

_LISTED = (0.0, 0.4, 1.0)  # what being on no list, on one, on more is worth
_COUNTED = 0.0125
_COUNTED_MOST = 15.0
_KNOWN = 1.0  # uses as one from which a pair counts as known
_OFTEN = 5.0  # the same where a rule stands against it: شناخته|شده
_OFTEN_SPELLED = 3.5  # for names of Latin letters: سی|ان|ان
_OFTEN_BOUND = 1.0  # for second parts that are no words of their own: رفت|وآمد, حق|السکوت
_PRIOR = 1.0  # uses that what is said by pairs of the like is worth
_FOLDS = 3
_SURELY = 0.85  # share of the uses as one from which گم|شده is no passive
_ANY_ENDING = ("ی", "یی", "م", "ت", "ش", "مان", "تان", "شان")
_RARE = 2
_MOST = 50.0


@dataclass(frozen=True, slots=True)
class Uses:
    """How often two neighbouring parts stand with a ZWNJ between them (one) and with a space (two)."""

    one: Mapping[Pair, float]
    two: Mapping[Pair, int]


def count(stretches: Iterable[list[str]], evidence: Evidence, parts: Mapping[str, float]) -> Uses:
    """Count pairs in stretches of words, and those that lists and counted lists write as one."""
    memo: dict[str, list[str]] = {}

    def split(word: str) -> list[str]:
        if word not in memo:
            memo[word] = canonical(word, parts).split(ZWNJ)
        return memo[word]

    in_text: Counter[Pair] = Counter()
    two: Counter[Pair] = Counter()
    for words in stretches:
        before = ""
        for word in words:
            pieces = split(word)
            if before:
                two[before, pieces[0]] += 1
            in_text.update(pairwise(pieces))
            before = pieces[-1]
    counted: Counter[Pair] = Counter()
    for word, uses in evidence.counts.items():
        if ZWNJ in word and uses >= 5:
            pieces = split(word)
            for pair in pairwise(pieces):
                counted[pair] += uses
    listed: Counter[Pair] = Counter()
    for word, lists in evidence.lists.items():
        if ZWNJ in word:
            pieces = split(word)
            for pair in pairwise(pieces):
                listed[pair] = max(listed[pair], lists)
    for word in numerals():
        for pair in pairwise(word.split(ZWNJ)):
            listed[pair] = len(_LISTED)
    one: dict[Pair, float] = {}
    for pair in sorted(in_text.keys() | counted.keys() | listed.keys()):
        on_lists = _LISTED[min(listed[pair], 2)]
        one[pair] = in_text[pair] + min(counted[pair] * _COUNTED, _COUNTED_MOST) + on_lists
    return Uses(one, two)


def _often(pair: Pair) -> float:
    left, right = pair
    if right in PARTICIPLES:
        return _OFTEN
    if left in SPELLED and right in SPELLED:
        return _OFTEN_SPELLED
    bound = len(right) > 2 and right != "الله" and (right[0] == "و" or right.startswith("ال"))
    return _OFTEN_BOUND if bound else _OFTEN


def train(
    uses: Uses, seam_weights: NDArray[np.int8], words: StringTable
) -> tuple[NDArray[np.int8], NDArray[np.uint32], NDArray[np.uint16]]:
    """Return the weights of pairs, the cells of the corrections for single pairs, the cells of the sides.

    seam_weights: those of the tagger. words: how common words are.
    """
    pairs = [
        pair
        for pair in sorted(uses.one.keys() | uses.two.keys())
        if pair[0] and pair[1] and pair[0][-1] in JOINING and not never(*pair, uses.one.get(pair, 0) >= _often(pair))
    ]
    one = np.array([uses.one.get(pair, 0.0) for pair in pairs])
    two = np.array([float(uses.two.get(pair, 0)) for pair in pairs])
    total = one + two
    scale = np.sqrt(np.minimum(total, _MOST)) / total
    lefts, left = np.unique([pair[0] for pair in pairs], return_inverse=True)
    rights, right = np.unique([pair[1] for pair in pairs], return_inverse=True)
    table = np.concatenate([_columns(lefts, left, right=False), _columns(rights, right, right=True)], axis=1)
    for column in (0, table.shape[1] // 2):
        table[:, column] = drop_rare(table[:, column], _RARE, BITS)
    table = np.concatenate([table, step_slots(_steps(seam_weights, words, pairs), BITS)[:, None]], axis=1)
    learnt = _learn(table, one * scale, two * scale)
    weights = quantise(learnt, UNIT)
    score = np.zeros(len(pairs), np.int32)
    for features in table.T:
        score += weights[features]
    # What other pairs say of each, and its own uses.
    prior = sigmoid(_unseen(table, one * scale, two * scale))
    share = np.clip((one + _PRIOR * prior) / (total + _PRIOR), 0.02, 0.98)
    adjective = np.array([pair[1] in PARTICIPLES for pair in pairs])
    known = (one >= _KNOWN) & (share > np.where(adjective, _SURELY, 0.5))
    want = _log_odds(share, total)
    off = ((want > 0) & (score < want)) | ((want < 0) & (score > want))
    kept = (off & ((total >= 2) | (one > 0))) | known
    change = np.where(off, np.clip(want - score, -127, 127), 0) + 128
    keys = pair_ids(hashes_of(lefts.tolist())[left], hashes_of(rights.tolist())[right])[kept]
    values = (change + 256 * known)[kept].astype(np.uint32)
    sure = {pairs[n]: int(change[n]) + 256 for n in np.flatnonzero(known).tolist()}
    more = _inflected(sure, set(pairs))
    ids = pair_ids(hashes_of([pair[0] for pair in more]), hashes_of([pair[1] for pair in more]))
    keys = np.concatenate([keys, ids])
    values = np.concatenate([values, np.array(list(more.values()), np.uint32)])
    both = [*sure, *more]
    sides = _sides([pair[0] for pair in both], [pair[1] for pair in both])
    return weights, build(keys, values, np.uint32, 9), sides


def _learn(table: NDArray[np.uint32], one: Floats, two: Floats) -> Floats:
    return fit(table, one, two, BITS, Settings(rounds=25))


def _unseen(table: NDArray[np.uint32], one: Floats, two: Floats) -> Floats:
    """Return the log odds that pairs have by weights learnt without them, shape (pairs,)."""
    fold = order(len(table), 1) % _FOLDS
    score = np.zeros(len(table))
    for n in range(_FOLDS):
        out = fold == n
        weights = _learn(table[~out], one[~out], two[~out])
        for features in table[out].T:
            score[out] += weights[features]
    return score


def _inflected(known: Mapping[Pair, int], seen: Set[Pair]) -> dict[Pair, int]:
    """Return what known pairs in و make with an ending that is written in one with them: کسب|وکارهای, پرس|وجویی.

    known: pairs with their values in the table, which those that are made get, too.
    """
    found: dict[Pair, int] = {}
    for (left, right), value in known.items():
        if right[0] == "و" and len(right) > 2:
            for ending in (*_ANY_ENDING, *(() if right[-1] in JOINING else sorted(LISTS["plural"]))):
                pair = left, right + ending
                if pair not in seen:
                    found[pair] = max(value, found.get(pair, 0))
    return dict(sorted(found.items()))


def _steps(weights: NDArray[np.int8], words: StringTable, pairs: Sequence[Pair]) -> NDArray[np.int32]:
    at_once = 1 << 16
    parts = [steps_as_one(weights, words, pairs[n : n + at_once]) for n in range(0, len(pairs), at_once)]
    return np.concatenate(parts)


def _columns(words: NDArray[np.str_], index: NDArray[np.int64], right: bool) -> NDArray[np.uint32]:
    found = runs(code_points(" ".join(words.tolist())))
    made = word_features(Substrings(found.codes), found.starts, found.stops, right, BITS)
    table: NDArray[np.uint32] = np.stack(list(made), axis=1)[index]
    return table


def _log_odds(share: NDArray[np.float64], total: NDArray[np.float64]) -> NDArray[np.int32]:
    """Return the log odds in units, no further from 0 than the uses are worth; by a table, the same everywhere."""
    odds = np.array([_ODDS[n] for n in np.rint(share * 100).astype(int)], np.int32)
    steps = np.searchsorted(2.0 ** np.arange(1, 8), total + 1, side="right")
    most = (0.4 * UNIT * (1 + np.clip(steps, 1, 7))).astype(np.int32)
    return np.clip(odds, -most, most)


def _table_of_odds() -> list[int]:
    from math import log

    return [round(UNIT * log(max(n, 2) / (100 - min(n, 98)))) for n in range(101)]


_ODDS = _table_of_odds()


def _sides(lefts: list[str], rights: list[str]) -> NDArray[np.uint16]:
    value: dict[str, int] = dict.fromkeys(lefts, 1)
    for word in rights:
        value[word] = value.get(word, 0) | 2
    words = sorted(value)
    return build(hashes_of(words), np.array([value[word] for word in words], np.uint32), np.uint16, 2)
