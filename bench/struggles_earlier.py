"""The classes on which the detection of struggling students was judged at first: only what was planted counts there.

What students can do grows on a logit scale with practice, more slowly when they are tired (performance factors:
Pavlik, Cen & Koedinger, 2009), items differ in difficulty, times are gamma distributed and grow with difficulty, and
struggles come and go in bouts or creep in. A third of those who do not struggle are made to look like it: careless,
slow but learning, very quick, asking for many hints, forgetting over days, or new to a hard topic.

They have been looked at more than once, and whoever struggles without a plant counts as told of wrongly: what they
say is shown beside what counts (`bench/classroom_detection.py`). A student counts as found when anything is told of
them after the onset of what was planted; whoever is told of without anything planted, or before its onset only, was
told of wrongly. Silence is looked at by school days.
"""

from __future__ import annotations

import math
from random import Random

import numpy as np

from bench.report import Figure
from bench.struggles_course import ANSWERS, NEEDS, TOPICS, Done, Seen, told_of, work_through
from learnapp.engine.silence import silence
from learnapp.engine.struggles import Struggle

STUDENTS, SMALL, PREVALENCE, SEED = 2400, 500, 0.10, 20_260_000
INACTIVE = "inactive"
PLANTED = (*[one.value for one in Struggle], INACTIVE)
LOOKALIKES = ("", "", "careless", "slow", "quick", "hints", "forgetful", "late bloomer", "", "", "", "")
DAYS = 60


class Grower:
    """What somebody can do grows with practice."""

    def __init__(self, rng: Random, planted: str, look: str) -> None:
        self.rng, self.planted, self.look = rng, planted, look
        self.ability = rng.gauss(0.5, 0.7)
        self.gain = rng.uniform(0.45, 0.9) * (0.65 if look == "slow" else 1.0)
        self.base = [rng.gauss(-0.3, 0.8) for _ in range(TOPICS)]
        self.practised = [0.0] * TOPICS
        self.last = [0] * TOPICS
        self.shape, self.scale = rng.uniform(1.8, 4.0), rng.uniform(5.0, 15.0) * (0.3 if look == "quick" else 1.0)
        self.asks = rng.betavariate(2, 12) + (0.35 if look == "hints" else 0.0)
        self.gives_up = rng.betavariate(1, 30)
        self.topic, self.begins = rng.randrange(3, 8), rng.randrange(18, 48)
        self.share = rng.uniform(0.6, 0.92)
        self.bout = True
        self.creeps = rng.choice((1, 1, 4, 8))
        self.onset = -1
        if look == "late bloomer":
            self.base[rng.randrange(2, 8)] -= 1.5

    def on(self, topic: int, number: int) -> float:
        """Return how far the planted struggle is at work at this try, 0 to 1."""
        if self.planted == Struggle.WHEEL_SPINNING:
            return float(topic == self.topic)
        if self.planted == Struggle.PREREQUISITE_GAP:
            return float(self.topic in NEEDS[topic])
        if self.planted in ("", INACTIVE) or number < self.begins:
            return 0.0
        return min(1.0, (number - self.begins + 1) / self.creeps)

    def attempt(self, topic: int, number: int) -> Done:
        """Make one try."""
        rng, on = self.rng, self.on(topic, number)
        if on and self.onset < 0:
            self.onset = number
        item = rng.gauss(0.0, 0.45)
        tired = 0.25 * math.sin(number / 4.0)
        level = self.base[topic] + self.ability + self.practised[topic] - item - tired
        if self.look == "forgetful":
            level -= 0.25 * math.log1p((number - self.last[topic]) / 8.0)
        self.last[topic] = number
        if on and self.planted == Struggle.SUDDEN_DROP:
            level = level - 2.4 * on
        stuck = on and self.planted in (Struggle.WHEEL_SPINNING, Struggle.PREREQUISITE_GAP)
        if stuck:
            level = min(level, rng.gauss(-1.7, 0.3))
        seconds = rng.gammavariate(self.shape, self.scale) * (1.25 if item > 0 else 1.0)
        # Bouts: who games, or leans on solutions, does so for some tries and then works for one or two.
        self.bout = rng.random() < (0.93 if self.bout else 0.6)
        works_around = self.bout and rng.random() < self.share + 0.05
        if on >= 0.5 and self.planted == Struggle.GAMING and works_around:
            quick = rng.gammavariate(3.0, 0.7)
            if rng.random() < 0.4:
                return Done(False, 3, True, quick)
            return Done(rng.random() < 0.18, 0, False, quick)
        if on >= 0.5 and self.planted == Struggle.HINT_ABUSE and works_around:
            return Done(False, 3, True, seconds * rng.uniform(0.2, 0.9))
        p = 0.1 + 0.88 / (1.0 + math.exp(-level)) if self.look != "careless" else 0.08 + 0.74 / (1.0 + math.exp(-level))
        if level < -0.3 and rng.random() < self.gives_up:
            self._learn(topic, 0.5 * (not stuck))
            return Done(False, 3, True, seconds)
        hints = 1 + int(rng.random() < 0.3) if rng.random() < self.asks * (1.5 if level < 0 else 0.5) else 0
        right = rng.random() < min(0.98, p + 0.12 * hints)
        self._learn(topic, 0.0 if stuck else 1.0 if right else 0.8)
        return Done(right, hints, False, seconds)

    def _learn(self, topic: int, share: float) -> None:
        self.practised[topic] += share * self.gain


