"""Rollups: the dashboard of a course of a thousand students over a long log, and all of it counted again."""

from __future__ import annotations

import asyncio
import hashlib
import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import psutil
import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from bench import classroom_items as items
from bench.report import ROOT, Figure, table
from bench.server import short_folder
from learnapp import bootstrap
from learnapp.core import collecting
from learnapp.core.clock import FixedClock
from learnapp.core.config import Settings
from learnapp.core.days import begin_of
from learnapp.services import analytics, item_rollups, rollups
from learnapp.services.analytics_views import Asked
from learnapp.storage.embedded import EmbeddedPostgres, Urls
from learnapp.storage.migrate import upgrade
from tests.factories import MASTER_KEY, School, build_school
from tests.integration.learning.conftest import Course, build_course

DAYS, TOPICS = 200, 60
WINDOW = timedelta(seconds=20)
TABLES = (
    "student_minute", "student_hour", "student_day", "topic_minute", "topic_hour", "topic_day", "section_minute",
    "section_hour", "section_day",
)  # fmt: skip
_RUNS = 60
_NEAR = 40


@dataclass(slots=True)
class _Place:
    """A school with its log."""

    school: School
    course: Course
    events: int = 0


def figures(small: bool) -> list[Figure]:
    """Measure both; `small` for a small part of it."""
    students, few, many = (100, 10_000, 60_000) if small else (1_000, 1_000_000, 20_000_000)
    return asyncio.run(_measured(students, few, many, 20 if small else _RUNS))


async def _measured(students: int, few: int, many: int, runs: int) -> list[Figure]:
    with short_folder() as folder:
        server = EmbeddedPostgres(folder / "pg")
        urls = server.start()
        try:
            upgrade(urls.owner)
            settings = Settings(
                _env_file=None, data_dir=folder / "data", database_url=urls.app, migration_database_url=urls.owner,
                master_key=MASTER_KEY, demo=False, environment="test",
            )  # fmt: skip
            services = await bootstrap.build(settings)
            try:
                with psycopg.connect(_everything(urls), autocommit=True) as conn:
                    short = await _place(services, conn, "short", students, few)
                    long = await _place(services, conn, "long", students, many)
                    _settled(conn)
                found = await _rebuilt(settings, server, long)
                # The dashboards come much later: what is known is said at once.
                print(table(found), flush=True)
                await rollups.rebuild(short.school.tenant_id)
                with psycopg.connect(_everything(urls), autocommit=True) as conn:
                    conn.execute("VACUUM ANALYZE")
                # As the process that serves does when it has begun.
                collecting.settle()
                shown = await _dashboards(short, long, runs)
                # Last, for it leaves the items of two days alone.
                return [*found, *(await _incremental(services, long)), *shown]
            finally:
                await bootstrap.close(services)
        finally:
            server.stop()


def _everything(urls: Urls) -> str:
    """Return the address of our database as who sees every row."""
    return make_conninfo(urls.superuser, dbname=conninfo_to_dict(urls.owner)["dbname"])


# --- a log -----------------------------------------------------------------------------------------------


async def _place(services: Any, conn: psycopg.Connection, slug: str, students: int, events: int) -> _Place:
    """Make a course of so many students in one class, and a log of so many events over `DAYS` days."""
    names = tuple(f"student{number}" for number in range(students))
    school = await build_school(services.db, slug, "university", students=names, birth_date=date(2004, 5, 17))
    topics = tuple(f"Topic {number}" for number in range(TOPICS))
    course = await build_course(services.db, school.tenant_id, slug, topics)
    conn.execute("UPDATE section SET course_id = %s, course_tenant_id = tenant_id WHERE tenant_id = %s",
                 (course.course_id, school.tenant_id))  # fmt: skip
    began = time.perf_counter()
    made = _log(conn, _Place(school, course), students, events)
    print(f"  {slug}: {made:,} events in {time.perf_counter() - began:.0f} s", flush=True)
    return _Place(school, course, made)


