"""PC102 letters: Arabic, Urdu, Kurdish and Pashto look-alikes to Persian letters; the ezafe of a silent heh."""

from __future__ import annotations

import re
from functools import cache

from persclean import tables
from persclean.classes import chars
from persclean.filters.base import Effects, Filter, Trigger
from persclean.lazy import pattern
from persclean.tables import HAMZA_ABOVE, KASHIDA, LETTERS, MARKS, ZWJ, ZWNJ

_HEHS, _YEHS = "هہھە", "یيىےېۍ"
_WORD = LETTERS + MARKS + KASHIDA + ZWNJ + ZWJ
_RUN = pattern(f"[{_WORD}]*")
_ATTACHED = MARKS + KASHIDA  # what may stand between two letters and be gone after the filter marks


class Letters(Filter):
    """Writes Persian words with Persian letters.

    What it does: yeh and kaf of Arabic keyboards, alef maksura, and the look-alikes of Urdu, Kurdish and Pashto
    keyboards become the Persian letters. The setting heh_ye writes the ezafe after a silent heh in one way: `hamza`
    (heh with hamza above) or `ye` (heh, ZWNJ, yeh at the end of a word); `keep` leaves each as its author wrote it.

    Why: the letters look alike and have different codes, so that the same word is found once and missed once.

    Examples:

    >>> Letters()("علي و كتابي در ڪوچہ")
    'علی و کتابی در کوچه'
    >>> Letters()("تأکید مؤسسۀ رئیس سورة")
    'تأکید مؤسسۀ رئیس سورة'
    >>> Letters()("کوردستان و ڕۆژی کوردي: ئەم كوڕي")
    'کوردستان و ڕۆژی کوردی: ئەم كوڕي'
    >>> from persclean.config import Config
    >>> Letters(Config(heh_ye="ye"))("خانۀ ما") == "خانه\\u200cی ما"
    True

    Left alone: hamza letters and teh marbuta; a word with a letter that Persian does not have (Kurdish, Pashto, Urdu,
    Sindhi, Uighur), because there the look-alikes are right; a word with Quranic signs. data/letters.tsv has the
    reason for every code point.
    """

    code = "PC102"
    name = "letters"
    why = "Persian letters in Persian words: Arabic yeh and kaf, look-alikes of neighbour keyboards"
    trigger = Trigger()  # set below, from the table

    @property
    def effects(self) -> Effects:
        """The table, one letter for one; with heh_ye set, a reading in which every ezafe of heh is a heh."""
        maps = tables.letters("letters", "map")
        return Effects(maps) if self.config.heh_ye == "keep" else Effects(maps | {"ۀ": "ه"}, fold=_fold)

    def words(self, text: str) -> str:
        """Return the text with its words in Persian letters.

        Every map is one code point for one, so places agree before and after, and the words of other languages are
        cut from the text as it was.
        """
        new = text
        for source, target in tables.letters("letters", "map").items():
            new = new.replace(source, target)
        if new == text and self.config.heh_ye == "keep":
            return text
        out: list[str] = []
        last = 0
        for start, end in _foreign(text):
            out += (self._ezafe(new[last:start]), text[start:end])
            last = end
        return "".join(out) + self._ezafe(new[last:])

    def _ezafe(self, text: str) -> str:
        if self.config.heh_ye == "hamza":
            text = _ezafes()[0].sub(lambda m: tables.compose("ه" + HAMZA_ABOVE + m[1]), text)
            text = _ezafes()[1].sub(_to_hamza, text)
        elif self.config.heh_ye == "ye":
            text = _ezafes()[2].sub(_to_yeh, text)
        return text


@cache
def _ezafes() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Heh with hamza in one code point; heh, ZWNJ, yeh at the end of a word; heh at the end of a word.

    The end is looked for past kashida and marks, which the next filter may take out.
    """
    combining = tables.combining()
    between = f"[{_ATTACHED}]*+"
    end = rf"(?![{_ATTACHED}{ZWNJ}]*+[{LETTERS}{combining}])"
    after = rf"(?<=[{LETTERS}{_ATTACHED}{ZWNJ}])"  # a ZWNJ that shows nothing goes later
    return (
        re.compile(rf"ۀ([{_ATTACHED}{combining}]*+)"),
        re.compile(rf"{after}ه({between}){ZWNJ}++({between})ی({between}){end}"),
        re.compile(rf"{after}([ۀه])({between}){end}"),
    )


def _to_hamza(match: re.Match[str]) -> str:
    if HAMZA_ABOVE in match[1]:
        return match[0]
    return tables.compose("ه" + match[1] + HAMZA_ABOVE + match[2] + match[3])


def _to_yeh(match: re.Match[str]) -> str:
    if match[1] == "ه" and HAMZA_ABOVE not in match[2]:
        return match[0]
    return "ه" + match[2].replace(HAMZA_ABOVE, "") + ZWNJ + "ی"


def _fold(text: str) -> str:
    text = re.sub(f"[{_ATTACHED}]+", "", text).replace("ۀ", "ه").replace("ۂ", "ه")
    return re.sub(rf"[{_HEHS}]{ZWNJ}+[{_YEHS}](?!{ZWNJ}*[{LETTERS}])", "ه", text)


def _foreign(text: str) -> list[tuple[int, int]]:
    """Return where the words of other languages stand, each with the Urdu full stop behind it."""
    found: list[tuple[int, int]] = []
    done = 0
    for match in _markers().finditer(text):
        start = match.start()
        if start < done:
            continue
        end = _RUN.match(text, start + 1).end()  # type: ignore[union-attr]
        while start > done and text[start - 1] in _members():
            start -= 1
        while text[end : end + 1] == "۔":
            end += 1
        found.append((start, end))
        done = end
    return found


@cache
def _members() -> frozenset[str]:
    return chars(_WORD)


@cache
def _markers() -> re.Pattern[str]:
    """A letter that only other languages have, or look-alikes where Persian cannot have them.

    Kurdish ae before a letter: it does not join, so nobody takes it for a heh there. Urdu heh and yeh barree in one
    word (at most 40 apart, to stay linear): two look-alikes of one keyboard are no slip.
    """
    own = "".join(sorted(tables.letters("letters", "keep")))
    return re.compile(rf"[{own}]|ە(?=[{_ATTACHED}]*[{LETTERS}])|[ہھ](?=[{_WORD}]{{0,40}}ے)|ے(?=[{_WORD}]{{0,40}}[ہھ])")


Letters.trigger = Trigger(
    chars=frozenset(tables.letters("letters", "map")) | {"ۀ", HAMZA_ABOVE},
    pairs=((frozenset(ZWNJ), chars("ی" + _ATTACHED)),),
)
