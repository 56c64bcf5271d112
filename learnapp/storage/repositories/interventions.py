"""Interventions: what the detectors read of the log, and the rows of what was noticed and offered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

OPEN = ("waiting", "due", "sent", "seen", "held", "taken")
"""States in which nothing else of the kind is begun for the student."""
_OPEN = "state IN ('waiting', 'due', 'sent', 'seen', 'held', 'taken')"

_NEWS = text("""
SELECT DISTINCT e.section_id, e.student_id FROM learning_event e
  JOIN enrolment n ON n.tenant_id = e.tenant_id AND n.section_id = e.section_id AND n.person_id = e.student_id
       AND n.role = 'student' AND n.status = 'active'
 WHERE e.tenant_id = :tenant AND e.received_at >= :since AND e.verb IN ('answered', 'hint_requested')
 ORDER BY 1, 2
""")
# Answers of a test tell of something else before its results are shown. A void question tells nothing.
_TRIES = text("""
SELECT s.student_id, e.event_id, e.received_at, e.verb, e.object_id, e.step_id, e.kc_ids, e.correct,
       (e.result ->> 'hints')::int AS hints, (e.result ->> 'hint_index')::int AS hint_index,
       (e.result ->> 'duration_ms')::float AS duration_ms, e.result ->> 'variant' AS variant
  FROM unnest(cast(:students AS uuid[])) s (student_id)
 CROSS JOIN LATERAL (
   SELECT * FROM learning_event l
    WHERE l.tenant_id = :tenant AND l.student_id = s.student_id AND l.section_id = :section
      AND l.received_at >= :since AND l.verb IN ('answered', 'hint_requested') AND l.result ->> 'attempt' IS NULL
    ORDER BY l.received_at DESC, l.student_seq DESC LIMIT :most) e
 WHERE NOT EXISTS (SELECT 1 FROM item_void v WHERE v.tenant_id = :tenant AND v.section_id = :section
                      AND v.content_id = e.object_id AND v.undone_at IS NULL
                      AND (v.since IS NULL OR e.received_at >= v.since))
 ORDER BY s.student_id, e.received_at, e.student_seq
""")
_KNOWN = text("""
SELECT student_id, kc_id FROM kc_state WHERE tenant_id = :tenant AND student_id = ANY(:students)
   AND mastered_at IS NOT NULL AND p_mastered >= :fading
""")
COLUMNS = (
    "intervention_id, section_id, student_id, trigger, help, state, confidence, kc_id, content_id, evidence, words,"
    " by_hand, drawn, review_id, assigned_to, decided_by, before, helped, note, created_at, changed_at, snoozed_until,"
    " due_at, sent_at, seen_at, followed_at, decided_at, ended_at, judged_at"
)
_ADD = text("""
INSERT INTO intervention (tenant_id, intervention_id, section_id, student_id, trigger, help, state, confidence, kc_id,
                          content_id, evidence, words, by_hand, drawn, review_id, assigned_to, decided_by, decided_at,
                          due_at, sent_at, note, created_at, changed_at)
VALUES (:tenant, :id, :section, :student, :trigger, :help, :state, :confidence, :kc, :content, cast(:evidence AS jsonb),
        :words, :by_hand, :drawn, :review, :assigned, :decided_by, :decided_at, :due, :sent, :note, :now, :now)
ON CONFLICT (tenant_id, section_id, student_id, trigger, coalesce(kc_id, '00000000-0000-0000-0000-000000000000'::uuid))
  WHERE trigger <> 'teacher' AND state IN ('waiting', 'due', 'sent', 'seen', 'held', 'taken') DO NOTHING
RETURNING 1
""")
_OF_STUDENTS = text(f"""
SELECT {COLUMNS} FROM intervention
 WHERE tenant_id = :tenant AND student_id = ANY(:students) AND ({_OPEN} OR ended_at >= :since)
 ORDER BY created_at, intervention_id
""")  # noqa: S608 - constants
_ONE = text(f"SELECT {COLUMNS} FROM intervention WHERE tenant_id = :tenant AND intervention_id = :id FOR UPDATE")  # noqa: S608
_SOME = text(f"""
SELECT {COLUMNS} FROM intervention WHERE tenant_id = :tenant AND section_id = :section AND intervention_id = ANY(:ids)
 ORDER BY intervention_id FOR UPDATE
