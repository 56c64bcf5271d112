"""How well those who struggle are found in simulated classes: the same counting for every set of them.

A student who struggles counts as found when anything is told of them from the first try of a struggle on (of who stays
away: from the first day on). Whoever is told of and was not found was told of wrongly: those who do not struggle, and
those who are told of before they begin to only. The grey zone (`bench/struggles_truth.py`) is left out at first, and
then counted as not struggling and as struggling.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import NamedTuple
from uuid import UUID

import numpy as np

from bench.struggles_pupils import Pupil, work
from bench.struggles_truth import GREY, INACTIVE, KINDS, STRICT, State, quiet_from, struggles_in
from learnapp.engine.mastery import THRESHOLDS
from learnapp.engine.silence import silence
from learnapp.engine.struggles import Struggle, Try, Watch, is_over, standing

BUCKETS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0001)


@dataclass(frozen=True, slots=True)
class Classes:
    """Simulated classes.

    Attributes:
        pupil: (number, what is planted, what they look like) -> a student before any work.
        days: (number, what is planted) -> chance to work on each school day, and whether they did.
        planted: Struggle -> share of all students in whom it is planted.
        looks: What those without a plant look like, each as often as it stands there.
        needs: Topic -> its prerequisites.
        seed: Of who is which.
    """

    pupil: Callable[[int, str, str], Pupil]
    days: Callable[[int, str], tuple[list[float], list[bool]]]
    planted: Mapping[str, float]
    looks: Sequence[str]
    needs: Mapping[UUID, Sequence[UUID]]
    seed: int


class Told(NamedTuple):
    """Something that is told of a student: when first, or when first surely enough to act upon."""

    struggle: Struggle
    at: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Student:
    """One student: what they did, and what is true of them.

    Attributes:
        kind: What was planted; else what they look like.
        states: What is true before each try.
        worked: Whether they worked, of each school day.
        strict, grey: Struggle -> the try at which it begins, by either bounds; `inactive`: the school day.
    """

    kind: str
    tries: Sequence[Try]
    states: Sequence[State]
    worked: Sequence[bool]
    strict: Mapping[str, int]
    grey: Mapping[str, int]


@dataclass(slots=True)
class Level:
    """What was told with at least some confidence, where the grey zone counts in one way.

    Attributes:
        found: Struggle -> of each student with it, whether they were found.
        delays: Struggle -> answers (school days of who stays away) until they were.
        wrong: Who was told of wrongly: how many, by what was planted or what they look like.
        others: Students who do not struggle, by the same.
        right_kind: How many of those found are told as what they are.
    """

    found: dict[str, list[bool]] = field(default_factory=lambda: {one: [] for one in KINDS})
    delays: dict[str, list[int]] = field(default_factory=lambda: {one: [] for one in KINDS})
    wrong: dict[str, int] = field(default_factory=dict)
    others: dict[str, int] = field(default_factory=dict)
    right_kind: int = 0

    @property
    def hits(self) -> int:
        """How many were found."""
        return sum(sum(one) for one in self.found.values())

    @property
    def struggling(self) -> int:
        """How many there were to find."""
        return sum(len(one) for one in self.found.values())

    @property
    def recall(self) -> float:
        """Share of those who struggle that is found."""
        return self.hits / max(1, self.struggling)

    @property
    def precision(self) -> float:
        """Share of the students told of who struggle."""
        return self.hits / max(1, self.hits + sum(self.wrong.values()))

    @property
    def delay(self) -> float | None:
        """Answers until they are found, of half of those found by their answers."""
        delays = [each for kind, mine in self.delays.items() if kind != INACTIVE for each in mine]
        return float(np.median(delays)) if delays else None

    def note(self, kind: str, strict: Mapping[str, int], told: Sequence[Told], silent: int | None) -> None:
        """Take a student in."""
        by_work = {name: onset for name, onset in strict.items() if name != INACTIVE}
        onset = min(by_work.values(), default=None)
        first = next((one for one in told if onset is not None and one.at >= onset), None)
        quiet = INACTIVE in strict and silent is not None and silent >= strict[INACTIVE]
        if strict:
            # Who lacks what a topic rests on does not get there either: that is the better name.
            name = min(by_work, key=lambda one: (by_work[one], one != Struggle.PREREQUISITE_GAP), default=INACTIVE)
            self.found[name].append(first is not None or quiet)
            if first is not None and onset is not None:
                self.delays[name].append(first.at - onset + 1)
                self.right_kind += first.struggle in by_work
            elif quiet and silent is not None:
                self.delays[INACTIVE].append(silent - strict[INACTIVE] + 1)
                self.right_kind += 1
        else:
            self.others[kind] = self.others.get(kind, 0) + 1
        if (told or silent is not None) and first is None and not quiet:
            name = "before it begins" if strict else kind
            self.wrong[name] = self.wrong.get(name, 0) + 1


WAYS = ("left out", "not struggling", "struggling")


@dataclass(slots=True)
class Judged:
    """How well those who struggle are found.

    Attributes:
        sure: What was told with `THRESHOLDS.intervention_confidence` or more, by how the grey zone counts:
            `left out`, `not struggling`, `struggling`.
        asked: All that was told.
        said: (struggle, confidence, whether the student struggles) of every telling, but of the grey zone.
        grey: Students in the grey zone, and how many of them were told of surely.
    """

    sure: dict[str, Level] = field(default_factory=lambda: {one: Level() for one in WAYS})
    asked: dict[str, Level] = field(default_factory=lambda: {one: Level() for one in WAYS})
    said: list[tuple[str, float, bool]] = field(default_factory=list)
    grey: list[bool] = field(default_factory=list)


def students(classes: Classes, count: int) -> list[Student]:
    """Return so many students of some classes."""
    rng = Random(classes.seed)
    what = [kind for kind, share in classes.planted.items() for _ in range(round(share * count))]
    what += [""] * (count - len(what))
    rng.shuffle(what)
    looks = ["" if one else rng.choice(classes.looks) for one in what]
    return [student(classes, number, what[number], looks[number]) for number in range(count)]


def student(classes: Classes, number: int, planted: str, look: str) -> Student:
    """Return what one student did, and what is true of them."""
    pupil = classes.pupil(number, planted, look)
    tries = list(work(pupil))
    chances, worked = classes.days(number, planted)
    met = []
    for bounds in (STRICT, GREY):
        found, away = struggles_in(pupil.states, bounds), quiet_from(chances, bounds)
        met.append(found if away is None else {**found, INACTIVE: away})
    return Student(planted or look or "plain", tries, pupil.states, worked, *met)


def judge(everybody: Sequence[Student], needs: Mapping[UUID, Sequence[UUID]]) -> Judged:
    """Let the detectors look at students."""
    return counted((one, told_of(one.tries, needs), silences_of(one.worked)) for one in everybody)


def counted(said: Iterable[tuple[Student, Sequence[Told], Sequence[tuple[int, float]]]]) -> Judged:
    """Count what was told of students, whoever told it.

    Args:
        said: A student, what is told of their work (`told_of`), and of their silence (`silences_of`).
    """
    judged = Judged()
    for one, told, silences in said:
        grey = bool(one.grey) and not one.strict
        for levels, least in ((judged.sure, THRESHOLDS.intervention_confidence), (judged.asked, 0.0)):
            mine = [each for each in told if each.confidence >= least]
            silent = next((day for day, sure in silences if sure >= least), None)
            if not grey:
                levels["left out"].note(one.kind, one.strict, mine, silent)
            levels["not struggling"].note(one.kind, one.strict, mine, silent)
            levels["struggling"].note(one.kind, one.strict or one.grey, mine, silent)
        if grey:
            judged.grey.append(any(sure >= THRESHOLDS.intervention_confidence for _, _, sure in told))
            continue
        onset = min((at for kind, at in one.strict.items() if kind != INACTIVE), default=len(one.tries))
        judged.said += [(each.struggle.value, each.confidence, each.at >= onset) for each in told]
        stops = one.strict.get(INACTIVE, len(one.worked))
        judged.said += [(INACTIVE, sure, day >= stops) for day, sure in silences]
    return judged


def told_of(tries: Sequence[Try], needs: Mapping[UUID, Sequence[UUID]]) -> list[Told]:
    """Return what is told of a student as the job would tell it, in the order of telling.

    What is told before it is sure enough to act upon is there twice; what was over, and begins anew, as well.
    """
    watch, told = Watch(needs), list[Told]()
    open_: dict[tuple[Struggle, UUID | None], float] = {}
    sure = THRESHOLDS.intervention_confidence
    for place, one in enumerate(tries):
        watch.take(one)
        now = watch.strengths()
        for key in [key for key in open_ if is_over(*key, now)]:
            del open_[key]
        for found in standing(now.values(), needs):
            key = found.struggle, found.kc
            before = open_.get(key)
            if before is None or before < sure <= found.confidence:
                told.append(Told(found.struggle, place, found.confidence))
                open_[key] = found.confidence
    return told


def silences_of(worked: Sequence[bool]) -> list[tuple[int, float]]:
    """Return the day and the confidence of the first silence that is told, and of the first one that is sure."""
    found: list[tuple[int, float]] = []
    for day in range(len(worked)):
        told = silence(worked[: day + 1])
        if told is None or (found and told.confidence < THRESHOLDS.intervention_confidence):
            continue
        found.append((day, told.confidence))
        if told.confidence >= THRESHOLDS.intervention_confidence:
            break
    return found


def kinds(level: Level) -> str:
    """Return how many of each kind are found and after how many answers, in words."""
    return "; ".join(
        f"{name.replace('_', ' ')} {sum(one)}/{len(one)}"
        + (f" after {np.median(level.delays[name]):.0f}" if level.delays[name] else "")
        for name, one in level.found.items()
    )


def seeming(level: Level) -> str:
    """Return who was told of wrongly, in words."""
    names = sorted(level.wrong.keys() | level.others.keys())
    return "; ".join(
        f"{name.replace('_', ' ')} {level.wrong.get(name, 0)}"
        + (f"/{level.others[name]}" if name in level.others else "")
        for name in names
    )


def reliability(said: Sequence[tuple[float, bool]]) -> str:
    """Return how sure tellings were and how often they were right, from least to most sure, in words."""
    parts = []
    for low, high in zip(BUCKETS[:-1], BUCKETS[1:], strict=True):
        inside = [(p, true) for p, true in said if low <= p < high]
        if inside:
            p, true = (float(np.mean([one[part] for one in inside])) for part in (0, 1))
            parts.append(f"{p:.0%} said, {true:.0%} right of {len(inside)}")
    return "; ".join(parts)


def distance(said: Sequence[tuple[float, bool]]) -> float:
    """Return the mean distance of the confidence from the truth over the parts of `reliability`, 0 to 1."""
    total = 0.0
    for low, high in zip(BUCKETS[:-1], BUCKETS[1:], strict=True):
        total += abs(sum(p - true for p, true in said if low <= p < high))
    return total / max(1, len(said))
