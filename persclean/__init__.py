"""persclean: Persian text as a careful editor would have typed it.

>>> import persclean
>>> persclean.clean("كتاب هاي 3 نويسنده").replace("\N{ZERO WIDTH NON-JOINER}", "|")
'کتاب|های ۳ نویسنده'
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from persclean._version import __version__
from persclean.config import Config
from persclean.errors import PerscleanError
from persclean.pipeline import Pipeline
from persclean.presets import preset as preset_of

if TYPE_CHECKING:
    from persclean.changes import Change

__all__ = ["Config", "PerscleanError", "Pipeline", "__version__", "clean", "explain"]


def clean(
    text: str,
    *,
    preset: str = "default",
    filters: Iterable[str] | None = None,
    skip: Iterable[str] = (),
    **settings: Any,
) -> str:
    """Return the cleaned text.

    filters: run exactly these, in this order; otherwise those of the preset without those in `skip`. settings: fields
    of Config (`digits="latin"`); they are stronger than those of the preset. No settings file is read.

    Raises ConfigError for an unknown filter, preset or setting, LettersLostError if a filter is found to lose letters.

    >>> clean("قيمت 3 كتاب", skip=["digits"]), clean("قيمت 3 كتاب", filters=["digits"])
    ('قیمت 3 کتاب', 'قيمت ۳ كتاب')
    """
    return _pipeline(preset, filters, skip, settings)(text)


def explain(
    text: str,
    *,
    preset: str = "default",
    filters: Iterable[str] | None = None,
    skip: Iterable[str] = (),
    **settings: Any,
) -> list[Change]:
    """Return every change that `clean` with the same arguments makes; see persclean.changes.Change."""
    from persclean.changes import explain as run

    return run(text, _pipeline(preset, filters, skip, settings))


def _pipeline(preset: str, filters: Iterable[str] | None, skip: Iterable[str], settings: dict[str, Any]) -> Pipeline:
    if filters is None:
        return Pipeline.preset(preset, skip=skip, config=Config.of(**{**preset_of(preset).config, **settings}))
    config, skipped = Config.of(**settings), set(skip)
    return Pipeline(tuple(name for name in filters if name not in skipped), config)