# What an answer, a text and a film leave behind; the real documents are of this size.
_RESULTS = [
    f'{{"hour": 14, "kind": "practice", "moved": {"true" if n % 3 else "false"}, "hints": {int(n % 7 == 0)}, '
    f'"device": "desktop", "partial": 0.0, "response": "{n}", "difficulty": 0.{n % 10}, '
    f'"duration_ms": {n * 977 + 900}, '
    f'"mastery": {{"0198c0de-0000-7000-8000-0000000000{n:02d}": [0.7{n % 10}, 0.51, 0.88]}}}}'
    for n in range(64)
]
# Half of the days everybody works, the others rest; an hour and a half in one go, begun at different times. Each works
# on some of the course's items, which move on with the term.
_EVENTS = """
INSERT INTO learning_event (tenant_id, received_at, event_id, student_id, section_id, course_id, student_seq, verb,
                            object_id, object_version, step_id, kc_ids, correct, result, occurred_at, asserted)
SELECT %(tenant)s, t.at, gen_random_uuid(), s.id, %(section)s, %(course)s, d.n * %(each)s + i,
       (%(verbs)s::text[])[1 + (i * 7 + s.n) %% 20],
       (%(items)s::uuid[])[1 + d.n * (%(count)s - %(near)s) / %(days)s + (i * 31 + s.n * 17) %% %(near)s], 1,
       's1', ARRAY[(%(kcs)s::uuid[])[1 + ((i / 12 + s.n + d.n) %% %(topics)s)]],
       CASE WHEN (i * 7 + s.n) %% 20 < 13 THEN (i * 13 + s.n * 7 + d.n) %% 10 < 7 END,
       (%(results)s::jsonb[])[1 + (i * 5 + s.n) %% 64], t.at, false
  FROM generate_series(%(first)s::int, %(last)s::int) AS d (n)
 CROSS JOIN unnest(%(students)s::uuid[]) WITH ORDINALITY AS s (id, n)
 CROSS JOIN generate_series(1, %(each)s) AS i
 CROSS JOIN LATERAL (
   SELECT %(start)s::timestamptz + d.n * interval '1 day' + (6 + (s.n * 5 + d.n * 3) %% 15) * interval '1 hour'
          + (i * 5400.0 / %(each)s + (s.n %% 61)) * interval '1 second' AS at) t
 WHERE (s.n * 2654435761 + d.n * 40503) %% 65536 < 32768
"""
_VERBS = [*["answered"] * 13, "hint_requested", "hint_requested", "read", "video_progressed", "video_progressed",
          "recommendation_opened", "explanation_opened"]  # fmt: skip
_PRESENCE = """
INSERT INTO presence (tenant_id, section_id, student_id, last_event_at, last_verb)
SELECT %s, %s, s, now(), 'answered' FROM unnest(%s::uuid[]) s
"""
_STATES = """
INSERT INTO kc_state (tenant_id, student_id, kc_id, attempts, correct, p_mastered, low, high, mastered_at, last_at,
                      updated_at)
SELECT %(tenant)s, s.id, k.id, 5 + (s.n + k.n) %% 40, 3, 0.9, 0.8, 0.95,
       CASE WHEN (s.n * 7 + k.n * 3) %% 10 < 6 THEN now() - ((s.n * 13 + k.n * 29) %% 200) * interval '1 day' END,
       now(), now()
  FROM unnest(%(students)s::uuid[]) WITH ORDINALITY AS s (id, n)
 CROSS JOIN unnest(%(kcs)s::uuid[]) WITH ORDINALITY AS k (id, n)
"""


_PARTITIONS = "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'learning_event'::regclass"


def _first_day() -> date:
    return datetime.now(UTC).date() - timedelta(days=DAYS)


def _months(conn: psycopg.Connection) -> None:
    """Make the partitions of the months that have been."""
    month, today = _first_day().replace(day=1), datetime.now(UTC).date()
    known = {row[0] for row in conn.execute(_PARTITIONS)}
    while month <= today:
        following = (month + timedelta(days=32)).replace(day=1)
        name = f"learning_event_{month:%Y%m}"
        if name not in known:
            conn.execute(
                f"CREATE TABLE {name} PARTITION OF learning_event FOR VALUES FROM ('{month} 00:00+00') TO"
                f" ('{following} 00:00+00')"
            )
            conn.execute("SELECT raise_wall(%s)", (name,))
            conn.execute("SELECT calm_partition(%s)", (name,))
        month = following


_INDEXES = """
SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid), indisprimary FROM pg_index
 WHERE indrelid = 'learning_event'::regclass
"""


