"""Which topics come back for review today and which wait: so many a day, the most valuable first.

After an absence everything is due at once. Whoever is shown all of it gives up, so a day holds at most so many reviews;
what waits comes on the following days. The value of a review is what has faded by now, times what rests on the topic:

    value = (1 - chance of recall) * (1 + log2(1 + topics not mastered yet that rest on it)), twice that for what a goal
            or an assignment needs

All of it is computed from the student's states and the clock, so nothing is stored and nothing can fall behind.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from learnapp.engine import mastery, retention
from learnapp.engine.kc import CourseSnapshot, KCState
from learnapp.engine.mastery import THRESHOLDS

USUAL, MOST = 6, 50
"""Reviews a day where nobody has chosen, and the most that can be chosen."""
MORE = 4
"""So many more come when a student asks for more."""
DAYS = 14
_PAUSE = timedelta(days=1)
_WANTED = 2.0


class Load(NamedTuple):
    """What a day asks of a student.

    Attributes:
        today: Topics that are due and have their turn today, the most valuable first.
        later: Topics that are due and wait for another day, likewise.
        done: How many topics were reviewed today already.
    """

    today: tuple[UUID, ...] = ()
    later: tuple[UUID, ...] = ()
    done: int = 0

    @property
    def due(self) -> int:
        """How many topics are due, whenever their turn is."""
        return len(self.today) + len(self.later)


@dataclass(frozen=True, slots=True)
class DayLoad:
    """One day of a forecast.

    Attributes:
        reviews: Topics that have their turn.
        waiting: Topics that are due and do not.
    """

    day: date
    reviews: int
    waiting: int


class Forecast(NamedTuple):
    """The coming days, if every review goes well and nothing new is learnt.

    Attributes:
        days: From today on; of today what is still to do.
        spread: After how many days nothing of what is due now waits any more; 0: all of it comes today. None: the
            forecast ends before.
    """

    days: tuple[DayLoad, ...]
    spread: int | None


def is_due(state: KCState | None, now: datetime) -> bool:
    """Return whether a mastered topic should be reviewed: its day has come, or it is shown as fading."""
    if state is None or state.mastered_at is None:
        return False
    # Whose recall has fallen below the line of fading has been due for long: the calendar alone tells.
    return state.due_at is None or state.due_at <= now or state.p_mastered < THRESHOLDS.fading_at


def day_start(now: datetime, zone: str) -> datetime:
    """Return when the day of `now` began in a time zone."""
    here = ZoneInfo(zone)
    return datetime.combine(now.astimezone(here).date(), time.min, here).astimezone(UTC)


def load_of(
    snapshot: CourseSnapshot,
    states: Mapping[UUID, KCState],
    now: datetime,
    *,
    zone: str = "UTC",
    cap: int = USUAL,
    wanted: Collection[UUID] = frozenset(),
) -> Load:
    """Return what has its turn today and what waits.

    What was begun today goes on whatever the cap says; it takes its place in it.

    Args:
        snapshot: The course; topics of other courses are left out.
        states: Where the student stands.
        now: Server time.
        zone: Where the student's days begin and end.
        cap: Reviews of today, those that are done included.
        wanted: Topics that a goal or an assignment is about.
    """
    due = [kc_id for kc_id in states if kc_id in snapshot.place and is_due(states[kc_id], now)]
    begin = day_start(now, zone)
    touched = {
        kc_id
        for kc_id, state in states.items()
        if state.last_at is not None and state.last_at >= begin and kc_id in snapshot.place and _reviewed(state, begin)
    }
    ranked = _ranked(snapshot, states, due, now, wanted)
    begun = [kc_id for kc_id in ranked if kc_id in touched]
    fresh = [kc_id for kc_id in ranked if kc_id not in touched]
    left = max(0, cap - len(touched))
    return Load((*begun, *fresh[:left]), tuple(fresh[left:]), len(touched) - len(begun))


def _reviewed(state: KCState, begin: datetime) -> bool:
    """Return whether a topic was reviewed since a day began: it was mastered before, and had rested for a day."""
    if state.mastered_at is None or state.mastered_at >= begin:
        return False
    since = [outcome.at for outcome in state.recent if outcome.at >= begin]
    before = [outcome.at for outcome in state.recent if outcome.at < begin]
    # Without an older answer among the last ones there were many today, which is no rest from an earlier day's work.
    return not before or not since or since[0] - before[-1] >= _PAUSE


def _ranked(
    snapshot: CourseSnapshot,
    states: Mapping[UUID, KCState],
    due: Sequence[UUID],
    now: datetime,
    wanted: Collection[UUID],
) -> list[UUID]:
    """Return topics by the value of a review, the highest first; equal ones in the order of the course."""
    if not due:
        return []
    place, rests = snapshot.place, snapshot.rests
    still = (1 << len(snapshot.topological)) - 1
    for kc_id, state in states.items():
        if state.mastered_at is not None and kc_id in place:
            still &= ~(1 << place[kc_id])
    goals = sum(1 << place[kc_id] for kc_id in frozenset(wanted) if kc_id in place)

    def value(kc_id: UUID) -> float:
        spot = place[kc_id]
        worth = _loss(states[kc_id], now) * (1.0 + math.log2(1 + (rests[spot] & still).bit_count()))
        return worth * (_WANTED if (rests[spot] | 1 << spot) & goals else 1.0)

    return sorted(due, key=lambda kc_id: (-value(kc_id), place[kc_id]))


def _loss(state: KCState, now: datetime) -> float:
    """Return how much of a topic has faded, 0 to 1."""
    recall = retention.recall(state.stability, state.last_at, now)
    return 1.0 - (min(recall, state.p_mastered) if state.p_mastered < THRESHOLDS.fading_at else recall)


def forecast(
    snapshot: CourseSnapshot,
    states: Mapping[UUID, KCState],
    now: datetime,
    load: Load,
    *,
    zone: str = "UTC",
    cap: int = USUAL,
    wanted: Collection[UUID] = frozenset(),
    weights: retention.Weights | None = None,
) -> Forecast:
    """Return how many reviews the coming days hold when each is done on its day, without hints and right.

    Args:
        snapshot: The course.
        states: Where the student stands.
        now: Server time.
        load: What today holds, from `load_of`.
        zone: Where the student's days begin and end.
        cap: Reviews of a usual day.
        wanted: Topics that a goal or an assignment is about.
        weights: Of memory, where they are not the usual ones.
    """
    coming = {
        kc_id: state for kc_id, state in states.items() if state.mastered_at is not None and kc_id in snapshot.place
    }
    backlog, spread = set(load.later), None if load.later else 0
    today = now.astimezone(ZoneInfo(zone)).date()
    days = [DayLoad(today, len(load.today), len(load.later))]
    turn: Sequence[UUID] = load.today
    for number in range(1, DAYS):
        at = now + timedelta(days=number)
        coming |= {kc_id: _brought_back(coming[kc_id], at - timedelta(days=1), weights) for kc_id in turn}
        ranked = _ranked(snapshot, coming, [k for k, state in coming.items() if is_due(state, at)], at, wanted)
        turn = ranked[:cap]
        backlog -= set(turn)
        if spread is None and not backlog:
            spread = number
        days.append(DayLoad(today + timedelta(days=number), len(turn), len(ranked) - len(turn)))
    return Forecast(tuple(days), spread)


def _brought_back(state: KCState, at: datetime, weights: retention.Weights | None) -> KCState:
    """Return a topic after a review that went well."""
    memory = retention.review(mastery.memory_of(state), correct=True, hints=0, now=at, weights=weights)
    return KCState(
        state.kc_id,
        p_mastered=max(state.p_mastered, THRESHOLDS.fading_at),
        stability=memory.stability,
        due_at=memory.due_at,
        last_at=memory.last_at,
        mastered_at=state.mastered_at,
    )
