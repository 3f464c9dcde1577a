"""The shipped word lists: one text file, one section a question that the rule filters ask; loaded when asked.

`python -m persclean.lexicon.build` makes the file; its docstring says from what.
"""

from __future__ import annotations

from functools import cache
from pkgutil import get_data

from persclean.errors import PerscleanError

SECTIONS = {
    "words": "any word of Persian text, as letters alone",
    "plural": "nouns and the like that take ها",
    "compared": "adjectives that take تر and ترین",
    "heh": "words with a silent final heh that take ای",
    "owned": "words with a silent final heh that take ام, ات and اش",
    "participles": "past participles, which take ام ای ایم اید اند",
    "verbs": "verb forms that stand after می and نمی",
    "spoken": "the same in spoken Persian (گم, خوام)",
}


@cache
def _sections() -> dict[str, str]:
    text = (get_data("persclean.data", "lexicon.txt") or b"").decode("utf-8")
    found: dict[str, str] = {}
    for part in text.split("\n# ")[1:]:
        name, _, body = part.partition("\n")
        found[name] = body.rstrip("\n")
    missing = SECTIONS.keys() - found.keys()
    if missing:
        raise PerscleanError(f"persclean/data/lexicon.txt lacks {', '.join(sorted(missing))}: reinstall persclean")
    return found


@cache
def section(name: str) -> frozenset[str]:
    """Return the words of a section (see SECTIONS), as a set.

    >>> "نویسنده" in section("plural"), "از" in section("plural")
    (True, False)
    """
    return frozenset(_sections()[name].split("\n"))


def is_word(text: str) -> bool:
    """Whether the text is a known Persian word, written in Persian letters without ZWNJ or diacritics.

    >>> is_word("سلام"), is_word("سلااام")
    (True, False)
    """
    return text in section("words")
