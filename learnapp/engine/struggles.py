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

How sure it is that a student struggles at all is a logistic of the strongest of each kind and of the doubt that every
topic will be learned (Platt, 1999), fitted on simulated students (`bench/struggles_fit.py`), for no log says who
struggled. What stands clearly is named; where much speaks a little, the clearest is. It never looks at who one is.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from itertools import chain
from typing import NamedTuple
from uuid import UUID

from learnapp.engine.irt import logit
from learnapp.engine.knowing import STUCK, Knowing, Reading
from learnapp.engine.struggle_weights import BEFORE, TOGETHER, WEIGHTS
from learnapp.engine.usual_work import BASELINE, Times, Usual, place

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


Key = tuple[Struggle, UUID | None]


class Signs(NamedTuple):
    """What says how sure it is that a student struggles.

    Attributes:
        strongest: Struggle -> its largest strength beyond where it counts, 0 for nothing.
        together: Minus the logarithm of the chance that every topic will be learned within `STAYS` tries.
    """

    strongest: dict[Struggle, float]
    together: float


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that speaks for a struggle now.

    Attributes:
        kc: The topic, or the prerequisite that is missing; None where it is about all work.
        strength: The sum of log likelihood ratios, natural logarithm.
        confidence: The chance that the student really struggles, by everything that speaks for it, 0 to 1.
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
    """What a struggle's strength counts for.

    Attributes:
        from_: Strength from which it is named, where it is sure that the student struggles.
        over: Strength below which it is over.
        most: Strength beyond which it does not grow: who recovers is soon well again.
        counts: Strength up to which it says nothing.
        weight: What each point beyond that adds to the log odds that the student struggles.
        least: Tries that it rests on at least.
    """

    from_: float
    over: float
    most: float
    counts: float
    weight: float
    least: int


LIMITS: dict[Struggle, Limits] = {
    Struggle.WHEEL_SPINNING: Limits(3.6, 1.5, 6.1, 1.0, WEIGHTS["wheel_spinning"], 5),
    Struggle.PREREQUISITE_GAP: Limits(2.9, 1.0, 5.4, 0.5, WEIGHTS["prerequisite_gap"], 5),
    Struggle.GAMING: Limits(8.0, 2.0, 10.5, 5.0, WEIGHTS["gaming"], 4),
    Struggle.HINT_ABUSE: Limits(4.6, 2.0, 7.1, 2.25, WEIGHTS["hint_abuse"], 4),
    Struggle.SUDDEN_DROP: Limits(8.4, 4.5, 10.9, 4.0, WEIGHTS["sudden_drop"], 6),
}
"""Weights by `bench/struggles_fit.py`."""
TOLD = 0.7
"""How sure it has to be that a student struggles."""
CLEAR = 0.5
"""How far beyond where it counts, and is over, the clearest struggle has to stand to be named alone."""


def chance(odds: float) -> float:
    """Return the chance of log odds, 0 to 1."""
    return 1.0 / (1.0 + math.exp(-min(max(odds, -30.0), 30.0)))


