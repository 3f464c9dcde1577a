"""One run over an archive of every format and compression, with known faults in it: `python -m benchmarks.archive`.

Builds a dump of made-up news (1 GB of text in 200 files; `--mb`, `--files`), with 1,000 bad records of every kind and 5
truncated files in it, cleans it with one command, once with one process and once with `-j`, and checks what came out:

- all counts: what was planted is what is in quarantine, in = out + quarantined, in the summary and in the report;
- all records, read by another library (DuckDB, lxml): none lost, all columns but the texts as they were; the bytes of
  JSON and XML around the texts, and what Parquet files say of themselves, too;
- texts, a sample of them: what `persclean.clean` gives;
- the truncated files named, with exit code 3, and all of them that can be read in the output;
- the trees of both runs, byte for byte, manifests and quarantine included;
- the memory of each process (at most 512 MB), and the MB of text a second in each format and compression;
- the same in a run of its own, in which each format has the same articles in one file, nothing is compressed, and all
  words were met before: in the archive, the first files pay for the words of all, and some Parquet is gzip inside.

Prints a line for each; exit 1 if one is not as it should be. Speed is printed, and not judged below 200 MB.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from benchmarks.archive_checks import Findings, check_counts, check_files, tree
from benchmarks.archive_files import SETTINGS, Made, content, planned, settle, stored
from benchmarks.measure import PERSCLEAN, Run, print_table, run
from benchmarks.news import MAX_RECORD, Pool

LIMIT = 512_000_000  # guarantee 8
SHARE = 0.6  # of the speed of plain text, at least
JUDGED = 200  # MB from which on speed is judged: below, it is start-up
FEWEST = 97  # files: one of each kind
_POOL = 50_000_000
_COMPARED = 0.03  # of the text is in each file of the run that compares formats
_TURNS = 3  # files of each format there; the quickest counts
OPTIONS = ("--column", "title,body", "--record", "DOC", "--text", "TITLE,TEXT", "--max-record", str(MAX_RECORD))


def build(folder: Path, megabytes: float, files: int, bad: int, seed: int) -> tuple[list[Made], Pool]:
    """Write the archive and return what is in it."""
    size = int(megabytes * 1e6)
    pool = Pool(min(size, _POOL), seed)
    made = planned(files, bad, seed)
    settle(made, pool, size, seed)
    for one in made:
        path = folder / one.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(stored(one, pool))
    return made, pool


def cleaned(source: Path, out: Path, report: Path, jobs: int) -> Run:
    """Run the command."""
    command = [*PERSCLEAN, "clean", str(source), "-o", str(out), *OPTIONS, "--report", str(report), "-j", str(jobs)]
    return run(command, watch=True, expected=(3,))


def speeds(made: Iterable[Made], report: dict[str, Any], source: Path) -> dict[str, dict[str, float]]:
    """Return the MB of text a second, by format (Parquet and Arrow: all codecs) and compression of the file."""
    seconds = {Path(one["input"]).relative_to(source).as_posix(): one["seconds"] for one in report["files"]}
    sums: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0, 0.0])
    for one in made:
        if not one.cut:
            held = sums[one.format, one.pack]
            held[0] += one.text / 1e6
            held[1] += seconds[one.name]
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for (format, pack), (text, took) in sums.items():
        found[format][pack] = text / max(took, 1e-9)
    return dict(found)


def print_speeds(found: dict[str, dict[str, float]]) -> None:
    """Print the table."""
    packs = [pack for pack in ("none", "gz", "zst", "lz4", "bz2", "xz", "zip") if pack in found["text"]]
    rows = [
        [format, *(f"{by[pack]:.1f}" if pack in by else "" for pack in packs)]
        for format, by in sorted(found.items(), key=lambda item: -item[1]["none"])
    ]
    print_table(["MB of text a second", *packs], rows)


def compared(folder: Path, pool: Pool, size: int) -> dict[str, float]:
    """Return the MB of text a second of the formats, uncompressed, all with the same text, in one process.

    size: bytes of text in each file. One that is cleaned first, for its words, does not count.
    """
    shutil.rmtree(folder, ignore_errors=True)
    source = folder / "dump"
    source.mkdir(parents=True)
    count = text = 0
    while text < size:
        text += pool[count].size
        count += 1
    names: dict[str, str] = {}
    for number, kind in enumerate(SETTINGS["kind"]):
        style = kind.get("style", "")
        if kind["format"] in ("parquet", "arrow") and "none" not in style:
            continue
        one = Made(number, kind["format"], kind["suffix"], style, "none", 1.0, 0, count)
        data = content(one, pool)
        for turn in range(_TURNS):
            name = f"{turn + 1}-{number:02}.{kind['suffix']}"
            (source / name).write_bytes(data)
            names[name] = f"{kind['format']} {style}".strip()
        if kind["format"] == "text":
            (source / "0.txt").write_bytes(data)
    report = folder / "report.json"
    command = [
        *PERSCLEAN,
        "clean",
        str(source),
        "-o",
        str(folder / "out"),
        *OPTIONS,
        "--report",
        str(report),
        "-j",
        "1",
    ]
    run(command)
    best: dict[str, float] = {}
    for one_file in json.loads(report.read_bytes())["files"]:
        which = names.get(Path(one_file["input"]).name)
        if which is not None:
            best[which] = max(best.get(which, 0.0), text / 1e6 / max(one_file["seconds"], 1e-9))
    return best


def print_compared(found: dict[str, float]) -> list[str]:
    """Print the table; return the formats that are too slow."""
    rows = [[name, f"{speed:.1f}", f"{speed / found['text']:.0%}"] for name, speed in found.items()]
    print_table(["uncompressed, the same text", "MB of text a second", "of plain text"], rows)
    return [name for name, speed in found.items() if speed < SHARE * found["text"] and name != "markdown"]


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="benchmarks.archive", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--mb", type=float, default=1000, help="text in all, in megabytes; default 1000")
    parser.add_argument("--files", type=int, default=200, help=f"default 200, at least {FEWEST}")
    parser.add_argument("--bad", type=int, default=1000, help="how many bad records are planted; default 1000")
    parser.add_argument("--sample", type=int, default=500, help="how many records' texts are cleaned again; 500")
    parser.add_argument("-j", "--jobs", type=int, default=2, help="processes of the second run; default 2")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, metavar="DIR", help="work here, and leave all there; default: nowhere")
    options = parser.parse_args(argv)
    if options.files < FEWEST:
        parser.error(f"--files {options.files}: {FEWEST} or more, for one of each kind")
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary)
        return _run(folder.absolute(), options)


def _run(folder: Path, options: argparse.Namespace) -> int:
    source, out = folder / "dump", folder / "out"
    for old in (source, out, folder / "one", folder / "many"):
        shutil.rmtree(old, ignore_errors=True)
    made, pool = build(source, options.mb, options.files, options.bad, options.seed)
    text = sum(one.text for one in made) / 1e6
    taken = sum((source / one.name).stat().st_size for one in made) / 1e6
    print(f"{len(made)} files, {text:,.0f} MB of text, stored in {taken:,.0f}", flush=True)
    found = Findings()
    runs = []
    for jobs, name in ((1, "one"), (options.jobs, "many")):
        done = cleaned(source, out, folder / f"{name}.json", jobs)
        out.rename(folder / name)  # the manifest names the folder: both runs write to the same
        runs.append(done)
        found.add(f"-j {jobs}: exit code 3, for the truncated files", done.code == 3, f"exit code {done.code}")
        peak = f"{done.peak_one / 1e6:.0f} MB"
        found.add(f"-j {jobs}: largest process at most {LIMIT / 1e6:.0f} MB", done.peak_one <= LIMIT, peak)
    report = json.loads((folder / "one.json").read_bytes())
    check_counts(found, made, pool, source, folder / "one", report, runs[0].said)
    check_files(found, made, pool, source, folder / "one", options.sample, options.seed)
    first, second = tree(folder / "one"), tree(folder / "many")
    differ = sorted(name for name in first.keys() | second.keys() if first.get(name) != second.get(name))
    found.add(f"-j 1 and -j {options.jobs}: {len(first)} files byte for byte", not differ, ", ".join(differ[:5]))
    print(f"-j 1: {runs[0].wall:.0f} s, -j {options.jobs}: {runs[1].wall:.0f} s ({os.cpu_count()} processors)\n")
    print_speeds(speeds(made, report, source))
    print()
    slow = print_compared(compared(folder / "compared", pool, int(options.mb * 1e6 * _COMPARED)))
    print()
    if options.mb >= JUDGED:
        found.add(f"formats of records at least {SHARE:.0%} of plain text", not slow, ", ".join(slow))
    return found.code()


if __name__ == "__main__":
    sys.exit(main())
