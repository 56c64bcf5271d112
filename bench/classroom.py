"""`python -m bench.classroom`: the classroom sees and acts. Each group of rows is a module with `figures(small)`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from bench import classroom_open_data, classroom_rollups
from bench.report import Figure, publish, table

GROUPS: tuple[tuple[str, Callable[[bool], list[Figure]]], ...] = (
    ("open data", classroom_open_data.figures),
    ("rollups", classroom_rollups.figures),
)
"""Name and measuring of each group, in the order of the table."""


def main() -> None:
    """Measure, print the table, write the results."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--small", action="store_true", help="a small part of it, to see that it runs")
    options.add_argument("--only", help="one group; nothing is written then")
    chosen: Any = options.parse_args()
    found: list[Figure] = []
    for name, figures in GROUPS:
        if chosen.only in (None, name):
            print(f"· {name}", flush=True)
            some = figures(chosen.small)
            print(table(some), flush=True)
            found += some
    if not chosen.small and chosen.only is None:
        publish("classroom", "The classroom: analytics, interventions and open data", found)


if __name__ == "__main__":
    main()
