"""From what users write (names with commas between them) to a Pipeline."""

from __future__ import annotations

from persclean.config import Config
from persclean.errors import ConfigError
from persclean.filters import find
from persclean.pipeline import Pipeline


def pipeline_of(
    *,
    filters: str | None = None,
    skip: str | None = None,
    preset: str | None = None,
    verify: bool = True,
    **settings: str | float | None,
) -> Pipeline:
    """Return the pipeline: exactly `filters`, or those of the preset; without those in `skip`.

    settings: fields of Config; None for one that was not given.

    Raises ConfigError for unknown names, and for filters and a preset at once.

    >>> pipeline_of(filters="digits, letters", skip="digits", digits="latin").names
    ('letters',)
    """
    config = Config.of(**{name: value for name, value in settings.items() if value is not None})
    skipped = names_of(skip)
    for name in skipped:
        find(name)
    if filters is None:
        names = Pipeline.preset(preset or "default", skip=skipped, config=config).names
    elif preset is not None:
        raise ConfigError("--filters and --preset exclude each other: choose one")
    else:
        names = tuple(name for name in names_of(filters) if name not in skipped)
        if not names:
            raise ConfigError("--filters names no filter to run; see 'persclean filters'")
    return Pipeline(names, config, verify)


def names_of(text: str | None) -> tuple[str, ...]:
    """Return the names in a list with commas.

    >>> names_of("a, b,")
    ('a', 'b')
    """
    return tuple(name.strip() for name in (text or "").split(",") if name.strip())


def share_of(option: str, text: str | None, what: str = "a number between 0 and 1") -> float | None:
    """Return the number an option was given, None for none; ConfigError if it is no number.

    >>> share_of("--zwnj-confidence", "0.9")
    0.9
    """
    if text is None:
        return None
    try:
        return float(text)
    except ValueError:
        raise ConfigError(f"{option} {text!r}: not {what}") from None


def number_of(option: str, text: str) -> int:
    """Return the whole number an option was given; ConfigError if it is no such number.

    >>> number_of("--jobs", "4")
    4
    """
    try:
        return int(text)
    except ValueError:
        raise ConfigError(f"{option} {text!r}: not a whole number") from None


def optional_number(option: str, text: str | None) -> int | None:
    """Return the whole number an option was given, None for none; ConfigError if it is no such number."""
    return None if text is None else number_of(option, text)
