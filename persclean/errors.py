"""The errors that users see: each says what, where, and what to do."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class PerscleanError(Exception):
    """Something the user can mend: `str(error)` is the whole message, in one or two lines."""


class ConfigError(PerscleanError):
    """A wrong name or value in the settings (exit code 2 on the command line)."""


class InputError(PerscleanError):
    """An input that cannot be read or is not text (exit code 3 on the command line)."""


class LettersLostError(PerscleanError):
    """A filter changed a letter it has not declared: a bug in that filter, caught before anything was written."""

    def __init__(self, filter_name: str, before: str, after: str) -> None:
        super().__init__(
            f"filter '{filter_name}' changed letters it does not declare: {before[:80]!r} became {after[:80]!r}; "
            f"nothing was written. Run with --skip {filter_name}, and please report this"
        )


class WordsLostError(LettersLostError):
    """A document filter took out words that stand nowhere else: a bug in that filter, caught before it was done."""

    def __init__(self, filter_name: str, first: int, last: int, why: str) -> None:
        lines = f"line {first}" if first == last else f"lines {first}-{last}"
        PerscleanError.__init__(
            self,
            f"filter '{filter_name}' lost words at {lines}: {why}; nothing was written. "
            f"Run with --skip {filter_name}, and please report this",
        )


class RecordsLostError(PerscleanError):
    """A format wrote other records or texts than it was given: a bug in it, caught before the file was put in place."""

    def __init__(self, format_name: str, wanted: int, found: int) -> None:
        records = f"{found} records, not {wanted}" if found != wanted else "other texts"
        super().__init__(
            f"the {format_name} written, read again, holds {records}: nothing was put in place. Please report this"
        )


class WorkerLostError(PerscleanError):
    """A worker process has ended in the middle of its work: the system, or somebody, has killed it."""

    def __init__(self) -> None:
        super().__init__(
            "a worker process was killed (is memory short?): this file is as it was. Run again, with a smaller --jobs"
        )


def unknown_name(kind: str, name: str, known: Iterable[str]) -> ConfigError:
    """Return the error for a name that does not exist, with the nearest ones that do.

    >>> str(unknown_name("filter", "zwjn", ["zwnj", "letters"]))
    "unknown filter 'zwjn': did you mean 'zwnj'? Known: letters, zwnj"
    """
    names = sorted(known)
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    hint = f" did you mean '{near[0]}'?" if near else ""
    return ConfigError(f"unknown {kind} '{name}':{hint} Known: {', '.join(names)}")
