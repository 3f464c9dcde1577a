"""From a command's parameters to the settings they give; the names are those of the functions' parameters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_PLAIN = """config no_config filters skip preset exceptions digits diacritics heh_ye zwnj_confidence zwnj_model
document_separator headlines_scope headlines_min_words headlines_similarity headlines_window encoding errors format
delimiter quote escape max_record compress max_ratio jobs""".split()
_LISTS = ("column", "include", "exclude")
_FLAGS = ("strict", "list_removals")


def settings_given(parameters: Mapping[str, Any]) -> dict[str, object]:
    """Return the options for a Resolver; what a command does not have counts as not given."""
    from persclean.settings import names_of

    found: dict[str, object] = {name: parameters.get(name) for name in _PLAIN}
    found |= {name: parameters.get(name) or None for name in _LISTS}
    found["record"] = parameters.get("record") or None
    found["text"] = names_of(parameters.get("text")) or None
    found["header"] = False if parameters.get("no_header") else None
    found["verify"] = False if parameters.get("no_verify") else None
    found |= {name: True if parameters.get(name) else None for name in _FLAGS}
    return found


def whole_number(option: str, text: str) -> int:
    """Return the whole number that an option was given; ConfigError if it is none.

    >>> whole_number("--shards", "16")
    16
    """
    from persclean.errors import ConfigError

    try:
        return int(text)
    except ValueError:
        raise ConfigError(f"{option} {text!r}: not a whole number") from None
