"""Imports that an admin starts from the page: the job, progress, stopping, going on, the report, and hostile files."""

from __future__ import annotations

import asyncio
import io
import os
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
import pytest_asyncio
from uuid_utils.compat import uuid7

from learnapp.api.app import build_api
from learnapp.core.errors import ConflictError, ForbiddenError, NotFoundError
from learnapp.security.access import Actor
from learnapp.services import Services, content, content_import, content_jobs, notice_board, sessions
from learnapp.services.throttle import Limiter
from learnapp.storage.repositories import content_imports
from learnapp.workers import jobs
from tests.factories import School
from tests.unit.integrations.oatutor_package import plain, troubled


async def work_off(services: Services) -> None:
    """Let a real worker do what is in the queue."""
    queue = jobs.build_queue()
    async with queue.open_async():
        await queue.run_worker_async(
            queues=["imports"], wait=False, install_signal_handlers=False, delete_jobs="successful"
        )


async def uploaded(actor: Actor, package: Path, name: str = "algebra.tar.xz") -> UUID:
    """Put a file where the upload route puts it, and start its import."""
    upload_id = uuid7()
    place = content_jobs.upload_place(actor.tenant_id, upload_id)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(package.read_bytes())
    return await content_jobs.start_upload(actor, upload_id, name)


def zipped(folder: Path, target: Path, *, wrapped: str = "") -> Path:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, f"{wrapped}{path.relative_to(folder)}")
    return target


@pytest_asyncio.fixture(loop_scope="session")
async def http(services: Services) -> AsyncIterator[httpx.AsyncClient]:
    services.limiter = Limiter("mem://")
    transport = httpx.ASGITransport(build_api(), client=("203.0.113.9", 4711))
    async with httpx.AsyncClient(
        transport=transport, base_url="http://school.test", headers={"origin": "http://school.test"}
    ) as client:
        yield client


async def cookie(school: School, name: str) -> dict[str, str]:
    session = await sessions.start_session(school.tenant_id, school[name].person_id)
    return {"cookie": f"sid={session.token}"}


async def test_an_upload_is_imported_by_the_worker_and_reports_what_it_left_out(
    services: Services, admin: Actor, tmp_path: Path
) -> None:
    import_id = await uploaded(admin, troubled().tar(tmp_path / "p.tar.xz"))
    waiting = await content_jobs.find_import(admin, import_id)
    assert (waiting.status, waiting.kind, waiting.source_name) == ("waiting", "oatutor", "algebra.tar.xz")
    await work_off(services)
    done = await content_jobs.find_import(admin, import_id)
    assert (done.status, done.done) == ("done", done.total)
    notes = content_jobs.notes_of(done)
    assert notes[0].held and notes[0].text.endswith(".")
    figure = next(note for note in notes if note.code == "needs-a-figure")
    assert figure.held and figure.places
    assert not content_jobs.upload_place(admin.tenant_id, import_id).exists(), "the file is needed no more"
    titles = [course.title for course in (await content.list_courses(admin, text="Algebra A")).rows]
    assert "Algebra A" in titles
    table = await content_jobs.report_csv(admin, import_id, "es")
    assert "La pregunta necesita una figura" in table and "needs-a-figure" in table
    assert "algebra.tar.xz" in await content_jobs.imports_csv(admin)


