"""Regular expressions that are compiled when first used: most small inputs need few of them, and start-up counts."""

from __future__ import annotations

import re
from typing import Any, cast


class _Later:
    """Stands for a compiled pattern; the first access to any method compiles it and keeps that method."""

    def __init__(self, pattern: str, flags: int) -> None:
        self._source = pattern, flags

    def __getattr__(self, name: str) -> Any:
        value = getattr(re.compile(*self._source), name)
        setattr(self, name, value)
        return value


def pattern(source: str, flags: int = 0) -> re.Pattern[str]:
    """Return what behaves as re.compile(source, flags); a mistake in the source shows at the first use.

    A class of Persian letters has many ranges, and each costs a millisecond to compile.

    >>> pattern("[ab]+").sub("-", "xaby")
    'x-y'
    """
    return cast("re.Pattern[str]", _Later(source, flags))
