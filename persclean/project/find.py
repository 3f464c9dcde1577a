"""Where the settings of a project stand: the nearest file above, or the user's own."""

from __future__ import annotations

import os
import sys
from functools import cache
from pathlib import Path

FILE, PYPROJECT = "persclean.toml", "pyproject.toml"


@cache
def nearest(folder: Path) -> Path | None:
    """Return the settings file of an absolute folder: in it, or in the nearest folder above that has one.

    In a folder, persclean.toml comes before pyproject.toml; a pyproject.toml without [tool.persclean] does not count.
    A file that is there and cannot be read counts: reading it says what is wrong.
    """
    own, shared = folder / FILE, folder / PYPROJECT
    if _is_file(own):
        return own
    if _is_file(shared) and _speaks(shared):
        return shared
    return nearest(folder.parent) if folder.parent != folder else None


def users_own() -> Path | None:
    """Return the user's own settings file, if there is one: it holds where no project has settings."""
    if sys.platform == "win32":
        base = os.environ.get("APPDATA", "")
    else:
        base = os.environ.get("XDG_CONFIG_HOME", "") or os.path.expanduser("~/.config")  # noqa: PTH111
    path = Path(base, "persclean", FILE)
    return path if base and _is_file(path) else None


def folder_of(start: Path | None) -> Path:
    """Return the absolute folder to look from: `start` if it is one, the folder of a file (it need not exist)."""
    place = Path(os.path.abspath(start if start is not None else "."))  # noqa: PTH100 - links stay as they are
    return place if os.path.isdir(place) else place.parent  # noqa: PTH112 - this one never raises


def named(path: Path) -> str:
    """Return how messages name a settings file: by its place in the working directory, if it is in it."""
    from persclean.io.failures import shown

    try:
        return shown(path.relative_to(Path.cwd()))
    except ValueError:
        return shown(path)


def _is_file(path: Path) -> bool:
    """Whether there is such a file, as far as this user can see: pathlib would raise for a folder that is closed."""
    return os.path.isfile(path)  # noqa: PTH113


def _speaks(path: Path) -> bool:
    """Whether a pyproject.toml has settings for this tool; most have not even the name, and need not be parsed."""
    try:
        data = path.read_bytes()
    except OSError:
        return False
    if b"persclean" not in data:
        return False
    import tomllib

    try:
        tool = tomllib.loads(data.decode("utf-8")).get("tool", {})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        return b"tool.persclean" in data  # ours, and broken: reading it says where
    return isinstance(tool, dict) and "persclean" in tool
