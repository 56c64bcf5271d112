"""A process that is told to end does, also when one of its threads is in the middle of a long calculation."""

from __future__ import annotations

import subprocess
import sys
import time

_BUSY = """
import asyncio, time
from learnapp.workers import ending

async def work():
    busy = asyncio.create_task(asyncio.to_thread(time.sleep, {work}))
    await asyncio.sleep(0)
    ending.insist({patience})
    busy.cancel()

asyncio.run(work())
print("clean")
"""


def _end(work: float, patience: float) -> tuple[float, str]:
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", _BUSY.format(work=work, patience=patience)],
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    return time.monotonic() - began, done.stdout


def test_a_thread_in_the_middle_of_something_does_not_hold_up_the_end() -> None:
    took, said = _end(work=50, patience=0.2)
    assert took < 40
    assert said == ""


def test_whoever_ends_in_time_ends_cleanly() -> None:
    assert _end(work=0.1, patience=30)[1] == "clean\n"