def _log(conn: psycopg.Connection, place: _Place, students: int, events: int) -> int:
    """Write the log; its indexes are made afterwards, which takes a third of the time."""
    school, course = place.school, place.course
    conn.execute("SET ROLE learnapp_owner")
    _months(conn)
    conn.execute("RESET ROLE")
    ids = [school[f"student{number}"].person_id for number in range(students)]
    items = [item for some in course.practice for item in some]
    conn.execute("SET synchronous_commit = off")
    conn.execute("SET maintenance_work_mem = '512MB'")
    # Half of the days, each of `DAYS`: so many events for each day on which somebody works.
    each = max(1, round(2 * events / students / DAYS))
    kept = conn.execute(_INDEXES).fetchall() if events > 100_000 else []
    for name, _, primary in kept:
        if primary:
            conn.execute(f"ALTER TABLE learning_event DROP CONSTRAINT {name}")
        else:
            conn.execute(f"DROP INDEX {name}")
    values: dict[str, Any] = {
        "tenant": school.tenant_id, "section": school.section_id, "course": course.course_id, "verbs": _VERBS,
        "items": items, "count": len(items), "near": _NEAR, "days": DAYS,
        "kcs": course.kcs, "topics": len(course.kcs), "results": _RESULTS,
        "students": ids, "each": each, "start": begin_of(_first_day(), "UTC"),
    }  # fmt: skip
    made = 0
    for first in range(0, DAYS, 10):
        made += conn.execute(_EVENTS, values | {"first": first, "last": first + 9}).rowcount
    for _, definition, primary in kept:
        if primary:
            conn.execute("ALTER TABLE learning_event ADD PRIMARY KEY (tenant_id, received_at, event_id)")
        else:
            conn.execute(definition)
    conn.execute(_PRESENCE, (school.tenant_id, school.section_id, ids))
    conn.execute(_STATES, {"tenant": school.tenant_id, "students": ids, "kcs": course.kcs})
    return made


def _settled(conn: psycopg.Connection) -> None:
    conn.execute("VACUUM ANALYZE")
    conn.execute("CHECKPOINT")


# --- counted again ---------------------------------------------------------------------------------------


@contextmanager
def _watched(root: int) -> Iterator[dict[str, float]]:
    """Watch the largest memory of one of a server's processes, MiB, what is shared left out."""
    found, done = {"mib": 0.0}, threading.Event()

    def watch() -> None:
        while not done.wait(0.5):
            for process in psutil.Process(root).children(recursive=True):
                try:
                    found["mib"] = max(found["mib"], process.memory_full_info().uss / 2**20)
                except psutil.Error:
                    continue

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield found
    finally:
        done.set()
        thread.join()


