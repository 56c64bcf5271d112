"""First tries for estimating items, and the parameters that came of them; everything within one institution."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

# A first try is an answer that moved mastery; what was voided and still is says nothing of the item.
_COUNTS = """
  FROM learning_event e
 WHERE e.tenant_id = :tenant AND e.course_id = :course AND e.verb = 'answered' AND e.object_id IS NOT NULL
   AND e.object_version IS NOT NULL AND e.correct IS NOT NULL AND e.received_at <= :until
   AND (e.result -> 'moved' = 'true'::jsonb OR e.result -> 'voided' = 'true'::jsonb)
   AND NOT EXISTS (SELECT 1 FROM item_void v WHERE v.tenant_id = e.tenant_id AND v.section_id = e.section_id
         AND v.content_id = e.object_id AND v.undone_at IS NULL AND (v.since IS NULL OR e.received_at >= v.since))
"""
_ALONE = "e.correct AND coalesce((e.result ->> 'hints')::int, 0) = 0"
_TRIES = text(f"""
SELECT student_id, object_id, object_version, alone FROM (
  SELECT DISTINCT ON (e.student_id, e.object_id, e.object_version, e.step_id)
         e.student_id, e.object_id, e.object_version, {_ALONE} AS alone, e.received_at, e.student_seq
  {_COUNTS}
   ORDER BY e.student_id, e.object_id, e.object_version, e.step_id, e.received_at, e.student_seq
) first ORDER BY student_id, received_at, student_seq
""")  # noqa: S608 - constants
_NEW_TRIES = text(f"""
SELECT first.student_id, first.object_id, first.object_version, first.alone, s.theta, s.theta_variance FROM (
  SELECT DISTINCT ON (e.student_id, e.object_id, e.object_version, e.step_id)
         e.student_id, e.object_id, e.object_version, {_ALONE} AS alone, e.received_at, e.student_seq
  {_COUNTS} AND e.received_at > :since
   AND NOT EXISTS (SELECT 1 FROM learning_event p WHERE p.tenant_id = e.tenant_id AND p.student_id = e.student_id
         AND p.object_id = e.object_id AND p.object_version = e.object_version
         AND p.step_id IS NOT DISTINCT FROM e.step_id
         AND p.received_at <= :since AND p.correct IS NOT NULL AND p.result -> 'moved' = 'true'::jsonb)
   ORDER BY e.student_id, e.object_id, e.object_version, e.step_id, e.received_at, e.student_seq
) first JOIN learner_state s ON s.tenant_id = :tenant AND s.student_id = first.student_id AND s.course_id = :course
 ORDER BY first.student_id, first.received_at, first.student_seq
""")  # noqa: S608 - constants
_COURSES = text("""
SELECT s.course_tenant_id, s.course_id, array_agg(DISTINCT s.course_version ORDER BY s.course_version),
       max(p.last_event_at)
  FROM section s JOIN presence p ON p.tenant_id = s.tenant_id AND p.section_id = s.section_id
 WHERE s.tenant_id = :tenant AND s.course_id IS NOT NULL
 GROUP BY 1, 2 ORDER BY 1, 2
""")
_FIT = text("""
SELECT fitted_at, full_at, seen_until, outcome, students, answers, log_loss, author_log_loss, model_version
  FROM item_fit WHERE tenant_id = :tenant AND course_id = :course
""")
_FITS = text("""
SELECT fitted_at, full_at, seen_until, outcome, students, answers, log_loss, author_log_loss, model_version
  FROM item_fit WHERE tenant_id = :tenant AND model_version = :model
""")
# Only on top of what was read before: two workers must not count the same answers twice.
_NOTE = text("""
INSERT INTO item_fit (tenant_id, course_id, fitted_at, full_at, seen_until, outcome, students, answers, log_loss,
                      author_log_loss, model_version)
VALUES (:tenant, :course, :fitted_at, :full_at, :seen_until, :outcome, :students, :answers, :log_loss,
        :author_log_loss, :model_version)
ON CONFLICT (tenant_id, course_id) DO UPDATE SET
  fitted_at = excluded.fitted_at, full_at = excluded.full_at, seen_until = excluded.seen_until,
  outcome = excluded.outcome, students = excluded.students, answers = excluded.answers, log_loss = excluded.log_loss,
  author_log_loss = excluded.author_log_loss, model_version = excluded.model_version
 WHERE item_fit.fitted_at = :before
RETURNING 1
""")
_FORGET = text("DELETE FROM item_parameter WHERE tenant_id = :tenant AND course_id = :course")
_PUT = text("""
INSERT INTO item_parameter (tenant_id, content_id, version, course_id, b, a, se_b, se_a, answers, students, source,
                            level, flags, fitted_at, model_version)
VALUES (:tenant, :content_id, :version, :course, :b, :a, :se_b, :se_a, :answers, :students, :source, :level, :flags,
        :fitted_at, :model_version)
ON CONFLICT (tenant_id, content_id, version) DO UPDATE SET
  course_id = excluded.course_id, b = excluded.b, a = excluded.a, se_b = excluded.se_b, se_a = excluded.se_a,
  answers = excluded.answers, students = excluded.students, source = excluded.source, level = excluded.level,
  flags = excluded.flags, fitted_at = excluded.fitted_at, model_version = excluded.model_version
