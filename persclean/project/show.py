"""`persclean config show`: every setting, its value, and where that comes from; as TOML that can be copied, or JSON."""

from __future__ import annotations

import json

from persclean.presets import presets
from persclean.project.find import named
from persclean.settings import Settings

_WIDEST = 60  # characters of a value before its origin goes to a line of its own


def as_toml(settings: Settings) -> str:
    """Return the settings as the text of a persclean.toml, the origin of each behind it."""
    head = f"# {named(settings.file)}" if settings.file else "# no settings file"
    rows = []
    for name, given in settings.given:
        preset = name == "filters" and given.where.startswith("preset ")
        # (Filters and a preset exclude each other in a file: those that a preset brings are told, not set.)
        rows.append((f"{'# ' if preset else ''}{name} = {value(given.value)}", given.where))
    width = min(max(len(row) for row, _ in rows), _WIDEST)
    lines = [f"{row:<{width}}  # {where}" if len(row) <= width else f"{row}\n  # {where}" for row, where in rows]
    return "\n".join([head, *lines])


def as_json(settings: Settings) -> str:
    """Return the settings as JSON: the file, and of each setting the value and where it comes from."""
    found = {name: {"value": given.value, "from": given.where} for name, given in settings.given}
    file = str(settings.file) if settings.file else None
    return json.dumps({"file": file, "settings": found}, ensure_ascii=False, indent=1)


def value(given: object) -> str:
    """Return a value in TOML.

    >>> print(value(("a", 'b"')), value(True), value(16.0))
    ["a", "b\\""] true 16.0
    """
    if isinstance(given, tuple):
        return f"[{', '.join(map(value, given))}]"
    if isinstance(given, str):
        # TOML's basic strings take JSON's escapes; and DEL is the one sign more that must be escaped.
        return json.dumps(given, ensure_ascii=False).replace("\x7f", "\\u007f")
    return json.dumps(given)


def presets_table() -> str:
    """Return what presets there are: the filters of each, the settings it brings, and what it is for."""
    lines: list[str] = []
    for name, one in presets().items():
        lines += [f"[{name}]  # {one.why}", f"filters = {value(one.filters)}"]
        lines += [f"{key} = {value(given)}" for key, given in one.config.items()]
        lines.append("")
    return "\n".join(lines[:-1])
