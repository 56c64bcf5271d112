"""Assessments of a class: what they ask, when, and who gets more time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

STILL_TAKEN = """EXISTS (SELECT 1 FROM attempt g
         WHERE g.tenant_id = a.tenant_id AND g.assessment_id = a.assessment_id AND g.submitted_at IS NULL
           AND (g.factor > 1 AND a.minutes > 0 OR g.breaks > 0 OR g.reopened_until IS NOT NULL))"""
"""Whether somebody has not handed in whose time goes on beyond the closing of a test."""
AWAITED = """(SELECT max(w.closes_at) FROM assessment_latecomer w
         WHERE w.tenant_id = a.tenant_id AND w.assessment_id = a.assessment_id
           AND (SELECT count(*) FILTER (WHERE NOT m.once_more) FROM attempt m
                 WHERE m.tenant_id = w.tenant_id AND m.assessment_id = w.assessment_id
                   AND m.student_id = w.student_id) < a.attempts)"""
"""Until when somebody may still begin a test that has closed for the others."""
COLUMNS = f"""a.assessment_id, a.section_id, a.course_id, a.title, a.kind, a.minutes, a.attempts, a.most_items,
       a.target_se, a.cut, a.opens_at, a.closes_at, a.shuffled, a.shown, a.made_by, a.made_at, a.given_at,
       a.released_at, a.withdrawn_at, a.everyone,
       (a.shown = 'closed' AND {STILL_TAKEN}), CASE WHEN a.shown = 'closed' THEN {AWAITED} END"""
_WIDTH = 22
_ONE = text(f"""
SELECT {COLUMNS} FROM assessment a WHERE a.tenant_id = :tenant AND a.assessment_id = :assessment
""")  # noqa: S608 - constants
_HELD = {
    lock: text(f"""
SELECT {COLUMNS} FROM assessment a WHERE a.tenant_id = :tenant AND a.assessment_id = :assessment FOR {lock} OF a
""")  # noqa: S608 - constants
    for lock in ("SHARE", "NO KEY UPDATE")
}
_SOME = text(f"""
SELECT {COLUMNS} FROM assessment a
 WHERE a.tenant_id = :tenant AND a.assessment_id = ANY(cast(:assessments AS uuid[]))
""")  # noqa: S608 - constants
_IN_SECTIONS = "a.tenant_id = :tenant AND a.section_id = ANY(cast(:sections AS uuid[])) AND a.withdrawn_at"
_OF_SECTIONS = f"""
SELECT {COLUMNS},
       (SELECT count(*) FROM attempt t WHERE t.tenant_id = a.tenant_id AND t.assessment_id = a.assessment_id),
       (SELECT count(*) FROM attempt t WHERE t.tenant_id = a.tenant_id AND t.assessment_id = a.assessment_id
           AND t.submitted_at IS NOT NULL)
  FROM assessment a WHERE {_IN_SECTIONS}"""  # noqa: S608 - constants
_NEWEST = "ORDER BY a.made_at DESC, a.assessment_id DESC LIMIT :size OFFSET :offset"
_PAGES = {
    withdrawn: (
        text(f"{_OF_SECTIONS} {test} {_NEWEST}"),
        text(f"SELECT count(*) FROM assessment a WHERE {_IN_SECTIONS} {test}"),  # noqa: S608 - constants
    )
    for withdrawn, test in ((False, "IS NULL"), (True, "IS NOT NULL"))
}
_TAKES = """(a.everyone OR EXISTS (
        SELECT 1 FROM assessment_student s
         WHERE s.tenant_id = a.tenant_id AND s.assessment_id = a.assessment_id AND s.student_id = {student}))"""
_TAKERS = text(f"""
SELECT e.person_id FROM assessment a
  JOIN enrolment e ON e.tenant_id = a.tenant_id AND e.section_id = a.section_id
       AND e.role = 'student' AND e.status = 'active'
 WHERE a.tenant_id = :tenant AND a.assessment_id = :assessment AND {_TAKES.format(student="e.person_id")}
 ORDER BY e.enrolled_at, e.person_id
