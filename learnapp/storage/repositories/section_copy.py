"""What a class that is begun anew takes over from an old one: everything but its people, their work and its days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

_SECTION = text("""
INSERT INTO section (tenant_id, section_id, title, term, course_tenant_id, course_id, course_version, status,
                     created_at, discussion, discussion_under_13, reviews_per_day)
SELECT tenant_id, :new, :title, :term, course_tenant_id, course_id, course_version, 'active', :now, discussion,
       discussion_under_13, reviews_per_day
  FROM section WHERE tenant_id = :tenant AND section_id = :old RETURNING 1
""")
_PINS = text("""
INSERT INTO pinned_content (tenant_id, section_id, content_id, place, pinned_by, pinned_at)
SELECT tenant_id, :new, content_id, place, :by, :now FROM pinned_content
 WHERE tenant_id = :tenant AND section_id = :old
""")
# `n` pairs what there was with the ids of what is made of it, in the same order.
_PAIRS = "unnest(cast(:olds AS uuid[]), cast(:news AS uuid[])) n (old_id, new_id)"
# A deadline is a day of the old year.
_RULES = text("""
SELECT rule_id FROM path_rule
 WHERE tenant_id = :tenant AND section_id = :old AND student_id IS NULL AND removed_at IS NULL AND kind <> 'deadline'
 ORDER BY made_at, rule_id LIMIT :size
""")
_COPY_RULES = text(f"""
INSERT INTO path_rule (tenant_id, rule_id, section_id, kind, kc_id, later_kc_id, words, made_by, made_at)
SELECT r.tenant_id, n.new_id, :new, r.kind, r.kc_id, r.later_kc_id, r.words, :by, :now
  FROM {_PAIRS} JOIN path_rule r ON r.tenant_id = :tenant AND r.rule_id = n.old_id
""")  # noqa: S608 - constants
_TESTS = text("""
SELECT a.assessment_id FROM assessment a
  JOIN section s ON s.tenant_id = a.tenant_id AND s.section_id = a.section_id AND s.course_id = a.course_id
 WHERE a.tenant_id = :tenant AND a.section_id = :old AND a.withdrawn_at IS NULL
 ORDER BY a.made_at, a.assessment_id LIMIT :size
""")
_COPY_TESTS = text(f"""
INSERT INTO assessment (tenant_id, assessment_id, section_id, course_id, title, kind, minutes, attempts, most_items,
                        target_se, cut, shuffled, shown, made_by, made_at)
SELECT a.tenant_id, n.new_id, :new, a.course_id, a.title, a.kind, a.minutes, a.attempts, a.most_items, a.target_se,
       a.cut, a.shuffled, CASE a.shown WHEN 'closed' THEN 'released' ELSE a.shown END, :by, :now
  FROM {_PAIRS} JOIN assessment a ON a.tenant_id = :tenant AND a.assessment_id = n.old_id
""")  # noqa: S608 - constants
_COPY_ITEMS = text(f"""
INSERT INTO assessment_item (tenant_id, assessment_id, place, content_id)
SELECT i.tenant_id, n.new_id, i.place, i.content_id
  FROM {_PAIRS} JOIN assessment_item i ON i.tenant_id = :tenant AND i.assessment_id = n.old_id
""")  # noqa: S608 - constants
_COPY_TOPICS = text(f"""
INSERT INTO assessment_topic (tenant_id, assessment_id, place, kc_id, quota)
SELECT t.tenant_id, n.new_id, t.place, t.kc_id, t.quota
  FROM {_PAIRS} JOIN assessment_topic t ON t.tenant_id = :tenant AND t.assessment_id = n.old_id
""")  # noqa: S608 - constants
# Tests are drafts there, so nobody can be asked to take them yet. What was assigned twice for two days is one thing.
_ASSIGNED = text("""
SELECT assignment_id FROM (
  SELECT DISTINCT ON (content_id, kc_id, answers) assignment_id, made_at FROM assignment
   WHERE tenant_id = :tenant AND section_id = :old AND withdrawn_at IS NULL AND everyone AND assessment_id IS NULL
   ORDER BY content_id, kc_id, answers, made_at, assignment_id) a
 ORDER BY made_at, assignment_id LIMIT :size
""")
_COPY_ASSIGNED = text(f"""
INSERT INTO assignment (tenant_id, assignment_id, section_id, content_id, kc_id, answers, steps, everyone, words,
                        made_by, made_at)
SELECT a.tenant_id, n.new_id, :new, a.content_id, a.kc_id, a.answers, a.steps, true, a.words, :by, :now
  FROM {_PAIRS} JOIN assignment a ON a.tenant_id = :tenant AND a.assignment_id = n.old_id
""")  # noqa: S608 - constants
_TEACHERS = text("""
SELECT person_id FROM enrolment
 WHERE tenant_id = :tenant AND section_id = :old AND role = 'instructor' AND status = 'active'
""")


@dataclass(frozen=True, slots=True)
class Copied:
    """How much of each kind was taken over."""

    rules: int
    tests: int
    assignments: int


async def copy(
    session: AsyncSession, tenant: UUID, old: UUID, new: UUID, *, title: str, term: str, by: UUID, now: datetime,
    most: tuple[int, int, int],
) -> Copied | None:  # fmt: skip
    """Begin a section anew; return what was taken over, None when there is no such old one.

    Args:
        session: The open transaction.
        tenant: The institution.
        old: The section that was.
        new: Id of the one that begins.
        title: Its title.
        term: Its term.
        by: Who begins it, and so who has made what is in it.
        now: This moment.
        most: So many rules, tests and assignments at most, the oldest first.
    """
    place: dict[str, Any] = {"tenant": tenant, "old": old, "new": new, "by": by, "now": now}
    made = await session.execute(
        _SECTION, {"tenant": tenant, "old": old, "new": new, "title": title, "term": term, "now": now}
    )
    if made.first() is None:
        return None
    await session.execute(_PINS, place)
    counts = []
    kinds = (
        (_RULES, (_COPY_RULES,)),
        (_TESTS, (_COPY_TESTS, _COPY_ITEMS, _COPY_TOPICS)),
        (_ASSIGNED, (_COPY_ASSIGNED,)),
    )
    for (find, copies), size in zip(kinds, most, strict=True):
        counts.append(await _copy_each(session, find, copies, place, size))
    return Copied(*counts)


async def _copy_each(
    session: AsyncSession, find: TextClause, copies: tuple[TextClause, ...], place: dict[str, Any], size: int
) -> int:
    olds = list((await session.execute(find, {"tenant": place["tenant"], "old": place["old"], "size": size})).scalars())
    values = {**place, "olds": olds, "news": [uuid7() for _ in olds]}
    for statement in copies if olds else ():
        named = statement.compile().params
        await session.execute(statement, {name: value for name, value in values.items() if name in named})
    return len(olds)


async def teachers(session: AsyncSession, tenant: UUID, section: UUID) -> list[UUID]:
    """Return who teaches a section."""
    return list((await session.execute(_TEACHERS, {"tenant": tenant, "old": section})).scalars())
