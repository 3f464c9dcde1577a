"""PC107 fold: all spellings of a word in one, for keys of a search index."""

from __future__ import annotations

import re
from functools import cache

from persclean import tables
from persclean.classes import chars
from persclean.config import Config
from persclean.filters.base import Effects, Filter, Trigger
from persclean.lazy import pattern
from persclean.protect import LATIN_DIGITS
from persclean.tables import LETTERS, MARKS, ZWNJ

_INSIDE = pattern(rf"(?<=[{LETTERS}{MARKS}0-9A-Za-z]){ZWNJ}++(?=[{LETTERS}{MARKS}0-9A-Za-z])")

_STRAY = pattern(f"{ZWNJ}+")
_ENTITY = pattern(r"&[#0-9A-Za-z]*\Z")


class Fold(Filter):
    """Folds the spellings of a word into one, for keys that are searched, never shown.

    What it does: alef, waw and yeh with a hamza, and alef with a madda, become the plain letter; heh with a hamza, teh
    marbuta and the hehs, yehs and kafs of all keyboards become the Persian one; a hamza by itself, hamza marks and
    kashida go; with digits=latin, digits become 0-9 wherever they stand. A half-space between letters becomes a space
    (می|روم and می روم are then two words, as Lucene's Persian analyser has it), any other goes. data/fold.tsv has the
    list.

    Why: a query is typed without hamza, madda and half-space as often as with; the index and the query go through the
    same preset `search`, and meet.

    Examples:

    >>> Fold()("مسؤول تأمین خانۀ آرام")
    'مسوول تامین خانه ارام'
    >>> from persclean.config import Config
    >>> Fold(Config(digits="latin"))("می\\u200cروم ۱۴۰۰ MP۳")
    'می روم 1400 MP3'

    Left alone: everything else, and what keeps an HTML entity from being one. What was glued stays glued (کتابها); run
    the filter `zwnj` before it to part that, too, where the text is whole sentences.
    """

    code = "PC107"
    name = "fold"
    why = "all spellings of a word in one, for keys of a search index"
    default = False
    trigger = Trigger()  # set below, from the table

    def __init__(self, config: Config | None = None) -> None:
        super().__init__(config)
        self._table = _table()
        if self.config.digits != "latin":  # what the filter digits would take back
            digits = frozenset(LATIN_DIGITS)
            self._table = {source: target for source, target in _table().items() if target not in digits}

    @property
    def effects(self) -> Effects:
        """The table of data/fold.tsv."""
        return Effects(
            maps={source: target for source, target in self._table.items() if target},
            drops=frozenset(source for source, target in self._table.items() if not target) | {ZWNJ},
        )

    def words(self, text: str) -> str:
        """Return the text with every letter folded, and half-spaces as spaces."""
        table = self._table
        if "&" in text:
            text = _found().sub(lambda m: m[0] if _in_entity(m) else table.get(m[0], m[0]), text)
        else:
            text = _found().sub(lambda m: table.get(m[0], m[0]), text)
        if ZWNJ in text:
            text = _INSIDE.sub(lambda m: m[0] if _in_entity(m) else " ", text)
            text = _STRAY.sub(lambda m: m[0] if _in_entity(m) else "", text)
        return text


@cache
def _table() -> dict[str, str]:
    table: dict[str, str] = {}
    for codes, target, _reason in tables.rows("fold.tsv"):
        for code in codes.split():
            table[chr(int(code, 16))] = chr(int(target, 16)) if target else ""
    return table


@cache
def _found() -> re.Pattern[str]:
    return re.compile(f"[{''.join(_table())}]")


def _in_entity(match: re.Match[str]) -> bool:
    """Whether what stands here may be all that keeps an HTML entity from being complete: the next run would read it."""
    return _ENTITY.search(match.string, max(0, match.start() - 12), match.start()) is not None


Fold.trigger = Trigger(chars=frozenset(_table()) | chars(ZWNJ))
