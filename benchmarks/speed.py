"""How fast, how soon, how big, beside other cleaners: `python -m benchmarks.speed`.

persclean is timed as users meet it: the command over a file, start-up included, one process. The other cleaners are
timed inside their process, imports not counted, line by line, on stretches of the same file. All take turns, round by
round, so that what else the machine does falls on all alike; the ratios are taken within each round.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from collections import defaultdict
from pathlib import Path

from benchmarks import dump
from benchmarks.measure import CACHE, PERSCLEAN, Run, print_table, run, spread
from benchmarks.peers import VENVS, started

WAYS: dict[str, list[str]] = {
    "default": [],
    "letters,digits": ["--filters", "letters,digits"],
    "default -j 2": ["-j", "2"],
}
# (what, beside what, at least): the numbers that the project promises
PROMISED = [
    ("default", "hazm", 50.0),
    ("default", "rishe", 12.0),
    ("letters,digits", "rishe-chars", 1.0),
    ("default -j 2", "default", 1.7),
]


def parse(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.speed", description=__doc__)
    parser.add_argument("--mb", type=float, default=100, help="size of the generated dump; default 100")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--file", type=Path, nargs="+", metavar="PATH", help="run on these texts, put together, instead"
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--peers", default="hazm,shekar,rishe", help="a list, or none")
    parser.add_argument(
        "--venvs", type=Path, default=VENVS, help="folder of the peers' environments, made when missing"
    )
    parser.add_argument("--json", type=Path, metavar="OUT", help="write every measurement here")
    return parser.parse_args(argv)


def source(options: argparse.Namespace, folder: Path) -> Path:
    """Return the file to run on: a dump, kept for the next time, or the given texts put together."""
    if options.file:
        path = folder / "text.txt"
        with path.open("wb") as out:
            for one in options.file:
                with one.open("rb") as file:
                    shutil.copyfileobj(file, out)
        return path
    CACHE.mkdir(exist_ok=True)
    path = CACHE / f"dump-{options.mb:g}-{options.seed}.txt"
    if not path.exists():
        dump.write(path, options.mb, options.seed)
    return path


def clean(path: Path, out: Path, extra: list[str]) -> Run:
    """Run the command over a file."""
    done = run([*PERSCLEAN, "clean", str(path), "-o", str(out), "--force", *extra])
    if done.code:
        raise SystemExit(f"persclean failed ({done.code})")
    return done


def throughput(path: Path, out: Path, options: argparse.Namespace) -> tuple[dict[str, list[float]], dict[str, int]]:
    """Return the MB/s of every contender in every round, and the peak memory of persclean."""
    names = [] if options.peers == "none" else options.peers.split(",")
    if "rishe" in names:
        names.append("rishe-chars")
    peers = started(names, path, options.venvs)
    speeds: dict[str, list[float]] = defaultdict(list)
    peaks: dict[str, int] = defaultdict(int)
    for number in range(options.rounds):
        for way, extra in WAYS.items():
            done = clean(path, out, extra)
            speeds[way].append(path.stat().st_size / done.wall / 1e6)
            peaks[way] = max(peaks[way], done.peak)
        for peer in peers:
            speeds[peer.name].append(peer.speed(number))
    for peer in peers:
        peer.close()
    return dict(speeds), dict(peaks)


def startup(rounds: int) -> dict[str, list[float]]:
    """Return the process time of the smallest jobs."""
    greeting = "سلام\n".encode()
    tasks = {"echo سلام | persclean clean": (["clean"], greeting), "persclean --help": (["--help"], b"")}
    times: dict[str, list[float]] = {task: [] for task in tasks}
    for number in range(rounds * 2 + 2):
        for task, (arguments, text) in tasks.items():
            took = run([*PERSCLEAN, *arguments], text).cpu
            if number > 1:  # the first two compile and fill the file cache
                times[task].append(took)
    return times


def report(speeds: dict[str, list[float]], peaks: dict[str, int], starts: dict[str, list[float]]) -> None:
    """Print the tables: speed, ratios, start-up."""
    rows = [
        [name, spread(values), f"{peaks[name] / 1e6:.0f}" if name in peaks else ""] for name, values in speeds.items()
    ]
    print_table(["MB/s", "median (range)", "peak memory, MB"], rows)
    print()
    rows = []
    for ours, theirs in [("default", peer) for peer in speeds if peer not in WAYS] + [
        p[:2] for p in PROMISED if p[0] != "default"
    ]:
        if theirs in speeds and ours != theirs:
            ratios = [a / b for a, b in zip(speeds[ours], speeds[theirs], strict=True)]
            least = [f"{p[2]:g}" for p in PROMISED if p[:2] == (ours, theirs)]
            rows.append([f"{ours} / {theirs}", spread(ratios), least[0] if least else ""])
    print_table(["times as fast", "median (range)", "promised"], rows)
    print()
    rows = [[task, f"{min(values):.3f}", spread(values, 3), "0.25"] for task, values in starts.items()]
    print_table(["start-up, process seconds", "least", "median (range)", "promised"], rows)


def main(argv: list[str] | None = None) -> None:
    options = parse(argv)
    with tempfile.TemporaryDirectory() as folder:
        path = source(options, Path(folder))
        print(f"{path.stat().st_size / 1e6:.1f} MB, {options.rounds} rounds\n", flush=True)
        speeds, peaks = throughput(path, Path(folder) / "out.txt", options)
    starts = startup(options.rounds)
    report(speeds, peaks, starts)
    if options.json:
        options.json.write_text(
            json.dumps({"MB/s": speeds, "peak": peaks, "startup": starts}, ensure_ascii=False, indent=1)
        )


if __name__ == "__main__":
    main()
