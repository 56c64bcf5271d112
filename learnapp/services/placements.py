"""Placement of a new student in a course: the next question, what is inferred, and where topics begin.

The course graph is worked out once for a course and its questions; what is believed of a student is kept between two
answers. Both are in this process alone and can be lost at any time: everything follows from the stored answers.
"""

from __future__ import annotations

import asyncio
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from typing import Generic, TypeVar
from uuid import UUID

from learnapp.engine import placement
from learnapp.engine.item_bank import items_of
from learnapp.engine.kc import Content, CourseSnapshot
from learnapp.engine.placement import Belief, Placed, PlacementRules, PlacementState, Probe
from learnapp.engine.placement_graph import PlacementGraph
from learnapp.services import current
from learnapp.services.attempt_items import askable
from learnapp.services.attempt_reading import Sat
from learnapp.services.attempt_scores import credit
from learnapp.storage.repositories import assessments as made_rows
from learnapp.storage.repositories.assessments import AssessmentRow

MOST = 20
LARGE = 300
"""Topics from which a question is looked for outside of the event loop."""
_SEEDS = 2**63
_GRAPHS, _BELIEFS = 100_000_000, 32_000_000
"""Bytes that may be kept of each; the last one always is."""
Topics = Sequence[tuple[UUID, int]]
_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


class Kept(Generic[_Key, _Value]):
    """What was worked out last, so many bytes of it. Threads put in and take out."""

    def __init__(self, most: int) -> None:
        self._most, self._size = most, 0
        self._held = OrderedDict[_Key, tuple[_Value, int]]()
        self._lock = threading.Lock()

    def get(self, key: _Key) -> _Value | None:
        """Return what is kept under a key, which makes it the youngest; None for nothing."""
        with self._lock:
            found = self._held.get(key)
            if found is not None:
                self._held.move_to_end(key)
            return found[0] if found is not None else None

    def put(self, key: _Key, value: _Value, size: int) -> _Value:
        """Keep something of so many bytes, and let go of the oldest where there is no room for it."""
        with self._lock:
            before = self._held.pop(key, None)
            self._size += size - (before[1] if before is not None else 0)
            self._held[key] = (value, size)
            while self._size > self._most and len(self._held) > 1:
                self._size -= self._held.popitem(last=False)[1][1]
        return value


_Needs = frozenset[tuple[UUID, tuple[UUID, ...]]]
_GraphKey = tuple[UUID, UUID, int, tuple[UUID, ...], _Needs, frozenset[UUID]]
_graphs = Kept[_GraphKey, PlacementGraph](_GRAPHS)
_beliefs = Kept[UUID, tuple[PlacementState, Belief]](_BELIEFS)


def graph_of(snapshot: CourseSnapshot, topics: Topics, known: Mapping[UUID, Content]) -> PlacementGraph:
    """Return a course as a placement sees it; the same one for the same course, topics and questions.

    Args:
        snapshot: The course.
        topics: Of the test; none means the whole course.
        known: From `attempt_items.askable`.
    """
    wanted = {kc for kc, _ in topics}
    kcs = tuple(kc for kc in snapshot.topological if not wanted or kc in wanted)
    items: dict[UUID, list[UUID]] = {kc: [] for kc in kcs}
    for one in items_of(list(known.values())):
        if len(one.kc_ids) == 1 and one.kc_ids[0] in items:
            items[one.kc_ids[0]].append(one.item_id)
    asked = frozenset(one for each in items.values() for one in each)
    # A class may have prerequisites of its own.
    needs = frozenset((kc, tuple(snapshot.prerequisites.get(kc, ()))) for kc in kcs)
    key = (snapshot.tenant_id, snapshot.course_id, snapshot.version, kcs, needs, asked)
    held = _graphs.get(key)
    if held is not None:
        return held
    parameters = {kc: snapshot.kcs[kc].bkt for kc in kcs}
    made = PlacementGraph.of(kcs, snapshot.prerequisites, {kc: tuple(ids) for kc, ids in items.items()}, parameters)
    # Who rests on whom, both ways round, is by far the largest part.
    return _graphs.put(key, made, 2 * len(made) ** 2)


def rules_of(made: AssessmentRow) -> PlacementRules:
    """Return how a placement is given."""
    return PlacementRules(max_probes=made.most_items or MOST)


def first(
    made: AssessmentRow, topics: Topics, known: Mapping[UUID, Content], snapshot: CourseSnapshot, attempt: UUID
) -> UUID | None:
    """Return the first question of an attempt; None where there is nothing to ask."""
    return placement.next_probe(
        graph_of(snapshot, topics, known), rules_of(made), PlacementState(attempt.int % _SEEDS)
    ).item_id  # fmt: skip


async def next_item(found: Sat, snapshot: CourseSnapshot, topics: Topics, known: Mapping[UUID, Content]) -> UUID | None:
    """Return the question that comes after those that were asked; None when the placement is over."""
    rules, state = rules_of(found.made), probed(found)

    def chosen() -> UUID | None:
        graph = graph_of(snapshot, topics, known)
        believed = _believed(graph, found.row.attempt_id, state)
        return placement.next_from(believed, rules, state).item_id

    return await _aside(snapshot, chosen)


def _believed(graph: PlacementGraph, attempt: UUID, state: PlacementState) -> Belief:
    found = placement.belief(graph, state, _beliefs.get(attempt))
    _beliefs.put(attempt, (state, found), found.known.nbytes)
    return found


async def _aside(snapshot: CourseSnapshot, work: Callable[[], _Value]) -> _Value:
    return await asyncio.to_thread(work) if len(snapshot.kcs) >= LARGE else work()


def probed(found: Sat) -> PlacementState:
    """Return the answers of a placement: a question that was left is wrong, one that still lay open says nothing."""
    state = PlacementState(found.row.attempt_id.int % _SEEDS)
    said = {place for place, _ in found.answers}
    for one in found.items:
        content = found.tasks.get(one.place)
        told = one.closed or one.place in said
        if content is not None and told and found.counts(one) and len(content.kc_ids) == 1:
            state = state.answered(Probe(content.kc_ids[0], one.content_id, credit(content, one.place, found.answers)))
    return state


async def _graph_of(found: Sat) -> PlacementGraph:
    async with current().db.transaction(found.tenant) as tx:
        topics = await made_rows.topics(tx.session, found.tenant, found.made.assessment_id)
    return graph_of(found.snapshot, topics, askable(found.snapshot, found.gone, None))


async def inferred(found: Sat) -> dict[UUID, Placed]:
    """Return what a placement says about every topic."""
    graph = await _graph_of(found)
    return await _aside(found.snapshot, lambda: placement.placed(graph, rules_of(found.made), probed(found)))


async def starts(found: Sat) -> dict[UUID, float]:
    """Return where topics begin that were never answered, KC -> P(known); nothing where no question was answered."""
    if not found.answers:
        return {}
    graph = await _graph_of(found)
    begun = await _aside(found.snapshot, lambda: placement.starts(graph, probed(found)))
    return {kc: round(p, 4) for kc, p in begun.items()}
