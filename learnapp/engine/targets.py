"""Which KCs are worth working on, and why: what is begun, what is ready, what has its turn for review."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from learnapp.engine import mastery, retention
from learnapp.engine.firmness import Firmness
from learnapp.engine.kc import CourseSnapshot, KCState
from learnapp.engine.mastery import THRESHOLDS
from learnapp.engine.path import KCStatus, Status
from learnapp.engine.remedy import shaky

_KCS_CONSIDERED = 12
_ENOUGH_AHEAD = 3
_IN_TURN = 0.4


class Purpose(StrEnum):
    """Why an item is a candidate."""

    PRACTISE = "practise"
    LEARN = "learn"
    REVIEW = "review"
    REMEDIATE = "remediate"
    CHALLENGE = "challenge"


_EARNED = frozenset({Status.MASTERED, Status.FADING})
_AHEAD = frozenset({Purpose.PRACTISE, Purpose.LEARN, Purpose.REMEDIATE})


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
) -> list[Target]:
    """Return the KCs worth working on, the most pressing first.

    Args:
        snapshot: The course.
        statuses: Result of `path.kc_status`.
        now: Server time.
        reviews: Of what is due only these have their turn, the first soonest; None: all.
    """
    targets: dict[UUID, Target] = {}
    turn = {kc_id: _IN_TURN * (1.0 - place / len(reviews)) for place, kc_id in enumerate(reviews)} if reviews else {}
    waiting: list[UUID] = []

    def add(kc_id: UUID, purpose: Purpose, priority: float, opens: UUID | None = None) -> None:
        held = targets.get(kc_id)
        if held is None or held.priority < priority:
            targets[kc_id] = Target(kc_id, purpose, priority, opens)

    opened = snapshot.opens
    firm = Firmness(each.state for each in statuses.values() if each.state is not None)
    soft = {
        k
        for k, each in statuses.items()
        if each.state is not None
        and each.status in _EARNED
        and _still_at_it(snapshot, each.state, now)
        and firm.soft(k)
    }
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
            add(kc_id, Purpose.PRACTISE, 3.0 + early + 0.2 * stuck, opened.get(kc_id))
            if stuck >= 2:
                for needed in status.blocking or shaky(snapshot, statuses, state, stuck):
                    if needed in snapshot.kcs:
                        add(needed, Purpose.REMEDIATE, 4.0 + 0.1 * stuck, kc_id)
        elif status.status is Status.READY:
            add(kc_id, Purpose.LEARN, 2.0 + early, opened.get(kc_id))
        elif status.status is Status.FADING or (state is not None and state.due_at is not None and state.due_at <= now):
            if reviews is None or kc_id in turn:
                add(kc_id, Purpose.REVIEW, (3.5 if status.status is Status.FADING else 2.5) + turn.get(kc_id, 0.0))
            else:
                waiting.append(kc_id)
        elif status.status is Status.MASTERED and state is not None:
            add(kc_id, Purpose.CHALLENGE, 0.5 - early)
    ahead = (snapshot.shelves.get(kc_id) for kc_id, target in targets.items() if target.purpose in _AHEAD)
    if sum(len(shelf.practice) for shelf in ahead if shelf is not None) >= _ENOUGH_AHEAD:
        # More of what is mastered waits while there is enough of what is not.
        targets = {kc_id: target for kc_id, target in targets.items() if target.purpose is not Purpose.CHALLENGE}
    if not targets:
        # Nothing else is left to do: what could wait until tomorrow may as well come now.
        for kc_id in waiting:
            add(kc_id, Purpose.REVIEW, 1.0)
    return sorted(targets.values(), key=lambda t: -t.priority)[:_KCS_CONSIDERED]


def _still_at_it(snapshot: CourseSnapshot, state: KCState, now: datetime) -> bool:
    """Return whether a topic was practised so lately that more is no review, and has enough practice to wait for."""
    shelf = snapshot.shelves.get(state.kc_id)
    fresh = retention.recall(state.stability, state.last_at, now) >= THRESHOLDS.fading_retrievability
    return fresh and shelf is not None and len(shelf.practice) >= _ENOUGH_AHEAD
