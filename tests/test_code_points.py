"""Guarantee 3: of all 1,112,064 code points, the default preset changes only those that a filter declares."""

from __future__ import annotations

import pytest

from persclean.engine.blocks import BlockEngine
from persclean.pipeline import Pipeline

ALL = [chr(code) for code in range(0x110000) if not 0xD800 <= code <= 0xDFFF]


def declared(pipeline: Pipeline) -> set[str]:
    found: set[str] = set()
    for one in pipeline.filters:
        effects = one.effects
        found |= effects.maps.keys() | effects.drops
    return found


@pytest.mark.parametrize("frame", ["{}", "ب{}ب", "کتاب {} کتاب"])
def test_what_no_filter_declares_comes_through(frame: str) -> None:
    pipeline = Pipeline.preset()
    may_change = declared(pipeline)
    assert len(ALL) == 1_112_064
    # Lines end at a line feed alone, so all other code points can stand on a line of their own.
    kept = [c for c in ALL if c != "\n" and c not in may_change]
    assert len(kept) > 1_100_000
    lines = [frame.replace("{}", c) for c in kept]
    cleaned = BlockEngine(pipeline).clean(("\n".join(lines) + "\n").encode()).data.decode().split("\n")[:-1]
    # (Spaces beside a sign may go; the sign itself may not.)
    bare = [line.replace(" ", "") for line in lines], [line.replace(" ", "") for line in cleaned]
    changed = [f"U+{ord(c):04X}" for c, old, new in zip(kept, *bare, strict=True) if old != new]
    assert changed == []
