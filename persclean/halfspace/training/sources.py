"""Reading what the model learns from: edited text, word lists, counted word lists, hazm's words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path

from persclean.errors import PerscleanError
from persclean.halfspace.letters import ALPHABET, ZWNJ
from persclean.halfspace.training.style import tidy

_FOLD = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک", 0x640: None, 0x670: None} | dict.fromkeys(range(0x64B, 0x660)))
_WORD = re.compile(f"[{ALPHABET}{ZWNJ}]+")
_PHRASE = re.compile(f"[{ALPHABET}{ZWNJ}]+(?: [{ALPHABET}{ZWNJ}]+)*")
_ODD_MARKS = "\N{LEFT-TO-RIGHT MARK}\N{RIGHT-TO-LEFT MARK}\N{RIGHT-TO-LEFT EMBEDDING}\N{POP DIRECTIONAL FORMATTING}"


def read(path: Path) -> str:
    """Return the text of a UTF-8 file, letters folded and marks dropped.

    Raises PerscleanError, naming the file and the byte, where it is not UTF-8.
    """
    data = path.read_bytes()
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise PerscleanError(
            f"{path}, line {line}, byte {error.start}: not UTF-8; clean it first: persclean clean"
        ) from None
    return text.translate(_FOLD)


def phrases(text: str) -> Iterator[list[str]]:
    """Yield the words of each stretch of letters with single spaces between them, tidy, at least one."""
    for found in _PHRASE.findall(text):
        words = [tidy(word) for word in found.split(" ")]
        words = [word for word in words if word]
        if words:
            yield words


def read_list(path: Path) -> set[str]:
    """Return the words of a list: the first field of each line, up to a comma, tab or slash."""
    words = set()
    for line in read(path).splitlines():
        field = re.split(r"[,\t/]", line.strip(_ODD_MARKS + " "), maxsplit=1)[0].strip(_ODD_MARKS + " ")
        if _WORD.fullmatch(field):
            words.add(tidy(field))
    return words - {""}


def read_counts(path: Path) -> Counter[str]:
    """Return the words of a counted list: `word count`, with a space or a tab between them.

    Raises PerscleanError, naming file and line, where a line lacks its count.
    """
    counts: Counter[str] = Counter()
    for number, line in enumerate(read(path).splitlines(), 1):
        word, _, count = line.replace("\t", " ").rpartition(" ")
        if not count.isdecimal():
            raise PerscleanError(f"{path}, line {number}: no count after the word; a plain list goes to --lexicon")
        if _WORD.fullmatch(word) and tidy(word):
            counts[tidy(word)] += int(count)
    return counts


def hazm_words() -> set[str]:
    """Return hazm's word list. Raises PerscleanError where hazm is not installed."""
    spec = find_spec("hazm")
    if spec is None or spec.origin is None:
        raise PerscleanError("--lexicon hazm needs hazm: pip install 'hazm>=0.12.1' (Python 3.12 or 3.13)")
    return read_list(Path(spec.origin).parent / "data" / "words.dat")


def read_lexicons(names: Iterable[str]) -> dict[str, int]:
    """Return the words of all lists, each with the number of lists that have it; `hazm` stands for hazm's own."""
    found: Counter[str] = Counter()
    for name in names:
        found.update(hazm_words() if name == "hazm" else read_list(Path(name)))
    return dict(found)
