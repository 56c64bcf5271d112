"""Which KCs are worth working on, and why: what is begun, what is ready, what has its turn for review.

Of what is ready the first in the order of the course comes first. That is what a path to all of the course begins with
(`nearest`): nothing but itself is missing for it. Where a student or a teacher has asked for something, the path to it
says what comes first (`Lead`, `path.next_for`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from learnapp.engine import mastery, retention
from learnapp.engine.firmness import Firmness
from learnapp.engine.kc import CourseSnapshot, KCState
from learnapp.engine.mastery import THRESHOLDS
from learnapp.engine.path import KCStatus, Status, is_inferred, is_met, next_for
from learnapp.engine.remedy import shaky
from learnapp.engine.rules import NO_RULES, Rules

_KCS_CONSIDERED = 12
_ENOUGH_AHEAD = 3
_IN_TURN = 0.4
_TO_SHOW = 1.5
_RULED = 7.0
_AGAIN = 3.8
_DUE_FOR = timedelta(days=7)
"""So long before a deadline its topic is pressing."""


class Purpose(StrEnum):
    """Why an item is a candidate."""

    PRACTISE = "practise"
    LEARN = "learn"
    REVIEW = "review"
    REMEDIATE = "remediate"
    CHALLENGE = "challenge"


_EARNED = frozenset({Status.MASTERED, Status.FADING})
_AHEAD = frozenset({Purpose.PRACTISE, Purpose.LEARN, Purpose.REMEDIATE})
_LEGS = 3
_LED = 6.0
_FOR_STATUS = {
    Status.IN_PROGRESS: Purpose.PRACTISE,
    Status.READY: Purpose.LEARN,
    Status.LOCKED: Purpose.LEARN,
    Status.FADING: Purpose.REVIEW,
    Status.MASTERED: Purpose.REMEDIATE,
}


class Lead(NamedTuple):
    """What goes before everything else, because the student has asked for it.

    Attributes:
        kc_ids: The way there, in order.
        gap_for: The KC whose errors the first one explains.
        excluded: Taken as known: whatever needs it may be worked on.
    """

    kc_ids: tuple[UUID, ...]
    gap_for: UUID | None = None
    excluded: frozenset[UUID] = frozenset()


_SETTLED = frozenset({Status.KNOWN, Status.LEFT_OUT})


class Target(NamedTuple):
    """A KC to work on.

    Attributes:
        priority: The higher, the sooner.
        opens: The KC that waits for it.
    """

    kc_id: UUID
    purpose: Purpose
    priority: float
    opens: UUID | None = None


def pressing(
    snapshot: CourseSnapshot,
    statuses: Mapping[UUID, KCStatus],
    now: datetime,
    reviews: Sequence[UUID] | None = None,
    rules: Rules = NO_RULES,
    lead: Lead | None = None,
) -> list[Target]:
    """Return the KCs worth working on, the most pressing first.

    Where a way leads, its next KCs come first, and beside them only reviews and what helps on the way.

    Args:
        snapshot: The course.
        statuses: Result of `path.kc_status`.
        now: Server time.
        reviews: Of what is due only these have their turn, the first soonest; None: all.
        rules: What the teacher has ruled; the statuses are as ruled already.
        lead: The way that the student has asked for.
    """
    targets: dict[UUID, Target] = {}
    turn = {kc_id: _IN_TURN * (1.0 - place / len(reviews)) for place, kc_id in enumerate(reviews)} if reviews else {}
    waiting: list[UUID] = []
    to_show: set[UUID] = set()

    def add(kc_id: UUID, purpose: Purpose, priority: float, opens: UUID | None = None) -> None:
        held = targets.get(kc_id)
        if held is None or held.priority < priority:
            targets[kc_id] = Target(kc_id, purpose, priority, opens)

    opened = snapshot.opens
    # Where a student has asked for something, its way leads; what is soft does not hold it up.
    soft = _soft(snapshot, statuses, now) if lead is None else frozenset()
    for place, (kc_id, status) in enumerate(statuses.items()):
        state = status.state
        early = 1.0 / (1.0 + place)
        if kc_id in soft:
            add(kc_id, Purpose.PRACTISE, 3.0 + early, opened.get(kc_id))
        elif status.status is Status.READY and any(k in soft for k in snapshot.prerequisites.get(kc_id, ())):
            # It opens on the path, and is begun once what it builds on holds.
            continue
        elif status.status is Status.IN_PROGRESS and state is not None:
            stuck = mastery.wrong_streak(state)
            base = _AGAIN if kc_id in rules.again else 3.0
            add(kc_id, Purpose.PRACTISE, base + early + 0.2 * stuck, opened.get(kc_id))
            if stuck >= 2:
                for needed in status.blocking or shaky(snapshot, statuses, state, stuck):
                    if needed in snapshot.kcs and statuses[needed].status not in _SETTLED:
                        add(needed, Purpose.REMEDIATE, 4.0 + 0.1 * stuck, kc_id)
        elif status.status is Status.READY and is_inferred(state) and is_met(state):
            to_show.add(kc_id)
            add(kc_id, Purpose.LEARN, _TO_SHOW + early, opened.get(kc_id))
        elif status.status is Status.READY:
            add(kc_id, Purpose.LEARN, 2.0 + early, opened.get(kc_id))
        elif status.status in _SETTLED:
            continue
        elif status.status is Status.FADING or (state is not None and state.due_at is not None and state.due_at <= now):
            if reviews is None or kc_id in turn:
                add(kc_id, Purpose.REVIEW, (3.5 if status.status is Status.FADING else 2.5) + turn.get(kc_id, 0.0))
            else:
                waiting.append(kc_id)
        elif status.status is Status.MASTERED and state is not None:
            add(kc_id, Purpose.CHALLENGE, 0.5 - early)
    wanted_now = _wanted(statuses, now, rules)
    for place, (kc_id, wanted) in enumerate(wanted_now):
        begun = statuses[kc_id].status is Status.IN_PROGRESS
        opens = wanted if wanted != kc_id else opened.get(kc_id)
        add(kc_id, Purpose.PRACTISE if begun else Purpose.LEARN, _RULED + 1.0 / (1.0 + place), opens)
        to_show.discard(kc_id)
    ahead = (
        snapshot.shelves.get(kc_id)
        for kc_id, target in targets.items()
        if target.purpose in _AHEAD and kc_id not in to_show
    )
    if sum(len(shelf.practice) for shelf in ahead if shelf is not None) >= _ENOUGH_AHEAD:
        # More of what is mastered, or known by a placement, waits while there is enough of what is not.
        targets = {
            kc_id: target
            for kc_id, target in targets.items()
            if target.purpose is not Purpose.CHALLENGE and (kc_id not in to_show or target.purpose is Purpose.REMEDIATE)
        }
    led = _led(snapshot, statuses, lead) if lead is not None else []
    if led and lead is not None:
        way, ruled = set(lead.kc_ids), {kc_id for kc_id, _ in wanted_now}
        targets = {k: t for k, t in targets.items() if t.purpose is Purpose.REVIEW or {k, t.opens} & way or k in ruled}
        # Further legs of the way wait until their turn has come; what the teacher has put first does not.
        targets = {k: t for k, t in targets.items() if t.purpose in (Purpose.REVIEW, Purpose.REMEDIATE) or k in ruled}
        targets.update({target.kc_id: target for target in led if target.kc_id not in ruled})
    if not targets:
        # Nothing else is left to do: what could wait until tomorrow may as well come now.
        for kc_id in waiting:
            add(kc_id, Purpose.REVIEW, 1.0)
    return sorted(targets.values(), key=lambda t: -t.priority)[:_KCS_CONSIDERED]


def _soft(snapshot: CourseSnapshot, statuses: Mapping[UUID, KCStatus], now: datetime) -> frozenset[UUID]:
    """Return what counts as mastered and is gone on with until it holds."""
    earned = {k: each.state for k, each in statuses.items() if each.status in _EARNED and each.state is not None}
    if not earned:
        return frozenset()
    firm = Firmness(each.state for each in statuses.values() if each.state is not None)
    return frozenset(k for k, state in earned.items() if _still_at_it(snapshot, state, now) and firm.soft(k))


def _still_at_it(snapshot: CourseSnapshot, state: KCState, now: datetime) -> bool:
    """Return whether a topic was practised so lately that more is no review, and has enough practice to wait for."""
    shelf = snapshot.shelves.get(state.kc_id)
    fresh = retention.recall(state.stability, state.last_at, now) >= THRESHOLDS.fading_retrievability
    return fresh and shelf is not None and len(shelf.practice) >= _ENOUGH_AHEAD


def _wanted(statuses: Mapping[UUID, KCStatus], now: datetime, rules: Rules) -> list[tuple[UUID, UUID]]:
    """Return (what to work on, what for) for what the teacher has put first, then for what is due soon."""
    due = sorted((at, kc_id) for kc_id, at in rules.deadlines.items() if at - now <= _DUE_FOR)
    wanted = dict.fromkeys((*rules.pinned, *(kc_id for _, kc_id in due)))
    found = ((next_for(statuses, kc_id), kc_id) for kc_id in wanted)
    return [(step, kc_id) for step, kc_id in found if step is not None]


def _led(snapshot: CourseSnapshot, statuses: Mapping[UUID, KCStatus], lead: Lead) -> list[Target]:
    """Return the next KCs of a way that can be worked on now."""
    found: list[Target] = []
    for kc_id in lead.kc_ids:
        status, shelf = statuses.get(kc_id), snapshot.shelves.get(kc_id)
        if (
            status is None
            or shelf is None
            or status.status in _SETTLED
            or any(k not in lead.excluded for k in status.blocking)
        ):
            continue
        opens = lead.gap_for if lead.gap_for is not None and kc_id == lead.kc_ids[0] else snapshot.opens.get(kc_id)
        purpose = Purpose.REMEDIATE if opens is not None and opens == lead.gap_for else _FOR_STATUS[status.status]
        found.append(Target(kc_id, purpose, _LED - 0.1 * len(found), opens))
        if len(found) == _LEGS:
            break
    return found
