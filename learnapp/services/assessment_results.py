"""What came of a test in a class: by student, by topic, by question; and what is done about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from uuid import UUID

from learnapp.core.errors import ConflictError, InvalidInputError, NotFoundError
from learnapp.core.paging import page_of
from learnapp.core.table_words import cell, heads
from learnapp.engine import assessment_result as engine
from learnapp.engine.assessment_result import AssessmentResult
from learnapp.engine.intervals import share
from learnapp.engine.item_statistics import wilson
from learnapp.engine.kc import Content, CourseSnapshot
from learnapp.engine.mastery import THRESHOLDS
from learnapp.security.access import Actor
from learnapp.security.spreadsheet import write_csv
from learnapp.services import adaptive_tests, attempt_records, current, latecomers, notices, people, trail
from learnapp.services.assessment_views import ClassResults, ItemResult, ResultView, StudentResult, TopicResult
from learnapp.services.assessments import made_for
from learnapp.services.attempt_items import versions
from learnapp.services.attempt_reading import clock, is_shown, sat
from learnapp.services.attempt_results import shown_result
from learnapp.services.attempt_scores import Answers, Pools, credit, of_topic, overall, rank, result, side, tells
from learnapp.services.latecomers import Late
from learnapp.services.progress import percent
from learnapp.services.withdrawals import course_of
from learnapp.storage.repositories import assessments as made_rows
from learnapp.storage.repositories import attempts as rows
from learnapp.storage.repositories import withdrawals as withdrawal_rows
from learnapp.storage.repositories.assessments import AssessmentRow
from learnapp.storage.repositories.attempts import AttemptRow, ServedItem

PAGE = 25
MOST_MORE = 180


@dataclass(frozen=True, slots=True)
class _Tried:
    """A student's best attempt that is handed in, or else the last one."""

    student: UUID
    row: AttemptRow
    tries: int
    items: list[ServedItem]
    contents: dict[int, Content]
    answers: Answers
    said: AssessmentResult
    rank: tuple[bool, float]


@dataclass(frozen=True, slots=True)
class _Class:
    made: AssessmentRow
    snapshot: CourseSnapshot
    students: list[UUID]
    names: dict[UUID, str]
    tried: dict[UUID, _Tried]
    gone: frozenset[UUID]
    pools: Pools = field(default_factory=dict)
    line: float | None = None


async def _read(actor: Actor, assessment_id: UUID) -> _Class:
    made = await made_for(actor, assessment_id)
    tenant = actor.tenant_id
    _, snapshot = await course_of(actor, made.section_id)
    async with current().db.transaction(tenant) as tx:
        students = await made_rows.takers(tx.session, tenant, assessment_id)
        attempts = await rows.of_assessment(tx.session, tenant, assessment_id)
        ids = [one.attempt_id for one in attempts]
        items = await rows.items(tx.session, tenant, ids)
        answers = await rows.answers(tx.session, tenant, ids)
        gone = {one.content_id for one in await withdrawal_rows.withdrawn(tx.session, tenant, made.section_id)}
        await trail.disclosed(
            actor, {one.student_id for one in attempts}, "assessment", section_id=made.section_id, session=tx.session
        )
    known = await versions(tenant, snapshot, [one for each in items.values() for one in each])
    tried: dict[UUID, _Tried] = {}
    pools: Pools = {}
    for row in attempts:
        mine = items[row.attempt_id]
        contents = {
            one.place: known[(one.content_id, one.version)] for one in mine if (one.content_id, one.version) in known
        }
        said = {(one.place, one.step_id): one for one in answers[row.attempt_id]}
        whole = result(mine, contents, said, gone)
        place = rank(made.kind, whole, snapshot, pools)
        found = _Tried(row.student_id, row, 1, mine, contents, said, whole, place)
        before = tried.get(row.student_id)
        best = found if before is None or _better(found, before) else before
        tried[row.student_id] = replace(best, tries=before.tries + 1 if before is not None else 1)
    names = await people.names(tenant, students)
    line = await adaptive_tests.line_for(tenant, made, snapshot)
    return _Class(made, snapshot, students, names, tried, frozenset(gone), pools, line)


