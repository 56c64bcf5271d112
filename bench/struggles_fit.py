"""`python -m bench.struggles_fit`: simulated classes on which the limits of `engine.struggles` were set.

Their students know a topic or do not (Corbett & Anderson, 1994), take log-normal times, and struggle by switches: what
is planted holds for every try from its onset on, with a fixed chance. The classes by which detection is judged
(`bench/classroom_detection.py`) learn and struggle in other ways; nothing here was looked at there or the reverse.

Prints how often each kind is told rightly and wrongly, and Platt's (1999) figures of the confidence.
"""

from __future__ import annotations

import argparse
import math
from random import Random
from typing import Any

import numpy as np

from bench.struggles_course import NEEDS, Done, Seen, told_of, work_through
from learnapp.engine.silence import silence
from learnapp.engine.struggles import LIMITS, Struggle

PLANTED = ("", *[one.value for one in Struggle])
STUDENTS, PREVALENCE = 4000, 0.10


class Knower:
    """Knows a topic or does not."""

    def __init__(self, rng: Random, planted: str) -> None:
        self.rng, self.planted = rng, planted
        self.knows: dict[int, bool] = {}
        self.init, self.learns = rng.uniform(0.2, 0.55), rng.uniform(0.2, 0.45)
        self.tried: dict[int, int] = {}
        self.slip, self.guess = rng.uniform(0.03, 0.14), rng.uniform(0.08, 0.25)
        self.median, self.spread = rng.uniform(9.0, 45.0), rng.uniform(0.35, 0.7)
        self.asks, self.solution = rng.choice((0.05, 0.15, 0.35)), rng.choice((0.0, 0.03, 0.08))
        self.hasty = rng.choice((0.0, 0.0, 0.03))
        self.topic = rng.randrange(3, 7)
        self.begins = rng.randrange(20, 45)
        self.left = rng.uniform(0.25, 0.5)
        self.onset = -1

    def struggles(self, topic: int, number: int) -> bool:
        """Return whether the planted struggle is at work at this try."""
        if self.planted == Struggle.WHEEL_SPINNING:
            return topic == self.topic
        if self.planted == Struggle.PREREQUISITE_GAP:
            return self.topic in NEEDS[topic]
        return bool(self.planted) and number >= self.begins

    def attempt(self, topic: int, number: int) -> Done:
        """Make one try."""
        rng, on = self.rng, self.struggles(topic, number)
        if on and self.onset < 0:
            self.onset = number
        known = self.knows.setdefault(topic, rng.random() < self.init)
        seconds = math.exp(rng.gauss(math.log(self.median), self.spread))
        if on and self.planted == Struggle.GAMING and rng.random() < 0.75:
            if rng.random() < 0.3:
                return Done(False, 3, True, rng.uniform(0.8, 2.8))
            return Done(rng.random() < self.guess, 0, False, rng.uniform(0.8, 2.8))
        if on and self.planted == Struggle.HINT_ABUSE and rng.random() < 0.75:
            return Done(False, 3, True, 0.4 * seconds)
        stuck = on and self.planted in (Struggle.WHEEL_SPINNING, Struggle.PREREQUISITE_GAP)
        if stuck or (self.planted == Struggle.PREREQUISITE_GAP and topic == self.topic):
            known = self.knows[topic] = False
        hasty = rng.random() < self.hasty
        if not known and not hasty and rng.random() < self.solution:
            return Done(False, 3, True, seconds)
        hints = 1 if not known and rng.random() < self.asks else 0
        p = 1.0 - self.slip if known and not hasty else self.guess + 0.25 * hints
        if on and self.planted == Struggle.SUDDEN_DROP:
            p *= self.left
        # Every wrong answer ends with the solution: who works gets there the sooner, the more of them they have read.
        self.tried[topic] = self.tried.get(topic, 0) + 1
        if not known and not stuck and rng.random() < self.learns * (1.0 + 0.3 * self.tried[topic]):
            self.knows[topic] = True
        return Done(rng.random() < p, hints, False, 0.15 * seconds if hasty else seconds)


def student(seed: int, planted: str) -> Seen:
    """Return what one student did."""
    rng = Random(seed)
    one = Knower(rng, planted)
    stay = (lambda topic: topic == one.topic) if planted == Struggle.WHEEL_SPINNING else None
    skip = one.topic if planted == Struggle.PREREQUISITE_GAP else -1
    tries = work_through(rng, one.attempt, stay=stay, skip=skip)
    return Seen(tries, planted if one.onset >= 0 else "", one.onset, "knows or not")


