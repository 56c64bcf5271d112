"""Attempts at assessments: the clock, the items as they were served, and the last answer to each step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.storage.repositories.assessments import AWAITED, STILL_TAKEN

_COLUMNS = """t.attempt_id, t.assessment_id, t.student_id, t.number, t.started_at, t.deadline_at, t.factor, t.breaks,
       t.break_minutes, t.pauses::text, t.submitted_at, t.ended_by, t.recorded_at, t.once_more,
       t.reopened_until"""
_PAUSES = 9
"""Place of the one column that is a document."""
_ONE = f"SELECT {_COLUMNS} FROM attempt t WHERE t.tenant_id = :tenant AND t.attempt_id = :attempt"  # noqa: S608
_LOOK, _LOCK = text(_ONE), text(f"{_ONE} FOR NO KEY UPDATE")
_OF_STUDENT = text(f"""
SELECT {_COLUMNS} FROM attempt t
 WHERE t.tenant_id = :tenant AND t.student_id = :student AND t.assessment_id = ANY(cast(:assessments AS uuid[]))
 ORDER BY t.assessment_id, t.number
""")  # noqa: S608 - constants
_OF_ASSESSMENT = text(f"""
SELECT {_COLUMNS} FROM attempt t WHERE t.tenant_id = :tenant AND t.assessment_id = :assessment
 ORDER BY t.started_at, t.number, t.attempt_id
""")  # noqa: S608 - constants
_LATEST = text(f"""
SELECT {_COLUMNS} FROM attempt t
  JOIN assessment a ON a.tenant_id = t.tenant_id AND a.assessment_id = t.assessment_id
 WHERE t.tenant_id = :tenant AND t.student_id = :student AND (:running OR t.submitted_at IS NOT NULL)
 ORDER BY coalesce(t.submitted_at, t.started_at) DESC, t.attempt_id LIMIT :size
""")  # noqa: S608 - constants
# From the classes down: attempts are found by their test.
_OWN = """FROM enrolment e
  JOIN assessment a ON a.tenant_id = e.tenant_id AND a.section_id = e.section_id
  JOIN attempt t ON t.tenant_id = a.tenant_id AND t.assessment_id = a.assessment_id AND t.student_id = e.person_id
 WHERE e.tenant_id = :tenant AND e.person_id = :student AND e.role = 'student' AND t.submitted_at IS NOT NULL"""
_OWN_PAGE = text(f"""
SELECT {_COLUMNS} {_OWN} ORDER BY t.submitted_at DESC, t.attempt_id DESC LIMIT :size OFFSET :offset
""")  # noqa: S608 - constants
_OWN_COUNT = text(f"SELECT count(*) {_OWN}")  # noqa: S608 - constants
_ADD = text("""
INSERT INTO attempt (tenant_id, attempt_id, assessment_id, student_id, number, started_at, deadline_at, factor,
                     breaks, break_minutes, reopened_until)
VALUES (:tenant, :attempt_id, :assessment_id, :student_id, :number, :started_at, :deadline_at, :factor, :breaks,
        :break_minutes, :reopened_until)
""")
_PUT = text("""
UPDATE attempt SET deadline_at = :deadline_at, pauses = cast(:pauses AS jsonb),
       submitted_at = :submitted_at, ended_by = :ended_by, once_more = :once_more,
       reopened_until = :reopened_until
 WHERE tenant_id = :tenant AND attempt_id = :attempt_id
   AND recorded_at IS NOT DISTINCT FROM cast(:recorded_at AS timestamptz)
""")
_RECORDED = text("""
UPDATE attempt SET recorded_at = :now
 WHERE tenant_id = :tenant AND attempt_id = :attempt AND submitted_at IS NOT NULL
