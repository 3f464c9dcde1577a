"""How two lines become one: with a space, or as one word where a word was broken."""

from __future__ import annotations

from persclean.lazy import pattern
from persclean.tables import KASHIDA, LETTERS, ZWNJ
from persclean.unwrap.line import Line
from persclean.unwrap.words import words

_SHY = "\N{SOFT HYPHEN}"
_BREAKS = (_SHY, ZWNJ, KASHIDA, "-")
_SPACE = " \t\r\f\v"
_LATIN = pattern(r"([A-Za-z]*[a-z]{2})-\Z")
_LATIN_REST = pattern(r"[a-z]{2,}(?![\w-])")
_HYPHEN = pattern(r"[^\W\d_]-\Z")
_LETTER = pattern(r"[^\W\d_]")
_KASHIDA = pattern(rf"(?<=[{LETTERS}]){KASHIDA}+\Z")
_JOINING = pattern(rf"[{LETTERS}](?<![ءآأؤإٱاةدذرزژوۀە])\Z")
_KASHIDA_REST = pattern(rf"{KASHIDA}+(?=[{LETTERS}])")


def glue(left: str, right: str) -> str:
    """Return what the two lines are as one; the white space at the break is lost.

    >>> glue("infor-", "mation"), glue("well-", "known"), glue("سیاسی-", "اجتماعی"), glue("می", "روند")
    ('information', 'well-known', 'سیاسی-اجتماعی', 'می روند')
    >>> glue("کتـ", "ـاب"), glue("کت", "ـاب"), glue("کرد", "ـها")
    ('کتاب', 'کتاب', 'کرد ـها')
    """
    left, right = left.rstrip(_SPACE), right.lstrip(_SPACE)
    if right[:1] == KASHIDA and _JOINING.match(left[-1:]) and _KASHIDA_REST.match(right):
        return left + _KASHIDA_REST.sub("", right, count=1)  # the filter marks took the first part's kashida
    if left[-1:] in _BREAKS and (_LETTER.match(right) or _KASHIDA_REST.match(right)):
        if left.endswith(_SHY):
            return left.rstrip(_SHY) + right
        if left.endswith(ZWNJ):
            return left + right
        if left.endswith(KASHIDA) and _KASHIDA.search(left):
            return _KASHIDA.sub("", left) + _KASHIDA_REST.sub("", right, count=1)
        part = _LATIN.search(left)
        if part and _LATIN_REST.match(right):
            return (left if part[1].lower() in words("compound") else left[:-1]) + right
        if _HYPHEN.search(left):
            return left + right
    return f"{left} {right}"


def join(left: Line, right: Line) -> Line:
    """Return the line that the two are; it ends as the right one does, and begins where the left one does."""
    one = Line(glue(left.text, right.text), right.end, left.place, (*left.more, right.place, *right.more))
    if len(one.text) == len(left.text) + 1 + len(right.text):
        # Nothing but a space came in: what is known of the two need not be found out again.
        one.size, one.begins = left.size + right.size, left.begins
        if " " in right.text.rstrip(_SPACE):
            one.ends = right.ends
    return one
