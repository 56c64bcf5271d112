# ruff: noqa: S608 - statements are put together from constants
"""Counting what a class does with each thing: by day, by student and by answer; each event counts once.

Sums over the whole time of a class cannot be calculated again at each job. So they are settled: a stretch of the log
that can get no more events is added to the settled rows, in the transaction that notes how far they go
(`item_rollup.settled_to`). What comes after is in the open rows, which are calculated whole from `settled_to` on and
put in place. Jobs may be lost, late or doubled: the sum of both is the log. All of it happens under `rollups.lock`.

Answers that were voided are in these figures: they are about the item, and a broken item is what they are to show.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.engine.item_statistics import SPENT
from learnapp.storage.repositories.rollup_days import borders, day_bucket

TABLES = ("item_day", "item_student", "item_answer")
LONGEST_TEXT = 1000
"""Longer answers are counted, and not kept."""
READ_ENOUGH = 0.9
_BINS = len(SPENT) + 1
# A first try is an answer that moved mastery, or would have if its item had not been voided meanwhile.
_LOG = f"""
WITH log AS MATERIALIZED (
  SELECT e.section_id, e.student_id, e.object_id AS content_id, e.received_at, e.step_id, e.correct,
         {day_bucket("e.received_at")} AS day, e.verb = 'hint_requested' AS hint,
         e.verb = 'answered' AND e.correct IS NOT NULL AS judged, one.first,
         one.first AND e.correct AND coalesce((e.result ->> 'hints')::int, 0) = 0 AS alone,
         CASE WHEN one.first THEN width_bucket((e.result ->> 'duration_ms')::float8 / 1000.0,
                                               cast(:edges AS float8[])) END AS bin,
         e.verb = 'answered' AND e.correct IS NOT NULL AND NOT e.result ? 'hint_index' AS own,
         e.verb = 'answered' AND coalesce(e.correct, false) AND NOT e.result ? 'hint_index' AS solved,
         coalesce(e.verb IN ('video_completed', 'recommendation_completed')
           OR (e.verb = 'read' AND coalesce((e.result ->> 'progress')::float8, 1) >= {READ_ENOUGH})
           OR (e.verb = 'simulation_interacted' AND (e.result ->> 'progress')::float8 >= 1)
           OR (e.verb = 'answered' AND e.correct AND e.step_id IS NULL), false) AS whole,
         CASE WHEN e.result ? 'variant' THEN e.object_version END AS version,
         CASE WHEN e.result ? 'variant' THEN (e.result ->> 'misconception')::int END AS misconception,
         CASE WHEN NOT e.result ? 'variant' AND length((e.result -> 'response')::text) <= {LONGEST_TEXT}
              THEN (e.result -> 'response')::text END AS response
    FROM learning_event e
    JOIN item_rollup r ON r.tenant_id = e.tenant_id AND r.section_id = e.section_id
   CROSS JOIN LATERAL (
     SELECT e.verb = 'answered' AND e.correct IS NOT NULL
            AND (e.result -> 'moved' = 'true'::jsonb OR e.result -> 'voided' = 'true'::jsonb) AS first) one
   WHERE e.tenant_id = :tenant AND e.section_id = ANY(:sections) AND e.object_id IS NOT NULL
     AND e.received_at >= :start AND e.received_at < :until AND e.received_at >= r.settled_to
     AND e.verb IN ('answered', 'hint_requested', 'read', 'video_progressed', 'video_completed',
                    'simulation_interacted', 'recommendation_opened', 'recommendation_completed')
)"""
_TRIES = "count(*) FILTER (WHERE first) AS tries, count(*) FILTER (WHERE alone) AS alone"
# Step by step first: so that the database need not sort every answer to know the steps of each student.
_STEPS = f"""steps AS (
  SELECT section_id, content_id, student_id, step_id, count(*) FILTER (WHERE judged) AS answers, {_TRIES},
         count(*) FILTER (WHERE hint) AS hints, min(received_at) AS started_at, bool_or(whole) AS whole,
         bool_or(solved) AS solved
    FROM log GROUP BY section_id, content_id, student_id, step_id
)"""
_PLACE = "tenant_id, section_id, content_id"
_DAYS = f"""
  SELECT :tenant, section_id, content_id, day, :open, {_TRIES},
         ARRAY[{", ".join(f"count(*) FILTER (WHERE bin = {place})" for place in range(_BINS))}]::int[]
    FROM log WHERE first GROUP BY section_id, content_id, day"""
# An open row says when the whole of it was begun and what of the whole is finished: who reads that needs no other row.
_STUDENTS = """
  SELECT :tenant, section_id, content_id, student_id, :open, sum(answers)::int AS answers, sum(tries)::int AS tries,
         sum(alone)::int AS alone, sum(hints)::int AS hints, min(started_at), bool_or(whole),
         coalesce(array_agg(step_id ORDER BY step_id) FILTER (WHERE solved AND step_id IS NOT NULL), '{}')
    FROM steps GROUP BY section_id, content_id, student_id"""
_OPEN_STUDENTS = f"""
  SELECT :tenant, n.section_id, n.content_id, n.student_id, :open, n.answers, n.tries, n.alone, n.hints,
         least(n.started_at, s.started_at), n.whole OR coalesce(s.whole, false),
         CASE WHEN s.solved IS NULL THEN n.solved ELSE
           coalesce((SELECT array_agg(DISTINCT one ORDER BY one) FROM unnest(n.solved || s.solved) one), '{{}}') END
    FROM ({_STUDENTS}) AS n (tenant_id, section_id, content_id, student_id, open, answers, tries, alone, hints,
                             started_at, whole, solved)
    LEFT JOIN item_student s ON s.tenant_id = :tenant AND s.section_id = n.section_id
          AND s.content_id = n.content_id AND s.student_id = n.student_id AND NOT s.open"""
DIGEST = """md5(concat_ws(chr(31), coalesce(version, -1), coalesce(step_id, ''), coalesce(misconception, -1), correct,
                       coalesce(response, chr(30))))::uuid"""
"""Of an answer, by all that tells it apart."""
_ANSWERS = f"""
  SELECT :tenant, section_id, content_id,
         {DIGEST} AS digest,
         :open, version, step_id, response, misconception, correct, count(*) AS times
    FROM log WHERE own GROUP BY section_id, content_id, version, step_id, response, misconception, correct"""
_COLUMNS = {
    "item_day": ("day", ("tries", "alone", "spent")),
    "item_student": ("student_id", ("answers", "tries", "alone", "hints", "started_at", "whole", "solved")),
    "item_answer": ("digest", ("version", "step_id", "response", "misconception", "correct", "times")),
}
_SUMS: dict[str, str] = {
    "started_at": "least(t.started_at, excluded.started_at)",
    "whole": "t.whole OR excluded.whole",
    "solved": (
        "CASE WHEN excluded.solved <@ t.solved THEN t.solved ELSE (SELECT array_agg(DISTINCT one ORDER BY one)"
        " FROM unnest(t.solved || excluded.solved) one) END"
    ),
    "spent": f"ARRAY[{', '.join(f't.spent[{place}] + excluded.spent[{place}]' for place in range(1, _BINS + 1))}]",
}
_SAME = ("version", "step_id", "response", "misconception", "correct")


def _put(table: str, chosen: str, *, settled: bool) -> str:
    """Return an INSERT that adds to the settled rows, or puts open ones in place."""
    key, values = _COLUMNS[table]
    moved = [name for name in values if name not in _SAME]
    sets = ", ".join(
        f"{name} = {_SUMS.get(name, f't.{name} + excluded.{name}') if settled else f'excluded.{name}'}"
        for name in moved
    )
    old, new = (", ".join(f"{side}.{name}" for name in moved) for side in ("t", "excluded"))
    changed = "" if settled else f" WHERE ({old}) IS DISTINCT FROM ({new})"
    return (
        f"INSERT INTO {table} AS t ({_PLACE}, {key}, open, {', '.join(values)}) {chosen}\n"
        f"  ON CONFLICT ({_PLACE}, {key}, open) DO UPDATE SET {sets}{changed}"
    )


def _count(*, settled: bool) -> TextClause:
    students = _STUDENTS if settled else _OPEN_STUDENTS
    return text(
        f"{_LOG}, {_STEPS}, by_day AS (\n  {_put('item_day', _DAYS, settled=settled)}\n"
        f"), by_student AS (\n  {_put('item_student', students, settled=settled)}\n)\n"
        f"{_put('item_answer', _ANSWERS, settled=settled)}"
    )


_SETTLE, _OPEN = _count(settled=True), _count(settled=False)
_CLOSE = tuple(
    text(f"DELETE FROM {table} WHERE tenant_id = :tenant AND section_id = ANY(:sections) AND open") for table in TABLES
)
_NOTE = text("""
UPDATE item_rollup SET settled_to = :until WHERE tenant_id = :tenant AND section_id = ANY(:sections)
""")
# Where a section was never counted, it begins with its log; without one there is nothing behind it.
_BEGIN = text("""
INSERT INTO item_rollup (tenant_id, section_id, settled_to)
SELECT s.tenant_id, s.section_id, coalesce(date_trunc('hour', (
         SELECT min(e.received_at) FROM learning_event e
          WHERE e.tenant_id = s.tenant_id AND e.section_id = s.section_id)), :otherwise)
  FROM section s WHERE s.tenant_id = :tenant AND s.section_id = ANY(:sections)
   AND NOT EXISTS (SELECT 1 FROM item_rollup r WHERE r.tenant_id = s.tenant_id AND r.section_id = s.section_id)
