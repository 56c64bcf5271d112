"""Data that an institution takes out: whole or only what is new, nothing lost, nobody by name unless it was asked."""

from __future__ import annotations

import asyncio
import hashlib
import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import polars as pl
import psycopg
import pytest
import pytest_asyncio

from learnapp.api.app import build_api
from learnapp.core.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError, UnavailableError
from learnapp.core.i18n import LOCALES, translate
from learnapp.engine.event import Verb
from learnapp.integrations.exports.datasets import DATASETS, POLARS
from learnapp.services import (
    api_clients,
    export_files,
    export_work,
    exports,
    learning,
    notice_board,
    privacy,
    sessions,
    withdrawals,
)
from learnapp.services.exports import PlanDraft, RunView
from learnapp.storage.export_store import ExportStore
from learnapp.storage.repositories import export_reading
from tests.integration.learning.conftest import Classroom, new_classroom

EVERYTHING = tuple(DATASETS)


@pytest_asyncio.fixture(loop_scope="session")
async def school(classroom: Classroom, tmp_path: Path) -> AsyncIterator[Classroom]:
    classroom.services.extras["exports"] = ExportStore(tmp_path)
    yield classroom


async def study(home: Classroom, count: int, who: str = "alice", **more: Any) -> None:
    for number in range(count):
        item = home.course.practice[number % 4][number % 5]
        event = home.event(content=item, student_id=home.school[who].person_id, **({"response": "7"} | more))
        await learning.record_event(event, home.actor(who))
        home.clock.at += timedelta(seconds=1)


async def made(home: Classroom, plan: UUID | None = None, **draft: Any) -> RunView:
    """Plan an export, or carry one out again, and make it."""
    admin = home.actor("adam")
    if plan is None:
        plan, _ = await exports.add(admin, PlanDraft(**({"datasets": EVERYTHING} | draft)))
    else:
        await exports.start(admin, plan)
    found = next(one for one in (await exports.runs(admin)).rows if one.plan.plan_id == plan)
    await export_work.work(home.school.tenant_id, found.run.run_id)
    return await exports.find(admin, found.run.run_id)


def content(home: Classroom, view: RunView, name: str) -> bytes:
    _, parts = exports.store().read(home.school.tenant_id, view.run.run_id, name)
    return b"".join(parts)


def table(home: Classroom, view: RunView, name: str) -> pl.DataFrame:
    """Return all parts of a table."""
    parts = [one for one in view.files if one.dataset == name]
    read = pl.read_parquet if view.plan.format == "parquet" else pl.read_csv
    return pl.concat([read(io.BytesIO(content(home, view, one.name))) for one in parts])


@pytest.mark.parametrize("form", ["csv", "parquet"])
async def test_files_are_what_the_dictionary_says_and_name_nobody(school: Classroom, form: str) -> None:
    await study(school, 3)
    await study(school, 1, "bob", response="Alice told me")
    await learning.record_event(school.event(Verb.FORUM_POSTED, text="A secret of mine"), school.actor())
    view = await made(school, format=form)
    assert view.run.status == "done" and view.run.expires_at is not None
    manifest = json.loads(content(school, view, "manifest.json"))
    described = json.loads(content(school, view, "dictionary.json"))
    assert {one["name"] for one in manifest["files"]} | {"manifest.json"} == {one.name for one in view.files}
    for file in manifest["files"]:
        data = content(school, view, file["name"])
        assert (len(data), hashlib.sha256(data).hexdigest()) == (file["bytes"], file["sha256"])
        for secret in ("Alice", school.school["alice"].email, str(school.school["alice"].person_id), "secret"):
            assert secret.encode() not in data or file["name"].startswith("dictionary"), (secret, file["name"])
    for one in described["tables"]:
        frame = table(school, view, one["name"])
        assert frame.columns == [each["name"] for each in one["columns"]]
        if form == "parquet":
            assert list(frame.schema.values()) == [POLARS[each["kind"]] for each in one["columns"]]
        assert frame.select(one["key"]).is_duplicated().sum() == 0
        for each in [one, *one["columns"]]:
            assert set(each["meaning"]) == set(LOCALES) and all(each["meaning"].values())
            assert not any(text.startswith("export-") for text in each["meaning"].values()), each["name"]
    events, answers = table(school, view, "events"), table(school, view, "answers")
    assert (len(events), len(answers), events["student"].n_unique()) == (5, 4, 2)
    assert answers["response"].drop_nulls().cast(pl.String).to_list() == ["7"] * 3, "words of students stay here"
    assert len(table(school, view, "topic_states")) > 0 and len(table(school, view, "people")) == 4
    assert len(table(school, view, "discussion")) == 1
    assert set(described["tables"][0]["meaning"]) == {"en", "es"}