def days_of(seed: int, *, stops: bool) -> tuple[list[bool], int]:
    """Return on which of 60 school days somebody worked, by the habit of a week, and on which one they stopped."""
    rng = Random(seed)
    habit = [rng.random() < 0.65 for _ in range(5)]
    habit[rng.randrange(5)] = True
    kept, more = rng.uniform(0.75, 0.97), rng.uniform(0.02, 0.25)
    end = rng.randrange(22, 45) if stops else -1
    return [rng.random() < (kept if habit[day % 5] else more) and not 0 <= end <= day for day in range(60)], end


def quiet(students: int) -> None:
    """Print how often a silence is told rightly and wrongly."""
    late, wrong = list[int](), 0
    for number in range(students):
        worked, end = days_of(2_000_000 + number, stops=number % 10 == 0)
        told = next((day for day in range(60) if silence(worked[: day + 1]) is not None), None)
        if told is not None and end >= 0 and told >= end:
            late.append(told - end + 1)
        else:
            wrong += told is not None
    found = len(late) / (students // 10)
    print(f"silence: {found:.0%} found, {wrong} of {students} told wrongly, median {np.median(late)} days")


def main() -> None:
    """Print what the limits give on these classes."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--students", type=int, default=STUDENTS)
    chosen: Any = options.parse_args()
    kinds = [one.value for one in Struggle]
    planted = [kinds[n % len(kinds)] if n < PREVALENCE * chosen.students else "" for n in range(chosen.students)]
    quiet(chosen.students)
    report([student(1_000_000 + n, what) for n, what in enumerate(planted)])


def report(seen: list[Seen]) -> None:
    """Print how often each kind is told, and the confidence that fits."""
    told = [(one, told_of(one)) for one in seen]
    hits = 0
    everything: list[int] = []
    for what in sorted({one.planted for one in seen}):
        mine = [(one, said) for one, said in told if one.planted == what]
        if not what:
            wrong = [said for _, said in mine if said]
            print(f"nobody planted: {len(wrong)} of {len(mine)} told:", _count([s[0].struggle for s in wrong]))
            continue
        after = [(one, next((t for t in said if t.at >= one.onset), None)) for one, said in mine]
        late = [t.at - one.onset + 1 for one, t in after if t]
        early = sum(bool(said) and said[0].at < one.onset for one, said in mine)
        hits += len(late)
        everything += late
        kinds = _count([t.struggle for _, t in after if t])
        print(
            f"{what:18} told {len(late)}/{len(mine)}, early {early}, median {np.median(late) if late else '-'}", kinds
        )
    wrong_ones = sum(bool(said) for one, said in told if not one.planted)
    recall = hits / max(1, sum(bool(one.planted) for one in seen))
    print(f"recall {recall:.3f} precision {hits / max(1, hits + wrong_ones):.3f} median {np.median(everything)}")
    _fit(told)


def _count(found: list[Struggle]) -> dict[str, int]:
    return {one.value: found.count(one) for one in dict.fromkeys(found)}


def _fit(told: list[tuple[Seen, list[Any]]]) -> None:
    """Print slope and offset of the confidence of each kind, from the strongest moment of every telling."""
    from sklearn.linear_model import LogisticRegression

    from bench.struggles_course import NEEDS_BY_ID
    from learnapp.engine.struggles import Watch

    rows: dict[Struggle, list[tuple[float, bool]]] = {one: [] for one in Struggle}
    for seen, _ in told:
        watch, best = Watch(NEEDS_BY_ID), dict[Struggle, tuple[float, bool]]()
        for place, one in enumerate(seen.tries):
            watch.take(one)
            for finding in watch.strengths().values():
                if finding.figures["tries"] < LIMITS[finding.struggle].least:
                    continue
                true = bool(seen.planted) and place >= seen.onset
                if finding.strength > best.get(finding.struggle, (0.0, False))[0]:
                    best[finding.struggle] = (finding.strength, true)
        for struggle, row in best.items():
            rows[struggle].append(row)
    for struggle, found in rows.items():
        strong = [row for row in found if row[0] > 0.6 * LIMITS[struggle].from_]
        x, y = np.array([[row[0]] for row in strong]), np.array([row[1] for row in strong])
        if len(set(y.tolist())) < 2:
            print(struggle.value, "one outcome only", len(strong), y[:1])
            continue
        fit = LogisticRegression(C=1e6).fit(x, y)
        print(f"{struggle.value}: slope {fit.coef_[0, 0]:.2f} offset {fit.intercept_[0]:.2f} of {len(strong)}")


if __name__ == "__main__":
    main()