""")
_ROWS = text("""
SELECT content_id, version, b, a, se_b, se_a, answers, students, source, level, flags, fitted_at, model_version
  FROM item_parameter WHERE tenant_id = :tenant AND course_id = :course ORDER BY content_id, version
""")
_STAMP = text("SELECT fitted_at FROM item_fit WHERE tenant_id = :tenant AND course_id = :course")
_SERVED = text("SELECT content_id, version, a, b FROM item_parameter WHERE tenant_id = :tenant AND course_id = :course")


class FirstTry(NamedTuple):
    """One first try; `right` means right without a hint."""

    student_id: UUID
    content_id: UUID
    version: int
    right: bool


class NewTry(NamedTuple):
    """One first try since the last estimate, with what is known of the student's ability."""

    student_id: UUID
    content_id: UUID
    version: int
    right: bool
    theta: float
    variance: float


class StudiedCourse(NamedTuple):
    """A course that sections of the institution have worked on; `last_event_at` is their last sign of life."""

    course_tenant: UUID
    course_id: UUID
    versions: list[int]
    last_event_at: datetime


@dataclass(frozen=True, slots=True)
class FitRow:
    """The last time that a course was estimated.

    Attributes:
        fitted_at: Of the last change, also a small one; full_at: of the last whole fit.
        seen_until: Answers up to here are in.
        outcome: served, few, alike, not_converged, or no_better (than the authors' figures).
        log_loss, author_log_loss: Of held-out answers, where that could be measured.
    """

    fitted_at: datetime
    full_at: datetime
    seen_until: datetime
    outcome: str
    students: int
    answers: int
    log_loss: float | None
    author_log_loss: float | None
    model_version: str


@dataclass(frozen=True, slots=True)
class ParameterRow:
    """One item as it is stored; see `ml.difficulty_estimator.ItemEstimate`."""

    content_id: UUID
    version: int
    b: float
    a: float
    se_b: float
    se_a: float
    answers: int
    students: int
    source: str
    level: float
    flags: list[str]
    fitted_at: datetime
    model_version: str


async def first_tries(session: AsyncSession, tenant: UUID, course: UUID, until: datetime) -> list[FirstTry]:
    """Return every first try in a course, those of a student together and in their order."""
    found = await session.execute(_TRIES, {"tenant": tenant, "course": course, "until": until})
    return [FirstTry(*row) for row in found]


async def new_tries(
    session: AsyncSession, tenant: UUID, course: UUID, since: datetime, until: datetime
) -> list[NewTry]:
    """Return the first tries in a course after one moment and until another."""
    values = {"tenant": tenant, "course": course, "since": since, "until": until}
    return [NewTry(*row) for row in await session.execute(_NEW_TRIES, values)]


async def studied(session: AsyncSession, tenant: UUID) -> list[StudiedCourse]:
    """Return the courses that somebody of the institution has worked on."""
    return [StudiedCourse(*row) for row in await session.execute(_COURSES, {"tenant": tenant})]


async def last_fit(session: AsyncSession, tenant: UUID, course: UUID) -> FitRow | None:
    """Return when a course was estimated last, None for never."""
    row = (await session.execute(_FIT, {"tenant": tenant, "course": course})).first()
    return FitRow(*row) if row is not None else None


async def fits_by(session: AsyncSession, tenant: UUID, model: str) -> list[FitRow]:
    """Return the last fits of an institution's courses that rest on a version."""
    return [FitRow(*row) for row in await session.execute(_FITS, {"tenant": tenant, "model": model})]


async def note_fit(session: AsyncSession, tenant: UUID, course: UUID, fit: FitRow, before: datetime | None) -> bool:
    """Write down that a course was estimated; False when somebody else did meanwhile.

    Args:
        session: The open transaction.
        tenant: The institution.
        course: The course.
        fit: What came of it.
        before: `fitted_at` of the estimate on which this one was built, None for the first.
    """
    values = {name: getattr(fit, name) for name in FitRow.__dataclass_fields__}
    done = await session.execute(_NOTE, {"tenant": tenant, "course": course, "before": before, **values})
    return done.first() is not None


async def put(session: AsyncSession, tenant: UUID, course: UUID, rows: Sequence[ParameterRow], *, whole: bool) -> None:
    """Write parameters of a course; `whole`: they take the place of all that were there."""
    if whole:
        await session.execute(_FORGET, {"tenant": tenant, "course": course})
    if rows:
        values = [{name: getattr(row, name) for name in ParameterRow.__dataclass_fields__} for row in rows]
        await session.execute(_PUT, [{"tenant": tenant, "course": course, **one} for one in values])


async def parameters(session: AsyncSession, tenant: UUID, course: UUID) -> list[ParameterRow]:
    """Return what an institution has estimated of a course."""
    return [ParameterRow(*row) for row in await session.execute(_ROWS, {"tenant": tenant, "course": course})]


async def stamp(session: AsyncSession, tenant: UUID, course: UUID) -> datetime | None:
    """Return when the parameters of a course changed last, None for never."""
    found: datetime | None = (await session.execute(_STAMP, {"tenant": tenant, "course": course})).scalar_one_or_none()
    return found


async def served(session: AsyncSession, tenant: UUID, course: UUID) -> dict[tuple[UUID, int], tuple[float, float]]:
    """Return (content, version) -> (a, b) of a course."""
    found = await session.execute(_SERVED, {"tenant": tenant, "course": course})
    return {(row[0], row[1]): (row[2], row[3]) for row in found}