""")  # noqa: S608 - constants
_OF_REVIEW = text(f"SELECT {COLUMNS} FROM intervention WHERE tenant_id = :tenant AND review_id = :review FOR UPDATE")  # noqa: S608
_DUE = text(f"""
SELECT {COLUMNS} FROM intervention WHERE tenant_id = :tenant AND state = 'due' AND due_at <= :now
 ORDER BY due_at LIMIT :most FOR UPDATE SKIP LOCKED
""")  # noqa: S608 - constants
_SHOWN = text(f"""
SELECT {COLUMNS} FROM intervention
 WHERE tenant_id = :tenant AND student_id = :student AND section_id = :section AND state IN ('sent', 'seen')
   AND help NOT IN ('teacher', 'home')
 ORDER BY sent_at, intervention_id LIMIT 1 FOR UPDATE
""")  # noqa: S608 - constants
_HOME = text(f"""
SELECT {COLUMNS} FROM intervention
 WHERE tenant_id = :tenant AND student_id = :student AND help = 'home' AND sent_at IS NOT NULL
 ORDER BY sent_at DESC LIMIT :most
""")  # noqa: S608 - constants
_SETTLED = text("""
UPDATE intervention SET state = :state, ended_at = :now, changed_at = :now, before = NULL,
       sent_at = CASE WHEN sent_at > :now THEN NULL ELSE sent_at END
 WHERE tenant_id = :tenant AND intervention_id = ANY(:ids)
""")
# Of a state: what the inbox shows under it.
WHERE = {
    "waiting": "state = 'waiting' AND (snoozed_until IS NULL OR snoozed_until <= :now)",
    "snoozed": "state = 'waiting' AND snoozed_until > :now",
    "out": "state IN ('due', 'sent', 'seen', 'taken')",
    "held": "state = 'held' OR (drawn = 'held' AND ended_at IS NOT NULL)",
    "over": "state IN ('done', 'declined', 'cleared', 'dismissed') AND drawn <> 'held'",
}
_PAGE = """
SELECT {columns} FROM intervention
 WHERE tenant_id = :tenant AND section_id = :section AND ({which})
   AND (cast(:trigger AS text) = '' OR trigger = :trigger) AND (cast(:mine AS uuid) IS NULL OR assigned_to = :mine)
 ORDER BY {order}, intervention_id DESC LIMIT :size OFFSET :offset
"""
_COUNT = """
SELECT count(*) FROM intervention WHERE tenant_id = :tenant AND section_id = :section AND ({which})
   AND (cast(:trigger AS text) = '' OR trigger = :trigger) AND (cast(:mine AS uuid) IS NULL OR assigned_to = :mine)
"""
_COUNTED = ", ".join(f"count(*) FILTER (WHERE {which}) AS {name}" for name, which in WHERE.items())
_COUNTS = text(f"SELECT {_COUNTED} FROM intervention WHERE tenant_id = :tenant AND section_id = :section")  # noqa: S608
_WAITING = text(f"""
SELECT section_id, count(*) FROM intervention WHERE tenant_id = :tenant AND section_id = ANY(:sections)
   AND {WHERE["waiting"]} GROUP BY section_id
""")  # noqa: S608 - constants
_STAFF = text("""
SELECT e.person_id, e.role FROM enrolment e
  JOIN person p ON p.tenant_id = e.tenant_id AND p.person_id = e.person_id AND p.status = 'active'
 WHERE e.tenant_id = :tenant AND e.section_id = :section AND e.status = 'active'
   AND (e.role = 'instructor' OR (e.role = 'assistant' AND e.may_change)) ORDER BY e.role DESC, e.person_id
""")
_EVENTS = text("""
SELECT event_id, received_at, verb, object_id, correct, (result ->> 'hints')::int AS hints,
       (result ->> 'duration_ms')::float AS duration_ms
  FROM learning_event WHERE tenant_id = :tenant AND student_id = :student AND section_id = :section
   AND received_at >= :since AND received_at <= :until AND event_id = ANY(:events)
 ORDER BY received_at, student_seq
