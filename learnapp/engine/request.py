"""A learning request as a way through the course, made again after every event without jumping about.

The order of the way that stands is kept (`planning.plan`). Only a gap goes before it: a prerequisite whose lack
explains errors (`gaps.diagnose`). A gap stays first until it is dealt with, whatever the next answer says of other
suspects.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from learnapp.core.errors import InvalidInputError
from learnapp.engine import gaps
from learnapp.engine.kc import RECENT, CourseSnapshot, KCState
from learnapp.engine.mastery import Band, band_of
from learnapp.engine.path import beliefs, is_met
from learnapp.engine.planning import Constraints, Path, plan
from learnapp.engine.rules import NO_RULES, Rules
from learnapp.engine.targets import Lead


@dataclass(frozen=True, slots=True)
class Request:
    """What a student has asked for, and the way as it stands.

    Attributes:
        title: Of the test or assignment it is for; "" when it is for the topics themselves.
        path: KCs that are still to learn, in order; empty before the first plan.
        gap, gap_for: A prerequisite that explains the errors on another KC, both or neither.
        rules: What the instructor wants of the path.
    """

    request_id: UUID
    title: str
    targets: tuple[UUID, ...]
    path: tuple[UUID, ...] = ()
    gap: UUID | None = None
    gap_for: UUID | None = None
    rules: Constraints[UUID] = field(default_factory=Constraints[UUID])


def as_ruled(request: Request, ruled: Rules, snapshot: CourseSnapshot, now: datetime) -> Request:
    """Return a request with what the teachers want of its way now, whatever they wanted when it was stored."""
    return replace(request, rules=ruled.constraints(now, snapshot))


class Route(NamedTuple):
    """The way as it is after an event.

    Attributes:
        reached: Every target that the course has is mastered.
        taken: KCs that are taken as known: left out by the instructor, or with nothing to practise.
    """

    path: Path[UUID]
    gap: UUID | None
    gap_for: UUID | None
    reached: bool
    taken: frozenset[UUID]

    @property
    def lead(self) -> Lead | None:
        """What goes before everything else, None when nothing is left to do."""
        if self.reached or not self.path.legs:
            return None
        nodes = self.path.nodes
        return Lead(nodes, self.gap_for if nodes[0] == self.gap else None, self.taken)


def replan(
    snapshot: CourseSnapshot,
    states: Mapping[UUID, KCState],
    request: Request,
    now: datetime,
    ruled: Rules = NO_RULES,
) -> Route:
    """Return the way to what was asked for, from where the student stands.

    Args:
        snapshot: The course.
        states: KC states after the event.
        request: With the way as it was.
        now: Server time; a target that has faded has to be brought back.
        ruled: What the teacher has ruled: a topic that is to be worked on again is not mastered yet.
    """
    terrain = snapshot.terrain
    taken = (terrain.bare | request.rules.excluded) - (set(request.targets) - request.rules.excluded)
    held = beliefs(states)
    for kc_id in request.targets:
        if kc_id in held:
            mastered = band_of(states[kc_id], now) is Band.MASTERED
            held[kc_id] = held[kc_id]._replace(mastered=mastered)
    held = ruled.believed(held, states)
    rules = replace(request.rules, excluded=taken)

    def planned(rules: Constraints[UUID], gap: UUID | None = None) -> Path[UUID]:
        # One that is found now goes ahead of all; one that stands has its place.
        before = request.path if gap == request.gap else tuple(node for node in request.path if node != gap)
        return plan(terrain.graph, held, request.targets, terrain.minutes, rules, before, gap)

    try:
        path = planned(rules)
    except InvalidInputError:
        # The course has changed since the instructor's wishes were taken down: they no longer fit.
        rules = Constraints(excluded=taken)
        path = planned(rules)
    gap, gap_for = _gap(snapshot, states, request, path.nodes, taken)
    if gap is not None:
        path = planned(rules, gap)
    here = [kc_id for kc_id in request.targets if kc_id in terrain.graph.place]
    reached = bool(here) and all(kc_id in held and held[kc_id].mastered for kc_id in here)
    return Route(path, gap, gap_for, reached, taken)


def _gap(
    snapshot: CourseSnapshot, states: Mapping[UUID, KCState], request: Request, way: Sequence[UUID],
    taken: frozenset[UUID],
) -> tuple[UUID | None, UUID | None]:  # fmt: skip
    """Return the gap that is first now, and the KC of the way whose errors it explains."""
    if request.gap is not None and request.gap_for is not None and request.gap_for in way:
        if _stands(states, request.gap, request.gap_for):
            return request.gap, request.gap_for
    graph = snapshot.terrain.graph
    known: dict[UUID, float] = {}
    for kc_id in way:
        state = states.get(kc_id)
        if state is None or kc_id not in graph.place or kc_id in taken or is_met(state):
            continue
        answers = state.right_lately(RECENT)
        if not answers or answers[-1]:
            continue
        known = known or {k: one.p_mastered for k, one in states.items() if one.attempts}
        found = gaps.diagnose(graph, kc_id, answers, known, snapshot.kcs[kc_id].bkt).explains
        if found is not None and (gap := graph.nodes[found.place]) not in taken and _stands(states, gap, kc_id):
            return gap, kc_id
    return None, None


def _stands(states: Mapping[UUID, KCState], gap: UUID, gap_for: UUID) -> bool:
    """Return whether a gap is still to be dealt with: a mastered one is gone over once after an error."""
    failing, state = states.get(gap_for), states.get(gap)
    if failing is None or is_met(failing):
        return False
    if not is_met(state) or state is None or state.last_at is None or failing.last_at is None:
        return True
    return state.last_at <= failing.last_at


def rules_to_json(rules: Constraints[UUID]) -> dict[str, Any]:
    """Return an instructor's wishes as they are stored with a request; what is empty is left out."""
    found = {
        "pinned": [str(kc) for kc in rules.pinned],
        "excluded": sorted(str(kc) for kc in rules.excluded),
        "ordered": [[str(first), str(later)] for first, later in rules.ordered],
        "deadlines": {str(kc): round(minutes, 1) for kc, minutes in rules.deadlines.items()},
    }
    return {key: value for key, value in found.items() if value}


def rules_from_json(found: Mapping[str, Any]) -> Constraints[UUID]:
    """Return what `rules_to_json` has stored."""
    if not found:
        return Constraints()
    return Constraints(
        tuple(UUID(kc) for kc in found.get("pinned", ())),
        frozenset(UUID(kc) for kc in found.get("excluded", ())),
        tuple((UUID(first), UUID(later)) for first, later in found.get("ordered", ())),
        {UUID(kc): float(minutes) for kc, minutes in found.get("deadlines", {}).items()},
    )
