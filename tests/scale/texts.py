"""Texts for the tests of persclean.scale."""

from __future__ import annotations

from pathlib import Path

from hypothesis import strategies as st

SAMPLES = [path.read_text("utf-8") for path in sorted(Path("samples").glob("*.txt"))]
PAGES = [path.read_text("utf-8") for path in sorted(Path("tests/headlines").glob("*.txt"))]
LINES = [line for text in SAMPLES for line in text.split("\n")]

_PARTS = list("ابدروهیکيىكئأآۀةسلخ") + list(" \n\r\t\f\v٣3۳.،?«»()\"'-") + [
    "\r\n", "  ", "مي روم", " نمیخواهند ", "كتاب هاي", "سلااام", "&zwnj;", "&nbsp;", "http://a.ir/كتاب", "😀", "...",
    "\N{ZERO WIDTH NO-BREAK SPACE}", "\N{ZERO WIDTH NON-JOINER}", "\N{ARABIC FATHA}", "\N{ARABIC TATWEEL}",
    "\N{COMBINING ACUTE ACCENT}", "\N{LINE SEPARATOR}", "\0", "\x85", "#" * 6 + "\n",
]  # fmt: skip
texts = st.lists(st.sampled_from(_PARTS), max_size=12).map("".join)
