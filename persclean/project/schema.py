"""A JSON schema of settings files, for editors: draft 7, which they know."""

from __future__ import annotations

import json
from typing import Any

from persclean.project.keys import Key, keys

_TYPES = {"text": "string", "file": "string", "number": "number", "integer": "integer", "flag": "boolean"}


def schema() -> dict[str, Any]:
    """Return the schema of a persclean.toml, and so of [tool.persclean]."""
    both = {"not": {"required": ["filters", "preset"]}}
    paths = {
        "type": "array",
        "items": {"type": "string"},
        "minItems": 1,
        "description": "which files: gitignore patterns, from the folder of the settings file",
    }
    override = {
        "type": "object",
        "properties": {"paths": paths} | {name: _of(key) for name, key in keys().items() if key.per_path},
        "required": ["paths"],
        "additionalProperties": False,
        **both,
    }
    own = {name: _of(key) for name, key in keys().items()}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Settings of persclean",
        "description": "persclean.toml, and the table [tool.persclean] of pyproject.toml",
        "type": "object",
        "properties": own
        | {"overrides": {"type": "array", "items": override, "description": "what differs for some paths"}},
        "additionalProperties": False,
        **both,
    }


def text() -> str:
    """Return the schema as JSON, the same bytes every time."""
    return json.dumps(schema(), ensure_ascii=False, indent=2) + "\n"


def _of(key: Key) -> dict[str, Any]:
    found: dict[str, Any] = {"description": key.help}
    if key.kind == "list":
        found |= {"type": "array", "items": _item(key), "default": list(key.default)}  # type: ignore[arg-type]
        return found
    found |= {"type": _TYPES[key.kind], "default": key.default}
    if key.name == "encoding":
        from persclean.io.encodings import KNOWN

        found["examples"] = list(KNOWN)  # other spellings will do
    elif key.choices:
        found["enum"] = [*([""] if key.default == "" else []), *key.choices]
    if key.limits is not None:
        found |= {"minimum": key.limits[0], "maximum": key.limits[1]}
    return found


def _item(key: Key) -> dict[str, Any]:
    """Return what an element of a list may be; of filters those of plug-ins, too."""
    if key.name not in ("filters", "skip"):
        return {"type": "string"}
    from persclean.filters import built_in

    return {"anyOf": [{"enum": list(built_in())}, {"type": "string"}]}
