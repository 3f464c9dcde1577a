"""What the README and docs/checking.md show of check, diff and explain is what the commands write, word by word."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.command import ROOT, persclean

PAGE = "او كتاب ها را نمیخواند.\nقيمت آن 3هزار تومان بود.\n"


def examples() -> Iterator[tuple[str, str]]:
    """Yield each command about page.txt, and what is shown of it."""
    for path in (ROOT / "README.md", ROOT / "docs" / "checking.md"):
        for block in re.findall(r"```console\n(.*?)```", path.read_text("utf-8"), re.DOTALL):
            for command, shown in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE):
                if command.startswith("persclean ") and ("page.txt" in command or "explain" in command):
                    yield command, shown


FOUND = list(examples())


def test_there_are_some() -> None:
    assert len(FOUND) >= 11


@pytest.mark.parametrize(("command", "shown"), FOUND, ids=[command for command, _ in FOUND])
def test_the_output_is_as_shown(tmp_path: Path, command: str, shown: str) -> None:
    (tmp_path / "page.txt").write_text(PAGE, "utf-8")
    done = persclean(*shlex.split(command)[1:], cwd=tmp_path)
    assert done.text + done.err == shown
