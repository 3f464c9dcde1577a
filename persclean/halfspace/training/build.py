"""From text and word lists to a weights file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from persclean.errors import PerscleanError
from persclean.halfspace import UNIT
from persclean.halfspace.letters import ZWNJ
from persclean.halfspace.model import pack
from persclean.halfspace.strings import StringTable
from persclean.halfspace.training import contexts, pairs, seams, splits
from persclean.halfspace.training.sources import phrases, read, read_counts, read_lexicons
from persclean.halfspace.training.words import Evidence, choose, patronymics, readings

# Margins that each kind of change must reach, in natural log odds; chosen on development text, for precision.
LIMITS = {
    "ending": 0.0,
    "own ending": 0.25,
    "verb": 1.5,
    "compound": 0.0,
    "compound new": -1.0,
    "compound tied": 3.0,
    "pair known": 0.5,
    "pair": 2.9,
    "pair clinging": -0.5,
    "split": 3.5,
    "small split": 1.8,
    "aside": 3.0,
}


def train(texts: Sequence[Path], lexicons: Sequence[str], counts: Sequence[Path], say: Callable[[str], None]) -> bytes:
    """Return the bytes of a weights file, always the same for the same inputs.

    texts: edited text, UTF-8. lexicons: word lists, or `hazm` for hazm's own. counts: counted word lists. say: is told
    what is done. Raises PerscleanError for an input that cannot be used.
    """
    stretches = [words for path in texts for words in phrases(read(path))]
    text = Counter(word for words in stretches for word in words)
    say(f"read {sum(text.values()):,} words of text")
    if not any(ZWNJ in word for word in text):
        raise PerscleanError(f"the corpus has no half-space in {sum(text.values()):,} Persian words: nothing to learn")
    text.update(patronymics(stretches))
    counted: Counter[str] = Counter()
    for path in counts:
        counted.update(read_counts(path))
    evidence = Evidence(text, read_lexicons(lexicons), counted)
    parts = evidence.parts()
    forms = readings(evidence, parts)
    words = choose(forms, readings(replace(evidence, lists={}), parts))
    say(f"chose the form of {len(words):,} words")
    cells = seams.common_words(words)
    known = StringTable(cells, 3)
    weights, single = seams.train(words, known)
    say("learnt where a ZWNJ stands inside a word")
    uses = pairs.count(stretches, evidence, parts)
    pair_weights, pair_single, sides = pairs.train(uses, weights, known)
    say("learnt which words belong together")
    split_weights = splits.train(words, uses.two, known)
    say("learnt where a space was lost")
    twofold, turns = contexts.train(stretches, forms, parts)
    say(f"learnt to tell the readings of {len(twofold):,} runs apart by their neighbours")
    arrays: dict[str, Any] = {
        "seams": weights,
        "words": cells,
        "single": single,
        "pairs": pair_weights,
        "pair_single": pair_single,
        "sides": sides,
        "splits": split_weights,
        "turns": turns,
    }
    head = {
        "limits": {name: round(limit * UNIT) for name, limit in LIMITS.items()},
        "twofold": twofold,
        "about": {"words of text": sum(map(len, stretches)), "forms": len(words)},
    }
    return pack(arrays, head)
