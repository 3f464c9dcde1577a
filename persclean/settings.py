"""What holds for a run or a file: the command line, then the project's file (or the user's own), then the defaults.

Every command asks `resolved` (for one text) or a Resolver (for many files): nothing else knows of settings files.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from persclean.config import Config
from persclean.errors import ConfigError
from persclean.filters import find
from persclean.pipeline import Pipeline
from persclean.project.find import folder_of, nearest, users_own
from persclean.project.keys import Value, key_of, keys, option_of
from persclean.project.merge import merged
from persclean.project.read import Given, Layer, ProjectFile, read

if TYPE_CHECKING:
    from persclean.request import Request


@dataclass(frozen=True)
class Settings:
    """Every setting with its value and where it comes from; immutable, hashable, picklable.

    given: in the order of data/settings.tsv. file: the settings file that was read, if any.
    """

    given: tuple[tuple[str, Given], ...]
    file: Path | None = None

    @cached_property
    def _values(self) -> dict[str, Given]:
        return dict(self.given)

    def __getitem__(self, name: str) -> Any:
        """Return the value of a setting."""
        return self._values[name].value

    def where(self, name: str) -> str:
        """Return where the value of a setting comes from: `default`, `--digits`, `persclean.toml:3`."""
        return self._values[name].where

    @cached_property
    def pipeline(self) -> Pipeline:
        """The pipeline they ask for. Raises ConfigError."""
        names = tuple(name for name in self["filters"] if name not in self["skip"])
        config = {name: self[name] for name, key in keys().items() if key.of_config}
        if self["exceptions"]:
            config["exceptions"] = self["exceptions"]
        return Pipeline(names, Config.of(**config), self["verify"])

    def request(self, **run: Any) -> Request:
        """Return the request of `persclean clean`; run: fields of Request that are no settings. Raises ConfigError."""
        from persclean.request import Request, record_options

        records = record_options(
            columns=self["column"],
            record=self["record"],
            texts=self["text"],
            delimiter=self["delimiter"] or None,
            quote=self["quote"],
            escape=self["escape"] or None,
            header=self["header"],
            max_record=self["max_record"],
            encoding=self["encoding"] if self.where("encoding") != "default" else "",
        )
        return Request(
            include=self["include"],
            exclude=self["exclude"],
            encoding=self["encoding"],
            errors=self["errors"],
            list_removals=self["list_removals"],
            format=self["format"],
            records=records,
            strict=self["strict"],
            compress=self["compress"] or None,
            max_ratio=self["max_ratio"] if self.where("max_ratio") != "default" else None,
            jobs=self["jobs"],
            **run,
        )


class Resolver:
    """The settings of each file of a run.

    options: values by setting, texts as from the command line or of the right type; None for one that was not given.
    Two more: `config`, the path of a settings file to read instead of looking for one, and `no_config`, to read none.
    Raises ConfigError for a wrong name or value, InputError for a file that cannot be read.
    """

    def __init__(self, options: Mapping[str, object]) -> None:
        given = {name: value for name, value in options.items() if value is not None}
        config, self._none = given.pop("config", None), bool(given.pop("no_config", False))
        if config is not None and self._none:
            raise ConfigError("--config and --no-config exclude each other: choose one")
        # Made absolute here: where files are looked for must not depend on where a worker happens to be.
        self._file = Path(os.path.abspath(str(config))) if config is not None else None  # noqa: PTH100
        self._line = _line(given)
        self._known: dict[tuple[Path | None, tuple[int, ...]], Settings] = {}

    def of(self, start: Path | None = None) -> Settings:
        """Return what holds for a file (it need not exist), a folder, or the working directory."""
        path = self._path(start)
        if path is None:
            return self._made(None, ())
        file = read(path)
        return self._made(file, tuple(_matching(file, start)) if file.overrides and start is not None else ())

    def _path(self, start: Path | None) -> Path | None:
        if self._none:
            return None
        if self._file is not None:
            return self._file
        return nearest(folder_of(start)) or users_own()

    def _made(self, file: ProjectFile | None, overrides: tuple[int, ...]) -> Settings:
        key = file.path if file is not None else None, overrides
        if key not in self._known:
            layers = [] if file is None else [file.layer, *(file.overrides[n] for n in overrides)]
            values = merged([*layers, self._line])
            self._known[key] = Settings(tuple((name, values[name]) for name in keys() if name in values), key[0])
        return self._known[key]


def resolved(options: Mapping[str, object], start: Path | None = None) -> Settings:
    """Return what holds for one text: command line, then settings file, then preset, then defaults.

    options: see Resolver. start: where the text stands, a file (it need not exist) or a folder; None for the working
    directory. Raises ConfigError, InputError.

    >>> settings = resolved({"digits": "latin", "skip": "zwnj", "no_config": True})
    >>> settings["digits"], settings.where("digits"), settings.pipeline.names
    ('latin', '--digits', ('unicode', 'letters', 'marks', 'digits', 'spacing'))
    """
    return Resolver(options).of(start)


def _line(given: Mapping[str, object]) -> Layer:
    """Return what the command line says."""
    found = {}
    for name, value in given.items():
        key = key_of(name, keys())
        found[key.name] = Given(option_of(key, value), key.option)
    if found.keys() >= {"filters", "preset"}:
        raise ConfigError("--filters and --preset exclude each other: choose one")
    for name in ("filters", "skip"):
        for one in _names(found.get(name)):
            find(one)
    if "filters" in found:
        left = [one for one in _names(found["filters"]) if one not in _names(found.get("skip"))]
        if not left:
            raise ConfigError("--filters names no filter to run; see 'persclean filters'")
    return Layer(found)


def _names(given: Given | None) -> tuple[str, ...]:
    value: Value = given.value if given is not None else ()
    return value if isinstance(value, tuple) else ()


def _matching(file: ProjectFile, start: Path) -> Iterator[int]:
    """Yield the overrides that are for this file; their paths are below the folder of the settings file."""
    from persclean.io.patterns import spec_of

    path = Path(os.path.abspath(start))  # noqa: PTH100 - links stay as they are
    try:
        relative = path.relative_to(file.path.parent).as_posix()
    except ValueError:
        return
    for n, one in enumerate(file.overrides):
        spec = spec_of(one.paths, str(file.path))
        if spec is not None and spec.match_file(relative):
            yield n


def names_of(text: str | None) -> tuple[str, ...]:
    """Return the names in a list with commas.

    >>> names_of("a, b,")
    ('a', 'b')
    """
    return tuple(name.strip() for name in (text or "").split(",") if name.strip())
