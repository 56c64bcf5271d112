"""What an administrator takes home as a table, and what the trail says of it."""

from __future__ import annotations

import csv
import io

import pytest

from learnapp.core.errors import ForbiddenError, NotFoundError
from learnapp.services import identity, people_exports, privacy, roster

from .conftest import School


def _read(document: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(document.lstrip("\ufeff"))))


async def test_people_are_downloaded_as_the_search_finds_them(school: School) -> None:
    admin = await school.actor("admin")
    lines = _read(await people_exports.people_csv(admin))
    assert {line["email"] for line in lines} == {school.email(role) for role in school.people}
    students = _read(await people_exports.people_csv(admin, role="student"))
    assert {line["roles"] for line in students} == {"student"} and len(students) == 2
    one = _read(await people_exports.people_csv(admin, query=school.email("guardian")))
    assert [line["roles"] for line in one] == ["guardian"]
    named = _read(await people_exports.people_csv(admin, query="classmate"))
    assert [line["email"] for line in named] == [school.email("classmate")]
    seen = await privacy.audit_search(admin, action="person.export")
    assert [entry.detail["people"] for entry in seen.rows] == [1, 1, 2, 6]


async def test_sections_and_who_is_in_them(school: School) -> None:
    admin = await school.actor("admin")
    (section,) = _read(await people_exports.sections_csv(admin))
    assert (section["section"], section["students"], section["instructors"]) == ("Math 7", "2", "1")
    lines = _read(await people_exports.enrolments_csv(admin, school.section_id))
    assert [line["role"] for line in lines] == ["instructor", "student", "student"]
    assert await people_exports.enrolments_csv(admin) == await people_exports.enrolments_csv(admin, school.section_id)
    assert (await privacy.audit_search(admin, action="enrolment.export")).total == 3


async def test_downloaded_enrolments_can_be_imported_again_and_change_nothing(school: School) -> None:
    admin = await school.actor("admin")
    document = await people_exports.enrolments_csv(admin)
    report = await roster.import_roster(admin, document.encode(), dry_run=True)
    assert [row.outcome for row in report.rows] == ["unchanged"] * 3


async def test_a_name_never_becomes_a_formula(school: School) -> None:
    admin = await school.actor("admin")
    new = identity.NewPerson(f"+plus@{school.slug}.example.org", "Plus", ("student",))
    await identity.create_person(admin, new)
    assert ",'+plus@" in await people_exports.people_csv(admin)


async def test_only_those_who_may(school: School, other_school: School) -> None:
    for role in ("student", "guardian", "instructor"):
        actor = await school.actor(role)
        for attempt in (
            people_exports.people_csv(actor),
            people_exports.sections_csv(actor),
            people_exports.enrolments_csv(actor, school.section_id),
        ):
            with pytest.raises(ForbiddenError):
                await attempt
    assert await people_exports.people_csv(await school.actor("auditor"))
    with pytest.raises(NotFoundError):
        await people_exports.enrolments_csv(await school.actor("admin"), other_school.section_id)
