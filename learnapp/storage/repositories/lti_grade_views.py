"""The scores of a class on their way to gradebooks, as its teacher and its students see them; and tried anew."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.storage.repositories.lti_grades import OF_SERVICE, PASSED_ON, ItemRow, item_of


@dataclass(frozen=True, slots=True)
class Tally:
    """A column with how many scores are in which state.

    Attributes:
        late: Of those that wait: how many have been tried several times.
        last: When the last one was passed on.
    """

    item: ItemRow
    waiting: int
    late: int
    sent: int
    failed: int
    by_hand: int
    last: datetime | None


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """A score with where it belongs."""

    line_item_id: UUID
    student_id: UUID
    kind: str
    title: str
    given: float | None
    maximum: float
    state: str
    tries: int
    next_at: datetime
    error: str
    sent_at: datetime | None
    lms: str = ""


LATE = 6
"""Tries after which a score that waits is shown as late: about two minutes."""
_TALLIES = text(f"""
SELECT i.line_item_id, i.registration_id, i.deployment_id, i.context_id, i.kind, i.thing_id, i.title, i.maximum, i.url,
       i.error, count(*) FILTER (WHERE s.state = 'waiting' AND {PASSED_ON}),
       count(*) FILTER (WHERE s.state = 'waiting' AND s.tries >= :late AND {PASSED_ON}),
       count(*) FILTER (WHERE s.state = 'sent'), count(*) FILTER (WHERE s.state = 'failed' AND {PASSED_ON}),
       count(*) FILTER (WHERE s.state = 'by_hand'), max(s.sent_at)
  FROM lti_context c
  JOIN lti_line_item i USING (tenant_id, registration_id, deployment_id, context_id)
  {OF_SERVICE}
  LEFT JOIN lti_score s ON s.tenant_id = i.tenant_id AND s.line_item_id = i.line_item_id
 WHERE c.tenant_id = :tenant AND c.section_id = :section
 GROUP BY i.tenant_id, i.line_item_id
HAVING count(s.student_id) > 0 OR i.error <> ''
 ORDER BY i.made_at, i.line_item_id LIMIT 200
""")  # noqa: S608 - constants
_SHOWN = f"""
SELECT s.line_item_id, s.student_id, i.kind, i.title, s.given, s.maximum, s.state, s.tries, s.next_at, s.error,
       s.sent_at, r.name
  FROM lti_score s
  JOIN lti_line_item i USING (tenant_id, line_item_id)
  JOIN lti_registration r ON r.tenant_id = i.tenant_id AND r.registration_id = i.registration_id
  {OF_SERVICE}
"""  # noqa: S608 - constants
_OF_CLASS = """
  JOIN lti_context c ON c.tenant_id = i.tenant_id AND c.registration_id = i.registration_id
       AND c.deployment_id = i.deployment_id AND c.context_id = i.context_id
 WHERE s.tenant_id = :tenant AND c.section_id = :section
"""
_STUCK = f"  AND {PASSED_ON} AND (s.state = 'failed' OR (s.state = 'waiting' AND s.tries >= :late))"
_STUCK_PAGE = text(
    _SHOWN + _OF_CLASS + _STUCK + " ORDER BY s.state, i.title, s.student_id, s.line_item_id LIMIT :size OFFSET :offset"
)
_STUCK_COUNT = text(f"""
SELECT count(*) FROM lti_score s JOIN lti_line_item i USING (tenant_id, line_item_id) {OF_SERVICE} {_OF_CLASS}
 {_STUCK}
""")  # noqa: S608 - constants
_OWN = f"""
 WHERE s.tenant_id = :tenant AND s.student_id = :student
   AND (:all_of_it OR s.state IN ('sent', 'by_hand') OR {PASSED_ON})
