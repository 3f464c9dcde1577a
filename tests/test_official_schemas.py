"""What other tools read is held to what they publish: SARIF, workflows, the configuration and hooks of pre-commit."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
import yaml

from tests.command import ROOT, environment, persclean
from tests.official import schema

GUIDE = (ROOT / "docs" / "integrations.md").read_text(encoding="utf-8")


def example(after: str) -> str:
    """Return the first YAML block of the guide after these words."""
    found = re.search(r"```yaml\n(.*?)```", GUIDE[GUIDE.index(after) :], re.DOTALL)
    assert found
    return found[1]


@pytest.mark.parametrize("names", [("a.txt", "a.jsonl", "gone.txt"), ("clean.txt",)])
def test_sarif(tmp_path: Path, names: tuple[str, ...]) -> None:
    (tmp_path / "a.txt").write_bytes("كتاب ها \u200c 3نفر\n".encode() + b"\xff\n")
    (tmp_path / "a.jsonl").write_text('{"t": "كتاب"}\nno\n', encoding="utf-8")
    (tmp_path / "clean.txt").write_text("سلام\n", encoding="utf-8")
    done = persclean("check", "--output-format", "sarif", "--column", "t", *names, cwd=tmp_path)
    document = json.loads(done.out)
    jsonschema.validate(document, schema("sarif-2.1.0"))
    assert bool(document["runs"][0]["results"]) == (names != ("clean.txt",))


def test_the_schema_would_find_a_fault() -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"version": "2.1.0", "runs": [{"tool": {}}]}, schema("sarif-2.1.0"))


def test_the_workflow_of_the_guide() -> None:
    # (YAML 1.1 reads the key `on` as true.)
    workflow = {
        "on" if key is True else key: value for key, value in yaml.safe_load(example("## GitHub Action")).items()
    }
    jsonschema.validate(workflow, schema("github-workflow"))


def test_the_configuration_of_the_guide() -> None:
    jsonschema.validate(yaml.safe_load(example("## pre-commit")), schema("pre-commit-config"))


def test_the_hooks() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", "validate-manifest", ROOT / ".pre-commit-hooks.yaml"],
        env=environment(),
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, b"")
