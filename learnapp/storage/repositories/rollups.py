# ruff: noqa: S608 - statements are put together from constants
"""Counting the log by minutes, and minutes into hours and days; what is counted twice is the same as once.

Minutes are counted from the log, hours added up from minutes and days from hours, so that a new event costs the
minutes since the last count and not its whole day. Days whose minutes or hours are not kept are counted from the log
straight. Nothing is ever added to what stands there: each row is calculated whole and put in its place, so jobs may
come twice, late and in any order. `lock` lets one count of an institution at a time: of two at once the one that had
read less could write last.

A day is that of the institution's time zone, and an hour is counted from the beginning of its day: so no hour belongs
to two days where a zone is half an hour off, and hours add up to days of 23 and 25 as they do to others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.engine.spent import BINS, EDGES
from learnapp.storage.repositories.rollup_days import BEGINS, borders, day_bucket
from learnapp.storage.repositories.time_on_task import ms

Grain = Literal["minute", "hour", "day"]
Folded = Literal["hour", "day"]
"""Grains that are added up from the one below."""
Passing = Literal["minute", "hour"]
"""Grains that are pruned."""
GRAINS: tuple[Grain, ...] = ("minute", "hour", "day")
STUDENT = (
    "events", "answers", "correct", "tries", "alone", "hints", "materials", "opened", "dismissed", "completed", "ms",
)  # fmt: skip
TOPIC = ("answers", "correct", "tries", "alone", "hints", "ms")
SECTION = (*STUDENT, "explanations")
LONGEST_MS = 900_000
_AT: dict[Grain, str] = {"minute": "at", "hour": "at", "day": "day"}
_SPENT = tuple(f"b{place}" for place in range(BINS))


def _hours(start: datetime, until: datetime, zone: str) -> dict[str, object]:
    return {"begins": borders(start, until, zone)["begins"]}


def _bucket(grain: Grain, column: str) -> str:
    """Return SQL for the bucket that holds a moment; hours are counted from the beginning of their day."""
    if grain == "minute":
        return f"date_bin('1 minute', {column}, timestamptz '2000-01-01 00:00+00')"
    if grain == "hour":
        return f"date_bin('1 hour', {column}, ({BEGINS})[width_bucket({column}, {BEGINS})])"
    return day_bucket(column)


def _put(table: str, keys: Sequence[str], values: Sequence[str], *, always: bool = False) -> str:
    """Return what follows an INSERT … SELECT: the row as it is now in the place of the one before."""
    sets = ", ".join(f"{name} = excluded.{name}" for name in values)
    # What has not changed is not written again: most minutes of a window are counted twice.
    old = ", ".join(f"{table}.{name}" for name in values)
    new = ", ".join(f"excluded.{name}" for name in values)
    changed = "" if always else f" WHERE ({old}) IS DISTINCT FROM ({new})"
    return f" ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {sets}{changed}"


# What measures students by a voided item does not count; that they were there, and the time it took, does. A first
# try is an answer that moved mastery, or would have if its item had not been voided meanwhile.
_LOG = f"""
WITH log AS MATERIALIZED (
  SELECT e.section_id, e.student_id, {{bucket}} AS at, e.verb, e.kc_ids, e.correct, one.ms,
         v.void_id IS NULL AS counts, v.void_id IS NULL AND e.verb = 'answered' AS answered,
         v.void_id IS NULL AND e.correct IS NOT NULL AND e.verb = 'answered'
           AND (e.result -> 'moved' = 'true'::jsonb OR e.result -> 'voided' = 'true'::jsonb) AS first,
         coalesce((e.result ->> 'hints')::int, 0) = 0 AS unaided,
         CASE WHEN e.verb = 'answered' AND v.void_id IS NULL AND one.ms > 0
              THEN width_bucket(one.ms / 1000.0::float8, cast(:edges AS float8[])) END AS bin
    FROM learning_event e
    LEFT JOIN item_void v ON v.tenant_id = e.tenant_id AND v.section_id = e.section_id
          AND v.content_id = e.object_id AND v.undone_at IS NULL AND (v.since IS NULL OR e.received_at >= v.since)
          AND e.verb IN ('answered', 'hint_requested')
   CROSS JOIN LATERAL (SELECT ({ms("e.result", str(LONGEST_MS))})::int AS ms) one
   WHERE e.tenant_id = :tenant AND e.section_id = ANY(:sections)
     AND e.received_at >= :start AND e.received_at < :until
     AND e.verb NOT IN ('item_voided', 'item_restored', 'recalculated')
), per AS MATERIALIZED (
  SELECT section_id, student_id, at, count(*) FILTER (WHERE counts) AS events,
         count(*) FILTER (WHERE answered) AS answers, count(*) FILTER (WHERE answered AND correct) AS correct,
         count(*) FILTER (WHERE first) AS tries, count(*) FILTER (WHERE first AND correct AND unaided) AS alone,
         count(*) FILTER (WHERE counts AND verb = 'hint_requested') AS hints,
         count(*) FILTER (WHERE verb IN ('read', 'video_completed')) AS materials,
         count(*) FILTER (WHERE verb = 'recommendation_opened') AS opened,
         count(*) FILTER (WHERE verb = 'recommendation_dismissed') AS dismissed,
         count(*) FILTER (WHERE verb = 'recommendation_completed') AS completed, sum(ms) AS ms,
         count(*) FILTER (WHERE verb = 'explanation_opened') AS explanations,
         {", ".join(f"count(*) FILTER (WHERE bin = {place}) AS b{place}" for place in range(BINS))}
    FROM log GROUP BY section_id, student_id, at
)"""


def _count(grain: Grain) -> TextClause:
    """Return the statement that counts a span of the log in one pass."""
    at = _AT[grain]
    students, topics, sections = f"student_{grain}", f"topic_{grain}", f"section_{grain}"
    key = ("tenant_id", "section_id", at)
    extra = ("computed_at",) if grain == "day" else ()
    now = ", cast(:now AS timestamptz)" if extra else ""
    columns = ", ".join((*SECTION, "students", "spent", *extra))
    told = ", ".join(f"sum({name})" for name in SECTION)
    return text(
        _LOG.format(bucket=_bucket(grain, "e.received_at"))
        + f""", by_student AS (
  INSERT INTO {students} (tenant_id, section_id, {at}, student_id, {", ".join(STUDENT)})
  SELECT :tenant, section_id, at, student_id, {", ".join(STUDENT)} FROM per
  {_put(students, (*key, "student_id"), STUDENT)}
), by_topic AS (
  INSERT INTO {topics} (tenant_id, section_id, {at}, kc_id, {", ".join(TOPIC)})
  SELECT :tenant, section_id, at, kc.kc_id, count(*) FILTER (WHERE answered),
         count(*) FILTER (WHERE answered AND correct), count(*) FILTER (WHERE first),
         count(*) FILTER (WHERE first AND correct AND unaided), count(*) FILTER (WHERE counts AND NOT answered), sum(ms)
    FROM log CROSS JOIN LATERAL unnest(kc_ids) AS kc (kc_id)
   WHERE verb IN ('answered', 'hint_requested') GROUP BY section_id, at, kc.kc_id
  {_put(topics, (*key, "kc_id"), TOPIC)}
)
INSERT INTO {sections} (tenant_id, section_id, {at}, {columns})
SELECT :tenant, section_id, at, {told}, count(*), ARRAY[{", ".join(f"sum({one})" for one in _SPENT)}]::int[]{now}
  FROM per GROUP BY section_id, at
{_put(sections, key, (*SECTION, "students", "spent", *extra), always=bool(extra))}"""
    )


_UNDER: dict[Grain, Grain] = {"hour": "minute", "day": "hour"}


def _fold(what: str, grain: Grain) -> TextClause:
    """Return the statement that adds up rows of the grain below."""
    at, under = _AT[grain], _UNDER[grain]
    whose = {"student": ("student_id",), "topic": ("kc_id",), "section": ()}[what]
    values = {"student": STUDENT, "topic": TOPIC, "section": SECTION}[what]
    extra = ("computed_at",) if (what, grain) == ("section", "day") else ()
    key = ("tenant_id", "section_id", at, *whose)
    table, bucket = f"{what}_{grain}", _bucket(grain, "at")
    columns, chosen = [*values], [f"sum({name})" for name in values]
    if what == "section":
        # How many were there is not a sum: the rows of the students say it, which were folded before.
        columns += ["students", "spent", *extra]
        spent = ", ".join(f"sum(spent[{place}])" for place in range(1, BINS + 1))
        chosen += [
            f"(SELECT count(*) FROM student_{grain} s WHERE s.tenant_id = :tenant AND s.section_id = below.section_id"
            f" AND s.{at} = below.bucket)",
            f"ARRAY[{spent}]::int[]",
            *(["cast(:now AS timestamptz)"] if extra else []),
        ]
    below = f"(SELECT *, {bucket} AS bucket FROM {what}_{under} WHERE {_SPAN}) below"
    group = ", ".join(("section_id", "bucket", *whose))
    return text(
        f"INSERT INTO {table} (tenant_id, section_id, {at}, {''.join(f'{one}, ' for one in whose)}{', '.join(columns)})"
        f" SELECT :tenant, section_id, bucket, {''.join(f'{one}, ' for one in whose)}{', '.join(chosen)} FROM {below}"
        f" GROUP BY {group}"
        f"{_put(table, key, columns, always=bool(extra))}"
    )


_SPAN = "tenant_id = :tenant AND section_id = ANY(:sections) AND at >= :start AND at < :until"
_COUNT = {grain: _count(grain) for grain in GRAINS}
_FOLD = {(what, grain): _fold(what, grain) for grain in _UNDER for what in ("student", "topic", "section")}
_LOCK = text("SELECT pg_advisory_xact_lock(hashtext('rollups'), hashtext(:tenant))")
_ACTIVE = text("SELECT DISTINCT section_id FROM presence WHERE tenant_id = :tenant AND last_event_at >= :since")
_MARKS = text("SELECT section_id, whole_since, counted_to FROM rollup_section WHERE tenant_id = :tenant")
_MARK = text("""
INSERT INTO rollup_section AS r (tenant_id, section_id, whole_since, counted_to)
SELECT :tenant, section_id, :whole_since, :counted_to FROM unnest(cast(:sections AS uuid[])) AS given (section_id)
ON CONFLICT (tenant_id, section_id) DO UPDATE SET
  whole_since = least(r.whole_since, excluded.whole_since), counted_to = greatest(r.counted_to, excluded.counted_to)
