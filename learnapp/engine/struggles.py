"""Who struggles, and how: what a student's recent answers in a class say, answer by answer.

How strongly a struggle stands grows with each answer that is likelier of somebody who struggles in this way, and
shrinks with each that is not, so it also says when the need is over. What counts as which:

- `wheel_spinning`: a topic at which nothing is learned (Beck & Gong, 2013, "Wheel-spinning: students who fail to
  master a skill"): the log odds of that by `engine.knowing`, which knows the student from the other topics;
- `prerequisite_gap`: the log odds that a prerequisite is missing, by how it went itself and by all that rests on it;
- `gaming`: answers or solutions taken faster than anybody works (Baker, Corbett & Koedinger, 2004, "Detecting student
  misuse of intelligent tutoring systems");
- `hint_abuse`: solutions opened before anything was tried (Aleven, McLaren, Roll & Koedinger, 2006, "Toward
  meta-cognitive tutoring: a model of help seeking");
- `sudden_drop`: less right over several topics than the student's own answers before.

The last three are sums of log likelihood ratios that never fall below nothing (Page, 1954, "Continuous inspection
schemes").

How sure each is, is Platt's (1999) logistic of the sum, fitted on simulated students (`bench/struggles_tuning.py`), for
no log says who struggled. Nothing of it looks at who somebody is.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from learnapp.engine.irt import logit
from learnapp.engine.knowing import STUCK, Knowing

MOST_TRIES = 80
"""The latest answers that are looked at."""


class Struggle(StrEnum):
    """A way in which somebody struggles, as told from answers."""

    WHEEL_SPINNING = "wheel_spinning"
    PREREQUISITE_GAP = "prerequisite_gap"
    GAMING = "gaming"
    HINT_ABUSE = "hint_abuse"
    SUDDEN_DROP = "sudden_drop"


class Try(NamedTuple):
    """One answer, or one solution that was opened instead.

    Attributes:
        kc: The first topic of the step.
        right: Whether it was right.
        hints: Opened at this step before.
        gave_up: The solution was opened instead of an answer.
        again: Not the first answer to the step.
        seconds: Time that it took; None where that is not known.
    """

    event_id: UUID
    at: datetime
    kc: UUID
    right: bool
    hints: int = 0
    gave_up: bool = False
    again: bool = False
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that speaks for a struggle now.

    Attributes:
        kc: The topic, or the prerequisite that is missing; None where it is about all work.
        strength: The sum of log likelihood ratios, natural logarithm.
        confidence: The chance that the student really struggles in this way, 0 to 1.
        events: The tries that it rests on, oldest first: those since the sum last stood at nothing.
        figures: `tries`, `right`, and of timed ones `fast`; whole numbers.
    """

    struggle: Struggle
    kc: UUID | None
    strength: float
    confidence: float
    events: tuple[UUID, ...]
    figures: dict[str, int]


@dataclass(frozen=True, slots=True)
class Limits:
    """When a struggle is told.

    Attributes:
        from_: Strength from which it is told.
        over: Strength below which it is over.
        slope, offset: Of the confidence: logistic(slope * strength + offset).
        least: Tries that it rests on at least.
    """

    from_: float
    over: float
    slope: float
    offset: float
    least: int

    def confidence(self, strength: float) -> float:
        """Return how sure a strength is, 0 to 1."""
        return 1.0 / (1.0 + math.exp(-min(max(self.slope * strength + self.offset, -30.0), 30.0)))