async def test_every_column_is_read_and_explained() -> None:
    assert DATASETS.keys() == export_reading.TABLES.keys()
    for dataset in DATASETS.values():
        columns = export_reading.TABLES[dataset.name].columns
        assert len(columns) == len(dataset.columns(names=False)), dataset.name
        for locale in LOCALES:
            for key in (dataset.title, f"{dataset.title}-text", *(one.meaning for one in dataset.fields)):
                assert translate(locale, key) != key, key


async def test_only_what_is_new_comes_the_next_time_and_a_late_commit_is_not_missed(school: Classroom) -> None:
    await study(school, 2)
    first = await made(school, datasets=("events", "topic_states", "people"), incremental=True, format="parquet")
    plan = first.plan.plan_id
    settings = school.services.settings
    async with await psycopg.AsyncConnection.connect(school.services.db.url) as late:
        # An event that was received before the next export, and is committed after it.
        await late.execute("SELECT set_config('app.tenant_id', %s, false)", (str(school.school.tenant_id),))
        await late.execute(
            "INSERT INTO learning_event (tenant_id, received_at, event_id, student_id, section_id, course_id,"
            " student_seq, verb, kc_ids, result, occurred_at, asserted) SELECT tenant_id, received_at,"
            " gen_random_uuid(), student_id, section_id, course_id, 99, 'session_started', '{}', '{}', occurred_at,"
            " false FROM learning_event ORDER BY received_at LIMIT 1"
        )
        await study(school, 2, "bob")
        second = await made(school, plan)
        await late.commit()
    third, fourth = await made(school, plan), await made(school, plan)
    found = [table(school, one, "events") for one in (first, second, third, fourth)]
    # What the others had written while the late one was open is told after it: all that is below is whole.
    assert len(found[0]) == 2 and len(found[1]) == 0 and len(found[2]) == 3 and len(found[3]) == 0
    every = pl.concat(found)
    assert every["event_id"].n_unique() == len(every) == 5, "each once"
    states = [table(school, one, "topic_states")["student"].n_unique() for one in (first, second, third, fourth)]
    assert states[0] == 1 and 1 in states[1:3], "of states only the changed ones"
    assert all(len(table(school, one, "people")) == 4 for one in (first, second, third, fourth))
    manifest = json.loads(content(school, third, "manifest.json"))
    assert manifest["tables"]["events"]["holds"] == "new" and manifest["tables"]["people"]["holds"] == "all"
    assert settings.export_days == 30


async def test_an_answer_that_was_exported_is_told_of_again_when_it_is_voided_and_restored(school: Classroom) -> None:
    await study(school, 2)
    await study(school, 1, "bob")
    carol, section, item = school.actor("carol"), school.school.section_id, school.course.practice[0][0]
    first = await made(school, datasets=("answers", "voided_answers"), incremental=True, format="parquet")
    plan = first.plan.plan_id
    assert len(table(school, first, "answers")) == 3 and len(table(school, first, "voided_answers")) == 0
    await withdrawals.void(carol, section, item, "The key is wrong.")
    second = await made(school, plan)
    gone = table(school, second, "voided_answers")
    of_item = table(school, first, "answers").filter(pl.col("content_id") == str(item))
    assert len(table(school, second, "answers")) == 0 and len(of_item) == 2
    assert sorted(gone["event_id"]) == sorted(of_item["event_id"]) and gone["student"].n_unique() == 2
    assert gone["voided"].to_list() == [True, True] and gone["restored_at"].null_count() == 2
    await withdrawals.restore(carol, section, item)
    back = table(school, await made(school, plan), "voided_answers")
    assert sorted(back["event_id"]) == sorted(of_item["event_id"]) and back["voided"].to_list() == [False, False]
    assert back["restored_at"].null_count() == 0 and set(back["void_id"]) == set(gone["void_id"])
    assert len(table(school, await made(school, plan), "voided_answers")) == 0


