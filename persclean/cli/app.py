"""The Typer app: the commands together, and what holds for all of them."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from persclean._version import __version__
from persclean.cli.check import check
from persclean.cli.clean import clean
from persclean.cli.config import config
from persclean.cli.diff import diff
from persclean.cli.evaluate import evaluate
from persclean.cli.explain import explain
from persclean.cli.filters import filters
from persclean.cli.man import man
from persclean.cli.merge_reports import merge_reports
from persclean.cli.repeats import repeats
from persclean.cli.review import review
from persclean.cli.stats import stats
from persclean.cli.train import train

# Rich draws boxes where there is a terminal to draw them on; elsewhere help and errors are plain text, and quick.
_TERMINAL = sys.stdout is not None and sys.stdout.isatty() and sys.stderr is not None and sys.stderr.isatty()

app = typer.Typer(
    rich_markup_mode="rich" if _TERMINAL else None,
    pretty_exceptions_enable=False,
    no_args_is_help=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(clean)
app.command()(check)
app.command()(diff)
app.command()(explain)
app.command()(filters)
app.command()(review)
app.command()(train)
app.command()(evaluate)
app.add_typer(config, name="config")
app.command()(stats)
app.command()(man)
app.command()(merge_reports)
app.command()(repeats)


def _version(wanted: bool) -> None:
    if wanted:
        print(f"persclean {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def root(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", "-V", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Clean Persian text: half-spaces, Arabic letters, digits, spacing. No letter is lost.

    \b
    Examples:
      echo 'كتابهاي 3 نويسنده' | persclean clean
      persclean clean page.txt -o clean.txt
      persclean clean -w articles/
      persclean check page.txt
      persclean filters zwnj
    """
    if context.invoked_subcommand is None:
        print(context.get_help())
