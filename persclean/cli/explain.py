"""`persclean explain`: the options; persclean.explanation does the work."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from persclean.cli import options as o


def explain(
    text: Annotated[str, typer.Argument(metavar="TEXT|FILE|-", help="A text, a file with one, or standard input.")],
    code: o.Code = None,
    output_format: o.ExplainFormat = "text",
    color: o.Color = "auto",
    filters: o.Filters = None,
    skip: o.Skip = None,
    preset: o.Preset = None,
    exceptions: o.Exceptions = None,
    config: o.ConfigFile = None,
    no_config: o.NoConfig = False,
    digits: o.Digits = None,
    diacritics: o.Diacritics = None,
    heh_ye: o.HehYe = None,
    zwnj_confidence: o.ZwnjConfidence = None,
    zwnj_model: o.ZwnjModel = None,
    encoding: o.Encoding = None,
    errors: o.Errors = None,
    document_separator: o.DocumentSeparator = None,
    headlines_scope: o.HeadlinesScope = None,
    headlines_min_words: o.HeadlinesMinWords = None,
    headlines_similarity: o.HeadlinesSimilarity = None,
    headlines_window: o.HeadlinesWindow = None,
    no_verify: o.NoVerify = False,
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
    given = locals() | {"text": None}
    from persclean.cli.given import settings_given
    from persclean.explanation import explain as run
    from persclean.settings import names_of

    codes = names_of(",".join(code or ()))
    said = run(settings_given(given), text, codes=codes, output_format=output_format, color=color)
    sys.stdout.write(said)