async def _rebuilt(settings: Settings, server: EmbeddedPostgres, place: _Place) -> list[Figure]:
    """Count the long log with the command that operators have, in a process of its own."""
    environment = os.environ | {
        "DATABASE_URL": settings.database_url or "", "DATA_DIR": str(settings.data_dir), "MASTER_KEY": MASTER_KEY,
        "PYTHONPATH": str(ROOT), "DEMO": "false",
    }  # fmt: skip
    command = [sys.executable, "-m", "learnapp.cli", "rollups", "rebuild", "--tenant", place.school.slug]
    root = server.pid()
    began = time.perf_counter()
    with _watched(root or os.getpid()) as seen:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
        _, status, usage = await asyncio.to_thread(os.wait4, process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - began
    if process.returncode:
        raise RuntimeError(f"the rebuild ended with {process.returncode}")
    memory = usage.ru_maxrss / 1024
    return [
        Figure(
            f"rollups rebuilt from {place.events / 1e6:,.3g} million events", seconds / 60, "min", 10, 10,
            note=f"{place.events / seconds:,.0f} events/s",
        ),
        Figure(
            "memory of a rebuild", (memory + seen["mib"]) / 1024, "GiB", 2, 2,
            note=f"the command {memory:,.0f} MiB, the largest process of the database {seen['mib']:,.0f} MiB",
        ),
    ]  # fmt: skip


async def _digest(services: Any, place: _Place, since: date) -> dict[str, str]:
    """Return what each rollup holds from a day on, without when it was counted."""
    found = {}
    async with services.db.raw(place.school.tenant_id) as conn:
        for table in TABLES:
            at = "day" if table.endswith("day") else "at"
            rows = await (
                await conn.execute(
                    f"SELECT (to_jsonb(t) - 'computed_at')::text FROM {table} t WHERE {at} >= %s",  # noqa: S608
                    (begin_of(since, "UTC"),),
                )
            ).fetchall()
            mixed = hashlib.sha256("\n".join(sorted(row[0] for row in rows)).encode()).hexdigest()
            found[table] = f"{len(rows)} {mixed}"
    return found


async def _incremental(services: Any, place: _Place) -> list[Figure]:
    """Let the outbox's jobs count the last two days of the log from nothing, and compare that with the rebuild."""
    school, clock = place.school, services.clock
    tenant = school.tenant_id
    last = _first_day() + timedelta(days=DAYS - 1)
    first = last - timedelta(days=1)
    rebuilt = await _digest(services, place, first)
    async with services.db.raw(tenant) as conn:
        for table in TABLES:
            at = "day" if table.endswith("day") else "at"
            await conn.execute(f"DELETE FROM {table} WHERE {at} >= %s", (begin_of(first, "UTC"),))  # noqa: S608
        await conn.execute("DELETE FROM rollup_section")
    await items.begun(services, school, begin_of(first, "UTC"))
    waits, jobs = [], 0
    now = begin_of(first, "UTC") + timedelta(hours=5)
    # In the morning of each day as the outbox does it, every 20 s; the rest in larger windows.
    while now < begin_of(last, "UTC") + timedelta(days=1):
        step = WINDOW if now.hour == 12 and now.minute < 10 else timedelta(minutes=10)
        services.clock = FixedClock(now + step + timedelta(seconds=5))
        began = time.perf_counter()
        await rollups.bring_up(tenant, now)
        if step == WINDOW:
            waits.append(time.perf_counter() - began)
        jobs, now = jobs + 1, now + step
    services.clock = clock
    await rollups.bring_up(tenant, begin_of(last, "UTC") + timedelta(days=1) - timedelta(seconds=30))
    differing = [table for table, seen in (await _digest(services, place, first)).items() if seen != rebuilt[table]]
    # Of items there are sums only: the same two days, in one go.
    counted = await items.counted(services, tenant)
    await items.begun(services, school, begin_of(first, "UTC"))
    await item_rollups.bring_up(tenant, [place.school.section_id], clock.now())
    differing += [table for table, seen in (await items.counted(services, tenant)).items() if seen != counted[table]]
    rows = sum(int(seen.split()[0]) for seen in rebuilt.values())
    return [
        Figure(
            "rollups that a rebuild and the outbox's jobs count differently", float(len(differing)), "", 0, 0,
            note=f"of {len(TABLES) + len(items.TABLES)}, {rows:,} rows of two days, {jobs} jobs"
            + "".join(f"; {one}" for one in differing),
        ),
        Figure(
            "one job of the outbox, 20 s of a course at work, p95", statistics.quantiles(waits, n=20)[-1] * 1000, "ms",
            runs=len(waits), note=f"median {statistics.median(waits) * 1000:.0f} ms",
        ),
    ]  # fmt: skip


# --- dashboards ------------------------------------------------------------------------------------------


async def _dashboards(short: _Place, long: _Place, runs: int) -> list[Figure]:
    found = []
    for period, name in (("month", "28 days"), ("custom", "120 days")):
        asked = Asked(period)
        if period == "custom":
            today = datetime.now(UTC).date()
            asked = Asked("custom", (today - timedelta(days=119)).isoformat(), today.isoformat())
        waits = {place.events: await _waits(place, asked, runs) for place in (short, long)}
        of = {events: statistics.quantiles(some, n=20)[-1] * 1000 for events, some in waits.items()}
        most, times = (300.0, 1.5) if period == "month" else (None, None)
        found += [
            Figure(
                f"dashboard of {name} of a course over {long.events / 1e6:,.3g} million events, p95", of[long.events],
                "ms", most, runs=runs, note=f"median {statistics.median(waits[long.events]) * 1000:.0f} ms",
            ),
            Figure(
                f"dashboard of {name}, times that of {short.events / 1e6:,.3g} million events",
                of[long.events] / of[short.events], "", times,
                note=f"p95 {of[short.events]:.0f} ms",
            ),
        ]  # fmt: skip
    return found


async def _waits(place: _Place, asked: Asked, runs: int) -> list[float]:
    """Return how long the data of a dashboard take; nothing is answered from the cache, which serves outages alone."""
    carol, section = place.school.actor("carol"), place.school.section_id
    waits = []
    for number in range(runs + 3):
        began = time.perf_counter()
        view = await analytics.class_analytics(carol, section, asked)
        if number >= 3:
            waits.append(time.perf_counter() - began)
        if not any(one.known for one in view.figures) or not any(day.answers for day in view.trend):
            raise RuntimeError("the dashboard has no figures")
    return waits
