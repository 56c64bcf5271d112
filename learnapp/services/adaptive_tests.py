"""Tests that choose the next question by the answers so far: adaptive tests, and the placement of a new student."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from learnapp.core.errors import ConflictError
from learnapp.engine import adaptive_test
from learnapp.engine.adaptive_rules import Quota, Rules
from learnapp.engine.adaptive_test import Outlook
from learnapp.engine.classification import FARTHEST, ability_at
from learnapp.engine.exposure import default_share
from learnapp.engine.item_bank import BankItem, Control, ItemBank, items_of
from learnapp.engine.kc import Content, CourseSnapshot
from learnapp.security.access import Actor
from learnapp.services import course_graphs, current, item_parameters, placements
from learnapp.services.attempt_items import askable
from learnapp.services.attempt_reading import Sat
from learnapp.services.attempt_scores import credit, parameters_of
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


def ends_at_line(made: AssessmentRow) -> bool:
    """Return whether a test ends as soon as it is clear on which side of its line somebody is: it asks for no error."""
    return made.kind == "adaptive" and made.target_se is None and made.cut is not None


def line_of(made: AssessmentRow, topics: Topics, contents: Iterable[Content]) -> float | None:
    """Return the ability at which somebody would get so many of all questions right as the line asks for, logits.

    Args:
        made: The test.
        topics: Of the test; none means the whole course.
        contents: Of the course, as the institution has measured it: for everybody the same.

    Returns:
        None where the test has no line to end at, or there are no questions.
    """
    if made.cut is None or not ends_at_line(made):
        return None
    wanted = {kc for kc, _ in topics}
    a, b = parameters_of([one for one in contents if not wanted or wanted.issuperset(one.kc_ids)])
    return ability_at(a, b, made.cut) if len(a) else None


async def line_for(tenant: UUID, made: AssessmentRow, snapshot: CourseSnapshot) -> float | None:
    """Return the line that attempts at a test are held against; None where it does not end at one."""
    if not ends_at_line(made):
        return None
    async with current().db.transaction(tenant) as tx:
        topics = await made_rows.topics(tx.session, tenant, made.assessment_id)
    return line_of(made, topics, (await item_parameters.course(tenant, snapshot)).content.values())


def least_of(made: AssessmentRow) -> int:
    """Return how many questions such a test asks at least."""
    return min(LEAST, made.most_items or MOST)


def rules_of(made: AssessmentRow, topics: Topics, line: float | None = None) -> Rules:
    """Return how an adaptive test is given; `line` from `line_of`."""
    return Rules(
        target_se=made.target_se,
        min_items=least_of(made),
        max_items=made.most_items or MOST,
        cut=line,
        by="ratio" if line is not None else "interval",
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


def doubts(made: AssessmentRow, topics: Topics, known: Mapping[UUID, Content]) -> tuple[list[str], int]:
    """Return what may go wrong with an adaptive test, codes, and the standard error in reach in hundredths."""
    ahead = outlook(made, topics, known)
    found = [] if ahead.enough else ["bank_small"]
    if abs(line_of(made, topics, known.values()) or 0.0) >= FARTHEST:
        found.append("line_far")
    return found, round(100 * max(ahead.reachable_se[theta] for theta in (-1.0, 0.0, 1.0)))


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
        rules = rules_of(made, topics, line_of(made, topics, snapshot.content.values()))
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
        rules = rules_of(found.made, topics, line_of(found.made, topics, snapshot.content.values()))
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