LIMITS: dict[Struggle, Limits] = {
    Struggle.WHEEL_SPINNING: Limits(3.6, 1.5, 1.34, -3.97, 6),
    Struggle.PREREQUISITE_GAP: Limits(2.9, 1.0, 0.86, -1.64, 6),
    Struggle.GAMING: Limits(8.0, 2.0, 0.71, -4.83, 4),
    Struggle.HINT_ABUSE: Limits(4.6, 2.0, 0.87, -3.15, 4),
    Struggle.SUDDEN_DROP: Limits(8.4, 4.5, 0.87, -6.46, 6),
}
FAST_SECONDS, FAST_SHARE = 3.0, 0.25
"""Faster than this, or than this share of one's own usual time, is no work."""
USUAL_OF = 40
STAYS = 10
"""Tries at which nothing is learned, from which on somebody does not get there (Beck & Gong, 2013)."""
MISSING = 0.35
"""Chance that a prerequisite which was never tried is missing."""
LACKS, LACKED = 0.8, 0.85
"""What of a missing prerequisite makes a topic one that is not learned: as far as that is known before, and after."""
NOTHING = 2.0
"""Log odds against a struggle at which it stands at nothing."""
LEFT_OF = 0.5
"""What a drop leaves of the usual odds; a larger drop is found by it, too."""
MOST_OF_A_TOPIC = 5.0
"""What one topic can add to a drop: a hard one is no drop."""
BASELINE, LAG, PRIOR_WORTH = 14, 10, 4.0
"""Answers that a drop is held against at least; so many latest ones are not part of what is usual."""
_BINS = (2, 5)
_PRIOR = (0.55, 0.65, 0.75)
"""Chance of a right answer at the first two tries at a topic, the next three, and later, before anything is known."""
_WEIGHTS = {"fast": 0.2, "helped": 0.3, "gave_up": 0.8}
"""What an answer shows that was no work, was right with hints, or was not given."""
_LEAST = 1e-200
_MOST = 2.5
"""How far a sum can grow beyond its limit: who recovers is soon well again."""
_GAMING = {"fast_wrong": 2.2, "fast_gave_up": 2.2, "fast_right": 0.0, "wrong": -1.0, "gave_up": -0.4, "right": -1.6}
_HINTS = {"gave_up": 2.2, "late_gave_up": 0.5, "hinted": 0.2, "wrong": -0.5, "right": -1.6}


@dataclass(slots=True)
class _Sum:
    """What speaks for a struggle, never below nothing, with the tries that it rests on."""

    most: float
    value: float = 0.0
    since: list[Try] = field(default_factory=list)

    def add(self, step: float, one: Try) -> None:
        self.value = min(self.value + step, self.most)
        if self.value <= 0.0:
            self.value = 0.0
            self.since.clear()
        else:
            self.since.append(one)


@dataclass(slots=True)
class _Usual:
    """How a student usually fares, by how often they have tried a topic: right answers and tries."""

    right: list[int] = field(default_factory=lambda: [0, 0, 0])
    tries: list[int] = field(default_factory=lambda: [0, 0, 0])
    waiting: list[tuple[int, bool]] = field(default_factory=list)

    def chance(self, place: int) -> float:
        """Return the chance of a right answer, drawn towards what is usual of everybody."""
        n, r = sum(self.tries), sum(self.right)
        expected = sum(_PRIOR[one] * self.tries[one] for one in range(3))
        better = (r + PRIOR_WORTH) / (expected + PRIOR_WORTH) if n else 1.0
        prior = min(_PRIOR[place] * better, 0.95)
        p = (self.right[place] + PRIOR_WORTH * prior) / (self.tries[place] + PRIOR_WORTH)
        return min(max(p, 0.05), 0.95)

    def note(self, place: int, right: bool) -> None:
        """Take a try in, which counts once `LAG` others have come after it."""
        self.waiting.append((place, right))
        if len(self.waiting) > LAG:
            then, was = self.waiting.pop(0)
            self.tries[then] += 1
            self.right[then] += was

    @property
    def known(self) -> int:
        """How many tries it rests on."""
        return sum(self.tries)


