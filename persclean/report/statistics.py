"""How many findings there are by code."""

from __future__ import annotations

from collections.abc import Mapping

from persclean.report.json_list import dumped

Counts = Mapping[tuple[str, str], int]


def table(counts: Counts, whys: Mapping[str, str]) -> str:
    """Return lines with number, code, name and why, the most frequent first.

    >>> print(table({("PC106", "zwnj"): 3, ("PC101", "letters"): 12}, {"PC106": "Half-spaces."}), end="")
    12  PC101  letters
     3  PC106  zwnj     Half-spaces.
    """
    ordered = _ordered(counts)
    wide = max((len(str(number)) for _, number in ordered), default=0)
    names = max((len(name) for (_, name), _ in ordered), default=0)
    rows = [f"{number:{wide}}  {code}  {name:{names}}  {whys.get(code, '')}" for (code, name), number in ordered]
    return "".join(f"{row.rstrip()}\n" for row in rows)


def as_json(counts: Counts) -> str:
    """Return an array of objects with `code`, `filter` and `count`, the most frequent first."""
    return dumped([{"code": code, "filter": name, "count": n} for (code, name), n in _ordered(counts)]) + "\n"


def _ordered(counts: Counts) -> list[tuple[tuple[str, str], int]]:
    return sorted(counts.items(), key=lambda one: (-one[1], one[0]))
