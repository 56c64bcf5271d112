"""Tables of an institution as exports read them: in parts, and of a plan's second time only what is new.

What is new is told by the transaction that wrote a line (PostgreSQL keeps its number as `xmin`). A clock cannot tell:
an event that was received before the last export may have been committed after it. All transactions below
`pg_snapshot_xmin` have ended, so what they wrote is seen whole, and what others write belongs to the next time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from learnapp.security.tenancy import LIBRARY_TENANT

Conn = AsyncConnection[TupleRow]
SLACK = timedelta(days=7)
"""Nothing is committed longer than this after the moment that its line names."""
_HALF, _MASK = 2**31, 2**32 - 1


@dataclass(frozen=True, slots=True)
class Table:
    """Where a dataset comes from.

    Attributes:
        columns: One expression for each declared column without names, in that order.
        source: FROM and what joins it; `b` is the table whose lines are told apart.
        keys: (expression, type) by which lines are ordered and gone on from.
        moment: Column of the moment at which a line was written, of logs, which are partitioned by it.
        newer: Lines say whether they are new; of the other tables all comes each time.
        where: What else has to be true.
    """

    columns: tuple[str, ...]
    source: str
    keys: tuple[tuple[str, str], ...]
    moment: str = ""
    newer: bool = True
    where: str = "TRUE"


@dataclass(frozen=True, slots=True)
class Window:
    """Which lines an export takes.

    Attributes:
        horizon: Not what transactions from this one on have written.
        begun: When it began.
        since, since_at: Only what transactions from this one on have written, and when that one was next; None for all.
    """

    horizon: int
    begun: datetime
    since: int | None = None
    since_at: datetime | None = None


_TOPIC = (
    "(SELECT k.name FROM kc k WHERE k.tenant_id IN (b.tenant_id, %(library)s) AND k.kc_id = b.kc_id"
    " ORDER BY k.tenant_id = b.tenant_id DESC LIMIT 1)"
)
_VOIDED = (
    "(b.result -> 'voided' = 'true'::jsonb OR EXISTS (SELECT 1 FROM item_void v WHERE v.tenant_id = b.tenant_id"
    " AND v.section_id = b.section_id AND v.content_id = b.object_id AND v.undone_at IS NULL"
    " AND (v.since IS NULL OR b.received_at >= v.since)))"
)
_WHO = ("b.event_id", "b.student_id", "b.section_id", "b.course_id")
_KCS = "array_to_string(b.kc_ids, ' ')"
_MS = "(b.result ->> 'duration_ms')::float8::bigint"
_LOG = (("b.received_at", "timestamptz"), ("b.event_id", "uuid"))
TABLES: dict[str, Table] = {
    "events": Table(
        (
            *_WHO, "b.student_seq", "b.verb", "b.object_id", "b.object_version", "b.step_id", _KCS, "b.correct",
            "b.asserted", _VOIDED, _MS, "(b.result ->> 'progress')::float8", "(b.result ->> 'position_s')::float8",
            "(b.result ->> 'hint_index')::bigint", "b.result ->> 'decision_id'", "b.occurred_at", "b.received_at",
        ),
        "learning_event b", _LOG, "b.received_at",
    ),
    "answers": Table(
        (
            *_WHO, "b.object_id", "b.object_version", "b.step_id", _KCS, "b.correct",
            "(b.result ->> 'partial')::float8", "(b.result ->> 'hints')::bigint", _MS, "b.result -> 'response'",
            _VOIDED, "b.occurred_at", "b.received_at",
        ),
        "learning_event b", _LOG, "b.received_at", where="b.verb = 'answered'",
    ),
    # Whether an answer counts may change long after its line was exported: each time that it does, this line comes.
    "voided_answers": Table(
        (
            "b.void_id", "e.event_id", "e.student_id", "e.section_id", "e.course_id", "e.object_id",
            "EXISTS (SELECT 1 FROM item_void v WHERE v.tenant_id = b.tenant_id AND v.section_id = b.section_id"
            " AND v.content_id = b.content_id AND v.undone_at IS NULL"
            " AND (v.since IS NULL OR e.received_at >= v.since))",
            "b.made_at", "b.undone_at", "e.received_at",
        ),
        "item_void b JOIN learning_event e ON e.tenant_id = b.tenant_id AND e.section_id = b.section_id"
        " AND e.object_id = b.content_id AND e.verb = 'answered' AND (b.since IS NULL OR e.received_at >= b.since)",
        (("b.void_id", "uuid"), ("e.event_id", "uuid")),
    ),
    "topic_states": Table(
        (
            "b.student_id", "b.kc_id", _TOPIC, "b.attempts", "b.correct", "b.hints", "b.p_mastered", "b.low", "b.high",
            "b.stability", "b.due_at", "b.last_at", "b.mastered_at", "b.updated_at",
        ),
        "kc_state b", (("b.student_id", "uuid"), ("b.kc_id", "uuid")),
    ),
    "people": Table(
        (
            "b.person_id",
            "(SELECT string_agg(g.role, ' ' ORDER BY g.role) FROM role_grant g"
            " WHERE g.tenant_id = b.tenant_id AND g.person_id = b.person_id)",
            "b.status", "b.locale", "b.created_at",
        ),
        "person b", (("b.person_id", "uuid"),), newer=False, where="b.status <> 'erased'",
    ),
    "classes": Table(
        ("b.section_id", "b.title", "b.term", "b.status", "b.course_id", "c.title", "b.created_at"),
        "section b LEFT JOIN course c ON c.tenant_id = b.course_tenant_id AND c.course_id = b.course_id",
        (("b.section_id", "uuid"),), newer=False,
    ),
    "enrolments": Table(
        ("b.section_id", "b.person_id", "b.role", "b.status", "b.enrolled_at"),
        "enrolment b", (("b.section_id", "uuid"), ("b.person_id", "uuid")), newer=False,
        where="b.status <> 'erased'",
    ),
    "assignments": Table(
        (
            "b.assignment_id", "b.section_id", "b.content_id", "b.kc_id", "b.assessment_id", "b.answers", "b.everyone",
            "b.due_at", "b.made_by", "b.made_at", "b.withdrawn_at",
        ),
        "assignment b", (("b.assignment_id", "uuid"),), newer=False,
    ),
    "assessments": Table(
        (
            "b.assessment_id", "b.section_id", "b.course_id", "b.title", "b.kind", "b.minutes", "b.attempts",
            "b.opens_at", "b.closes_at", "b.made_by", "b.made_at", "b.given_at", "b.released_at", "b.withdrawn_at",
        ),
        "assessment b", (("b.assessment_id", "uuid"),), newer=False,
    ),
    "attempts": Table(
        (
            "b.attempt_id", "b.assessment_id", "b.student_id", "b.number", "b.started_at", "b.submitted_at",
            "nullif(b.ended_by, '')", "b.recorded_at",
            "(SELECT count(*) FROM attempt_item i WHERE i.tenant_id = b.tenant_id AND i.attempt_id = b.attempt_id)",
            "(SELECT count(*) FROM attempt_answer a WHERE a.tenant_id = b.tenant_id AND a.attempt_id = b.attempt_id)",
            # What was right is nobody's to know before the student may.
            "CASE WHEN b.recorded_at IS NOT NULL THEN (SELECT count(*) FROM attempt_answer a"
            " WHERE a.tenant_id = b.tenant_id AND a.attempt_id = b.attempt_id AND a.correct) END",
        ),
        "attempt b", (("b.attempt_id", "uuid"),),
    ),
    "recommendations": Table(
        (
            "b.decision_id", "b.student_id", "b.course_id", "b.event_id",
            "CASE WHEN jsonb_typeof(b.candidates) = 'array' THEN jsonb_array_length(b.candidates) END",
            "CASE WHEN jsonb_typeof(b.approved) = 'array' THEN"
            " (SELECT string_agg(x, ' ') FROM jsonb_array_elements_text(b.approved) x) END",
            "b.policy_version", "b.features_version", "b.created_at",
        ),
        "decision b", (("b.created_at", "timestamptz"), ("b.decision_id", "uuid")), "b.created_at",
    ),
    "discussion": Table(
        (
            "b.post_id", "b.section_id", "b.author_id", "b.parent_id", "b.content_id", "b.status",
            "(SELECT count(*) FROM discussion_helpful h WHERE h.tenant_id = b.tenant_id AND h.post_id = b.post_id)",
            "b.created_at",
        ),
        "discussion_post b", (("b.post_id", "uuid"),), newer=False,
    ),
}  # fmt: skip


async def horizon(conn: Conn) -> int:
    """Return the oldest transaction that has not ended."""
    cursor = await conn.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
    row = await cursor.fetchone()
    return int(row[0]) if row else 0


def reaches(since: int, horizon: int) -> bool:
    """Return whether lines can still be told apart that far back; numbers of transactions begin anew after 2^32."""
    return since <= horizon < since + _HALF - 2**24


async def part(
    conn: Conn, tenant: UUID, dataset: str, window: Window, after: Sequence[str] | None, size: int
) -> tuple[list[tuple[Any, ...]], list[str]]:
    """Return the next lines of a table, and where the part after them goes on.

    Args:
        conn: The open transaction.
        tenant: The institution.
        dataset: Name of the table.
        window: Which lines.
        after: Where the part before has ended; None for the first.
        size: So many lines at most.
    """
    table = TABLES[dataset]
    keys = ", ".join(name for name, _ in table.keys)
    named: dict[str, Any] = {
        "tenant": tenant, "library": LIBRARY_TENANT, "size": size, "horizon": window.horizon, "mask": _MASK,
        "half": _HALF, "since": window.since, "old": window.begun - SLACK,
        "from": window.since_at - SLACK if window.since_at is not None else None,
    }  # fmt: skip
    conditions = ["b.tenant_id = %(tenant)s", table.where, *_fits(table, window)]
    if after is not None:
        marks = ", ".join(f"%(after{number})s::{kind}" for number, (_, kind) in enumerate(table.keys))
        conditions.append(f"({keys}) > ({marks})")
        named |= {f"after{number}": value for number, value in enumerate(after)}
    asked = ", ".join((*table.columns, *(f"{name}::text" for name, _ in table.keys)))
    statement = (
        f"SELECT {asked} FROM {table.source} WHERE {' AND '.join(conditions)}"  # noqa: S608 - words of our own
        f" ORDER BY {keys} LIMIT %(size)s"
    )
    found = [tuple(row) for row in await (await conn.execute(statement, named)).fetchall()]
    width = len(table.columns)
    return [row[:width] for row in found], [str(one) for one in found[-1][width:]] if found else []


def _fits(table: Table, window: Window) -> list[str]:
    """Return which lines belong to this export; numbers are compared around the circle of 2^32."""
    if not table.newer:
        return []
    new = "((b.xmin::text::bigint - %(since)s) & %(mask)s) < %(half)s"
    settled = "((b.xmin::text::bigint - %(horizon)s) & %(mask)s) >= %(half)s"
    if not table.moment:
        return [new] if window.since is not None else []
    if window.since is None:
        return [f"({table.moment} < %(old)s OR {settled})"]
    return [f"{table.moment} >= %(from)s", new, settled]
