"""The run-time proof that no letter was lost: letters and digits of input and output, read alike, must agree."""

from __future__ import annotations

import unicodedata

from persclean.config import Config
from persclean.errors import LettersLostError
from persclean.filters.base import Effects, Filter
from persclean.lazy import pattern
from persclean.tables import LETTERS, ZWNJ

_RUN = pattern(f"[{LETTERS}{ZWNJ}]+")


class _Skeleton(dict[int, str | None]):
    """A translate table that keeps letters and digits (as the effects map them) and drops the rest."""

    def __init__(self, effects: Effects) -> None:
        super().__init__()
        for source, target in effects.maps.items():
            self[ord(source)] = "".join(c for c in target if counts(c)) or None
        for dropped in effects.drops:
            self[ord(dropped)] = None

    def __missing__(self, code: int) -> str | None:
        char = chr(code)
        value = char if counts(char) else None
        self[code] = value
        return value


def counts(char: str) -> bool:
    """Letters, digits, and undecodable bytes (kept as lone surrogates) must survive."""
    return unicodedata.category(char) in _COUNTED


_COUNTED = frozenset({"Lu", "Ll", "Lt", "Lm", "Lo", "Nd", "Nl", "No", "Cs", "Co"})


_tables: dict[tuple[type[Filter], Config], tuple[_Skeleton, Effects]] = {}


def _table(one: Filter) -> tuple[_Skeleton, Effects]:
    key = type(one), one.config
    if key not in _tables:
        _tables[key] = _Skeleton(one.effects), one.effects
    return _tables[key]


def skeleton(one: Filter, text: str) -> str:
    """Return the letters and digits of the text, each as the filter's declaration maps it."""
    table, effects = _table(one)
    if effects.fold is not None:
        text = effects.fold(text)
    if effects.words:
        text = _RUN.sub(lambda run: effects.words.get(bare := run[0].replace(ZWNJ, ""), bare), text)
    return text.translate(table)


def check(one: Filter, before: str, after: str) -> None:
    """Raise LettersLostError unless both texts have the same letters and digits but for what the filter declares."""
    if skeleton(one, before) != skeleton(one, after):
        for old, new in zip(before.split("\n"), after.split("\n"), strict=False):
            if skeleton(one, old) != skeleton(one, new):
                raise LettersLostError(one.name, old, new)
        raise LettersLostError(one.name, before, after)
