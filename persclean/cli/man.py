"""`persclean man`: the manual page; persclean.manpage writes it."""

from __future__ import annotations

import typer


def man(context: typer.Context) -> None:
    """Write the manual page persclean(1), made from the same definitions as the help texts.

    \b
    Examples:
      persclean man > /usr/local/share/man/man1/persclean.1
      persclean man | man -l -
    """
    from persclean.manpage import page

    root = context.find_root()
    print(page(root.command, root), end="")
