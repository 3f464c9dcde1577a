"""The command line: one file a command, no logic in them. `main` is the entry point."""

from __future__ import annotations

import os
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
    # NumPy's linear algebra, which nothing here uses, would start a thread a core: a quarter of the start-up.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    app(prog_name="persclean")