""")
_PRUNED = text("""
UPDATE rollup_section SET whole_since = :edge WHERE tenant_id = :tenant AND whole_since < :edge
""")
_FIRST = text("""
SELECT min(first) FROM (
  SELECT (SELECT min(e.received_at) FROM learning_event e
           WHERE e.tenant_id = s.tenant_id AND e.section_id = s.section_id) AS first
    FROM section s WHERE s.tenant_id = :tenant) each_one
""")
_SECTIONS = text("SELECT section_id FROM section WHERE tenant_id = :tenant ORDER BY section_id")
# Where the log has nothing any more there is nothing to count.
_NOTHING = text("""
UPDATE section_day SET explanations = coalesce(explanations, 0), materials = coalesce(materials, 0)
 WHERE tenant_id = :tenant AND (explanations IS NULL OR materials IS NULL)
""")
_REBUILD = text("""
SELECT version, zone, moves, first_day, next_day, last_day, started_at, changed_at, finished_at FROM rollup_rebuild
 WHERE tenant_id = :tenant
""")
_CLEAR_HOURS = {
    what: text(f"""
DELETE FROM {what}_hour WHERE tenant_id = :tenant AND section_id = ANY(:sections) AND at >= :start
   AND (cast(:until AS timestamptz) IS NULL OR at < :until)""")
    for what in ("student", "topic", "section")
}
_CLEAR_DAYS = {
    what: text(f"""