""")
_WORKED = text("""
SELECT EXISTS (SELECT 1 FROM learning_event WHERE tenant_id = :tenant AND section_id = :section
                  AND student_id = :student AND received_at > :since AND received_at <= :until AND verb = ANY(:verbs))
""")
_HAS_OPEN = text(f"""
SELECT EXISTS (SELECT 1 FROM intervention WHERE tenant_id = :tenant AND section_id = :section AND student_id = :student
                  AND trigger = :trigger AND trigger <> 'teacher'
                  AND kc_id IS NOT DISTINCT FROM cast(:kc AS uuid) AND intervention_id <> :id
                  AND {_OPEN})
""")  # noqa: S608 - constants
_PUT_BACK = text("""
UPDATE intervention i SET state = b.state, by_hand = b.by_hand, drawn = b.drawn, assigned_to = b.assigned_to,
       snoozed_until = b.snoozed_until, due_at = b.due_at, sent_at = b.sent_at, ended_at = b.ended_at, note = b.note,
       before = NULL, decided_by = NULL, decided_at = NULL, changed_at = :now
  FROM jsonb_to_record(cast(:before AS jsonb)) b (
       state text, by_hand boolean, drawn text, assigned_to uuid, snoozed_until timestamptz, due_at timestamptz,
       sent_at timestamptz, ended_at timestamptz, note text)
 WHERE i.tenant_id = :tenant AND i.intervention_id = :id
