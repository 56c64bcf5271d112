"""`python -m bench.templates`: are the tasks that templates make right? A thousand of each, proved by SymPy."""

from __future__ import annotations

import argparse
import os
import statistics
import time
from concurrent.futures import ProcessPoolExecutor

from bench.report import Figure, publish
from learnapp.engine.template import read_template, task
from learnapp.engine.template_check import faults
from learnapp.integrations.content_packages.course_files import read_course
from learnapp.integrations.content_packages.package import PackItem


def prove(item: PackItem, seeds: int) -> tuple[str, list[str], int, float]:
    """Return the template's name, its faults, how many different tasks it gave, and the median time to make one, ms."""
    made = read_template(item.answer_key["template"], item.kc_ids)
    found: list[str] = []
    times, shown = [], set()
    for seed in range(seeds):
        before = time.perf_counter()
        drawn = task(made, seed)
        times.append((time.perf_counter() - before) * 1000)
        shown.add(tuple(str(value) for value in drawn.values.values()))
        found += faults(made, seed)
    return item.source_ref, found, len(shown), statistics.median(times)


def main() -> None:
    """Prove the templates of the demo course and publish the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=1000)
    seeds = parser.parse_args().seeds
    items = [item for item in read_course().items if "template" in item.answer_key]
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        proved = list(pool.map(prove, items, [seeds] * len(items)))
    for name, found, different, _ in proved:
        print(f"  {name}: {different} different tasks, {len(found)} faults {found[:3] or ''}", flush=True)
    every = [fault for _, found, _, _ in proved for fault in found]
    of_wrong = sum("listed as wrong" in fault for fault in every)
    of_stated = sum("not right" in fault or "not accepted" in fault for fault in every)
    others = len(every) - of_stated - of_wrong
    note = f"{len(items)} templates × {seeds} seeds, proved by SymPy"
    figures = [
        Figure("tasks whose stated answer is not right or not accepted", of_stated, "", 0, 0, note=note),
        Figure("tasks of which a listed wrong answer is right or accepted", of_wrong, "", 0, 0, note=note),
        Figure("other faults of tasks", others, "", 0, 0),
        Figure("templates", len(items), "", 40, 40, higher_is_better=True),
        Figure("different tasks of the poorest template", min(each[2] for each in proved), ""),
        Figure("making one task, median", statistics.median(each[3] for each in proved), "ms"),
    ]
    print(publish("templates", "Templates", figures))


if __name__ == "__main__":
    main()
