"""`python -m bench.learning`: do students get there sooner? Policies compete on simulated students.

The students stand in `bench.learners`, the policies in `bench.learning_policies`. Ours is the selector and the belief
that serve. Mastery is the students' own; the fixed sequence is the shortest that brings the same share of students to
mastery of a topic as ours does. The seeds that are reported are others than those on which anything was chosen.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from random import Random

import numpy as np

from bench.learners import LEARNERS
from bench.learning_runs import LATER, MOST_EACH, Compared, Run, compare, fewer, quartiles
from bench.report import Figure, publish, table
from bench.structures import (
    KINDS,
    SHAPED,
    SHAPES,
    Chooser,
    Needs,
    Shape,
    Student,
    by_chance,
    random_graph,
    reward,
    round_robin,
)
from learnapp.engine.graph import graph_of
from learnapp.engine.path import SequencePolicy, plan

STUDENTS, LARGE = 40, 5000
REPORTED, TUNED = 500_000, 1_000
"""First seeds: of what is reported, and of what the policies were tuned on."""


def _interval(values: Sequence[float]) -> str:
    found = np.array(values, dtype=np.float64)
    half = 1.96 * float(found.std(ddof=1)) / len(found) ** 0.5
    return f"{found.mean():,.4g} ± {half:.2g}"


def described(runs: Sequence[Run]) -> str:
    """Return everything that is measured about one policy on one kind of student."""
    quarter = quartiles(runs)
    by_ability = ", ".join(
        f"{np.mean([one.items for one, q in zip(runs, quarter, strict=True) if q == number]):.0f}"
        for number in range(4)
    )
    over = [100 * one.over / max(one.given, 1) for one in runs]
    return (
        f"{_interval([one.minutes for one in runs])} minutes; {_interval([one.given for one in runs])} items until it "
        f"stops, {_interval(over)} % of them about what was known; "
        f"{100 * np.mean([one.mastered for one in runs]):.0f} % master everything, "
        f"{_interval([100 * one.share for one in runs])} % of the topics are mastered; "
        f"after {LATER} days {_interval([100 * one.kept for one in runs])} % right; "
        f"items by quartile of ability: {by_ability}"
    )


def figures_of(found: Compared) -> list[Figure]:
    """Return the figures of one kind of student."""
    value, low, high = fewer(found)
    slow, slow_low, slow_high = fewer(found, quartile=0)
    note = (
        f"95 % {low:.0f} to {high:.0f}; fixed: {found.each} items of each topic"
        if found.each is not None
        else f"no fixed sequence of up to {MOST_EACH} items of each topic brings as many to mastery: that one"
    )
    rows = [
        Figure(f"students who are like «{found.learner}»: fewer items to mastery than the fixed sequence", value, "%",
               20.0, 33.0, True, spread=(low, high), note=note),
        Figure(f"«{found.learner}»: the same for the quarter of lowest ability", slow, "%", 0.0, 20.0, True,
               spread=(slow_low, slow_high), note=f"95 % {slow_low:.0f} to {slow_high:.0f}"),
    ]  # fmt: skip
    shown = dict(found.runs)
    shown["fixed sequence"] = found.fixed[found.each if found.each is not None else max(found.fixed)]
    for name, runs in shown.items():
        items = [one.items for one in runs]
        rows.append(Figure(f"«{found.learner}», {name}: items to mastery", float(np.mean(items)), "items",
                           runs=len(runs), note=described(runs)))  # fmt: skip
    return rows


def measured(students: int, first_seed: int, processes: int = 2) -> list[Figure]:
    """Compare all policies on all kinds of students."""
    rows: list[Figure] = []
    with ProcessPoolExecutor(processes) as pool:
        for found in pool.map(compare, LEARNERS, [students] * len(LEARNERS), [first_seed] * len(LEARNERS)):
            print(f"· {found.learner}", flush=True)
            rows += figures_of(found)
    return rows


def rewards(first_seed: int, episodes: int = 200, steps: int = 30) -> list[Figure]:
    """Return the mean reward of the policy that sees answers only, on students on a knowledge structure."""
    rows = []
    tried: list[tuple[str, Shape, type[Student]]] = [("random graphs", random_graph, kind) for kind in KINDS]
    tried += [(name, shape, kind) for name, shape in SHAPES.items() for kind in SHAPED]
    for name, shape, kind in tried:
        seeds = range(first_seed, first_seed + episodes)
        ours, robin, chance = (
            [reward(kind, seed, choosing, steps, shape) for seed in seeds]
            for choosing in (sequence, round_robin, by_chance)
        )
        note = f"{_interval(ours)}; round-robin {_interval(robin)}, random {_interval(chance)}; {steps} steps"
        rows.append(Figure(f"SequencePolicy, «{kind.name}» students, {name}: mean reward", float(np.mean(ours)),
                           "", runs=episodes, note=note))  # fmt: skip
    return rows


def paths(runs: int = 15) -> list[Figure]:
    """Return how long a path over a graph of thousands takes, from nothing and again from the one that stands."""
    draw = Random(5)
    needs = {n: tuple(draw.sample(range(max(0, n - 40), n), min(n, 2))) for n in range(LARGE)}
    graph, minutes = graph_of(needs), dict.fromkeys(needs, 10.0)
    rows = []
    for said, targets in (("one target", [LARGE - 1]), ("every topic a target", list(needs))):
        took, again = [], []
        for _ in range(runs):
            began = time.thread_time()
            found = plan(graph, {}, targets, minutes)
            took.append((time.thread_time() - began) * 1000.0)
            began = time.thread_time()
            plan(graph, {}, targets, minutes, before=found.nodes)
            again.append((time.thread_time() - began) * 1000.0)
        note = f"{len(found.legs):,} legs; made again {np.median(again):.1f} ms; processor time, median"
        rows.append(Figure(f"path over a graph of {LARGE:,} topics, {said}", float(np.median(took)), "ms", 50.0, 10.0,
                           runs=runs, spread=(min(took), max(took)), note=note))  # fmt: skip
    return rows


def sequence(needs: Needs, targets: set[str], seed: int) -> Chooser:
    """Return the product's policy."""
    return SequencePolicy(needs, targets, seed).choose


def main() -> None:
    """Measure, print the table, write the results."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--students", type=int, default=STUDENTS, help="of each kind")
    options.add_argument("--tuning", action="store_true", help="on the seeds for tuning, and nothing is published")
    chosen = options.parse_args()
    began = time.perf_counter()
    first_seed = TUNED if chosen.tuning else REPORTED
    figures = paths() + measured(chosen.students, first_seed) + rewards(first_seed)
    print(table(figures) if chosen.tuning else publish("learning", "Learning", figures))
    print(f"{time.perf_counter() - began:.0f} s")


if __name__ == "__main__":
    main()