async def test_a_stopped_import_goes_on_and_ends_like_one_that_never_stopped(
    services: Services, admin: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(content_jobs, "_BATCH", 4)
    import_id = await uploaded(admin, plain(20).tar(tmp_path / "p.tar.xz"))
    save, asked = content_imports.save, 0

    async def stop_after_two(*args: Any, **named: Any) -> str:
        nonlocal asked
        asked += 1
        if asked == 2:
            await content_jobs.stop(admin, import_id)
        return await save(*args, **named)

    monkeypatch.setattr(content_imports, "save", stop_after_two)
    await work_off(services)
    stopped = await content_jobs.find_import(admin, import_id)
    assert (stopped.status, stopped.done, stopped.total) == ("stopped", 8, 20)
    assert (await content.list_courses(admin, text="Algebra A")).total == 0, "half a course is never shown"
    monkeypatch.setattr(content_imports, "save", save)
    await content_jobs.resume(admin, import_id)
    assert (await content_jobs.find_import(admin, import_id)).status == "waiting"
    await work_off(services)
    done = await content_jobs.find_import(admin, import_id)
    assert (done.status, done.report["resumed_at"], done.report["added"]) == ("done", 8, 40)
    assert (await content_jobs.list_imports(admin)).total == 1


async def test_an_import_that_waits_can_be_stopped_before_it_begins(
    services: Services, admin: Actor, tmp_path: Path
) -> None:
    import_id = await uploaded(admin, plain(2).tar(tmp_path / "p.tar.xz"))
    await content_jobs.stop(admin, import_id)
    await work_off(services)
    assert (await content_jobs.find_import(admin, import_id)).status == "stopped"
    again = await uploaded(admin, plain(2).tar(tmp_path / "again.tar.xz"))
    # Another packing has another fingerprint: it is an import of its own.
    await work_off(services)
    assert (await content_jobs.find_import(admin, again)).status == "done"


async def test_one_import_at_a_time_also_against_another_process(
    services: Services, admin: Actor, tmp_path: Path
) -> None:
    import_id = await uploaded(admin, plain(2).tar(tmp_path / "p.tar.xz"))
    assert (await notice_board.read(admin)).unread == 0
    with pytest.raises(ConflictError):
        await uploaded(admin, plain(3).tar(tmp_path / "q.tar.xz"))
    async with content_import.alone(admin.tenant_id):
        with pytest.raises(ConflictError):
            await content_jobs.work(admin.tenant_id, import_id)
        with pytest.raises(ConflictError):
            await content.import_oatutor(tmp_path / "p.tar.xz", admin.tenant_id)
    await work_off(services)
    assert (await content_jobs.find_import(admin, import_id)).status == "done"
    assert (await notice_board.read(admin)).unread == 1


async def test_the_job_of_a_worker_that_was_killed_is_done_by_the_next(
    services: Services, admin: Actor, tmp_path: Path
) -> None:
    import_id = await uploaded(admin, plain(2).tar(tmp_path / "p.tar.xz"))
    queue = jobs.build_queue()
    async with queue.open_async():
        # A worker that takes the job and dies: the job stays at work, its worker is gone.
        worker = await queue.job_manager.register_worker()
        assert await queue.job_manager.fetch_job(queues=["imports"], worker_id=worker) is not None
        await queue.job_manager.unregister_worker(worker)
        await work_off(services)
        assert (await content_jobs.find_import(admin, import_id)).status == "waiting"
        assert await jobs.rescue(queue) >= 1
    await work_off(services)
    assert (await content_jobs.find_import(admin, import_id)).status == "done"


async def test_somebody_who_lost_the_right_meanwhile_imports_nothing(
    services: Services, riverside: School, admin: Actor, tmp_path: Path
) -> None:
    import_id = await uploaded(admin, plain(2).tar(tmp_path / "p.tar.xz"))
    async with services.db.raw(riverside.tenant_id) as conn:
        await conn.execute("UPDATE person SET status = 'suspended' WHERE person_id = %s", (admin.person_id,))
    await work_off(services)
    failed = await content_jobs.find_import(admin, import_id)
    assert (failed.status, failed.report["error"]) == ("failed", "forbidden")
    assert (await content.list_courses(admin, text="Algebra A")).total == 0


async def test_a_package_of_the_data_folder_is_offered_and_imported(
    services: Services, admin: Actor, tmp_path: Path
) -> None:
    folder = services.settings.data_dir / "packages"
    folder.mkdir(parents=True, exist_ok=True)
    plain(3).tar(folder / "shelf.tar.xz")
    (folder / "secret.key").write_text("no package")
    (folder / "link.tar.xz").symlink_to("/etc/passwd")
    assert [package.name for package in await content_jobs.list_packages(admin)] == ["shelf.tar.xz"]
    import_id = await content_jobs.start_package(admin, "shelf.tar.xz")
    await work_off(services)
    assert (await content_jobs.find_import(admin, import_id)).status == "done"
    assert (folder / "shelf.tar.xz").exists(), "the operator's file stays"
    for name in ("../packages/shelf.tar.xz", "link.tar.xz", "secret.key", "/etc/passwd", ""):
        with pytest.raises(NotFoundError):
            await content_jobs.start_package(admin, name)
    names = {"Notes.MARKDOWN", "page.htm", "QUIZ.XML", "Unit.Zip"}
    for name in names:
        (folder / name).write_text("# Notes\n\nA fraction says how many parts are meant.")
    assert names <= {package.name for package in await content_jobs.list_packages(admin)}
    import_id = await content_jobs.start_package(admin, "Notes.MARKDOWN")
    await work_off(services)
    assert (await content_jobs.find_import(admin, import_id)).status == "done"
    assert (await content.list_courses(admin, text="Notes")).rows[0].title == "Notes"
    for file in folder.iterdir():
        file.unlink()


async def test_a_course_of_our_own_format_comes_in_as_a_zip(services: Services, admin: Actor, tmp_path: Path) -> None:
    package = zipped(content.DEMO_COURSE, tmp_path / "course.zip", wrapped="my-course/")
    import_id = await uploaded(admin, package, "course.zip")
    await work_off(services)
    done = await content_jobs.find_import(admin, import_id)
    assert (done.kind, done.status, done.total) == ("course", "done", 243)
    own = [c for c in (await content.list_courses(admin, size=200)).rows if c.tenant_id == admin.tenant_id]
    assert [course.title for course in own] == ["From fractions to linear equations"]
    snapshot = await services.courses.get(admin.tenant_id, own[0].course_id)
    held = sum(note.times for note in content_jobs.notes_of(done) if note.held)
    assert 0 < held < 25 and len(snapshot.content) == 243 - held


async def test_an_oatutor_package_comes_in_as_a_zip_too(services: Services, admin: Actor, tmp_path: Path) -> None:
    package = zipped(plain(5).folder(tmp_path / "files"), tmp_path / "p.zip")
    import_id = await uploaded(admin, package, "p.zip")
    await work_off(services)
    done = await content_jobs.find_import(admin, import_id)
    assert (done.status, done.report["added"], done.total) == ("done", 10, 5)


async def test_a_package_that_breaks_in_the_middle_says_why(services: Services, admin: Actor, tmp_path: Path) -> None:
    whole = plain(40).tar(tmp_path / "whole.tar", form="").read_bytes()
    cut = tmp_path / "cut.tar"
    cut.write_bytes(whole[: int(len(whole) * 0.7)])
    import_id = await uploaded(admin, cut, "cut.tar")
    await work_off(services)
    failed = await content_jobs.find_import(admin, import_id)
    assert (failed.status, failed.report["error"]) == ("failed", "archive_broken")
    ((told,),) = [day.notices for day in (await notice_board.read(admin)).days]
    assert (told.notice.key, told.notice.title) == ("notice-import-failed", "cut.tar")
    with pytest.raises(NotFoundError):
        await content_jobs.resume(admin, import_id)


async def test_only_admins_and_only_their_own(
    services: Services, riverside: School, hillview: School, admin: Actor, tmp_path: Path
) -> None:
    import_id = await uploaded(admin, plain(2).tar(tmp_path / "p.tar.xz"))
    for actor in (riverside.actor("alice"), riverside.actor("carol"), hillview.actor("mallory")):
        for call in (
            content_jobs.find_import(actor, import_id),
            content_jobs.list_packages(actor),
            content_jobs.stop(actor, import_id),
            content_jobs.resume(actor, import_id),
            content_jobs.report_csv(actor, import_id),
            content_jobs.start_upload(actor, import_id, "x"),
        ):
            with pytest.raises(ForbiddenError):
                await call
    stranger = hillview.actor("adam")
    for call in (
        content_jobs.find_import(stranger, import_id),
        content_jobs.stop(stranger, import_id),
        content_jobs.start_upload(stranger, import_id, "x"),
    ):
        with pytest.raises(NotFoundError):
            await call
    await content_jobs.stop(admin, import_id)


async def test_the_upload_route_takes_archives_of_admins_from_our_own_pages(
    http: httpx.AsyncClient, services: Services, riverside: School, admin: Actor, tmp_path: Path
) -> None:
    path, data = "/api/v1/content/packages", plain(2).tar(tmp_path / "p.tar.xz").read_bytes()
    me = await cookie(riverside, "adam")
    named = {"x-file-name": "%C3%81lgebra%3Cscript%3E.tar.xz"}
    assert (await http.post(path, content=data)).status_code == 401
    for name in ("alice", "carol"):
        assert (await http.post(path, content=data, headers=await cookie(riverside, name))).status_code == 403
    foreign = await http.post(path, content=data, headers={**me, "origin": "http://evil.test"})
    assert (foreign.status_code, foreign.json()["error"]["code"]) == (403, "cross_site")
    for body, code in (
        (b"", "not_an_archive"),
        (b"MZ\x90\x00" * 4000, "not_an_archive"),
        (data[:200], "archive_broken"),
    ):
        refused = await http.post(path, content=body, headers=me)
        assert (refused.status_code, refused.json()["error"]["code"]) == (422, code)
    folder = content_jobs.upload_place(riverside.tenant_id, uuid7()).parent
    assert list(folder.iterdir()) == [], "what was refused is not kept"
    taken = await http.post(path, content=data, headers={**me, **named})
    assert taken.status_code == 202
    row = await content_jobs.find_import(admin, UUID(taken.json()["import_id"]))
    assert row.source_name == "Álgebra_script_.tar.xz"
    assert [file.stat().st_mode & 0o777 for file in folder.iterdir()] == [0o600]
    await content_jobs.stop(admin, row.import_id)


async def test_an_upload_beyond_the_limit_is_cut_off(
    http: httpx.AsyncClient, services: Services, riverside: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(services, "settings", services.settings.model_copy(update={"max_package_mb": 1}))
    me = await cookie(riverside, "adam")
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while sent < 40:
            sent += 1
            yield b"\xfd7zXZ\x00" + b"x" * (256 * 1024)
            await asyncio.sleep(0)

    refused = await http.post("/api/v1/content/packages", content=endless(), headers=me)
    assert (refused.status_code, refused.json()["error"]["code"]) == (413, "too_large")
    assert sent < 10, "it reads no further than the limit"
    folder = content_jobs.upload_place(riverside.tenant_id, uuid7()).parent
    assert list(folder.iterdir()) == []


async def test_a_zip_of_something_else_is_refused_before_anything_is_queued(
    services: Services, admin: Actor, tmp_path: Path
) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("holiday.bin", "sun")
    (tmp_path / "h.zip").write_bytes(out.getvalue())
    with pytest.raises(content_jobs.NotAPackageError):
        await uploaded(admin, tmp_path / "h.zip")
    assert (await content_jobs.list_imports(admin)).total == 0


async def test_uploads_that_nobody_goes_on_with_are_removed(services: Services, admin: Actor, tmp_path: Path) -> None:
    import_id = await uploaded(admin, plain(2).tar(tmp_path / "p.tar.xz"))
    await content_jobs.stop(admin, import_id)
    await work_off(services)
    place = content_jobs.upload_place(admin.tenant_id, import_id)
    assert await content_jobs.remove_old_uploads() == 0 and place.exists()
    month_ago = place.stat().st_mtime - 31 * 86_400
    os.utime(place, (month_ago, month_ago))
    assert await content_jobs.remove_old_uploads() == 1 and not place.exists()
    with pytest.raises(NotFoundError, match="Choose the file again"):
        await content_jobs.resume(admin, import_id)
    again = await uploaded(admin, tmp_path / "p.tar.xz")
    assert again == import_id, "the same file goes on with the same import"
    await work_off(services)
    assert (await content_jobs.find_import(admin, import_id)).status == "done"
