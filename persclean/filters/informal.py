"""PC301 informal: spoken Persian to formal Persian, by hazm's tables of words and verbs."""

from __future__ import annotations

import re
from functools import cached_property

from persclean.config import Config
from persclean.filters.base import Effects, Filter, Trigger
from persclean.informal.forms import PREFIXES, Forms, endings, forms
from persclean.lazy import pattern
from persclean.tables import LETTERS, MARKS, ZWJ, ZWNJ

_IN = LETTERS + MARKS + ZWNJ + ZWJ + "\N{ARABIC TATWEEL}"
# A verb that a space parted from its می until the gaps were decided.
_JOINED = pattern(rf"(?<![{_IN}\w@#./:_-])(ن?می{ZWNJ})([{LETTERS}]+)(?![{_IN}\w@_/:-]|\.\w)")
# No half-space stands behind these.
_NO_JOINING = frozenset("اآأإٱدذرزژوؤةۀء\N{ARABIC FATHATAN}\N{ARABIC DAMMATAN}\N{ARABIC KASRATAN}")
# Not in addresses, tags and names of files, nor beside digits.
_WORD = pattern(rf"(?<![{_IN}\w@#./:_-])[{LETTERS}]+(?:{ZWNJ}[{LETTERS}]+)*(?![{_IN}\w@_/:-]|\.\w)")


class Informal(Filter):
    """Writes the forms of spoken Persian as they are written in formal Persian.

    What it does: words of hazm's table (خونه, دیگه, واسه), and forms of the present (میتونم, می\u200cخوام, نمیشه) whose
    stems hazm's tables have, are replaced one by one.

    Why: to compare, search or train on text from the web beside edited text.

    Examples:

    >>> Informal()("دیگه نمیتونم برم خونه")
    'دیگر نمی\\u200cتوانم برم خانه'
    >>> Informal()("تو رو خدا میان")
    'تو رو خدا میان'

    Left alone: what could be a word of formal Persian (رو, تو, برم, میان), endings (کتابو, خوبه), the past (گفتن), and
    the order of words: this is a look-up, not a translation. It changes words, so it is off unless it is named;
    data/informal.tsv has the words of the table that are not used, with the reasons. It belongs behind `zwnj`, which
    puts می and its verb together. Needs hazm (Python 3.12 or 3.13).
    """

    code = "PC301"
    name = "informal"
    why = "Spoken forms to formal ones (میتونم, خونه), by hazm's tables; needs hazm"
    reach = ("word", "line")
    default = False
    trigger = Trigger(always=True)
    line_trigger = Trigger(pairs=((frozenset("ی"), frozenset(f"{ZWNJ}\n ")),))

    def __init__(self, config: Config | None = None) -> None:
        super().__init__(config)
        self._forms: Forms = forms()
        self._known: dict[str, str] = {}

    @property
    def effects(self) -> Effects:
        """Which words may become which, whole: the tables."""
        return Effects(words=self._forms.parts)

    def words(self, text: str) -> str:
        """Return the text with its spoken words in their formal spelling."""
        return _WORD.sub(self._formal, text)

    def lines(self, text: str) -> str:
        """Return the text with verbs in their formal spelling that a space had parted from their می."""
        return _JOINED.sub(lambda match: match[1] + self._forms.verbs.get(match[2], match[2]), text)

    def wants_line(self, piece: str) -> bool:
        """Whether a verb may follow: می ends the piece, or stands before a half-space in it."""
        return piece.endswith("می") or f"می{ZWNJ}" in piece

    def _formal(self, match: re.Match[str]) -> str:
        word = match[0]
        if word not in self._known:
            if len(self._known) > 1 << 16:
                self._known.clear()
            self._known[word] = self._looked_up(word)
        return self._known[word]

    def _looked_up(self, word: str) -> str:
        found = self._forms
        first, zwnj, rest = word.partition(ZWNJ)
        if not zwnj:
            return found.words.get(word) or found.glued.get(word) or found.bare.get(word) or word
        if first in PREFIXES:
            return first + ZWNJ + found.verbs.get(rest, rest)
        if rest in self._endings:
            new = found.words.get(first, "")
            return f"{new}{ZWNJ}{rest}" if new and new[-1] not in _NO_JOINING else word
        return word

    @cached_property
    def _endings(self) -> frozenset[str]:
        return endings()
