"""`persclean evaluate`: what the half-space model mends of edited text that was damaged on purpose."""

from __future__ import annotations

from typing import Annotated

import typer


def evaluate(
    model: Annotated[str, typer.Argument(metavar="MODEL", help="A weights file, or 'shipped'.")],
    text: Annotated[str, typer.Argument(metavar="TEXT", help="Edited text, UTF-8, not seen in training.")],
    json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """Measure half-space weights on edited text: damage it, mend it, compare.

    \b
    lost: every ZWNJ deleted. spaced: every ZWNJ made a space. mixed: a third
    each, and a third left. clean: nothing damaged, so every change is wrong.
    \b
    Examples:
      persclean evaluate shipped edited.txt
      persclean evaluate ours.model edited.txt --json
    """
    from pathlib import Path

    from persclean.errors import PerscleanError
    from persclean.halfspace.evaluate import as_json, as_table, measure

    if not Path(text).is_file():
        raise PerscleanError(f"{text}: no such file")
    found = measure("" if model == "shipped" else model, Path(text))
    print(as_json(found) if json else as_table(found))