def _better(one: _Tried, other: _Tried) -> bool:
    """Return whether an attempt is the one that counts: handed in before running, then the better one."""
    mine, theirs = one.row.submitted_at is not None, other.row.submitted_at is not None
    return (mine, one.rank) >= (theirs, other.rank)


async def class_results(actor: Actor, assessment_id: UUID, *, offset: int = 0, size: int = PAGE) -> ClassResults:
    """Return what came of a test, with a page of the students by name.

    Args:
        actor: Who teaches the class, or an admin.
        assessment_id: The test.
        offset: Students before the page; behind the last one it gives the last page.
        size: Students on it.

    Raises:
        ForbiddenError: The actor does not teach the class.
        NotFoundError: No such test here.
    """
    here = await _read(actor, assessment_id)
    now = current().clock.now()
    lines = sorted((_student(here, one) for one in here.students), key=lambda one: (one.name, one.student_id))
    page = page_of(lines, offset, size)
    late = await latecomers.of_test(actor.tenant_id, assessment_id, [UUID(one.student_id) for one in page.rows])
    await trail.disclosed(actor, late.keys(), "assessment", section_id=here.made.section_id)
    done = [here.tried[one] for one in here.students if one in here.tried and here.tried[one].row.submitted_at]
    return ClassResults(
        students=[_with_late(one, late.get(UUID(one.student_id))) for one in page.rows],
        total=page.total,
        offset=page.offset,
        topics=_topics(here, done),
        questions=_items(here, done),
        begun=sum(one in here.tried for one in here.students),
        done=len(done),
        shown=any(is_shown(one.row, here.made, now) for one in done),
    )


def _with_late(one: StudentResult, late: Late | None) -> StudentResult:
    return one if late is None else replace(one, late=late.until.isoformat(), why=late.reason)


def _student(here: _Class, student: UUID) -> StudentResult:
    name, found = here.names.get(student, ""), here.tried.get(student)
    if found is None:
        return StudentResult(str(student), name)
    row, said = found.row, found.said
    ended = row.submitted_at is not None
    share, low, high = overall(here.made.kind, said, here.snapshot, here.pools)
    return StudentResult(
        str(student), name, ("shown" if row.recorded_at is not None else "done") if ended else "running",
        str(row.attempt_id), found.tries, said.answered, round(100 * share) if ended and said.items else -1,
        round(100 * low), round(100 * high), row.submitted_at.isoformat() if row.submitted_at else "",
        row.ended_by, *_at_line(here, found),
    )  # fmt: skip


def _at_line(here: _Class, found: _Tried) -> tuple[str, int, bool]:
    """Return (verdict, how sure, above is likelier) of an attempt that has ended at its line."""
    if here.line is None or found.row.submitted_at is None:
        return "", 0, False
    least = adaptive_tests.least_of(here.made)
    found_side = side(found.items, found.contents, found.answers, here.gone, here.line, least)
    return found_side.verdict.value, percent(found_side.sure), found_side.above >= 0.5


def _topics(here: _Class, done: Sequence[_Tried]) -> list[TopicResult]:
    """Return the share of each topic over the class; students are the unit of the interval.

    Of an adaptive test it is the mean of what its students see: of whom it says nothing, nothing is counted.
    """
    kind = here.made.kind
    kcs = dict.fromkeys(one.kc_id for each in done for one in each.said.topics)
    views = []
    for kc in kcs:
        found = [each.said.by_topic[kc] for each in done if kc in each.said.by_topic and each.said.by_topic[kc].items]
        if kc not in here.snapshot.kcs or not found:
            continue
        told = [one for one in found if tells(kind, one)]
        # Hundredths make partial credit countable; how sure the share is rests on the students.
        parts = [(of_topic(kind, one, here.snapshot, here.pools)[0], _weight(kind, one)) for one in told]
        whole = share([(round(100 * value * weight), 100 * weight) for value, weight in parts])
        value = whole.value if whole is not None else 0.0
        low, high = wilson(value * len(told), len(told)) if told else (0.0, 1.0)
        views.append(
            TopicResult(
                str(kc), here.snapshot.kcs[kc].name, round(100 * value), round(100 * low), round(100 * high),
                sum(one.items for one in found), len(told) >= THRESHOLDS.min_attempts,
            )
        )  # fmt: skip
    return sorted(views, key=lambda view: (view.share, view.name))