""")  # noqa: S608 - constants
_OF_CLASS = text(f"""
SELECT {COLUMNS} FROM assessment a
 WHERE a.tenant_id = :tenant AND a.section_id = :section AND a.withdrawn_at IS NULL
   AND (a.closes_at IS NULL OR a.closes_at > :now)
 ORDER BY a.given_at DESC NULLS LAST, a.made_at DESC, a.assessment_id LIMIT :size
""")  # noqa: S608 - constants
# A test that has closed and that they never began is nothing to them; what they have begun stands first.
_OWN = f"""
  FROM assessment a
  JOIN enrolment e ON e.tenant_id = a.tenant_id AND e.section_id = a.section_id
       AND e.role = 'student' AND e.status = 'active' AND e.person_id = :student
 WHERE a.tenant_id = :tenant AND a.given_at IS NOT NULL AND a.withdrawn_at IS NULL AND a.section_id = :section
   AND (a.closes_at IS NULL OR a.closes_at > :now OR a.closes_at >= :since AND EXISTS (
        SELECT 1 FROM attempt t WHERE t.tenant_id = a.tenant_id AND t.assessment_id = a.assessment_id
           AND t.student_id = :student)
        OR EXISTS (SELECT 1 FROM assessment_latecomer l WHERE l.tenant_id = a.tenant_id
           AND l.assessment_id = a.assessment_id AND l.student_id = :student AND l.closes_at > :now))
   AND {_TAKES.format(student=":student")}
"""  # noqa: S608 - constants
_GIVEN = text(f"""
SELECT {COLUMNS} {_OWN}
 ORDER BY EXISTS (SELECT 1 FROM attempt t WHERE t.tenant_id = a.tenant_id AND t.assessment_id = a.assessment_id
                     AND t.student_id = :student AND t.submitted_at IS NULL) DESC,
          a.given_at DESC, a.assessment_id DESC LIMIT :size OFFSET :offset
""")  # noqa: S608 - constants
_GIVEN_COUNT = text(f"SELECT count(*) {_OWN}")  # noqa: S608 - constants
_PUT = text("""
INSERT INTO assessment AS a (tenant_id, assessment_id, section_id, course_id, title, kind, minutes, attempts,
       most_items, target_se, cut, opens_at, closes_at, shuffled, shown, made_by, made_at)
VALUES (:tenant, :assessment_id, :section_id, :course_id, :title, :kind, :minutes, :attempts, :most_items,
       :target_se, :cut, :opens_at, :closes_at, :shuffled, :shown, :made_by, :made_at)
ON CONFLICT (tenant_id, assessment_id) DO UPDATE SET title = excluded.title, minutes = excluded.minutes,
       attempts = excluded.attempts, most_items = excluded.most_items, target_se = excluded.target_se,
       cut = excluded.cut, opens_at = excluded.opens_at, closes_at = excluded.closes_at,
       shuffled = excluded.shuffled, shown = excluded.shown
""")
_CLEAR_ITEMS = text("DELETE FROM assessment_item WHERE tenant_id = :tenant AND assessment_id = :assessment")
_ADD_ITEMS = text("""
INSERT INTO assessment_item (tenant_id, assessment_id, place, content_id)
SELECT :tenant, :assessment, n, one FROM unnest(cast(:items AS uuid[])) WITH ORDINALITY AS t (one, n)
""")
_CLEAR_TOPICS = text("DELETE FROM assessment_topic WHERE tenant_id = :tenant AND assessment_id = :assessment")
_ADD_TOPICS = text("""
INSERT INTO assessment_topic (tenant_id, assessment_id, place, kc_id, quota)
SELECT :tenant, :assessment, n, one, quota
  FROM unnest(cast(:kcs AS uuid[]), cast(:quotas AS integer[])) WITH ORDINALITY AS t (one, quota, n)
""")
_ITEMS = text("""
SELECT content_id FROM assessment_item WHERE tenant_id = :tenant AND assessment_id = :assessment ORDER BY place
""")
_TOPICS = text("""
SELECT kc_id, quota FROM assessment_topic WHERE tenant_id = :tenant AND assessment_id = :assessment ORDER BY place
""")
_GIVE = text("""
UPDATE assessment SET given_at = :now, everyone = :everyone
 WHERE tenant_id = :tenant AND assessment_id = :assessment AND given_at IS NULL AND withdrawn_at IS NULL RETURNING 1