DELETE FROM {what}_day WHERE tenant_id = :tenant AND section_id = ANY(:sections) AND day >= cast(:first AS date)
   AND (cast(:last AS date) IS NULL OR day <= :last)""")
    for what in ("student", "topic", "section")
}
_UNCOUNTED = text("SELECT EXISTS (SELECT 1 FROM section_day WHERE tenant_id = :tenant AND explanations IS NULL)")
_BEGIN = text("""
INSERT INTO rollup_rebuild (tenant_id, version, zone, moves, first_day, next_day, last_day, started_at, changed_at)
VALUES (:tenant, :version, :zone, :moves, :first, :first, :last, :now, :now)
ON CONFLICT (tenant_id) DO UPDATE SET version = excluded.version, zone = excluded.zone, moves = excluded.moves,
  first_day = excluded.first_day, next_day = excluded.next_day, last_day = excluded.last_day,
  started_at = excluded.started_at, changed_at = excluded.changed_at, finished_at = NULL
""")
_PROGRESS = text("""
UPDATE rollup_rebuild SET next_day = :day, changed_at = :now, finished_at = :finished WHERE tenant_id = :tenant
""")


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a section is counted: its minutes have no gap from `whole_since` to `counted_to`."""

    whole_since: datetime
    counted_to: datetime


