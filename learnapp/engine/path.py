"""The prerequisite graph: is it acyclic, what is open to a student now, and where each KC stands in a drawing."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from learnapp.engine.graph import topological_order
from learnapp.engine.kc import CourseSnapshot, KCState
from learnapp.engine.mastery import THRESHOLDS, Band, band_of
from learnapp.engine.planning import Belief, Constraints, Leg, Path, plan
from learnapp.engine.rules import NO_RULES, Rules
from learnapp.engine.sequence import SequencePolicy

__all__ = [
    "Belief", "Constraints", "KCStatus", "Leg", "Path", "Place", "SequencePolicy", "Status", "belief_of", "beliefs",
    "blocking", "counts_as_met", "dependents", "is_inferred", "is_met", "is_open", "kc_status", "layout",
    "next_for", "plan", "topological_order",
]  # fmt: skip


class Status(StrEnum):
    """Where a student stands with a KC on the path; the last two are what a teacher has ruled."""

    MASTERED = "mastered"
    FADING = "fading"
    IN_PROGRESS = "in_progress"
    READY = "ready"
    LOCKED = "locked"
    KNOWN = "known"
    LEFT_OUT = "left_out"


class KCStatus(NamedTuple):
    """Status of one KC; `blocking` are the direct prerequisites that are not mastered yet.

    `state` is what the status was worked out from, None before the first answer.
    """

    kc_id: UUID
    status: Status
    band: Band
    blocking: tuple[UUID, ...]
    state: KCState | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a KC is drawn: `layer` counts prerequisites from the left, `order` from the top, both from 0."""

    layer: int
    order: int


def is_met(state: KCState | None) -> bool:
    """Return whether a prerequisite is met: once mastered is enough, even when it is fading by now.

    What a placement is sure of is met too: nobody has to begin at the beginning again.
    """
    return state is not None and (state.mastered_at is not None or state.p_mastered >= THRESHOLDS.mastered_at)


def counts_as_met(kc_id: UUID, state: KCState | None, rules: Rules) -> bool:
    """Return whether a prerequisite is met, as measured or as ruled."""
    if not rules:
        return is_met(state)
    return kc_id in rules.settled or (is_met(state) and not rules.asks_again(state))


def belief_of(state: KCState | None) -> Belief | None:
    """Return what a plan needs of a KC state; None before the first answer.

    What a placement has inferred makes the way shorter, and still has to be shown.
    """
    if state is None or (state.attempts == 0 and state.mastered_at is None):
        return Belief(state.p_mastered, state.low, state.high, False) if state and state.placed is not None else None
    return Belief(state.p_mastered, state.low, state.high, is_met(state))


def is_inferred(state: KCState | None) -> bool:
    """Return whether all that is known of a KC was inferred by a placement: nothing was shown yet."""
    return state is not None and state.placed is not None and state.attempts == 0 and state.mastered_at is None


def beliefs(states: Mapping[UUID, KCState]) -> dict[UUID, Belief]:
    """Return what a plan needs of a student's KC states."""
    found = {kc_id: belief_of(state) for kc_id, state in states.items()}
    return {kc_id: belief for kc_id, belief in found.items() if belief is not None}


def blocking(
    snapshot: CourseSnapshot, states: Mapping[UUID, KCState], kc_id: UUID, rules: Rules = NO_RULES
) -> tuple[UUID, ...]:
    """Return the direct prerequisites of a KC that are not met yet, and what a rule puts before it."""
    needs = snapshot.prerequisites.get(kc_id, ())
    if rules.ordered:
        needs = (*needs, *rules.after(snapshot).get(kc_id, ()))
    return tuple(k for k in dict.fromkeys(needs) if k in snapshot.kcs and not counts_as_met(k, states.get(k), rules))


def is_open(
    snapshot: CourseSnapshot,
    states: Mapping[UUID, KCState],
    kc_id: UUID,
    rules: Rules = NO_RULES,
    taken: Collection[UUID] = frozenset(),
) -> bool:
    """Return whether a KC may be worked on: begun already, or only what is `taken` as known blocks it.

    One that is left out never is.
    """
    if kc_id in rules.excluded:
        return False
    state = states.get(kc_id)
    begun = state is not None and state.attempts > 0
    return begun or all(needed in taken for needed in blocking(snapshot, states, kc_id, rules))


