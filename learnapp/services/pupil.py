"""One student as their instructor sees them: the student's own numbers, and how they came about."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from learnapp.core.errors import NotFoundError
from learnapp.core.paging import Page
from learnapp.core.table_words import cell, heads
from learnapp.engine.kc import CourseSnapshot
from learnapp.security.access import Actor
from learnapp.security.spreadsheet import write_csv
from learnapp.services import current, misconceptions, people, players, progress, review_load, trail, trajectory
from learnapp.services.classroom import course_of
from learnapp.services.misconception_views import MisconceptionView
from learnapp.services.players import ClaimView
from learnapp.services.progress import EvidenceView, KcView, Study
from learnapp.services.request_views import RequestView, standing
from learnapp.services.review_load import ReviewsView
from learnapp.services.trajectory import CurveView
from learnapp.storage.repositories import progress as rows
from learnapp.storage.repositories import sections as section_rows
from learnapp.storage.repositories.progress import SeenEvent

_BATCH = 200
_MOST_ANSWERS = 20_000
_COLUMNS = ("row", "topic", "time", "task", "outcome", "hints", "standing", "estimate %", "from %", "to %", "answers")


@dataclass(frozen=True)
class StudentView:
    """One student.

    Attributes:
        kcs: Topics in path order; none while the section studies no course.
        days: (day, right, wrong) of the days with answers.
        latest_kc: The KC of the last answer that moved a number, "" without any.
        reviews: What is due for review, and when its turn is.
        mistakes: What the student seems to get wrong again and again.
        request: What the student has asked to learn, and how far it is.
        claims: What programs of others say of the student's work with them.
    """

    name: str
    section: str
    kcs: list[KcView]
    days: list[tuple[str, int, int]]
    latest_kc: str
    reviews: ReviewsView = field(default_factory=ReviewsView)
    mistakes: list[MisconceptionView] = field(default_factory=list)
    request: RequestView = field(default_factory=RequestView)
    claims: list[ClaimView] = field(default_factory=list)


async def as_student(actor: Actor, section_id: UUID, student_id: UUID) -> Actor:
    """Return the student's own view of their record, once the instructor may see it.

    Raises:
        ForbiddenError: The actor does not teach this section.
        NotFoundError: The student is not in it.
    """
    await trail.authorise(actor, "read", "class_board", section_id=section_id)
    await trail.authorise(actor, "read", "student_record", section_id=section_id, student_id=student_id)
    async with current().db.transaction(actor.tenant_id) as tx:
        if student_id not in await section_rows.student_ids(tx.session, actor.tenant_id, section_id):
            raise NotFoundError("There is no such student in this section. Go back to the class board.")
    await trail.disclosed(actor, student_id, "mastery", section_id=section_id)
    return Actor(
        actor.tenant_id, student_id, "person", frozenset({"student"}), frozenset({section_id}), locale=actor.locale
    )


async def student(actor: Actor, section_id: UUID, student_id: UUID) -> StudentView:
    """Return one student's numbers and history: the same that the student sees.

    Raises:
        ForbiddenError: The actor does not teach this section.
        NotFoundError: The student is not in it.
    """
    await trail.authorise(actor, "read", "learning_request", section_id=section_id, student_id=student_id)
    own = await as_student(actor, section_id, student_id)
    name = (await people.names(actor.tenant_id, [student_id])).get(student_id, "")
    async with current().db.transaction(actor.tenant_id) as tx:
        section = (await section_rows.sections_by_id(tx.session, actor.tenant_id, [section_id]))[0]
    if await course_of(section.course_tenant_id, section.course_id, section.course_version) is None:
        return StudentView(name, section.title, [], [], "")
    here = await progress.study(own, section_id)
    rules = here.loaded.rules
    makers = await people.names(actor.tenant_id, rules.makers) if rules else {}
    days = await progress.history(own, section_id)
    return StudentView(
        name,
        here.section.title,
        progress.topic_views(here.snapshot, here.states, here.loaded.withdrawn, rules, makers),
        days,
        await _latest(own, here),
        await review_load.of_student(own, section_id),
        await misconceptions.of_student(own, section_id),
        standing(own.tenant_id, own.person_id, here),
        await players.claims_of(own, here),
    )


async def _latest(own: Actor, here: Study) -> str:
    async with current().db.raw(own.tenant_id) as conn:
        found = await rows.events_of(
            conn, own.tenant_id, own.person_id, here.snapshot.course_id, graded=True, size=_BATCH
        )
    moved = (next(iter(one.result["mastery"]), "") for one in found if one.result.get("mastery"))
    return next(moved, "")


async def evidence(
    actor: Actor, section_id: UUID, student_id: UUID, kc_id: UUID, *, offset: int = 0, size: int = 10
) -> Page[EvidenceView]:
    """Return a page of the answers behind one of a student's numbers, newest first.

    Raises:
        ForbiddenError: The actor does not teach this section.
        NotFoundError: The student is not in it, or the course has no such KC.
    """
    own = await as_student(actor, section_id, student_id)
    return await trajectory.evidence_page(own, kc_id, section_id=section_id, offset=offset, size=size)


async def curve(actor: Actor, section_id: UUID, student_id: UUID, kc_id: UUID) -> CurveView:
    """Return how one of a student's numbers moved over the last answers.

    Raises:
        ForbiddenError: The actor does not teach this section.
        NotFoundError: The student is not in it, or the course has no such KC.
    """
    own = await as_student(actor, section_id, student_id)
    return await trajectory.curve(own, kc_id, section_id=section_id)


async def student_csv(actor: Actor, section_id: UUID, student_id: UUID) -> str:
    """Return a student's topics and graded answers as CSV, the newest 20,000; each download is in the audit trail.

    An answer is one row `answer`; every further topic that it moved is a row `also moved` after it, so that counting
    the answers counts each once.

    Raises:
        ForbiddenError: The actor does not teach this section.
        NotFoundError: The student is not in it.
    """
    await trail.authorise(actor, "read", "class_export", section_id=section_id)
    own = await as_student(actor, section_id, student_id)
    detail = {"what": "student", "section": str(section_id)}
    await trail.audit(
        actor, "class_export.read", "student_record", object_id=student_id, subject_id=student_id, detail=detail
    )
    _, kcs = await progress.path_view(own, section_id)
    lines: list[tuple[object, ...]] = [
        (
            cell(actor.locale, "topic"),
            kc.name,
            "",
            "",
            "",
            kc.hints,
            cell(actor.locale, kc.band),
            *_interval(kc),
            kc.answers,
        )
        for kc in kcs
    ]
    here = await progress.study(own, section_id)
    names = {kc.kc_id: kc.name for kc in kcs}
    for offset in range(0, _MOST_ANSWERS, _BATCH):
        async with current().db.raw(own.tenant_id) as conn:
            found = await rows.events_of(
                conn, own.tenant_id, own.person_id, here.snapshot.course_id, graded=True, size=_BATCH, offset=offset
            )
        for one in found:
            lines.extend(_answer_lines(one, here.snapshot, names, actor.locale))
        if len(found) < _BATCH:
            break
    return write_csv(heads(actor.locale, *_COLUMNS), lines)


def _answer_lines(
    one: SeenEvent, snapshot: CourseSnapshot, names: dict[str, str], locale: str
) -> list[tuple[object, ...]]:
    told = one.result.get("mastery") or {"": ()}
    lines: list[tuple[object, ...]] = []
    for kc_id, moved in told.items():
        view = progress.evidence_view(one, snapshot, UUID(kc_id) if kc_id else UUID(int=0))
        numbers = tuple(progress.percent(float(value)) for value in moved) or ("", "", "")
        kind, came = cell(locale, "also moved" if lines else "answer"), cell(locale, view.outcome)
        lines.append((kind, names.get(kc_id, ""), view.at, view.title, came, view.hints, "", *numbers, ""))
    return lines


def _interval(kc: KcView) -> tuple[object, ...]:
    return (kc.value, kc.low, kc.high) if kc.enough else ("", "", "")
