"""`python -m bench.replay`: real answers through the real path, undisturbed and killed with -9 in the middle."""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from bench.report import ROOT, Figure, publish
from bench.server import short_folder

_FILE = ROOT.parent / "shared" / "data" / "kt" / "algebra2005_subset.parquet"
_COUNTS = re.compile(r"([\d,]+) answers: ([\d,]+) sent now, ([\d,]+) stored, ([\d,]+) doubled, ([\d,]+) lost")


@dataclass(slots=True)
class Found:
    """What one finished replay printed, and how long its last process took, seconds."""

    sent: int
    stored: int
    doubled: int
    lost: int
    digest: str
    seconds: float


def _command(source: Path, first: int) -> list[str]:
    return [sys.executable, "-m", "learnapp.cli", "bench", "replay", str(source), "--first", str(first)]


def _environment(folder: Path) -> dict[str, str]:
    environment = os.environ | {"DATA_DIR": str(folder)}
    for name in ("DATABASE_URL", "MIGRATION_DATABASE_URL", "REDIS_URL"):
        environment.pop(name, None)
    return environment


def undisturbed(source: Path, first: int, folder: Path) -> Found:
    """Replay to the end.

    Raises:
        RuntimeError: The program said something unexpected.
    """
    began = time.perf_counter()
    done = subprocess.run(
        _command(source, first), cwd=ROOT, env=_environment(folder), capture_output=True, text=True, timeout=3600
    )
    seconds = time.perf_counter() - began
    counted, digest = _COUNTS.search(done.stdout), re.search(r"^\W*states (\S+)", done.stdout, re.MULTILINE)
    if counted is None or digest is None:
        raise RuntimeError(f"the replay ended with {done.returncode}:\n{done.stdout[-1500:]}{done.stderr[-1500:]}")
    _, sent, stored, doubled, lost = (int(number.replace(",", "")) for number in counted.groups())
    return Found(sent, stored, doubled, lost, digest[1], seconds)


def killed(source: Path, first: int, folder: Path, after: float) -> None:
    """Begin a replay and end it with kill -9 after `after` seconds of sending."""
    with (folder.parent / "killed.log").open("w") as log:
        process = subprocess.Popen(_command(source, first), cwd=ROOT, env=_environment(folder), stdout=log, stderr=log)
        try:
            time.sleep(after)
        finally:
            process.kill()
            process.wait()


def measure(source: Path, first: int, folder: Path) -> list[Figure]:
    """Replay twice, once killed three times on the way, and compare."""
    calm = undisturbed(source, first, folder / "calm")
    print(f"  undisturbed: {calm}")
    for share in (0.25, 0.2, 0.15):
        killed(source, first, folder / "killed", calm.seconds * share)
        print(f"  killed -9 after {calm.seconds * share:.0f} s")
    resumed = undisturbed(source, first, folder / "killed")
    print(f"  resumed: {resumed}")
    note = f"{first:,} answers, killed three times, {resumed.sent:,} sent by the last run"
    return [
        Figure("replay: answers lost", max(calm.lost, resumed.lost), "", 0, 0, note=note),
        Figure("replay: answers doubled", max(calm.doubled, resumed.doubled), "", 0, 0),
        Figure(
            "replay: final states differ from the undisturbed run (0 = equal)",
            float(calm.digest != resumed.digest), "", 0, 0,
        ),
        Figure("replay: answers a second, one after the other", calm.sent / calm.seconds, "/s", higher_is_better=True),
    ]  # fmt: skip


def main() -> None:
    """Measure, print the table, write the results."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--file", type=Path, default=_FILE)
    options.add_argument("--first", type=int, default=20_000)
    chosen = options.parse_args()
    with short_folder() as folder:
        (folder / "calm").mkdir()
        (folder / "killed").mkdir()
        figures = measure(chosen.file, chosen.first, folder)
    print(publish("replay", "Replay", figures))


if __name__ == "__main__":
    main()
