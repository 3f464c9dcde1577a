"""How می, ها and تر are written: apart by a half-space, with a space, or glued; told from distinct words.

A glued affix is one whose rest the word lists know: میروند, but not میدان; کتابها, but not تنها.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

import numpy as np
from numpy.typing import NDArray

from persclean.filters._letters import same
from persclean.lazy import pattern
from persclean.lexicon import section
from persclean.tables import LETTERS, MARKS, ZWNJ

AFFIXES = ("می", "ها", "تر")
#: half_space: می|رود. space: می رود. joined: after a letter that does not join (کشورها), as it should be.
#: glued: کتابها.
WAYS = ("half_space", "space", "joined", "glued")
_IN = LETTERS + MARKS + ZWNJ
_NOT_JOINING = frozenset("اآأإدذرزژوؤءة")
_KEPT_JOINED = frozenset(("به", "بیش", "کم", "مه", "که"))  # بهتر and its like are written in one by the Academy

_PREFIX = pattern(f"(?<![{_IN}])ن?می(?P<rest>[{_IN}]*)")
_PLURAL = pattern(f"ها(?:یی|یم|یت|یش|یمان|یتان|یشان|ی|م|ت|ش|مان|تان|شان)?(?![{_IN}])")
_COMPARED = pattern(f"تر(?:ین|ی)?(?![{_IN}])")
_STEM = pattern(f"[{LETTERS}]*$")


@dataclass(slots=True)
class Affixes:
    """How often each affix is written in each way."""

    counts: dict[str, dict[str, int]] = field(default_factory=lambda: {a: dict.fromkeys(WAYS, 0) for a in AFFIXES})

    def add(self, text: str, ends: NDArray[np.int64], often: NDArray[np.int64]) -> None:
        """Count distinct words.

        text: the words, each ended by a line feed. ends: where these stand, shape (words,). often: how often each word
        stands in the corpus, shape (words,).
        """
        text = same(text)
        for affix, rule, way in (
            ("می", _PREFIX, _prefix),
            ("ها", _PLURAL, _suffix("plural")),
            ("تر", _COMPARED, _suffix("compared")),
        ):
            found: dict[str, list[int]] = {}
            for match in rule.finditer(text):
                name = way(text, match)
                if name:
                    found.setdefault(name, []).append(match.start())
            for name, places in found.items():
                words = np.searchsorted(ends, np.asarray(places, np.int64))
                self.counts[affix][name] += int(often[words].sum())


@cache
def _own() -> frozenset[str]:
    return section("plural") | section("compared")


def _prefix(text: str, match: re.Match[str]) -> str:
    rest: str = match["rest"]
    if not rest.strip(ZWNJ):
        return "space"
    if rest.startswith(ZWNJ):
        return "half_space"
    bare = rest.replace(ZWNJ, "")
    known = bare in section("verbs") or bare in section("spoken")
    # Lists of words have slips like میشود, too; those of nouns have not.
    return "glued" if known and match[0] not in section("plural") else ""


def _suffix(name: str) -> Callable[[str, re.Match[str]], str]:
    def way(text: str, match: re.Match[str]) -> str:
        start = match.start()
        before = text[start - 1 : start] if start else "\n"
        if before == ZWNJ:
            return "half_space"
        stem = _STEM.search(text, max(0, text.rfind("\n", 0, start)), start)
        if stem is None or not stem[0]:
            return "space" if before not in MARKS else ""
        if name == "compared" and stem[0] in _KEPT_JOINED:
            return "joined"
        if stem[0] not in section(name):
            return ""
        # تنها is a word of its own: a list has it whole.
        if name == "plural" and stem[0] + match[0] in _own():
            return ""
        return "joined" if before in _NOT_JOINING else "glued"

    return way