STAYS = 10
"""Tries at which nothing is learned, from which on somebody does not get there (Beck & Gong, 2013)."""
MISSING = 0.35
"""Chance that a prerequisite which was never tried is missing."""
LACKS, LACKED = 0.8, 0.85
"""What of a missing prerequisite makes a topic one that is not learned: as far as that is known before, and after."""
NOTHING = 2.0
"""Log odds against a struggle at which it stands at nothing."""
SUREST = 0.999
"""A topic is not learned with no more than this chance, as far as all topics together are looked at."""
LEFT_OF = 0.5
"""What a drop leaves of the usual odds; a larger drop is found by it, too."""
MOST_OF_A_TOPIC = 6.0
"""What one topic can add to a drop: a hard one is no drop."""
_WEIGHTS = {"fast": 0.2, "helped": 0.3, "gave_up": 0.8, "again": 0.85}
"""What an answer shows that was no work, was right with hints, was not given, or was not the first to its step."""
_LEAST = 1e-200
_GAMING = {"fast_wrong": 2.2, "fast_gave_up": 2.2, "fast_right": 0.5, "wrong": -1.0, "gave_up": -0.4, "right": -1.2}
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
        self._sums: dict[Key, _Sum] = {}
        self._usual, self._times, self._knowing = Usual(), Times(), Knowing()
        self._tried: dict[UUID, list[Try]] = {}
        self._firsts: Counter[UUID] = Counter()
        self._fell: dict[UUID, float] = {}

    def _grow(self, struggle: Struggle, kc: UUID | None, step: float, one: Try) -> None:
        key = (struggle, kc)
        if key not in self._sums:
            self._sums[key] = _Sum(LIMITS[struggle].most)
        self._sums[key].add(step, one)

    def take(self, one: Try) -> None:
        """Take the next try in."""
        fast = self._times.fast(one.event_id, one.seconds)
        self._grow(Struggle.GAMING, None, _GAMING[_pace(one, fast)], one)
        self._grow(Struggle.HINT_ABUSE, None, _HINTS[_asked(one)], one)
        self._times.note(one.event_id, one.seconds)
        if not one.again:
            self._dropped(one)
            self._firsts[one.kc] += 1
        shown = _WEIGHTS["fast"] if fast else _shown(one)
        self._knowing.take(one.kc, one.right, shown * _WEIGHTS["again"] if one.again else shown)
        self._tried.setdefault(one.kc, []).append(one)

    def _lacks(self, needed: UUID, now: Reading) -> float:
        return now.unknown.get(needed, MISSING)

    def _without(self, topic: UUID, now: Reading) -> float:
        """Return the chance that something is missing without which a topic is not learned."""
        needed = [self._lacks(each, now) for each in self._needs.get(topic, ()) if each not in self._known]
        return 1.0 - math.prod(1.0 - LACKS * each for each in needed)

    def _gap(self, needed: UUID, now: Reading) -> float:
        """Hold all that rests on a topic against its being unknown; return the log odds."""
        odds = logit(min(max(self._lacks(needed, now), 0.02), 0.98))
        for topic in self._resting[needed]:
            if topic in now.ways:
                learned, stuck = now.ways[topic]
                missing, there = LACKED * stuck + (1.0 - LACKED) * learned, STUCK * stuck + (1.0 - STUCK) * learned
                odds += math.log((missing + _LEAST) / (there + _LEAST))
        return odds

    def _topics(self) -> tuple[dict[Key, float], float]:
        """Return how strongly topics stand by all that is known of them now, and the doubt that all will be learned."""
        now, found = self._knowing.read(), dict[Key, float]()
        never = self._knowing.never([self._without(topic, now) for topic in self._knowing.rows], STAYS)
        all_learned = 0.0
        for topic, chance_of in zip(self._knowing.rows, never, strict=True):
            if topic not in self._known:
                found[Struggle.WHEEL_SPINNING, topic] = logit(chance_of)
                all_learned += math.log1p(-min(chance_of, SUREST))
        for needed in dict.fromkeys(each for topic in self._tried for each in self._needs.get(topic, ())):
            if needed not in self._known:
                found[Struggle.PREREQUISITE_GAP, needed] = self._gap(needed, now)
        standing = {key: min(odds + NOTHING, LIMITS[key[0]].most) for key, odds in found.items() if odds > -NOTHING}
        return standing, -all_learned

    def _rests_on(self, struggle: Struggle, kc: UUID) -> list[Try]:
        if struggle is Struggle.WHEEL_SPINNING:
            return self._tried[kc][-MOST_TRIES:]
        on_it = [one for topic in self._resting[kc] for one in self._tried.get(topic, ())]
        return sorted(on_it, key=lambda each: each.at)[-MOST_TRIES:]

    def _dropped(self, one: Try) -> None:
        """Hold an answer against how the student usually fares after as many tries at a topic."""
        right, part = one.right and not one.hints, place(self._firsts[one.kc])
        expected = self._usual.chance(part)
        if self._usual.known >= BASELINE:
            step = _ratio(right, LEFT_OF * expected / (1.0 - expected + LEFT_OF * expected), expected)
            if step > 0.0:
                step = min(step, max(0.0, MOST_OF_A_TOPIC - self._fell.get(one.kc, 0.0)))
                self._fell[one.kc] = self._fell.get(one.kc, 0.0) + step
            self._grow(Struggle.SUDDEN_DROP, None, step, one)
            if not self._sums[Struggle.SUDDEN_DROP, None].value:
                self._fell.clear()
        self._usual.note(part, right)

    def signs(self) -> Signs:
        """Return what says how sure it is that the student struggles."""
        topics, together = self._topics()
        return _signs(chain(((key, each.value) for key, each in self._sums.items()), topics.items()), together)

    def strengths(self) -> dict[Key, Finding]:
        """Return how strongly each struggle stands now; those that stand at nothing are left out."""
        topics, together = self._topics()
        stand = {key: each for key, each in self._sums.items() if each.value > 0.0}
        for (kind, kc), value in topics.items():
            if kc is not None:
                stand[kind, kc] = _Sum(LIMITS[kind].most, value, self._rests_on(kind, kc))
        sure = confidence(_signs(((key, each.value) for key, each in stand.items()), together))
        return {key: _told(*key, each, sure, self._times) for key, each in stand.items()}


