"""What pytest does not collect: the doctests of what cannot be run here."""

from __future__ import annotations

from importlib.util import find_spec

collect_ignore = [] if find_spec("hazm") else ["persclean/filters/informal.py"]
