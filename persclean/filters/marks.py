"""PC103 marks: kashida, letters stretched for emphasis, diacritics."""

from __future__ import annotations

import re
from functools import cache
from itertools import product

from persclean import tables
from persclean.classes import chars
from persclean.filters.base import Effects, Filter, Trigger
from persclean.lazy import pattern
from persclean.tables import KASHIDA, LETTERS, MARKS, ZWNJ

# They join only to the letter before them, so no kashida can follow: what looks like one is a dash.
_UNJOINED = "ءآأؤإٱاةدذرزژوۀە"
_MOST_RUNS = 4  # stretched letters in one word: more is noise, and the tries double with each
_LONGEST = 200  # code points of a word that is looked up

_BASES = str.maketrans("آأإؤئۀۂۓ", "ااا\u0648\u064a\u06d5\u06c1\u06d2")

_RUN = pattern(rf"([{LETTERS}])\1\1+")
_THREE = pattern(rf"([{LETTERS}])\1\1")  # to find: repeating \1 would take memory with the length of the run
# A half-space after a letter that does not join shows nothing, and must not hide that it is stretched.
_SEAM = pattern(rf"(?<=[{_UNJOINED}]){ZWNJ}+")
_PARTED = pattern(rf"([{_UNJOINED}])(?:{ZWNJ}*\1){{2,}}")
_REPEATED = pattern(rf"([{LETTERS}])(?=\1)")
_WORD = pattern(rf"[{LETTERS}{MARKS}{ZWNJ}]+")
_ENTITY = pattern(r"&[#0-9A-Za-z]*\Z")
_ANY_MARK = pattern(f"[{MARKS}]+")


class Marks(Filter):
    """Takes out what only stretches a word.

    What it does: kashida goes; a letter written three times or more is written twice or once, whichever makes a known
    word (two is tried first: a third letter is most often a slip of the finger). The setting diacritics=drop also
    takes out the vowel marks.

    Why: kashida and stretching split one word into many spellings that no search finds.

    Examples:

    >>> Marks()("ســـلام، خیلییییی خوووب")
    'سلام، خیلی خوب'
    >>> Marks()("سال ۱۳۵۷ هـ.ش ـ تهران")
    'سال ۱۳۵۷ هـ.ش ـ تهران'
    >>> from persclean.config import Config
    >>> Marks(Config(diacritics="drop"))("مُدَرِّس قرآن") == "مدرس قرآن"
    True

    Left alone: kashida with no letter before it, or after a letter that does not join (a dash, a rule, a suffix that
    is shown alone); kashida after a single letter, which shows the form of that letter, and in the abbreviation of
    hijri keeps the heh from reading as the digit five; stretched letters that make no known word; always hamza, madda
    and Quranic signs.
    """

    code = "PC103"
    name = "marks"
    why = "kashida and stretched letters out; diacritics kept or dropped"
    trigger = Trigger()  # set below, from the table

    @property
    def effects(self) -> Effects:
        """Kashida and the vowel marks dropped; a reading in which a letter repeated counts once."""
        return Effects(drops=frozenset(tables.letters("marks", "drop")), fold=_fold)

    def words(self, text: str) -> str:
        """Return the text without kashida, stretched letters and, if set, diacritics.

        Diacritics first: they part letters that then stand in a row.
        """
        if self.config.diacritics == "drop":
            text = _clusters().sub(_bare, text)
        if KASHIDA in text:
            text = _kashidas().sub(_unstretch, text)
        if ZWNJ in text:
            text = _PARTED.sub(lambda run: run[0].replace(ZWNJ, ""), text)
        return _shortened(text)


def _fold(text: str) -> str:
    """Without marks, so also with alef for آ: a madda that kashida held off joins its letter."""
    text = _ANY_MARK.sub("", text.replace(KASHIDA, "").replace(ZWNJ, "")).translate(_BASES)
    text = tables.compose(text)
    return _REPEATED.sub("", text)


@cache
def _combining() -> str:
    return MARKS + tables.combining()


@cache
def _clusters() -> re.Pattern[str]:
    marks = _combining()
    return re.compile(rf"([^{marks} \t\n\v\f\r]?)([{marks}]++)")


@cache
def _vowels() -> dict[int, None]:
    return {ord(char): None for char in tables.letters("marks", "drop") if char != KASHIDA}


def _bare(match: re.Match[str]) -> str:
    base, marks = match.groups()
    bare = marks.translate(_vowels())
    if bare == marks or _ENTITY.search(match.string, max(0, match.start(2) - 12), match.start(2)):
        return match[0]  # no Persian vowel mark; or one that keeps an entity from being complete
    return tables.compose(base + bare)  # a hamza may now meet its letter


@cache
def _kashidas() -> re.Pattern[str]:
    """A letter with kashida (past a half-space, which may be stray and go later), and whether a letter follows."""
    marks = _combining()
    return re.compile(rf"([{LETTERS}])([{marks}{ZWNJ}]*+)({KASHIDA}[{KASHIDA}{marks}{ZWNJ}]*+)((?=[{LETTERS}]))?")


def _unstretch(match: re.Match[str]) -> str:
    letter, own, tail, follows = match.groups()
    if follows is None and (letter in _UNJOINED or _alone(match.string, match.start())):
        return match[0]
    return tables.compose(letter + own + tail.replace(KASHIDA, ""))


def _alone(text: str, start: int) -> bool:
    """Whether no letter stands before this one (looking past kashida, which this run may take out)."""
    while start and text[start - 1] == KASHIDA:
        start -= 1
    return not start or text[start - 1] not in _inside()


@cache
def _inside() -> frozenset[str]:
    return chars(LETTERS + _combining() + ZWNJ)


def _shortened(text: str) -> str:
    """The text with each word that has a run of one letter looked up; words without one cost only the search."""
    out: list[str] = []
    done = 0
    for run in _THREE.finditer(text):
        start = run.start()
        if start < done:
            continue
        while start > done and text[start - 1] in _within():
            start -= 1
        end = _WORD.match(text, start).end()  # type: ignore[union-attr]
        out += (text[done:start], _shorten(text[start:end]))
        done = end
    return "".join(out) + text[done:] if out else text


def _shorten(word: str) -> str:
    if len(word) > _LONGEST or len(_RUN.findall(word)) > _MOST_RUNS:
        return word
    bare = _SEAM.sub("", word)
    new = ZWNJ.join(_known(part) or part for part in bare.split(ZWNJ))
    return word if new == bare else new


@cache
def _within() -> frozenset[str]:
    return chars(LETTERS + MARKS + ZWNJ)


def _known(word: str) -> str | None:
    """Return the word with each run at two or one, as the word list has it; None where it has none."""
    from persclean.lexicon import is_word

    pieces = _RUN.split(word)  # text, letter, text, letter, ..., text
    if len(pieces) == 1:
        return None
    texts, letters = pieces[::2], pieces[1::2]
    if len(_ANY_MARK.sub("", word).strip(letters[0])) == 0 or "ههها" in word:
        return None  # laughter and cries (ههههه), and a plural whose ZWNJ was lost (شبهه|ها)
    for counts in product((2, 1), repeat=len(letters)):
        new = texts[0] + "".join(c * n + t for c, n, t in zip(letters, counts, texts[1:], strict=True))
        if is_word(_ANY_MARK.sub("", new)):
            return new
    return None


Marks.trigger = Trigger(
    chars=frozenset(tables.letters("marks", "drop")),
    pairs=((frozenset(_UNJOINED), frozenset(ZWNJ)),),
    repeats=chars(LETTERS),
)
