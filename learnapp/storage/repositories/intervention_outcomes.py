"""What came of interventions, and what has been decided about kinds of help."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.storage.repositories.interventions import COLUMNS, InterventionRow, made_of

_UNJUDGED = text(f"""
SELECT {COLUMNS} FROM intervention
 WHERE tenant_id = :tenant AND judged_at IS NULL AND sent_at <= :until ORDER BY sent_at LIMIT :most
""")  # noqa: S608 - constants
# Looked at once, at the moment at which it would have gone out: from then on it has been changed since.
_HELD_UNTIL = text(f"""
SELECT {COLUMNS} FROM intervention
 WHERE tenant_id = :tenant AND state = 'held' AND sent_at <= :now AND changed_at <= sent_at
 ORDER BY sent_at LIMIT :most FOR UPDATE SKIP LOCKED
""")  # noqa: S608 - constants
# The next first tries at a topic, or at any, without hints: an answer after a wrong one to the same step is no new one.
_AFTER = text("""
SELECT count(*) FILTER (WHERE good) FROM (
  SELECT e.correct AND coalesce((e.result ->> 'hints')::int, 0) = 0 AS good FROM learning_event e
   WHERE e.tenant_id = :tenant AND e.student_id = :student AND e.section_id = :section AND e.received_at > :since
     AND e.received_at <= :until AND e.verb = 'answered' AND e.correct IS NOT NULL
     AND e.result ->> 'attempt' IS NULL AND (cast(:kc AS uuid) IS NULL OR e.kc_ids[1] = :kc)
   ORDER BY e.received_at, e.student_seq LIMIT :next) a
""")
_JUDGE = text("""
UPDATE intervention SET helped = :helped, judged_at = :now, changed_at = :now,
       state = CASE WHEN state IN ('sent', 'seen', 'held', 'taken') THEN 'done' ELSE state END,
       ended_at = coalesce(ended_at, :now)
 WHERE tenant_id = :tenant AND intervention_id = :id
""")
_RESULTS = text("""
SELECT i.help, i.drawn, count(*) FILTER (WHERE i.helped), count(*) FROM intervention i
  LEFT JOIN intervention_help h ON h.tenant_id = i.tenant_id AND h.help = i.help
 WHERE i.tenant_id = :tenant AND i.judged_at IS NOT NULL
   AND (h.counted_since IS NULL OR i.sent_at >= h.counted_since)
 GROUP BY i.help, i.drawn
""")
_COUNTED = """
  FROM intervention i JOIN section s ON s.tenant_id = i.tenant_id AND s.section_id = i.section_id
  LEFT JOIN intervention_help h ON h.tenant_id = i.tenant_id AND h.help = i.help
 WHERE i.tenant_id = :tenant AND i.help = :help AND i.judged_at IS NOT NULL
   AND (h.counted_since IS NULL OR i.sent_at >= h.counted_since)
"""
_CLASSES = text(f"""
SELECT i.section_id, s.title,
       count(*) FILTER (WHERE i.drawn = 'sent' AND i.helped), count(*) FILTER (WHERE i.drawn = 'sent'),
       count(*) FILTER (WHERE i.drawn = 'held' AND i.helped), count(*) FILTER (WHERE i.drawn = 'held'),
       count(*) FILTER (WHERE i.drawn = '' AND i.helped), count(*) FILTER (WHERE i.drawn = ''),
       max(i.judged_at), count(*) OVER ()
{_COUNTED} GROUP BY i.section_id, s.title ORDER BY count(*) DESC, s.title, i.section_id LIMIT :size OFFSET :offset
""")  # noqa: S608 - constants
_CASES = text(f"""
SELECT i.sent_at, i.judged_at, s.title, i.trigger, i.drawn, i.helped, count(*) OVER ()
{_COUNTED} ORDER BY i.judged_at DESC, i.intervention_id LIMIT :size OFFSET :offset
""")  # noqa: S608 - constants
_HELPS = text("""
SELECT help, retired, figures, changed_by, changed_at, counted_since FROM intervention_help WHERE tenant_id = :tenant
""")
_SET_HELP = text("""
INSERT INTO intervention_help (tenant_id, help, retired, figures, changed_by, counted_since, changed_at)
VALUES (:tenant, :help, :retired, cast(:figures AS jsonb), :by, :since, :now)
ON CONFLICT (tenant_id, help) DO UPDATE SET retired = EXCLUDED.retired, figures = EXCLUDED.figures,
  changed_by = EXCLUDED.changed_by, counted_since = coalesce(EXCLUDED.counted_since, intervention_help.counted_since),
  changed_at = EXCLUDED.changed_at
