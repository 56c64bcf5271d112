"""What an app's metrics say of the work of others: an alarm on them must be able to go off."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator
from datetime import timedelta

import httpx
import psycopg
import pytest

from learnapp.api.app import build_api
from learnapp.core.config import Settings
from learnapp.services import Services, installation_figures, sealing, set_current, trail
from learnapp.storage import outbox
from learnapp.storage.db import Database
from learnapp.storage.embedded import Urls
from learnapp.storage.roles import DATABASE
from tests.factories import School

QUEUE, LAG = "learnapp_queue_jobs", "learnapp_queue_lag_seconds"
FAILED, SILENCE, BACKUP = (
    "learnapp_queue_failed_jobs", "learnapp_worker_silence_seconds", "learnapp_backup_age_seconds",
)  # fmt: skip
BEHIND, UNSEALED = "learnapp_features_behind", "learnapp_audit_unsealed_entries"


async def _scraped() -> str:
    """Return what /metrics answers to a scrape from this machine."""
    transport = httpx.ASGITransport(build_api(), client=("127.0.0.1", 4711))
    async with httpx.AsyncClient(transport=transport, base_url="http://school.test") as scraper:
        answer = await scraper.get("/metrics")
    assert answer.status_code == 200
    return answer.text


async def _figures() -> dict[str, float]:
    """Return what is told, by name; labels are left out."""
    lines = (line for line in (await _scraped()).splitlines() if not line.startswith("#"))
    return {line.split("{")[0].split(" ")[0]: float(line.rsplit(" ", 1)[1]) for line in lines}


@pytest.fixture
def superuser(postgres: Urls) -> Iterator[psycopg.Connection]:
    """Who may change the queue's rows; what a test has put there is gone afterwards."""
    with psycopg.connect(postgres.superuser.replace("/postgres?", f"/{DATABASE}?"), autocommit=True) as conn:
        yield conn
        conn.execute("DELETE FROM procrastinate_jobs WHERE queue_name = 'metrics-test'")


async def _job(services: Services, school: School, superuser: psycopg.Connection) -> None:
    """A job that nobody has done for a quarter of an hour."""
    async with services.db.raw(school.tenant_id) as conn:
        await outbox.enqueue(conn, "refresh_figures", school.tenant_id, queue="metrics-test")
    superuser.execute(
        "UPDATE procrastinate_jobs SET scheduled_at = now() - interval '15 minutes' WHERE queue_name = 'metrics-test'"
    )


@pytest.fixture
def _asked_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each scrape reads the database."""
    monkeypatch.setattr(installation_figures, "QUEUE_S", 0.0)
    monkeypatch.setattr(installation_figures, "SCHOOLS_S", 0.0)


@pytest.mark.usefixtures("_asked_anew")
async def test_an_app_tells_how_far_workers_are_behind(
    services: Services, riverside: School, superuser: psycopg.Connection
) -> None:
    before = await _figures()
    await _job(services, riverside, superuser)
    await trail.audit(riverside.actor("alice"), "session.start", "session")
    after = await _figures()
    assert after[QUEUE] == before[QUEUE] + 1
    assert after[LAG] >= 900
    assert after[UNSEALED] >= 1 and after[BEHIND] >= 0
    await sealing.seal_pending(riverside.tenant_id)
    assert (await _figures())[UNSEALED] < after[UNSEALED]


@pytest.mark.usefixtures("_asked_anew")
async def test_an_app_tells_what_only_workers_do_with_models(services: Services, riverside: School) -> None:
    def told(text: str, name: str) -> float:
        return next((float(line.rsplit(" ", 1)[1]) for line in text.splitlines() if line.startswith(name)), 0.0)

    done, pruned = (
        'learnapp_trainings{kind="difficulty",status="done"}',
        'learnapp_model_artefacts_pruned{kind="difficulty"}',
    )
    longest = 'learnapp_training_seconds{kind="difficulty"}'
    before = await _scraped()
    now = services.clock.now()
    async with services.db.raw(riverside.tenant_id) as conn:
        for minutes in (2, 7):
            await conn.execute(
                "INSERT INTO training_run (tenant_id, run_id, kind, status, checkpoint, report, started_at, beat_at,"
                " finished_at) VALUES (%s, gen_random_uuid(), 'difficulty', 'done', '{}', '{}', %s, %s, %s)",
                (riverside.tenant_id, now - timedelta(minutes=minutes), now, now),
            )
    after = await _scraped()
    assert told(after, done) == told(before, done) + 2
    assert told(after, longest) >= 7 * 60
    assert told(after, pruned) == told(before, pruned)
    async with services.db.raw(riverside.tenant_id) as conn:
        await conn.execute("DELETE FROM training_run WHERE kind = 'difficulty' AND beat_at = %s", (now,))
    assert told(await _scraped(), done) == told(before, done), (
        "it is what the database holds, not what was counted here"
    )


async def test_however_often_it_is_asked_the_database_is_asked_once(
    services: Services, riverside: School, superuser: psycopg.Connection
) -> None:
    before = await _figures()
    await _job(services, riverside, superuser)
    assert (await _figures())[QUEUE] == before[QUEUE]


@pytest.mark.usefixtures("_asked_anew")
async def test_in_an_outage_no_figure_of_before_is_told_as_one_of_now(
    services: Services, settings: Settings, riverside: School
) -> None:
    assert not math.isnan((await _figures())[LAG])
    away = Database(settings.database_url or "")
    await away.open()
    await away.close()
    set_current(dataclasses.replace(services, db=away))
    try:
        told = await _figures()
    finally:
        set_current(services)
    assert all(math.isnan(told[one]) for one in (QUEUE, LAG, BEHIND, UNSEALED, FAILED, SILENCE))


@pytest.mark.usefixtures("_asked_anew")
async def test_a_worker_that_is_silent_a_job_given_up_and_an_old_backup_can_set_off_an_alarm(
    services: Services, riverside: School, superuser: psycopg.Connection
) -> None:
    before = await _figures()
    assert before[BACKUP] == math.inf and (before[SILENCE] > 0 or math.isinf(before[SILENCE]))
    await _job(services, riverside, superuser)
    for status in ("doing", "failed"):
        superuser.execute("UPDATE procrastinate_jobs SET status = %s WHERE queue_name = 'metrics-test'", (status,))
    superuser.execute("DELETE FROM procrastinate_workers")
    superuser.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '3 minutes')")
    made = services.settings.data_dir / "last-backup"
    made.parent.mkdir(parents=True, exist_ok=True)
    made.write_text((services.clock.now() - timedelta(days=2)).isoformat())
    try:
        after = await _figures()
    finally:
        made.unlink()
        superuser.execute("DELETE FROM procrastinate_workers")
    assert after[FAILED] == before[FAILED] + 1
    assert 180 <= after[SILENCE] < 240
    assert 2 * 86_400 <= after[BACKUP] < 2 * 86_400 + 60