def _weight(kind: str, one: engine.TopicResult) -> int:
    """Return what a student counts for in a topic: their items, which are as many as they are where all get others."""
    return 1 if kind == "adaptive" else one.items


def _items(here: _Class, done: Sequence[_Tried]) -> list[ItemResult]:
    reached: dict[UUID, list[float]] = {}
    unread: dict[UUID, int] = {}
    contents: dict[UUID, Content] = {}
    for each in done:
        for one in each.items:
            content = each.contents.get(one.place)
            if content is None or (each.row.submitted_at and one.shown_at is None and here.made.kind != "fixed"):
                continue
            contents[one.content_id] = content
            reached.setdefault(one.content_id, []).append(credit(content, one.place, each.answers))
            unread[one.content_id] = unread.get(one.content_id, 0) + sum(
                (answer := each.answers.get((one.place, step.step_id))) is not None and answer.correct is None
                for step in content.steps
            )
    views = []
    for item, values in reached.items():
        low, high = wilson(sum(values), len(values))
        topic = next((here.snapshot.kcs[kc].name for kc in contents[item].kc_ids if kc in here.snapshot.kcs), "")
        views.append(
            ItemResult(
                str(item), contents[item].title, topic, len(values), round(100 * sum(values) / len(values)),
                round(100 * low), round(100 * high), unread[item], item in here.gone,
            )
        )  # fmt: skip
    return sorted(views, key=lambda view: (view.share, view.title))


async def _of(actor: Actor, attempt_id: UUID, action: str) -> AttemptRow:
    """Return an attempt at a test of a class that the actor teaches."""
    await trail.authorise(actor, "read", "assessment_list", student_id=actor.person_id)
    async with current().db.transaction(actor.tenant_id) as tx:
        row = await rows.one(tx.session, actor.tenant_id, attempt_id)
    if row is None:
        raise NotFoundError("There is no such attempt. Reload the page.")
    await made_for(actor, row.assessment_id, action)
    return row


async def student_result(actor: Actor, attempt_id: UUID) -> ResultView:
    """Return what came of one student's attempt, for who teaches them.

    Raises:
        ForbiddenError: The actor does not teach the class.
        NotFoundError: No such attempt here, or it still runs.
    """
    row = await _of(actor, attempt_id, "read")
    found = await sat(actor.tenant_id, attempt_id)
    if row.submitted_at is None:
        raise NotFoundError("This attempt still runs. Look again when it is handed in.")
    await trail.authorise(actor, "read", "answer_key", owner_tenant=found.snapshot.tenant_id)
    await trail.disclosed(actor, row.student_id, "assessment", section_id=found.made.section_id)
    line = await adaptive_tests.line_for(actor.tenant_id, found.made, found.snapshot)
    return shown_result(found, shown=True, line=line)


async def release(actor: Actor, assessment_id: UUID) -> None:
    """Show the results of a test now; what was answered goes into the log, and the students are told.

    Raises:
        ConflictError: They are shown already.
        ForbiddenError: The actor does not teach the class.
        NotFoundError: No such test here.
    """
    made = await made_for(actor, assessment_id, "write")
    tenant = actor.tenant_id
    async with current().db.transaction(tenant) as tx:
        if not await made_rows.release(tx.session, tenant, assessment_id, current().clock.now()):
            raise ConflictError("The results are shown already, or the test is not given yet. Reload the page.")
        found = await rows.of_assessment(tx.session, tenant, assessment_id)
        whom = {one.student_id for one in found if one.submitted_at is not None}
        await notices.tell(
            tx.session, tenant, "assessment_results", whom, about=assessment_id, section=made.section_id,
            by=actor.person_id, arguments={"title": made.title[:200]}, merge=f"assessment:{assessment_id}",
        )  # fmt: skip
        await trail.audit(
            actor, "assessment.release", "assessment", object_id=assessment_id,
            detail={"section": str(made.section_id), "students": len(whom)}, session=tx.session,
        )  # fmt: skip
    for one in found:
        if one.submitted_at is not None and one.recorded_at is None:
            await attempt_records.finish(tenant, one.attempt_id)


