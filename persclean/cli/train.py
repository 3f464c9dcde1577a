"""`persclean train`: weights of the half-space model from edited text; persclean.halfspace.training does the work."""

from __future__ import annotations

from typing import Annotated

import typer


def train(
    corpus: Annotated[
        list[str], typer.Argument(metavar="CORPUS...", help="Edited text, UTF-8, half-spaces as you want them.")
    ],
    output: Annotated[str, typer.Option("-o", "--output", metavar="MODEL", help="The weights file to write.")],
    lexicon: Annotated[
        list[str] | None,
        typer.Option(metavar="FILE|hazm", help="A word list (one a line; .csv, .dic and the like), or hazm's own."),
    ] = None,
    counts: Annotated[
        list[str] | None, typer.Option(metavar="FILE", help="A counted word list: 'word count' on each line.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the weights file if it exists.")] = False,
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="Say nothing but failures.")] = False,
) -> None:
    """Train half-space weights on edited text, in the style of its editors.

    \b
    Examples:
      persclean train archive/*.txt --lexicon hazm -o ours.model
      persclean evaluate ours.model held-out.txt
      persclean clean page.txt --zwnj-model ours.model
    \b
    The same inputs give the same bytes. docs/halfspace.md tells what text is
    good to train on, and how the shipped weights were made.
    """
    import sys
    import time
    from pathlib import Path

    from persclean.errors import ConfigError, PerscleanError
    from persclean.halfspace.training.build import train as build
    from persclean.io.atomic import AtomicFile

    target = Path(output)
    if target.exists() and not force:
        raise ConfigError(f"{target}: exists; --force replaces it")
    started = time.monotonic()

    def say(what: str) -> None:
        if not quiet:
            print(f"{time.monotonic() - started:5.0f} s  {what}", file=sys.stderr, flush=True)

    for name in (*corpus, *(lexicon or ()), *(counts or ())):
        if name != "hazm" and not Path(name).is_file():
            raise PerscleanError(f"{name}: no such file")
    data = build([Path(name) for name in corpus], lexicon or [], [Path(name) for name in counts or ()], say)
    with AtomicFile(target) as new:
        new.write(data)
        new.commit()
    say(f"wrote {target}, {len(data):,} bytes")