async def test_after_a_restore_everything_comes(school: Classroom) -> None:
    await study(school, 2)
    first = await made(school, datasets=("events",), incremental=True, format="parquet")
    await school.rows("UPDATE export_plan SET mark = mark + 1000000 RETURNING 1")
    assert len(table(school, await made(school, first.plan.plan_id), "events")) == 2


async def test_it_stops_and_goes_on_without_losing_or_doubling(
    school: Classroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_work, "PART", 3)
    await study(school, 8)
    admin, tenant = school.actor("adam"), school.school.tenant_id
    await exports.add(admin, PlanDraft(("events", "people"), "parquet"))
    (view,) = (await exports.runs(admin)).rows
    with pytest.raises(ConflictError):
        await exports.start(admin, view.plan.plan_id)
    await exports.stop(admin, view.run.run_id)
    await export_work.work(tenant, view.run.run_id)
    assert (await exports.find(admin, view.run.run_id)).run.status == "stopped"
    await school.rows("DELETE FROM procrastinate_jobs WHERE task_name = 'export_data' RETURNING 1")
    await exports.resume(admin, view.run.run_id)
    await export_work.work(tenant, view.run.run_id)
    done = await exports.find(admin, view.run.run_id)
    assert done.run.status == "done" and done.run.rows == 8 + 4
    assert [one.rows for one in done.files if one.dataset == "events"] == [3, 3, 2]
    with pytest.raises(NotFoundError):
        await exports.stop(admin, view.run.run_id)


_WORKER = """
import asyncio, sys
from pathlib import Path
from uuid import UUID
from learnapp.services import export_work, set_current
from learnapp.storage.db import Database
from learnapp.storage.export_store import ExportStore
from tests.integration.learning.conftest import build_services

class Slow(ExportStore):
    def put(self, tenant, run, name, data):
        super().put(tenant, run, name, data)
        print(name, flush=True)
        if name.startswith("events-00002"):
            import time
            time.sleep(60)

async def main():
    db = Database(sys.argv[1], pool_size=1, pool_max=2)
    await db.open()
    services = build_services(db)
    services.extras["exports"] = Slow(Path(sys.argv[2]))
    set_current(services)
    export_work.PART = 3
    await export_work.work(UUID(sys.argv[3]), UUID(sys.argv[4]))

asyncio.run(main())
"""


async def test_a_killed_worker_costs_one_part(
    school: Classroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_work, "PART", 3)
    await study(school, 8)
    admin, tenant = school.actor("adam"), school.school.tenant_id
    await exports.add(admin, PlanDraft(("events", "people"), "parquet"))
    (view,) = (await exports.runs(admin)).rows
    command = [sys.executable, "-c", _WORKER, school.services.db.url, str(tmp_path), str(tenant), str(view.run.run_id)]
    worker = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=os.getcwd())
    assert worker.stdout is not None
    lines = iter(worker.stdout.readline, "")
    assert [await asyncio.to_thread(next, lines) for _ in range(2)] == [
        "events-00001.parquet\n", "events-00002.parquet\n",
    ]  # fmt: skip
    worker.send_signal(signal.SIGKILL)
    await asyncio.to_thread(worker.wait)
    worker.stdout.close()
    half = await exports.find(admin, view.run.run_id)
    assert half.run.status == "running" and [one.rows for one in half.files] == [3], "the second was not noted"
    # Its job is done again by the next worker, as soon as the place of the dead one is free.
    for _ in range(100):
        try:
            await export_work.work(tenant, view.run.run_id)
            break
        except ConflictError:
            await asyncio.sleep(0.05)
    done = await exports.find(admin, view.run.run_id)
    assert done.run.status == "done" and table(school, done, "events")["event_id"].n_unique() == 8
    assert [one.rows for one in done.files if one.dataset == "events"] == [3, 3, 2]


