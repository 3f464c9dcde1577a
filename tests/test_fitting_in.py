"""What lets persclean fit in elsewhere: the manual page, shell completion, hooks, standard input with a name."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.command import COMMAND, ROOT, environment, persclean

PAGE = ROOT / "docs" / "persclean.1"


def test_the_manual_page_is_current() -> None:
    """If not: python -m persclean man > docs/persclean.1"""
    done = persclean("man")
    assert done.code == 0
    assert done.text == PAGE.read_text(encoding="utf-8")


def test_the_manual_page_has_every_command_option_and_filter() -> None:
    from persclean.filters import built_in

    page = PAGE.read_text(encoding="utf-8").replace("\\-", "-")
    for name in built_in():
        assert f"\\fB{name}\\fR" in page
    for command in ("clean", "filters", "explain", "train", "evaluate", "stats", "man"):
        assert f".SS persclean {command}" in page
        shown = persclean(command, "--help").text
        for word in shown.split():
            option = word.strip("[],.;:()'")
            if option.startswith("--") and option.replace("-", "").isalpha():
                assert option in page, (command, option)


@pytest.mark.skipif(shutil.which("groff") is None, reason="groff is not installed")
def test_the_manual_page_renders_without_a_warning() -> None:
    done = subprocess.run(
        ["groff", "-man", "-Tutf8", "-Kutf8", "-ww", PAGE], capture_output=True, check=True, env=environment()
    )
    assert done.stderr == b""
    assert "half-spaces" in done.stdout.decode("utf-8")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_is_told_how_to_complete(shell: str) -> None:
    done = persclean(env=environment(_PERSCLEAN_COMPLETE=f"source_{shell}"))
    assert done.code == 0
    assert "persclean" in done.text
    assert f"_PERSCLEAN_COMPLETE=complete_{shell}" in done.text


def test_bash_completes_commands_and_options() -> None:
    def completed(*words: str) -> list[str]:
        env = environment(
            _PERSCLEAN_COMPLETE="complete_bash", COMP_WORDS=" ".join(words), COMP_CWORD=str(len(words) - 1)
        )
        return persclean(env=env).text.split()

    assert completed("persclean", "cl") == ["clean"]
    assert completed("persclean", "stats", "--output-f") == ["--output-format"]
    assert completed("persclean", "clean", "--zwnj") == ["--zwnj-confidence", "--zwnj-model"]


def test_the_hooks_call_what_there_is() -> None:
    """The file is read by hand: no YAML parser is needed for anything else."""
    lines = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8").splitlines()
    ids = [line.partition("id: ")[2] for line in lines if line.startswith("- id: ")]
    entries = [line.partition("entry: ")[2].split() for line in lines if "entry: " in line]
    assert ids == ["persclean-check", "persclean"]
    assert [entry[:2] for entry in entries] == [["persclean", "check"], ["persclean", "clean"]]


def test_the_hook_cleans_in_place(tmp_path: Path) -> None:
    lines = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8").splitlines()
    entry = next(line.partition("entry: ")[2].split() for line in lines if "entry: persclean clean" in line)
    path = tmp_path / "a.txt"
    path.write_text("كتاب\n", encoding="utf-8")
    done = subprocess.run(
        [*COMMAND, *entry[1:], path], cwd=tmp_path, env=environment(), capture_output=True, check=True
    )
    assert (done.stdout, done.stderr) == (b"", b"")
    assert path.read_text(encoding="utf-8") == "کتاب\n"
    assert [one.name for one in tmp_path.iterdir()] == ["a.txt"]


def test_standard_input_may_have_a_name() -> None:
    text = "# كتاب\n\n`كد`\n"
    assert persclean("clean", "--stdin-filename", "a.md", stdin=text.encode()).text == "# کتاب\n\n`كد`\n"
    assert persclean("clean", "--stdin-filename", "a.txt", stdin=text.encode()).text == "# کتاب\n\n`کد`\n"
    done = persclean("clean", "--stdin-filename", "dir/a.jsonl", "--column", "t", stdin=b'{"t": 5}\n')
    assert done.code == 3
    assert "dir/a.jsonl: " in done.err


def test_the_package_can_be_run() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "persclean", "--version"], env=environment(), capture_output=True, check=True
    )
    assert done.stdout.startswith(b"persclean ")