""")
_FORGET = text("DELETE FROM intervention WHERE tenant_id = :tenant AND student_id = :student")


@dataclass(frozen=True, slots=True)
class LoggedRow:
    """An answer or a hint as the log has it."""

    student: UUID
    event_id: UUID
    at: datetime
    verb: str
    content_id: UUID | None
    step_id: str | None
    kcs: tuple[UUID, ...]
    correct: bool | None
    hints: int
    hint_index: int | None
    seconds: float | None
    variant: str | None


@dataclass(frozen=True, slots=True)
class InterventionRow:
    """One intervention; the names are those of its table."""

    intervention_id: UUID
    section_id: UUID
    student_id: UUID
    trigger: str
    help: str
    state: str
    confidence: float | None
    kc_id: UUID | None
    content_id: UUID | None
    evidence: dict[str, Any]
    words: str
    by_hand: bool
    drawn: str
    review_id: UUID | None
    assigned_to: UUID | None
    decided_by: UUID | None
    before: dict[str, Any] | None
    helped: bool | None
    note: str
    created_at: datetime
    changed_at: datetime
    snoozed_until: datetime | None
    due_at: datetime | None
    sent_at: datetime | None
    seen_at: datetime | None
    followed_at: datetime | None
    decided_at: datetime | None
    ended_at: datetime | None
    judged_at: datetime | None


@dataclass(frozen=True, slots=True)
class EventRow:
    """An event behind an intervention."""

    event_id: UUID
    at: datetime
    verb: str
    content_id: UUID | None
    correct: bool | None
    hints: int
    seconds: float | None


def made_of(found: Iterable[Any]) -> list[InterventionRow]:
    """Return rows that `COLUMNS` was asked of."""
    return [InterventionRow(*row) for row in found]


async def with_news(session: AsyncSession, tenant: UUID, since: datetime) -> list[tuple[UUID, UUID]]:
    """Return (section, student) of those who have answered or asked for hints since then."""
    return [(row[0], row[1]) for row in await session.execute(_NEWS, {"tenant": tenant, "since": since})]


async def logged(
    session: AsyncSession, tenant: UUID, section: UUID, students: Sequence[UUID], since: datetime, most: int
) -> list[LoggedRow]:
    """Return the latest answers and hints of each student in a section, oldest first; `most` of each."""
    values = {"tenant": tenant, "section": section, "students": list(students), "since": since, "most": most}
    return [
        LoggedRow(
            row.student_id, row.event_id, row.received_at, row.verb, row.object_id, row.step_id,
            tuple(row.kc_ids or ()), row.correct, row.hints or 0, row.hint_index,
            None if row.duration_ms is None else row.duration_ms / 1000.0, row.variant,
        )
        for row in await session.execute(_TRIES, values)
    ]  # fmt: skip


async def known(session: AsyncSession, tenant: UUID, students: Sequence[UUID], fading: float) -> set[tuple[UUID, UUID]]:
    """Return (student, topic) of what is mastered and has not faded below a chance."""
    values = {"tenant": tenant, "students": list(students), "fading": fading}
    return {(row[0], row[1]) for row in await session.execute(_KNOWN, values)}


async def add(session: AsyncSession, tenant: UUID, new: InterventionRow) -> bool:
    """Write a new one down; return False where one of its kind was noticed of the student and is still open."""
    values = {
        "tenant": tenant, "id": new.intervention_id, "section": new.section_id, "student": new.student_id,
        "trigger": new.trigger, "help": new.help, "state": new.state, "confidence": new.confidence, "kc": new.kc_id,
        "content": new.content_id, "evidence": orjson.dumps(new.evidence).decode(), "words": new.words,
        "by_hand": new.by_hand, "drawn": new.drawn, "review": new.review_id, "assigned": new.assigned_to,
        "decided_by": new.decided_by, "decided_at": new.decided_at, "due": new.due_at, "sent": new.sent_at,
        "note": new.note, "now": new.created_at,
    }  # fmt: skip
    return (await session.execute(_ADD, values)).first() is not None


async def of_students(
    session: AsyncSession, tenant: UUID, students: Sequence[UUID], since: datetime
) -> list[InterventionRow]:
    """Return what is open for students in all of their classes, and what has ended since then."""
    values = {"tenant": tenant, "students": list(students), "since": since}
    return made_of(await session.execute(_OF_STUDENTS, values))


async def one(session: AsyncSession, tenant: UUID, intervention_id: UUID) -> InterventionRow | None:
    """Return one, locked."""
    return next(iter(made_of(await session.execute(_ONE, {"tenant": tenant, "id": intervention_id}))), None)


async def some(session: AsyncSession, tenant: UUID, section: UUID, ids: Sequence[UUID]) -> list[InterventionRow]:
    """Return those of a section, locked."""
    return made_of(await session.execute(_SOME, {"tenant": tenant, "section": section, "ids": list(ids)}))


async def of_review(session: AsyncSession, tenant: UUID, review_id: UUID) -> InterventionRow | None:
    """Return the one that goes with an entry of the review queue, locked."""
    return next(iter(made_of(await session.execute(_OF_REVIEW, {"tenant": tenant, "review": review_id}))), None)


async def due(session: AsyncSession, tenant: UUID, now: datetime, most: int) -> list[InterventionRow]:
    """Return what is to go out by now, locked; what another worker has is left out."""
    return made_of(await session.execute(_DUE, {"tenant": tenant, "now": now, "most": most}))


async def shown(session: AsyncSession, tenant: UUID, student: UUID, section: UUID) -> InterventionRow | None:
    """Return what a student is shown in a section, locked."""
    values = {"tenant": tenant, "student": student, "section": section}
    return next(iter(made_of(await session.execute(_SHOWN, values))), None)


async def sent_home(session: AsyncSession, tenant: UUID, student: UUID, most: int) -> list[InterventionRow]:
    """Return the messages home about a student, the latest first."""
    return made_of(await session.execute(_HOME, {"tenant": tenant, "student": student, "most": most}))


async def change(session: AsyncSession, tenant: UUID, intervention_id: UUID, now: datetime, **values: Any) -> None:
    """Write columns of one intervention; names are those of `InterventionRow`."""
    parts, given = [], dict(values)
    for name in values:
        if name not in InterventionRow.__dataclass_fields__:
            raise ValueError(f"an intervention has no {name}")
        cast = "cast(:{0} AS jsonb)" if name in ("before", "evidence") else ":{0}"
        parts.append(f"{name} = {cast.format(name)}")
    for name in ("before", "evidence"):
        if given.get(name) is not None:
            given[name] = orjson.dumps(given[name]).decode()
    statement = text(
        f"UPDATE intervention SET {', '.join([*parts, 'changed_at = :now'])}"  # noqa: S608 - names of columns
        " WHERE tenant_id = :tenant AND intervention_id = :id"
    )
    await session.execute(statement, {**given, "tenant": tenant, "id": intervention_id, "now": now})


async def has_open(session: AsyncSession, tenant: UUID, row: InterventionRow) -> bool:
    """Return whether another one of the same kind was noticed of the student and is open."""
    values = {
        "tenant": tenant, "section": row.section_id, "student": row.student_id, "trigger": row.trigger,
        "kc": row.kc_id, "id": row.intervention_id,
    }  # fmt: skip
    return bool((await session.execute(_HAS_OPEN, values)).scalar_one())


async def put_back(
    session: AsyncSession, tenant: UUID, intervention_id: UUID, before: dict[str, Any], now: datetime
) -> None:
    """Take the last decision about one back."""
    values = {"tenant": tenant, "id": intervention_id, "before": orjson.dumps(before).decode(), "now": now}
    await session.execute(_PUT_BACK, values)


async def settle(session: AsyncSession, tenant: UUID, ids: Sequence[UUID], state: str, now: datetime) -> None:
    """End several in one state."""
    if ids:
        await session.execute(_SETTLED, {"tenant": tenant, "ids": list(ids), "state": state, "now": now})


async def page(
    session: AsyncSession, tenant: UUID, section: UUID, which: str, now: datetime, *,
    trigger: str = "", mine: UUID | None = None, offset: int = 0, size: int = 25,
) -> tuple[list[InterventionRow], int]:  # fmt: skip
    """Return a page of a section's interventions under one heading of `WHERE`, with how many there are."""
    values = {"tenant": tenant, "section": section, "now": now, "trigger": trigger, "mine": mine}
    where = WHERE.get(which, WHERE["waiting"])
    # What waits longest with the surest evidence comes first; of the rest the latest.
    order = "confidence DESC NULLS LAST, created_at" if which == "waiting" else "changed_at DESC"
    statement = _PAGE.format(columns=COLUMNS, which=where, order=order)
    found = made_of(await session.execute(text(statement), {**values, "offset": offset, "size": size}))
    total = int((await session.execute(text(_COUNT.format(which=where)), values)).scalar_one())
    return found, total


