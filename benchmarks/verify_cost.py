"""Guarantee 2: what the run-time check that no letter was lost costs: python -m benchmarks.verify_cost [--mb N]

Cleans the same dump with and without the check, in turn, and prints the ratio of the medians.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time

from benchmarks.dump import chunks
from persclean import Pipeline
from persclean.engine.blocks import BlockEngine
from persclean.engine.cutter import Block, blocks_of


def seconds(pipeline: Pipeline, blocks: list[Block]) -> float:
    """Return the processor time of one cold run."""
    engine = BlockEngine(pipeline)
    started = time.process_time()
    for block in blocks:
        engine.clean_block(block)
    return time.process_time() - started


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mb", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=7)
    args = parser.parse_args()
    blocks = list(blocks_of(b"".join(chunks(args.mb * 1_000_000, seed=1))))
    checked = Pipeline.preset()
    plain = Pipeline(checked.names, checked.config, verify=False)
    seconds(checked, blocks)  # warm: word lists and tables are loaded
    times: dict[Pipeline, list[float]] = {checked: [], plain: []}
    for _ in range(args.rounds):
        for one, found in times.items():
            found.append(seconds(one, blocks))
    with_check, without = (statistics.median(found) for found in times.values())
    share = with_check / without - 1
    print(f"with {with_check:.2f} s, without {without:.2f} s: the check takes {share:.1%} of the time")
    return 0


if __name__ == "__main__":
    sys.exit(main())