def student(seed: int, planted: str, look: str) -> Seen:
    """Return what one student did."""
    rng = Random(seed)
    one = Grower(rng, planted, look)
    stay = (lambda topic: topic == one.topic) if planted == Struggle.WHEEL_SPINNING else None
    skip = one.topic if planted == Struggle.PREREQUISITE_GAP else -1
    tries = work_through(rng, one.attempt, stay=stay, skip=skip)
    return Seen(tries, planted, one.onset, look or "plain")


def days_of(seed: int, planted: str) -> tuple[list[bool], int]:
    """Return on which school days somebody worked, and on which one they stopped (-1: never)."""
    rng = Random(seed + 7)
    rate = rng.betavariate(6, 4)
    stops = rng.randrange(25, 48) if planted == INACTIVE else -1
    ill = rng.randrange(10, DAYS - 5) if rng.random() < 0.1 else -1
    worked, before = [], True
    for day in range(DAYS):
        # Who has worked yesterday works today the more likely: days are not independent.
        chance = min(0.97, rate + (0.08 if before else -0.08))
        here = rng.random() < chance and not (stops >= 0 and day >= stops) and not (ill >= 0 and ill <= day < ill + 2)
        worked.append(here)
        before = here
    return worked, stops


def figures(small: bool) -> list[Figure]:
    """Measure how well struggling students are found."""
    count = SMALL if small else STUDENTS
    rng = Random(SEED)
    planted = [PLANTED[n % len(PLANTED)] if n < PREVALENCE * count else "" for n in range(count)]
    rng.shuffle(planted)
    found = wrong = 0
    delays: list[int] = []
    by_kind: dict[str, list[int]] = {one: [] for one in PLANTED}
    looks: dict[str, list[int]] = {}
    for number, what in enumerate(planted):
        look = "" if what else rng.choice(LOOKALIKES)
        seen = student(SEED + number, what, look)
        told = told_of(seen)
        days, stops = days_of(SEED + number, what)
        silent = next((day for day in range(DAYS) if silence(days[: day + 1]) is not None), None)
        struggles = bool(what) and (what == INACTIVE or seen.onset >= 0)
        after = next((one for one in told if struggles and what != INACTIVE and one.at >= seen.onset), None)
        late_silence = silent is not None and what == INACTIVE and silent >= stops
        hit = after is not None or late_silence
        if struggles:
            found += hit
            by_kind[what].append(hit)
        else:
            looks.setdefault(seen.kind, []).append(bool(told) or silent is not None)
        if (told or silent is not None) and not hit:
            wrong += 1
        if after is not None:
            delays.append(after.at - seen.onset + 1)
    everybody = sum(len(one) for one in by_kind.values())
    recall, precision = found / max(1, everybody), found / max(1, found + wrong)
    median = float(np.median(delays)) if delays else None
    kinds = "; ".join(f"{name.replace('_', ' ')} {sum(one)}/{len(one)}" for name, one in by_kind.items())
    seeming = "; ".join(f"{name} {sum(one)}/{len(one)}" for name, one in sorted(looks.items()))
    note = f"{count} students, {everybody} planted, {ANSWERS} answers each: {kinds}"
    return [
        Figure("on the earlier classes, where only plants count: recall", recall, "", higher_is_better=True, note=note),
        Figure("on the earlier classes: precision", precision, "", higher_is_better=True,
               note=f"told wrongly: {seeming}"),
        Figure("on the earlier classes: answers until told, median", median, "answers"),
    ]  # fmt: skip
