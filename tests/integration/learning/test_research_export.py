"""Data for research: nobody stands out, nobody who has said no is in it, and two people have seen it."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import polars as pl
import pytest
from uuid_utils.compat import uuid7

from learnapp.core.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError, UnavailableError
from learnapp.services import export_files, export_work, exports, learning, privacy, research_export, research_work
from learnapp.services.exports import RunView
from learnapp.storage.export_store import ExportStore
from tests.integration.learning.conftest import Classroom, new_classroom, refuse_analytics

MANY = tuple(f"student{number}" for number in range(14))


async def work(home: Classroom, who: tuple[str, ...], count: int = 2) -> None:
    for name in who:
        for number in range(count):
            item = home.course.practice[0][number % 5]
            event = home.event(content=item, student_id=home.school[name].person_id, response="7")
            await learning.record_event(event, home.actor(name))
        home.clock.at += timedelta(seconds=1)


async def made(home: Classroom, k: int = 5, form: str = "parquet") -> RunView:
    admin = home.actor("adam")
    run = await research_export.plan(admin, k=k, form=form)
    await export_work.work(home.school.tenant_id, run)
    return await exports.find(admin, run)


def table(home: Classroom, run: UUID, name: str) -> pl.DataFrame:
    _, parts = exports.store().read(home.school.tenant_id, run, f"{name}-00001.parquet")
    return pl.read_parquet(io.BytesIO(b"".join(parts)))


async def test_it_is_made_counted_shown_and_let_out_by_a_second_person(classroom: Classroom, tmp_path: Path) -> None:
    home = await new_classroom(classroom.services, students=MANY)
    home.services.extras["exports"] = ExportStore(tmp_path)
    await work(home, MANY)
    extra = home.event(content=home.course.practice[3][0], response="8", student_id=home.school[MANY[0]].person_id)
    await learning.record_event(extra, home.actor(MANY[0]))
    await refuse_analytics(home, MANY[1])
    view = await made(home)
    report = view.run.report
    assert view.run.status == "ready" and view.run.secret_enc is None, "the key of its ids is gone"
    assert (report["students"], report["without_consent"], report["given"]) == (14, 1, 13)
    assert report["smallest"] >= 5 and report["answers_of_rare_topics"] == 1
    students, answers = (table(home, view.run.run_id, f"research_{one}") for one in ("students", "answers"))
    assert len(students) == 13 and students["student"].is_sorted()
    quasi = ["birth_years", "language", "subject", "activity"]
    assert students.group_by(quasi).len()["len"].min() >= 5  # type: ignore[operator]
    assert set(answers["student"]) <= set(students["student"]) and answers["week"].to_list() == [1] * len(answers)
    stored = b"".join(one.read_bytes() for one in tmp_path.rglob("*.*") if one.is_file())
    for name in MANY:
        someone = home.school[name]
        for secret in (str(someone.person_id), someone.name, someone.email):
            assert secret.encode() not in stored
    assert b"2026-03" not in stored.replace(str(view.run.started_at.date()).encode(), b"2026-03"[:0]), "no date"
    admin, name = home.actor("adam"), "research_students-00001.parquet"
    with pytest.raises(ConflictError):
        await export_files.link(admin, view.run.run_id, name)
    with pytest.raises(ForbiddenError):
        await research_export.release(admin, view.run.run_id)
    second = replace(admin, person_id=uuid7())
    await research_export.release(second, view.run.run_id)
    done = await exports.find(admin, view.run.run_id)
    assert done.run.status == "done" and done.run.released_by == second.person_id
    assert "until=" in await export_files.link(admin, view.run.run_id, name)
    with pytest.raises(ConflictError):
        await research_export.release(second, view.run.run_id)
    kinds = [row[0] for row in await home.rows("SELECT action FROM audit_entry WHERE left(action, 7) = 'export.'")]
    assert {"export.begin", "export.let_out"} <= set(kinds)
    again = await made(home)
    others = table(home, again.run.run_id, "research_students")
    assert not set(others["student"]) & set(students["student"]), "another export, other names"
    async with home.services.db.raw(home.school.tenant_id) as conn:
        await conn.execute(
            "UPDATE consent SET withdrawn_at = %s WHERE tenant_id = %s AND student_id = %s",
            (home.clock.now(), home.school.tenant_id, home.school[MANY[0]].person_id),
        )
    with pytest.raises(ConflictError, match="withdrawn a consent"):
        await research_export.release(second, again.run.run_id)
    await research_export.discard(admin, again.run.run_id)
    assert await export_work.prune_in(home.school.tenant_id) == 1


async def test_a_killed_one_goes_on_and_begins_anew_where_a_consent_is_gone(
    classroom: Classroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(research_work, "PART", 6)
    home = await new_classroom(classroom.services, students=MANY)
    home.services.extras["exports"] = ExportStore(tmp_path)
    await work(home, MANY)
    admin, tenant = home.actor("adam"), home.school.tenant_id

    async def broken_off() -> tuple[UUID, Path]:
        run = await research_export.plan(admin, k=5, form="parquet")
        # Something lies where the third part has to go: the store refuses it.
        block = tmp_path / exports.store().place(tenant, run).removeprefix("DATA_DIR/")
        block /= "research_answers-00003.parquet"
        (block / "in the way").mkdir(parents=True)
        with pytest.raises(UnavailableError):
            await export_work.work(tenant, run)
        assert len((await exports.find(admin, run)).files) == 3
        (block / "in the way").rmdir()
        block.rmdir()
        home.clock.at += timedelta(hours=1)
        return run, block

    async def gone_on(run: UUID) -> tuple[RunView, pl.DataFrame]:
        await export_work.work(tenant, run)
        view = await exports.find(admin, run)
        assert view.run.status == "ready"
        parts = [one.name for one in view.files if one.dataset == "research_answers"]
        return view, pl.concat(
            pl.read_parquet(io.BytesIO(b"".join(exports.store().read(tenant, run, name)[1]))) for name in parts
        )

    run, _ = await broken_off()
    view, answers = await gone_on(run)
    early = {one.name for one in view.files if one.made_at < home.clock.now()}
    assert early == {
        "research_students-00001.parquet", "research_answers-00001.parquet", "research_answers-00002.parquet",
    }  # fmt: skip
    assert len(answers) == 28 and view.run.report["given"] == 14
    orders = answers.group_by("student").agg(pl.col("order").sort())
    assert orders["order"].to_list() == [[1, 2]] * 14, "each answer once, and counted on"
    run, _ = await broken_off()
    await refuse_analytics(home, MANY[1])
    await home.rows(
        "UPDATE consent SET withdrawn_at = %s WHERE purpose = 'analytics' AND student_id = %s RETURNING 1",
        home.clock.now(), home.school[MANY[1]].person_id,
    )  # fmt: skip
    home.clock.at += timedelta(minutes=1)
    view, answers = await gone_on(run)
    assert len(answers) == 26 and all(one.made_at == home.clock.now() for one in view.files)
    # The consent ended after the export was begun, but before those of what is in it were looked at.
    await research_export.release(replace(admin, person_id=uuid7()), run)
    run, _ = await broken_off()
    await privacy.erase_person(admin, home.school[MANY[2]].person_id)
    await export_work.work(tenant, run)
    assert (await exports.find(admin, run)).run.error == "erased_meanwhile", "they may be in a part that is written"


async def test_it_is_refused_where_somebody_would_stand_out(classroom: Classroom, tmp_path: Path) -> None:
    classroom.services.extras["exports"] = ExportStore(tmp_path)
    await work(classroom, ("alice", "bob"))
    view = await made(classroom)
    assert view.run.status == "failed" and view.run.error == "too_few_alike" and view.files == ()
    assert view.run.report["smallest"] == 0 and list(tmp_path.rglob("research*")) == []
    told = await classroom.rows("SELECT person_id, arguments ->> 'state' FROM notice WHERE kind = 'export'")
    assert told == [(classroom.actor("adam").person_id, "failed")]
    for k in (0, 4, 2_000):
        with pytest.raises(InvalidInputError):
            await research_export.plan(classroom.actor("adam"), k=k)


async def test_mallory_teachers_and_programs_let_nothing_out(classroom: Classroom, tmp_path: Path) -> None:
    home = await new_classroom(classroom.services, students=MANY)
    home.services.extras["exports"] = ExportStore(tmp_path)
    await work(home, MANY[:8], 1)
    view = await made(home, form="csv")
    _, parts = exports.store().read(home.school.tenant_id, view.run.run_id, "report.json")
    assert json.loads(b"".join(parts))["k"] == 5
    mallory: Any = (await new_classroom(classroom.services)).actor("adam")
    for call in (research_export.release, research_export.discard):
        with pytest.raises(NotFoundError):
            await call(mallory, view.run.run_id)
        with pytest.raises(ForbiddenError):
            await call(home.actor("carol"), view.run.run_id)
        with pytest.raises(ForbiddenError):
            await call(home.client("exports:read", "exports:write"), view.run.run_id)
    with pytest.raises(InvalidInputError):
        await research_export.plan(home.client("exports:write"))
