"""`persclean filters`: the table of all filters, or the manual of one; persclean.manual writes both."""

from __future__ import annotations

import shutil
from typing import Annotated

import typer


def filters(
    name: Annotated[
        str | None, typer.Argument(metavar="NAME", help="Show this filter's manual.", show_default=False)
    ] = None,
) -> None:
    """Show what filters there are, or the manual of one.

    \b
    Examples:
      persclean filters
      persclean filters zwnj
    """
    from persclean.filters import all_filters, find
    from persclean.manual import page, table

    width = shutil.get_terminal_size().columns
    print(page(find(name), width) if name else table(all_filters().values(), width))
