"""What works on many words at once says of each what is said of it alone."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from persclean.engine.light import run_gaps
from persclean.filters.base import Gap
from persclean.filters.spacing import Spacing
from persclean.filters.zwnj import Zwnj
from persclean.halfspace.features import seam_features, seams
from persclean.halfspace.letters import ZWNJ, code_points, runs
from persclean.halfspace.model import shipped
from persclean.halfspace.scores import SeamScores
from persclean.halfspace.strays import drop_strays
from persclean.halfspace.strings import HashSet, Substrings
from persclean.spacing.quotes import guillemets

SAMPLES = "\n".join(path.read_text("utf-8") for path in sorted(Path("samples").glob("*.txt")))


def gap(of: type[Zwnj] | type[Spacing]) -> Gap:
    made = of().gap
    assert made is not None
    return made


def test_the_score_of_a_seam_is_the_sum_of_the_weights_of_its_features() -> None:
    model = shipped()
    found = runs(code_points(SAMPLES))
    at = seams(found, Substrings(found.codes), joining=True)
    common = model.words(at.left), model.words(at.right), model.words(at.whole)
    features = seam_features(found, at, *common, model.seam_bits)
    expected = sum(model.seams[column].astype(np.int32) for column in features)
    assert len(at.at) > 1000
    assert np.array_equal(SeamScores(model.seams)(found, at, *common), expected)


@pytest.mark.parametrize("count", [0, 1, 3, 500])
def test_a_set_of_hashes_has_what_was_put_in_and_nothing_else(count: int) -> None:
    keys = np.arange(1, 20_000, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    assert np.flatnonzero(HashSet(keys[:count])(keys)).tolist() == list(range(count))
    assert not HashSet(keys[:count])(keys[:0]).any()


@pytest.mark.parametrize("of", [Zwnj, Spacing])
def test_pairs_are_decided_alike_alone_and_together(of: type[Zwnj] | type[Spacing]) -> None:
    words = SAMPLES.split() + "( متن ) می خواهند نرم افزار بزرگ تر کار ها بیش تر Windows 10 ، سی ان ان".split()
    pairs = list(pairwise(words))
    together = gap(of).decide_all(pairs)
    alone = gap(of)
    assert together == [alone.decide(left, " ", right) for left, right in pairs]
    assert len(set(together)) > 1


def test_what_melts_in_one_line_changes_no_other() -> None:
    gaps = [gap(Zwnj), gap(Spacing)]
    lines = [*SAMPLES.split("\n"), "کار ها ی ما", "بیش تر از کم تر ها", "نرم افزار های بین المللی ( متن ) ."]
    assert run_gaps(gaps, "\n".join(lines)).split("\n") == [run_gaps(gaps, line) for line in lines]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("کتاب||ها", "کتاب|ها"),
        ("کتاب|\N{ARABIC FATHA}||ها", "کتاب\N{ARABIC FATHA}|ها"),
        ("کار|ها", "کارها"),
        ("کارِ|ها", "کارِها"),
        ("|کتاب| |ها|.", "کتاب ها."),
        ("می|خواهند", "می|خواهند"),
        ("क्|", "क्|"),
        ("&amp|;", "&amp|;"),
    ],
)
def test_strays(before: str, after: str) -> None:
    assert drop_strays(before.replace("|", ZWNJ)) == after.replace("|", ZWNJ)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('گفت "سلام" و رفت', "گفت «سلام» و رفت"),
        ('گفت "hello" و رفت', 'گفت "hello" و رفت'),
        ('صفحهٔ 5" و 7" است', 'صفحهٔ 5" و 7" است'),
        ('پایان" و "آغاز', 'پایان" و "آغاز'),
        ('"متن" و "متن"', "«متن» و «متن»"),
        ('« "متن" »', '« "متن" »'),
    ],
)
def test_quotes(before: str, after: str) -> None:
    assert guillemets(before) == after