""")
_ADD_STUDENTS = text("""
INSERT INTO assessment_student (tenant_id, assessment_id, student_id)
SELECT :tenant, :assessment, unnest(cast(:students AS uuid[]))
""")
_RELEASE = text("""
UPDATE assessment SET released_at = :now
 WHERE tenant_id = :tenant AND assessment_id = :assessment AND given_at IS NOT NULL AND released_at IS NULL RETURNING 1
""")
_WITHDRAW = text("""
UPDATE assessment SET withdrawn_at = :now
 WHERE tenant_id = :tenant AND assessment_id = :assessment AND withdrawn_at IS NULL RETURNING 1
""")
_GIVE_BACK = text("""
UPDATE assessment SET withdrawn_at = NULL
 WHERE tenant_id = :tenant AND assessment_id = :assessment AND withdrawn_at IS NOT NULL RETURNING 1
""")
_BEGUN = text("SELECT count(*) FROM attempt WHERE tenant_id = :tenant AND assessment_id = :assessment")
_ACCOMMODATED = text("""
SELECT student_id, factor, breaks, break_minutes FROM accommodation WHERE tenant_id = :tenant AND section_id = :section
""")
_ACCOMMODATIONS_OF = text("""
SELECT section_id, factor, breaks, break_minutes FROM accommodation
 WHERE tenant_id = :tenant AND student_id = :student ORDER BY made_at
""")
_ACCOMMODATE = text("""
INSERT INTO accommodation AS a (tenant_id, section_id, student_id, factor, breaks, break_minutes, made_by,
       made_at)
VALUES (:tenant, :section, :student, :factor, :breaks, :break_minutes, :by, :now)
ON CONFLICT (tenant_id, section_id, student_id) DO UPDATE SET factor = excluded.factor,
       breaks = excluded.breaks, break_minutes = excluded.break_minutes, made_by = excluded.made_by,
       made_at = excluded.made_at
""")
_NO_LONGER = text("""
DELETE FROM accommodation WHERE tenant_id = :tenant AND section_id = :section AND student_id = :student RETURNING 1
""")
_ATTEMPTS = text("""
SELECT count(*) FROM attempt t
  JOIN assessment a ON a.tenant_id = t.tenant_id AND a.assessment_id = t.assessment_id
 WHERE t.tenant_id = :tenant AND a.section_id = :section
""")
_EXPOSED = text("""
SELECT i.content_id, count(*) AS shown, count(DISTINCT t.student_id)
  FROM attempt_item i JOIN attempt t ON t.tenant_id = i.tenant_id AND t.attempt_id = i.attempt_id
  JOIN assessment a ON a.tenant_id = t.tenant_id AND a.assessment_id = t.assessment_id
 WHERE i.tenant_id = :tenant AND a.section_id = :section AND i.shown_at IS NOT NULL GROUP BY i.content_id
