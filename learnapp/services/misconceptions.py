"""Misconceptions of a student and of a class: what wrong answers say again and again, and what helps against each."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta
from uuid import UUID

from learnapp.core.errors import NotFoundError
from learnapp.engine import misconceptions, template
from learnapp.engine.kc import Content, ContentKind, CourseSnapshot
from learnapp.engine.misconceptions import Held, Misconception, Shown, Solved
from learnapp.engine.template_terms import TemplateError
from learnapp.security.access import Actor
from learnapp.services import current, people, trail
from learnapp.services.classroom import course_of
from learnapp.services.explanations import offered
from learnapp.services.item_answers import read_response, said_as_text
from learnapp.services.misconception_views import (
    ClassMisconception,
    ClassView,
    CommonView,
    MisconceptionView,
    PupilLink,
    WrongView,
)
from learnapp.services.progress import study
from learnapp.storage.repositories import misconceptions as rows
from learnapp.storage.repositories import sections as section_rows
from learnapp.storage.repositories import withdrawals as withdrawal_rows
from learnapp.storage.repositories.misconceptions import RightAnswer, WrongAnswer

SINCE = timedelta(days=90)
"""What was thought longer ago says little of today."""
LISTED, EVIDENCE, NAMES = 5, 4, 6
LEAST = 3
"""So many students give the same wrong answer before it is worth a look."""
_MOST_WRONG, _MOST_RIGHT = 300, 1_000
_MOST_WRONG_OF_CLASS, _MOST_RIGHT_OF_CLASS = 5_000, 20_000


async def of_student(actor: Actor, section_id: UUID | None = None) -> list[MisconceptionView]:
    """Return what the actor seems to get wrong again and again, what showed last first.

    Raises:
        NotFoundError: No such section of this student.
        ForbiddenError: The actor is no student.
    """
    return [view for _, view in await _of_student(actor, section_id)]


async def again(actor: Actor, section_id: UUID, event_id: UUID) -> MisconceptionView:
    """Return the misconception that an answer shows when it is not the first time, else one that says nothing.

    Raises:
        NotFoundError: No such section of this student.
        ForbiddenError: The actor is no student.
    """
    found = await _of_student(actor, section_id)
    return next((view for latest, view in found if latest == event_id), MisconceptionView())


async def _of_student(actor: Actor, section_id: UUID | None) -> list[tuple[UUID, MisconceptionView]]:
    """Return each misconception with the event that showed it last."""
    here = await study(actor, section_id)
    tenant, student, course = actor.tenant_id, actor.person_id, here.snapshot.course_id
    since = current().clock.now() - SINCE
    async with current().db.transaction(tenant) as tx:
        wrong = await rows.wrong_of_student(tx.session, tenant, student, course, since, _MOST_WRONG)
        shown = _shown(wrong, here.snapshot)
        kcs = sorted({one.what.kc_id for one in shown})
        first = min((one.at for one in shown), default=since)
        right = await rows.right_of_student(tx.session, tenant, student, course, kcs, first, _MOST_RIGHT) if kcs else []
    held = misconceptions.held(shown, _solved(right, here.snapshot))[:LISTED]
    answers = {one.event_id: one for one in wrong}
    ways = await offered(tenant, here.section.section_id)
    out = here.loaded.withdrawn
    return [(one.shown[0].event_id, _view(one, answers, here.snapshot, student, out, ways=ways)) for one in held]


def _shown(wrong: Iterable[WrongAnswer], snapshot: CourseSnapshot) -> list[Shown]:
    """Return what wrong answers show; items that have changed since say nothing any more."""
    found = []
    for one in wrong:
        item = snapshot.content.get(one.content_id)
        if item is None or item.version != one.version or one.step_id is None:
            continue
        what = misconceptions.named(item, one.step_id, one.place)
        if what is not None:
            task = f"{one.content_id}/{one.step_id}/{one.variant}"
            found.append(Shown(what, one.event_id, one.content_id, one.step_id, task, one.at))
    return found


def _solved(right: Iterable[RightAnswer], snapshot: CourseSnapshot) -> list[Solved]:
    kept: dict[tuple[UUID, str | None], frozenset[Misconception]] = {}
    found = []
    for one in right:
        item = snapshot.content.get(one.content_id)
        key = (one.content_id, one.step_id)
        if key not in kept:
            known = item is not None and item.version == one.version
            kept[key] = misconceptions.would_show(item, one.step_id) if known and item is not None else frozenset()
        found.append(Solved(tuple(one.kc_ids), kept[key], one.at))
    return found


def _view(
    one: Held,
    answers: dict[UUID, WrongAnswer],
    snapshot: CourseSnapshot,
    student: UUID,
    withdrawn: Collection[UUID],
    *,
    ways: bool,
) -> MisconceptionView:
    latest = answers[one.shown[0].event_id]
    kind, remedy = _remedy(snapshot, one.what, withdrawn, ways=ways)
    tasks = [content for content in misconceptions.carriers(snapshot, one.what) if content not in withdrawn]
    # A template has new numbers; of written tasks one that did not show it is better than one whose answer is known.
    seen = {shown.content_id for shown in one.shown}
    fresh = [content for content in tasks if content not in seen or snapshot.content[content].template is not None]
    practise = snapshot.content[(fresh or tasks)[0]] if tasks else None
    kc = snapshot.kcs.get(one.what.kc_id)
    return MisconceptionView(
        sentence=_sentence(snapshot.content[latest.content_id], latest, student),
        topic=kc.name if kc is not None else "",
        times=one.times,
        evidence=[_wrong(answers[shown.event_id], snapshot) for shown in one.shown[:EVIDENCE]],
        remedy=kind,
        remedy_id=str(remedy.content_id) if remedy is not None else "",
        remedy_title=remedy.title if remedy is not None else "",
        practise_id=str(practise.content_id) if practise is not None else "",
        practise_title=practise.title if practise is not None else "",
    )


def _sentence(item: Content, answer: WrongAnswer, student: UUID) -> str:
    """Return the sentence with the numbers of the task that was answered, else with those of the item's example."""
    try:
        mine = template.given(item, student, answer.variant or 0)
    except TemplateError:
        mine = item
    step = next((one for one in mine.steps if one.step_id == answer.step_id), None)
    known = step.key.misconceptions if step is not None else ()
    return known[answer.place][1] if answer.place < len(known) else ""


