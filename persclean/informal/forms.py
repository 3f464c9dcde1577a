"""From hazm's tables to a mapping of spoken forms to formal ones.

Only its data files are read: importing hazm takes seconds, and the mapping of verbs that hazm 0.12.1 makes from them
is shifted (می|تونم comes out as داشتند توانسته می|شدند), so the forms are built here.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from persclean.errors import ConfigError
from persclean.lexicon import is_word, section
from persclean.lexicon.conjugate import VOWELS, present, spoken
from persclean.tables import ZWNJ, word_lists

_FORMAL_OF_SPOKEN = (0, 1, 2, 3, 4, 4, 5)  # the person of each form that `spoken` gives
_FOLD = str.maketrans({"ي": "ی", "ك": "ک"})
PREFIXES = ("می", "نمی")
_SHORT = 3  # letters; a form without می that is as short could be anything


@dataclass(frozen=True, slots=True)
class Forms:
    """words: spoken word to formal one. verbs: what stands behind می and a half-space. glued: می and its verb in one.

    bare: verb forms that stand alone, or behind می and a space.
    """

    words: Mapping[str, str]
    verbs: Mapping[str, str]
    glued: Mapping[str, str]
    bare: Mapping[str, str]

    @property
    def parts(self) -> dict[str, str]:
        """Return what each word may become, for the proof: letters alone, half-spaces left out."""
        above: dict[str, str] = {}

        def root(run: str) -> str:
            while run in above:
                run = above[run]
            return run

        pairs = [*self.words.items(), *self.bare.items(), *self.glued.items()]
        pairs += [(p + old, p + new) for p in PREFIXES for old, new in self.verbs.items()]
        pairs += [(old + ending, new + ending) for ending in endings() for old, new in self.words.items()]
        # میدون is میدان or, with a half-space in it, می|دوند: the three are read alike.
        for old, new in pairs:
            first, second = root(old), root(new.replace(ZWNJ, ""))
            if first != second:
                above[first] = second
        return {run: root(run) for run in above}


def endings() -> frozenset[str]:
    """Return what may follow a spoken word behind a half-space."""
    return word_lists("informal.tsv")["endings"]


def data_folder() -> Path:
    """Return the folder with hazm's tables; ConfigError where hazm is not installed."""
    spec = find_spec("hazm")
    if spec is None or spec.origin is None:
        version = f"{sys.version_info[0]}.{sys.version_info[1]}"
        raise ConfigError(
            "the filter 'informal' needs the tables of hazm, which is not installed: pip install 'hazm>=0.12.1' "
            f"(it has releases for Python 3.12 and 3.13; this is {version})"
        )
    return Path(spec.origin).parent / "data"


@cache
def forms() -> Forms:
    """Return all forms; ConfigError where hazm or one of its tables is missing."""
    folder = data_folder()
    try:
        words, verbs, spoken_verbs = (_lines(folder / name) for name in ("iwords.dat", "verbs.dat", "iverbs.dat"))
    except OSError as error:
        raise ConfigError(f"the filter 'informal' cannot read hazm's tables: {error}; install hazm 0.12.1") from error
    behind, other = _verbs(verbs, spoken_verbs)
    keep = word_lists("informal.tsv")["keep"]
    nouns = section("plural") | keep
    glued = {p + old: p + ZWNJ + new for p in PREFIXES for old, new in behind.items() if p + old not in nouns}
    plain = _words(words, keep)
    unlike = keep | plain.keys()
    bare = {old: new for old, new in other.items() if len(old) > _SHORT and not is_word(old) and old not in unlike}
    return Forms(plain, behind, {old: new for old, new in glued.items() if old not in plain | bare}, bare)


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").translate(_FOLD).splitlines()


def _words(lines: Iterable[str], keep: frozenset[str]) -> dict[str, str]:
    """Return the words with one formal word, which is none of the spoken ones."""
    pairs = (line.partition(" ") for line in lines)
    found = _single((old.strip(ZWNJ), new.strip(f" {ZWNJ}")) for old, _, new in pairs)
    found = {old: new for old, new in found.items() if old not in keep and " " not in new and ZWNJ not in old}
    while chained := {old: found[new] for old, new in found.items() if new in found}:
        found |= chained
    return found


def _verbs(formal: Iterable[str], table: Iterable[str]) -> tuple[dict[str, str], dict[str, str]]:
    """Return the forms of the present behind می, and those that stand alone or behind به and ن."""
    stems: dict[str, list[str]] = {}
    for line in formal:
        first, hash_sign, second = (part.strip() for part in line.partition("#"))
        if hash_sign and first and not set(f"{ZWNJ} ") & set(first + second):
            stems.setdefault(first, []).append(second)
    left_out = word_lists("informal.tsv")["stems"]
    behind: list[tuple[str, str]] = []
    other: list[tuple[str, str]] = []
    for line in table:
        fields = line.split()
        if len(fields) != 3 or fields[1] in left_out:
            continue
        first, _, second = fields[0].partition("#")
        if stems.get(first) and second not in stems[first]:
            second = stems[first][0]  # اور for آور is a slip of the table
        pairs = list(_pairs(fields[1], second))
        behind += pairs
        # After a prefix a stem that begins with alef changes (بیام); خرین may be what is left of آخرین.
        other += [(old, new) for old, new in pairs if old[0] not in VOWELS and not old.endswith("ین")]
        if fields[1][0] not in VOWELS:
            other += [(p + old, p + new) for p in "بن" for old, new in pairs]
    # A stem with madda is often written without after می: میاد.
    behind += [("ا" + old[1:], new) for old, new in behind if old[0] == "آ"]
    seconds = (one for each in stems.values() for one in each if one not in left_out)
    regular = [pair for one in seconds for pair in _pairs(one, one)]
    own = section("verbs")
    every = _single(regular) | _single(behind)  # what the table of spoken stems says comes first
    found = {old: new for old, new in every.items() if old not in own}
    return (
        {old: new for old, new in found.items() if new not in found},
        {old: new for old, new in _single(other).items() if old not in own},
    )


def _pairs(stem: str, formal: str) -> Iterator[tuple[str, str]]:
    persons = present(formal)
    for old, person in zip(spoken(stem), _FORMAL_OF_SPOKEN, strict=True):
        yield old, persons[person]


def _single(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the pairs without those that leave the choice between two formal words, or change nothing."""
    found: dict[str, set[str]] = {}
    for old, new in pairs:
        found.setdefault(old, set()).add(new)
    return {old: new for old, news in found.items() if len(news) == 1 and (new := next(iter(news))) != old}