""")


@dataclass(frozen=True, slots=True)
class HelpRow:
    """Whether a kind of help is retired, by whom (None: the figures) and since when.

    `counted_since`: from when on its figures are counted, None: from the beginning.
    """

    help: str
    retired: bool
    figures: dict[str, Any]
    changed_by: UUID | None
    changed_at: datetime
    counted_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class ClassRow:
    """What came of a kind of help in one class: (well again, judged) of each part, and of what teachers sent."""

    section_id: UUID
    title: str
    sent: tuple[int, int]
    held: tuple[int, int]
    hand: tuple[int, int]
    last: datetime


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One that was judged, without whom it was about; `drawn` is sent, held, or "" where a person sent it."""

    sent_at: datetime
    judged_at: datetime
    section: str
    trigger: str
    drawn: str
    helped: bool


async def held_until(session: AsyncSession, tenant: UUID, now: datetime, most: int) -> list[InterventionRow]:
    """Return what is held back and would have gone out by now, each once, locked."""
    return made_of(await session.execute(_HELD_UNTIL, {"tenant": tenant, "now": now, "most": most}))


async def unjudged(
    session: AsyncSession, tenant: UUID, until: datetime, most: int
) -> list[tuple[InterventionRow, datetime]]:
    """Return what went out, or was held back, until then and has not been judged, with when that was."""
    found = made_of(await session.execute(_UNJUDGED, {"tenant": tenant, "until": until, "most": most}))
    return [(row, row.sent_at) for row in found if row.sent_at is not None]


async def good_after(
    session: AsyncSession, tenant: UUID, row: InterventionRow, since: datetime, until: datetime, following: int
) -> int:
    """Return how many of the next answers of the student, at the topic where there is one, were right without hints."""
    values = {
        "tenant": tenant, "student": row.student_id, "section": row.section_id, "since": since, "until": until,
        "kc": row.kc_id, "next": following,
    }  # fmt: skip
    return int((await session.execute(_AFTER, values)).scalar_one())


async def judge(session: AsyncSession, tenant: UUID, intervention_id: UUID, helped: bool, now: datetime) -> None:
    """Write down whether the student did well afterwards."""
    await session.execute(_JUDGE, {"tenant": tenant, "id": intervention_id, "helped": helped, "now": now})


async def results(session: AsyncSession, tenant: UUID) -> list[tuple[str, str, int, int]]:
    """Return (help, part that chance gave, helped, judged) since the help's figures are counted."""
    return [(row[0], row[1], int(row[2]), int(row[3])) for row in await session.execute(_RESULTS, {"tenant": tenant})]


async def classes(
    session: AsyncSession, tenant: UUID, help_: str, *, offset: int, size: int
) -> tuple[list[ClassRow], int]:
    """Return a page of the classes in which a kind of help was judged, those with most first, and how many."""
    found = await session.execute(_CLASSES, {"tenant": tenant, "help": help_, "offset": offset, "size": size})
    rows = [
        (ClassRow(row[0], row[1], (row[2], row[3]), (row[4], row[5]), (row[6], row[7]), row[8]), row[9])
        for row in found
    ]
    return [row for row, _ in rows], rows[0][1] if rows else 0


async def cases(
    session: AsyncSession, tenant: UUID, help_: str, *, offset: int, size: int
) -> tuple[list[CaseRow], int]:
    """Return a page of what was judged of a kind of help, the latest first, and how many there are."""
    found = await session.execute(_CASES, {"tenant": tenant, "help": help_, "offset": offset, "size": size})
    rows = [(CaseRow(row[0], row[1], row[2], row[3], row[4], bool(row[5])), row[6]) for row in found]
    return [row for row, _ in rows], rows[0][1] if rows else 0


async def helps(session: AsyncSession, tenant: UUID) -> dict[str, HelpRow]:
    """Return what has been decided about kinds of help."""
    return {row[0]: HelpRow(*row) for row in await session.execute(_HELPS, {"tenant": tenant})}


async def set_help(
    session: AsyncSession, tenant: UUID, help_: str, *, retired: bool, figures: dict[str, Any], by: UUID | None,
    since: datetime | None, now: datetime,
) -> None:  # fmt: skip
    """Retire a kind of help, or let it go out again; `since` begins its figures anew."""
    values = {
        "tenant": tenant, "help": help_, "retired": retired, "figures": orjson.dumps(figures).decode(), "by": by,
        "since": since, "now": now,
    }  # fmt: skip
    await session.execute(_SET_HELP, values)
