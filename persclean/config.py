"""One frozen object with every setting; hashable, picklable, the same for library and command line."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Literal, get_args

from persclean.errors import ConfigError, unknown_name

Digits = Literal["persian", "latin", "arabic", "keep"]
Diacritics = Literal["keep", "drop"]
HehYe = Literal["keep", "hamza", "ye"]

_CHOICES: dict[str, tuple[str, ...]] = {
    "digits": get_args(Digits),
    "diacritics": get_args(Diacritics),
    "heh_ye": get_args(HehYe),
}


@dataclass(frozen=True, slots=True)
class Config:
    """Settings of the filters.

    digits: which digits numbers are written in. diacritics: keep the vowel marks or drop them. heh_ye: how the ezafe
    of a final heh is written: `keep`, `hamza` (خانهٔ) or `ye` (خانه\N{ZERO WIDTH NON-JOINER}ی). zwnj_confidence: how
    sure the half-space model has to be, a probability between 0 and 1; 0.5 stands for the limits that ship with it,
    more changes less. zwnj_model: path of a weights file made by `persclean train`; empty for the one that ships.

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

    def __post_init__(self) -> None:
        for name, choices in _CHOICES.items():
            value = getattr(self, name)
            if value not in choices:
                raise unknown_name(f"value for {name}", str(value), choices)
        confidence = self.zwnj_confidence
        if not isinstance(confidence, (int, float)) or not 0.01 <= confidence <= 0.999:
            raise ConfigError(f"zwnj_confidence is {confidence!r}: it must be a number from 0.01 to 0.999")

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
