"""Every setting that a project may have: its name, its kind, and what it is for; the one list behind all the rest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from functools import cache
from typing import Literal

from persclean import tables
from persclean.config import CHOICES, RANGES, Config
from persclean.errors import ConfigError, unknown_name
from persclean.io.encodings import ERRORS
from persclean.request import COMPRESSIONS, FORMATS

Kind = Literal["text", "number", "integer", "flag", "list", "file"]
Value = str | float | bool | tuple[str, ...]

_KINDS: dict[Kind, str] = {
    "text": "a text",
    "number": "a number",
    "integer": "a whole number",
    "flag": "true or false",
    "list": "a list of texts",
    "file": "the path of a file",
}


@dataclass(frozen=True, slots=True)
class Key:
    """A setting. default: in TOML's terms. per_path: whether it may differ from file to file. what: for messages."""

    name: str
    kind: Kind
    default: Value
    per_path: bool
    what: str
    help: str

    @property
    def option(self) -> str:
        """The option of the command line that sets it."""
        return _OPTIONS.get(self.name, "--" + self.name.replace("_", "-"))

    @property
    def choices(self) -> tuple[str, ...]:
        """What a text may be, none for any."""
        if self.name == "preset":
            from persclean.presets import presets

            return tuple(presets())
        return _CHOICES.get(self.name, ())

    @property
    def limits(self) -> tuple[float, float] | None:
        """What a number may be."""
        return _LIMITS.get(self.name)

    @property
    def of_config(self) -> bool:
        """Whether it is a field of Config."""
        return self.name in _CONFIG and self.name != "exceptions"


_CONFIG = {field.name: field.default for field in fields(Config)}
_CHOICES = {**CHOICES, "format": FORMATS, "compress": COMPRESSIONS, "errors": ERRORS}
_LIMITS: dict[str, tuple[float, float]] = {name: limits[1:] for name, limits in RANGES.items()}
_LIMITS |= {"max_record": (0.001, 1024), "max_ratio": (1, 1e9), "jobs": (0, 4096)}
_OPTIONS = {"header": "--no-header", "verify": "--no-verify"}


@cache
def keys() -> dict[str, Key]:
    """Return all settings by name, in the order in which they are shown."""
    found = {}
    for name, kind, default, per_path, what, help in tables.rows("settings.tsv"):
        of_config = _CONFIG.get(name)
        value: Value
        if kind == "list":
            value = tuple(default.split())
        elif kind == "flag":
            value = default == "true"
        elif isinstance(of_config, str | int | float):
            value = of_config
        else:
            value = {"number": float, "integer": int}.get(kind, str)(default)
        found[name] = Key(name, kind, value, per_path == "yes", what, help)  # type: ignore[arg-type]
    return found


def key_of(name: str, known: Iterable[str]) -> Key:
    """Return the setting of that name; a name is also known with hyphens. ConfigError that suggests the nearest one."""
    plain = name.replace("-", "_")
    if plain not in known:
        raise unknown_name("setting", name, known)
    return keys()[plain]


def value_of(key: Key, given: object) -> Value:
    """Return a value from a settings file, checked for its type; ConfigError for a wrong one.

    >>> value_of(keys()["skip"], ["digits"]), value_of(keys()["jobs"], 2)
    (('digits',), 2)
    """
    if key.kind == "list" and isinstance(given, list) and all(isinstance(one, str) for one in given):
        return tuple(given)
    if key.kind == "flag" and isinstance(given, bool):
        return given
    if key.kind == "integer" and isinstance(given, int) and not isinstance(given, bool):
        return given
    if key.kind == "number" and isinstance(given, int | float) and not isinstance(given, bool):
        return given
    if key.kind in ("text", "file") and isinstance(given, str):
        return given
    raise ConfigError(f"{key.name} must be {_KINDS[key.kind]}, not {_toml(given)}")


def option_of(key: Key, given: object) -> Value:
    """Return a value from the command line (texts; lists with commas, or given again) or a library call.

    >>> option_of(keys()["skip"], "digits, zwnj"), option_of(keys()["zwnj_confidence"], "0.9")
    (('digits', 'zwnj'), 0.9)
    """
    if key.kind == "list":
        parts = [given] if isinstance(given, str) else list(given)  # type: ignore[call-overload]
        if key.name in ("include", "exclude"):
            return tuple(parts)
        return tuple(name.strip() for part in parts for name in part.split(",") if name.strip())
    if key.kind in ("number", "integer") and isinstance(given, str):
        try:
            return int(given) if key.kind == "integer" else float(given)
        except ValueError:
            raise ConfigError(f"{key.option} {given!r}: not {key.what or _KINDS[key.kind]}") from None
    return given  # type: ignore[return-value]


def _toml(value: object) -> str:
    names = {bool: "true or false", int: "a whole number", float: "a number", str: "a text", list: "a list"}
    return f"{names.get(type(value), 'a table')} ({value!r})" if not isinstance(value, dict) else "a table"
