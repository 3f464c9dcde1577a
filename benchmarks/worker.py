"""Times another cleaner from inside its own virtual environment; talks to `benchmarks.peers` in lines.

Run as a script by a Python that has the cleaner and nothing of persclean. Start-up and imports are not counted.
"""

import importlib
import sys
import time
from typing import Any

MAKERS: "dict[str, tuple[str, Any]]" = {
    "hazm": ("hazm", lambda module: module.Normalizer().normalize),
    "shekar": ("shekar", lambda module: module.Normalizer()),
    "rishe": ("rishe", lambda module: module.Normalizer().normalize),
    "rishe-chars": ("rishe", lambda module: module.Pipeline().normalize),
}


def main() -> None:
    name, path = sys.argv[1:]
    module, make = MAKERS[name]
    clean = make(importlib.import_module(module))
    clean("سلام دنیا، این یک آزمایش است.")  # what is loaded on first use is start-up too
    print("ready", flush=True)
    with open(path, "rb") as file:  # noqa: PTH123 - one line fewer to import
        for request in sys.stdin:
            start, size = map(int, request.split())
            file.seek(start)
            lines = file.read(size).decode("utf-8", "replace").split("\n")
            before = time.perf_counter()
            for line in lines:
                clean(line)
            print(time.perf_counter() - before, flush=True)


if __name__ == "__main__":
    main()
