"""The figures of a corpus as one tree of plain values: what `--output-format json` writes, and all views are made of."""

from __future__ import annotations

from typing import Any

import numpy as np

from persclean.stats.affixes import AFFIXES
from persclean.stats.characters import name_of
from persclean.stats.corpus import LONGEST, Corpus
from persclean.tables import ZWNJ

VERSION = 1  # of the schema: keys may be added to it, none goes or changes its meaning
_SHARES = (0.5, 0.9, 0.99)
_EXAMPLES = 20
_BINS = (0, 1, 20, 40, 60, 80, 100, 150, 200, 300, 500, 1000, 5000, LONGEST)  # characters of a line


def summary(corpus: Corpus, failed: int = 0, skipped: int = 0) -> dict[str, Any]:
    """Return all figures. failed: inputs that could not be read (to their end). skipped: those that are no text."""
    characters = corpus.characters
    zwnj = characters.of(ZWNJ)
    return {
        "schema": VERSION,
        "inputs": {
            "texts": corpus.streams,
            "failed": failed,
            "skipped": skipped,
            "bytes": corpus.bytes,
            "formats": _sorted(corpus.formats),
            "compressions": _sorted(corpus.compressions),
            "encodings": _sorted(corpus.encodings),
            "bad_bytes": characters.bad + corpus.bad_bytes,
            "records": corpus.records,
            "record_texts": corpus.texts,
            "bad_records": corpus.bad_records,
        },
        "words": corpus.words,
        "zwnj": {"count": zwnj, "per_thousand_words": _per(zwnj, corpus.words, 1000)},
        "affixes": {affix: dict(corpus.affixes.counts[affix]) for affix in AFFIXES},
        "letters": [
            {
                "arabic": old,
                "persian": new,
                "arabic_count": arabic,
                "persian_count": persian,
                "arabic_share": _per(arabic, arabic + persian),
            }
            for old, new, arabic, persian in characters.arabic_letters()
        ],
        "digits": characters.digits(),
        "lines": _lines(corpus),
        "repeats": {
            "lines": corpus.repeats.lines.figures(),
            "blocks_of_three_lines": corpus.repeats.blocks.figures(),
            "commonest_lines": [
                {"count": count, "text": text.decode("utf-8", "replace")}
                for count, text in corpus.repeats.commonest(_EXAMPLES)
            ],
        },
        "characters": {
            "total": characters.total,
            "distinct": sum(len(points) for _, _, points in characters.blocks()),
            "blocks": [
                {
                    "name": name,
                    "count": count,
                    "characters": [
                        {"code": f"U+{code:04X}", "name": name_of(code), "count": often} for code, often in points
                    ],
                }
                for name, count, points in characters.blocks()
            ],
        },
    }


def _lines(corpus: Corpus) -> dict[str, Any]:
    counts, total = corpus.lengths, corpus.lines
    reached = np.cumsum(counts)
    sizes = np.arange(len(counts))
    bins = [
        {"from": low, "to": high - 1, "count": int(counts[low:high].sum())}
        for low, high in zip(_BINS, _BINS[1:], strict=False)
    ]
    return {
        "count": total,
        "blank": corpus.blank,
        "longest": corpus.longest,
        "mean": round(float((counts * sizes).sum()) / total, 2) if total else 0.0,
        "percentiles": {
            f"{share:g}": int(np.searchsorted(reached, share * total)) if total else 0 for share in _SHARES
        },
        "lengths": [*bins, {"from": LONGEST, "to": None, "count": int(counts[LONGEST])}],
    }


def _per(count: int, whole: int, scale: int = 1) -> float:
    return round(scale * count / whole, 4) if whole else 0.0


def _sorted(counts: dict[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda one: (-one[1], one[0])))
