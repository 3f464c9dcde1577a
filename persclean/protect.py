"""What a cleaner must not reach into: addresses, file names, tags, code. Shared by the filters that touch signs.

All classes are spelt out as ranges: `\\w`, `\\d` and `\\s` follow the Unicode version of the Python that runs, and
output must be the same on every Python. The strings are the inside of a `[...]` of a regular expression.
"""

from __future__ import annotations

from persclean.lazy import pattern

#: What separates pieces; nothing else does (no-break spaces are the unicode filter's business).
SPACE = r" \t\n\v\f\r"
ZWNJ = "\N{ZERO WIDTH NON-JOINER}"
#: Letters of the Arabic script, with the kashida and the presentation forms, without the Quranic brackets.
LETTER = (
    "\u0620-\u064a\u066e\u066f\u0671-\u06d3\u06d5\u06e5\u06e6\u06ee\u06ef\u06fa-\u06ff\u0750-\u077f\u08a0-\u08c9"
    "\ufb50-\ufbb1\ufbd3-\ufd3d\ufd50-\ufdfb\ufe70-\ufefc"
)
#: Vowel marks and Quranic marks that stand on a letter.
MARK = "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u08ca-\u08e1\u08e3-\u08ff"
LATIN_DIGITS, PERSIAN_DIGITS, ARABIC_DIGITS = "0123456789", "۰۱۲۳۴۵۶۷۸۹", "٠١٢٣٤٥٦٧٨٩"
DIGIT = "0-9۰-۹٠-٩"
#: Letters of Latin, Greek and Cyrillic names and units.
LATIN = "A-Za-z\u00aa\u00b5\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u0370-\u037d\u0386-\u052f\u1e00-\u1fff"
#: What names (files, accounts, tags) are made of.
NAME = LETTER + MARK + ZWNJ + DIGIT + LATIN + "_"

#: An address runs on to a space, an angle bracket, a quote or a sign of Persian punctuation.
_REST = rf'[^{SPACE}<>"“”„‟«»،؛]'
_UPPER = "PDF|DOCX?|XLSX?|PPTX?|JPE?G|PNG|GIF|ZIP|RAR|TXT|MP[34]"

#: One branch a kind. Each branch can start at one place only in a run of its characters (the lookbehinds), so that
#: a line of a gigabyte is searched in linear time.
_KINDS = {
    "url": rf"(?<![A-Za-z0-9+.\-])(?:[A-Za-z0-9][A-Za-z0-9+.\-]*+://|[wW]{{3}}\.){_REST}+",
    "domain with a path": rf"(?<![{NAME}./\\@\-])(?:[A-Za-z0-9\-]++\.)+[A-Za-z]{{2,}}/{_REST}*",
    "e-mail": rf"(?<![{NAME}.+\-])[{NAME}.+\-]++@[{NAME}.\-]+",
    "mention": rf"@[{NAME}.]+",
    "hashtag": rf"#[^{SPACE}!-/:-@\[-^`{{-~،؛؟“”„‟«»…]+",
    "path": rf"(?<![^{SPACE}\"'«(\[])(?:[A-Za-z]:[\\/]|~/|\.{{1,2}}/|\\\\|/(?=[A-Za-z_{LETTER}])){_REST}+",
    "file name": rf"(?<![{NAME}./\\\-])[{NAME}./\\\-]*[{NAME}]\.(?:[a-z][a-z0-9]{{0,4}}|{_UPPER})(?![{NAME}])",
    "code": rf"`[^`{SPACE}]+`",
    "attribute": rf"=(?:\"[^\"{SPACE}]*\"|'[^'{SPACE}]*')",
    "entity": rf"&#[^;&{SPACE}]{{1,8}};",
    "placeholderf": r"\{[A-Za-z0-9_]*\}",
    "heart": r"<3+(?![0-9.])",
}
PROTECTED = "|".join(_KINDS.values())
_FIND = pattern(PROTECTED)
_HINT = pattern(r"[@#`={<\\/]|[A-Za-z]")


def spans(text: str) -> list[tuple[int, int]]:
    """Return where the protected parts of a text stand, as (start, end), from left to right.

    >>> spans("نشانی: http://a.ir/سال/1400 است")
    [(7, 27)]
    """
    if not _HINT.search(text):
        return []
    return [match.span() for match in _FIND.finditer(text)]
