"""The presets of data/presets.toml: named sets of filters with the settings they bring."""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from persclean.errors import unknown_name

DEFAULT = "default"


@dataclass(frozen=True)
class Preset:
    """A preset. filters: names, in order. config: fields of Config that differ from their defaults."""

    name: str
    why: str
    filters: tuple[str, ...]
    config: Mapping[str, Any] = field(default_factory=dict)


@cache
def presets() -> dict[str, Preset]:
    """Return the presets by name."""
    import tomllib

    data = pkgutil.get_data("persclean.data", "presets.toml")
    assert data is not None
    tables = tomllib.loads(data.decode("utf-8"))
    return {
        name: Preset(name, table["why"], tuple(table["filters"]), table.get("config", {}))
        for name, table in tables.items()
    }


def preset(name: str) -> Preset:
    """Return the preset of that name; ConfigError with the nearest one where there is none.

    >>> preset("search").config["digits"]
    'latin'
    """
    if name not in presets():
        raise unknown_name("preset", name, presets())
    return presets()[name]
