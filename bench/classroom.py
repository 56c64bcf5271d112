"""`python -m bench.classroom`: the classroom sees and acts. Each part is a module with `figures(small)`.

Each part has a section of its own in docs/benchmarks.md, with its own day and commit: one may be measured again alone.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any, NamedTuple

from bench import classroom_detection, classroom_open_data, classroom_rollups
from bench.report import Figure, publish, table


class Part(NamedTuple):
    """What is measured and published together."""

    name: str
    title: str
    figures: Callable[[bool], list[Figure]]


PARTS = (
    Part("open data", "The classroom: open data", classroom_open_data.figures),
    Part("rollups", "The classroom: dashboards and rollups", classroom_rollups.figures),
    Part("detection", "The classroom: who struggles is found", classroom_detection.figures),
)
"""In the order of the page."""


def main() -> None:
    """Measure, print the tables, write the results."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--small", action="store_true", help="a small part of it, to see that it runs; not written")
    options.add_argument("--only", choices=[part.name for part in PARTS], help="one part; the others stay as they are")
    chosen: Any = options.parse_args()
    for part in PARTS:
        if chosen.only not in (None, part.name):
            continue
        print(f"· {part.name}", flush=True)
        found = part.figures(chosen.small)
        if chosen.small:
            print(table(found), flush=True)
        else:
            print(publish(f"classroom_{part.name.replace(' ', '_')}", part.title, found), flush=True)


if __name__ == "__main__":
    main()