class Watch:
    """One student's sums, moved on answer by answer.

    Args:
        needs: Topic -> its direct prerequisites.
        known: Topics that the student has mastered.
    """

    def __init__(self, needs: Mapping[UUID, Sequence[UUID]], known: Collection[UUID] = ()) -> None:
        self._needs, self._known = needs, known
        self._resting: dict[UUID, list[UUID]] = {}
        for topic, needed in needs.items():
            for each in needed:
                self._resting.setdefault(each, []).append(topic)
        self._sums: dict[tuple[Struggle, UUID | None], _Sum] = {}
        self._usual, self._times, self._knowing = _Usual(), _Times(), Knowing()
        self._firsts: dict[UUID, list[Try]] = {}
        self._fell: dict[UUID, float] = {}

    def _grow(self, struggle: Struggle, kc: UUID | None, step: float, one: Try) -> None:
        key = (struggle, kc)
        if key not in self._sums:
            self._sums[key] = _Sum(LIMITS[struggle].from_ + _MOST)
        self._sums[key].add(step, one)

    def take(self, one: Try) -> None:
        """Take the next try in."""
        fast = self._times.fast(one)
        self._grow(Struggle.GAMING, None, _GAMING[_pace(one, fast)], one)
        self._grow(Struggle.HINT_ABUSE, None, _HINTS[_asked(one)], one)
        self._times.note(one)
        if one.again:
            return
        weight = _WEIGHTS["fast"] if fast else _shown(one)
        lacks = {each: self._lacks(each) for each in self._needs.get(one.kc, ()) if each not in self._known}
        self._dropped(one)
        self._knowing.take(one.kc, one.right, weight)
        self._firsts.setdefault(one.kc, []).append(one)
        stuck = 1.0 - (1.0 - STUCK) * math.prod(1.0 - LACKS * each for each in lacks.values())
        chance = self._knowing.topics[one.kc].never(self._knowing.own(one.kc), stuck, STAYS)
        self._stand(Struggle.WHEEL_SPINNING, one.kc, logit(chance), self._firsts[one.kc])
        for needed, lacking in lacks.items():
            self._gap(needed, lacking)

    def _lacks(self, needed: UUID) -> float:
        return self._knowing.unknown(needed) if needed in self._knowing.topics else MISSING

    def _stand(self, struggle: Struggle, kc: UUID, odds: float, tries: Sequence[Try]) -> None:
        value = min(odds + NOTHING, LIMITS[struggle].from_ + _MOST)
        if value <= 0.0:
            self._sums.pop((struggle, kc), None)
            return
        self._sums[struggle, kc] = _Sum(LIMITS[struggle].from_ + _MOST, value, list(tries[-MOST_TRIES:]))

    def _gap(self, needed: UUID, lacking: float) -> None:
        """Hold all that rests on a topic against its being unknown."""
        odds, tries = logit(min(max(lacking, 0.02), 0.98)), list[Try]()
        for topic in self._resting[needed]:
            if topic in self._knowing.topics:
                learned, stuck = self._knowing.topics[topic].ways(self._knowing.own(topic))
                missing, there = LACKED * stuck + (1.0 - LACKED) * learned, STUCK * stuck + (1.0 - STUCK) * learned
                odds += math.log((missing + _LEAST) / (there + _LEAST))
                tries += self._firsts[topic]
        self._stand(Struggle.PREREQUISITE_GAP, needed, odds, sorted(tries, key=lambda each: each.at))

    def _dropped(self, one: Try) -> None:
        """Hold an answer against how the student usually fares after as many tries at a topic."""
        right, place = one.right and not one.hints, _place(len(self._firsts.get(one.kc, ())))
        expected = self._usual.chance(place)
        if self._usual.known >= BASELINE:
            step = _ratio(right, LEFT_OF * expected / (1.0 - expected + LEFT_OF * expected), expected)
            if step > 0.0:
                step = min(step, max(0.0, MOST_OF_A_TOPIC - self._fell.get(one.kc, 0.0)))
                self._fell[one.kc] = self._fell.get(one.kc, 0.0) + step
            self._grow(Struggle.SUDDEN_DROP, None, step, one)
            if not self._sums[Struggle.SUDDEN_DROP, None].value:
                self._fell.clear()
        self._usual.note(place, right)

    def strengths(self) -> dict[tuple[Struggle, UUID | None], Finding]:
        """Return how strongly each struggle stands now; those that stand at nothing are left out."""
        return {
            key: _told(key[0], key[1], each, self._times)
            for key, each in self._sums.items()
            if each.value > 0.0 and not (key[0] is Struggle.WHEEL_SPINNING and key[1] in self._known)
        }


def strengths(
    tries: Sequence[Try], needs: Mapping[UUID, Sequence[UUID]], known: Collection[UUID] = ()
) -> dict[tuple[Struggle, UUID | None], Finding]:
    """Return how strongly each struggle stands after the last try; those that stand at nothing are left out.

    Args:
        tries: The student's latest ones in a class, oldest first; the last `MOST_TRIES` are looked at.
        needs: Topic -> its direct prerequisites.
        known: Topics that the student has mastered.
    """
    watch = Watch(needs, known)
    for one in tries[-MOST_TRIES:]:
        watch.take(one)
    return watch.strengths()


