"""A student who disagrees with a number gets a short check-up, and sees what it has shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from uuid_utils.compat import uuid7

from learnapp.agents.progress import SAME_VISIT
from learnapp.core.errors import ForbiddenError, InvalidInputError, NotFoundError
from learnapp.engine import mastery
from learnapp.engine.kc import Content, ContentKind
from learnapp.security import consent
from learnapp.security.access import Actor
from learnapp.services import current
from learnapp.services.attempt_items import askable
from learnapp.services.learner_facts import facts_of
from learnapp.services.progress import Study, percent, study
from learnapp.storage.repositories import checkups as rows
from learnapp.storage.repositories.checkups import CheckupRow

TASKS = 4
CLAIMS = ("more", "less")
_REACH = {"more": (0.45, 0.95), "less": (0.1, 0.6)}
"""Which part of a topic's tasks, from easy to hard, can show that a claim holds."""
_GOES_ON_FOR = timedelta(days=1)
_LATEST, _SAME = 5, 4


@dataclass(frozen=True)
class TaskView:
    """One task of a check-up; `outcome` is open, right or wrong."""

    content_id: str = ""
    title: str = ""
    outcome: str = "open"


@dataclass(frozen=True)
class CheckupView:
    """A check-up as its student sees it. Percentages; `moved` is up, down or same, "" before the end.

    Attributes:
        claim: more: "I know this better than it says"; less: the opposite.
        next_id: The task to go on with, "" at the end.
    """

    checkup_id: str = ""
    kc: str = ""
    claim: str = "more"
    started_at: str = ""
    tasks: list[TaskView] = field(default_factory=list)
    next_id: str = ""
    done: bool = False
    right: int = 0
    count: int = 0
    before: int = 0
    after: int = 0
    low: int = 0
    high: int = 0
    moved: str = ""


async def begin(actor: Actor, kc_id: UUID, claim: str, section_id: UUID | None = None) -> str:
    """Begin a check-up of a topic, or go on with the one of today; return its id.

    Raises:
        InvalidInputError: The claim is unknown, or the topic has no tasks that could show anything.
        NotFoundError: The student's course has no such topic.
        ForbiddenError: Nothing may be stored of this student, so a check-up could not change anything.
    """
    if claim not in CLAIMS:
        raise InvalidInputError("Say whether you know more or less than the number says.")
    here = await study(actor, section_id)
    if kc_id not in here.snapshot.kcs:
        raise NotFoundError("Your course has no such topic. Choose one from the list.")
    _require_storing(actor, here)
    services = current()
    now = services.clock.now()
    section = here.section.section_id
    allowed = _allowed(actor, here)
    async with services.db.transaction(actor.tenant_id) as tx:
        found = await rows.unfinished(tx.session, actor.tenant_id, actor.person_id, section, kc_id, now - _GOES_ON_FOR)
        if found is not None and any(one in allowed for one in found.items):
            return str(found.checkup_id)
        touched = await rows.touched(tx.session, actor.tenant_id, actor.person_id, now - SAME_VISIT)
        items = chosen(_tasks_of(here, kc_id, allowed), touched, claim)
        if not items:
            raise InvalidInputError("There is no task left that could check this today. Try again tomorrow.")
        row = CheckupRow(
            uuid7(), section, here.snapshot.course_id, kc_id, claim, tuple(item.content_id for item in items), now,
            _estimate(here, kc_id)[0], None, None, None, None, None,
        )  # fmt: skip
        await rows.add(tx.session, actor.tenant_id, actor.person_id, row)
    return str(row.checkup_id)


def chosen(tasks: Sequence[Content], touched: set[UUID], claim: str) -> list[Content]:
    """Return a few tasks, spread over the difficulties that can show that a claim holds, easy ones first.

    Args:
        tasks: All tasks of the topic.
        touched: Content worked on within this visit; only templates, which bring new numbers, come again.
        claim: One of `CLAIMS`.
    """
    fresh = [one for one in tasks if one.template is not None or one.content_id not in touched]
    ordered = sorted(fresh, key=lambda one: (one.difficulty, str(one.content_id)))
    if len(ordered) <= TASKS:
        return ordered
    low, high = _REACH[claim]
    places = (low + (high - low) * place / (TASKS - 1) for place in range(TASKS))
    picked = dict.fromkeys(round(place * (len(ordered) - 1)) for place in places)
    spare = (place for place in range(len(ordered) - 1, -1, -1) if place not in picked)
    while len(picked) < TASKS:
        picked[next(spare)] = None
    return [ordered[place] for place in sorted(picked)]


