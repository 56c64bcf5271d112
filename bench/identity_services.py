"""`python -m bench.identity_services`: a roster of 20,000 read twice, and 10,000 scores through a platform that fails.

Prints one line of JSON. A process of its own, so that its memory is that of the work alone: the same modules that the
worker calls, over a database of its own.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import resource
import sys
import time
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from bench.identity_platform import Platform
from bench.server import short_folder
from learnapp.core.clock import SystemClock
from learnapp.core.config import Settings
from learnapp.services import Services, lms, lms_keys, lti_roster, lti_sending, set_current
from learnapp.services.throttle import Limiter
from learnapp.storage.cache import Cache
from learnapp.storage.db import Database
from learnapp.storage.embedded import EmbeddedPostgres
from learnapp.storage.migrate import upgrade
from learnapp.storage.repositories import lti_contexts as context_rows
from learnapp.storage.repositories import lti_grades as grade_rows
from learnapp.storage.repositories import lti_services as service_rows
from learnapp.storage.repositories import sections as section_rows
from learnapp.storage.repositories.lti_grades import NewScore
from learnapp.storage.repositories.lti_services import LmsCourse
from tests.factories import build_school, keyring

_COLUMNS = 20
_CHANGED = 5
"""Every so many students get a better score while the first ones are on their way."""


async def _connected(db: Database, platform: Platform) -> tuple[UUID, UUID, LmsCourse]:
    """Make a school whose class follows a course of the platform."""
    school = await build_school(db, "big", "university", students=(), instructors=("carol",))
    tenant, now = school.tenant_id, datetime.now(UTC)
    origin = platform.origin
    registration = await lms.add(
        school.actor("adam"),
        lms.PlatformDraft(
            "LMS", "other", origin, platform.client, "1", origin, f"{origin}/auth", f"{origin}/token",
            f"{origin}/keys", attested=True,
        ),
    )  # fmt: skip
    platform.change(keys={"keys": await lms_keys.published_keys(school.slug)})
    course = LmsCourse(registration, "1", "c1")
    scopes = " ".join(f"https://purl.imsglobal.org/spec/lti-ags/scope/{one}" for one in ("lineitem", "score"))
    async with db.transaction(tenant) as tx:
        await context_rows.see_context(tx.session, tenant, registration, "1", "c1", "Course", now)
        await context_rows.connect(tx.session, tenant, registration, "1", "c1", school.section_id, over=True)
        await service_rows.see_services(
            tx.session, tenant, course, f"{origin}/members?course=4", f"{origin}/lineitems?type_id=7", scopes, now
        )
        await service_rows.switch(
            tx.session, tenant, course, follows=True, tests=True, assignments=False, progress=False,
            by=school["carol"].person_id, now=now,
        )  # fmt: skip
    return tenant, school.section_id, course


async def _read(db: Database, tenant: UUID, course: LmsCourse) -> tuple[float, float, dict[str, int]]:
    """Read the roster once; returns the seconds, those of the processor here, and what came of it."""
    async with db.transaction(tenant) as tx:
        await lti_roster.ask(tx.session, tenant, course, None, datetime.now(UTC), whole=True)
    began, before = time.perf_counter(), time.process_time()
    await lti_roster.sync(tenant, course)
    took, busy = time.perf_counter() - began, time.process_time() - before
    async with db.transaction(tenant) as tx:
        found = await service_rows.sync(tx.session, tenant, course)
    if found is None or found.status != "done":
        raise RuntimeError(f"the roster was not read: {found}")
    return took, busy, found.counts


def _memory() -> float:
    """Return the most memory that this process ever had, MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