@dataclass(frozen=True, slots=True)
class Rebuild:
    """The last time that an institution was counted again, up to `next_day`; its last step was at `changed_at`.

    Attributes:
        zone: IANA name of the time zone whose days are counted since then.
        moves: Whether what was counted before may be of days of another zone, so that it goes.
    """

    version: int
    zone: str
    moves: bool
    first_day: date
    next_day: date
    last_day: date
    started_at: datetime
    changed_at: datetime
    finished_at: datetime | None


async def lock(session: AsyncSession, tenant: UUID) -> None:
    """Let only one count of an institution go on until the transaction ends."""
    await session.execute(_LOCK, {"tenant": str(tenant)})


async def count(
    session: AsyncSession, tenant: UUID, sections: Sequence[UUID], grain: Grain, start: datetime, until: datetime,
    zone: str, now: datetime,
) -> None:  # fmt: skip
    """Count a span of the log of some sections; it begins and ends where buckets of its grain do, in that zone."""
    # Moments, not dates: behind row security an index is used only with operators that leak nothing, and those that
    # compare a moment with a date are not marked so; nor would the planner leave out the other months' partitions.
    values = {"tenant": tenant, "sections": list(sections), "start": start, "until": until, "edges": list(EDGES)}
    values |= borders(start, until, zone) if grain == "day" else _hours(start, until, zone) if grain == "hour" else {}
    await session.execute(_COUNT[grain], values | ({"now": now} if grain == "day" else {}))


async def fold(
    session: AsyncSession, tenant: UUID, sections: Sequence[UUID], grain: Folded, start: datetime, until: datetime,
    zone: str, now: datetime,
) -> None:  # fmt: skip
    """Add up the grain below into whole hours or days of a span, as a zone has them."""
    of = borders(start, until, zone) if grain == "day" else _hours(start, until, zone)
    for what in ("student", "topic", "section"):
        values = {"tenant": tenant, "sections": list(sections), "start": start, "until": until, **of}
        extra = {"now": now} if (what, grain) == ("section", "day") else {}
        await session.execute(_FOLD[what, grain], values | extra)


