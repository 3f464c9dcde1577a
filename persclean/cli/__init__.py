"""The command line: one file a command, no logic in them. `main` is the entry point."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line and exit with its code."""
    from persclean.process import guarded

    sys.exit(guarded(_app))


def _app() -> None:
    # Imported only now, so that signals are already caught while this takes its time.
    from persclean.cli.app import app
    from persclean.cli.quick import take_plain_values_as_given

    take_plain_values_as_given()
    app(prog_name="persclean")