async def test_names_come_only_where_somebody_has_asked_and_are_noted(school: Classroom) -> None:
    await study(school, 1)
    view = await made(school, names=True, format="parquet")
    people = table(school, view, "people")
    alice = school.school["alice"]
    assert alice.name in people["name"].to_list() and alice.email in people["email"].to_list()
    who = people.filter(pl.col("name") == alice.name)["person"][0]
    assert table(school, view, "events")["student"].to_list() == [who]
    (noted,) = await school.rows("SELECT detail FROM audit_entry WHERE action = 'export.begin'")
    assert noted[0]["names"] is True
    await privacy.erase_person(school.actor("adam"), alice.person_id)
    gone = await exports.find(school.actor("adam"), view.run.run_id)
    assert gone.run.expires_at is not None and gone.run.expires_at <= school.clock.now(), "names go with the person"
    later = await made(school, names=True, format="parquet")
    assert len(table(school, later, "people")) == 3 and len(table(school, later, "events")) == 0


async def test_files_that_are_half_made_with_names_go_when_somebody_is_erased(
    school: Classroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_work, "PART", 4)
    admin, tenant = school.actor("adam"), school.school.tenant_id
    plan, run_id = await exports.add(admin, PlanDraft(("people", "classes"), "parquet", names=True, incremental=True))
    put, left = ExportStore.put, list[object]()

    def erased_meanwhile(store: ExportStore, *file: Any) -> None:
        put(store, *file)
        if not left:
            left.append(asyncio.run_coroutine_threadsafe(
                privacy.erase_person(admin, school.school["alice"].person_id), loop
            ).result(20))  # fmt: skip

    loop = asyncio.get_running_loop()
    monkeypatch.setattr(ExportStore, "put", erased_meanwhile)
    await export_work.work(tenant, run_id)
    view = await exports.find(admin, run_id)
    assert (view.run.status, view.run.error, view.plan.mark) == ("failed", "erased_meanwhile", None)
    assert school.school["alice"].name in table(school, view, "people")["name"].to_list()
    with pytest.raises(ConflictError):
        await export_files.link(admin, run_id, "people-00001.parquet")
    assert await export_work.prune_in(tenant) == 1
    with pytest.raises(NotFoundError):
        content(school, view, "people-00001.parquet")
    again = await made(school, plan)
    assert again.run.status == "done" and len(table(school, again, "people")) == 3


def _folder(home: Classroom, tmp_path: Path, run_id: UUID) -> Path:
    return tmp_path / exports.store().place(home.school.tenant_id, run_id).removeprefix("DATA_DIR/")


async def _given_up(home: Classroom, tmp_path: Path, run_id: UUID) -> None:
    """Let an export fail at a store that cannot be written, until nobody tries any more."""
    folder = _folder(home, tmp_path, run_id)
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.write_text("in the way")
    with pytest.raises(UnavailableError):
        await export_work.work(home.school.tenant_id, run_id)
    assert await export_work.sweep_in(home.school.tenant_id) == 0, "it is tried again"
    await home.rows("DELETE FROM procrastinate_jobs WHERE task_name = 'export_data' RETURNING 1")
    assert await export_work.sweep_in(home.school.tenant_id) == 1
    folder.unlink()


async def test_who_waits_for_it_is_told_and_what_was_left_half_made_goes(school: Classroom, tmp_path: Path) -> None:
    tenant, admin = school.school.tenant_id, school.actor("adam")
    told = "SELECT arguments ->> 'state' FROM notice WHERE kind = 'export' AND person_id = %s ORDER BY 1"
    view = await made(school, datasets=("events",))
    run_id = await exports.start(admin, view.plan.plan_id)
    await _given_up(school, tmp_path, run_id)
    assert await school.rows(told, admin.person_id) == [("done",), ("interrupted",)]
    await exports.stop(admin, run_id)
    assert await export_work.sweep_in(tenant) == 1 and (await exports.find(admin, run_id)).run.status == "stopped"
    assert len(await school.rows(told, admin.person_id)) == 2, "who asked for that is not told"
    await exports.resume(admin, run_id)
    await export_work.work(tenant, run_id)
    assert (await exports.find(admin, run_id)).run.status == "done"
    await exports.start(admin, view.plan.plan_id)
    school.clock.at += timedelta(days=29)
    assert await export_work.prune_in(tenant) == 0
    school.clock.at += timedelta(days=1)
    assert await export_work.prune_in(tenant) == 2


