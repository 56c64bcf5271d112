"""Training as a job: progress, one at a time, stopped, killed and gone on with, and what it learns from."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from learnapp.core.clock import FixedClock
from learnapp.core.config import Settings
from learnapp.core.errors import ForbiddenError, InvalidInputError, NotFoundError
from learnapp.ml.artefact import ModelKind
from learnapp.services import (
    Services,
    model_registry,
    model_training,
    model_watch,
    privacy,
    training_data,
    training_sources,
    training_steps,
    training_work,
)
from learnapp.services.model_training import TrainingRunsError
from learnapp.storage.embedded import Urls
from learnapp.storage.repositories import training_runs
from learnapp.workers import jobs
from tests.factories import MASTER_KEY, School
from tests.integration.models.conftest import START, Worked, answer, work_off

ROOT = Path(__file__).resolve().parents[3]
KIND = ModelKind.MASTERY_PREDICTOR.value


async def test_a_training_runs_in_the_worker_and_its_version_looks_on(services: Services, small: Worked) -> None:
    run_id = await model_training.start(small.admin, KIND)
    assert (await model_training.find_run(small.admin, run_id)).status == "waiting"
    await work_off()
    run = await model_training.find_run(small.admin, run_id)
    assert (run.status, run.done, run.message) == ("done", 5, "")
    assert run.version_id is not None
    version = await model_registry.find(small.admin, run.version_id)
    assert (version.row.number, version.stage) == ("1.0.0", "shadow")
    assert version.row.card["answers"] + version.row.card["test_answers"] == 160
    assert version.row.card["test_students"] == 2 and version.row.git_sha
    gates = {gate["name"]: gate["outcome"] for gate in version.row.metrics["gates"]}
    assert gates["enough"] == "too_few" and gates["fast"] == "passed"
    assert not training_steps.folder_of(small.tenant, run_id).exists(), "nothing of the answers stays behind"
    assert str(small.school["student0"].person_id) not in str(version.row)
    # The same answers give the same model: there is nothing to add.
    again = await training_work.run_here(small.admin, KIND, lambda _step: None)
    assert (again.status, again.version_id) == ("done", None)
    # What looks on is watched on the answers that come, and gives way to nobody by itself.
    students = [small.school[f"student{number}"].person_id for number in range(8)]
    await answer(services.db, small, students, 20, seed=6, start=services.clock.now() + timedelta(seconds=1))
    assert await model_watch.watch(small.tenant, KIND) >= 1
    version = await model_registry.find(small.admin, run.version_id)
    assert sum(day.answers for day in version.days) == 160
    assert 0.2 < sum(day.chance_sum for day in version.days) / 160 < 0.9
    newer = await training_work.run_here(small.admin, KIND, lambda _step: None)
    assert newer.version_id is not None
    version = await model_registry.find(small.admin, newer.version_id)
    assert (version.row.number, version.stage) == ("1.1.0", "")
    assert version.row.card["test_students"] >= 2, "who was kept apart stays kept apart"


async def test_a_second_training_is_refused_while_one_waits_or_runs(services: Services, small: Worked) -> None:
    run_id = await model_training.start(small.admin, KIND)
    with pytest.raises(TrainingRunsError, match="already"):
        await model_training.start(small.admin, KIND)
    async with services.db.exclusive(f"training {KIND}", small.tenant):
        with pytest.raises(TrainingRunsError):
            await training_work.work(small.tenant, run_id)
    await _stop_all(small)


async def _stop_all(worked: Worked) -> None:
    """Leave nothing in the queue that a later test would have to work off."""
    for run in (await model_training.list_runs(worked.admin)).rows:
        if run.status in model_training.LIVE:
            await model_training.stop(worked.admin, run.run_id)
    await work_off()


async def test_a_training_that_is_stopped_goes_on_where_it_was(
    services: Services, small: Worked, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_id = await model_training.start(small.admin, KIND)
    gather, gathered = training_sources.SOURCES[KIND], 0

    async def counted(*args: Any) -> Any:
        nonlocal gathered
        gathered += 1
        made = await gather(*args)
        await model_training.stop(small.admin, run_id)
        return made

    monkeypatch.setitem(training_sources.SOURCES, KIND, counted)
    await work_off()
    stopped = await model_training.find_run(small.admin, run_id)
    assert (stopped.status, stopped.done) == ("stopped", 1)
    await model_training.resume(small.admin, run_id)
    await work_off()
    assert (await model_training.find_run(small.admin, run_id)).status == "done"
    assert gathered == 1, "what was gathered is not gathered again"
    with pytest.raises(NotFoundError):
        await model_training.stop(small.admin, run_id)
    with pytest.raises(NotFoundError):
        await model_training.resume(small.admin, run_id)


async def test_stopping_ends_the_process_that_trains(
    services: Services, small: Worked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training_steps, "COMMAND", ("sh", "-c", "exec sleep 60"))
    run_id = await model_training.start(small.admin, KIND)
    working = asyncio.create_task(work_off())
    async with asyncio.timeout(20):
        while (await model_training.find_run(small.admin, run_id)).step != "fit":
            await asyncio.sleep(0.05)
        await model_training.stop(small.admin, run_id)
        await working
    assert (await model_training.find_run(small.admin, run_id)).status == "stopped"


async def test_the_training_of_a_worker_that_was_killed_is_gone_on_with_by_the_next(
    services: Services, small: Worked
) -> None:
    run_id = await model_training.start(small.admin, KIND)
    queue = jobs.build_queue()
    async with queue.open_async():
        worker = await queue.job_manager.register_worker()
        assert await queue.job_manager.fetch_job(queues=["training"], worker_id=worker) is not None
        await queue.job_manager.unregister_worker(worker)
        await work_off()
        assert (await model_training.find_run(small.admin, run_id)).status == "waiting"
        assert await jobs.rescue(queue) >= 1
    await work_off()
    assert (await model_training.find_run(small.admin, run_id)).status == "done"


async def test_a_training_that_died_without_a_job_is_found_and_makes_room(services: Services, small: Worked) -> None:
    run_id = await _dead(services, small)
    assert (await model_training.find_run(small.admin, run_id)).status == "interrupted"
    assert await training_work.sweep() >= 1
    said: list[str] = []
    run = await training_work.run_here(small.admin, KIND, said.append)
    assert (run.run_id, run.status) == (run_id, "done") and said[0].startswith("going on")
    dead = await _dead(services, small)
    other = await model_training.start(small.admin, KIND)
    assert (await model_training.find_run(small.admin, dead)).status == "interrupted"
    with pytest.raises(TrainingRunsError):
        await model_training.resume(small.admin, dead)
    assert (await model_training.find_run(small.admin, other)).status == "waiting"
    await _stop_all(small)


async def _dead(services: Services, worked: Worked) -> UUID:
    """Return a training that runs nowhere: the terminal that it ran in was killed two minutes ago."""
    run_id = await model_training.begin(worked.tenant, KIND, "asked", by=None, queued=False)
    ago = services.clock.now() - timedelta(minutes=2)
    async with services.db.raw(worked.tenant) as conn:
        await training_runs.set_run_status(conn, worked.tenant, run_id, "running", ago)
    return run_id


async def test_a_process_that_dies_and_answers_that_are_too_few_are_told(
    services: Services, small: Worked, riverside: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = await training_work.run_here(riverside.actor("adam"), KIND, lambda _step: None)
    assert (run.status, run.error) == ("failed", "too_few_answers")
    assert "0 usable answers" in run.message
    monkeypatch.setattr(training_steps, "COMMAND", ("false",))
    run = await training_work.run_here(small.admin, KIND, lambda _step: None)
    assert (run.status, run.error) == ("failed", "training_broke")


async def test_what_was_gathered_too_long_ago_is_gathered_anew_and_goes(services: Services, small: Worked) -> None:
    run_id = await model_training.begin(small.tenant, KIND, "asked", by=None, queued=False)
    folder = training_steps.folder_of(small.tenant, run_id)
    folder.mkdir(parents=True)
    (folder / "fitted.json").write_text('{"seconds": 1}')
    long_ago = time.time() - 2 * training_steps.KEPT_SECONDS
    os.utime(folder, (long_ago, long_ago))
    assert await training_work.remove_old() == 1 and not folder.exists()


async def test_the_terminal_trains_promotes_and_goes_back(
    postgres: Urls, settings: Settings, services: Services, small: Worked
) -> None:
    slug = small.school.slug

    def command(*words: str) -> tuple[int, str]:
        environment = os.environ | {
            "DATABASE_URL": postgres.app, "DATA_DIR": str(settings.data_dir), "ENVIRONMENT": "test",
            "MASTER_KEY": MASTER_KEY,
        }  # fmt: skip
        done = subprocess.run(
            [sys.executable, "-m", "learnapp.cli", *words, "--tenant", slug],
            cwd=ROOT, env=environment, text=True, capture_output=True, timeout=120, check=False,
        )  # fmt: skip
        return done.returncode, done.stdout + done.stderr

    code, said = await asyncio.to_thread(command, "train", KIND)
    assert code == 0 and f"{slug}: {KIND}@1.0.0 (shadow)" in said and "enough      too_few" in said
    code, said = await asyncio.to_thread(command, "promote", f"{KIND}@1.0.0")
    assert code == 1 and "closed gate enough" in said and "Traceback" not in said
    code, said = await asyncio.to_thread(command, "rollback", KIND)
    assert code == 1 and "nothing to go back from" in said


async def test_only_admins_train_and_only_what_there_is(services: Services, small: Worked) -> None:
    for name in ("student0", "carol"):
        with pytest.raises(ForbiddenError):
            await model_training.start(small.school.actor(name), KIND)
    with pytest.raises(InvalidInputError, match="mastery_predictor"):
        await model_training.start(small.admin, "crystal_ball")


async def test_who_gave_no_consent_is_left_out_and_who_takes_it_back_too(services: Services, small: Worked) -> None:
    alice = small.school["student0"].person_id
    before = (await training_data.gather(small.tenant)).frame
    assert before["allowed"].all() and len(before) == 160
    await privacy.withdraw_consent(small.admin, alice, "institution_contract")
    after = (await training_data.gather(small.tenant)).frame
    assert (~after["allowed"]).sum() == 20
    assert set(after["student"].to_list()) == set(before["student"].to_list()), "the same numbers every time"


async def test_at_night_it_trains_by_itself_when_enough_is_new(services: Services, small: Worked) -> None:
    real = services.clock
    try:
        await _clock(services, small, 3)
        assert not await training_work._due(small.tenant, KIND)  # noqa: SLF001 - 160 answers are not enough
        students = [small.school[f"student{number}"].person_id for number in range(8)]
        await answer(services.db, small, students, 60, seed=5, start=START + timedelta(days=1))
        assert await training_work.nightly() >= 1
        run = (await model_training.list_runs(small.admin)).rows[0]
        assert run.reason == "nightly"
        await _stop_all(small)
        assert not await training_work._due(small.tenant, KIND)  # noqa: SLF001
        await _clock(services, small, 12)
        assert not await training_work._is_night(small.tenant)  # noqa: SLF001
    finally:
        services.clock = real


async def _clock(services: Services, worked: Worked, hour: int) -> None:
    services.clock = FixedClock((START + timedelta(days=40)).replace(hour=hour))