def _wrong(answer: WrongAnswer, snapshot: CourseSnapshot) -> WrongView:
    said = said_as_text(read_response(answer.response))
    return WrongView(snapshot.content[answer.content_id].title, said, answer.at.isoformat())


def _remedy(
    snapshot: CourseSnapshot, what: Misconception, withdrawn: Collection[UUID], *, ways: bool
) -> tuple[str, Content | None]:
    """Return what addresses a misconception: another explanation of its topic, a text or film, or what comes before."""
    mine = [snapshot.content[one] for one in snapshot.by_kc.get(what.kc_id, ()) if one not in withdrawn]
    if ways:
        explained = next((one for one in mine if one.material.explanations), None)
        if explained is not None:
            return "explanation", explained
    for kind in (ContentKind.READING, ContentKind.VIDEO):
        told = next((one for one in mine if one.kind is kind), None)
        if told is not None:
            return kind.value, told
    for needed in snapshot.prerequisites.get(what.kc_id, ()):
        before = [snapshot.content[one] for one in snapshot.by_kc.get(needed, ()) if one not in withdrawn]
        told = next((one for one in before if one.kind is not ContentKind.PRACTICE), before[0] if before else None)
        if told is not None:
            return "prerequisite", told
    return "", None


async def of_class(actor: Actor, section_id: UUID) -> ClassView:
    """Return the misconceptions that most students of a class seem to have, and frequent answers nobody has explained.

    Raises:
        ForbiddenError: The actor does not teach it.
        NotFoundError: No such section here.
    """
    await trail.authorise(actor, "read", "class_board", section_id=section_id)
    tenant, since = actor.tenant_id, current().clock.now() - SINCE
    async with current().db.transaction(tenant) as tx:
        found = await section_rows.sections_by_id(tx.session, tenant, [section_id])
    if not found:
        raise NotFoundError("There is no such section. Go back to your classes.")
    section = found[0]
    snapshot = await course_of(section.course_tenant_id, section.course_id, section.course_version)
    if snapshot is None:
        return ClassView()
    async with current().db.transaction(tenant) as tx:
        everybody = await section_rows.student_ids(tx.session, tenant, section_id)
        wrong = await rows.wrong_of_class(tx.session, tenant, section_id, since, _MOST_WRONG_OF_CLASS)
        here = set(everybody)
        wrong = [one for one in wrong if one.student_id in here]
        kcs = sorted({one.what.kc_id for one in _shown(wrong, snapshot)})
        right = (
            await rows.right_of_class(
                tx.session, tenant, section_id, sorted({one.student_id for one in wrong}), kcs, since,
                _MOST_RIGHT_OF_CLASS,
            )
            if kcs
            else []
        )  # fmt: skip
        common = await rows.unnamed(tx.session, tenant, section_id, since, LEAST, 2 * LISTED)
        out = {one.content_id for one in await withdrawal_rows.withdrawn(tx.session, tenant, section_id)}
    by = await asyncio.to_thread(_by_misconception, wrong, right, snapshot)
    ranked = sorted(by.items(), key=lambda row: (len(row[1]), _latest(row[1]).at), reverse=True)[:LISTED]
    shown = sorted({student for _, holders in ranked for student in list(holders)[:NAMES]})
    names = await people.names(tenant, shown)
    await trail.disclosed(actor, shown, "mastery", section_id=section_id)
    return ClassView(
        [_class_view(what, holders, snapshot, names) for what, holders in ranked],
        [
            CommonView(
                str(one.content_id), snapshot.content[one.content_id].title,
                said_as_text(read_response(one.response)), one.students,
            )
            for one in common
            if one.content_id in snapshot.content and one.content_id not in out
        ][:LISTED],
        len(everybody),
    )  # fmt: skip


