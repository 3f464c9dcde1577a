"""Whether the words of a removed block stand, in order, in the copy that was kept: a check of the engine's own.

It shares no code with the filters it checks. Words are compared by their letters and digits alone; a word may stand
glued to its neighbour in one copy and apart in the other, and the last word before a cut mark may be cut itself.
"""

from __future__ import annotations

import re
import unicodedata

from persclean.tables import letters

_DROPPED = frozenset("\N{ARABIC TATWEEL}\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}\N{SOFT HYPHEN}")
_ALIKE = {"\N{ARABIC LETTER TEH MARBUTA}": "ه"}
_DOTS = re.compile(r"(?:\.{2,}|…)\W*$")
_KEPT = frozenset(("Lu", "Ll", "Lt", "Lm", "Lo", "Nd", "Nl", "No", "Cs", "Co"))


class _Fold(dict[int, str]):
    """A translate table: letters and digits to one form, marks and joiners to nothing, the rest to spaces."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        char = _ALIKE.get(char) or letters("letters", "map").get(char, char)
        category = unicodedata.category(char)
        if category[0] == "M" or category == "Cf" or char in _DROPPED:
            char = ""
        elif category == "Nd":
            char = str(unicodedata.digit(char))
        elif category not in _KEPT:
            char = " "
        self[code] = char.casefold()
        return self[code]


_fold = _Fold()


def words(text: str) -> list[str]:
    """Return the words of a text as they are compared.

    >>> words("كتاب\\u200cهاي «۳» نویسندهٔ")
    ['کتابهای', '3', 'نویسنده']
    """
    return unicodedata.normalize("NFKD", text).translate(_fold).split()


def missing(removed: str, kept: str, cuts: str = "") -> str:
    """Return the first word of removed lines that does not stand in the kept copy, in order; "" if all do.

    cuts: the regular expression of marks that say that a line is cut off (see Effects); a mark at the end of a line may
    be missing, and the word before it be a part of one.

    >>> missing("سفر دوروزه به تر... ادامه در صفحه ۳", "سفر دو روزه به ترکیه", r"ادامه در صفحه \\d+")
    ''
    """
    there = words(kept)
    is_mark = re.compile(cuts or "(?!)").fullmatch
    place = 0
    for line in removed.split("\n"):
        wanted = words(line)
        at, places = 0, [place]  # where in the kept copy each word was looked for
        while at < len(wanted) and (found := _next(wanted, at, there, place)):
            places += [place] * (found[0] - at - 1) + [found[1]]
            at, place = found
        if at == len(wanted):
            continue
        # Words of the mark may stand in the kept copy, too, by chance.
        mark = next((k for k in range(at, -1, -1) if is_mark(" ".join(wanted[k:]))), None)
        if mark is not None:
            place = places[mark]
            continue
        behind = " ".join(wanted[at + 1 :])
        cut = is_mark(behind) if behind else _DOTS.search(line)
        if not cut or not any(word.startswith(wanted[at]) for word in there[place:]):
            return wanted[at]
    return ""


def _next(wanted: list[str], at: int, there: list[str], place: int) -> tuple[int, int] | None:
    """Return where the next words end in both texts once the first of them has been found, None if it is not there."""
    for start in range(place, len(there)):
        i, j = at + 1, start + 1
        one, other = wanted[at], there[start]
        while one != other:
            if len(one) < len(other) and other.startswith(one) and i < len(wanted):
                one, i = one + wanted[i], i + 1
            elif len(other) < len(one) and one.startswith(other) and j < len(there):
                other, j = other + there[j], j + 1
            else:
                break
        else:
            return i, j
    return None