def kc_status(
    snapshot: CourseSnapshot, states: Mapping[UUID, KCState], now: datetime, rules: Rules = NO_RULES
) -> dict[UUID, KCStatus]:
    """Return the status of every KC of the course, in topological order.

    A KC that was started before its prerequisites were mastered stays open: nobody is thrown out of work in progress.

    Args:
        snapshot: The course.
        states: What was measured.
        now: Server time.
        rules: What the teacher has ruled; bands stay as measured.
    """
    result: dict[UUID, KCStatus] = {}
    met: list[bool] = []
    for kc_id, needs in zip(snapshot.topological, snapshot.needs, strict=True):
        state = states.get(kc_id)
        met.append(is_met(state))
        band = band_of(state, now)
        gaps = tuple(snapshot.topological[k] for k in needs if not met[k])
        if band is Band.MASTERED:
            status = Status.MASTERED
        elif band is Band.FADING:
            status = Status.FADING
        elif state is not None and state.attempts > 0:
            status = Status.IN_PROGRESS
        else:
            status = Status.LOCKED if gaps else Status.READY
        result[kc_id] = KCStatus(kc_id, status, band, gaps, state)
    return _ruled(snapshot, states, result, rules) if rules else result


def _ruled(
    snapshot: CourseSnapshot, states: Mapping[UUID, KCState], measured: dict[UUID, KCStatus], rules: Rules
) -> dict[UUID, KCStatus]:
    """Return statuses as the teacher's rules have them."""
    met = {kc_id: counts_as_met(kc_id, states.get(kc_id), rules) for kc_id in measured}
    after = rules.after(snapshot)
    result: dict[UUID, KCStatus] = {}
    for kc_id, one in measured.items():
        needs = dict.fromkeys((*snapshot.prerequisites.get(kc_id, ()), *after.get(kc_id, ())))
        gaps = tuple(needed for needed in needs if not met.get(needed, True))
        status = one.status
        if kc_id in rules.excluded:
            status = Status.LEFT_OUT
        elif status in (Status.MASTERED, Status.FADING):
            status = Status.IN_PROGRESS if rules.asks_again(one.state) else status
        elif kc_id in rules.known:
            status = Status.KNOWN
        elif status is not Status.IN_PROGRESS:
            status = Status.LOCKED if gaps else Status.READY
        result[kc_id] = one._replace(status=status, blocking=gaps)
    return result


def next_for(statuses: Mapping[UUID, KCStatus], kc_id: UUID) -> UUID | None:
    """Return what is to be worked on first for a KC: itself, or the first that is open of what it waits for.

    It is what a path to the KC begins with (`planning.plan`). None where nothing is left to do for it.

    Args:
        statuses: Result of `kc_status`.
        kc_id: The KC that is wanted.
    """
    waiting, seen, open_ = [kc_id], {kc_id}, set[UUID]()
    while waiting:
        status = statuses.get(waiting.pop())
        if status is None:
            continue
        if status.status in (Status.IN_PROGRESS, Status.READY):
            open_.add(status.kc_id)
        if status.status is Status.LOCKED:
            fresh = [each for each in status.blocking if each not in seen]
            seen.update(fresh)
            waiting += fresh
    # As on the path, what a target needs comes in the order of the course.
    return next((each for each in statuses if each in open_), None)


def dependents(snapshot: CourseSnapshot) -> dict[UUID, tuple[UUID, ...]]:
    """Return kc_id -> the KCs that it opens, in topological order."""
    opened: dict[UUID, list[UUID]] = {k: [] for k in snapshot.topological}
    for kc_id in snapshot.topological:
        for needed in snapshot.prerequisites.get(kc_id, ()):
            if needed in opened:
                opened[needed].append(kc_id)
    return {k: tuple(v) for k, v in opened.items()}


def layout(snapshot: CourseSnapshot) -> dict[UUID, Place]:
    """Return a layered drawing: layers by longest path, order by the barycentre of the prerequisites.

    Sugiyama, Tagawa & Toda (1981), with one sweep, which is enough for graphs of a course's size.
    """
    layer: dict[UUID, int] = {}
    for kc_id in snapshot.topological:
        layer[kc_id] = max((layer[k] + 1 for k in snapshot.prerequisites.get(kc_id, ()) if k in layer), default=0)
    columns: dict[int, list[UUID]] = {}
    for kc_id in snapshot.topological:
        columns.setdefault(layer[kc_id], []).append(kc_id)
    places: dict[UUID, Place] = {}
    for column in sorted(columns):
        kcs = columns[column]

        def height(kc_id: UUID, default: float) -> float:
            above = [places[k].order for k in snapshot.prerequisites.get(kc_id, ()) if k in places]
            return sum(above) / len(above) if above else default

        ranked = sorted(enumerate(kcs), key=lambda pair: (height(pair[1], pair[0]), pair[0]))
        for order, (_, kc_id) in enumerate(ranked):
            places[kc_id] = Place(column, order)
    return places
