"""Columns of gradebooks, whose grades may have changed, and the scores that are on their way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from learnapp.storage.repositories.lti_services import LmsCourse

STEP = timedelta(seconds=1)
"""Two scores of somebody in a column are at least so far apart: some platforms count whole seconds."""


@dataclass(frozen=True, slots=True)
class ItemRow:
    """A column; the fields are those of the table."""

    line_item_id: UUID
    course: LmsCourse
    kind: str
    thing_id: UUID
    title: str
    maximum: float
    url: str
    error: str


@dataclass(frozen=True, slots=True)
class NewScore:
    """What a student has in a column now.

    Attributes:
        settled: Whether it is not a step on the way: those are sent now and then only.
    """

    line_item_id: UUID
    student_id: UUID
    given: float | None
    maximum: float
    activity: str
    grading: str
    settled: bool = True


@dataclass(frozen=True, slots=True)
class DueScore:
    """A score that is to be sent.

    Attributes:
        subject_enc: Who the student is on the platform, by their own key; None: nobody knows.
    """

    line_item_id: UUID
    student_id: UUID
    given: float | None
    maximum: float
    activity: str
    grading: str
    revision: int
    at: datetime
    tries: int
    error: str
    subject_enc: bytes | None
    person_key: bytes | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of sending a score; `state` is what it is in if the value has not changed meanwhile."""

    line_item_id: UUID
    student_id: UUID
    revision: int
    state: str
    error: str = ""
    tries: int = 0
    next_at: datetime | None = None


def _place(tenant: UUID, course: LmsCourse) -> dict[str, Any]:
    return {
        "tenant": tenant, "registration": course.registration_id, "deployment": course.deployment_id,
        "context": course.context_id,
    }  # fmt: skip


PASSED_ON = "CASE i.kind WHEN 'assessment' THEN v.tests WHEN 'course' THEN v.progress ELSE v.assignments END"
"""Whether the class passes on that kind of grade now: what was switched off is neither sent nor told of as waiting."""
OF_SERVICE = """
  JOIN lti_service v ON v.tenant_id = i.tenant_id AND v.registration_id = i.registration_id
       AND v.deployment_id = i.deployment_id AND v.context_id = i.context_id
"""

# --- whose grades may have changed -----------------------------------------------------------------------

# Nothing is written for a class of which no grade is passed on: most have no LMS at all.
_MARK = text("""
INSERT INTO lti_grade_due AS d (tenant_id, section_id, student_id, wanted, since)
SELECT :tenant, :section, s, 1, :now FROM unnest(cast(:students AS uuid[])) s
 WHERE EXISTS (SELECT 1 FROM lti_context c
                  JOIN lti_service v USING (tenant_id, registration_id, deployment_id, context_id)
                WHERE c.tenant_id = :tenant AND c.section_id = :section AND (v.tests OR v.assignments OR v.progress))
ON CONFLICT (tenant_id, section_id, student_id) DO UPDATE SET wanted = d.wanted + 1
""")
_MARK_CLASS = text("""
INSERT INTO lti_grade_due AS d (tenant_id, section_id, student_id, wanted, since)
SELECT e.tenant_id, e.section_id, e.person_id, 1, :now FROM enrolment e
 WHERE e.tenant_id = :tenant AND e.section_id = :section AND e.role = 'student' AND e.status = 'active'
ON CONFLICT (tenant_id, section_id, student_id) DO UPDATE SET wanted = d.wanted + 1
""")
_DUE = text("""
SELECT section_id, student_id, wanted FROM lti_grade_due WHERE tenant_id = :tenant
 ORDER BY section_id, since, student_id LIMIT :size
""")
_ANYTHING = text(f"""
SELECT EXISTS (SELECT 1 FROM lti_grade_due WHERE tenant_id = :tenant),
       EXISTS (SELECT 1 FROM lti_score s JOIN lti_line_item i USING (tenant_id, line_item_id) {OF_SERVICE}
                WHERE s.tenant_id = :tenant AND s.state = 'waiting' AND s.next_at <= :now AND {PASSED_ON})
""")  # noqa: S608 - constants
_COUNTED = text("""
DELETE FROM lti_grade_due d USING unnest(cast(:students AS uuid[]), cast(:wanted AS int[])) n (student, wanted)
 WHERE d.tenant_id = :tenant AND d.section_id = :section AND d.student_id = n.student AND d.wanted = n.wanted
""")
_PASSING = text("""
SELECT DISTINCT c.section_id FROM lti_service v
  JOIN lti_context c USING (tenant_id, registration_id, deployment_id, context_id)
 WHERE v.tenant_id = :tenant AND c.section_id IS NOT NULL AND (v.tests OR v.assignments OR v.progress)
 ORDER BY c.section_id LIMIT 5000
""")


