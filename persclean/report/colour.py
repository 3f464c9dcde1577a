"""Whether standard output shows colours, and the codes that make them."""

from __future__ import annotations

import os
import sys

from persclean.errors import unknown_name

WHEN = ("auto", "always", "never")
RESET = "\x1b[0m"
RED, GREEN, BLUE, BOLD, DIM = "\x1b[31m", "\x1b[32m", "\x1b[36m", "\x1b[1m", "\x1b[2m"


def is_terminal() -> bool:
    """Whether standard output is a terminal."""
    return sys.stdout is not None and sys.stdout.isatty()


def colours(when: str = "auto") -> bool:
    """Return whether to use colours; `auto`: on a terminal, unless NO_COLOR is set. ConfigError for another word."""
    if when not in WHEN:
        raise unknown_name("value of --color", when, WHEN)
    if when != "auto":
        return when == "always"
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return bool(os.environ.get("FORCE_COLOR")) or is_terminal()


def painted(text: str, code: str, on: bool) -> str:
    """Return a text in a colour, if they are on."""
    return f"{code}{text}{RESET}" if on and text else text
