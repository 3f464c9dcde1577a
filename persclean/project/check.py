"""Whether a single setting has a value that can be; what several of them make together is checked where they meet."""

from __future__ import annotations

from persclean.config import Config
from persclean.errors import ConfigError, unknown_name
from persclean.project.keys import Key, Value


def check(key: Key, value: Value) -> None:
    """Raise ConfigError for a value that this setting cannot have."""
    if key.of_config and key.kind != "file":
        Config.of(**{key.name: value})
    elif key.name == "preset":
        from persclean.presets import preset

        preset(str(value))
    elif key.name in ("filters", "skip") and isinstance(value, tuple):
        from persclean.filters import find

        for name in value:
            find(name)
        if key.name == "filters" and not value:
            raise ConfigError("filters names no filter to run; see 'persclean filters'")
    elif key.name == "encoding":
        from persclean.io.encodings import encoding_of

        encoding_of(str(value))
    elif key.name == "errors":
        from persclean.io.encodings import errors_of

        errors_of(str(value))
    elif key.choices and value and value not in key.choices:
        raise unknown_name(f"value for {key.name}", str(value), key.choices)
    elif key.limits and isinstance(value, int | float) and not key.limits[0] <= value <= key.limits[1]:
        raise ConfigError(f"{key.name} is {value!r}: it must be from {key.limits[0]:g} to {key.limits[1]:g}")
    elif key.name in ("delimiter", "quote", "escape") and len(str(value)) > 1 and value != "\\t":
        raise ConfigError(f"{key.name} is {value!r}: it must be one character")