async def view(actor: Actor, checkup_id: UUID) -> CheckupView:
    """Return a check-up; when its last task was answered, what it has shown is written down once.

    Raises:
        NotFoundError: It is none of the student's.
    """
    async with current().db.transaction(actor.tenant_id) as tx:
        found = await rows.one(tx.session, actor.tenant_id, actor.person_id, checkup_id)
    if found is None:
        raise NotFoundError("There is no such check-up. Begin one from your progress.")
    here = await study(actor, found.section_id)
    now = current().clock.now()
    async with current().db.transaction(actor.tenant_id) as tx:
        known = await rows.answers(tx.session, actor.tenant_id, actor.person_id, found.items, found.started_at)
        tasks = _outcomes(here, found, known, _allowed(actor, here))
        if found.finished_at is None and tasks and all(task.outcome != "open" for task in tasks):
            after, low, high = _estimate(here, found.kc_id)
            right = sum(task.outcome == "right" for task in tasks)
            await rows.finish(
                tx.session, actor.tenant_id, actor.person_id, checkup_id, now=now, right=right, after=after, low=low,
                high=high,
            )  # fmt: skip
            found = await rows.one(tx.session, actor.tenant_id, actor.person_id, checkup_id) or found
    return _shown(here, found, tasks)


async def latest(actor: Actor) -> list[CheckupView]:
    """Return the student's newest check-ups in the class that is looked at, without their tasks."""
    here = await study(actor)
    async with current().db.transaction(actor.tenant_id) as tx:
        found = await rows.latest(tx.session, actor.tenant_id, actor.person_id, here.section.section_id, _LATEST)
    return [_shown(here, one, []) for one in found if one.kc_id in here.snapshot.kcs]


def _require_storing(actor: Actor, here: Study) -> None:
    services = current()
    facts = facts_of(services.keyring, actor.tenant_id, actor.person_id, here.loaded, services.clock.now())
    allowed = consent.covers(
        facts.consents, birth_date=facts.birth_date, institution_kind=facts.institution_kind, today=facts.today
    )
    if not allowed.allowed:
        raise ForbiddenError("Your answers are not kept, so a check-up cannot change anything. Ask your school.")


def _allowed(actor: Actor, here: Study) -> dict[UUID, Content]:
    """Return what may be asked of the student: nothing withdrawn, of a running test, or for older students."""
    services = current()
    facts = facts_of(services.keyring, actor.tenant_id, actor.person_id, here.loaded, services.clock.now())
    return askable(here.snapshot, facts.withdrawn | facts.under_test, facts.age)


def _tasks_of(here: Study, kc_id: UUID, allowed: Mapping[UUID, Content]) -> list[Content]:
    found = (allowed[content_id] for content_id in here.snapshot.by_kc.get(kc_id, ()) if content_id in allowed)
    return [one for one in found if one.kind is ContentKind.PRACTICE and one.kc_ids == (kc_id,)]


def _estimate(here: Study, kc_id: UUID) -> tuple[float, float, float]:
    """Return P(mastered) with its interval as it stands now."""
    state = here.states.get(kc_id)
    if state is None:
        theta = here.loaded.learner.theta if here.loaded.learner else 0.0
        state = mastery.new_state(kc_id, here.snapshot.kcs[kc_id].bkt, theta)
    return state.p_mastered, state.low, state.high


def _outcomes(
    here: Study, found: CheckupRow, known: dict[tuple[UUID, str], bool], allowed: Mapping[UUID, Content]
) -> list[TaskView]:  # fmt: skip
    """Return the tasks as they stand; one that is open and may not be asked any more is left out."""
    tasks = []
    for content_id in found.items:
        item = here.snapshot.content.get(content_id)
        if item is None:
            continue
        answers = [known.get((content_id, step.step_id)) for step in item.steps]
        outcome = "open" if None in answers else "right" if all(answers) else "wrong"
        if outcome == "open" and content_id not in allowed:
            continue
        tasks.append(TaskView(str(content_id), item.title, outcome))
    return tasks


def _shown(here: Study, found: CheckupRow, tasks: list[TaskView]) -> CheckupView:
    before = percent(found.before)
    after = percent(found.after) if found.after is not None else before
    moved = "same" if abs(after - before) < _SAME else "up" if after > before else "down"
    done = found.finished_at is not None
    return CheckupView(
        checkup_id=str(found.checkup_id),
        kc=here.snapshot.kcs[found.kc_id].name,
        claim=found.claim,
        started_at=found.started_at.isoformat(),
        tasks=tasks,
        next_id=next((task.content_id for task in tasks if task.outcome == "open"), ""),
        done=done,
        right=found.right or 0,
        count=len(tasks) or len(found.items),
        before=before,
        after=after,
        low=percent(found.low) if found.low is not None else 0,
        high=percent(found.high) if found.high is not None else 100,
        moved=moved if done else "",
    )
