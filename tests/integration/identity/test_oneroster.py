"""Rosters in OneRoster form: looked at, done, done again, changed, ended; stopped and gone on with."""

from __future__ import annotations

import asyncio
import shutil
import tracemalloc
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import psycopg
import pytest
from sqlalchemy import text

from learnapp.api.app import build_api
from learnapp.core.errors import ConflictError, ForbiddenError, NotFoundError
from learnapp.services import (
    Services,
    current,
    oneroster,
    oneroster_work,
    people,
    person_detail,
    privacy,
    sections,
    sessions,
    trail,
)
from learnapp.services.content_jobs import upload_place
from learnapp.services.oneroster import ManyEndsError, RosterImportRow
from tests.rosters import Rows, enrolment, large, package, role, small, user

from .conftest import School


@pytest.fixture(autouse=True)
def _queue_is_empty(superuser: psycopg.Connection[Any]) -> None:
    superuser.execute("DELETE FROM procrastinate_jobs WHERE task_name = 'roster_import'")


async def send(school: School, tmp_path: Path, files: Mapping[str, Rows], mode: str = "bulk", **more: Any) -> UUID:
    """Put a package where an upload lies, and let the worker look at it."""
    new = oneroster.new_id()
    place = upload_place(school.tenant_id, new)
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(package(tmp_path / f"{new}.zip", files, mode), place)
    await oneroster.start_upload(await school.actor("admin"), new, "roster.zip", **more)
    await worked(school, new)
    return new


async def worked(school: School, import_id: UUID) -> RosterImportRow:
    """Do the job that waits, as the worker does, and return how the import stands."""
    await oneroster_work.work(school.tenant_id, import_id)
    async with current().db.raw(school.tenant_id) as conn:
        await conn.execute("DELETE FROM procrastinate_jobs WHERE args ->> 'import_id' = %s", (str(import_id),))
    return await oneroster.find(await school.actor("admin"), import_id)


async def bring(school: School, tmp_path: Path, files: Mapping[str, Rows], mode: str = "bulk", **more: Any) -> Any:
    """Look at a package and put it into effect; return (preview, report)."""
    new = await send(school, tmp_path, files, mode, **more)
    row = await oneroster.find(await school.actor("admin"), new)
    assert row.status == "ready", row.report
    await oneroster.run(await school.actor("admin"), new, ends_meant=True)
    done = await worked(school, new)
    assert done.status == "done", done.report
    assert not upload_place(school.tenant_id, new).exists()
    return row.preview, done.report


def figures(document: Mapping[str, Any]) -> dict[str, dict[str, int]]:
    return {kind: {name: n for name, n in counts.items() if n} for kind, counts in document["counts"].items()}


async def everybody(school: School) -> dict[str, people.PersonView]:
    page = await people.list_people(await school.actor("admin"), size=200)
    return {view.name: view for view in page.rows}


async def test_a_school_comes_over_and_a_second_time_nothing_changes(school: School, tmp_path: Path) -> None:
    files = small(f"{school.slug}.example.com")
    preview, report = await bring(school, tmp_path, files)
    assert figures(preview) == figures(report) == {
        "classes": {"made": 1}, "users": {"made": 5}, "guardians": {"made": 1}, "enrollments": {"made": 4},
    }  # fmt: skip
    found = await everybody(school)
    assert found["Ann Apple"].roles == ("student",) and found["Abe Aide"].roles == ("assistant",)
    assert found["Ben Birch"].email == "" and found["Ann Apple"].birth_date is None
    (section,) = [
        one for one in (await sections.list_sections(await school.actor("admin"))).rows if one.title == "Maths 7A"
    ]
    assert (section.term, section.students, section.instructors) == ("Autumn 2026", 2, 1)
    detail = await person_detail.person_detail(await school.actor("admin"), found["Ann Apple"].person_id)
    assert [name for _, name in detail.guardians] == ["Gus Apple"]
    preview, report = await bring(school, tmp_path, files)
    again = {"classes": {"unchanged": 1}, "users": {"unchanged": 5}, "guardians": {"unchanged": 1},
             "enrollments": {"unchanged": 4}}  # fmt: skip
    assert figures(preview) == figures(report) == again
    entries = (await trail.audit_search(await school.actor("admin"), object_is="roster_import")).rows
    assert {"roster_import.preview", "roster_import.import", "roster_import.done"} <= {one.action for one in entries}