async def test_who_has_planned_an_export_is_told_when_it_fails(school: Classroom, tmp_path: Path) -> None:
    tenant, admin = school.school.tenant_id, school.actor("adam")
    told = "SELECT person_id, arguments ->> 'state' FROM notice WHERE kind = 'export' ORDER BY created_at, 2"
    await made(school, datasets=("people",), names=True, schedule="daily")
    done = await school.rows(told)

    async def planned() -> UUID:
        school.clock.at += timedelta(days=1, minutes=1)
        assert await export_work.planned_in(tenant) == 1
        return (await exports.runs(admin)).rows[0].run.run_id

    await _given_up(school, tmp_path, await planned())
    assert await school.rows(told) == [*done, (admin.person_id, "planned_interrupted")]
    run_id = await planned()
    await privacy.erase_person(admin, school.school["alice"].person_id)
    await export_work.work(tenant, run_id)
    assert (await exports.find(admin, run_id)).run.error == "erased_meanwhile"
    assert await school.rows(told) == [*done, (admin.person_id, "planned_failed")], "unread ones become one"
    assert [one.notice.key for day in (await notice_board.read(admin)).days for one in day.notices][0] == (
        "notice-export-planned_failed"
    )


async def test_exports_of_long_ago_do_not_use_up_the_plans(school: Classroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "MOST_PLANS", 2)
    for _ in range(3):
        await made(school, datasets=("classes",))
    weekly = await made(school, datasets=("classes",), schedule="weekly")
    await exports.add(school.actor("adam"), PlanDraft(("events",)))
    with pytest.raises(ConflictError):
        await exports.add(school.actor("adam"), PlanDraft(("events",)))
    await exports.quiet(school.actor("adam"), weekly.plan.plan_id)
    await exports.add(school.actor("adam"), PlanDraft(("events",)))


async def test_plans_come_round_and_files_go_after_their_time(school: Classroom) -> None:
    await study(school, 1)
    tenant, admin = school.school.tenant_id, school.actor("adam")
    view = await made(school, datasets=("events",), schedule="daily")
    assert await export_work.planned_in(tenant) == 0
    school.clock.at += timedelta(days=1, minutes=1)
    assert await export_work.planned_in(tenant) == 1 and await export_work.planned_in(tenant) == 0
    newest = (await exports.runs(admin)).rows[0]
    await export_work.work(tenant, newest.run.run_id)
    await exports.quiet(admin, view.plan.plan_id)
    school.clock.at += timedelta(days=30)
    assert await export_work.planned_in(tenant) == 0
    assert await export_work.prune_in(tenant) == 2
    pruned = await exports.find(admin, view.run.run_id)
    assert pruned.files == () and pruned.run.pruned_at is not None
    with pytest.raises(NotFoundError):
        content(school, view, "manifest.json")


async def test_mallory_and_teachers_get_nothing(school: Classroom) -> None:
    view = await made(school, datasets=("events",))
    elsewhere = await new_classroom(school.services)
    mallory = elsewhere.actor("adam")
    window = export_reading.Window(2**40, school.clock.at)
    for name in export_reading.TABLES:
        async with school.services.db.raw(elsewhere.school.tenant_id) as conn:
            stolen, _ = await export_reading.part(conn, school.school.tenant_id, name, window, None, 100)
        assert stolen == [], "the wall holds where the query names another institution"
    assert (await exports.runs(mallory)).rows == [] and (await exports.plans(mallory)).rows == []
    for call in (exports.find, exports.stop, exports.resume):
        with pytest.raises(NotFoundError):
            await call(mallory, view.run.run_id)
        with pytest.raises(ForbiddenError):
            await call(school.actor("carol"), view.run.run_id)
    for again in (exports.start, exports.quiet):
        with pytest.raises(NotFoundError):
            await again(mallory, view.plan.plan_id)
    auditor = replace(school.actor("adam"), roles=frozenset({"auditor"}))
    assert len((await exports.runs(auditor)).rows) == 1
    with pytest.raises(ForbiddenError):
        await exports.add(auditor, PlanDraft(("events",)))


