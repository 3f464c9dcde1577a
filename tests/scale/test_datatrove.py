"""The datatrove step: shares of files through persclean's own reading and writing."""

from __future__ import annotations

import gzip
import json
import pickle
from pathlib import Path
from typing import Any

import pytest

from persclean import Config, Pipeline
from persclean.errors import ConfigError, InputError
from persclean.report.merge import merged
from tests.command import persclean as command
from tests.scale.texts import SAMPLES

pytest.importorskip("datatrove")

from datatrove.executor import LocalPipelineExecutor

from persclean.scale.datatrove import CleanFiles


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    folder = tmp_path / "dump"
    (folder / "sub").mkdir(parents=True)
    for n, text in enumerate(SAMPLES):
        rows = [json.dumps({"id": i, "body": line}, ensure_ascii=False) for i, line in enumerate(text.split("\n"))]
        data = "\n".join(rows).encode()
        if n % 2:
            (folder / "sub" / f"{n}.jsonl.gz").write_bytes(gzip.compress(data, mtime=0))
        else:
            (folder / f"{n}.jsonl").write_bytes(data + b"\nno json\n")
    return folder


def tree(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".persclean" not in path.parts
    }


def plainly(*arguments: object) -> int:
    return command(*map(str, arguments)).code


def test_ranks_write_what_the_plain_command_writes(dump: Path, tmp_path: Path) -> None:
    step = CleanFiles(str(dump), str(tmp_path / "out"), columns=["body"], reports=str(tmp_path / "reports"))
    executor = LocalPipelineExecutor([step], tasks=3, workers=2, logging_dir=str(tmp_path / "logs"))
    stats = executor.run()
    plain = ["clean", dump, "-o", tmp_path / "plain", "--column", "body", "--report", tmp_path / "plain.json"]
    assert plainly(*plain) == 0
    assert tree(tmp_path / "out") == tree(tmp_path / "plain")
    assert len(tree(tmp_path / "out")) == len(SAMPLES)
    whole = merged(sorted((tmp_path / "reports").glob("*.json")))
    single = json.loads((tmp_path / "plain.json").read_bytes())
    assert whole["totals"] | {"seconds": 0} == single["totals"] | {"seconds": 0}
    assert whole["totals"]["records"]["quarantined"] == (len(SAMPLES) + 1) // 2
    assert whole["statuses"] == single["statuses"]
    assert [file["input"] for file in whole["files"]] == sorted(file["input"] for file in single["files"])
    assert stats.stats[0].stats["records_quarantined"].total == whole["totals"]["records"]["quarantined"]
    assert sorted(path.name for path in (tmp_path / "logs" / "completions").iterdir()) == ["00000", "00001", "00002"]


def test_a_rank_that_is_run_again_does_nothing_twice(dump: Path, tmp_path: Path) -> None:
    step = CleanFiles(str(dump), str(tmp_path / "out"), columns=["body"], reports=str(tmp_path / "reports"))
    list(step.run(rank=1, world_size=2))
    first = json.loads((tmp_path / "reports" / "00001.json").read_bytes())
    list(pickle.loads(pickle.dumps(step)).run(rank=1, world_size=2))
    second = json.loads((tmp_path / "reports" / "00001.json").read_bytes())
    assert second["statuses"]["done_before"] == len(first["files"]) > 1
    assert second["totals"] | {"seconds": 0} == first["totals"] | {"seconds": 0}


def test_a_failing_input_fails_its_rank_after_the_others_are_done(dump: Path, tmp_path: Path) -> None:
    broken = dump / "0.jsonl.gz"
    broken.write_bytes(gzip.compress(b'{"body": "x"}\n')[:-9])
    settings: dict[str, Any] = {"columns": ["body"], "reports": str(tmp_path / "reports")}
    step = CleanFiles([str(dump)], str(tmp_path / "out"), **settings)
    with pytest.raises(InputError, match="rank 0"):
        list(step.run(rank=0, world_size=1))
    done = json.loads((tmp_path / "reports" / "00000.json").read_bytes())
    assert done["statuses"]["cleaned"] + done["statuses"]["unchanged"] == len(SAMPLES)
    list(CleanFiles([str(dump)], str(tmp_path / "out"), failures="report", **settings).run(rank=0, world_size=1))
    assert merged([tmp_path / "reports" / "00000.json"])["exit_code"] == 3


def test_settings(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("قيمت 3\n", "utf-8")
    list(CleanFiles(str(tmp_path / "a.txt"), str(tmp_path / "out"), Config(digits="latin"), compress="gz").run())
    assert gzip.decompress((tmp_path / "out" / "a.txt.gz").read_bytes()).decode() == "قیمت 3\n"
    run = Pipeline.preset("page", config=Config(headlines_scope="run"))
    for arguments, message in (
        (("in", "out", run), "look"),
        (("-", "out"), "standard input"),
        (("in", ""), "no folder"),
        (((), "out"), "files or folders"),
    ):
        with pytest.raises(ConfigError, match=message):
            CleanFiles(*arguments)  # type: ignore[arg-type]
    with pytest.raises(ConfigError, match="colums"):
        CleanFiles("in", "out", colums=["body"])
    with pytest.raises(ConfigError, match="first step"):
        list(CleanFiles("in", str(tmp_path / "out")).run(data=[1]))


def test_reports_that_do_not_belong_together(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("ي\n", "utf-8")
    for name, more in (("1", []), ("2", ["--digits", "latin"])):
        assert (
            plainly("clean", tmp_path / "a.txt", "-o", tmp_path / name, "--report", tmp_path / f"{name}.json", *more)
            == 0
        )
    with pytest.raises(ConfigError, match=r"1\.json and in .*2\.json"):
        merged([tmp_path / "1.json", tmp_path / "2.json"])
    other = json.loads((tmp_path / "2.json").read_bytes())
    other["files"] = []
    (tmp_path / "2.json").write_text(json.dumps(other))
    with pytest.raises(ConfigError, match="settings differ"):
        merged([tmp_path / "1.json", tmp_path / "2.json"])
    with pytest.raises(InputError, match="no JSON"):
        merged([tmp_path / "a.txt"])
    assert plainly("merge-reports", tmp_path / "1.json", "-o", tmp_path / "all.json") == 0
    assert json.loads((tmp_path / "all.json").read_bytes())["files"][0]["status"] == "cleaned"
