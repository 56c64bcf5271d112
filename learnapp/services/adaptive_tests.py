"""Tests that choose the next question by the answers so far: adaptive tests, and the placement of a new student."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from learnapp.core.errors import ConflictError
from learnapp.engine import adaptive_test
from learnapp.engine.adaptive_rules import Quota, Rules
from learnapp.engine.adaptive_test import Outlook
from learnapp.engine.exposure import default_share
from learnapp.engine.item_bank import BankItem, Control, ItemBank, items_of
from learnapp.engine.kc import Content, CourseSnapshot
from learnapp.security.access import Actor
from learnapp.services import course_graphs, current, item_parameters, placements
from learnapp.services.attempt_items import askable
from learnapp.services.attempt_reading import Sat
from learnapp.services.attempt_scores import credit
from learnapp.services.learner_facts import facts_of
from learnapp.services.progress import study
from learnapp.storage.repositories import assessments as made_rows
from learnapp.storage.repositories import exposure as exposure_rows
from learnapp.storage.repositories.assessments import AssessmentRow
from learnapp.storage.repositories.exposure import CalibrationRow

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
    topics: Topics,
    known: Mapping[UUID, Content],
    most: int,
    pinned: Mapping[UUID, BankItem] | None = None,
    spared: CalibrationRow | None = None,
) -> ItemBank:
    """Return the items of a test: about its topics, those that were served already with the figures of then.

    Args:
        topics: Of the test; none means the whole course.
        known: From `attempt_items.askable`.
        most: Items of the longest test.
        pinned: Items that were served already.
        spared: How the test spares its items, where that was worked out.
    """
    wanted = {kc for kc, _ in topics}
    pool = [one for one in known.values() if not wanted or wanted.issuperset(one.kc_ids)]
    then = pinned or {}
    items = [then.get(one.item_id, one) for one in items_of(pool)]
    control = {item: Control(*both) for item, both in spared.control.items()} if spared is not None else None
    return ItemBank.of(items, control, default_share(len(items), most))


def outlook(made: AssessmentRow, topics: Topics, known: Mapping[UUID, Content]) -> Outlook:
    """Return whether the questions of a course can give what an adaptive test asks for."""
    rules = rules_of(made, topics)
    return adaptive_test.outlook(bank_of(topics, known, rules.max_items), rules)


def first(
    made: AssessmentRow,
    topics: Topics,
    known: Mapping[UUID, Content],
    snapshot: CourseSnapshot,
    attempt: UUID,
    spared: CalibrationRow | None = None,
) -> list[Content]:
    """Return the first question of an attempt.

    Args:
        made: The test.
        topics: Of the test; none means the whole course.
        known: From `attempt_items.askable`.
        snapshot: The course.
        attempt: Its id is the seed.
        spared: How the test spares its items, where that was worked out.

    Raises:
        ConflictError: There is nothing to ask.
    """
    if made.kind == "placement":
        chosen = placements.first(made, topics, known, snapshot, attempt)
    else:
        rules = rules_of(made, topics)
        bank = bank_of(topics, known, rules.max_items, spared=spared)
        chosen = (
            adaptive_test.standing(bank, rules, adaptive_test.Sitting(attempt.int % _SEEDS)).item_id
            if len(bank)
            else None
        )
    if chosen is None:
        raise ConflictError("Nothing is left to ask in this test. Tell your teacher.")
    return [known[chosen]]


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
        spared = await exposure_rows.one(tx.session, student.tenant_id, found.made.assessment_id)
    asked = [(one, found.tasks[one.place]) for one in found.items if found.counts(one)]
    if found.made.kind == "placement":
        chosen = await placements.next_item(found, snapshot, topics, known)
    else:
        rules = rules_of(found.made, topics)
        pinned = {
            one.content_id: BankItem(one.content_id, content.kc_ids, one.discrimination, one.difficulty)
            for one, content in asked
        }
        bank = bank_of(topics, known, rules.max_items, pinned, spared)
        sitting = adaptive_test.Sitting(found.row.attempt_id.int % _SEEDS)
        for one, content in asked:
            sitting = sitting.answered(one.content_id, credit(content, one.place, found.answers))
        chosen = adaptive_test.standing(bank, rules, sitting).item_id
    return known.get(chosen) if chosen is not None else None
