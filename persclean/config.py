"""One frozen object with every setting; hashable, picklable, the same for library and command line."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Literal, get_args

from persclean.errors import ConfigError, unknown_name

Digits = Literal["persian", "latin", "arabic", "keep"]
Diacritics = Literal["keep", "drop"]
HehYe = Literal["keep", "hamza", "ye"]
Scope = Literal["document", "file", "run"]

CHOICES: dict[str, tuple[str, ...]] = {
    "digits": get_args(Digits),
    "diacritics": get_args(Diacritics),
    "heh_ye": get_args(HehYe),
    "headlines_scope": get_args(Scope),
}
RANGES: dict[str, tuple[type[int] | type[float], float, float]] = {
    "zwnj_confidence": (float, 0.01, 0.999),
    "headlines_min_words": (int, 2, 100),
    "headlines_similarity": (float, 0.5, 1),
    "headlines_window": (float, 0.001, 64),
}


@dataclass(frozen=True, slots=True)
class Config:
    """Settings of the filters.

    digits: which digits numbers are written in. diacritics: keep the vowel marks or drop them. heh_ye: how the ezafe
    of a final heh is written: `keep`, `hamza` (خانهٔ) or `ye` (خانه\N{ZERO WIDTH NON-JOINER}ی). zwnj_confidence: how
    sure the half-space model has to be, a probability between 0 and 1; 0.5 stands for the limits that ship with it,
    more changes less. zwnj_model: path of a weights file made by `persclean train`; empty for the one that ships.

    document_separator: what parts the documents of one text, for filters that look at whole documents: a regular
    expression that matches a whole line, `formfeed`, `auto` (the usual marks of dumps), or empty: one text is one
    document. headlines_scope: where a repeated block must stand again to be removed: in the same document, file, or
    run (any file before). headlines_min_words: the fewest words of a block. headlines_similarity: how much of it must
    agree, 0 to 1. headlines_window: how much text is held and looked back on, in MiB.

    Raises ConfigError for a value that is not one of the choices.

    >>> Config(digits="latn")
    Traceback (most recent call last):
        ...
    persclean.errors.ConfigError: unknown value for digits 'latn': did you mean 'latin'? Known: arabic, keep, ...
    """

    digits: Digits = "persian"
    diacritics: Diacritics = "keep"
    heh_ye: HehYe = "keep"
    zwnj_confidence: float = 0.5
    zwnj_model: str = ""
    document_separator: str = ""
    headlines_scope: Scope = "document"
    headlines_min_words: int = 6
    headlines_similarity: float = 0.9
    headlines_window: float = 16.0

    def __post_init__(self) -> None:
        for name, choices in CHOICES.items():
            value = getattr(self, name)
            if value not in choices:
                raise unknown_name(f"value for {name}", str(value), choices)
        for name, (kind, low, high) in RANGES.items():
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, (int, kind)) or not low <= value <= high:
                what = "whole number" if kind is int else "number"
                raise ConfigError(f"{name} is {value!r}: it must be a {what} from {low} to {high}")
        if self.document_separator:
            from persclean.engine.separators import Separators

            Separators(self.document_separator)  # complains if it is wrong

    @classmethod
    def of(cls, **settings: object) -> Config:
        """Return a Config from keyword arguments; an unknown key is a ConfigError that suggests the nearest one."""
        known = {f.name for f in fields(cls)}
        for key in settings:
            if key not in known:
                raise unknown_name("setting", key, known)
        try:
            return cls(**settings)  # type: ignore[arg-type]
        except TypeError as error:
            raise ConfigError(str(error)) from error