async def reopen(actor: Actor, attempt_id: UUID, minutes: int) -> str:
    """Let a student go on with an attempt that is handed in; where its results are shown, give another attempt.

    Returns:
        reopened or once_more.

    Raises:
        ConflictError: The attempt still runs; or its results are shown and the test has closed, so that another attempt
            could not be begun.
        ForbiddenError: The actor does not teach the class.
        InvalidInputError: The number of minutes is out of range.
        NotFoundError: No such attempt here.
    """
    before = await _of(actor, attempt_id, "write")
    if not 1 <= minutes <= MOST_MORE:
        raise InvalidInputError(f"Give 1 to {MOST_MORE} minutes more.")
    now, tenant = current().clock.now(), actor.tenant_id
    async with current().db.transaction(tenant) as tx:
        row = await rows.locked(tx.session, tenant, attempt_id)
        made = await made_rows.one(tx.session, tenant, before.assessment_id)
        if row is None or made is None:
            raise NotFoundError("There is no such attempt. Reload the page.")
        if row.submitted_at is None and not clock(row, made, now).over:
            raise ConflictError("This attempt still runs. It can be opened again when it is handed in.")
        if row.recorded_at is not None:
            if made.closes_at is not None and made.closes_at <= now:
                raise ConflictError(
                    "This test has closed, so another attempt could not be begun."
                    " Choose a later moment at which it closes, then give the attempt."
                )
            changed, done = replace(row, once_more=True), "once_more"
        else:
            until = now + timedelta(minutes=minutes)
            changed, done = replace(row, submitted_at=None, ended_by="", reopened_until=until), "reopened"
            changed = replace(changed, deadline_at=until)
        await rows.put(tx.session, tenant, changed)
        await trail.audit(
            actor, f"attempt.{done}", "attempt", object_id=attempt_id, subject_id=row.student_id,
            detail={"section": str(made.section_id), "minutes": minutes}, session=tx.session,
        )  # fmt: skip
    return done


def _cell(here: _Class, one: engine.TopicResult | None) -> int | str:
    if one is None or not tells(here.made.kind, one):
        return ""
    return round(100 * of_topic(here.made.kind, one, here.snapshot, here.pools)[0])


async def results_csv(actor: Actor, assessment_id: UUID) -> str:
    """Return the results of a class as CSV: each student with the score of every topic; each download is in the trail.

    Raises:
        ForbiddenError: The actor does not teach the class.
        NotFoundError: No such test here.
    """
    here = await _read(actor, assessment_id)
    section = here.made.section_id
    await trail.authorise(actor, "read", "class_export", section_id=section)
    await trail.audit(actor, "class_export.read", "section", object_id=section, detail={"what": "assessment"})
    kcs = list(dict.fromkeys(one.kc_id for each in here.tried.values() for one in each.said.topics))
    names = [here.snapshot.kcs[kc].name if kc in here.snapshot.kcs else "" for kc in kcs]
    lines: list[tuple[object, ...]] = []
    for student in sorted(here.students, key=lambda one: here.names.get(one, "")):
        one, found = _student(here, student), here.tried.get(student)
        topics = [found.said.by_topic.get(kc) if found is not None else None for kc in kcs]
        shares = [_cell(here, each) for each in topics]
        lines.append(
            (one.name, cell(actor.locale, one.state), one.tries, one.share if one.share >= 0 else "", one.low, one.high,
             one.submitted, cell(actor.locale, one.ended_by),
             *((cell(actor.locale, one.verdict), one.sure if one.verdict else "") if here.line is not None else ()),
             *shares)
        )  # fmt: skip
    at_line = ("line", "sure %") if here.line is not None else ()
    first = ("student", "state", "attempts", "score %", "from %", "to %", "handed in", "ended by", *at_line)
    return write_csv((*heads(actor.locale, *first), *names), lines)