def findings(tries: Sequence[Try], needs: Mapping[UUID, Sequence[UUID]], known: Collection[UUID] = ()) -> list[Finding]:
    """Return what a student struggles with after the last try, the surest first; see `strengths` and `standing`."""
    return standing(strengths(tries, needs, known).values(), needs)


def standing(all_of: Iterable[Finding], needs: Mapping[UUID, Sequence[UUID]]) -> list[Finding]:
    """Return which strengths are told, the surest first.

    Where a missing prerequisite explains why a topic does not succeed, the topic is not named as well; and of somebody
    who does not work at all it is not said that they fail everywhere.
    """
    found = [
        one
        for one in all_of
        if one.strength >= LIMITS[one.struggle].from_ and one.figures["tries"] >= LIMITS[one.struggle].least
    ]
    missing = {one.kc for one in found if one.struggle is Struggle.PREREQUISITE_GAP}
    explained = {topic for topic, needed in needs.items() if missing & set(needed)}
    about_work = [one for one in found if one.struggle in (Struggle.GAMING, Struggle.HINT_ABUSE)]
    kept = about_work or [one for one in found if not (one.struggle is Struggle.WHEEL_SPINNING and one.kc in explained)]
    return sorted(kept, key=lambda one: -one.confidence)


def is_over(struggle: Struggle, kc: UUID | None, now: Mapping[tuple[Struggle, UUID | None], Finding]) -> bool:
    """Return whether a struggle that was told is over, by what `strengths` says now."""
    found = now.get((struggle, kc))
    return found is None or found.strength < LIMITS[struggle].over


class _Times:
    """How long the student usually takes."""

    def __init__(self) -> None:
        self._seen: list[float] = []
        self.quick: set[UUID] = set()

    def fast(self, one: Try) -> bool:
        if one.seconds is None:
            return False
        seen = sorted(self._seen[-USUAL_OF:])
        usual = seen[len(seen) // 2] if len(seen) >= 5 else 0.0
        fast = one.seconds < max(FAST_SECONDS, FAST_SHARE * usual)
        if fast:
            self.quick.add(one.event_id)
        return fast

    def note(self, one: Try) -> None:
        # What was no work does not say how long work takes.
        if one.seconds is not None and one.event_id not in self.quick:
            self._seen.append(one.seconds)


def _pace(one: Try, fast: bool) -> str:
    kind = "gave_up" if one.gave_up else "right" if one.right else "wrong"
    return f"fast_{kind}" if fast else kind


def _asked(one: Try) -> str:
    if one.gave_up:
        return "late_gave_up" if one.again else "gave_up"
    if one.right:
        return "hinted" if one.hints else "right"
    return "hinted" if one.hints else "wrong"


def _shown(one: Try) -> float:
    """Return how much an answer shows, 0 to 1."""
    if one.gave_up:
        return _WEIGHTS["gave_up"]
    return _WEIGHTS["helped"] if one.right and one.hints else 1.0


def _place(before: int) -> int:
    return next((place for place, limit in enumerate(_BINS) if before < limit), len(_BINS))


def _ratio(right: bool, worse: float, usual: float) -> float:
    """Return the log likelihood ratio of one answer."""
    return math.log(worse / usual) if right else math.log((1.0 - worse) / (1.0 - usual))


def _told(struggle: Struggle, kc: UUID | None, each: _Sum, times: _Times) -> Finding:
    since = each.since
    figures = {"tries": len(since), "right": sum(one.right and not one.hints for one in since)}
    if struggle is Struggle.GAMING:
        figures["fast"] = sum(one.event_id in times.quick for one in since)
    if struggle is Struggle.HINT_ABUSE:
        figures["given_up"] = sum(one.gave_up for one in since)
    limits = LIMITS[struggle]
    events = tuple(one.event_id for one in since)
    return Finding(struggle, kc, each.value, limits.confidence(each.value), events, figures)
