"""Reading a settings file: every key known, every value of its type; what is wrong is named with file, line and key."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from persclean.errors import ConfigError, InputError
from persclean.io.failures import reason, shown
from persclean.project.check import check
from persclean.project.find import PYPROJECT
from persclean.project.keys import Value, key_of, keys, value_of
from persclean.project.lines import Lines

OVERRIDES = "overrides"


@dataclass(frozen=True, slots=True)
class Given:
    """A value and where it was given (`persclean.toml:3`, `--digits`)."""

    value: Value
    where: str


@dataclass(frozen=True, slots=True)
class Layer:
    """Settings given together. paths: of an override, which files they are for (gitignore syntax); none: for all."""

    values: Mapping[str, Given]
    paths: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ProjectFile:
    """A settings file: what holds for all files, and the overrides in order."""

    path: Path
    layer: Layer
    overrides: tuple[Layer, ...]


@cache
def read(path: Path) -> ProjectFile:
    """Return what a settings file says. Raises ConfigError for what is wrong in it, InputError if it cannot be read."""
    import tomllib

    try:
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        raise InputError(f"{shown(path)}: cannot be read: {reason(error)}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{shown(path)}: byte {error.start}: not UTF-8, which TOML has to be") from None
    try:
        table: Any = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{shown(path)}: not TOML: {error}") from None
    reader = _Reader(path, Lines(text))
    prefix: tuple[str, ...] = ()
    # A file of any other name holds settings alone, or is a pyproject.toml under another name.
    if path.name == PYPROJECT or (isinstance(table.get("tool"), dict) and "persclean" in table["tool"]):
        tool = table.get("tool", {})
        table, prefix = tool.get("persclean", {}) if isinstance(tool, dict) else {}, ("tool", "persclean")
        if not isinstance(table, dict):
            raise reader.wrong(prefix, "tool.persclean must be a table")
    overrides = table.pop(OVERRIDES, [])
    place = (*prefix, OVERRIDES)
    if not isinstance(overrides, list) or not all(isinstance(one, dict) for one in overrides):
        raise reader.wrong(place, f"overrides must be tables: [[{'.'.join(place)}]]")
    layer = reader.layer(table, prefix, keys())
    return ProjectFile(path, layer, tuple(reader.override(one, (*place, str(n))) for n, one in enumerate(overrides)))


class _Reader:
    def __init__(self, path: Path, lines: Lines) -> None:
        self._path, self._lines = path, lines

    def where(self, place: tuple[str, ...]) -> str:
        line = self._lines.of(place)
        return f"{shown(self._path)}:{line}" if line else shown(self._path)

    def wrong(self, place: tuple[str, ...], what: str) -> ConfigError:
        return ConfigError(f"{self.where(place)}: {what}")

    def layer(self, table: Mapping[str, Any], prefix: tuple[str, ...], known: Collection[str]) -> Layer:
        found: dict[str, Given] = {}
        for name, given in table.items():
            place = (*prefix, name)
            try:
                key = key_of(name, known)
                value = value_of(key, given)
                check(key, value)
                if key.name in found:
                    raise ConfigError(f"{key.name} is given twice, with a hyphen and without")
                if key.kind == "file" and value:
                    value = str(self._path.parent / str(value))
            except ConfigError as error:
                raise self.wrong(place, str(error)) from None
            found[key.name] = Given(value, self.where(place))
        if found.keys() >= {"filters", "preset"}:
            raise self.wrong((*prefix, "filters"), "filters and preset exclude each other: choose one")
        return Layer(found)

    def override(self, table: Mapping[str, Any], prefix: tuple[str, ...]) -> Layer:
        """Return an override: which paths, and what is different there."""
        rest = dict(table)
        paths = rest.pop("paths", None)
        place = (*prefix, "paths")
        if not isinstance(paths, list) or not paths or not all(isinstance(one, str) for one in paths):
            raise self.wrong(
                place if paths is not None else prefix, 'an override needs its paths: paths = ["subtitles/**"]'
            )
        from persclean.io.patterns import spec_of

        spec_of(paths, self.where(place))  # complains of a pattern that is none
        for name in rest:
            key = keys().get(name.replace("-", "_"))
            if key is not None and not key.per_path:
                raise self.wrong((*prefix, name), f"{key.name} holds for a whole run: it cannot be overridden by path")
        return Layer(
            self.layer(rest, prefix, [name for name, key in keys().items() if key.per_path]).values, tuple(paths)
        )