def _by_misconception(
    wrong: Sequence[WrongAnswer], right: Sequence[RightAnswer], snapshot: CourseSnapshot
) -> dict[Misconception, dict[UUID, Held]]:
    """Return who holds which misconception."""
    answers: dict[UUID, list[WrongAnswer]] = defaultdict(list)
    solved: dict[UUID, list[RightAnswer]] = defaultdict(list)
    for one in wrong:
        answers[one.student_id].append(one)
    for each in right:
        solved[each.student_id].append(each)
    found: dict[Misconception, dict[UUID, Held]] = defaultdict(dict)
    for student, mine in answers.items():
        for held in misconceptions.held(_shown(mine, snapshot), _solved(solved[student], snapshot)):
            found[held.what][student] = held
    return found


def _latest(holders: dict[UUID, Held]) -> Shown:
    """Return the answer that showed a misconception last."""
    return max((held.shown[0] for held in holders.values()), key=lambda one: one.at)


def _class_view(
    what: Misconception, holders: dict[UUID, Held], snapshot: CourseSnapshot, names: dict[UUID, str]
) -> ClassMisconception:
    latest = _latest(holders)
    item = snapshot.content[latest.content_id]
    kc = snapshot.kcs.get(what.kc_id)
    return ClassMisconception(
        sentence=_example(item, latest.step_id, what),
        topic=kc.name if kc is not None else "",
        students=len(holders),
        pupils=[PupilLink(str(one), names.get(one, "")) for one in list(holders)[:NAMES]],
        item_id=str(latest.content_id),
        item=item.title,
    )


def _example(item: Content, step_id: str, what: Misconception) -> str:
    """Return the sentence with the numbers of the example that a template is shown with."""
    patterns = [misconceptions.pattern_of(text) for text in misconceptions.sentences(item, step_id)]
    step = next((one for one in item.steps if one.step_id == step_id), None)
    known = step.key.misconceptions if step is not None else ()
    return next((text for (_, text), mine in zip(known, patterns, strict=False) if mine == what.pattern), what.pattern)