async def test_what_changes_is_changed_and_what_is_gone_ends(school: School, tmp_path: Path) -> None:
    domain = f"{school.slug}.example.com"
    files = small(domain)
    await bring(school, tmp_path, files)
    ben = (await everybody(school))["Ben Birch"].person_id
    files["users"][2] = user("u3", "Anna", "Apple", f"anna@{domain}")
    del files["users"][3], files["roles"][3], files["enrollments"][3]
    files["classes"][0]["title"] = "Mathematics 7A"
    preview, report = await bring(school, tmp_path, files)
    wanted = {
        "classes": {"changed": 1}, "users": {"changed": 1, "unchanged": 3, "ended": 1},
        "guardians": {"ended": 1}, "enrollments": {"unchanged": 3, "ended": 1},
    }  # fmt: skip
    assert figures(preview) == figures(report) == wanted
    found = await everybody(school)
    assert found["Anna Apple"].email == f"anna@{domain}" and found["Ben Birch"].status == "suspended"
    titles = {one.title for one in (await sections.list_sections(await school.actor("admin"))).rows}
    assert titles == {"Math 7", "Mathematics 7A"}
    # Who is back in a later file is let in again, as the same person.
    await bring(school, tmp_path, small(domain))
    found = await everybody(school)
    assert (found["Ben Birch"].person_id, found["Ben Birch"].status) == (ben, "active")
    assert found["Ann Apple"].email == f"ann@{domain}"


async def test_a_delta_changes_only_what_it_names(school: School, tmp_path: Path) -> None:
    await bring(school, tmp_path, small(f"{school.slug}.example.com"))
    delta = {
        "users": [user("u9", "Nina", "New"), {"sourcedId": "u4", "status": "tobedeleted", "enabledUser": "true"}],
        "roles": [role("u9", "student")],
        "enrollments": [
            enrolment("e9", "c1", "u9", "student"), enrolment("e4", "c1", "u4", "student", status="tobedeleted"),
        ],
    }  # fmt: skip
    preview, report = await bring(school, tmp_path, delta, "delta")
    assert figures(preview) == figures(report) == {
        "classes": {}, "users": {"made": 1, "ended": 1}, "guardians": {}, "enrollments": {"made": 1, "ended": 1},
    }  # fmt: skip
    found = await everybody(school)
    assert found["Ben Birch"].status == "suspended" and found["Ann Apple"].status == "active"


async def test_lines_that_cannot_be_used_are_told_with_their_numbers(school: School, tmp_path: Path) -> None:
    domain = f"{school.slug}.example.com"
    files = small(domain)
    files["users"] += [
        user("u1", "Twice", "Told"), user("u6", "=HYPERLINK", "(1)"), user("u7", "No", "Role"),
        user("u8", "Al", "So", f"ann@{domain}"), user("u9", "Bad", "Mail", "no address"),
        user("u10", "Ad", "Min", school.email("admin")),
    ]  # fmt: skip
    files["roles"] += [role(one, "student") for one in ("u6", "u8", "u9")]
    files["roles"] += [role("u7", "districtAdministrator"), role("u10", "student")]
    files["enrollments"] += [enrolment("e7", "c9", "u1", "teacher"), enrolment("e8", "c1", "u6", "student")]
    preview, report = await bring(school, tmp_path, files)
    assert preview["lines"] == report["lines"]
    assert [tuple(line) for line in report["lines"]] == [
        ("users", 7, "id-twice"), ("users", 8, "name"), ("users", 9, "no-role"), ("users", 11, "email"),
        ("users", 10, "email-twice"),
        ("enrollments", 6, "no-class"), ("enrollments", 7, "no-user"),
    ]  # fmt: skip
    document = await oneroster.report_csv(
        await school.actor("admin"), (await oneroster.list_imports(await school.actor("admin"))).rows[0].import_id
    )
    assert "users.csv,8,name," in document and "HYPERLINK" not in document
    # Who administers keeps name and rights, and no later file suspends them.
    admin = await people.find_person(await school.actor("admin"), school.email("admin"))
    assert admin.name == f"{school.slug.title()} Admin" and "admin" in admin.roles
    await bring(school, tmp_path, small(domain))
    assert (await people.find_person(await school.actor("admin"), school.email("admin"))).status == "active"


