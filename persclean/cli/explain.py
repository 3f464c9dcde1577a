"""`persclean explain`: the options; persclean.explanation does the work."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer

from persclean.cli import options as o
from persclean.cli.groups import settings, takes


@takes(settings)
def explain(
    text: Annotated[str, typer.Argument(metavar="TEXT|FILE|-", help="A text, a file with one, or standard input.")],
    code: o.Code = None,
    output_format: o.ExplainFormat = "text",
    color: o.Color = "auto",
    **given: Any,
) -> None:
    """Show a text step by step through the filters: which changed what, and why.

    A | stands for the half-space, a ⏎ for the end of a line.

    \b
    Examples:
      persclean explain 'نمیخواهند'
      persclean explain 'دیپلماسی شهری زمینهساز ارتقای روابط'
      persclean explain --preset page page.txt --code unwrap,PC202
      persclean explain --output-format json - < page.txt
    """
    from persclean.cli.given import settings_given
    from persclean.explanation import explain as run
    from persclean.settings import names_of

    codes = names_of(",".join(code or ()))
    said = run(settings_given(given), text, codes=codes, output_format=output_format, color=color)
    sys.stdout.write(said)