def strengths(
    tries: Sequence[Try], needs: Mapping[UUID, Sequence[UUID]], known: Collection[UUID] = ()
) -> dict[Key, Finding]:
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
    """Return which strengths are told, the clearest first: where it is sure enough that the student struggles at all.

    Where a missing prerequisite explains why a topic does not succeed, the topic is not named as well; and of somebody
    who does not work at all it is not said that they fail everywhere.
    """
    able = [one for one in all_of if one.confidence >= TOLD and one.figures["tries"] >= LIMITS[one.struggle].least]
    found = [one for one in able if one.strength >= LIMITS[one.struggle].from_]
    if not found:
        clear = [one for one in able if one.strength >= _clear(LIMITS[one.struggle])]
        found = sorted(clear, key=_speaks)[-1:]
    missing = {one.kc for one in found if one.struggle is Struggle.PREREQUISITE_GAP}
    explained = {topic for topic, needed in needs.items() if missing & set(needed)}
    about_work = [one for one in found if one.struggle in (Struggle.GAMING, Struggle.HINT_ABUSE)]
    kept = about_work or [one for one in found if not (one.struggle is Struggle.WHEEL_SPINNING and one.kc in explained)]
    return sorted(kept, key=lambda one: -_speaks(one))


def is_over(struggle: Struggle, kc: UUID | None, now: Mapping[Key, Finding]) -> bool:
    """Return whether a struggle that was told is over, by what `strengths` says now."""
    found = now.get((struggle, kc))
    return found is None or found.strength < LIMITS[struggle].over


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


def _ratio(right: bool, worse: float, usual: float) -> float:
    """Return the log likelihood ratio of one answer."""
    return math.log(worse / usual) if right else math.log((1.0 - worse) / (1.0 - usual))


def _told(struggle: Struggle, kc: UUID | None, each: _Sum, sure: float, times: Times) -> Finding:
    since = each.since
    figures = {"tries": len(since), "right": sum(one.right and not one.hints for one in since)}
    if struggle is Struggle.GAMING:
        figures["fast"] = sum(one.event_id in times.quick for one in since)
    if struggle is Struggle.HINT_ABUSE:
        figures["given_up"] = sum(one.gave_up for one in since)
    return Finding(struggle, kc, each.value, sure, tuple(one.event_id for one in since), figures)


def _clear(limits: Limits) -> float:
    return max(limits.over, limits.counts) + CLEAR


def _beyond(struggle: Struggle, strength: float) -> float:
    return max(0.0, strength - LIMITS[struggle].counts)


def _speaks(one: Finding) -> float:
    """Return what a finding adds to the log odds that the student struggles."""
    return LIMITS[one.struggle].weight * _beyond(one.struggle, one.strength)


def _signs(values: Iterable[tuple[Key, float]], together: float) -> Signs:
    strongest = dict.fromkeys(Struggle, 0.0)
    for (kind, _), value in values:
        strongest[kind] = max(strongest[kind], _beyond(kind, value))
    return Signs(strongest, together)


def confidence(signs: Signs) -> float:
    """Return how sure it is that a student struggles, 0 to 1, by the strongest of each kind together."""
    odds = BEFORE + TOGETHER * signs.together
    return chance(odds + sum(LIMITS[kind].weight * beyond for kind, beyond in signs.strongest.items()))
