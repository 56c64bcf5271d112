"""One institution's people never see or touch another's."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from learnapp.core.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from learnapp.services import Services, identity, privacy

from .conftest import School


async def test_an_admin_sees_only_the_own_people_sections_and_trail(school: School, other_school: School) -> None:
    admin = await school.actor("admin")
    people = await identity.list_people(admin, size=200)
    assert {person.person_id for person in people.rows} == set(school.people.values())
    assert people.total == len(school.people)
    assert [section.section_id for section in (await identity.list_sections(admin)).rows] == [school.section_id]
    found = await identity.list_people(admin, query=other_school.email("student"))
    assert found.rows == []
    trail = await privacy.audit_search(admin, size=200)
    assert not {entry.subject_id for entry in trail.rows} & set(other_school.people.values())
    assert (await privacy.audit_search(admin, subject_id=other_school.people["student"])).total == 0


async def test_an_admin_cannot_touch_people_of_another_institution(school: School, other_school: School) -> None:
    admin = await school.actor("admin")
    victim, their_section = other_school.people["student"], other_school.section_id
    for attempt in (
        identity.set_status(admin, victim, "suspended"),
        identity.reset_password(admin, victim),
        identity.enrol(admin, school.section_id, [victim]),
        identity.enrol(admin, their_section, [school.people["student"]]),
        identity.unenrol(admin, their_section, victim),
        identity.close_section(admin, their_section),
        privacy.erase_person(admin, victim),
        privacy.consent_status(admin, victim),
        privacy.give_consent(admin, victim, "guardian"),
        privacy.withdraw_consent(admin, victim, "guardian"),
    ):
        with pytest.raises(NotFoundError):
            await attempt
    assert await identity.names(school.tenant_id, [victim]) == {}
    assert await other_school.actor("student")


async def test_an_api_client_of_another_institution_cannot_be_revoked(school: School, other_school: School) -> None:
    client_id, secret = await identity.create_api_client(await other_school.actor("admin"), "Theirs", ["events:write"])
    with pytest.raises(NotFoundError):
        await identity.revoke_api_client(await school.actor("admin"), client_id)
    assert await identity.actor_for_client(secret)


async def test_instructors_see_the_roster_of_taught_sections_only(school: School) -> None:
    instructor = await school.actor("instructor")
    roster = await identity.list_people(instructor, section_id=school.section_id, role="student")
    assert {person.person_id for person in roster.rows} == {school.people["student"], school.people["classmate"]}
    with pytest.raises(ForbiddenError):
        await identity.list_people(instructor)
    with pytest.raises(ForbiddenError):
        await identity.list_people(await school.actor("student"), section_id=school.section_id)


async def test_nothing_personal_is_readable_in_the_database(services: Services, school: School) -> None:
    async with services.db.transaction(school.tenant_id) as tx:
        rows = (await tx.session.execute(text("SELECT person::text AS line FROM person"))).scalars().all()
        trail = (await tx.session.execute(text("SELECT audit_entry::text AS line FROM audit_entry"))).scalars().all()
    everything = "\n".join([*rows, *trail]).casefold()
    assert len(rows) == len(school.people)
    for secret in ("example.org", "oak-", "student@", "2015-05-05", "5oak"):
        assert secret.casefold() not in everything
        assert secret.encode().hex() not in everything


async def test_people_are_found_by_part_of_the_name_and_by_address(school: School) -> None:
    admin = await school.actor("admin")
    assert [p.person_id for p in (await identity.list_people(admin, query="CLASSM")).rows] == [
        school.people["classmate"]
    ]
    assert [p.person_id for p in (await identity.list_people(admin, query=school.email("guardian"))).rows] == [
        school.people["guardian"]
    ]
    page = await identity.list_people(admin, offset=4, size=4)
    assert (len(page.rows), page.total, page.has_next) == (2, 6, False)


async def test_bad_names_roles_and_doubles_are_refused(school: School) -> None:
    admin = await school.actor("admin")
    for name in ("", "=cmd|' /C calc'!A0", "x" * 200, "line\nbreak"):
        with pytest.raises(InvalidInputError):
            await identity.create_person(admin, identity.NewPerson("new@x.example.org", name, ("student",)))
    with pytest.raises(InvalidInputError):
        await identity.create_person(admin, identity.NewPerson("new@x.example.org", "New", ("root",)))
    with pytest.raises(ConflictError):
        await identity.create_person(admin, identity.NewPerson(school.email("student").upper(), "Twin", ("student",)))
    with pytest.raises(InvalidInputError):
        await identity.set_status(admin, admin.person_id, "suspended")