"""
_OF_STUDENT = text(_SHOWN + _OWN + " ORDER BY s.at DESC LIMIT :size")
_OF_THING = text(_SHOWN + _OWN + " AND i.kind = :kind AND i.thing_id = :thing ORDER BY s.at DESC LIMIT 10")
_CHANGE = f"""
  FROM lti_line_item i
  JOIN lti_context c USING (tenant_id, registration_id, deployment_id, context_id)
  JOIN lti_service v USING (tenant_id, registration_id, deployment_id, context_id)
 WHERE s.tenant_id = :tenant AND i.tenant_id = s.tenant_id AND i.line_item_id = s.line_item_id
   AND c.section_id = :section AND {PASSED_ON} AND s.state IN ('failed', 'waiting')
   AND (:everything OR (s.line_item_id = :item AND s.student_id = :student))
"""
_AGAIN = text(f"""
UPDATE lti_score s SET state = 'waiting', tries = 0, error = '', next_at = :now {_CHANGE} RETURNING s.student_id
""")  # noqa: S608 - constants
_BY_HAND = text(f"""
UPDATE lti_score s SET state = 'by_hand', error = '' {_CHANGE} RETURNING s.student_id
""")  # noqa: S608 - constants
# A column that was deleted there, or could not be made, is looked for anew.
_ANEW = text("""
UPDATE lti_line_item i SET error = '', url = CASE WHEN EXISTS (
         SELECT 1 FROM lti_score s WHERE s.tenant_id = i.tenant_id AND s.line_item_id = i.line_item_id
            AND s.state = 'failed' AND s.error = 'gone') THEN '' ELSE i.url END
  FROM lti_context c
 WHERE i.tenant_id = :tenant AND c.tenant_id = i.tenant_id AND c.registration_id = i.registration_id
   AND c.deployment_id = i.deployment_id AND c.context_id = i.context_id AND c.section_id = :section
""")


async def tallies(session: AsyncSession, tenant: UUID, section: UUID) -> list[Tally]:
    """Return the columns of a class with how many scores are in which state."""
    rows = await session.execute(_TALLIES, {"tenant": tenant, "section": section, "late": LATE})
    return [Tally(item_of(row), *row[10:]) for row in rows]


async def stuck(
    session: AsyncSession, tenant: UUID, section: UUID, offset: int, size: int
) -> tuple[list[ScoreRow], int]:
    """Return a page of the scores of a class that do not get through, and how many there are."""
    place = {"tenant": tenant, "section": section, "late": LATE}
    rows = await session.execute(_STUCK_PAGE, {**place, "offset": offset, "size": size})
    return [ScoreRow(*row) for row in rows], int((await session.execute(_STUCK_COUNT, place)).scalar_one())


async def of_student(
    session: AsyncSession, tenant: UUID, student: UUID, size: int, *, all_of_it: bool = False
) -> list[ScoreRow]:
    """Return the grades of a student that are passed on, the latest first; `all_of_it`: whatever is stored of them."""
    values = {"tenant": tenant, "student": student, "size": size, "all_of_it": all_of_it}
    return [ScoreRow(*row) for row in await session.execute(_OF_STUDENT, values)]


async def of_thing(session: AsyncSession, tenant: UUID, student: UUID, kind: str, thing: UUID) -> list[ScoreRow]:
    """Return what is passed on of one thing of a student: one for each course that stands for the class."""
    values = {"tenant": tenant, "student": student, "kind": kind, "thing": thing, "all_of_it": False}
    return [ScoreRow(*row) for row in await session.execute(_OF_THING, values)]


async def send_again(
    session: AsyncSession, tenant: UUID, section: UUID, item: UUID | None, student: UUID | None, now: datetime
) -> list[UUID]:
    """Let scores of a class be tried anew; without a column and a student all that do not get through. Return whose."""
    await session.execute(_ANEW, {"tenant": tenant, "section": section})
    values = {"tenant": tenant, "section": section, "item": item, "student": student, "everything": item is None}
    return list((await session.execute(_AGAIN, {**values, "now": now})).scalars())


async def by_hand(session: AsyncSession, tenant: UUID, section: UUID, item: UUID, student: UUID) -> bool:
    """Note that somebody has entered a grade in the LMS themselves; return whether one waited for that."""
    values = {"tenant": tenant, "section": section, "item": item, "student": student, "everything": False}
    return (await session.execute(_BY_HAND, values)).first() is not None
