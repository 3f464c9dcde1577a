"""Classes of Arabic-script letters that the filters share, as the inside of a character class of a regex."""

from __future__ import annotations

# Letters that do not join to the one after them: what stands after them needs no half-space.
NON_JOINING = "ءآأؤإادذرزژوةٱڈڑ"
JOINING = "ئبپتثجچحخسشصضطظعغفقکگلمنهیيىكۀھہەې"
LETTER = NON_JOINING + JOINING
# Vowel marks and hamza above: part of the letter they stand on.
MARK = "\N{ARABIC FATHATAN}-\N{ARABIC HAMZA BELOW}\N{ARABIC LETTER SUPERSCRIPT ALEF}"


def same(word: str) -> str:
    """Return letters with those of Arabic keyboards as Persian ones. (Most have none: str.translate is slow.)"""
    return word.replace("ي", "ی").replace("ى", "ی").replace("ك", "ک")
