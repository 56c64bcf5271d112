"""What teachers have ruled about topics of a class, and of single students in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.engine.rules import Rule, RuleKind

# The rules that hold for one student in one class, as one JSON text; `q` holds their ids.
RULES = """
(SELECT jsonb_agg(jsonb_build_array(u.rule_id, u.kind, u.kc_id, u.student_id IS NOT NULL, u.later_kc_id, u.due_at,
                                    u.words, u.made_by, u.made_at) ORDER BY u.made_at, u.rule_id)::text
   FROM path_rule u
  WHERE u.tenant_id = q.tenant_id AND u.section_id = q.section_id AND u.removed_at IS NULL
    AND (u.student_id IS NULL OR u.student_id = q.student_id))
"""
_OF_STUDENT = text(f"""
SELECT {RULES} FROM (SELECT cast(:tenant AS uuid) AS tenant_id, cast(:section AS uuid) AS section_id,
                            cast(:student AS uuid) AS student_id) q
""")  # noqa: S608 - constants
_COLUMNS = "rule_id, kind, kc_id, student_id, later_kc_id, due_at, words, made_by, made_at"
_OF_CLASS = text(f"""
SELECT {_COLUMNS} FROM path_rule
 WHERE tenant_id = :tenant AND section_id = :section AND removed_at IS NULL
 ORDER BY student_id IS NOT NULL, made_at, rule_id
""")  # noqa: S608 - constants
_ADD = text("""
INSERT INTO path_rule (tenant_id, rule_id, section_id, student_id, kind, kc_id, later_kc_id, due_at, words, made_by,
                       made_at)
VALUES (:tenant, :rule, :section, :student, :kind, :kc, :later, :due, :words, :by, :now)
""")
_REMOVE = text(f"""
UPDATE path_rule SET removed_at = :now, removed_by = :by
 WHERE tenant_id = :tenant AND section_id = :section AND rule_id = :rule AND removed_at IS NULL
RETURNING {_COLUMNS}
""")  # noqa: S608 - constants
_ABOUT = text("""
SELECT c.title, u.kind, u.kc_id, u.words, u.due_at, u.made_at, u.removed_at
  FROM path_rule u JOIN section c ON c.tenant_id = u.tenant_id AND c.section_id = u.section_id
 WHERE u.tenant_id = :tenant AND u.student_id = :student ORDER BY u.made_at, u.rule_id
""")


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule as stored; without a student it is the whole class's."""

    rule_id: UUID
    kind: RuleKind
    kc_id: UUID
    student_id: UUID | None
    later_id: UUID | None
    due_at: datetime | None
    words: str
    made_by: UUID
    made_at: datetime

    def as_rule(self) -> Rule:
        """Return it as the engine takes it."""
        return Rule(
            self.rule_id, self.kind, self.kc_id, self.student_id is not None, self.later_id, self.due_at, self.words,
            self.made_by, self.made_at,
        )  # fmt: skip


def rules_from_json(document: str | None) -> list[Rule]:
    """Read what `RULES` has found."""
    return [
        Rule(
            UUID(rule), RuleKind(kind), UUID(kc), student, UUID(later) if later else None,
            datetime.fromisoformat(due) if due else None, words, UUID(by), datetime.fromisoformat(at),
        )
        for rule, kind, kc, student, later, due, words, by, at in (orjson.loads(document) if document else ())
    ]  # fmt: skip


def _row(row: Any) -> RuleRow:
    return RuleRow(row[0], RuleKind(row[1]), *row[2:9])


async def of_student(session: AsyncSession, tenant: UUID, section: UUID, student: UUID) -> list[Rule]:
    """Return the rules that hold for a student in a class: the class's and their own."""
    values = {"tenant": tenant, "section": section, "student": student}
    return rules_from_json((await session.execute(_OF_STUDENT, values)).scalar_one())


async def of_class(session: AsyncSession, tenant: UUID, section: UUID) -> list[RuleRow]:
    """Return the standing rules of a class and of its students, the class's first, then in the order of time."""
    found = await session.execute(_OF_CLASS, {"tenant": tenant, "section": section})
    return [_row(row) for row in found]


async def add(session: AsyncSession, tenant: UUID, section: UUID, rule: RuleRow) -> None:
    """Store a rule."""
    values = {
        "tenant": tenant, "rule": rule.rule_id, "section": section, "student": rule.student_id,
        "kind": rule.kind.value, "kc": rule.kc_id, "later": rule.later_id, "due": rule.due_at, "words": rule.words,
        "by": rule.made_by, "now": rule.made_at,
    }  # fmt: skip
    await session.execute(_ADD, values)


async def remove(
    session: AsyncSession, tenant: UUID, section: UUID, rule: UUID, by: UUID, now: datetime
) -> RuleRow | None:
    """Take a rule of a class back and return it; None when it has no such one."""
    values = {"tenant": tenant, "section": section, "rule": rule, "by": by, "now": now}
    found = (await session.execute(_REMOVE, values)).one_or_none()
    return _row(found) if found is not None else None


async def about(
    session: AsyncSession, tenant: UUID, student: UUID
) -> list[tuple[str, str, UUID, str, datetime | None, datetime, datetime | None]]:
    """Return (class, kind, topic, words, due, made, taken back) of all that was ever ruled for one student."""
    found = await session.execute(_ABOUT, {"tenant": tenant, "student": student})
    return [(row[0], row[1], row[2], row[3], row[4], row[5], row[6]) for row in found]
