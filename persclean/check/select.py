"""Which findings are wanted: `--select` and `--ignore`, by code, the beginning of one, or name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from persclean.check.found import BAD_BYTES, BAD_RECORD
from persclean.engine.kinds import Kind
from persclean.errors import unknown_name


def known() -> dict[str, str]:
    """Return the names of all findings by code."""
    from persclean.filters import all_filters

    filters = {one.code: one.name for one in all_filters().values()}
    return filters | {BAD_BYTES[0]: BAD_BYTES[1], BAD_RECORD[0]: BAD_RECORD[1]}


def codes_of(given: Iterable[str], names: Mapping[str, str], option: str) -> frozenset[str]:
    """Return the codes that these codes, beginnings of codes, and names mean; `ALL` means all.

    Raises ConfigError for one that means none. option: what the user wrote it after.

    >>> sorted(codes_of(["PC1", "unwrap"], {"PC101": "letters", "PC201": "unwrap"}, "--select"))
    ['PC101', 'PC201']
    """
    found: set[str] = set()
    for one in given:
        upper = one.upper()
        codes = {c for c, name in names.items() if upper in ("ALL", c) or name == one or c.startswith(upper)}
        if not codes:
            raise unknown_name(f"code or name for {option}", one, [*names, *names.values()])
        found |= codes
    return frozenset(found)


class Selection:
    """What is reported. select: nothing means all. ignore: taken out of these. Raises ConfigError for unknown ones."""

    def __init__(self, select: Iterable[str] = (), ignore: Iterable[str] = ()) -> None:
        select, ignore = tuple(select), tuple(ignore)
        self._codes: frozenset[str] | None = None
        if select or ignore:
            names = known()
            chosen = codes_of(select, names, "--select") if select else frozenset(names)
            self._codes = chosen - codes_of(ignore, names, "--ignore")

    def __call__(self, kind: Kind) -> bool:
        """Whether a finding is wanted."""
        return self._codes is None or kind.code in self._codes
