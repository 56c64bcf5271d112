"""One student under one policy, and many of them side by side."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bench.learners import Learner, World, world
from bench.learning_course import Course, demo_course
from bench.learning_policies import COMPETING, Chance, Fixed, Maker, Policy

A_DAY = 20
"""Items a day."""
MOST_EACH = 40
"""Items of a topic, on average, after which a student has not mastered the course."""
LATER = 30
"""Days after the last item at which it is looked at what is left."""
WORLDS = 5
"""Draws of the topics' figures among which the students of a run are shared out."""

Floats = NDArray[np.float64]


class Run(NamedTuple):
    """What became of one student.

    Attributes:
        items, minutes: Until all topics were mastered in truth; all that was given where they never were.
        given: Items until the policy stopped.
        over: Of `given`, those about a topic that was mastered already, in truth.
        share: Of the topics, those that were mastered in the end.
        kept: Mean chance of a right answer to an average item a month after the last item.
    """

    items: int
    minutes: float
    given: int
    over: int
    share: float
    kept: float
    ability: float

    @property
    def mastered(self) -> bool:
        """Whether every topic was mastered."""
        return self.share == 1.0


def run(policy: Policy, learner: Learner, topics: int, *, until_mastered: bool = False) -> Run:
    """Let a student work until the policy stops.

    Args:
        policy: Who chooses.
        learner: The student.
        topics: How many there are.
        until_mastered: For a policy that never stops by itself: stop when all is mastered in truth.
    """
    open_ = {k for k in range(topics) if not learner.masters(k)}
    items, minutes, at, minutes_at = 0, 0.0, None if open_ else 0, 0.0
    over = 0
    while items < MOST_EACH * topics and not (until_mastered and not open_):
        choice = policy.next()
        if choice is None:
            break
        topic, content = choice
        over += topic not in open_
        answer = learner.answer(topic, content.difficulty)
        policy.saw(choice, answer)
        items += 1
        minutes += answer.minutes
        # One topic may lift those that stand on it.
        open_ = {k for k in open_ if not learner.masters(k)}
        if at is None and not open_:
            at, minutes_at = items, minutes
        if items % A_DAY == 0:
            learner.sleep()
            policy.night()
    kept = float(np.mean([learner.recalls(k, LATER) for k in range(topics)]))
    reached = at is not None
    return Run(
        at if at is not None else items,
        minutes_at if reached else minutes,
        items,
        over,
        1.0 - len(open_) / topics,
        kept,
        learner.ability,
    )


def everyone(
    make: Maker, kind: type[Learner], course: Course, worlds: Sequence[World], seeds: Sequence[int]
) -> list[Run]:
    """Return what becomes of each student under a policy."""
    endless = make is Chance
    return [
        run(make(course, seed), kind(worlds[seed % len(worlds)], seed), len(course.items), until_mastered=endless)
        for seed in seeds
    ]


class Compared(NamedTuple):
    """All policies on one kind of student.

    Attributes:
        runs: Policy -> what became of each student.
        fixed: Items of each topic -> what became of each student under the fixed sequence.
        each: Items of each topic of the fixed sequence with which as many topics are mastered as with ours, over all
            students; None if there is no such number.
    """

    learner: str
    runs: dict[str, list[Run]]
    fixed: dict[int, list[Run]]
    each: int | None


def mastering(runs: Sequence[Run]) -> float:
    """Return the share of students who master a topic, on average over the topics."""
    return sum(one.share for one in runs) / len(runs)


def compare(kind: type[Learner], students: int, first_seed: int) -> Compared:
    """Let all policies teach the same students.

    Args:
        kind: How the students learn.
        students: How many.
        first_seed: Students with this number and the next ones.
    """
    course = demo_course()
    worlds = [world(course.needs, first_seed + number) for number in range(WORLDS)]
    seeds = range(first_seed, first_seed + students)
    runs = {each.name: everyone(each, kind, course, worlds, seeds) for each in COMPETING}
    wanted = mastering(runs[COMPETING[0].name])
    fixed: dict[int, list[Run]] = {}
    found: int | None = None
    # A few more than needed: for the resampled students of the interval another number may be the smallest.
    for each in range(1, MOST_EACH + 1):
        fixed[each] = everyone(partial(Fixed, each=each), kind, course, worlds, seeds)
        if found is None and mastering(fixed[each]) >= wanted:
            found = each
        if found is not None and each >= found + max(3, found // 4):
            break
    return Compared(kind.name, runs, fixed, found)


def fewer(found: Compared, draws: int = 400, quartile: int | None = None) -> tuple[float, float, float]:
    """Return by how many per cent ours needs fewer items than the fixed sequence, with its 95 % interval.

    The fixed sequence is chosen anew for each resample of the students: which one brings as many to mastery as ours
    does is itself only known from them.

    Args:
        found: From `compare`.
        draws: Resamples.
        quartile: Only the students of one quartile of ability, 0 the lowest; the sequence is chosen for all of them.
    """
    ours = found.runs[COMPETING[0].name]
    mine = np.array([one.items for one in ours], dtype=np.float64)
    reached = np.array([one.share for one in ours])
    counts = sorted(found.fixed)
    items = np.array([[one.items for one in found.fixed[n]] for n in counts], dtype=np.float64)
    there = np.array([[one.share for one in found.fixed[n]] for n in counts])
    member = np.ones(len(ours), dtype=bool) if quartile is None else quartiles(ours) == quartile

    def once(rows: NDArray[np.int64]) -> float:
        enough = np.flatnonzero(there[:, rows].mean(axis=1) >= reached[rows].mean())
        chosen = int(enough[0]) if len(enough) else len(counts) - 1
        kept = rows[member[rows]]
        return float(100.0 * (1.0 - mine[kept].mean() / items[chosen, kept].mean())) if len(kept) else float("nan")

    draw = np.random.default_rng(7)
    every = [once(draw.integers(0, len(ours), len(ours))) for _ in range(draws)]
    low, high = np.nanpercentile(every, [2.5, 97.5])
    return once(np.arange(len(ours))), float(low), float(high)


def quartiles(runs: Sequence[Run]) -> NDArray[np.int64]:
    """Return for each student the quartile of ability, 0 to 3."""
    ability = np.array([one.ability for one in runs])
    return np.searchsorted(np.quantile(ability, [0.25, 0.5, 0.75]), ability)
