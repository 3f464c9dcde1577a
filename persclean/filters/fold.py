"""PC107 fold: all spellings of a word in one, for keys of a search index."""

from __future__ import annotations

import re
from functools import cache

from persclean import tables
from persclean.classes import chars
from persclean.filters.base import Effects, Filter, Trigger
from persclean.lazy import pattern
from persclean.tables import LETTERS, MARKS, ZWNJ

_INSIDE = pattern(rf"(?<=[{LETTERS}{MARKS}0-9A-Za-z]){ZWNJ}++(?=[{LETTERS}{MARKS}0-9A-Za-z])")


class Fold(Filter):
    """Folds the spellings of a word into one, for keys that are searched, never shown.

    What it does: alef, waw and yeh with a hamza, and alef with a madda, become the plain letter; heh with a hamza, teh
    marbuta and the hehs, yehs and kafs of all keyboards become the Persian one; a hamza by itself, hamza marks and
    kashida go; digits become 0-9, wherever they stand. A half-space between letters becomes a space (می|روم and می روم
    are then two words, as Lucene's Persian analyser has it), any other goes. data/fold.tsv has the list.

    Why: a query is typed without hamza, madda and half-space as often as with; the index and the query go through the
    same preset `search`, and meet.

    Examples:

    >>> Fold()("مسؤول تأمین خانۀ آرام")
    'مسوول تامین خانه ارام'
    >>> Fold()("می\\u200cروم ۱۴۰۰ MP۳")
    'می روم 1400 MP3'

    Left alone: everything else. What was glued stays glued (کتابها); run the filter `zwnj` before it to part that, too,
    where the text is whole sentences.
    """

    code = "PC107"
    name = "fold"
    why = "all spellings of a word in one, for keys of a search index"
    default = False
    trigger = Trigger()  # set below, from the table

    @property
    def effects(self) -> Effects:
        """The table of data/fold.tsv."""
        return Effects(
            maps={source: target for source, target in _table().items() if target},
            drops=frozenset(source for source, target in _table().items() if not target) | {ZWNJ},
        )

    def words(self, text: str) -> str:
        """Return the text with every letter folded, and half-spaces as spaces."""
        text = _found().sub(lambda m: _table()[m[0]], text)
        return _INSIDE.sub(" ", text).replace(ZWNJ, "") if ZWNJ in text else text


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


Fold.trigger = Trigger(chars=frozenset(_table()) | chars(ZWNJ))