""")
_ITEM = "place, content_id, version, variant, discrimination, difficulty, shown_at, flagged, closed, drafts::text"
_ADD_ITEMS = text("""
INSERT INTO attempt_item (tenant_id, attempt_id, place, content_id, version, variant, discrimination, difficulty)
VALUES (:tenant, :attempt, :place, :content_id, :version, :variant, :discrimination, :difficulty)
""")
_ITEMS = text(f"""
SELECT attempt_id, {_ITEM} FROM attempt_item
 WHERE tenant_id = :tenant AND attempt_id = ANY(cast(:attempts AS uuid[])) ORDER BY attempt_id, place
""")  # noqa: S608 - constants
_MARK = text("""
UPDATE attempt_item SET shown_at = coalesce(shown_at, cast(:shown_at AS timestamptz)), flagged = :flagged,
       closed = closed OR :closed
 WHERE tenant_id = :tenant AND attempt_id = :attempt AND place = :place
""")
_SAVE = text("""
INSERT INTO attempt_answer AS a (tenant_id, attempt_id, place, step_id, response, correct, partial, spent_ms, saved_at)
VALUES (:tenant, :attempt, :place, :step, cast(:response AS jsonb), :correct, :partial, :spent_ms, :now)
ON CONFLICT (tenant_id, attempt_id, place, step_id) DO UPDATE SET response = excluded.response,
       correct = excluded.correct, partial = excluded.partial,
       spent_ms = least(86400000, a.spent_ms + excluded.spent_ms), saved_at = excluded.saved_at
""")
# What was half made of a step goes with its whole answer.
_WHOLE = text("""
UPDATE attempt_item SET drafts = drafts - cast(:step AS text)
 WHERE tenant_id = :tenant AND attempt_id = :attempt AND place = :place AND drafts ? :step
""")
_HALF = text("""
UPDATE attempt_item SET drafts = drafts || jsonb_build_object(cast(:step AS text), cast(:said AS text))
 WHERE tenant_id = :tenant AND attempt_id = :attempt AND place = :place
""")
_ANSWERS = text("""
SELECT attempt_id, place, step_id, response::text, correct, partial, spent_ms, saved_at FROM attempt_answer
 WHERE tenant_id = :tenant AND attempt_id = ANY(cast(:attempts AS uuid[]))
 ORDER BY attempt_id, place, saved_at, step_id
""")
# Whose time is over (a break ends by itself: the service looks at it closely), and whose results may be due. Closing
# ends nobody's time who has more of it: theirs is over at the deadline, and results wait for them.
_OPEN = text(f"""
SELECT {_COLUMNS} FROM attempt t
  JOIN assessment a ON a.tenant_id = t.tenant_id AND a.assessment_id = t.assessment_id
 WHERE t.tenant_id = :tenant AND t.recorded_at IS NULL
   AND (t.submitted_at IS NOT NULL AND (a.shown = 'submitted' OR a.released_at IS NOT NULL OR a.withdrawn_at IS NOT NULL
          OR (a.shown = 'closed' AND a.closes_at <= :now AND NOT {STILL_TAKEN}
              AND coalesce({AWAITED} <= :now, true))
          OR t.submitted_at < :waited)
     OR t.submitted_at IS NULL AND (t.deadline_at <= :now OR a.withdrawn_at IS NOT NULL
          OR (a.closes_at <= :now AND (t.factor = 1 OR a.minutes = 0) AND t.reopened_until IS NULL)))
 ORDER BY t.started_at LIMIT :size
""")  # noqa: S608 - constants
# A placement is no test that somebody is graded by.
_HANDED_IN = text(f"""
SELECT {_COLUMNS} FROM attempt t
  JOIN assessment a ON a.tenant_id = t.tenant_id AND a.assessment_id = t.assessment_id
 WHERE t.tenant_id = :tenant AND a.section_id = :section AND a.kind <> 'placement' AND t.submitted_at IS NOT NULL
   AND t.student_id = ANY(cast(:students AS uuid[]))
 ORDER BY t.student_id, t.assessment_id, t.number
