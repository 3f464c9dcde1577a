"""`persclean merge-reports`: the reports of shares of one run, made one."""

from __future__ import annotations

from typing import Annotated

import typer


def merge_reports(
    reports: Annotated[list[str], typer.Argument(metavar="REPORT...", help="Files that --report has written.")],
    output: Annotated[
        str | None, typer.Option("-o", "--output", metavar="FILE", help="Write here.", show_default="standard output")
    ] = None,
) -> None:
    """Make one report of those of shares (--shard) or ranks of one run.

    \b
    Examples:
      persclean merge-reports reports/*.json -o report.json
      persclean merge-reports reports/*.json | jq .totals
    """
    import json
    from pathlib import Path

    from persclean.io.sinks import open_sink
    from persclean.io.stdio import Stdout
    from persclean.io.targets import Target
    from persclean.report.merge import merged

    text = json.dumps(merged([Path(one) for one in reports]), ensure_ascii=False, indent=1)
    data = f"{text}\n".encode("utf-8", "surrogateescape")
    if output is None:
        stdout = Stdout()
        stdout.write(data)
        stdout.finish()
        return
    with open_sink(Target(Path(output), force=True)) as sink:
        sink.write(data)
        sink.commit()