async def mark(session: AsyncSession, tenant: UUID, section: UUID, students: Sequence[UUID], now: datetime) -> None:
    """Note that grades of students may have changed, in the transaction in which that happens."""
    if students:
        values = {"tenant": tenant, "section": section, "students": list(students), "now": now}
        await session.execute(_MARK, values)


async def mark_class(session: AsyncSession, tenant: UUID, section: UUID, now: datetime) -> None:
    """Note that everybody's grades in a class are to be counted again."""
    await session.execute(_MARK_CLASS, {"tenant": tenant, "section": section, "now": now})


async def due(session: AsyncSession, tenant: UUID, size: int) -> list[tuple[UUID, UUID, int]]:
    """Return (class, student, mark) of those whose grades may have changed, class by class."""
    return [(row[0], row[1], row[2]) for row in await session.execute(_DUE, {"tenant": tenant, "size": size})]


async def anything(session: AsyncSession, tenant: UUID, now: datetime) -> tuple[bool, bool]:
    """Return whether anybody's grades may have changed, and whether any score is to be sent now."""
    row = (await session.execute(_ANYTHING, {"tenant": tenant, "now": now})).one()
    return bool(row[0]), bool(row[1])


async def counted(session: AsyncSession, tenant: UUID, section: UUID, marks: Sequence[tuple[UUID, int]]) -> None:
    """Take marks away, except where something has happened since they were read."""
    values = {"students": [one for one, _ in marks], "wanted": [mark for _, mark in marks]}
    await session.execute(_COUNTED, {"tenant": tenant, "section": section, **values})


async def passing_classes(session: AsyncSession, tenant: UUID) -> list[UUID]:
    """Return the classes of which some grade is passed on."""
    return list((await session.execute(_PASSING, {"tenant": tenant})).scalars())


# --- columns ---------------------------------------------------------------------------------------------

_ITEM_COLUMNS = "line_item_id, registration_id, deployment_id, context_id, kind, thing_id, title, maximum, url, error"
_ITEMS = text(f"""
SELECT {_ITEM_COLUMNS} FROM lti_line_item
 WHERE tenant_id = :tenant AND registration_id = :registration AND deployment_id = :deployment
   AND context_id = :context ORDER BY made_at, line_item_id
""")  # noqa: S608 - constants
_SOME_ITEMS = text(f"""
SELECT {_ITEM_COLUMNS} FROM lti_line_item WHERE tenant_id = :tenant AND line_item_id = ANY(cast(:items AS uuid[]))
""")  # noqa: S608 - constants
_ADD_ITEM = text("""
INSERT INTO lti_line_item AS i (tenant_id, line_item_id, registration_id, deployment_id, context_id, kind, thing_id,
       title, maximum, url, made_at)
VALUES (:tenant, :item, :registration, :deployment, :context, :kind, :thing, :title, :maximum, :url, :now)
ON CONFLICT (tenant_id, registration_id, deployment_id, context_id, kind, thing_id) DO UPDATE
   SET title = CASE WHEN EXCLUDED.title = '' THEN i.title ELSE EXCLUDED.title END,
       maximum = CASE WHEN EXCLUDED.url = '' THEN EXCLUDED.maximum ELSE i.maximum END,
       url = CASE WHEN EXCLUDED.url = '' THEN i.url ELSE EXCLUDED.url END,
       error = CASE WHEN EXCLUDED.url = '' THEN i.error ELSE '' END
 WHERE (EXCLUDED.url = '' AND i.title <> EXCLUDED.title) OR (EXCLUDED.url <> '' AND i.url <> EXCLUDED.url)
""")
KNOWN_ITEM = """
SELECT 1 FROM lti_line_item WHERE tenant_id = :tenant AND registration_id = :registration
   AND deployment_id = :deployment AND context_id = :context AND url = :url
"""
_KNOWN_ITEM = text(KNOWN_ITEM)
_TEST_HERE = text("""
SELECT 1 FROM assessment WHERE tenant_id = :tenant AND section_id = :section AND assessment_id = :test
""")
# A link that brings its own column is meant to be graded, as long as nobody has chosen otherwise for the class.
_GRADED = text("""
UPDATE lti_service SET tests = tests OR :kind = 'assessment', progress = progress OR :kind = 'course',
       assignments = assignments OR :kind NOT IN ('assessment', 'course'), changed_at = :now
 WHERE tenant_id = :tenant AND registration_id = :registration AND deployment_id = :deployment
   AND context_id = :context AND chosen_by IS NULL
   AND NOT CASE :kind WHEN 'assessment' THEN tests WHEN 'course' THEN progress ELSE assignments END
RETURNING 1
""")
_MADE = text("""
UPDATE lti_line_item SET url = :url, error = :error WHERE tenant_id = :tenant AND line_item_id = :item
""")


