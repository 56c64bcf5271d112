"""What is shown of a learning request: the way in legs, with why, how long, in which ways, and what will be late."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

from learnapp.agents.guardrail import suits
from learnapp.agents.ports import Facts
from learnapp.engine.graph import places
from learnapp.engine.kc import AnswerKind, Content, ContentKind, CourseSnapshot, KCState, LearnerState
from learnapp.engine.mastery import THRESHOLDS, Band, band_of
from learnapp.engine.planning import Leg
from learnapp.engine.request import Route, as_ruled, replan
from learnapp.engine.selector import on_topic
from learnapp.services import current
from learnapp.services.learner_facts import facts_of, request_of

if TYPE_CHECKING:
    from learnapp.services.progress import Study
    from learnapp.storage.repositories.learning_requests import RequestRow


@dataclass(frozen=True)
class WayView:
    """One way to learn a topic: kind is video, reading, simulation or practice."""

    kind: str = "practice"
    content_id: str = ""
    title: str = ""
    minutes: int = 0


@dataclass(frozen=True)
class LegView:
    """One topic of the way.

    Attributes:
        minutes, low, high: Whole minutes that it may take, with the range.
        why: target, gap, needed or pinned; `for_name` is what needs it, or whose errors it explains.
        value: P(mastered) in per cent, -1 while there are not answers enough to say it.
        late: It does not fit before the day.
        checkpoint: After it a short check tells whether what came before it holds.
        begun: Something was answered in it.
    """

    kc_id: str = ""
    name: str = ""
    minutes: int = 0
    low: int = 0
    high: int = 0
    why: str = "needed"
    for_name: str = ""
    band: str = "unknown"
    value: int = -1
    late: bool = False
    checkpoint: bool = False
    begun: bool = False
    ways: list[WayView] = field(default_factory=list)


@dataclass(frozen=True)
class TopicView:
    """A topic by its name."""

    kc_id: str = ""
    name: str = ""


@dataclass(frozen=True)
class RequestView:
    """A learning request and how far it is.

    Attributes:
        name: Of the test or assignment, else of the first topic; `more` counts further topics.
        topics: Names of everything that was asked for.
        due: ISO date, "" for no day; `days` until then, negative when it has passed.
        done: Topics of the way that are mastered by now; `total` counts these and what is left.
        minutes, low, high: For what is left.
        pace: Where `minutes_a_day` comes from: own, usual or chosen.
        minutes_left: Until the day, at that pace; -1 without a day.
        late: Names of what was asked for and will not be ready in time.
        known: Names of what was mastered already, of what was asked for and what that needs.
        taken: Names of what the way stands on and takes as known, though it is not.
        gone: How much of what was asked for the course no longer has.
        reached: Everything is mastered.
    """

    id: str = ""
    kind: str = "topics"
    name: str = ""
    more: int = 0
    topics: list[str] = field(default_factory=list)
    due: str = ""
    days: int = 0
    legs: list[LegView] = field(default_factory=list)
    done: list[TopicView] = field(default_factory=list)
    total: int = 0
    minutes: int = 0
    low: int = 0
    high: int = 0
    minutes_a_day: int = 0
    pace: str = "usual"
    minutes_left: int = -1
    late: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)
    gone: int = 0
    reached: bool = False


def sessions_until(due: datetime, now: datetime, zone: str) -> int:
    """Return on how many days a student can still learn before a moment: today, and each day up to the one before."""
    if due <= now:
        return 0
    here = ZoneInfo(zone)
    return max(1, (due.astimezone(here).date() - now.astimezone(here).date()).days)


def standing(tenant: UUID, student: UUID, here: Study) -> RequestView:
    """Return what a student has asked to learn and how far it is, without its legs; an empty view for nothing.

    Args:
        tenant: The institution.
        student: The student, or whose place it is that somebody may look at.
        here: Their place in the section.
    """
    services, row = current(), here.loaded.request
    if row is None:
        return RequestView()
    now = services.clock.now()
    facts = facts_of(services.keyring, tenant, student, here.loaded, now)
    rules = here.loaded.rules
    asked = as_ruled(request_of(row), rules, here.snapshot, now)
    route = replan(here.snapshot, here.states, asked, now, rules)
    return view_of(here.snapshot, here.states, here.loaded.learner, facts, row, route, now, legs=False)


def view_of(
    snapshot: CourseSnapshot,
    states: Mapping[UUID, KCState],
    learner: LearnerState | None,
    facts: Facts,
    row: RequestRow,
    route: Route,
    now: datetime,
    *,
    legs: bool = True,
) -> RequestView:
    """Return a request and its way as pages show them; without `legs` only how far it is."""
    path, names = route.path, _names(snapshot)
    left = _minutes_left(row, now, facts.zone)
    on_path = set(path.nodes)
    done = [k for k in row.first_path if k not in on_path and k in names and _met(states, k, now)]
    late_kcs = {leg.node for leg in path.legs if 0 <= left < leg.until}
    late = [k for k in row.targets if k in names and k in (late_kcs | set(path.late))]
    due = row.due_at.astimezone(ZoneInfo(facts.zone)).date() if row.due_at is not None else None
    here = now.astimezone(ZoneInfo(facts.zone)).date()
    return RequestView(
        id=str(row.request_id),
        kind=row.kind,
        name=row.title or names.get(row.targets[0], ""),
        more=0 if row.title else len(row.targets) - 1,
        topics=[names[k] for k in row.targets if k in names],
        due=due.isoformat() if due is not None else "",
        days=(due - here).days if due is not None else 0,
        legs=[_leg(leg, snapshot, states, learner, facts, row, route, late_kcs, now) for leg in path.legs]
        if legs
        else [],
        done=[TopicView(str(k), names[k]) for k in done],
        total=len(done) + len(path.legs),
        minutes=_whole(path.minutes),
        low=_whole(sum(leg.low for leg in path.legs)),
        high=_whole(sum(leg.high for leg in path.legs)),
        minutes_a_day=round(row.minutes_a_day),
        pace=row.pace,
        minutes_left=round(left) if left >= 0 else -1,
        late=[names[k] for k in late],
        known=[names[k] for k in _known(snapshot, states, row, on_path, now)],
        taken=[names[k] for k in path.assumed if k in names],
        gone=len(path.unknown),
        reached=route.reached,
    )


def _names(snapshot: CourseSnapshot) -> dict[UUID, str]:
    return {kc_id: kc.name for kc_id, kc in snapshot.kcs.items()}


def _whole(minutes: float) -> int:
    return max(1, round(minutes)) if minutes > 0 else 0


def _minutes_left(row: RequestRow, now: datetime, zone: str) -> float:
    return -1.0 if row.due_at is None else row.minutes_a_day * sessions_until(row.due_at, now, zone)


def _met(states: Mapping[UUID, KCState], kc_id: UUID, now: datetime) -> bool:
    return band_of(states.get(kc_id), now) in (Band.MASTERED, Band.FADING)


def _known(
    snapshot: CourseSnapshot, states: Mapping[UUID, KCState], row: RequestRow, on_path: set[UUID], now: datetime
) -> list[UUID]:
    """Return what was mastered before the request was made, of what it asks for and what that needs."""
    graph, above = snapshot.terrain.graph, 0
    for target in row.targets:
        above |= graph.above[graph.place[target]] if target in graph.place else 0
    before = (graph.nodes[place] for place in places(above))
    return [k for k in before if k not in on_path and k not in row.first_path and _met(states, k, now)]


def _leg(
    leg: Leg[UUID],
    snapshot: CourseSnapshot,
    states: Mapping[UUID, KCState],
    learner: LearnerState | None,
    facts: Facts,
    row: RequestRow,
    route: Route,
    late: set[UUID],
    now: datetime,
) -> LegView:
    kc_id, state = leg.node, states.get(leg.node)
    why, for_kc = _why(leg, snapshot, row, route)
    band = band_of(state, now)
    return LegView(
        kc_id=str(kc_id),
        name=snapshot.kcs[kc_id].name,
        minutes=_whole(leg.minutes),
        low=_whole(leg.low),
        high=_whole(leg.high),
        why=why,
        for_name=snapshot.kcs[for_kc].name if for_kc in snapshot.kcs else "",
        band=band.value,
        value=-1 if state is None or band is Band.UNKNOWN else min(99, max(1, round(100 * state.p_mastered))),
        late=kc_id in late,
        checkpoint=leg.checkpoint,
        begun=state is not None and state.attempts > 0,
        ways=ways(snapshot, learner, facts, kc_id),
    )


def _why(leg: Leg[UUID], snapshot: CourseSnapshot, row: RequestRow, route: Route) -> tuple[str, UUID]:
    """Return why a leg is there, and the topic that this is about."""
    if leg.node == route.gap and route.gap_for is not None:
        return "gap", route.gap_for
    if leg.node in row.targets:
        return "target", leg.node
    nodes = route.path.nodes
    after = nodes[nodes.index(leg.node) + 1 :]
    needs = next((k for k in after if leg.node in snapshot.prerequisites.get(k, ())), None)
    return ("pinned", leg.node) if needs is None else ("needed", needs)


def ways(snapshot: CourseSnapshot, learner: LearnerState | None, facts: Facts, kc_id: UUID) -> list[WayView]:
    """Return the ways in which a student can learn a topic here: at most one of each kind.

    What is withdrawn from the class, too poor or not for the student's age is no way.
    """

    def offered(content: Content) -> bool:
        good = content.quality >= THRESHOLDS.quality
        return good and content.content_id not in facts.withdrawn and suits(content, facts.age)

    shelf = snapshot.shelves.get(kc_id)
    if shelf is None:
        return []
    first: dict[str, Content] = {}
    for _, content in shelf.others:
        if offered(content):
            first.setdefault(content.kind.value, content)
    for _, content in shelf.practice:
        if offered(content) and any(step.answer_kind is AnswerKind.SIMULATION for step in content.steps):
            first.setdefault("simulation", content)
    best = on_topic(snapshot, learner, kc_id, facts.withdrawn) if learner is not None else []
    plain = (content for _, content in shelf.practice)
    for content in (*best, *plain):
        if content.kind is ContentKind.PRACTICE and offered(content) and content not in first.values():
            first.setdefault("practice", content)
            break
    order = ("video", "reading", "simulation", "interactive", "practice")
    return [
        WayView(kind, str(first[kind].content_id), first[kind].title, max(1, round(first[kind].minutes)))
        for kind in order
        if kind in first
    ]
