"""Reports of the shares of one run (`--shard`, ranks of a cluster), made one report."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from persclean.errors import ConfigError, InputError
from persclean.io.failures import reason, shown
from persclean.report.run import SCHEMA

_OWN = ("jobs", "shard")  # settings in which shares differ


def merged(paths: Sequence[Path]) -> dict[str, Any]:
    """Return one report of all: files by name, counts and seconds added up, the largest exit code.

    Raises ConfigError without any, for shares of different settings or versions, and for an input that two of them
    name; InputError for a file that is no such report.

    >>> merged([])
    Traceback (most recent call last):
        ...
    persclean.errors.ConfigError: no reports to merge
    """
    if not paths:
        raise ConfigError("no reports to merge")
    whole: dict[str, Any] = {}
    inputs: dict[str, Path] = {}
    for path in paths:
        one = _read(path)
        for file in one["files"]:
            earlier = inputs.setdefault(file["input"], path)
            if earlier != path:
                raise ConfigError(f"{file['input']} stands in {shown(earlier)} and in {shown(path)}: not of one run")
        one["settings"] |= dict.fromkeys(_OWN)
        if not whole:
            whole = one
            continue
        for name in ("persclean", "settings"):
            if one[name] != whole[name]:
                raise ConfigError(f"{shown(path)} is of another run than {shown(paths[0])}: their {name} differ")
        if one["python"] not in whole["python"].split(", "):
            whole["python"] = ", ".join(sorted([*whole["python"].split(", "), one["python"]]))
        whole["exit_code"] = max(whole["exit_code"], one["exit_code"])
        whole["files"] += one["files"]
        for name in ("statuses", "totals"):
            whole[name] = _added(whole[name], one[name])
    whole["files"].sort(key=lambda file: file["input"])
    whole["totals"]["seconds"] = round(whole["totals"]["seconds"], 3)
    return whole


def _read(path: Path) -> dict[str, Any]:
    try:
        one = json.loads(path.read_bytes().decode("utf-8", "surrogateescape"))
    except OSError as error:
        raise InputError(f"{shown(path)}: cannot be read: {reason(error)}") from error
    except ValueError as error:
        raise InputError(f"{shown(path)}: no JSON: {error}") from error
    if not isinstance(one, dict) or one.get("schema") != SCHEMA:
        raise InputError(f"{shown(path)}: no report of persclean clean --report: its schema is not {SCHEMA}")
    return one


def _added(one: Any, other: Any) -> Any:
    """Return the sums of two trees of numbers."""
    if isinstance(one, dict):
        return {
            name: _added(one.get(name, 0), other[name]) if name in other else one[name] for name in {**one, **other}
        }
    return _added(dict.fromkeys(other, 0), other) if isinstance(other, dict) else one + other