async def counts(session: AsyncSession, tenant: UUID, section: UUID, now: datetime) -> dict[str, int]:
    """Return how many a section has under each heading of `WHERE`."""
    found = (await session.execute(_COUNTS, {"tenant": tenant, "section": section, "now": now})).mappings().one()
    return {name: int(found[name]) for name in WHERE}


async def waiting(session: AsyncSession, tenant: UUID, sections: Sequence[UUID], now: datetime) -> dict[UUID, int]:
    """Return how many wait in each section that has any."""
    values = {"tenant": tenant, "sections": list(sections), "now": now}
    return {row[0]: int(row[1]) for row in await session.execute(_WAITING, values)}


async def staff(session: AsyncSession, tenant: UUID, section: UUID) -> list[tuple[UUID, str]]:
    """Return who teaches a section, or helps there and is trusted with it, with their role, teachers first."""
    return [(row[0], row[1]) for row in await session.execute(_STAFF, {"tenant": tenant, "section": section})]


async def events(
    session: AsyncSession, tenant: UUID, student: UUID, section: UUID, ids: Sequence[UUID], since: datetime,
    until: datetime,
) -> list[EventRow]:  # fmt: skip
    """Return the events behind an intervention, oldest first."""
    values = {
        "tenant": tenant, "student": student, "section": section, "events": list(ids), "since": since, "until": until,
    }  # fmt: skip
    return [
        EventRow(row[0], row[1], row[2], row[3], row[4], row[5] or 0, None if row[6] is None else row[6] / 1000.0)
        for row in await session.execute(_EVENTS, values)
    ]


async def worked(
    session: AsyncSession, tenant: UUID, section: UUID, student: UUID, since: datetime, until: datetime,
    verbs: Sequence[str],
) -> bool:  # fmt: skip
    """Return whether a student has worked in a section within a time."""
    values = {
        "tenant": tenant, "section": section, "student": student, "since": since, "until": until, "verbs": list(verbs),
    }  # fmt: skip
    return bool((await session.execute(_WORKED, values)).scalar_one())


async def forget(session: AsyncSession, tenant: UUID, student: UUID) -> None:
    """Delete what was noticed about a student."""
    await session.execute(_FORGET, {"tenant": tenant, "student": student})
