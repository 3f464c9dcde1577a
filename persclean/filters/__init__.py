"""The registry: every file of this folder that defines a filter, and the entry points `persclean.filters`.

A new filter is a new file here with one subclass of `Filter`, and a file in tests/cases; nothing else changes.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

from persclean.errors import ConfigError, unknown_name
from persclean.filters.base import Effects, Filter, Gap, Reach, Trigger

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

__all__ = ["Effects", "Filter", "Gap", "Reach", "Trigger", "all_filters", "built_in", "find"]


@cache
def built_in() -> dict[str, type[Filter]]:
    """Return the project's own filters by name."""
    found = {one.name: one for name in _modules() for one in _in_module(name)}
    return dict(sorted(found.items(), key=lambda item: item[1].code))


@cache
def _modules() -> frozenset[str]:
    return frozenset(one.name for one in iter_modules(__path__) if one.name != "base" and one.name[0] != "_")


def _in_module(name: str) -> list[type[Filter]]:
    values = vars(import_module(f"{__name__}.{name}")).values()
    return [one for one in values if isinstance(one, type) and issubclass(one, Filter) and "code" in vars(one)]


def _entry_points() -> Iterable[EntryPoint]:
    from importlib.metadata import entry_points  # slow to import, and only plug-ins need it

    return entry_points(group="persclean.filters")


@cache
def all_filters() -> dict[str, type[Filter]]:
    """Return the project's filters and those of installed plug-ins (slower: reads the metadata of all packages)."""
    found = dict(built_in())
    for point in _entry_points():
        plugin = point.load()
        if not (isinstance(plugin, type) and issubclass(plugin, Filter)):
            raise ConfigError(
                f"entry point '{point.name}' ({point.value}) is not a subclass of persclean.filters.Filter"
            )
        if plugin.name in built_in():
            raise ConfigError(f"plug-in {point.value} takes the name of the built-in filter '{plugin.name}'")
        found[plugin.name] = plugin
    return found


def find(name: str) -> type[Filter]:
    """Return the filter of that name; ConfigError with the nearest name where there is none."""
    # A filter has the name of its file: the other files need not be read.
    own = next((one for one in _in_module(name) if one.name == name), None) if name in _modules() else None
    if own is not None:
        return own
    known = built_in()
    if name not in known:
        known = all_filters()
    if name not in known:
        raise unknown_name("filter", name, known)
    return known[name]