""")  # noqa: S608 - constants


@dataclass(frozen=True, slots=True)
class AttemptRow:
    """An attempt as stored."""

    attempt_id: UUID
    assessment_id: UUID
    student_id: UUID
    number: int
    started_at: datetime
    deadline_at: datetime | None
    factor: float = 1.0
    breaks: int = 0
    break_minutes: int = 0
    pauses: dict[str, Any] = field(default_factory=dict)
    submitted_at: datetime | None = None
    ended_by: str = ""
    recorded_at: datetime | None = None
    once_more: bool = False
    reopened_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class ServedItem:
    """An item of an attempt as it was served.

    Attributes:
        drafts: Step -> what of an answer in parts is there so far; it is gone when the answer is whole.
    """

    place: int
    content_id: UUID
    version: int
    variant: int | None
    discrimination: float
    difficulty: float
    shown_at: datetime | None = None
    flagged: bool = False
    closed: bool = False
    drafts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SavedAnswer:
    """The last answer to a step; `correct` None: it could not be judged."""

    place: int
    step_id: str
    response: str | list[str]
    correct: bool | None
    partial: float
    spent_ms: int
    saved_at: datetime


def _row(found: Sequence[Any]) -> AttemptRow:
    values = list(found)
    values[_PAUSES] = orjson.loads(values[_PAUSES])
    return AttemptRow(*values)


def _values(row: AttemptRow) -> dict[str, Any]:
    return {**asdict(row), "pauses": orjson.dumps(row.pauses).decode()}


async def one(session: AsyncSession, tenant: UUID, attempt: UUID) -> AttemptRow | None:
    """Return an attempt."""
    found = (await session.execute(_LOOK, {"tenant": tenant, "attempt": attempt})).first()
    return _row(found) if found else None


async def locked(session: AsyncSession, tenant: UUID, attempt: UUID) -> AttemptRow | None:
    """Return an attempt, which nobody else changes until the transaction ends."""
    found = (await session.execute(_LOCK, {"tenant": tenant, "attempt": attempt})).first()
    return _row(found) if found else None


async def of_student(
    session: AsyncSession, tenant: UUID, student: UUID, assessments: Sequence[UUID]
) -> list[AttemptRow]:
    """Return a student's attempts at some assessments, in their order."""
    values = {"tenant": tenant, "student": student, "assessments": list(assessments)}
    return [_row(row) for row in await session.execute(_OF_STUDENT, values)]


async def latest_of(
    session: AsyncSession, tenant: UUID, student: UUID, size: int, *, running: bool
) -> list[AttemptRow]:
    """Return a student's attempts at whatever test, the latest first; `running`: with those that are not handed in."""
    values = {"tenant": tenant, "student": student, "size": size, "running": running}
    return [_row(row) for row in await session.execute(_LATEST, values)]


async def handed_in_by(
    session: AsyncSession, tenant: UUID, student: UUID, offset: int, size: int
) -> tuple[list[AttemptRow], int]:
    """Return a page of what a student has handed in, whatever their class was, the latest first; and how much it is."""
    values = {"tenant": tenant, "student": student}
    found = [_row(row) for row in await session.execute(_OWN_PAGE, {**values, "offset": offset, "size": size})]
    return found, int((await session.execute(_OWN_COUNT, values)).scalar_one())


async def of_assessment(session: AsyncSession, tenant: UUID, assessment: UUID) -> list[AttemptRow]:
    """Return all attempts at an assessment."""
    found = await session.execute(_OF_ASSESSMENT, {"tenant": tenant, "assessment": assessment})
    return [_row(row) for row in found]


async def handed_in(
    session: AsyncSession, tenant: UUID, section: UUID, students: Sequence[UUID]
) -> list[AttemptRow]:  # fmt: skip
    """Return what students of a class have handed in of its graded tests."""
    values = {"tenant": tenant, "section": section, "students": list(students)}
    return [_row(row) for row in await session.execute(_HANDED_IN, values)]