""")


@dataclass(frozen=True, slots=True)
class AssessmentRow:
    """An assessment as stored.

    Attributes:
        still_taken: Its results are shown when it closes, and somebody whose time goes on beyond that has not handed
            in; it is looked up, not stored.
        awaited: Likewise, until when somebody may still begin it after it has closed for the others; None: nobody.
    """

    assessment_id: UUID
    section_id: UUID
    course_id: UUID
    title: str
    kind: str
    minutes: int
    attempts: int
    most_items: int
    target_se: float | None
    cut: float | None
    opens_at: datetime | None
    closes_at: datetime | None
    shuffled: bool
    shown: str
    made_by: UUID
    made_at: datetime
    given_at: datetime | None = None
    released_at: datetime | None = None
    withdrawn_at: datetime | None = None
    everyone: bool = True
    still_taken: bool = False
    awaited: datetime | None = None


async def one(session: AsyncSession, tenant: UUID, assessment: UUID) -> AssessmentRow | None:
    """Return an assessment, also one that is withdrawn."""
    found = (await session.execute(_ONE, {"tenant": tenant, "assessment": assessment})).first()
    return AssessmentRow(*found) if found else None


async def held(session: AsyncSession, tenant: UUID, assessment: UUID, *, change: bool) -> AssessmentRow | None:
    """Return an assessment that nobody changes, or begins to take, until the transaction ends.

    Args:
        session: A session of the tenant.
        tenant: The tenant.
        assessment: Its id.
        change: Hold it alone, to change it; otherwise others who only rely on it may hold it too.
    """
    lock = _HELD["NO KEY UPDATE" if change else "SHARE"]
    found = (await session.execute(lock, {"tenant": tenant, "assessment": assessment})).first()
    return AssessmentRow(*found) if found else None


async def begun(session: AsyncSession, tenant: UUID, assessment: UUID) -> int:
    """Return how many attempts there are at an assessment."""
    return int((await session.execute(_BEGUN, {"tenant": tenant, "assessment": assessment})).scalar_one())


async def some(session: AsyncSession, tenant: UUID, assessments: Sequence[UUID]) -> dict[UUID, AssessmentRow]:
    """Return assessments by id, also ones that are withdrawn."""
    found = await session.execute(_SOME, {"tenant": tenant, "assessments": list(assessments)})
    return {row[0]: AssessmentRow(*row) for row in found}


async def of_sections(
    session: AsyncSession, tenant: UUID, sections: Sequence[UUID], offset: int, size: int, *, withdrawn: bool = False
) -> tuple[list[tuple[AssessmentRow, int, int]], int]:
    """Return a page of (assessment, attempts, of them handed in), newest first, and how many there are.

    It holds what is withdrawn, or else what is not.
    """
    place = {"tenant": tenant, "sections": list(sections)}
    page, count = _PAGES[withdrawn]
    rows = await session.execute(page, {**place, "offset": offset, "size": size})
    found = [(AssessmentRow(*row[:_WIDTH]), int(row[_WIDTH]), int(row[_WIDTH + 1])) for row in rows]
    return found, int((await session.execute(count, place)).scalar_one())


async def given_to(
    session: AsyncSession,
    tenant: UUID,
    student: UUID,
    section: UUID,
    *,
    now: datetime,
    since: datetime,
    offset: int,
    size: int,
) -> tuple[list[AssessmentRow], int]:
    """Return a page of what is given to a student in a class, and how much there is.

    What they have begun comes first, then the newest. What has closed is in it where they have begun it and it closed
    after `since`.
    """
    values = {"tenant": tenant, "student": student, "section": section, "now": now, "since": since}
    found = [AssessmentRow(*row) for row in await session.execute(_GIVEN, {**values, "offset": offset, "size": size})]
    if not offset and len(found) < size:
        return found, len(found)
    return found, int((await session.execute(_GIVEN_COUNT, values)).scalar_one())


async def put(session: AsyncSession, tenant: UUID, row: AssessmentRow) -> None:
    """Store an assessment, or what has changed of it."""
    await session.execute(_PUT, {"tenant": tenant, **asdict(row)})


async def put_items(session: AsyncSession, tenant: UUID, assessment: UUID, items: Sequence[UUID]) -> None:
    """Let an assessment ask these items, in this order."""
    await session.execute(_CLEAR_ITEMS, {"tenant": tenant, "assessment": assessment})
    if items:
        await session.execute(_ADD_ITEMS, {"tenant": tenant, "assessment": assessment, "items": list(items)})


async def put_topics(
    session: AsyncSession, tenant: UUID, assessment: UUID, kcs: Sequence[UUID], quotas: Sequence[int]
) -> None:
    """Let an assessment draw its items from these topics, so many from each."""
    await session.execute(_CLEAR_TOPICS, {"tenant": tenant, "assessment": assessment})
    if kcs:
        values = {"tenant": tenant, "assessment": assessment, "kcs": list(kcs), "quotas": list(quotas)}
        await session.execute(_ADD_TOPICS, values)


async def items(session: AsyncSession, tenant: UUID, assessment: UUID) -> list[UUID]:
    """Return the items of a fixed assessment in their order."""
    return list((await session.execute(_ITEMS, {"tenant": tenant, "assessment": assessment})).scalars())


async def topics(session: AsyncSession, tenant: UUID, assessment: UUID) -> list[tuple[UUID, int]]:
    """Return (topic, how many items) of an assessment that draws its items."""
    found = await session.execute(_TOPICS, {"tenant": tenant, "assessment": assessment})
    return [(row[0], int(row[1])) for row in found]


async def give(
    session: AsyncSession, tenant: UUID, assessment: UUID, now: datetime, students: Sequence[UUID] = ()
) -> bool:
    """Give a draft to its class, or to some students of it; False when that has happened, or there is none."""
    place = {"tenant": tenant, "assessment": assessment}
    found = await session.execute(_GIVE, {**place, "now": now, "everyone": not students})
    if found.one_or_none() is None:
        return False
    if students:
        await session.execute(_ADD_STUDENTS, {**place, "students": list(students)})
    return True


async def takers(session: AsyncSession, tenant: UUID, assessment: UUID) -> list[UUID]:
    """Return the students of the class who take a test, in the order in which they joined."""
    return list((await session.execute(_TAKERS, {"tenant": tenant, "assessment": assessment})).scalars())


async def of_class(session: AsyncSession, tenant: UUID, section: UUID, now: datetime, size: int) -> list[AssessmentRow]:
    """Return the tests of a class that have not closed: those that are given, then drafts, each the newest first."""
    values = {"tenant": tenant, "section": section, "now": now, "size": size}
    return [AssessmentRow(*row) for row in await session.execute(_OF_CLASS, values)]


async def release(session: AsyncSession, tenant: UUID, assessment: UUID, now: datetime) -> bool:
    """Show the results; False when that has happened, or there is nothing to show."""
    found = await session.execute(_RELEASE, {"tenant": tenant, "assessment": assessment, "now": now})
    return found.one_or_none() is not None


async def withdraw(session: AsyncSession, tenant: UUID, assessment: UUID, now: datetime) -> bool:
    """Take an assessment away; False when that has happened, or there is none."""
    found = await session.execute(_WITHDRAW, {"tenant": tenant, "assessment": assessment, "now": now})
    return found.one_or_none() is not None


async def give_back(session: AsyncSession, tenant: UUID, assessment: UUID) -> bool:
    """Give back what was taken away; False when there is no such thing."""
    found = await session.execute(_GIVE_BACK, {"tenant": tenant, "assessment": assessment})
    return found.one_or_none() is not None


async def accommodated(session: AsyncSession, tenant: UUID, section: UUID) -> dict[UUID, tuple[float, int, int]]:
    """Return student to (times as much time, breaks, minutes of each) of a class."""
    found = await session.execute(_ACCOMMODATED, {"tenant": tenant, "section": section})
    return {row[0]: (float(row[1]), int(row[2]), int(row[3])) for row in found}


async def accommodations_of(session: AsyncSession, tenant: UUID, student: UUID) -> list[tuple[UUID, float, int, int]]:
    """Return (class, times as much time, breaks, minutes of each) of one student."""
    found = await session.execute(_ACCOMMODATIONS_OF, {"tenant": tenant, "student": student})
    return [(row[0], float(row[1]), int(row[2]), int(row[3])) for row in found]


async def accommodate(
    session: AsyncSession,
    tenant: UUID,
    section: UUID,
    student: UUID,
    *,
    factor: float,
    breaks: int,
    break_minutes: int,
    by: UUID,
    now: datetime,
) -> None:
    """Give a student more time or breaks in the tests of a class."""
    values = {"tenant": tenant, "section": section, "student": student, "factor": factor, "breaks": breaks}
    await session.execute(_ACCOMMODATE, {**values, "break_minutes": break_minutes, "by": by, "now": now})


async def no_longer(session: AsyncSession, tenant: UUID, section: UUID, student: UUID) -> bool:
    """Take more time and breaks back; False when there were none."""
    found = await session.execute(_NO_LONGER, {"tenant": tenant, "section": section, "student": student})
    return found.one_or_none() is not None


async def exposed(session: AsyncSession, tenant: UUID, section: UUID) -> dict[UUID, tuple[int, int]]:
    """Return item to (how often it was shown in tests of a class, to how many students)."""
    found = await session.execute(_EXPOSED, {"tenant": tenant, "section": section})
    return {row[0]: (int(row[1]), int(row[2])) for row in found}


async def attempts_of_class(session: AsyncSession, tenant: UUID, section: UUID) -> int:
    """Return how many attempts there were at the tests of a class."""
    return int((await session.execute(_ATTEMPTS, {"tenant": tenant, "section": section})).scalar_one())