async def test_an_import_stops_goes_on_and_loses_nothing(
    school: School, tmp_path: Path, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(oneroster_work, "BATCH", 20)
    admin = await school.actor("admin")
    new = await send(school, tmp_path, large(90, f"{school.slug}.example.com"))
    await oneroster.run(admin, new)
    with pytest.raises(ConflictError):
        await oneroster.run(admin, new)
    running = asyncio.create_task(oneroster_work.work(school.tenant_id, new))
    while (await oneroster.find(admin, new)).done < 25:
        await asyncio.sleep(0.005)
    await oneroster.stop(admin, new)
    await running
    async with services.db.raw(school.tenant_id) as conn:
        await conn.execute("DELETE FROM procrastinate_jobs WHERE args ->> 'import_id' = %s", (str(new),))
    stopped = await oneroster.find(admin, new)
    assert stopped.status == "stopped" and stopped.done < stopped.total
    await oneroster.run(admin, new)
    done = await worked(school, new)
    assert done.status == "done"
    assert figures(done.report) == {
        "classes": {"made": 3}, "users": {"made": 90}, "guardians": {}, "enrollments": {"made": 90},
    }  # fmt: skip


async def test_a_package_that_would_end_much_needs_a_second_word(school: School, tmp_path: Path) -> None:
    domain = f"{school.slug}.example.com"
    await bring(school, tmp_path, large(60, domain))
    admin = await school.actor("admin")
    new = await send(school, tmp_path, large(30, domain))
    with pytest.raises(ManyEndsError):
        await oneroster.run(admin, new)
    assert (await people.list_people(admin, size=1)).total == 6 + 60
    await oneroster.run(admin, new, ends_meant=True)
    assert figures((await worked(school, new)).report)["users"] == {"unchanged": 30, "ended": 30}


async def test_consents_and_courses_come_with_it(school: School, tmp_path: Path, course: tuple[UUID, UUID]) -> None:
    await bring(school, tmp_path, small(f"{school.slug}.example.com"), attest=True, course=course)
    admin, found = await school.actor("admin"), await everybody(school)
    status = await privacy.consent_status(admin, found["Ann Apple"].person_id)
    assert [one.basis for one in status.recorded] == ["school_under_13"]
    (section,) = [one for one in (await sections.list_sections(admin)).rows if one.title == "Maths 7A"]
    assert section.course_id == course[1]


async def test_erasing_a_person_forgets_their_id_in_the_files(
    school: School, tmp_path: Path, services: Services
) -> None:
    files = small(f"{school.slug}.example.com")
    await bring(school, tmp_path, files)
    ann = (await everybody(school))["Ann Apple"].person_id
    await privacy.erase_person(await school.actor("admin"), ann)
    async with services.db.transaction(school.tenant_id) as tx:
        left = await tx.session.execute(
            text("SELECT count(*) FROM roster_link WHERE object_id = :ann OR other_id = :ann"), {"ann": ann}
        )
    assert left.scalar_one() == 0


async def test_only_admins_import_and_mallory_sees_nothing(
    school: School, other_school: School, tmp_path: Path
) -> None:
    new = await send(school, tmp_path, small(f"{school.slug}.example.com"))
    mallory = await other_school.actor("admin")
    for wrong in (oneroster.find(mallory, new), oneroster.run(mallory, new), oneroster.stop(mallory, new)):
        with pytest.raises(NotFoundError):
            await wrong
    assert (await oneroster.list_imports(mallory)).total == 0
    for who in ("student", "guardian", "instructor", "auditor"):
        with pytest.raises(ForbiddenError):
            await oneroster.list_imports(await school.actor(who))


async def test_the_door_takes_zips_of_admins_only(school: School, tmp_path: Path) -> None:
    body = package(tmp_path / "a.zip", small(f"{school.slug}.example.com")).read_bytes()
    transport = httpx.ASGITransport(build_api())
    async with httpx.AsyncClient(transport=transport, base_url="http://school.test") as http:

        async def post(who: str, content: bytes) -> httpx.Response:
            token = (await sessions.start_session(school.tenant_id, school.people[who])).token
            headers = {"origin": "http://school.test", "cookie": f"sid={token}", "x-file-name": "r%3C.zip"}
            return await http.post("/api/v1/roster/packages", content=content, headers=headers)

        assert (await post("instructor", body)).status_code == 403
        assert (await post("admin", b"<html>")).json()["error"]["code"] == "not_a_roster"
        assert (await post("admin", body)).status_code == 202
    (row,) = (await oneroster.list_imports(await school.actor("admin"))).rows
    assert row.source_name == "r_.zip"


async def test_memory_does_not_grow_with_the_roster(school: School, tmp_path: Path) -> None:
    """Two thousand people take few megabytes more than none: lines are read and forgotten."""
    files = large(2_000, f"{school.slug}.example.com")
    new = oneroster.new_id()
    place = upload_place(school.tenant_id, new)
    place.parent.mkdir(parents=True, exist_ok=True)
    package(place, files)
    del files
    await oneroster.start_upload(await school.actor("admin"), new, "roster.zip")
    tracemalloc.start()
    try:
        assert (await worked(school, new)).preview["counts"]["users"]["made"] == 2_000
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 25_000_000


async def test_a_class_made_by_hand_is_named_first_and_gone_on_in_where_that_is_meant(
    school: School, tmp_path: Path
) -> None:
    admin = await school.actor("admin")
    by_hand = await sections.create_section(admin, title="Maths 7A", term="")
    new = await send(school, tmp_path, small(f"{school.slug}.example.com"))
    row = await oneroster.find(admin, new)
    assert (row.preview["namesakes"], row.preview["namesakes_in_all"]) == (["Maths 7A"], 1)
    await oneroster.run(admin, new, adopt=True)
    assert (await worked(school, new)).report["counts"]["classes"]["changed"] == 1
    page = await sections.list_sections(admin, size=50)
    (here,) = [one for one in page.rows if one.title == "Maths 7A"]
    assert (here.section_id, here.students) == (by_hand, 2)
    files = small(f"{school.slug}.example.com")
    files["classes"][0]["title"] = "Another name"
    files["classes"].append({"sourcedId": "c2", "title": "Physics 8", "courseSourcedId": "k1", "termSourcedIds": "t1"})
    preview, _ = await bring(school, tmp_path, files)
    assert preview["namesakes"] == []
    titles = {one.title for one in (await sections.list_sections(admin, size=50)).rows}
    assert "Maths 7A" in titles
    assert "Another name" not in titles


async def test_no_file_makes_a_teacher_of_who_has_typed_a_teachers_address(school: School, tmp_path: Path) -> None:
    domain, admin = f"{school.slug}.example.com", await school.actor("admin")
    early = await people.create_person(admin, people.NewPerson(f"tina@{domain}", "Early Bird", ("student",)))
    preview, report = await bring(school, tmp_path, small(domain))
    assert ["users", 2, "email-student"] in preview["lines"] and preview["lines"] == report["lines"]
    assert (await people.find_person(admin, f"tina@{domain}")).roles == ("student",)
    # Once an admin has said that it is the teacher's, the same file goes on in it.
    await person_detail.set_roles(admin, early.person_id, ["instructor"])
    _, report = await bring(school, tmp_path, small(domain))
    assert report["lines"] == [] and report["counts"]["enrollments"]["made"] == 1