def item_of(row: Any) -> ItemRow:
    """Return a column from the columns of its table."""
    return ItemRow(row[0], LmsCourse(*row[1:4]), *row[4:10])


async def items(session: AsyncSession, tenant: UUID, course: LmsCourse) -> list[ItemRow]:
    """Return the columns of a course, the oldest first."""
    return [item_of(row) for row in await session.execute(_ITEMS, _place(tenant, course))]


async def some_items(session: AsyncSession, tenant: UUID, wanted: Sequence[UUID]) -> dict[UUID, ItemRow]:
    """Return columns by id."""
    found = await session.execute(_SOME_ITEMS, {"tenant": tenant, "items": list(wanted)})
    return {row[0]: item_of(row) for row in found}


async def want_item(
    session: AsyncSession, tenant: UUID, course: LmsCourse, kind: str, thing: UUID, title: str, maximum: float,
    now: datetime, url: str = "",
) -> None:  # fmt: skip
    """Have a column for something, once."""
    values = {"item": uuid7(), "kind": kind, "thing": thing, "title": title[:200], "maximum": maximum, "url": url}
    await session.execute(_ADD_ITEM, {**_place(tenant, course), **values, "now": now})


async def see_item(
    session: AsyncSession, tenant: UUID, course: LmsCourse, section: UUID, url: str, kind: str, thing: UUID,
    now: datetime,
) -> None:  # fmt: skip
    """Note the column that the platform has made for a link.

    Args:
        session: The transaction's session.
        tenant: The institution.
        course: The platform's course.
        section: The class that it stands for.
        url: Address of the column.
        kind: What the link opens: a test (`assessment`), a content, a topic, a lesson or the course.
        thing: Which one; of the course the class.
        now: This moment.
    """
    place = {"tenant": tenant, "section": section}
    if (await session.execute(_KNOWN_ITEM, {**_place(tenant, course), "url": url})).first() is not None:
        return
    if kind == "assessment" and (await session.execute(_TEST_HERE, {**place, "test": thing})).first() is None:
        return
    await want_item(session, tenant, course, kind, thing, "", 1.0, now, url)
    begun = await session.execute(_GRADED, {**_place(tenant, course), "kind": kind, "now": now})
    if begun.first() is not None:
        await mark_class(session, tenant, section, now)


async def item_made(session: AsyncSession, tenant: UUID, item: UUID, url: str, error: str) -> None:
    """Note the address of a column, or why it has none."""
    await session.execute(_MADE, {"tenant": tenant, "item": item, "url": url, "error": error})


# --- scores ----------------------------------------------------------------------------------------------