async def _scores(
    db: Database, tenant: UUID, section: UUID, course: LmsCourse, platform: Platform, scores: int, failing: float
) -> dict[str, Any]:
    """Queue scores, let every fifth change on its way, and send until nothing waits."""
    now = datetime.now(UTC)
    async with db.transaction(tenant) as tx:
        students = (await section_rows.student_ids(tx.session, tenant, section))[: scores // _COLUMNS]
        for number in range(_COLUMNS):
            title = f"Test {number}"
            await grade_rows.want_item(tx.session, tenant, course, "assessment", uuid4(), title, 20.0, now)
        items = [one.line_item_id for one in await grade_rows.items(tx.session, tenant, course)]
    wanted = {
        (item, student): float((a + b) % 19) for a, item in enumerate(items) for b, student in enumerate(students)
    }
    # No 429 here: its `Retry-After` holds for the whole platform, and would be all that is measured.
    platform.change(faults={"before": 0.4 * failing, "after": 0.4 * failing, "forgotten": 0.2 * failing})

    async def put(some: dict[tuple[UUID, UUID], float]) -> None:
        new = [NewScore(*place, given, 20.0, "Completed", "FullyGraded") for place, given in some.items()]
        async with db.transaction(tenant) as tx:
            moment = datetime.now(UTC)
            await grade_rows.put(tx.session, tenant, new, moment, moment)

    await put(wanted)
    began = time.perf_counter()
    sending = asyncio.create_task(_drain(db, tenant))
    await asyncio.sleep(2.0)
    better = {place: wanted[place] + 1.0 for number, place in enumerate(wanted) if number % _CHANGED == 0}
    wanted |= better
    await put(better)
    await sending
    await _drain(db, tenant)
    took = time.perf_counter() - began
    found = platform.report()
    labels = {int(number): one["label"] for number, one in found["items"].items()}
    async with db.transaction(tenant) as tx:
        titles = {one.line_item_id: one.title for one in await grade_rows.items(tx.session, tenant, course)}
    there: dict[str, list[float]] = {}
    for place, said in found["results"].items():
        there.setdefault(labels[int(place.split("/")[0])], []).append(said["scoreGiven"])
    lost = 0
    for item in items:
        mine = sorted(given for (one, _), given in wanted.items() if one == item)
        theirs = sorted(there.get(titles[item], []))
        missing = len(mine) - len(theirs)
        lost += missing or sum(a != b for a, b in zip(mine, theirs, strict=True))
    doubled = found["again"] + len(found["items"]) - len(items)
    return {"scores": len(wanted), "changed": len(better), "seconds": took, "lost": lost, "doubled": doubled,
            "calls": found["calls"], "taken": found["taken"]}  # fmt: skip


async def _drain(db: Database, tenant: UUID) -> None:
    """Send as the worker does, until nothing waits any more."""
    while True:
        await lti_sending.send(tenant)
        async with db.raw(tenant) as conn:
            cursor = await conn.execute("SELECT count(*) FROM lti_score WHERE state = 'waiting'")
            row = await cursor.fetchone()
        if row is None or row[0] == 0:
            return
        await asyncio.sleep(0.5)


async def measure(people: int, scores: int, failing: float) -> dict[str, Any]:
    """Measure everything."""
    with short_folder() as folder:
        server = EmbeddedPostgres(folder / "pg")
        urls = server.start()
        platform = Platform("client", people, 500)
        try:
            upgrade(urls.owner)
            db = Database(urls.app)
            await db.open()
            settings = Settings(_env_file=None, environment="test", data_dir=folder)
            services = Services(settings=settings, clock=SystemClock(), db=db, cache=Cache(), keyring=keyring())
            services.limiter = Limiter("mem://")
            set_current(services)
            tenant, section, course = await _connected(db, platform)
            idle = _memory()
            first, busy, counts = await _read(db, tenant, course)
            again, busy_again, same = await _read(db, tenant, course)
            memory = _memory()
            found = {"first": first, "again": again, "memory": memory, "idle": idle, "counts": counts, "same": same}
            found |= {"busy": busy, "busy_again": busy_again}
            print(f"rosters: {found}", file=sys.stderr, flush=True)
            found["grades"] = await _scores(db, tenant, section, course, platform, scores, failing)
            await db.close()
            return found
        finally:
            platform.stop()
            server.stop()


def main() -> None:
    """Measure, and print one line."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--people", type=int, default=20_000)
    options.add_argument("--scores", type=int, default=10_000)
    options.add_argument("--failing", type=float, default=0.3)
    chosen = options.parse_args()
    print(json.dumps(asyncio.run(measure(chosen.people, chosen.scores, chosen.failing))), flush=True)


if __name__ == "__main__":
    main()
