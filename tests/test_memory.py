"""What is free goes back to the system before it adds up."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.skipif(sys.platform != "linux", reason="only glibc on Linux is asked")
def test_free_memory_goes_back() -> None:
    """Small pieces between larger ones keep the allocator from giving back the larger ones by itself."""
    code = (
        "from persclean.engine import memory\n"
        "memory._HELD = 0\n"
        "made = [bytearray(60_000) for _ in range(3000)]\n"
        "kept = made[::50]\n"
        "del made\n"
        "before = memory._resident(); memory.give_back(); after = memory._resident()\n"
        "print(before > 0, after <= before, after)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    known, less, left = done.stdout.split()
    assert (known, less) == ("True", "True")
    assert int(left) < 100_000_000
