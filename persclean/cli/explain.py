"""`persclean explain`: what is changed in a text, and what the half-space model saw in its words."""

from __future__ import annotations

from typing import Annotated

import typer


def explain(
    text: Annotated[str, typer.Argument(metavar="TEXT|-", help="A word or a sentence; '-': standard input.")],
    zwnj_model: Annotated[str, typer.Option(metavar="FILE", help="Half-space weights of your own.")] = "",
    preset: Annotated[str, typer.Option(metavar="NAME", help="default, page, minimal or typography.")] = "default",
) -> None:
    """Show the changes of a text, filter by filter, and why half-spaces go where they go.

    A | stands for the half-space, a ⏎ for the end of a line.

    \b
    Examples:
      persclean explain 'نمیخواهند'
      persclean explain 'دیپلماسی شهری زمینهساز ارتقای روابط'
      persclean explain --preset page - < page.txt
    """
    import sys

    from persclean.config import Config
    from persclean.halfspace.explain import report

    given = sys.stdin.read().rstrip("\n") if text == "-" else text
    print(report(given, Config(zwnj_model=zwnj_model), preset))
