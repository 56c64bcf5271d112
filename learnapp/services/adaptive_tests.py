"""Tests that choose the next question by the answers so far: adaptive tests, and the placement of a new student."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from learnapp.core.errors import ConflictError
from learnapp.engine import adaptive_test, placement
from learnapp.engine.adaptive_rules import Quota, Rules
from learnapp.engine.adaptive_test import Outlook
from learnapp.engine.exposure import default_share
from learnapp.engine.item_bank import BankItem, ItemBank, items_of
from learnapp.engine.kc import Content, CourseSnapshot
from learnapp.engine.placement import Placed, PlacementRules, PlacementState, Probe
from learnapp.engine.placement_graph import PlacementGraph
from learnapp.security.access import Actor
from learnapp.services import course_graphs, current, item_parameters
from learnapp.services.attempt_items import askable
from learnapp.services.attempt_reading import Sat
from learnapp.services.attempt_scores import credit
from learnapp.services.learner_facts import facts_of
from learnapp.services.progress import study
from learnapp.storage.repositories import assessments as made_rows
from learnapp.storage.repositories.assessments import AssessmentRow

KINDS = frozenset({"adaptive", "placement"})
LEAST, MOST = 5, 20
_SEEDS = 2**63
Topics = Sequence[tuple[UUID, int]]


def rules_of(made: AssessmentRow, topics: Topics) -> Rules:
    """Return how an adaptive test is given."""
    most = made.most_items or MOST
    return Rules(
        target_se=made.target_se,
        min_items=min(LEAST, most),
        max_items=most,
        quotas={kc: Quota(least=quota) for kc, quota in topics if quota},
    )


def bank_of(
    topics: Topics, known: Mapping[UUID, Content], most: int, pinned: Mapping[UUID, BankItem] | None = None
) -> ItemBank:
    """Return the items of a test: about its topics, those that were served already with the figures of then.

    Args:
        topics: Of the test; none means the whole course.
        known: From `attempt_items.askable`.
        most: Items of the longest test.
        pinned: Items that were served already.
    """
    wanted = {kc for kc, _ in topics}
    pool = [one for one in known.values() if not wanted or wanted.issuperset(one.kc_ids)]
    then = pinned or {}
    items = [then.get(one.item_id, one) for one in items_of(pool)]
    return ItemBank.of(items, default_share=default_share(len(items), most))


def outlook(made: AssessmentRow, topics: Topics, known: Mapping[UUID, Content]) -> Outlook:
    """Return whether the questions of a course can give what an adaptive test asks for."""
    rules = rules_of(made, topics)
    return adaptive_test.outlook(bank_of(topics, known, rules.max_items), rules)


def _graph(snapshot: CourseSnapshot, topics: Topics, known: Mapping[UUID, Content]) -> PlacementGraph:
    wanted = {kc for kc, _ in topics}
    kcs = tuple(kc for kc in snapshot.topological if not wanted or kc in wanted)
    items: dict[UUID, list[UUID]] = {kc: [] for kc in kcs}
    for one in items_of(list(known.values())):
        if len(one.kc_ids) == 1 and one.kc_ids[0] in items:
            items[one.kc_ids[0]].append(one.item_id)
    parameters = {kc: snapshot.kcs[kc].bkt for kc in kcs}
    return PlacementGraph.of(kcs, snapshot.prerequisites, {kc: tuple(ids) for kc, ids in items.items()}, parameters)


def first(
    made: AssessmentRow, topics: Topics, known: Mapping[UUID, Content], snapshot: CourseSnapshot, attempt: UUID
) -> list[Content]:
    """Return the first question of an attempt.

    Raises:
        ConflictError: There is nothing to ask.
    """
    seed = attempt.int % _SEEDS
    if made.kind == "placement":
        graph = _graph(snapshot, topics, known)
        chosen = placement.next_probe(graph, _placing(made), PlacementState(seed)).item_id
    else:
        rules = rules_of(made, topics)
        bank = bank_of(topics, known, rules.max_items)
        chosen = adaptive_test.standing(bank, rules, adaptive_test.Sitting(seed)).item_id if len(bank) else None
    if chosen is None:
        raise ConflictError("Nothing is left to ask in this test. Tell your teacher.")
    return [known[chosen]]


def _placing(made: AssessmentRow) -> PlacementRules:
    return PlacementRules(max_probes=made.most_items or MOST)


async def next_item(student: Actor, found: Sat) -> Content | None:
    """Return the question that comes after those that were asked; None when the test is over."""
    services = current()
    here = await study(student, found.made.section_id)
    facts = facts_of(services.keyring, student.tenant_id, student.person_id, here.loaded, services.clock.now())
    snapshot = await course_graphs.view(
        student.tenant_id, await item_parameters.course(student.tenant_id, here.base), here.loaded.graph
    )
    known = askable(snapshot, found.gone, facts.age)
    async with services.db.transaction(student.tenant_id) as tx:
        topics = await made_rows.topics(tx.session, student.tenant_id, found.made.assessment_id)
    seed = found.row.attempt_id.int % _SEEDS
    asked = [(one, found.tasks[one.place]) for one in found.items if found.counts(one)]
    if found.made.kind == "placement":
        chosen = placement.next_probe(_graph(snapshot, topics, known), _placing(found.made), _probed(found)).item_id
    else:
        rules = rules_of(found.made, topics)
        pinned = {
            one.content_id: BankItem(one.content_id, content.kc_ids, one.discrimination, one.difficulty)
            for one, content in asked
        }
        bank = bank_of(topics, known, rules.max_items, pinned)
        sitting = adaptive_test.Sitting(seed)
        for one, content in asked:
            sitting = sitting.answered(one.content_id, credit(content, one.place, found.answers))
        chosen = adaptive_test.standing(bank, rules, sitting).item_id
    return known.get(chosen) if chosen is not None else None


def _probed(found: Sat) -> PlacementState:
    state = PlacementState(found.row.attempt_id.int % _SEEDS)
    for one in found.items:
        content = found.tasks.get(one.place)
        if content is not None and found.counts(one) and len(content.kc_ids) == 1:
            state = state.answered(Probe(content.kc_ids[0], one.content_id, credit(content, one.place, found.answers)))
    return state


async def inferred(found: Sat) -> dict[UUID, Placed]:
    """Return what a placement says about every topic."""
    async with current().db.transaction(found.tenant) as tx:
        topics = await made_rows.topics(tx.session, found.tenant, found.made.assessment_id)
    graph = _graph(found.snapshot, topics, askable(found.snapshot, found.gone, None))
    return placement.placed(graph, _placing(found.made), _probed(found))
