"""A start without pydantic: newer Typers import it (0.1 s and more) to turn strings into strings.

All our options are strings or flags, and persclean checks them itself, with better suggestions. Where Typer is built
differently (older ones are), nothing happens here, and all works as well.
"""

from __future__ import annotations

from typing import Any

_PLAIN = (str, bool, list[str])


class _AsGiven:
    """Takes the place of a parameter's conversion: the value as it was given."""

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:
        """Return the value; an empty tuple for a list that was not given."""
        many = param.multiple or param.nargs == -1
        return () if value is None and many else value


def take_plain_values_as_given() -> None:
    """Spare texts and flags their conversion; other parameters keep it. Only for the process of the command line."""
    from typer import core

    build: Any = getattr(core, "build_runtime_param", None)
    if build is None:
        return

    def plain(descriptor: Any) -> Any:
        return _AsGiven() if getattr(descriptor, "annotation", None) in _PLAIN else build(descriptor)

    core.build_runtime_param = plain  # type: ignore[attr-defined]