_PUT = text("""
INSERT INTO lti_score AS s (tenant_id, line_item_id, student_id, given, maximum, activity, grading, revision, at, state,
       next_at)
VALUES (:tenant, :item, :student, :given, :maximum, :activity, :grading, 1, :now, 'waiting', :now)
ON CONFLICT (tenant_id, line_item_id, student_id) DO UPDATE
   SET given = EXCLUDED.given, maximum = EXCLUDED.maximum, activity = EXCLUDED.activity, grading = EXCLUDED.grading,
       revision = s.revision + 1, at = greatest(EXCLUDED.at, s.at + cast(:step AS interval)), state = 'waiting',
       tries = 0, error = '',
       next_at = CASE WHEN :settled THEN EXCLUDED.next_at
                      WHEN s.state = 'waiting' THEN s.next_at ELSE cast(:later AS timestamptz) END
 WHERE (s.given, s.maximum, s.activity, s.grading)
       IS DISTINCT FROM (EXCLUDED.given, EXCLUDED.maximum, EXCLUDED.activity, EXCLUDED.grading)
""")
_HAVE = text("""
SELECT line_item_id, student_id FROM lti_score
 WHERE tenant_id = :tenant AND line_item_id = ANY(cast(:items AS uuid[]))
   AND student_id = ANY(cast(:students AS uuid[]))
""")
# The identity that they have used last, where one person has several on a platform.
_WAITING = text(f"""
SELECT s.line_item_id, s.student_id, s.given, s.maximum, s.activity, s.grading, s.revision, s.at, s.tries,
       s.error,
       (SELECT n.subject_enc FROM lti_identity n
         WHERE n.tenant_id = s.tenant_id AND n.person_id = s.student_id AND n.issuer = r.issuer
           AND n.deployment_id = i.deployment_id ORDER BY n.last_launch_at DESC LIMIT 1),
       k.wrapped_key
  FROM lti_score s
  JOIN lti_line_item i USING (tenant_id, line_item_id)
  JOIN lti_registration r ON r.tenant_id = i.tenant_id AND r.registration_id = i.registration_id
       AND r.status = 'active'
  {OF_SERVICE}
  LEFT JOIN person_key k ON k.tenant_id = s.tenant_id AND k.person_id = s.student_id
 WHERE s.tenant_id = :tenant AND s.state = 'waiting' AND s.next_at <= :now AND {PASSED_ON}
   AND i.registration_id <> ALL(cast(:paused AS uuid[]))
 ORDER BY s.next_at, s.line_item_id, s.student_id LIMIT :size
""")  # noqa: S608 - constants
_ENDED = text("""
UPDATE lti_score SET state = :state, error = :error, tries = :tries, next_at = coalesce(:next_at, next_at),
       sent_at = CASE WHEN :state = 'sent' THEN :now ELSE sent_at END
 WHERE tenant_id = :tenant AND line_item_id = :item AND student_id = :student AND revision = :revision
   AND state = 'waiting'
""")
KNOWN_NOW = """
UPDATE lti_score SET state = 'waiting', tries = 0, error = '', next_at = :now
 WHERE tenant_id = :tenant AND student_id = :student AND state = 'failed' AND error = 'nobody'
"""
_KNOWN_NOW = text(KNOWN_NOW)


async def have(
    session: AsyncSession, tenant: UUID, wanted: Sequence[UUID], students: Sequence[UUID]
) -> set[tuple[UUID, UUID]]:
    """Return for which (column, student) there has ever been a score."""
    values = {"tenant": tenant, "items": list(wanted), "students": list(students)}
    return {(row[0], row[1]) for row in await session.execute(_HAVE, values)}


async def put(session: AsyncSession, tenant: UUID, scores: Sequence[NewScore], now: datetime, later: datetime) -> None:
    """Let scores be sent, each where it is another than the one before; the newest takes the place of what waits.

    Args:
        session: The transaction's session.
        tenant: The institution.
        scores: The scores.
        now: This moment.
        later: When one is sent that is a step on the way.
    """
    if scores:
        await session.execute(
            _PUT,
            [
                {
                    "tenant": tenant, "item": one.line_item_id, "student": one.student_id, "given": one.given,
                    "maximum": one.maximum, "activity": one.activity, "grading": one.grading, "now": now,
                    "step": STEP, "settled": one.settled, "later": later,
                }
                for one in scores
            ],
        )  # fmt: skip


async def waiting(
    session: AsyncSession, tenant: UUID, now: datetime, paused: Sequence[UUID], size: int
) -> list[DueScore]:
    """Return scores that are to be sent, those that wait longest first; of platforms that are not left alone."""
    values = {"tenant": tenant, "now": now, "paused": list(paused), "size": size}
    return [DueScore(*row) for row in await session.execute(_WAITING, values)]


async def ended(session: AsyncSession, tenant: UUID, outcomes: Sequence[Outcome], now: datetime) -> None:
    """Note what came of sending scores; one that has changed meanwhile stays on its way."""
    if outcomes:
        await session.execute(
            _ENDED,
            [
                {
                    "tenant": tenant, "item": one.line_item_id, "student": one.student_id, "revision": one.revision,
                    "state": one.state, "error": one.error, "tries": one.tries, "next_at": one.next_at, "now": now,
                }
                for one in outcomes
            ],
        )  # fmt: skip


async def known_now(session: AsyncSession, tenant: UUID, student: UUID, now: datetime) -> None:
    """Send what could not be sent because nobody knew who a student is on the platform."""
    await session.execute(_KNOWN_NOW, {"tenant": tenant, "student": student, "now": now})