async def add(session: AsyncSession, tenant: UUID, row: AttemptRow) -> None:
    """Begin an attempt; a number that is taken is a conflict."""
    await session.execute(_ADD, {"tenant": tenant, **_values(row)})


async def put(session: AsyncSession, tenant: UUID, row: AttemptRow) -> None:
    """Store the clock and the end of an attempt."""
    await session.execute(_PUT, {"tenant": tenant, **_values(row)})


async def recorded(session: AsyncSession, tenant: UUID, attempt: UUID, now: datetime) -> None:
    """Note that the answers of an attempt are in the log, and its results shown."""
    await session.execute(_RECORDED, {"tenant": tenant, "attempt": attempt, "now": now})


async def add_items(session: AsyncSession, tenant: UUID, attempt: UUID, items: Sequence[ServedItem]) -> None:
    """Serve items in an attempt."""
    if items:
        await session.execute(_ADD_ITEMS, [{"tenant": tenant, "attempt": attempt, **asdict(one)} for one in items])


async def items(session: AsyncSession, tenant: UUID, attempts: Sequence[UUID]) -> dict[UUID, list[ServedItem]]:
    """Return attempt to its items in their order."""
    found: dict[UUID, list[ServedItem]] = {attempt: [] for attempt in attempts}
    for row in await session.execute(_ITEMS, {"tenant": tenant, "attempts": list(attempts)}):
        found[row[0]].append(ServedItem(*[*row[1:-1], orjson.loads(row[-1])]))
    return found


async def mark(
    session: AsyncSession,
    tenant: UUID,
    attempt: UUID,
    place: int,
    *,
    shown_at: datetime | None = None,
    flagged: bool = False,
    closed: bool = False,
) -> None:
    """Note that an item was shown, flagged, or left for good."""
    values = {"tenant": tenant, "attempt": attempt, "place": place, "shown_at": shown_at}
    await session.execute(_MARK, {**values, "flagged": flagged, "closed": closed})


async def save_answer(
    session: AsyncSession,
    tenant: UUID,
    attempt: UUID,
    place: int,
    step: str,
    *,
    response: str | list[str],
    correct: bool | None,
    partial: float,
    spent_ms: int,
    now: datetime,
) -> None:
    """Keep an answer in place of the one before."""
    values: dict[str, Any] = {"tenant": tenant, "attempt": attempt, "place": place, "step": step}
    await session.execute(_WHOLE, dict(values))
    values |= {"response": orjson.dumps({"said": response}).decode(), "correct": correct, "partial": partial}
    await session.execute(_SAVE, {**values, "spent_ms": spent_ms, "now": now})


async def save_draft(session: AsyncSession, tenant: UUID, attempt: UUID, place: int, step: str, said: str) -> None:
    """Keep what of an answer in parts is there so far; it is no answer yet."""
    values = {"tenant": tenant, "attempt": attempt, "place": place, "step": step, "said": said}
    await session.execute(_HALF, values)


async def answers(session: AsyncSession, tenant: UUID, attempts: Sequence[UUID]) -> dict[UUID, list[SavedAnswer]]:
    """Return attempt to its answers by place."""
    found: dict[UUID, list[SavedAnswer]] = {attempt: [] for attempt in attempts}
    for attempt, place, step, raw, *others in await session.execute(
        _ANSWERS, {"tenant": tenant, "attempts": list(attempts)}
    ):
        found[attempt].append(SavedAnswer(place, step, orjson.loads(raw).get("said", ""), *others))
    return found


async def unfinished(
    session: AsyncSession, tenant: UUID, now: datetime, waited: datetime, size: int
) -> list[AttemptRow]:
    """Return attempts whose time may be over, and those whose answers have still to go into the log.

    Args:
        session: The open transaction.
        tenant: The institution.
        now: Server time.
        waited: What was handed in before this moment does not wait for its teacher any longer.
        size: So many at most.
    """
    values = {"tenant": tenant, "now": now, "waited": waited, "size": size}
    return [_row(row) for row in await session.execute(_OPEN, values)]
