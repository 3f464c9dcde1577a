"""`persclean config`: what holds here and why, the presets, and the schema of settings files."""

from __future__ import annotations

from typing import Annotated

import typer

from persclean.cli import options as o

config = typer.Typer(
    help="Show the settings that hold, the presets, or the schema of settings files.", no_args_is_help=True
)


@config.command()
def show(
    path: Annotated[
        str | None, typer.Argument(metavar="PATH", help="For this file or folder.", show_default=False)
    ] = None,
    config: o.ConfigFile = None,
    no_config: o.NoConfig = False,
    preset: o.Preset = None,
    json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
) -> None:
    """Show every setting with its value and where that comes from.

    \b
    The command line is stronger than the nearest persclean.toml or
    [tool.persclean] in pyproject.toml, above the file or the working folder;
    where there is none, ~/.config/persclean/persclean.toml counts.
    \b
    Examples:
      persclean config show
      persclean config show news/today.txt
    """
    from pathlib import Path

    from persclean.project.show import as_json, as_toml
    from persclean.settings import resolved

    settings = resolved(
        {"config": config, "no_config": no_config, "preset": preset}, Path(path) if path is not None else None
    )
    settings.pipeline  # noqa: B018 - complains of what is wrong
    print(as_json(settings) if json else as_toml(settings))


@config.command()
def presets() -> None:
    """Show the presets: the filters of each, the settings it brings, what it is for."""
    from persclean.project.show import presets_table

    print(presets_table())


@config.command()
def schema() -> None:
    """Print the JSON schema of settings files, for editors.

    \b
    Example:
      persclean config schema > persclean.schema.json
    """
    from persclean.project.schema import text

    print(text(), end="")
