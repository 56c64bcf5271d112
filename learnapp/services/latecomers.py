"""A test for somebody who missed it: it closes later for them, and why is kept, for who teaches the class alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.core.errors import ConflictError, InvalidInputError, NotFoundError
from learnapp.security.access import Actor
from learnapp.services import current, notices, people, trail
from learnapp.services.assessments import made_for
from learnapp.storage.repositories import assessments as made_rows
from learnapp.storage.repositories import attempts as attempt_rows
from learnapp.storage.repositories import identity as people_rows
from learnapp.storage.repositories import latecomers as rows
from learnapp.storage.repositories.assessments import AssessmentRow
from learnapp.storage.repositories.attempts import AttemptRow

MOST_REASON = 200
PURPOSE = "late-reason"
_FARTHEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Late:
    """Until when a student may begin a test, and why that is later than for the others."""

    until: datetime
    reason: str


async def let_in(actor: Actor, assessment_id: UUID, student_id: UUID, until: datetime | None, reason: str) -> None:
    """Let a student who has not begun a test take it later than the others, and tell them.

    Args:
        actor: Who teaches the class, or an admin.
        assessment_id: The test.
        student_id: Who missed it.
        until: When it closes for them.
        reason: Why, for who teaches the class.

    Raises:
        ConflictError: The test is not given, closes for nobody, or the student has begun it.
        ForbiddenError: The actor does not teach the class.
        InvalidInputError: The moment is none that is later, or nothing or too much is said why.
        NotFoundError: No such test here, or the student does not take it.
    """
    made = await made_for(actor, assessment_id, "write")
    reason = reason.replace("\x00", "").encode("utf-8", "ignore").decode().strip()
    now, tenant = current().clock.now(), actor.tenant_id
    if not reason or len(reason) > MOST_REASON:
        raise InvalidInputError(f"Say why they may take it later, in at most {MOST_REASON} characters.")
    if until is None or until <= now:
        raise InvalidInputError("Choose a moment to come until which they may take it.")
    if until - now > _FARTHEST:
        raise InvalidInputError("This day is more than a year away. Choose an earlier one.")
    async with current().db.transaction(tenant) as tx:
        made = await made_rows.held(tx.session, tenant, assessment_id, change=True) or made
        if made.given_at is None or made.withdrawn_at is not None or made.closes_at is None:
            raise ConflictError("This test is not given, or it never closes. Nobody needs a later closing.")
        if until <= made.closes_at:
            raise InvalidInputError("Until then the test is open for everybody. Choose a moment after it closes.")
        if student_id not in await made_rows.takers(tx.session, tenant, assessment_id):
            raise NotFoundError("This student does not take this test. Choose one from the list.")
        if await attempt_rows.of_student(tx.session, tenant, student_id, [assessment_id]):
            raise ConflictError("This student has begun the test already. Look at what they did and open that again.")
        own = (await people_rows.people_by_id(tx.session, tenant, [student_id])).get(student_id)
        key = people.open_key(current().keyring, own) if own is not None else None
        if key is None:
            raise NotFoundError("This student does not take this test. Choose one from the list.")
        await rows.put(
            tx.session, tenant, assessment_id, student_id, closes=until, reason=key.encrypt(PURPOSE, reason),
            by=actor.person_id, now=now,
        )  # fmt: skip
        await notices.tell(
            tx.session, tenant, "assessment", [student_id], about=assessment_id, section=made.section_id,
            by=actor.person_id, arguments={"title": made.title[:200]}, merge=f"assessment:{assessment_id}",
        )  # fmt: skip
        await _audit(tx.session, actor, made, student_id, until.isoformat())


async def call_off(actor: Actor, assessment_id: UUID, student_id: UUID) -> None:
    """Let a test close for a student as for the others; an attempt that they have begun goes on.

    Raises:
        ForbiddenError: The actor does not teach the class.
        NotFoundError: No such test here, or it closes for the student as for all.
    """
    made = await made_for(actor, assessment_id, "write")
    async with current().db.transaction(actor.tenant_id) as tx:
        if not await rows.remove(tx.session, actor.tenant_id, assessment_id, student_id):
            raise NotFoundError("This test closes for them as for everybody. Reload the page.")
        await _audit(tx.session, actor, made, student_id, "")


async def _audit(session: AsyncSession, actor: Actor, made: AssessmentRow, student: UUID, until: str) -> None:
    detail = {"section": str(made.section_id), "until": until}
    await trail.audit(
        actor, "assessment.later", "assessment", object_id=made.assessment_id, subject_id=student, detail=detail,
        session=session,
    )  # fmt: skip


async def of_test(tenant: UUID, assessment_id: UUID, students: Sequence[UUID]) -> dict[UUID, Late]:
    """Return student -> until when they may take a test, and why; the caller has asked the policy."""
    async with current().db.transaction(tenant) as tx:
        found = await rows.of_test(tx.session, tenant, assessment_id, students)
        known = await people_rows.people_by_id(tx.session, tenant, list(found)) if found else {}
    told = {}
    for student, one in found.items():
        key = people.open_key(current().keyring, known[student]) if student in known else None
        told[student] = Late(one.closes_at, key.decrypt(PURPOSE, one.reason_enc) if key is not None else "")
    return told


async def for_student(
    session: AsyncSession, tenant: UUID, student: UUID, tests: Sequence[AssessmentRow]
) -> list[AssessmentRow]:
    """Return tests as they are for a student: each closes when it does for them."""
    later = await rows.of_student(session, tenant, student) if any(one.closes_at for one in tests) else {}
    return [_as_for(one, later.get(one.assessment_id)) for one in tests]


def _as_for(made: AssessmentRow, late: rows.LateRow | None) -> AssessmentRow:
    if late is None or made.closes_at is None or late.closes_at <= made.closes_at:
        return made
    return replace(made, closes_at=late.closes_at)


def begun_late(row: AttemptRow, made: AssessmentRow, own: AssessmentRow) -> AttemptRow:
    """Return an attempt that is begun now as it is kept: where it may end after the closing, its end stands in it.

    Args:
        row: The new attempt.
        made: The test.
        own: The test as it is for this student.

    Breaks are given as time: the clock of such an attempt runs through.
    """
    if own.closes_at is None or own.closes_at == made.closes_at:
        return row
    end = own.closes_at
    if made.minutes:
        whole = timedelta(minutes=made.minutes * row.factor + row.breaks * row.break_minutes)
        # As for everybody: who has more time has all of it, also beyond the closing.
        end = row.started_at + whole if row.factor > 1 else min(end, row.started_at + whole)
    return replace(row, reopened_until=end, deadline_at=end)