@pytest.mark.parametrize("draft", [
    PlanDraft(()), PlanDraft(("passwords",)), PlanDraft(("events",), "xlsx"), PlanDraft(("events",), schedule="hourly"),
])  # fmt: skip
async def test_what_cannot_be_planned_is_refused(school: Classroom, draft: PlanDraft) -> None:
    with pytest.raises(InvalidInputError):
        await exports.add(school.actor("adam"), draft)


async def test_programs_and_administrators_take_files_over_http(school: Classroom) -> None:
    await study(school, 2)
    tenant, admin = school.school.tenant_id, school.actor("adam")
    transport = httpx.ASGITransport(build_api(), client=("203.0.113.9", 4711))

    async def key(*scopes: str) -> dict[str, str]:
        _, secret = await api_clients.create_api_client(admin, "warehouse", list(scopes))
        return {"authorization": f"Bearer {secret}"}

    reads, writes = await key("exports:read"), await key("exports:write")
    async with httpx.AsyncClient(transport=transport, base_url="http://school.test") as http:
        order = {"datasets": ["events"], "format": "parquet", "incremental": True}
        assert (await http.post("/api/v1/exports", json=order, headers=reads)).status_code == 403
        assert (await http.post("/api/v1/exports", json={**order, "names": True}, headers=writes)).status_code == 422
        begun = await http.post("/api/v1/exports", json=order, headers=writes)
        assert begun.status_code == 202
        where = f"/api/v1/exports/{begun.json()['export_id']}"
        assert (await http.get(f"{where}/files/manifest.json", headers=reads)).status_code == 409
        assert (await http.post(f"{where}/stop", headers=writes)).status_code == 204
        await export_work.work(tenant, UUID(begun.json()["export_id"]))
        await school.rows("DELETE FROM procrastinate_jobs WHERE task_name = 'export_data' RETURNING 1")
        assert (await http.post(f"{where}/resume", headers=writes)).status_code == 204
        await export_work.work(tenant, UUID(begun.json()["export_id"]))
        told = (await http.get(where, headers=reads)).json()
        assert told["status"] == "done" and told["lines"] == 2
        assert (await http.get(where, headers=writes)).status_code == 403, "each scope opens one thing"
        page = (await http.get("/api/v1/exports?size=1", headers=reads)).json()
        assert page["total"] == 1 and page["items"] == [told]
        for file in told["files"]:
            taken = await http.get(file["href"], headers=reads)
            assert hashlib.sha256(taken.content).hexdigest() == file["sha256"]
            assert (await http.get(file["href"], headers=writes)).status_code == 403
        assert "attachment" in taken.headers["content-disposition"]
        # The page's link: for this person, with their session, for a quarter of an hour.
        run, adam = UUID(told["export_id"]), await sessions.start_session(tenant, school.school["adam"].person_id)
        carol = await sessions.start_session(tenant, school.school["carol"].person_id)
        address = await export_files.link(admin, run, "manifest.json")
        asked = [
            ({"cookie": f"sid={adam.token}"}, address, 200), ({}, address, 401),
            ({"cookie": f"sid={carol.token}"}, address, 403),
            ({"cookie": f"sid={adam.token}"}, address.split("?")[0], 403),
            ({"cookie": f"sid={adam.token}"}, address.replace("manifest", "dictionary"), 403),
            (reads, f"{where}/files/..%2f..%2fmaster.key", 404),
        ]  # fmt: skip
        for headers, wanted, status in asked:
            assert (await http.get(wanted, headers=headers)).status_code == status, (wanted, status)
        school.clock.at += timedelta(minutes=16)
        assert (await http.get(address, headers={"cookie": f"sid={adam.token}"})).status_code == 403
        again = await http.post("/api/v1/exports", json={"plan_id": told["plan_id"]}, headers=writes)
        assert again.status_code == 202
        named = await made(school, datasets=("people",), names=True)
        names = f"/api/v1/exports/{named.run.run_id}/files/people-00001.csv"
        assert (await http.get(names, headers=reads)).status_code == 403
        both = await key("exports:read", "roster:read")
        assert school.school["alice"].name in (await http.get(names, headers=both)).text
    downloads = await school.rows("SELECT 1 FROM audit_entry WHERE action = 'export.download' AND outcome = 'ok'")
    assert len(downloads) == len(told["files"]) + 2