async def clear(
    session: AsyncSession, tenant: UUID, sections: Sequence[UUID], start: datetime, until: datetime | None,
    days: tuple[date, date | None],
) -> None:  # fmt: skip
    """Delete hours and days of some sections, which are of another time zone.

    Args:
        session: The open transaction.
        tenant: The institution.
        sections: Whose.
        start: Hours from here on.
        until: Up to here; None: all that follow.
        days: First and last day; None: all that follow.
    """
    values = {"tenant": tenant, "sections": list(sections)}
    for what in ("student", "topic", "section"):
        await session.execute(_CLEAR_HOURS[what], values | {"start": start, "until": until})
        await session.execute(_CLEAR_DAYS[what], values | {"first": days[0], "last": days[1]})


async def active_sections(session: AsyncSession, tenant: UUID, since: datetime) -> list[UUID]:
    """Return the sections in which something has happened since then."""
    return list((await session.execute(_ACTIVE, {"tenant": tenant, "since": since})).scalars())


async def marks(session: AsyncSession, tenant: UUID) -> dict[UUID, Mark]:
    """Return how far each section is counted that ever was."""
    return {row[0]: Mark(row[1], row[2]) for row in await session.execute(_MARKS, {"tenant": tenant})}


async def mark(
    session: AsyncSession, tenant: UUID, sections: Sequence[UUID], whole_since: datetime, counted_to: datetime
) -> None:
    """Note how far sections are counted; an older note never takes the place of a newer one."""
    values = {"tenant": tenant, "sections": list(sections), "whole_since": whole_since, "counted_to": counted_to}
    await session.execute(_MARK, values)


async def prune(session: AsyncSession, tenant: UUID, grain: Passing, edge: datetime) -> int:
    """Delete minutes or hours before a moment; return how many rows of sections went."""
    removed = 0
    for what in ("student", "topic", "section"):
        statement = text(f"DELETE FROM {what}_{grain} WHERE tenant_id = :tenant AND at < :edge")
        result = await session.execute(statement, {"tenant": tenant, "edge": edge})
        removed = getattr(result, "rowcount", 0)
    if grain == "minute":
        await session.execute(_PRUNED, {"tenant": tenant, "edge": edge})
    return removed


async def first_event(session: AsyncSession, tenant: UUID) -> datetime | None:
    """Return when the log of an institution begins."""
    found = (await session.execute(_FIRST, {"tenant": tenant})).scalar_one()
    return found if isinstance(found, datetime) else None


async def every_section(session: AsyncSession, tenant: UUID) -> list[UUID]:
    """Return all sections of an institution, those too that are over."""
    return list((await session.execute(_SECTIONS, {"tenant": tenant})).scalars())


async def nothing_left(session: AsyncSession, tenant: UUID) -> None:
    """Settle days of before that cannot be counted again because their events are gone."""
    await session.execute(_NOTHING, {"tenant": tenant})


async def uncounted(session: AsyncSession, tenant: UUID) -> bool:
    """Return whether there are days that an older version has counted in part."""
    return bool((await session.execute(_UNCOUNTED, {"tenant": tenant})).scalar_one())


async def rebuild(session: AsyncSession, tenant: UUID) -> Rebuild | None:
    """Return the last time that everything was counted again, or how far it is."""
    row = (await session.execute(_REBUILD, {"tenant": tenant})).one_or_none()
    return Rebuild(*row) if row is not None else None


async def begin(
    session: AsyncSession, tenant: UUID, version: int, days: tuple[date, date], now: datetime, *, zone: str, moves: bool
) -> None:
    """Note that everything is counted again from one day to another, by the days of a zone."""
    values = {"tenant": tenant, "version": version, "first": days[0], "last": days[1], "now": now}
    await session.execute(_BEGIN, values | {"zone": zone, "moves": moves})


async def progress(session: AsyncSession, tenant: UUID, day: date, now: datetime, *, finished: bool = False) -> None:
    """Note the first day that is not done yet."""
    values = {"tenant": tenant, "day": day, "now": now, "finished": now if finished else None}
    await session.execute(_PROGRESS, values)