ON CONFLICT (tenant_id, section_id) DO NOTHING
""")
_MARKS = text("""
SELECT section_id, settled_to FROM item_rollup WHERE tenant_id = :tenant AND section_id = ANY(:sections)
""")
# `coalesce` looks at the log only where nothing is noted, and there at one entry of its index.
_SETTLED_TO = text("""
SELECT coalesce((SELECT settled_to FROM item_rollup WHERE tenant_id = :tenant AND section_id = :section),
                (SELECT min(received_at) FROM learning_event WHERE tenant_id = :tenant AND section_id = :section))
""")
_FORGET = tuple(text(f"DELETE FROM {table} WHERE tenant_id = :tenant") for table in (*TABLES, "item_rollup"))


async def settled_to(session: AsyncSession, tenant: UUID, section: UUID) -> datetime | None:
    """Return up to when a section is settled: to where its log begins when it never was counted; None without a log."""
    found = (await session.execute(_SETTLED_TO, {"tenant": tenant, "section": section})).scalar_one()
    return found if isinstance(found, datetime) else None


async def marks(
    session: AsyncSession, tenant: UUID, sections: Sequence[UUID], otherwise: datetime
) -> dict[UUID, datetime]:
    """Return up to when each section is settled; one that never was begins with its log, or with `otherwise`."""
    values = {"tenant": tenant, "sections": list(sections)}
    await session.execute(_BEGIN, values | {"otherwise": otherwise})
    return {row[0]: row[1] for row in await session.execute(_MARKS, values)}


async def settle(
    session: AsyncSession, tenant: UUID, sections: Sequence[UUID], start: datetime, until: datetime, zone: str
) -> None:
    """Add what is not settled of a stretch of the log, and note that these sections are settled up to its end.

    None of them is settled further, nor less far than up to its beginning. Their open rows go: what is settled now was
    in them.
    """
    values = {"tenant": tenant, "sections": list(sections)}
    span = {"start": start, "until": until, "open": False, "edges": list(SPENT), **borders(start, until, zone)}
    await session.execute(_SETTLE, values | span)
    for statement in _CLOSE:
        await session.execute(statement, values)
    await session.execute(_NOTE, values | {"until": until})


async def count_open(
    session: AsyncSession, tenant: UUID, sections: Sequence[UUID], start: datetime, until: datetime, zone: str
) -> None:
    """Count what is not settled yet; of sections that are settled up to `start` or later."""
    values = {"tenant": tenant, "sections": list(sections), "start": start, "until": until}
    values |= borders(start, until, zone)
    await session.execute(_OPEN, values | {"open": True, "edges": list(SPENT)})


async def forget(session: AsyncSession, tenant: UUID) -> None:
    """Delete all of an institution: it is counted again from its log."""
    for statement in _FORGET:
        await session.execute(statement, {"tenant": tenant})
