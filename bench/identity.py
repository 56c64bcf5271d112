"""`python -m bench.identity`: launches from an LMS, a roster of 20,000, and grades through a platform that fails."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from bench.identity_launches import Launches, launches
from bench.report import ROOT, Figure, publish, table

_PATIENCE = 1800.0


def services(people: int, scores: int, failing: float) -> dict[str, Any]:
    """Measure roster and grades in a process of their own.

    Raises:
        RuntimeError: It failed.
    """
    command = [sys.executable, "-m", "bench.identity_services"]
    command += ["--people", str(people), "--scores", str(scores), "--failing", str(failing)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=_PATIENCE)
    if done.returncode:
        raise RuntimeError(f"rosters and grades were not measured:\n{done.stderr[-3000:]}")
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def figures_of_services(found: dict[str, Any], people: int, failing: float) -> list[Figure]:
    """Return the figures of rosters and grades."""
    grades, whole = found["grades"], people >= 20_000
    known = f"{found['counts'].get('new', 0):,} new accounts; {found['busy']:.0f} s of it this process works"
    sent = f"{grades['calls']:,} calls, {failing:.0%} of them fail; {grades['changed']:,} scores change meanwhile"
    same = f"{found['same'].get('same', 0):,} people as before; {found['busy_again']:.1f} s of it this process works"
    return [
        Figure("roster read for the first time", found["first"], "s", 60.0 if whole else None, note=known),
        Figure(
            "roster read again without change", found["again"], "s", 10.0 if whole else None,
            note=same,
        ),
        Figure(
            "most memory of the process that reads it", found["memory"], "MiB", 300.0 if whole else None,
            note=f"{found['idle']:.0f} MiB before it begins",
        ),
        Figure("grades: scores lost", grades["lost"], "", 0, 0, note=f"of {grades['scores']:,}"),
        Figure("grades: scores doubled", grades["doubled"], "", 0, 0, note=f"{grades['taken']:,} were taken"),
        Figure("grades: until the last score is there", grades["seconds"], "s", note=sent),
    ]  # fmt: skip


def figures_of_launches(found: Launches) -> list[Figure]:
    """Return the figures of launches."""
    return [
        Figure(
            "launch endpoint, launches a second for each core", found.per_core, "/s", 100.0, higher_is_better=True,
            note=f"{found.rate:.0f}/s with {found.clients} at once; processor time of the app",
        ),
        Figure(
            "launch endpoint, p95", found.p95, "ms", 80.0, runs=found.paced,
            note=f"at {found.pace:.0f}/s, arrivals at random; median {found.p50:.0f} ms",
        ),
        Figure(
            "launch to learning page in the browser, median", found.page, "s", 1.5, 0.8, runs=len(found.pages),
            spread=(round(min(found.pages), 2), round(max(found.pages), 2)),
        ),
    ]  # fmt: skip


def main() -> None:
    """Measure, print the table, write the results."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--small", action="store_true", help="a hundredth of it, to see that it runs")
    options.add_argument("--pages", type=int, default=20)
    options.add_argument("--services", type=Path, help="what `bench.identity_services` has printed a moment ago")
    chosen = options.parse_args()
    people, scores, failing = (400, 200, 0.3) if chosen.small else (20_000, 10_000, 0.3)
    print("· launches")
    began = figures_of_launches(launches(pages=3 if chosen.small else chosen.pages, small=chosen.small))
    print(table(began))
    print("· rosters and grades")
    measured = json.loads(chosen.services.read_text()) if chosen.services else services(people, scores, failing)
    found = [*began, *figures_of_services(measured, people, failing)]
    if chosen.small:
        print(table(found))
        return
    print(publish("identity", "Identity: launches, rosters and grades", found))


if __name__ == "__main__":
    main()
