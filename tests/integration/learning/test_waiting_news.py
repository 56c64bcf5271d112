"""News that have waited for a worker: one job counts for all of them."""

from __future__ import annotations

from datetime import timedelta

from learnapp.services.learning import record_event
from learnapp.workers.jobs import activity
from tests.integration.learning.conftest import Classroom

_WAITING = """
SELECT args ->> 'since' FROM procrastinate_jobs
 WHERE task_name = 'activity' AND status = 'todo' AND args ->> 'tenant_id' = %s ORDER BY id
"""


async def test_after_an_outage_one_job_counts_for_all_that_waited(classroom: Classroom) -> None:
    tenant, items = str(classroom.school.tenant_id), classroom.course.practice[0]

    async def answered(response: str) -> None:
        assert (await record_event(classroom.event(content=items[0], response=response), classroom.actor())).stored
        classroom.clock.at += timedelta(minutes=5)

    async def waiting() -> list[str]:
        return [row[0] for row in await classroom.rows(_WAITING, tenant)]

    for response in ("6", "8", "7"):
        await answered(response)
    old = await waiting()
    assert len(old) == 3
    await answered("7")
    classroom.clock.at -= timedelta(seconds=299)
    before = await waiting()
    assert len(before) == 4, "the job of a window that is open waits for its end"

    await activity(tenant_id=tenant, since=old[-1])
    assert await waiting() == before[3:], "who came last did the work of all, but of the window that is open"
    (figures,) = await classroom.rows("SELECT sum(answers)::int FROM section_day WHERE tenant_id = %s", tenant)
    assert figures[0] >= 3
